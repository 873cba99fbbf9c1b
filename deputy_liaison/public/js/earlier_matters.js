// Earlier matters that may be the same, shown beside the one at hand (opinions/duplicates.py). They are an
// offer: a look-up that fails says nothing, and nothing that is typed waits for one.

frappe.provide("deputy_liaison");

const DUPLICATES = "deputy_liaison.opinions.duplicates";
const SHORTEST = 12;
const PAUSE = 900;
// a PC that is slow, or a line that was, is asked only when the field is left
const SLOW_MS = 1500;
let slow = navigator.hardwareConcurrency <= 2;

// the rows, or none; never a message
async function looked_up(method, args) {
	const begun = performance.now();
	try {
		const answer = await fetch(`/api/method/${DUPLICATES}.${method}`, {
			method: "POST",
			headers: { "Content-Type": "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
			body: JSON.stringify(args),
		});
		return answer.ok ? (await answer.json()).message : [];
	} catch {
		return [];
	} finally {
		slow = slow || performance.now() - begun > SLOW_MS;
	}
}

// Under a field in which a matter is typed. $place: where the rows go; args(): what is known of the matter.
deputy_liaison.watch_matter = function ($input, $place, args) {
	let asked = "";
	const look = async () => {
		const known = args();
		const question = JSON.stringify(known);
		if (question === asked) return;
		asked = question;
		const long_enough = (known.content || "").trim().length >= SHORTEST;
		const rows = long_enough ? await looked_up("likely_earlier", known) : [];
		// what was typed meanwhile has its own answer
		if (asked === question) deputy_liaison.show_earlier_matters($place, rows);
	};
	const after_a_pause = frappe.utils.debounce(() => !slow && look(), PAUSE);
	$input.on("input", after_a_pause).on("blur", look);
};

// On a ticket that is sorted out. merge(row): what the button for it does; none where merging is not allowed.
deputy_liaison.show_earlier_of = async function (frm, $place, merge) {
	const name = frm.docname;
	const rows = await looked_up("likely_earlier_of", { ticket: name });
	if (frm.docname === name) deputy_liaison.show_earlier_matters($place, rows, merge);
	return rows.length;
};

deputy_liaison.show_earlier_matters = function ($place, rows, merge) {
	$place.empty();
	if (!rows.length) return;
	$place.append(
		$('<section class="liaison-earlier">').append(
			$('<h6 class="liaison-earlier-title">').text(__("Matters That May Be the Same")),
			$("<ul>").append(rows.map((row) => earlier(row, merge)))
		)
	);
};

function earlier(row, merge) {
	const about = [row.day, row.state, row.where, row.handled_by].filter(Boolean).join(" · ");
	const $row = $("<li>").append(
		$('<div class="liaison-earlier-head">').append(
			// Tab leads from field to field: the offer is for the mouse, and for who looks for it in the list
			$('<a target="_blank" tabindex="-1">')
				.attr("href", frappe.utils.get_form_link("Opinion Ticket", row.name))
				.text(row.number),
			$('<span class="text-muted">').text(about)
		),
		$("<div>").append(
			row.words.map(({ text, marked }) => (marked ? $("<mark>").text(text) : document.createTextNode(text)))
		)
	);
	if (merge) {
		$row.find(".liaison-earlier-head").append(
			$('<button type="button" class="btn btn-xs btn-default">')
				.text(__("Merge Ticket"))
				.attr("aria-label", `${__("Merge Ticket")} ${row.number}`)
				.on("click", () => merge(row))
		);
	}
	return $row;
}
