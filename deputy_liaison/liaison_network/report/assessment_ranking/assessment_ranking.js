frappe.query_reports["Assessment Ranking"] = {
	filters: [{ fieldname: "assessment_year", label: __("Assessment Year"), fieldtype: "Int" }],
	formatter: (value, row, column, data, standard) =>
		deputy_liaison.linked_cell(standard(value, row, column, data), column, data, {
			station_name: ["Station Assessment", "name"],
		}),
};
