frappe.ui.form.on("Congress Term", {
	refresh: (frm) => deputy_liaison.show_warnings(frm),
});
