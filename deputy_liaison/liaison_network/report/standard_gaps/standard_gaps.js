frappe.query_reports["Standard Gaps"] = {
	filters: [
		{ fieldname: "standard", label: __("Station Standard"), fieldtype: "Link", options: "Station Standard" },
		{ fieldname: "jurisdiction", label: __("Jurisdiction"), fieldtype: "Link", options: "Jurisdiction" },
		{ fieldname: "only_gaps", label: __("Only Stations With Gaps"), fieldtype: "Check" },
	],
	formatter: (value, row, column, data, standard) =>
		deputy_liaison.linked_cell(standard(value, row, column, data), column, data, {
			station_name: ["Liaison Station", "name"],
			outcome: ["Standard Check", "check"],
		}),
};
