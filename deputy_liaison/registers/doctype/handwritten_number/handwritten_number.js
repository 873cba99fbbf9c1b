frappe.ui.form.on("Handwritten Number", {
	refresh(frm) {
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(frm.doc.__onload?.record));
		frm.disable_save();
		return deputy_liaison.show_actions(frm);
	},
});
