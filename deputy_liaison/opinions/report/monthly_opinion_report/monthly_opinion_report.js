frappe.query_reports["Monthly Opinion Report"] = {
	filters: [
		...deputy_liaison.period_filters("Last Month"),
		...deputy_liaison.place_filters("township", "station"),
	],
	formatter(value, row, column, data, standard) {
		let shown = deputy_liaison.plain_cell(`${value ?? ""}`, row, column, data, standard);
		if (data?.figure && ["of_period", "of_year"].includes(column.fieldname)) {
			const { township, station } = frappe.query_report.get_filter_values();
			const asked = {
				figure: data.figure,
				period: "Chosen Days",
				from_date: column.fieldname === "of_year" ? data.year_from : data.from_date,
				to_date: data.to_date,
				township,
				station,
			};
			const list = data.of_suggestions ? "Suggestions Behind a Figure" : "Cases Behind a Figure";
			// an empty base has nothing behind it
			if (value !== "—") shown = deputy_liaison.figure_link(shown, asked, list);
		}
		if (column.fieldname === "item" && data?.is_part) shown = `<span class="liaison-part">${shown}</span>`;
		if (column.fieldname !== "of_year" && data?.missed) shown = `<span class="liaison-missed">${shown}</span>`;
		return data?.is_heading ? `<b>${shown}</b>` : shown;
	},
};
