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
function ask_for_archive() {
	deputy_liaison.ask_for_congress_and_year(
		{
			title: __("Print Archive Catalogue"),
			button: __("Download"),
			year_label: __("Year"),
			year: new Date().getFullYear() - 1,
		},
		(values) => deputy_liaison.download("deputy_liaison.registers.year_of_cases.archive_papers", values)
	);
}
