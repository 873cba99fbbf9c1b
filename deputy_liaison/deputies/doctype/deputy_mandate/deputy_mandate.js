const BODY_KINDS = { County: "County Standing Committee", "Township Level": "Township Presidium" };

frappe.ui.form.on("Deputy Mandate", {
	setup(frm) {
		frm.set_query("congress_body", () => ({ filters: { kind: BODY_KINDS[frm.doc.congress_level] || "" } }));
		frm.set_query("term", () => ({ filters: { congress_body: frm.doc.congress_body || "" } }));
		frm.set_query("delegation", () => ({ filters: { term: frm.doc.term || "" } }));
		frm.set_query("electoral_district", () => ({ filters: { congress_level: frm.doc.congress_level } }));
	},

	onload(frm) {
		deputy_liaison.say_what_is_listed(frm, {
			congress_body: __("The congresses of this level in the county."),
			term: __("The terms of this congress."),
			delegation: __("The delegations of this term."),
			electoral_district: __("The districts that elect deputies of this level."),
		});
	},

	refresh(frm) {
		for (const [field, locked] of Object.entries(frm.doc.__onload?.locked || {})) {
			frm.set_df_property(field, "read_only", locked);
		}
		deputy_liaison.show_warnings(frm);
		return deputy_liaison.show_actions(frm);
	},

	congress_level(frm) {
		for (const field of ["congress_body", "term", "electoral_district"]) frm.set_value(field, null);
	},

	congress_body: (frm) => frm.set_value("term", null),
});
