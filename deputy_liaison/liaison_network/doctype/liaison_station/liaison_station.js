frappe.ui.form.on("Liaison Station", {
	setup(frm) {
		frm.set_query("parent_station", () => ({ filters: { name: ["!=", frm.docname] } }));
		frm.set_query("rule", "wall_displays", () => ({ filters: { rule_status: "Rule in Force" } }));
	},

	refresh(frm) {
		const said = frm.doc.__onload?.shortcomings || [];
		frm.set_intro(said.map(frappe.utils.escape_html).join("<br>"), "orange");
		frm.toggle_display("mark_on_map", Boolean(frm.perm[0]?.write));
		deputy_liaison.split_pasted_points(frm);
	},

	mark_on_map: (frm) => deputy_liaison.mark_on_map(frm),
});

frappe.ui.form.on("Wall Display", {
	// the title of a rule's display is the rule's
	async rule(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		if (!row.rule || row.display_title) return;
		const { message } = await frappe.db.get_value("Station Rule", row.rule, "rule_title");
		frappe.model.set_value(cdt, cdn, {
			display_title: message.rule_title,
			display_kind: row.display_kind || "Rules on the Wall",
		});
	},
});
