// Link fields: the list of a staff member names records, not the stored filter that chose them.

if (frappe.boot.liaison_staff) {
	frappe.ui.form.ControlLink.prototype.get_filter_description = () => "";
}
