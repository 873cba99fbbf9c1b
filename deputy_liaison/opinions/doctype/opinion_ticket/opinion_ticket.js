frappe.ui.form.on("Opinion Ticket", {
	setup(frm) {
		frm.set_query("village", () => ({
			filters: { township: frm.doc.township, level: ["in", ["Village", "Community"]] },
		}));
		frm.set_query("grid_cell", () => (frm.doc.village ? { filters: { jurisdiction: frm.doc.village } } : {}));
	},

	onload(frm) {
		deputy_liaison.say_what_is_listed(frm, {
			village: __("Villages and communities of this township"),
			grid_cell: __("Grid cells of this village"),
		});
	},

	refresh(frm) {
		const known = frm.doc.__onload || {};
		for (const [field, locked] of Object.entries(known.locked || {})) {
			frm.set_df_property(field, "read_only", locked);
		}
		deputy_liaison.show_limit(frm);
		deputy_liaison.show_stages(frm, known.stages);
		frm.get_field("orders_html").$wrapper.html(orders(known.orders));
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(known.record));
		return deputy_liaison.show_actions(frm);
	},
});

function orders(rows) {
	const whole = () => "liaison-whole";
	const limit = (row) => `liaison-whole ${deputy_liaison.limit_css(row.colour)}`;
	return deputy_liaison.table(
		[
			{
				label: __("Number"),
				value: (row) => row.number,
				link: (row) => ["Dispatch Order", row.name],
				css: whole,
			},
			{ label: __("Handling Round"), value: (row) => row.round },
			{ label: __("Responsible Unit"), value: (row) => `${row.unit_name}(${row.role_label})` },
			{ label: __("Order State"), value: (row) => row.state_label },
			{ label: __("Due Date"), value: (row) => row.due_date, css: limit },
			{ label: __("Acknowledged On"), value: (row) => (row.acknowledged_on || "—").slice(0, 10), css: whole },
			{ label: __("Reply Date"), value: (row) => row.reply_date || "—", css: whole },
			{ label: __("Result Class"), value: (row) => row.result_label || "—" },
			{ label: __("Reply Given"), value: (row) => row.reply || "—", css: () => "liaison-text" },
		],
		rows,
		__("Not dispatched yet.")
	);
}
