frappe.ui.form.on("Liaison Settings", {
	refresh: deputy_liaison.show_warnings,
});
