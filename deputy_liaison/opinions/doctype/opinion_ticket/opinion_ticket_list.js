frappe.listview_settings["Opinion Ticket"] = { hide_name_column: true };
