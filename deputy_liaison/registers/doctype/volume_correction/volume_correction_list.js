frappe.listview_settings["Volume Correction"] = deputy_liaison.list_settings();
