// What the framework shows in English past its own dictionary, and zh.csv therefore cannot reach.

// links to these show the record's English name unless it is known to be a word of the dictionary
for (const doctype of frappe.boot.named_in_words) {
	frappe.form.link_formatters[doctype] ??= (value) => __(value);
}

// the zone's name under each time field: China has one
for (const doctype of frappe.boot.liaison_doctypes) {
	frappe.ui.form.on(doctype, {
		before_load(frm) {
			for (const df of frappe.meta.get_docfields(doctype, frm.docname)) df.hide_timezone = 1;
		},
	});
}
