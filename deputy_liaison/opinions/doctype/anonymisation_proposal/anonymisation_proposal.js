frappe.ui.form.on("Anonymisation Proposal", {
	refresh: (frm) => deputy_liaison.show_actions(frm),
});
