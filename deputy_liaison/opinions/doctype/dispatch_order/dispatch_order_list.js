frappe.listview_settings["Dispatch Order"] = deputy_liaison.list_settings({
	choices: ["unit_role"],
	add_fields: ["state_due"],
	formatters: { due_date: deputy_liaison.limit_date },
});
