frappe.ui.form.on("Loss Statement", {
	setup(frm) {
		frm.set_query("paper", () => ({
			filters:
				frm.doc.lost_paper === "Register Volume"
					? { workflow_state: ["in", ["Volume Sealed", "Volume Archived", "Volume Masked Only"]] }
					: {},
		}));
	},

	async refresh(frm) {
		if (frm.is_new()) return;
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(frm.doc.__onload?.record));
		if (frm.doc.workflow_state !== "Loss Reported") frm.disable_save();
		await deputy_liaison.show_actions(frm);
		if (frm.doc.workflow_state !== "Reprint Approved" || frm.doc.lost_paper !== "Register Volume") return;
		const labels = {
			full: __("Print the Full Edition Again"),
			masked: __("Print the Masked Edition Again"),
		};
		for (const edition of frm.doc.__onload.editions)
			frm.add_custom_button(labels[edition], () =>
				deputy_liaison.download("deputy_liaison.registers.opening.reprint", { statement: frm.docname, edition })
			);
	},
});
