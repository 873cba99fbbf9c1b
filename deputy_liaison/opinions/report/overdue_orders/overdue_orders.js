frappe.query_reports["Overdue Orders"] = {
	filters: [
		{
			fieldname: "overdue_kind",
			label: __("Which Orders"),
			fieldtype: "Select",
			options: [
				{ value: "Still Open", label: __("Still Open") },
				{ value: "Answered Late", label: __("Answered Late") },
			],
			default: "Still Open",
			reqd: 1,
		},
		...deputy_liaison.period_filters("This Month", 'eval: doc.overdue_kind == "Answered Late"'),
		...deputy_liaison.place_filters("township", "station", "unit", "category"),
	],
	formatter(value, row, column, data, standard) {
		let shown = deputy_liaison.plain_cell(value, row, column, data, standard);
		if (column.fieldname === "days_overdue" && data) shown = `<span class="liaison-overdue">${shown}</span>`;
		return deputy_liaison.linked_cell(shown, column, data, { number: ["Dispatch Order", "name"] });
	},
};
