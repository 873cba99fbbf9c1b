frappe.listview_settings["Staff Post"] = deputy_liaison.list_settings({
	choices: ["post"],
	on_first_show(list) {
		if (!frappe.user.has_role("Township Chair")) return;
		list.page.add_inner_button(__("Give Acting Post"), () => give_acting_post(list));
	},
});

function give_acting_post(list) {
	const dialog = new frappe.ui.Dialog({
		title: __("Give Acting Post"),
		static: true,
		fields: [
			{
				fieldname: "user",
				fieldtype: "Link",
				options: "User",
				label: __("Who Acts"),
				reqd: 1,
				only_select: 1,
				ignore_link_validation: 1,
				get_query: deputy_liaison.people_query,
			},
			{
				fieldname: "post",
				fieldtype: "Select",
				label: __("Post"),
				options: ["Township Clerk", "Township Chair"].map((value) => ({ value, label: __(value) })),
				default: "Township Clerk",
				reqd: 1,
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			{ fieldtype: "Column Break" },
			{
				fieldname: "from_date",
				fieldtype: "Date",
				label: __("From Date"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "to_date",
				fieldtype: "Date",
				label: __("To Date"),
				description: __("The last day, inclusive; 90 days at most."),
				reqd: 1,
			},
			{ fieldname: "decision_number", fieldtype: "Data", label: __("Decision Number") },
			{ fieldname: "decision_date", fieldtype: "Date", label: __("Decision Date") },
		],
		primary_action_label: __("Give Acting Post"),
		async primary_action(values) {
			dialog.disable_primary_action();
			try {
				await frappe.xcall("deputy_liaison.liaison_network.acting_posts.issue", values);
				dialog.hide();
				list.refresh();
			} catch {
				// why it was refused, the desk has shown by then
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	dialog.show();
}
