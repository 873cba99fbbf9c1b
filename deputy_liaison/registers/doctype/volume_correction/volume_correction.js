frappe.ui.form.on("Volume Correction", {
	setup(frm) {
		frm.set_query("volume", () => ({
			filters: { workflow_state: ["in", ["Volume Sealed", "Volume Archived", "Volume Masked Only"]] },
		}));
	},

	onload(frm) {
		deputy_liaison.say_what_is_listed(frm, { volume: __("Sealed volumes") });
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(frm.doc.__onload?.record));
		if (frm.doc.workflow_state !== "Correction Proposed") frm.disable_save();
		return deputy_liaison.show_actions(frm);
	},
});
