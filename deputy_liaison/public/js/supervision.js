// Supervision of units: the list on an order, a ticket or a suggestion, and its one button.

frappe.provide("deputy_liaison");

const SUPERVISION = "deputy_liaison.opinions.doctype.supervision_entry.supervision_entry";
const WAYS = ["Telephone Reminder", "On-Site Check", "Supervision Slip", "Supervision Meeting"];

deputy_liaison.show_supervision = async function (frm) {
	if (frm.is_new()) return;
	const { doctype, docname: name } = frm;
	const { entries, orders } = await frappe.xcall(`${SUPERVISION}.overview`, { doctype, name });
	if (frm.docname !== name) return; // another record was opened meanwhile
	frm.toggle_display("section_supervision", entries.length);
	frm.get_field("supervision_html").$wrapper.html(table_of(entries, doctype !== "Dispatch Order"));
	if (orders.length) frm.add_custom_button(__("Supervise Unit"), () => ask(frm, orders));
};

function table_of(entries, of_several) {
	const whole = () => "liaison-whole";
	const columns = [
		{
			label: __("Number"),
			value: (row) => row.number || "—",
			link: (row) => ["Supervision Entry", row.name],
			css: whole,
		},
		{ label: __("Time of Supervision"), value: (row) => row.times },
		{ label: __("Responsible Unit"), value: (row) => row.unit_name },
		{ label: __("Supervised On"), value: (row) => row.supervised_on, css: whole },
		{ label: __("Way of Supervision"), value: (row) => row.way },
		{
			label: __("Supervised By"),
			value: (row) => [row.supervisor, row.supervisor_post && __(row.supervisor_post)].filter(Boolean).join(" · "),
		},
		{ label: __("What Is Required"), value: (row) => row.words, css: () => "liaison-text" },
		{ label: __("Answer Due"), value: (row) => row.reply_due || "—", css: late },
		{ label: __("Supervision State"), value: (row) => row.state },
		{ label: __("Answer to the Supervision"), value: (row) => row.answer || "—", css: () => "liaison-text" },
	];
	return deputy_liaison.table(
		of_several ? columns : columns.filter(({ label }) => label !== __("Responsible Unit")),
		entries,
		__("Nobody was reminded yet.")
	);
}

function late(row) {
	const open = row.workflow_state === "Supervision Awaiting Answer";
	return open && row.reply_due < frappe.datetime.get_today() ? "liaison-whole liaison-overdue" : "liaison-whole";
}

function ask(frm, orders) {
	const first = orders[0];
	const fields = [
		{
			fieldname: "order",
			fieldtype: "Select",
			label: __("Dispatch Order"),
			options: orders.map(({ name, label }) => ({ value: name, label })),
			default: first.name,
			reqd: 1,
			read_only: orders.length === 1 ? 1 : 0,
			hidden: orders.length === 1 ? 1 : 0,
		},
		{
			fieldname: "way",
			fieldtype: "Select",
			label: __("Way of Supervision"),
			options: WAYS.map((value) => ({ value, label: __(value) })),
			default: "Telephone Reminder",
			reqd: 1,
		},
		{
			fieldname: "supervised_on",
			fieldtype: "Date",
			label: __("Supervised On"),
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{ fieldname: "reply_due", fieldtype: "Date", label: __("Answer Due"), default: first.reply_due, reqd: 1 },
		{ fieldname: "words", fieldtype: "Small Text", label: __("What Is Required"), reqd: 1 },
	];
	deputy_liaison.ask_and_send(__("Supervise Unit"), fields, __("Supervise Unit"), async (values) => {
		const made = await frappe.xcall(`${SUPERVISION}.supervise`, { order: first.name, ...values });
		frappe.show_alert({ message: __("{0} is written.", [made.number]), indicator: "green" });
		await frm.reload_doc();
	});
}
