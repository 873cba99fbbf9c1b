frappe.listview_settings["Nightly Run"] = deputy_liaison.list_settings();
