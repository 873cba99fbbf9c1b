// A place, station, grid cell, electoral district or unit goes on in another one: the dialog says what goes over before it does.

const MERGING = "deputy_liaison.liaison_network.merging";

for (const doctype of ["Electoral District", "Grid Cell", "Jurisdiction", "Liaison Station", "Responsible Unit"]) {
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			const { merged_into, valid_to, level, to_date } = frm.doc;
			const fits = !level || ["Village", "Community"].includes(level);
			const ended = merged_into || valid_to || (to_date && to_date < frappe.datetime.get_today());
			if (frm.is_new() || ended || !fits || !frappe.user.has_role("Liaison Administrator")) return;
			frm.add_custom_button(__("Merge Into …"), () => offer_merger(frm));
		},
	});
}

async function offer_merger(frm) {
	const { doctype, docname: name } = frm;
	const title = frm.doc[frm.meta.title_field];
	const moves = await frappe.xcall(`${MERGING}.what_moves`, { doctype, name });
	const dialog = new frappe.ui.Dialog({
		title: __("Merge {0}", [title]),
		fields: [
			deputy_liaison.counts_at_once({
				fieldname: "successor",
				fieldtype: "Link",
				options: doctype,
				label: __("Merged Into"),
				only_select: 1,
				reqd: 1,
			}),
			{ fieldname: "from_day", fieldtype: "Date", label: __("Merged From"), default: frappe.datetime.get_today(), reqd: 1 },
			{
				fieldname: "document",
				fieldtype: "Data",
				label: __("Merger Document"),
				description: __("What it was decided by: title and number."),
				reqd: 1,
			},
			{ fieldname: "moves", fieldtype: "HTML", options: described(moves) },
		],
		primary_action_label: __("Merge Now"),
		primary_action: async (values) => {
			dialog.disable_primary_action();
			try {
				const { successor, from_day, document } = values;
				await frappe.xcall(`${MERGING}.merge`, { doctype, name, successor, from_day, document });
				dialog.hide();
				frm.reload_doc();
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	dialog.show();
}

function described(moves) {
	const $list = $("<ul>").append(moves.map(({ label, count }) => $("<li>").text(__("{0}: {1}", [label, count]))));
	const head = moves.length ? __("These go over to the successor:") : __("Nothing open goes over.");
	const kept = __("What is closed, and every number given, keeps the old name.");
	return $("<div>").append($("<p>").text(head), $list, $('<p class="text-muted">').text(kept)).html();
}
