frappe.listview_settings["Opinion Ticket"] = {
	hide_name_column: true,
	formatters: { due_date: deputy_liaison.due_date(["Ticket Pending Approval", "Ticket In Handling"]) },
};
