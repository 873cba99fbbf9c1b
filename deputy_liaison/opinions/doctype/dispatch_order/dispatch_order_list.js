frappe.listview_settings["Dispatch Order"] = {
	hide_name_column: true,
	formatters: { due_date: deputy_liaison.due_date(["Order Issued", "Order Acknowledged"]) },
};
