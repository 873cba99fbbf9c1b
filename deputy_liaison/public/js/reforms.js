// Reforms of units and the closing of stations: each dialog says what becomes of what is open before it acts.

const REFORMS = "deputy_liaison.liaison_network.reforms";

const decided_by = () => ({
	fieldname: "document",
	fieldtype: "Data",
	label: __("Reform Document"),
	description: __("What it was decided by: title and number."),
	reqd: 1,
});
const first_day = (label) => ({
	fieldname: "from_day",
	fieldtype: "Date",
	label,
	default: frappe.datetime.get_today(),
	reqd: 1,
});

function stands(frm) {
	const { merged_into, valid_to } = frm.doc;
	return !frm.is_new() && !merged_into && !valid_to && frappe.user.has_role("Liaison Administrator");
}

frappe.ui.form.on("Responsible Unit", {
	refresh(frm) {
		if (!stands(frm)) return;
		frm.add_custom_button(__("Rename Unit …"), () => offer_new_name(frm));
		frm.add_custom_button(__("Split Unit …"), () => offer_split(frm));
	},
});

frappe.ui.form.on("Liaison Station", {
	refresh(frm) {
		if (stands(frm)) frm.add_custom_button(__("Close Station …"), () => offer_closing(frm));
	},
});

async function said_of_open(frm, text, none) {
	const { doctype, docname: name } = frm;
	const moves = await frappe.xcall("deputy_liaison.liaison_network.merging.what_moves", { doctype, name });
	const list = moves.map(({ label, count }) => __("{0}: {1}", [label, count]));
	const $said = $("<div>").append(
		$("<p>").text(list.length ? `${text} ${list.join("；")}` : none),
		$('<p class="text-muted">').text(__("What is closed, and every number given, keeps the old name."))
	);
	return { fieldname: "said", fieldtype: "HTML", options: $said.html() };
}

async function offer_new_name(frm) {
	const said = await said_of_open(frm, __("These go over to the new name:"), __("Nothing open goes over."));
	const fields = [
		{ fieldname: "new_name", fieldtype: "Data", label: __("New Unit Name"), reqd: 1 },
		{ fieldname: "short_name", fieldtype: "Data", label: __("Short Name") },
		first_day(__("Named So From")),
		decided_by(),
		said,
	];
	deputy_liaison.ask_and_send(__("Rename {0}", [frm.doc.unit_name]), fields, __("Rename Now"), async ({ new_name, short_name = "", from_day, document }) => {
		const name = await frappe.xcall(`${REFORMS}.rename_unit`, { name: frm.docname, new_name, short_name, from_day, document });
		frappe.set_route("Form", "Responsible Unit", name);
	});
}

async function offer_split(frm) {
	const name = frm.docname;
	const fields = [
		{
			fieldname: "parts",
			fieldtype: "Small Text",
			label: __("Units after the Split"),
			description: __("One full name in each line. Units that are not there yet are made."),
			reqd: 1,
		},
		first_day(__("Split From")),
		decided_by(),
	];
	deputy_liaison.ask_and_send(__("Split {0}", [frm.doc.unit_name]), fields, __("Continue"), async (values) => {
		const parts = values.parts.split("\n").map((line) => line.trim()).filter(Boolean);
		const rows = await frappe.xcall(`${REFORMS}.open_of_unit`, { name });
		share_out(frm, rows, { ...values, name, parts });
	});
}

function share_out(frm, rows, { parts, ...values }) {
	const choices = parts.map((part) => ({ value: part, label: part }));
	deputy_liaison.tick_rows({
		title: __("Split {0}", [frm.doc.unit_name]),
		note: rows.length
			? __("Choose who takes over each open matter and account; what is not ticked goes to {0}.", [parts[0]])
			: __("Nothing open goes over."),
		lists: [{ kind: "open", has_successor: true, rows: rows.map((row) => ({ ...row, choices, chosen: parts[0] })) }],
		choice_label: __("Goes Over To"),
		no_choice: "—",
		must_choose: true,
		action: __("Split Now"),
		apply: async ({ open: chosen }) => {
			await frappe.xcall(`${REFORMS}.split_unit`, { ...values, parts, chosen });
			frm.reload_doc();
		},
	});
}

async function offer_closing(frm) {
	const said = await said_of_open(frm, __("Still at the station:"), __("Nothing hangs on the station any more."));
	const rule = __(
		"Placements and posts end with the station, groups go on without one. Open matters, reception days to come and lower stations are settled first."
	);
	const fields = [
		first_day(__("Closed From")),
		decided_by(),
		said,
		{ fieldname: "rule", fieldtype: "HTML", options: $("<p>").text(rule).prop("outerHTML") },
	];
	deputy_liaison.ask_and_send(__("Close {0}", [frm.doc.station_name]), fields, __("Close the Station Now"), async ({ from_day, document }) => {
		await frappe.xcall(`${REFORMS}.close_station`, { name: frm.docname, from_day, document });
		frm.reload_doc();
	});
}
