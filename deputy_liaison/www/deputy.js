// The deputy's page. Works in WeChat's browser: no pop-up, nothing to download, and what was typed
// outlives a reload.

const KEPT = "deputy-liaison ";

document.getElementById("deputy-log-out").addEventListener("click", async () => {
	forget_what_is_private();
	await fetch("/api/method/logout", { method: "POST", headers: headers() });
	location.href = "/login";
});

document.querySelectorAll("form[data-keep]").forEach(keep_what_is_typed);
document.querySelectorAll("form[data-act]").forEach((form) => form.addEventListener("submit", act));
document.querySelectorAll("form[data-method]").forEach((form) => form.addEventListener("submit", call));

// the browser's own bubbles speak its language, and in WeChat there are none
document.addEventListener("invalid", say_what_is_missing, true);

// shown once as new; where the line is bad it stays new
const news = document.querySelector("[data-seen]");
if (news) ask("deputy_liaison.opinions.deputy_work.note_seen", { name: news.dataset.seen }).catch(() => {});

const opinion = document.getElementById("deputy-opinion");
if (opinion) {
	opinion.elements.is_anonymous.addEventListener("change", hide_the_reporter);
	hide_the_reporter();
	opinion.elements.content.addEventListener("change", offer_earlier);
	opinion.elements.where.addEventListener("change", offer_earlier);
}

const paper = document.getElementById("deputy-paper");
if (paper) {
	paper.addEventListener("submit", save_paper);
	paper.elements.congress_body.addEventListener("change", show_own_congress);
	document.getElementById("deputy-find").addEventListener("input", show_own_congress);
	show_own_congress();
}

function headers() {
	return { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token };
}

class LoggedOut extends Error {}

// the method's answer; where it was refused, an error with what the server said
async function ask(method, values) {
	const response = await fetch(`/api/method/${method}`, {
		method: "POST",
		headers: { ...headers(), "Content-Type": "application/json" },
		body: JSON.stringify(values),
		// what a browser says of a broken line is English
	}).catch(() => Promise.reject(new Error()));
	const answer = await response.json().catch(() => ({}));
	if (response.ok) return answer.message;
	if (!/(^|; )user_id=(?!Guest)/.test(document.cookie)) throw new LoggedOut();
	const said = JSON.parse(answer._server_messages || "[]").map((one) => JSON.parse(one).message);
	const text = new DOMParser().parseFromString(said.join(" "), "text/html").body.textContent;
	throw new Error(text);
}

async function send(form, work) {
	const button = form.querySelector("[type=submit]");
	const said = form.querySelector(".deputy-said");
	button.disabled = true;
	said.hidden = true;
	button.before(said);
	try {
		const target = await work();
		forget(form);
		location.href = target || location.href.split("#")[0];
	} catch (error) {
		const { failed, login } = form.closest("main").dataset;
		said.textContent = error instanceof LoggedOut ? login : error.message || failed;
		said.hidden = false;
		said.scrollIntoView({ block: "center" });
		button.disabled = false;
	}
}

function values_of(form) {
	const values = {};
	for (const field of form.elements) {
		if (!field.name) continue;
		values[field.name] = field.type === "checkbox" ? Number(field.checked) : field.value;
	}
	return values;
}

function act(event) {
	event.preventDefault();
	const form = event.target;
	const { __note: note, ...values } = values_of(form);
	const { doctype, name, modified } = form.dataset;
	send(form, () =>
		ask("deputy_liaison.state_machine.act", { doctype, name, modified, action: form.dataset.act, values, note })
			// what is no longer theirs has no page to come back to
			.then((done) => (done.name ? "" : "/deputy?list=suggestions"))
	);
}

function call(event) {
	event.preventDefault();
	const form = event.target;
	const { method, name, next } = form.dataset;
	send(form, () =>
		ask(method, { name, ...values_of(form) }).then((done) => (next ? next + encodeURIComponent(done) : ""))
	);
}

function say_what_is_missing(event) {
	event.preventDefault();
	const form = event.target.form;
	// each field that fails has an event of its own: the first one is spoken of
	if (event.target !== form.querySelector(":invalid:not(fieldset)")) return;
	const said = form.querySelector(".deputy-said");
	const label = event.target.closest("label");
	said.textContent = form.closest("main").dataset.fill.replace("{0}", label.firstChild.textContent.trim());
	said.hidden = false;
	label.after(said);
	if (label.closest("details")) label.closest("details").open = true;
	event.target.focus();
}

function hide_the_reporter() {
	for (const label of opinion.querySelectorAll("[data-of-reporter]")) {
		label.hidden = opinion.elements.is_anonymous.checked;
	}
}

// what was received before and may be the same; an offer, so a line that breaks says nothing
async function offer_earlier() {
	const { content, station, where } = values_of(opinion);
	const rows = await ask("deputy_liaison.opinions.deputy_work.earlier_matters", { content, station, where }).catch(
		() => []
	);
	// what was typed meanwhile has its own answer
	if (values_of(opinion).content !== content) return;
	const place = document.getElementById("deputy-earlier");
	place.hidden = !rows.length;
	place.querySelector("ul").replaceChildren(...rows.map(earlier));
}

function earlier(row) {
	const about = [row.number, row.day, row.state, row.where].filter(Boolean).join(" · ");
	const card = made("a", "deputy-card", made("span", "text-muted", about), made("span", "", ...words_of(row)));
	card.href = `/deputy?ticket=${encodeURIComponent(row.name)}`;
	// the form stays as it was typed
	card.target = "_blank";
	return made("li", "", card);
}

function words_of(row) {
	return row.words.map(({ text, marked }) => (marked ? made("mark", "", text) : text));
}

function made(tag, css, ...inside) {
	const element = document.createElement(tag);
	element.className = css;
	element.append(...inside);
	return element;
}

function save_paper(event) {
	event.preventDefault();
	const chosen = [...paper.querySelectorAll("[name=cosigner]:checked")];
	const { cosigner, source_case, ...values } = values_of(paper);
	values.occasion = values.congress_session ? "In Session" : "Between Sessions";
	values.cosigners = chosen.filter(of_own_congress).map((field) => field.value);
	const ticket = paper.querySelector("[name=source_case]")?.value;
	send(paper, async () => {
		const name = await ask("deputy_liaison.opinions.deputy_work.save_draft", {
			values,
			name: paper.dataset.name || null,
			ticket: ticket || null,
		});
		return `/deputy?suggestion=${encodeURIComponent(name)}`;
	});
}

function of_own_congress(field) {
	return field.closest("[data-body]").dataset.body === paper.elements.congress_body.value;
}

// sessions and deputies of the chosen congress; of the deputies those who were found or are chosen
function show_own_congress() {
	const body = paper.elements.congress_body.value;
	const session = paper.elements.congress_session;
	for (const option of session.options) {
		option.hidden = option.disabled = Boolean(option.dataset.body) && option.dataset.body !== body;
	}
	if (session.selectedOptions[0]?.disabled) session.value = "";
	const words = document.getElementById("deputy-find").value.trim();
	for (const label of paper.querySelectorAll("label[data-find]")) {
		const found = !words || label.dataset.find.includes(words) || label.querySelector("input").checked;
		label.hidden = label.dataset.body !== body || !found;
	}
}

// kept on this phone until it was sent
function keep_what_is_typed(form) {
	const key = KEPT + form.dataset.keep;
	for (const [name, value] of Object.entries(JSON.parse(read(key) || "{}"))) {
		for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
			if (is_typed_in(field)) continue;
			if (field.type === "checkbox") field.checked = [].concat(value).includes(field.value);
			else if (field.type !== "hidden") field.value = value;
		}
	}
	const keep = () => {
		const typed = {};
		for (const field of form.elements) {
			if (!field.name || field.type === "hidden") continue;
			if (field.type !== "checkbox") typed[field.name] = field.value;
			else (typed[field.name] ||= []).push(...(field.checked ? [field.value] : []));
		}
		write(key, JSON.stringify(typed));
	};
	// on a slow line the form is there before this script
	if ([...form.elements].some(is_typed_in)) keep();
	form.addEventListener("input", keep);
}

// whether it holds something else than the page came with
function is_typed_in(field) {
	if (field.type === "checkbox") return field.checked !== field.defaultChecked;
	if (field.tagName !== "SELECT") return field.type !== "hidden" && field.value !== (field.defaultValue ?? field.value);
	const came = [...field.options].findIndex((option) => option.defaultSelected);
	return field.selectedIndex !== Math.max(came, 0);
}

// who logs out on a phone that others use leaves no voter's name on it
function forget_what_is_private() {
	try {
		Object.keys(localStorage)
			.filter((key) => key.startsWith(`${KEPT}opinion `))
			.forEach((key) => localStorage.removeItem(key));
	} catch {
		// a browser that keeps nothing has nothing to forget
	}
}

function forget(form) {
	try {
		localStorage.removeItem(KEPT + form.dataset.keep);
	} catch {
		// a browser that keeps nothing has nothing to forget
	}
}

function read(key) {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}

function write(key, text) {
	try {
		localStorage.setItem(key, text);
	} catch {
		// full or switched off: the text still stands in the form
	}
}
