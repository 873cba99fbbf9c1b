frappe.listview_settings["Anonymisation Proposal"] = deputy_liaison.list_settings();
