frappe.query_reports["Overdue Findings"] = {
	filters: [
		{ fieldname: "all_open", label: __("All That Are Open"), fieldtype: "Check" },
		{ fieldname: "jurisdiction", label: __("Jurisdiction"), fieldtype: "Link", options: "Jurisdiction" },
	],
	formatter: (value, row, column, data, standard) =>
		deputy_liaison.linked_cell(standard(value, row, column, data), column, data, {
			station_name: ["Station Inspection", "name"],
		}),
};
