const BEING_SORTED_OUT = ["Ticket Registered", "Ticket Pending Approval"];
const MERGE = "Merge Ticket";

frappe.ui.form.on("Opinion Ticket", {
	setup(frm) {
		frm.set_query("village", () => ({
			filters: { township: frm.doc.township, level: ["in", ["Village", "Community"]] },
		}));
		frm.set_query("grid_cell", () => (frm.doc.village ? { filters: { jurisdiction: frm.doc.village } } : {}));
	},

	onload(frm) {
		deputy_liaison.say_what_is_listed(frm, {
			village: __("Villages and communities of this township"),
			grid_cell: __("Grid cells of this village"),
		});
	},

	refresh(frm) {
		const known = frm.doc.__onload || {};
		for (const [field, locked] of Object.entries(known.locked || {})) {
			frm.set_df_property(field, "read_only", locked);
		}
		deputy_liaison.show_limit(frm);
		deputy_liaison.show_stages(frm, known.stages);
		frm.get_field("orders_html").$wrapper.html(deputy_liaison.orders_table(known.orders));
		frm.get_field("merged_html").$wrapper.html(merged(known.merged));
		frm.get_field("answers_html").$wrapper.html(answers(known.answers));
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(known.record));
		deputy_liaison.say_what_is_missing(frm, known.missing_papers);
		if (frm.doc.restriction) {
			frm.add_custom_button(__("Open the Accusation"), () => open_accusation(frm));
		}
		if (known.notice_in_full) {
			frm.add_custom_button(__("Print Notice in Full"), () => print_notice(frm));
		}
		return deputy_liaison
			.show_actions(frm)
			.then(() => deputy_liaison.show_supervision(frm))
			.then(() => deputy_liaison.offer_marks(frm))
			.then(() => offer_earlier(frm));
	},
});

// the printed notice masks the reporter; the one that is handed over is made here, for a reason that is logged
function print_notice(frm) {
	deputy_liaison.print_in_full(
		__("Print Notice in Full"),
		"deputy_liaison.opinions.notices_in_full.notice_in_full",
		{ ticket: frm.docname },
		__("This page names the reporter: hand it over in person, or post it sealed.")
	);
}

// its words lie apart; each opening is logged with its reason
function open_accusation(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		async ({ reason }) => {
			const words = await frappe.xcall("deputy_liaison.opinions.accusations.open_accusation", {
				name: frm.docname,
				reason,
			});
			const rows = Object.entries(words).map(
				([field, text]) =>
					`<p><b>${label_of(frm, field)}</b></p>` +
					`<p class="liaison-text">${frappe.utils.escape_html(text)}</p>`
			);
			frappe.msgprint({ title: __("Open the Accusation"), message: rows.join("") });
		},
		__("Open the Accusation"),
		__("Open")
	);
}

// what the units wrote in an earlier round lies with the ticket's own words
function label_of(frm, field) {
	return field === "orders" ? __("Dispatch Orders") : __(frappe.meta.get_label(frm.doctype, field));
}

// of a merged ticket: what there is to tell its reporter
function answers(rows) {
	if (!rows || !rows.length) return "";
	return deputy_liaison.table(
		[
			{ label: __("Answering Unit"), value: (row) => row.by || "—" },
			{ label: __("Reply Date"), value: (row) => row.on || "—" },
			{ label: __("Result Class"), value: (row) => row.result || "—" },
			{ label: __("Answer to Tell the Reporter"), value: (row) => row.text || "—", css: () => "liaison-text" },
		],
		rows
	);
}

function merged(rows) {
	if (!rows || !rows.length) return "";
	return deputy_liaison.table(
		[
			{ label: __("Number"), value: (row) => row.number, link: (row) => ["Opinion Ticket", row.name] },
			{ label: __("Ticket Subject"), value: (row) => row.subject },
			{ label: __("Reporter"), value: (row) => row.reporter },
			{ label: __("Feedback Date"), value: (row) => row.feedback_on || "—" },
			{ label: __("Feedback Mode"), value: (row) => __(row.feedback_mode) || "—" },
			{ label: __("Withdrawal Wished On"), value: (row) => (row.withdrawal_wished_on || "—").slice(0, 10) },
		],
		rows
	);
}

// while a ticket is sorted out: what may be the same matter, and the merging of the two in one click
function offer_earlier(frm) {
	const $place = frm.get_field("earlier_html").$wrapper.empty();
	frm.toggle_display("earlier_html", false);
	if (!BEING_SORTED_OUT.includes(frm.doc.workflow_state)) return;
	const may_merge = frm.liaison_actions?.some(({ action }) => action === MERGE);
	const merge = (row) => {
		frappe.utils.add_link_title("Opinion Ticket", row.name, row.number);
		deputy_liaison.begin_action(frm, MERGE, { main_ticket: row.name });
	};
	deputy_liaison
		.show_earlier_of(frm, $place, may_merge && merge)
		.then((found) => frm.toggle_display("earlier_html", Boolean(found)));
}
