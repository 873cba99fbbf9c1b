frappe.listview_settings["Constituent Visit"] = { hide_name_column: true };
