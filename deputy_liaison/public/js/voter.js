// The pages for voters. What is typed stays on the page until the server has it; no cookie goes along, so
// that every call is a guest's.

(() => {
	const $ = (selector, within = document) => within.querySelector(selector);
	const API = "/api/method/deputy_liaison.opinions.public_page.";
	// sent again with the same token, what did arrive brings its answer
	const UNREACHABLE = "网络不通，没有收到回音。写的内容还在，请过一会儿再按一次。";
	const BROKEN = "网站出了故障，没有收到回音。写的内容还在，请过一会儿再按一次，或者打联络站电话。";
	const TRIES = 4;
	const TOO_LARGE = "照片太大，没有交上去。请减少照片再试。";

	class Refused extends Error {
		constructor(message, status) {
			super(message);
			this.status = status;
		}
	}

	// messages bear a bold name or two: their words alone are shown
	const words = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

	const said = (answer, status) => {
		if (status === 413) return TOO_LARGE;
		if (status >= 500) return BROKEN;
		try {
			return words(JSON.parse(JSON.parse(answer._server_messages)[0]).message);
		} catch {
			return UNREACHABLE;
		}
	};

	async function call(method, values) {
		const body = values instanceof FormData ? values : new URLSearchParams(values);
		let response;
		try {
			response = await fetch(API + method, {
				method: "POST",
				body,
				credentials: "omit",
				headers: { Accept: "application/json" },
			});
		} catch {
			throw new Refused(UNREACHABLE, 0);
		}
		const answer = await response.json().catch(() => ({}));
		if (!response.ok) throw new Refused(said(answer, response.status), response.status);
		return answer.message;
	}

	const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

	// send once more: with a fresh token where the old one is unfit, with the same one while it is worked on
	async function patiently(send, renew_token) {
		for (let tries = 1; ; tries++) {
			try {
				return await send();
			} catch (error) {
				if (tries === TRIES || ![409, 425].includes(error.status)) throw error;
				if (error.status === 409) await renew_token();
				await wait(2500);
			}
		}
	}

	// run what a form's button does: one at a time, with its problem told above the button
	function on_submit(form, act) {
		form.addEventListener("submit", async (event) => {
			event.preventDefault();
			const button = $("button[type=submit]", form);
			const problem = $(".problem", form);
			problem.hidden = true;
			button.disabled = true;
			try {
				await act(form);
			} catch (error) {
				problem.textContent = error instanceof Refused ? error.message : UNREACHABLE;
				problem.hidden = false;
				problem.scrollIntoView({ block: "center" });
			} finally {
				button.disabled = false;
			}
		});
	}

	const fill = (section, values) => {
		for (const place of section.querySelectorAll("[data-of]")) {
			if (place.dataset.of in values) place.textContent = values[place.dataset.of] || "";
		}
	};

	// opinion

	function opinion(form) {
		const draft = `opinion ${form.dataset.station}`;
		const longest = Number(form.dataset.longest);
		const kept = () => [...form.elements].filter((entry) => entry.name && entry.type !== "hidden");
		const is_choice = (entry) => ["radio", "checkbox"].includes(entry.type);

		function keep() {
			const values = kept().map((entry) => (is_choice(entry) ? entry.checked : entry.value));
			try {
				sessionStorage.setItem(draft, JSON.stringify(values));
			} catch {
				// a browser that keeps nothing: the page still works
			}
		}
		function bring_back() {
			let values = [];
			try {
				values = JSON.parse(sessionStorage.getItem(draft)) || [];
			} catch {
				// nothing was kept
			}
			kept().forEach((entry, position) => {
				if (values[position] === undefined) return;
				if (is_choice(entry)) entry.checked = values[position];
				else entry.value = values[position];
			});
		}
		function count() {
			// as the server counts: a sign beyond the basic plane is one
			const length = [...form.elements.content.value.trim()].length;
			const over = longest && length > longest;
			$("#content-count").textContent = `已写${length}字${longest ? `，最多${longest}字` : ""}${
				over ? "，请删短或者分两次交" : ""
			}`;
			$("#content-count").classList.toggle("must", Boolean(over));
		}

		function say_photos() {
			const chosen = $("#photos").files.length;
			$("#photos-chosen").textContent = chosen ? `已选${chosen}张照片` : "还没有选照片";
		}

		bring_back();
		count();
		say_photos();
		$("#photos").addEventListener("change", say_photos);
		form.addEventListener("input", () => {
			keep();
			count();
		});

		async function send() {
			const values = new FormData(form);
			for (const photo of await smaller([...$("#photos").files])) values.append("photos", photo, "photo.jpg");
			return call("hand_in.hand_in", values);
		}

		async function renew_token() {
			const query = new URLSearchParams({ station_code: form.dataset.station });
			const response = await fetch(`${API}hand_in.new_token?${query}`, { credentials: "omit" });
			form.elements.form_token.value = (await response.json()).message;
		}

		on_submit(form, async () => {
			const most = Number(form.dataset.photos);
			if ($("#photos").files.length > most) throw new Refused(`照片最多${most}张。`, 0);
			const done = await patiently(send, renew_token);
			try {
				sessionStorage.removeItem(draft);
			} catch {
				// nothing was kept
			}
			const section = $("#handed-in");
			fill(section, done);
			form.reset();
			for (const part of document.querySelectorAll("main > :not(#handed-in)")) part.hidden = true;
			section.hidden = false;
			section.focus();
			scrollTo(0, 0);
		});

		$("[data-copy]").addEventListener("click", () => copy($("#handed-in [data-of=code]")));
	}

	async function copy(place) {
		let copied = false;
		try {
			await navigator.clipboard.writeText(place.textContent);
			copied = true;
		} catch {
			// without https, and in older browsers, the old way
			const range = document.createRange();
			range.selectNodeContents(place);
			getSelection().removeAllRanges();
			getSelection().addRange(range);
			copied = document.execCommand("copy");
		}
		$("[data-copied]").textContent = copied ? "已复制。" : "复制不了，请抄下来或者截屏。";
	}

	// a photo as the camera makes it takes minutes on a slow line
	const smaller = (files) => Promise.all(files.map((file) => drawn(file).catch(() => file)));

	async function drawn(file) {
		const picture = new Image();
		picture.src = URL.createObjectURL(file);
		await picture.decode();
		const scale = Math.min(1, 1600 / Math.max(picture.naturalWidth, picture.naturalHeight));
		const canvas = document.createElement("canvas");
		canvas.width = Math.round(picture.naturalWidth * scale);
		canvas.height = Math.round(picture.naturalHeight * scale);
		canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
		URL.revokeObjectURL(picture.src);
		const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
		return small && small.size < file.size ? small : file;
	}

	// progress

	function progress(form) {
		const section = $("#progress");
		const code = form.elements.code;
		let token;

		function show(found) {
			token = found.token;
			fill(section, { rating: "", ...found, ...(found.channel || {}) });
			replace($(".stages"), (found.stages || []).map(stage));
			$(".stages").hidden = !found.stages;
			replace($(".answers"), (found.answers || []).map(answer));
			$(".channel").hidden = !found.channel;
			$("[data-rated]").hidden = !found.rating;
			$("#rate").hidden = !found.may_rate;
			$("[data-wished]").hidden = !found.withdrawal_wished;
			$("details", section).hidden = !found.may_withdraw;
			section.hidden = false;
			section.focus();
		}

		const look_up = async () => {
			section.hidden = true;
			show(await call("progress.look_up", { code: code.value }));
		};
		on_submit(form, look_up);

		const act = (method) => async (of) => {
			const send = () => {
				const values = new FormData(of);
				values.append("code", code.value);
				values.append("form_token", token);
				return call(`progress.${method}`, values);
			};
			const renew_token = async () => {
				token = (await call("progress.look_up", { code: code.value })).token;
			};
			show(await patiently(send, renew_token));
			scrollTo({ top: section.offsetTop });
		};
		const rate = $("#rate");
		on_submit(rate, async (of) => {
			const chosen = new FormData(of).get("rating");
			if (!chosen) throw new Refused("请选一项。", 0);
			if (chosen === "Dissatisfied" && !of.elements.reason.value.trim()) {
				throw new Refused("请写明哪里不满意，好再办。", 0);
			}
			await act("rate")(of);
		});
		rate.addEventListener("change", () => {
			$("[data-why]", rate).hidden = rate.elements.rating.value !== "Dissatisfied";
		});
		on_submit($("#withdraw"), act("ask_withdrawal"));

		// a slip's code comes behind the sign, which no server sees
		if (location.hash.length > 1) {
			code.value = decodeURIComponent(location.hash.slice(1));
			history.replaceState(null, "", location.pathname);
			form.requestSubmit ? form.requestSubmit() : $("button", form).click();
		}
	}

	// WeChat on older telephones has no replaceChildren
	function replace(place, children) {
		place.textContent = "";
		for (const child of children) place.appendChild(child);
	}

	const SAYS = { done: "已完成", now: "正在进行", skipped: "不经过", open: "还没到" };

	function stage({ label, on, status }) {
		const row = document.createElement("li");
		row.className = status;
		if (status === "now") row.setAttribute("aria-current", "step");
		for (const text of [label, on || SAYS[status]]) {
			row.appendChild(document.createElement("span")).textContent = text;
		}
		return row;
	}

	function answer({ by, on, text, result }) {
		const box = document.createElement("article");
		const head = [by, on].filter(Boolean).join("　");
		for (const [words, tag] of [["答复", "h3"], [head, "p"], [text, "p"], [result, "p"]]) {
			if (words) box.appendChild(document.createElement(tag)).textContent = words;
		}
		return box;
	}

	if ($("#opinion")) opinion($("#opinion"));
	if ($("#look-up")) progress($("#look-up"));
})();
