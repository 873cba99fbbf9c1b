// The desk of who holds a post: own work first (desk.py trims what the desk offers).

if (frappe.boot.liaison_staff) {
	document.documentElement.classList.add("liaison-staff");
	// modules whose pages lead back to a workspace by their breadcrumb
	frappe.visible_modules = frappe.boot.liaison_staff.modules;
	document.addEventListener("click", open_what_the_card_counted, true);
	frappe.router.on("change", () => deputy_liaison.show_whole_list(window.cur_list));
}

// A stock number card counts with its dynamic filters ("due before today") but opens the list without
// them: figure and list would disagree.
function open_what_the_card_counted(event) {
	const box = event.target.closest(".number-widget-box .widget-body")?.closest("[number_card_name]");
	const card = box && frappe.get_doc("Number Card", box.getAttribute("number_card_name"));
	if (!card || card.type !== "Document Type") return;
	event.stopPropagation();
	const filters = frappe.dashboard_utils.get_all_filters(card) || [];
	frappe.route_options = Object.fromEntries(
		filters.map(([doctype, field, operator, value]) => [`${doctype}.${field}`, [operator, value]])
	);
	frappe.set_route("List", card.document_type);
}
