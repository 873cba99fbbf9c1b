frappe.listview_settings["Supervision Entry"] = deputy_liaison.list_settings({
	choices: ["way"],
	formatters: { reply_due: deputy_liaison.due_date(["Supervision Awaiting Answer"]) },
});
