frappe.listview_settings["Dispatch Order"] = deputy_liaison.list_settings({
	choices: ["unit_role"],
	formatters: { due_date: deputy_liaison.due_date(["Order Issued", "Order Acknowledged"]) },
});
