frappe.ui.form.on("Performance Bulletin", {
	setup(frm) {
		frm.set_query("congress_body", () => ({}));
		frm.set_query("deputy", "praised", () => ({ filters: { credential_status: "Active Credentials" } }));
	},

	async onload(frm) {
		deputy_liaison.say_what_is_listed(frm, {});
		if (!frm.is_new()) return;
		const known = await frappe.xcall(
			"deputy_liaison.duties.doctype.performance_bulletin.performance_bulletin.prefilled"
		);
		for (const [field, value] of Object.entries(known)) {
			if (value && !frm.doc[field]) await frm.set_value(field, value);
		}
	},

	refresh(frm) {
		const units = frm.get_field("units").grid;
		units.cannot_add_rows = true;
		units.only_sortable?.();
		if (frm.is_new()) {
			frm.set_intro(__("Figures and proposals are drawn up when you save."), "blue");
			return;
		}
		if (frm.doc.workflow_state === "Bulletin Draft") {
			frm.set_intro(__("A draft: only you, the chair and the county see it. Each save draws the figures up anew."), "blue");
		}
		return deputy_liaison.show_actions(frm);
	},
});
