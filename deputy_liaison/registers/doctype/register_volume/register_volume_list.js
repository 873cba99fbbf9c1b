frappe.listview_settings["Register Volume"] = deputy_liaison.list_settings();
