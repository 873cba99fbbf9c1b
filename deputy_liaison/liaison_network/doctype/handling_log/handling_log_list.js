const word = (value) => (value ? __(value) : "");

// the log stores actions and states by their English names
frappe.listview_settings["Handling Log"] = {
	hide_name_column: true,
	formatters: { action: word, to_state: word },
};
