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

// class of a cell whose colour the server has said
deputy_liaison.limit_css = (colour) => CSS[colour] || "";

// what the server says of the record's limit, above its form
deputy_liaison.show_limit = function (frm) {
	const limit = frm.is_new() ? null : frm.doc.__onload?.clock;
	if (limit) frm.set_intro(frappe.utils.escape_html(limit.text), INDICATOR[limit.colour] || "blue");
};
