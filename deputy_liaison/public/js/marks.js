// Marks beside a matter's own way: supervised with priority, difficult with helping deputies, urgent report.

frappe.provide("deputy_liaison");

const PRIORITY = "deputy_liaison.opinions.priority";
const TICKET_ENDED = ["Ticket Closed", "Ticket Archived", "Ticket Merged", "Ticket Withdrawn"];
const holds = (...roles) => roles.some((role) => frappe.user.has_role(role));

deputy_liaison.offer_marks = function (frm) {
	if (frm.is_new()) return;
	if (frm.doc.is_priority && frm.doc.priority_reason) {
		const text = __("Supervised with priority since {0}: {1}", [frm.doc.priority_on, frm.doc.priority_reason]);
		frm.set_intro(frappe.utils.escape_html(text), "red");
	}
	const { workflow_state, closed_on, withdrawn_on, restriction } = frm.doc;
	if (TICKET_ENDED.includes(workflow_state) || closed_on || withdrawn_on || restriction) return;
	const group = __("Mark Matter");
	if (holds("Township Chair", "County Approver")) {
		const label = frm.doc.is_priority ? __("End Priority") : __("Mark as Priority");
		frm.add_custom_button(label, () => mark_priority(frm, label), group);
	}
	if (frm.doctype !== "Opinion Ticket") return;
	if (holds("Township Clerk", "Township Chair", "County Deputy Affairs Officer", "County Approver")) {
		frm.add_custom_button(__("Name Helping Deputies"), () => name_helpers(frm), group);
	}
	deputy_liaison.offer_urgent_report(frm, group);
};

deputy_liaison.offer_urgent_report = function (frm, group) {
	if (!holds("Station Liaison Officer", "Township Clerk", "Township Chair", "County Deputy Affairs Officer")) return;
	frm.add_custom_button(__("Report Emergency"), () => report_emergency(frm), group);
};

function ask(frm, title, fields, send) {
	deputy_liaison.ask_and_send(title, fields, title, async (values) => {
		await send(values);
		await frm.reload_doc();
	});
}

const reason_field = () => ({ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 });

function mark_priority(frm, label) {
	const { doctype, docname: name } = frm;
	ask(frm, label, [reason_field()], ({ reason }) =>
		frappe.xcall(`${PRIORITY}.set_priority`, { doctype, name, is_priority: frm.doc.is_priority ? 0 : 1, reason })
	);
}

function name_helpers(frm) {
	const rows = frm.doc.helping_deputies || [];
	ask(
		frm,
		__("Name Helping Deputies"),
		[
			deputy_liaison.counts_at_once({
				fieldname: "deputies",
				fieldtype: "Table MultiSelect",
				options: "Receiving Deputy",
				label: __("Helping Deputies"),
				description: __("They read the matter from then on. Without any, the mark as difficult ends."),
				default: rows.map(({ deputy }) => ({ deputy })),
				get_query: () => ({ filters: { credential_status: "Active Credentials" } }),
			}),
			reason_field(),
		],
		({ deputies, reason }) =>
			frappe.xcall(`${PRIORITY}.name_helpers`, {
				ticket: frm.docname,
				deputies: (deputies || []).map(({ deputy }) => deputy),
				reason,
			})
	);
}

async function report_emergency(frm) {
	const { doctype, docname: name } = frm;
	const known = await frappe.xcall("deputy_liaison.opinions.emergency.known_of", { doctype, name });
	const text = (fieldname, label, fieldtype = "Small Text") => ({
		fieldname,
		fieldtype,
		label,
		default: known[fieldname],
		reqd: 1,
	});
	ask(
		frm,
		__("Report Emergency"),
		[
			text("place", __("Place of the Emergency"), "Data"),
			text("measures", __("Measures Taken")),
			text("suggestion", __("What Should Be Done")),
			{
				fieldname: "hint",
				fieldtype: "HTML",
				options: $('<p class="text-muted">')
					.text(__("The chairs are told at once. Print the report afterwards."))
					.prop("outerHTML"),
			},
		],
		({ place, measures, suggestion }) =>
			frappe.xcall("deputy_liaison.opinions.emergency.report_emergency", {
				doctype,
				name,
				place,
				measures,
				suggestion,
			})
	);
}
