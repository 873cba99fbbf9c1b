// Link fields of entry forms, where people pick and go on.

frappe.provide("deputy_liaison");

// What was picked counts at once; by default it counts only after the server was asked about it again, and
// a button pressed before that sends the words of the field. The server checks every link when it saves.
deputy_liaison.counts_at_once = (df) =>
	df.fieldtype === "Link" ? { ...df, ignore_link_validation: 1 } : df;

// which: field → what its list offers, in the place of stock's account of the stored filter
deputy_liaison.say_what_is_listed = function (frm, which) {
	for (const [fieldname, words] of Object.entries(which)) {
		frm.set_df_property(fieldname, "filter_description", words);
	}
};
