// the log stores actions, states, rules and posts by their English names
const fields = frappe.meta.docfield_map["Handling Log"];
for (const name of ["action", "from_state", "to_state", "rule", "post"]) {
	fields[name].formatter = (value) => (value ? __(value) : "");
}
