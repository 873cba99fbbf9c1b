frappe.query_reports["Suggestion Rates"] = {
	filters: [
		{
			fieldname: "by",
			label: __("Count by"),
			fieldtype: "Select",
			options: [
				{ value: "unit", label: __("By Unit") },
				{ value: "township", label: __("By Township") },
				{ value: "deputy", label: __("By Deputy") },
				{ value: "category", label: __("By Category") },
				{ value: "month", label: __("By Month") },
			],
			default: "unit",
			reqd: 1,
		},
		...deputy_liaison.period_filters("This Year"),
		...deputy_liaison.place_filters("township", "unit", "category"),
	],
	formatter: (...cell) => deputy_liaison.rates_cell("Suggestions Behind a Figure", ...cell),
};
