frappe.ui.form.on("Dispatch Order", {
	refresh(frm) {
		const due = frm.doc.due_date && frappe.datetime.get_day_diff(frm.doc.due_date, frappe.datetime.get_today());
		if (["Order Issued", "Order Acknowledged"].includes(frm.doc.workflow_state)) {
			const text = due < 0 ? __("Overdue by {0} days.", [-due]) : __("{0} days are left.", [due]);
			frm.set_intro(text, due < 0 ? "red" : due <= 7 ? "orange" : "blue");
		}
		if (frm.doc.previous_order) name_order_before(frm);
		return deputy_liaison.show_actions(frm).then(() => deputy_liaison.show_supervision(frm));
	},
});

// by its number: its subject is that of this order
async function name_order_before(frm) {
	const before = frm.doc.previous_order;
	const { message } = await frappe.db.get_value(frm.doctype, before, "number");
	frappe.utils.add_link_title(frm.doctype, before, message.number);
	frm.refresh_field("previous_order");
}
