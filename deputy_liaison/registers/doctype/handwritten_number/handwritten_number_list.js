const HANDWRITING = "deputy_liaison.registers.handwriting";
const VISIT = "Constituent Visit";
const SLIP = "Dispatch Order";

frappe.listview_settings["Handwritten Number"] = deputy_liaison.list_settings({
	choices: ["for_doctype"],
	on_first_show(list) {
		if (["Station Liaison Officer", "Township Clerk", "County Deputy Affairs Officer"].some(frappe.user.has_role))
			list.page.add_inner_button(__("Reserve Numbers …"), () => ask(list));
		list.page.add_actions_menu_item(__("Print Blank Forms"), () => print(list.get_checked_items(true)), false);
	},
});

async function ask(list) {
	const { station, keeps_stations, places } = await frappe.xcall(`${HANDWRITING}.books`);
	const kinds = [
		{ value: VISIT, label: __("Rows of the Visit Book") },
		{ value: SLIP, label: __("Handling Slips") },
	].filter(({ value }) => (value === VISIT ? keeps_stations : places.length));
	const dialog = new frappe.ui.Dialog({
		title: __("Reserve Numbers for Handwriting"),
		fields: [
			{
				fieldname: "kind",
				fieldtype: "Select",
				options: kinds,
				label: __("Kind of Record"),
				default: kinds[0].value,
				hidden: kinds.length < 2 ? 1 : 0,
			},
			{
				fieldname: "station",
				fieldtype: "Link",
				options: "Liaison Station",
				label: __("Liaison Station"),
				// who keeps one station's book need not choose it
				default: station,
				depends_on: `eval:doc.kind==="${VISIT}"`,
				mandatory_depends_on: `eval:doc.kind==="${VISIT}"`,
			},
			{
				fieldname: "jurisdiction",
				fieldtype: "Link",
				options: "Jurisdiction",
				label: __("Township or County"),
				default: places[0],
				only_select: 1,
				get_query: () => ({ filters: { name: ["in", places] } }),
				depends_on: `eval:doc.kind==="${SLIP}" && ${places.length > 1}`,
			},
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
		async primary_action({ kind, station, jurisdiction, count }) {
			dialog.disable_primary_action();
			try {
				const { names } =
					kind === SLIP
						? await frappe.xcall(`${HANDWRITING}.reserve_slips`, { jurisdiction, count })
						: await frappe.xcall(`${HANDWRITING}.reserve`, { station, count });
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
