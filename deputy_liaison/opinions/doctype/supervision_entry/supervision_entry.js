frappe.ui.form.on("Supervision Entry", {
	refresh: (frm) => deputy_liaison.show_actions(frm),
});
