frappe.query_reports["Handling Rates"] = {
	filters: [
		{
			fieldname: "by",
			label: __("Count by"),
			fieldtype: "Select",
			options: [
				{ value: "township", label: __("By Township") },
				{ value: "station", label: __("By Station") },
				{ value: "unit", label: __("By Unit") },
				{ value: "deputy", label: __("By Deputy") },
				{ value: "category", label: __("By Category") },
				{ value: "month", label: __("By Month") },
			],
			default: "township",
			reqd: 1,
		},
		...deputy_liaison.period_filters("This Month"),
		...deputy_liaison.place_filters("township", "station", "unit", "category"),
	],
	formatter: (...cell) => deputy_liaison.rates_cell("Cases Behind a Figure", ...cell),
};
