// The tree of stations: homes, and the stations and rooms under them.

frappe.provide("frappe.treeview_settings");

frappe.treeview_settings["Liaison Station"] = {
	get_tree_nodes: "deputy_liaison.liaison_network.doctype.liaison_station.liaison_station.lower_stations",
	title: __("Tree of Stations"),
	breadcrumb: "Liaison Network",
	root_label: __("All Stations"),
	get_tree_root: false,
	get_label: (node) => frappe.utils.escape_html(node.title || node.label),
	disable_add_node: true,
	extend_toolbar: false,
	onload: (tree) => tree.make_tree(),
	toolbar: [
		{
			label: __("Open"),
			condition: (node) => !node.is_root,
			click: (node) => frappe.set_route("Form", "Liaison Station", node.data.value),
		},
	],
};
