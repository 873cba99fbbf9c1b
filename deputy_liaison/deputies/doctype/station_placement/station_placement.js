frappe.ui.form.on("Station Placement", {
	setup(frm) {
		frm.set_query("deputy", () => ({ filters: { credential_status: "Active Credentials" } }));
		frm.set_query("station", () => ({ filters: { status: ["!=", "Closed Down"] } }));
	},

	onload(frm) {
		deputy_liaison.say_what_is_listed(frm, {
			deputy: __("Deputies in office"),
			station: __("Stations that were not closed down"),
		});
	},

	refresh: (frm) => deputy_liaison.show_warnings(frm),
});
