// Limits on lists and forms. By when a step is to be done is kept in `state_due` by the server (clock.py),
// empty where no limit runs; the county's steps of the colours come with the boot.

frappe.provide("deputy_liaison");

const CSS = { Red: "liaison-overdue", Orange: "liaison-due-now", Yellow: "liaison-due-soon" };
const INDICATOR = { Red: "red", Orange: "orange", Yellow: "yellow" };

// formatter of a list's date column: coloured while the record's limit runs
deputy_liaison.limit_date = function (value, df, doc) {
	if (!value) return "";
	const text = frappe.datetime.str_to_user(value);
	if (!doc.state_due) return text;
	const left = frappe.datetime.get_day_diff(doc.state_due, frappe.datetime.get_today());
	const { yellow, orange } = frappe.boot.liaison_limits;
	const colour = left < 0 ? "Red" : left <= orange ? "Orange" : left <= yellow ? "Yellow" : "";
	const title = left < 0 ? __("{0} days overdue", [-left]) : __("{0} days left", [left]);
	return colour ? `<span class="${CSS[colour]}" title="${title}">${text}</span>` : text;
};

// formatter of a day by which something is due, coloured while the record stands in one of these states
deputy_liaison.due_date = (open_states) => (value, df, doc) =>
	deputy_liaison.limit_date(value, df, { state_due: open_states.includes(doc.workflow_state) && value });

// class of a cell whose colour the server has said
deputy_liaison.limit_css = (colour) => CSS[colour] || "";

// what the server says of the record's limit, above its form
deputy_liaison.show_limit = function (frm) {
	const limit = frm.is_new() ? null : frm.doc.__onload?.clock;
	if (!limit) return;
	// what comes before the reply may be late while the reply is not
	const said = [limit, limit.step].filter(Boolean);
	const colour = Object.keys(INDICATOR).find((one) => said.some((line) => line.colour === one));
	const text = said.map((line) => frappe.utils.escape_html(line.text)).join("<br>");
	frm.set_intro(text, INDICATOR[colour] || "blue");
};

// Puts a text on the clipboard, also on plain http pages, where the browser has no clipboard for scripts.
deputy_liaison.copy = async function (text) {
	if (navigator.clipboard && window.isSecureContext) {
		await navigator.clipboard.writeText(text);
	} else {
		const area = $("<textarea readonly>").css({ position: "fixed", top: 0, opacity: 0 }).val(text);
		area.appendTo(document.body).trigger("select");
		area[0].setSelectionRange(0, text.length); // phones select nothing else
		const done = document.execCommand("copy");
		area.remove();
		if (!done) return frappe.msgprint({ title: __("Copy by Hand"), message: frappe.utils.escape_html(text).replace(/\n/g, "<br>") });
	}
	frappe.show_alert({ message: __("Copied. Paste it into the WeChat group."), indicator: "green" });
};

// a text about the record for a WeChat group, without personal data
for (const doctype of [
	"Opinion Ticket",
	"Dispatch Order",
	"Deputy Suggestion",
	"Supervision Entry",
	"Commitment",
	"Performance Bulletin",
]) {
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			if (frm.is_new() || frm.doc.restriction) return;
			// a bulletin is told to others once it is issued
			if (doctype === "Performance Bulletin" && frm.doc.workflow_state !== "Bulletin Issued") return;
			frm.page.add_menu_item(__("Copy for the WeChat Group"), async () => {
				deputy_liaison.copy(
					await frappe.xcall("deputy_liaison.opinions.notices.group_text", {
						doctype: frm.doctype,
						name: frm.docname,
					})
				);
			});
		},
	});
}

// the daily digest that a notice opens
frappe.ui.form.on("Notification Log", {
	refresh(frm) {
		if (frm.doc.document_type || !frm.doc.email_content?.includes("/app/todays-work")) return;
		frm.add_custom_button(__("My Work of Today"), () => frappe.set_route("todays-work"));
		frm.add_custom_button(__("Copy for the WeChat Group"), async () => {
			deputy_liaison.copy((await frappe.xcall("deputy_liaison.opinions.todays_work.mine")).text);
		});
	},
});
