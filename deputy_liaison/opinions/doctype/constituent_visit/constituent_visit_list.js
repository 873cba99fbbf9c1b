frappe.listview_settings["Constituent Visit"] = deputy_liaison.list_settings({ choices: ["channel"] });
