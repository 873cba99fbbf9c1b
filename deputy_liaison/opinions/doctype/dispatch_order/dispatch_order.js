frappe.ui.form.on("Dispatch Order", {
	refresh(frm) {
		deputy_liaison.show_limit(frm);
		if (frm.doc.previous_order) name_order_before(frm);
		return deputy_liaison.show_actions(frm);
	},
});

// by its number: its subject is that of this order
async function name_order_before(frm) {
	const before = frm.doc.previous_order;
	const { message } = await frappe.db.get_value(frm.doctype, before, "number");
	frappe.utils.add_link_title(frm.doctype, before, message.number);
	frm.refresh_field("previous_order");
}
