// What the law or the rules of the house say to a record that may be saved all the same: above its form.

frappe.provide("deputy_liaison");

deputy_liaison.show_warnings = function (frm) {
	const said = frm.is_new() ? [] : frm.doc.__onload?.warnings || [];
	const text = said.map((one) => `<div>${frappe.utils.escape_html(one)}</div>`).join("");
	frm.set_intro(text, "orange");
};
