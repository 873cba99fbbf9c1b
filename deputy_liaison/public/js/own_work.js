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
	open_whole_lists();
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

// A list remembers the filters of its last visit. Who comes from the workspace by a plain link expects
// the whole list, not what a card showed before; coming back from a record keeps the filters.
function open_whole_lists() {
	const list = frappe.views.ListView.prototype;
	const stock_show = list.show;
	const stock_before_refresh = list.before_refresh;

	list.show = function () {
		this.from_workspace = frappe.get_prev_route()[0] === "Workspaces" && !location.search;
		return stock_show.call(this);
	};

	list.before_refresh = function () {
		const asked_for = Object.keys(frappe.route_options || {}).length;
		const whole = this.from_workspace && !asked_for && this.filter_area;
		this.from_workspace = false;
		if (!whole) return stock_before_refresh.call(this);
		return this.filter_area.clear(false).then(() => {
			this.filter_area.filter_list.update_filter_button();
			return stock_before_refresh.call(this);
		});
	};
}
