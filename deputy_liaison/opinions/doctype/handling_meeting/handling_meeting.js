frappe.ui.form.on("Handling Meeting", {
	setup(frm) {
		frm.set_query("dispatch_order", () => ({
			filters: { workflow_state: ["in", ["Order Issued", "Order Acknowledged", "Order Extension Requested"]] },
		}));
	},

	onload: (frm) =>
		deputy_liaison.say_what_is_listed(frm, { dispatch_order: __("Orders not replied to yet") }),

	refresh(frm) {
		// who is not of the unit types in its signed slip
		const of_unit = frappe.user_roles.includes("Responsible Unit Officer");
		if (frm.is_new() && !of_unit) frm.set_value("entered_on_behalf", 1);
	},
});
