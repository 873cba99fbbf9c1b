frappe.ui.form.on("Constituent Visit", {
	setup(frm) {
		frm.set_query("village", () => ({
			filters: frm.township ? { township: frm.township, level: ["in", ["Village", "Community"]] } : {},
		}));
		frm.set_query("receiving_deputies", () => ({
			filters: { credential_status: "Active Credentials" },
		}));
		frm.set_query("reception_day", () => ({ filters: { station: frm.doc.station } }));
		frm.set_query("handwritten_number", () => ({
			filters: { station: frm.doc.station, for_doctype: frm.doctype, workflow_state: "Number Reserved" },
		}));
	},

	onload(frm) {
		deputy_liaison.say_what_is_listed(frm, {
			village: __("Villages and communities of this township"),
			receiving_deputies: __("Deputies in office"),
			reception_day: __("Reception days of this station"),
			handwritten_number: __("Numbers reserved for handwriting"),
		});
	},

	refresh(frm) {
		frm.page.wrapper.addClass("liaison-entry");
		if (frm.is_new()) {
			if (frm.entered_for !== frm.docname) begin_entry(frm);
			return;
		}
		frm.get_field("tickets_html").$wrapper.html(registered(frm.doc.__onload?.tickets));
		if (["Station Liaison Officer", "Township Clerk", "Township Chair"].some(frappe.user.has_role)) {
			if (!frm.doc.is_anonymous) {
				frm.add_custom_button(__("Open Personal Data"), () => reveal(frm));
				frm.add_custom_button(__("Print Record in Full"), () => print_in_full(frm));
			}
		}
		deputy_liaison.offer_urgent_report(frm);
		if (frm.perm[0]?.create) {
			frm.add_custom_button(__("Next Visit"), () => frappe.new_doc("Constituent Visit"));
		}
	},

	validate(frm) {
		if (frm.is_new()) frm.matter_entry?.read_all();
	},

	station(frm) {
		if (frm.is_new() && frm.doc.station && frm.doc.station !== frm.prefilled) prefill(frm, frm.doc.station);
	},
});

function begin_entry(frm) {
	frm.entered_for = frm.docname;
	frm.matter_entry = new deputy_liaison.MatterEntry(frm, frm.get_field("matters_html").$wrapper);
	// stock selects a number a moment after Tab: the next key would replace what was typed by then
	for (const field of ["reporter_age", "head_count"]) {
		frm.get_field(field)
			.$input.off("focus")
			.on("focus", (event) => event.target.select());
	}
	// the form's own Tab goes from field to field of the DocType and would pass the blocks by
	frm.get_field("head_count")
		.$input.off("keydown.matters")
		.on("keydown.matters", (event) => {
			if (event.key !== "Tab" || event.shiftKey) return;
			event.preventDefault();
			event.stopPropagation();
			frm.matter_entry.focus();
		});
	prefill(frm);
}

async function prefill(frm, station) {
	frm.prefilled = station || "own";
	const known = await frappe.xcall(
		"deputy_liaison.opinions.doctype.constituent_visit.constituent_visit.prefilled",
		{ station }
	);
	frm.township = known.township;
	frm.prefilled = known.station || "own";
	for (const deputy of known.deputies || []) {
		frappe.utils.add_link_title("Deputy", deputy.name, deputy.deputy_name);
	}
	for (const field of [
		"station",
		"visit_time",
		"place",
		"officer_name",
		"reception_day",
		"channel",
		"leader_on_duty",
	]) {
		if (known[field]) await frm.set_value(field, known[field]);
	}
	if (known.receiving_deputies && !frm.doc.receiving_deputies?.length) {
		await frm.set_value(
			"receiving_deputies",
			known.receiving_deputies.map((deputy) => ({ deputy }))
		);
	}
	if (known.personal_data_notice) frm.set_intro(frappe.utils.escape_html(known.personal_data_notice), "blue");
	frm.get_field(known.receiving_deputies?.length ? "reporter_name" : "receiving_deputies").$input?.focus();
}

function registered(tickets) {
	return deputy_liaison.table(
		[
			{ label: __("Number"), value: (row) => row.number, link: (row) => ["Opinion Ticket", row.name] },
			{ label: __("Ticket Subject"), value: (row) => row.subject, css: () => "liaison-text" },
			{ label: __("Ticket State"), value: (row) => __(row.workflow_state) },
			{ label: __("Due Date"), value: (row) => row.due_date || "—" },
		],
		tickets,
		__("No matter is registered.")
	);
}

// the printed page masks the reporter; with the full values it is made here, for a reason that is logged
function print_in_full(frm) {
	deputy_liaison.print_in_full(
		__("Print Record in Full"),
		"deputy_liaison.registers.print_format.visit_record.visit_record.record_in_full",
		{ visit: frm.docname },
		__("This page holds personal data: keep it locked away and shred what is not kept.")
	);
}

function reveal(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1 },
		async ({ reason }) => {
			const full = await frappe.xcall(
				"deputy_liaison.opinions.doctype.constituent_identity.constituent_identity.reveal",
				{ doctype: frm.doctype, name: frm.docname, reason }
			);
			const lines = [
				[__("Reporter Name"), full.name],
				[__("Reporter Phone"), full.phone],
				[__("Reporter Address"), full.address],
			].map(([label, value]) => `<p><b>${label}</b>:${frappe.utils.escape_html(value || "—")}</p>`);
			frappe.msgprint({ title: __("Open Personal Data"), message: lines.join("") });
		},
		__("Opening personal data is logged"),
		__("Open Personal Data")
	);
}
