frappe.ui.form.on("Deputy", {
	refresh(frm) {
		deputy_liaison.show_warnings(frm);
		frm.get_field("mandates_html").$wrapper.html(mandates(frm) + offices(frm.doc.__onload?.offices));
		frm.toggle_display("section_5", !frm.is_new());
	},
});

function offices(held) {
	if (!held) return "";
	return `<p class="liaison-offices">${frappe.utils.escape_html(__("Other offices: {0}", [held]))}</p>`;
}

function mandates(frm) {
	return deputy_liaison.table(
		[
			{ label: __("Congress Level"), value: (row) => row.level, link: (row) => ["Deputy Mandate", row.name] },
			{ label: __("Congress Body"), value: (row) => row.body, css: () => "liaison-text" },
			{ label: __("Congress Term"), value: (row) => row.term },
			{ label: __("Electoral District"), value: (row) => row.district },
			{ label: __("Present State"), value: (row) => row.state, css: () => "liaison-whole" },
			{ label: __("Period"), value: (row) => row.period, css: () => "liaison-whole" },
		],
		frm.doc.__onload?.mandates,
		__("No mandate is entered yet.")
	);
}
