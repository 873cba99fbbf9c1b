frappe.query_reports["Supervision by Unit"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("Supervised From"),
			fieldtype: "Date",
			default: frappe.datetime.year_start(),
		},
		{ fieldname: "to_date", label: __("Supervised Until"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "jurisdiction", label: __("Jurisdiction"), fieldtype: "Link", options: "Jurisdiction" },
	],
	formatter(value, row, column, data, standard) {
		const html = standard(value, row, column, data);
		if (column.fieldname !== "unit_name" || !data?.unit) return html;
		const unit = encodeURIComponent(data.unit);
		return `<a href="/app/supervision-entry?responsible_unit=${unit}">${html}</a>`;
	},
};
