frappe.ui.form.on("Register Definition", {
	refresh(frm) {
		show_vocabulary(frm, frm.doc.__onload?.vocabulary);
		const may_write = frm.perm[0]?.write;
		if (!frm.is_new() && may_write && frm.doc.__onload?.differs_from_shipped) {
			frm.add_custom_button(__("Back to the Shipped Register"), () => go_back(frm));
		}
	},

	async row_source(frm) {
		if (!frm.doc.row_source) return;
		const { row_source } = frm.doc;
		show_vocabulary(frm, await frappe.xcall(`${METHODS}.vocabulary`, { row_source }));
	},
});

const METHODS = "deputy_liaison.registers.doctype.register_definition.register_definition";

// what columns, groups and feet can name, in lists to choose from and below for the feet
function show_vocabulary(frm, words) {
	const { grid } = frm.get_field("columns");
	const all = words ? [...words.values, ...words.parts] : [];
	// several values are chosen one after the other; a stored field has no such type
	grid.update_docfield_property("source_field", "fieldtype", "MultiSelect");
	grid.update_docfield_property("source_field", "options", all);
	// stock's own check knows no second value; the save refuses what there is not, and says what there is
	grid.update_docfield_property("source_field", "ignore_validation", 1);
	grid.reset_grid();
	frm.set_df_property("group_by", "options", words?.values || []);
	frm.set_df_property("index_by", "options", all);
	frm.get_field("vocabulary_html").$wrapper.html(words ? table_of(words) : "");
}

function table_of(words) {
	const braces = (list) => list.map((word) => `{${word}}`).join(" ");
	const rows = [
		[__("Columns: once in a row"), words.values.join("、")],
		[__("Columns: once for each part of a row"), words.parts.join("、")],
		[__("Heads and volume foot"), braces(words.heads)],
		[__("Feet: figures"), braces(words.figures)],
		[__("Volume foot: rates"), braces(words.rates)],
	].filter(([, list]) => list);
	return deputy_liaison.table(
		[
			{ label: __("Where It Is Used"), value: (row) => row[0], css: () => "liaison-whole" },
			{ label: __("Words to Choose From"), value: (row) => row[1], css: () => "liaison-text" },
		],
		rows,
		""
	);
}

function go_back(frm) {
	frappe.confirm(
		__("All columns, heads and feet of {0} become again as they were shipped. What you changed stays in the history of this page.", [
			frappe.utils.escape_html(frm.doc.register_title).bold(),
		]),
		async () => {
			await frappe.xcall(`${METHODS}.restore`, { definition: frm.doc.name });
			await frm.reload_doc();
			frappe.show_alert({ message: __("It is the shipped register again."), indicator: "green" });
		}
	);
}
