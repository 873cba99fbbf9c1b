frappe.listview_settings["Opinion Ticket"] = deputy_liaison.list_settings({
	add_fields: ["is_priority"],
	formatters: { subject: deputy_liaison.with_priority, state_due: deputy_liaison.limit_date },
});
