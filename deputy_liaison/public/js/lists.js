// Lists: what every list of ours has in common. A list with more of its own has a …_list.js file.

frappe.provide("deputy_liaison");

// names are random: nobody needs the column
[
	"Congress Body",
	"Congress Term",
	"Deputy",
	"Electoral District",
	"Grid Cell",
	"Jurisdiction",
	"Liaison Station",
	"Opinion Category",
	"Reception Day",
	"Register Definition",
	"Responsible Unit",
	"Result Class",
	"Staff Post",
].forEach((doctype) => {
	frappe.listview_settings[doctype] = { hide_name_column: true };
});

// formatter of a due date: red once passed, orange in its last seven days, while the record is open
deputy_liaison.due_date = function (open_states) {
	return (value, df, doc) => {
		if (!value) return "";
		const text = frappe.datetime.str_to_user(value);
		const days = frappe.datetime.get_day_diff(value, frappe.datetime.get_today());
		if (days > 7 || !open_states.includes(doc.workflow_state)) return text;
		const [css, title] =
			days < 0
				? ["liaison-overdue", __("{0} days overdue", [-days])]
				: ["liaison-due-soon", __("{0} days left", [days])];
		return `<span class="${css}" title="${title}">${text}</span>`;
	};
};
