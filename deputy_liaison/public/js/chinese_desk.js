// What the framework shows in English past its own dictionary, and zh.csv therefore cannot reach.

// links to these show the record's English name unless it is known to be a word of the dictionary
const WORDS = ["DocType", "Print Format", "Role", "Workflow Action Master", "Workflow State"];

frappe.boot.translated_doctypes = [...new Set([...(frappe.boot.translated_doctypes || []), ...WORDS])];
for (const doctype of WORDS) {
	frappe.form.link_formatters[doctype] ??= (value) => __(value);
}

// the zone's name under each time field: China has one
frappe.ui.form.ControlDatetime.prototype.set_description =
	frappe.ui.form.ControlDate.prototype.set_description;

// the tooltip of a list's cell holds the stored word of a choice, not the word that the cell shows
const list_view = frappe.views.ListView.prototype;
const stock_column = list_view.get_column_html;

list_view.get_column_html = function (col, doc) {
	const html = stock_column.call(this, col, doc);
	const value = ["Select", "Link"].includes(col.df?.fieldtype) && doc[col.df.fieldname];
	return value ? html.replace(`: ${value}"`, `: ${__(value)}"`) : html;
};
