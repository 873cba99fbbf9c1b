frappe.query_reports["Commitments by Unit"] = {
	filters: [
		{ fieldname: "year", label: __("Year of the Ledger"), fieldtype: "Int", default: moment().year() },
		{ fieldname: "jurisdiction", label: __("Jurisdiction"), fieldtype: "Link", options: "Jurisdiction" },
	],
	formatter(value, row, column, data, standard) {
		const html = standard(value, row, column, data);
		if (column.fieldname !== "unit_name" || !data?.unit) return html;
		const unit = encodeURIComponent(data.unit);
		return `<a href="/app/query-report/Commitment%20Ledger?responsible_unit=${unit}">${html}</a>`;
	},
};
