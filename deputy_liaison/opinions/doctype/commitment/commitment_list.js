frappe.listview_settings["Commitment"] = deputy_liaison.list_settings({
	formatters: { due_date: deputy_liaison.due_date(["Commitment Open"]) },
});
