frappe.query_reports["Course of Tickets"] = {
	filters: [
		...deputy_liaison.period_filters("This Month"),
		...deputy_liaison.place_filters("township", "station", "unit", "category"),
	],
	formatter(value, row, column, data, standard) {
		const shown = deputy_liaison.plain_cell(value, row, column, data, standard);
		return deputy_liaison.linked_cell(shown, column, data, { number: ["Opinion Ticket", "name"] });
	},
};
