frappe.query_reports["Funding by Station"] = {
	filters: [
		{
			fieldname: "funding_year",
			label: __("Funding Year"),
			fieldtype: "Int",
			default: new Date().getFullYear(),
		},
		{ fieldname: "jurisdiction", label: __("Jurisdiction"), fieldtype: "Link", options: "Jurisdiction" },
	],
	formatter: (value, row, column, data, standard) =>
		deputy_liaison.linked_cell(standard(value, row, column, data), column, data, {
			station_name: ["Liaison Station", "name"],
		}),
};
