frappe.listview_settings["Opinion Ticket"] = deputy_liaison.list_settings({
	formatters: { state_due: deputy_liaison.limit_date },
});
