frappe.query_reports["Assessment Grades"] = {
	filters: [{ fieldname: "assessment_year", label: __("Assessment Year"), fieldtype: "Int" }],
};
