const ARCHIVISTS = ["Township Clerk", "Township Chair", "County Deputy Affairs Officer", "County Approver"];

frappe.listview_settings["Opinion Ticket"] = deputy_liaison.list_settings({
	add_fields: ["is_priority"],
	formatters: { state_due: deputy_liaison.limit_date },
	on_first_show(list) {
		if (ARCHIVISTS.some(frappe.user.has_role)) {
			list.page.add_menu_item(__("Print Archive Catalogue"), ask_for_archive);
		}
	},
});

// 归档文件目录, 备考表 and 归档章 of what a congress body closed in a year
async function ask_for_archive() {
	const own = await frappe.xcall("deputy_liaison.deputies.own_congress.own_congress");
	if (own.name) frappe.utils.add_link_title("Congress Body", own.name, own.title);
	frappe.prompt(
		[
			{
				fieldname: "congress_body",
				fieldtype: "Link",
				options: "Congress Body",
				label: __("Congress Body"),
				default: own.name,
				reqd: 1,
			},
			{
				fieldname: "year",
				fieldtype: "Int",
				label: __("Year"),
				default: new Date().getFullYear() - 1,
				reqd: 1,
			},
		],
		async (values) => {
			const page = await frappe.xcall("deputy_liaison.opinions.archive_catalogue.archive_papers", values);
			deputy_liaison.show_slips(
				page,
				__("Archive Catalogue"),
				__("Fill in the pages of each file by hand. What lacks papers is listed at the end.")
			);
		},
		__("Print Archive Catalogue"),
		__("Open")
	);
}
