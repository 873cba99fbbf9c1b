// Our forms without what means nothing to their readers: record hashes, e-mail placeholders.

const OURS = [
	"Congress Body",
	"Congress Term",
	"Constituent Visit",
	"Deputy",
	"Deputy Mandate",
	"Dispatch Order",
	"Electoral District",
	"Grid Cell",
	"Handling Log",
	"Jurisdiction",
	"Liaison Station",
	"Opinion Category",
	"Opinion Ticket",
	"Reception Day",
	"Register Definition",
	"Responsible Unit",
	"Result Class",
	"Staff Post",
	"Station Placement",
];

for (const doctype of OURS) {
	frappe.ui.form.on(doctype, { before_load: name_people, onload: name_people });
}

// who made and changed the record, by name, for the timeline and the sidebar
function name_people(frm) {
	Object.assign(frappe.boot.user_info, frm.doc.__onload?.people);
}

// records are named by a hash: the last breadcrumb shows their title instead
$(document).on("form-refresh", (_event, frm) => {
	if (!OURS.includes(frm.doctype)) return;
	const title = frm.is_new()
		? __("New {0}", [__(frm.doctype)])
		: frm.doc[frm.meta.title_field] || frm.docname;
	$(".navbar-breadcrumbs li:last-child a, #navbar-breadcrumbs li:last-child a").text(title);
});
