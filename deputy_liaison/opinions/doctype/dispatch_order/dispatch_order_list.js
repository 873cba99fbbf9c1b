frappe.listview_settings["Dispatch Order"] = { hide_name_column: true };
