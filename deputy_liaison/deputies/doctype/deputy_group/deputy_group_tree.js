frappe.treeview_settings["Deputy Group"] = {
	title: __("Deputy Groups"),
	root_label: "Deputy Group",
	get_tree_nodes: "deputy_liaison.deputies.doctype.deputy_group.deputy_group.nodes",
	extend_toolbar: false,
	get_label: (node) => (node.is_root ? __("All Deputy Groups") : frappe.utils.escape_html(node.title)),
	toolbar: [
		{
			label: __("Open"),
			condition: (node) => !node.is_root,
			click: (node) => frappe.set_route("Form", "Deputy Group", node.label),
			btnClass: "hidden-xs",
		},
		{
			label: __("New Small Group"),
			condition: (node) => node.expandable && !node.is_root && frappe.model.can_create("Deputy Group"),
			click: (node) => frappe.new_doc("Deputy Group", { parent_deputy_group: node.label }),
			btnClass: "hidden-xs",
		},
	],
	onload(tree) {
		tree.page.set_primary_action(__("New {0}", [__("Deputy Group")]), () => frappe.new_doc("Deputy Group"));
	},
};
