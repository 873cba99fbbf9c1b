frappe.ui.form.on("Electoral District", {
	refresh: (frm) => deputy_liaison.show_warnings(frm),
});
