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
	formatter(value, row, column, data, standard) {
		if (column.fieldname in (data?.fractions || {}) || /_rate$/.test(column.fieldname)) {
			return deputy_liaison.rate_cell(
				value,
				data?.fractions?.[column.fieldname],
				data?.missed?.includes(column.fieldname)
			);
		}
		let shown = deputy_liaison.plain_cell(value, row, column, data, standard);
		if (column.fieldtype === "Int" && data) {
			const { period, from_date, to_date, by, ...places } = frappe.query_report.get_filter_values();
			shown = deputy_liaison.figure_link(shown, {
				figure: column.fieldname,
				...places,
				period,
				from_date,
				to_date,
				...(data.is_sum ? {} : { by, key: data.key }),
			});
		}
		if (column.fieldname === "verdict" && data?.missed?.length) {
			shown = `<span class="liaison-missed">${shown}</span>`;
		}
		return data?.is_sum ? `<b>${shown}</b>` : shown;
	},
};
