frappe.ui.form.on("Deputy Suggestion", {
	setup(frm) {
		frm.set_query("congress_body", () => ({ filters: { kind: ["!=", "Sub-district Working Committee"] } }));
		frm.set_query("congress_session", () => ({ filters: { congress_body: frm.doc.congress_body } }));
	},

	onload(frm) {
		if (frm.is_new()) frm.set_value({ on_paper: 1, handed_in_on: frappe.datetime.get_today() });
		deputy_liaison.fill_in_own_congress(frm);
		deputy_liaison.say_what_is_listed(frm, {
			congress_body: __("Congresses of the county and its townships"),
			congress_session: __("Sessions of this congress"),
		});
	},

	refresh(frm) {
		const known = frm.doc.__onload || {};
		for (const [field, locked] of Object.entries(known.locked || {})) {
			frm.set_df_property(field, "read_only", locked);
		}
		deputy_liaison.show_limit(frm);
		deputy_liaison.say_what_is_missing(frm, known.missing_papers);
		frm.get_field("orders_html").$wrapper.html(deputy_liaison.orders_table(known.orders));
		frm.get_field("meetings_html").$wrapper.html(meetings(known.meetings));
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(known.record));
		return deputy_liaison
			.show_actions(frm)
			.then(() => deputy_liaison.show_supervision(frm))
			.then(() => deputy_liaison.offer_marks(frm));
	},
});

const whole = () => "liaison-whole";

function meetings(rows) {
	return deputy_liaison.table(
		[
			{
				label: __("Stage of the Meeting"),
				value: (row) => row.stage_label,
				link: (row) => ["Handling Meeting", row.name],
			},
			{ label: __("Met On"), value: (row) => row.met_on, css: whole },
			{ label: __("Way of Meeting"), value: (row) => row.mode_label },
			{ label: __("Responsible Unit"), value: (row) => row.unit_name },
			{ label: __("Who Took Part"), value: (row) => row.participants, css: () => "liaison-text" },
			{ label: __("What Was Said"), value: (row) => row.outcome, css: () => "liaison-text" },
		],
		rows,
		__("No meeting has been entered yet. The unit enters it on its order.")
	);
}
