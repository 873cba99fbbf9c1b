frappe.ui.form.on("Standard Check", {
	setup(frm) {
		frm.set_query("standard", () => ({ filters: { disabled: 0 } }));
	},

	onload(frm) {
		deputy_liaison.offer_own_stations(frm);
	},

	refresh(frm) {
		// the items are the standard's
		frm.set_df_property("items", "cannot_add_rows", 1);
		frm.set_df_property("items", "cannot_delete_rows", 1);
	},

	async standard(frm) {
		if (!frm.is_new() || !frm.doc.standard) return;
		const rows = await frappe.xcall(
			"deputy_liaison.liaison_network.doctype.standard_check.standard_check.items_of_standard",
			{ standard: frm.doc.standard }
		);
		frm.clear_table("items");
		for (const row of rows) frm.add_child("items", row);
		frm.refresh_field("items");
	},
});
