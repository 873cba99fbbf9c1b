frappe.listview_settings["Opinion Ticket"] = deputy_liaison.list_settings({
	formatters: { due_date: deputy_liaison.due_date(["Ticket Pending Approval", "Ticket In Handling"]) },
});
