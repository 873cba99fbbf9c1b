frappe.listview_settings["Performance Bulletin"] = deputy_liaison.list_settings();
