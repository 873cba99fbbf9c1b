frappe.listview_settings["Constituent Visit"] = deputy_liaison.list_settings({
	choices: ["channel"],
	on_first_show(list) {
		if (["Station Liaison Officer", "Township Clerk", "Township Chair"].some(frappe.user.has_role)) {
			list.page.add_inner_button(__("Find by Phone"), find_by_phone);
		}
	},
});

function find_by_phone() {
	frappe.prompt(
		{ fieldname: "phone", fieldtype: "Data", label: __("Reporter Phone"), reqd: 1 },
		async ({ phone }) => {
			const rows = await frappe.xcall(
				"deputy_liaison.opinions.doctype.constituent_identity.constituent_identity.find_by_phone",
				{ phone }
			);
			const table = deputy_liaison.table(
				[
					{
						label: __("Number"),
						value: (row) => row.number,
						link: (row) => ["Constituent Visit", row.name],
					},
					{ label: __("Visit Time"), value: (row) => row.visit_time.slice(0, 16) },
					{ label: __("Reporter Name"), value: (row) => row.reporter_name || "—" },
					{ label: __("Liaison Station"), value: (row) => row.station_name || "—" },
				],
				rows,
				__("No visit of this number is registered within your posts.")
			);
			frappe.msgprint({ title: __("Find by Phone"), message: table, wide: true });
		},
		__("Find by Phone"),
		__("Search")
	);
}
