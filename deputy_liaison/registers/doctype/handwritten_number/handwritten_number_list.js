const HANDWRITING = "deputy_liaison.registers.handwriting";

frappe.listview_settings["Handwritten Number"] = deputy_liaison.list_settings({
	choices: ["for_doctype"],
	on_first_show(list) {
		if (["Station Liaison Officer", "Township Clerk"].some(frappe.user.has_role))
			list.page.add_inner_button(__("Reserve Numbers …"), () => ask(list));
		list.page.add_actions_menu_item(__("Print Blank Forms"), () => print(list.get_checked_items(true)), false);
	},
});

async function ask(list) {
	// who keeps one station's book need not choose it
	const { station } = await frappe.xcall(
		"deputy_liaison.registers.doctype.register_volume.register_volume.prefilled"
	);
	const dialog = new frappe.ui.Dialog({
		title: __("Reserve Numbers for Handwriting"),
		fields: [
			{ fieldname: "station", fieldtype: "Link", options: "Liaison Station", label: __("Liaison Station"), default: station, reqd: 1 },
			{
				fieldname: "count",
				fieldtype: "Select",
				options: ["1", "2", "5", "10", "20", "50"],
				label: __("How Many Numbers"),
				default: "5",
				reqd: 1,
				description: __("Each of them must be entered or declared void before the book can be sealed."),
			},
		],
		primary_action_label: __("Reserve and Print"),
		async primary_action(values) {
			dialog.disable_primary_action();
			try {
				const { names } = await frappe.xcall(`${HANDWRITING}.reserve`, values);
				dialog.hide();
				list.refresh();
				await print(names);
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	dialog.show();
}

const print = (names) => deputy_liaison.download(`${HANDWRITING}.blank_forms`, { names });
