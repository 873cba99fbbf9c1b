const DELEGATION = "deputy_liaison.deputies.doctype.delegation.delegation";

frappe.ui.form.on("Delegation", {
	setup(frm) {
		frm.set_query("congress_body", () => ({
			filters: { kind: ["in", ["County Standing Committee", "Township Presidium"]] },
		}));
		frm.set_query("term", () => ({ filters: { congress_body: frm.doc.congress_body || "" } }));
		for (const field of ["head", "deputy_head"]) {
			frm.set_query(field, () => ({ filters: { credential_status: "Active Credentials" } }));
		}
	},

	onload(frm) {
		deputy_liaison.fill_in_own_congress(frm);
		deputy_liaison.say_what_is_listed(frm, {
			congress_body: __("Congresses of the county and its townships"),
			term: __("The terms of this congress."),
			head: __("Deputies in office"),
			deputy_head: __("Deputies in office"),
		});
	},

	congress_body: (frm) => frm.set_value("term", null),

	refresh(frm) {
		if (frm.is_new()) return;
		frm.get_field("members_html").$wrapper.html(members(frm.doc.__onload?.members));
		if (frm.perm[0]?.write) frm.add_custom_button(__("Take in Members"), () => take_in(frm));
	},
});

function members(rows) {
	return deputy_liaison.table(
		[
			{ label: __("Deputy"), value: (row) => row.deputy_name, link: (row) => ["Deputy Mandate", row.name] },
			{ label: __("Electoral District"), value: (row) => row.district_name || "—" },
			{ label: __("Present State"), value: (row) => row.state },
		],
		rows,
		__("No members yet. Press Take in Members.")
	);
}

async function take_in(frm) {
	const rows = await frappe.xcall(`${DELEGATION}.without_delegation`, { delegation: frm.docname });
	if (!rows.length) {
		frappe.msgprint(__("Every deputy of this term belongs to a delegation."));
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: __("Take in Members"),
		static: true,
		fields: [
			{
				fieldname: "mandates",
				fieldtype: "MultiCheck",
				label: __("Deputies without a delegation"),
				select_all: true,
				columns: 2,
				options: rows.map((row) => ({
					label: frappe.utils.escape_html([row.deputy_name, row.district_name].filter(Boolean).join(" ")),
					value: row.name,
				})),
			},
		],
		primary_action_label: __("Take in Members"),
		async primary_action({ mandates }) {
			if (!mandates?.length) return;
			try {
				await frappe.xcall(`${DELEGATION}.take_in`, { delegation: frm.docname, mandates });
			} catch {
				return; // why it was refused, the desk has shown by then
			}
			dialog.hide();
			await frm.reload_doc();
		},
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	dialog.get_close_btn().show();
	dialog.show();
}
