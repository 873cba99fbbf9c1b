frappe.ui.form.on("Deputy Group", {
	setup(frm) {
		const in_office = () => ({ filters: { credential_status: "Active Credentials" } });
		frm.set_query("parent_deputy_group", () => ({ filters: { tier: "Large Deputy Group" } }));
		frm.set_query("convener", in_office);
		frm.set_query("deputy", "members", in_office);
	},

	onload(frm) {
		deputy_liaison.say_what_is_listed(frm, {
			parent_deputy_group: __("Large groups"),
			convener: __("Deputies in office"),
		});
	},

	refresh(frm) {
		deputy_liaison.show_warnings(frm);
		if (!frm.is_new()) {
			frm.add_custom_button(__("Show as a Tree"), () => frappe.set_route("Tree", "Deputy Group"));
		}
	},
});
