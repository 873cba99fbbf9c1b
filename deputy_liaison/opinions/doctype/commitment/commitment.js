frappe.ui.form.on("Commitment", {
	refresh(frm) {
		const late = frappe.datetime.get_day_diff(frappe.datetime.get_today(), frm.doc.due_date);
		if (frm.doc.workflow_state === "Commitment Open" && late > 0) {
			frm.set_intro(__("Overdue by {0} days.", [late]), "red");
		}
		return deputy_liaison.show_actions(frm);
	},
});
