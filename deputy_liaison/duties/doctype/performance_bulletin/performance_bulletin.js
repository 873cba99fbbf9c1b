frappe.ui.form.on("Performance Bulletin", {
	setup(frm) {
		frm.set_query("deputy", "praised", () => ({ filters: { credential_status: "Active Credentials" } }));
	},

	async onload(frm) {
		if (!frm.is_new()) return;
		const known = await frappe.xcall(
			"deputy_liaison.duties.doctype.performance_bulletin.performance_bulletin.prefilled"
		);
		for (const [field, value] of Object.entries(known)) {
			if (value && !frm.doc[field]) await frm.set_value(field, value);
		}
	},

	refresh(frm) {
		// the app proposes the units; the clerk strikes out
		frm.set_df_property("units", "cannot_add_rows", 1);
		frm.set_df_property("units", "cannot_delete_rows", 1);
		if (frm.is_new()) {
			frm.set_intro(__("Figures and proposals are drawn up when you save."), "blue");
			return;
		}
		if (frm.doc.workflow_state === "Bulletin Draft") {
			frm.set_intro(
				__("A draft: only you, the chair and the county see it. Each save draws the figures up anew."),
				"blue"
			);
		}
		return deputy_liaison.show_actions(frm);
	},
});
