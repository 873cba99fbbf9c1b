frappe.query_reports["Course of Suggestions"] = {
	filters: [
		...deputy_liaison.period_filters("This Year"),
		...deputy_liaison.place_filters("township", "unit", "category"),
	],
	formatter(value, row, column, data, standard) {
		const shown = deputy_liaison.plain_cell(value, row, column, data, standard);
		return deputy_liaison.linked_cell(shown, column, data, { number: ["Deputy Suggestion", "name"] });
	},
};
