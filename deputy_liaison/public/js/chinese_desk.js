// What the framework shows in English past its own dictionary, and zh.csv therefore cannot reach.

// links to these show the record's English name unless it is known to be a word of the dictionary
frappe.boot.translated_doctypes = [
	...new Set([
		...(frappe.boot.translated_doctypes || []),
		"Module Profile",
		"Print Format",
		"Workflow Action Master",
		"Workflow State",
	]),
];

// the tooltip of a list's cell holds the stored word of a choice, not the word that the cell shows
const list_view = frappe.views.ListView.prototype;
const stock_column = list_view.get_column_html;

list_view.get_column_html = function (col, doc) {
	const html = stock_column.call(this, col, doc);
	const value = ["Select", "Link"].includes(col.df?.fieldtype) && doc[col.df.fieldname];
	return value ? html.replace(`: ${value}"`, `: ${__(value)}"`) : html;
};
