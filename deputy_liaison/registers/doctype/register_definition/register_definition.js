frappe.ui.form.on("Register Definition", {
	refresh(frm) {
		show_keys_to_system_managers(frm);
		const contents = frm.doc.__onload?.contents;
		frm.get_field("contents_html").$wrapper.html(contents ? table_of(contents.columns) : "");
		if (contents?.page_foot) {
			$("<p>")
				.text(`${__("Page Foot")}:${contents.page_foot}`)
				.appendTo(frm.get_field("contents_html").$wrapper);
		}
	},
});

// The names of row values and figures are the program's: who keeps the books reads their words below.
// Columns come from those who know the names; their headings, widths and masks are everybody's who may write.
function show_keys_to_system_managers(frm) {
	if (frappe.user.has_role("System Manager")) return;
	const columns = frm.get_field("columns").grid;
	columns.update_docfield_property("source_field", "in_list_view", 0);
	columns.update_docfield_property("source_field", "hidden", 1);
	columns.update_docfield_property("source_field", "reqd", 0);
	frm.set_df_property("columns", "cannot_add_rows", 1);
	columns.reset_grid();
	frm.toggle_display("page_foot", false);
}

function table_of(columns) {
	const yes = (value) => (value ? __("Yes") : "");
	return deputy_liaison.table(
		[
			{ label: __("Column Number"), value: (row) => row.number },
			{ label: __("Column Heading"), value: (row) => row.heading },
			{ label: __("Column Holds"), value: (row) => row.holds, css: () => "liaison-text" },
			{ label: __("Masked for Outside"), value: (row) => yes(row.masked) },
			{ label: __("Hide Column"), value: (row) => yes(row.hide) },
		],
		columns,
		""
	);
}
