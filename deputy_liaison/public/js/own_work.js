// The desk of who holds a post: own work first, and nothing of the framework's workshop (desk.py).

// A stock number card counts with its dynamic filters ("due before today") but opens the list without
// them: figure and list would disagree.
const number_card = frappe.widget.widget_factory.number_card.prototype;
const stock_set_route = number_card.set_route;

number_card.set_route = function () {
	const stored = this.card_doc.filters_json;
	if (this.card_doc.type === "Document Type") {
		const all = frappe.dashboard_utils.get_all_filters(this.card_doc);
		this.card_doc.filters_json = JSON.stringify(all || []);
	}
	stock_set_route.call(this);
	this.card_doc.filters_json = stored;
};

if (frappe.boot.liaison_staff) {
	document.documentElement.classList.add("liaison-staff");
	hide_framework_pages(frappe.boot.liaison_staff.hidden_pages);
	// modules whose pages lead back to a workspace by their breadcrumb
	frappe.visible_modules = frappe.boot.liaison_staff.modules;
}

function hide_framework_pages(hidden) {
	const stock_get_pages = frappe.search.utils.get_pages;
	frappe.search.utils.get_pages = function (keywords) {
		return stock_get_pages
			.call(this, keywords)
			.filter((found) => found.type === "Page" && !hidden.includes(found.route[0]));
	};
}
