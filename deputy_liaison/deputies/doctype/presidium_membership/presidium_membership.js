frappe.ui.form.on("Presidium Membership", {
	setup(frm) {
		frm.set_query("congress_body", () => ({ filters: { kind: "Township Presidium" } }));
		frm.set_query("deputy", () => ({ filters: { credential_status: "Active Credentials" } }));
	},

	onload(frm) {
		deputy_liaison.fill_in_own_congress(frm);
		deputy_liaison.say_what_is_listed(frm, {
			congress_body: __("Presidiums of the townships"),
			deputy: __("Deputies in office"),
		});
	},

	refresh: (frm) => deputy_liaison.show_warnings(frm),
});
