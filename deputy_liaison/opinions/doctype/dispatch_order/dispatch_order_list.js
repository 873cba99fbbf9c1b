frappe.listview_settings["Dispatch Order"] = deputy_liaison.list_settings({
	choices: ["unit_role"],
	add_fields: ["state_due", "is_priority"],
	formatters: {
		// while a return is asked for the unit's limit stands still, and the approver's runs
		due_date: (value, df, doc) =>
			doc.workflow_state === "Order Return Requested"
				? frappe.datetime.str_to_user(value)
				: deputy_liaison.limit_date(value, df, doc),
	},
});
