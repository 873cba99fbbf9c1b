// Link fields, where the framework's own get in the way of people who pick and go on.

const link = frappe.ui.form.ControlLink.prototype;
const stock_choose = link.parse_validate_and_set_in_model;

// What was picked counts at once. Stock knows which record the words in the field stand for only after it
// has asked the server once more; a button pressed before that sends the words.
link.parse_validate_and_set_in_model = function (value, event, label) {
	if (label && label !== value) {
		this.title_value_map = { ...this.title_value_map, [this.get_translated(label)]: value };
	}
	return stock_choose.call(this, value, event, label);
};

// The list names records, not the stored filter that chose them.
if (frappe.boot.liaison_staff) link.get_filter_description = () => "";
