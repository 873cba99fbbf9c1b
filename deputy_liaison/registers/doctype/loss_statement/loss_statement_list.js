frappe.listview_settings["Loss Statement"] = deputy_liaison.list_settings();
