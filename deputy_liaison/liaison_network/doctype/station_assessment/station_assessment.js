frappe.ui.form.on("Station Assessment", {
	refresh(frm) {
		const { sheet, record } = frm.doc.__onload || {};
		const $sheet = frm.get_field("sheet_html").$wrapper.empty();
		if (sheet?.stations.length) {
			const [station] = sheet.stations;
			// totals stand in the form's own fields, which know nothing of what is typed in below them
			deputy_liaison.score_list($sheet, sheet, station, () => {
				for (const field of ["self_total", "review_total", "county_total", "grade", "modified"]) {
					frm.doc[field] = station[field];
					frm.refresh_field(field);
				}
			});
		}
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(record));
		frm.disable_save();
		return deputy_liaison.show_actions(frm);
	},
});
