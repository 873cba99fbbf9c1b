frappe.query_reports["Network Coverage"] = {
	filters: [{ fieldname: "only_gaps", label: __("Only Townships With Gaps"), fieldtype: "Check" }],
	formatter: (value, row, column, data, standard) =>
		deputy_liaison.linked_cell(standard(value, row, column, data), column, data, {
			township_name: ["Jurisdiction", "township"],
		}),
};
