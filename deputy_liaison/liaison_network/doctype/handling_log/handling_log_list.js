const word = (value) => (value ? __(value) : "");

// the log stores actions and states by their English names
frappe.listview_settings["Handling Log"] = deputy_liaison.list_settings({
	choices: ["event"],
	formatters: { action: word, to_state: word },
});
