frappe.query_reports["My Stations"] = {
	filters: [],
	formatter: (value, row, column, data, standard) =>
		deputy_liaison.linked_cell(standard(value, row, column, data), column, data, {
			station_name: ["Liaison Station", "name"],
		}),
};
