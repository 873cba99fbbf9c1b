frappe.query_reports["Cases Behind a Figure"] = {
	filters: [
		...deputy_liaison.period_filters("This Month"),
		...deputy_liaison.place_filters("township", "station", "unit", "category"),
		// what the report that led here counted
		...["figure", "by", "key"].map((fieldname) => ({ fieldname, fieldtype: "Data", hidden: 1 })),
	],
	formatter(value, row, column, data, standard) {
		const shown = deputy_liaison.plain_cell(value, row, column, data, standard);
		return deputy_liaison.linked_cell(shown, column, data, { number: [data?.doctype, "name"] });
	},
};
