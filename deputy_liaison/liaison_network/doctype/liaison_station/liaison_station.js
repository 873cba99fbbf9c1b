frappe.ui.form.on("Liaison Station", {
	setup(frm) {
		frm.set_query("parent_station", () => ({ filters: { name: ["!=", frm.docname] } }));
		frm.set_query("rule", "wall_displays", () => ({ filters: { rule_status: "Rule in Force" } }));
	},

	refresh(frm) {
		const said = frm.doc.__onload?.shortcomings || [];
		frm.set_intro(said.map(frappe.utils.escape_html).join("<br>"), "orange");
		frm.toggle_display("mark_on_map", Boolean(frm.perm[0]?.write));
		deputy_liaison.split_pasted_points(frm);
		const { merged_into, valid_to } = frm.doc;
		if (frm.is_new() || merged_into || valid_to || !frappe.user.has_role("Liaison Administrator")) return;
		frm.add_custom_button(__("Move Station"), () => offer_move(frm));
	},

	mark_on_map: (frm) => deputy_liaison.mark_on_map(frm),
});

frappe.ui.form.on("Wall Display", {
	// the title of a rule's display is the rule's
	async rule(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		if (!row.rule || row.display_title) return;
		const { message } = await frappe.db.get_value("Station Rule", row.rule, "rule_title");
		frappe.model.set_value(cdt, cdn, {
			display_title: message.rule_title,
			display_kind: row.display_kind || "Rules on the Wall",
		});
	},
});

// to other rooms: the dialog says what goes along before it does
async function offer_move(frm) {
	const { doctype, docname: name } = frm;
	const along = await frappe.xcall("deputy_liaison.liaison_network.merging.what_moves", { doctype, name });
	const list = along.map(({ label, count }) => __("{0}: {1}", [label, count]));
	const dialog = new frappe.ui.Dialog({
		title: __("Move Station"),
		fields: [
			{ fieldname: "from_day", fieldtype: "Date", label: __("Moved From"), default: frappe.datetime.get_today(), reqd: 1 },
			{ fieldname: "address", fieldtype: "Data", label: __("New Address"), reqd: 1 },
			deputy_liaison.counts_at_once({
				fieldname: "jurisdiction",
				fieldtype: "Link",
				options: "Jurisdiction",
				label: __("New Village or Community"),
				description: __("Only where it changes; it lies in the same township."),
				only_select: 1,
			}),
			{ fieldname: "point", fieldtype: "Data", label: __("Coordinates from a Map App"), placeholder: "102.07,25.15" },
			{ fieldname: "cost", fieldtype: "Float", label: __("Cost of the Move (yuan)"), precision: 2 },
			{
				fieldname: "document",
				fieldtype: "Data",
				label: __("Reform Document"),
				description: __("What it was decided by: title and number."),
				reqd: 1,
			},
			{ fieldname: "along", fieldtype: "HTML" },
		],
		primary_action_label: __("Move Now"),
		primary_action: async ({ point, ...values }) => {
			const place = deputy_liaison.parse_point(point);
			if (point && !place) {
				frappe.throw(__("These are not a longitude (73 to 136) and a latitude (3.5 to 54) in China."));
			}
			dialog.disable_primary_action();
			try {
				await frappe.xcall("deputy_liaison.liaison_network.reforms.move_station", { name, ...values, ...place });
				dialog.hide();
				frm.reload_doc();
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	const said = list.length ? __("These go along with the station: {0}", [list.join("；")]) : __("Nothing open goes along.");
	const kept = __("What was written before keeps the old place; the move is entered into the station's history.");
	dialog.get_field("along").$wrapper.append($("<p>").text(said), $('<p class="text-muted">').text(kept));
	dialog.show();
}
