frappe.query_reports["Commitment Ledger"] = {
	filters: [
		{
			fieldname: "year",
			label: __("Year of the Ledger"),
			fieldtype: "Int",
			default: moment().year(),
		},
		{ fieldname: "still_open", label: __("All That Are Open"), fieldtype: "Check" },
		{
			fieldname: "responsible_unit",
			label: __("Responsible Unit"),
			fieldtype: "Link",
			options: "Responsible Unit",
		},
		{ fieldname: "jurisdiction", label: __("Jurisdiction"), fieldtype: "Link", options: "Jurisdiction" },
	],
	formatter(value, row, column, data, standard) {
		const html = standard(value, row, column, data);
		return deputy_liaison.linked_cell(html, column, data, { subject: ["Commitment", "name"] });
	},
};
