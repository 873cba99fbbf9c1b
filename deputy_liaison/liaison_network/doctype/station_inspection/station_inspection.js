const INSPECTION = "deputy_liaison.liaison_network.doctype.station_inspection.station_inspection";
const DAYS_TO_RECTIFY = 30;

frappe.ui.form.on("Station Inspection", {
	setup(frm) {
		for (const field of ["standard", "scheme"]) frm.set_query(field, () => ({ filters: { disabled: 0 } }));
	},

	onload(frm) {
		deputy_liaison.offer_own_stations(frm);
		if (frm.is_new() && !frm.doc.inspectors) frm.set_value("inspectors", frappe.session.user_fullname);
	},

	refresh(frm) {
		offer_items(frm, frm.doc.__onload?.items || []);
		if (frm.is_new()) return;
		const of_status = (status) => frm.doc.findings.filter((row) => row.finding_status === status);
		const waiting = of_status("Waiting for Rectification");
		const rectified = of_status("Rectified, to Recheck");
		if (waiting.length && ["Station Liaison Officer", "Township Clerk"].some((role) => frappe.user.has_role(role))) {
			primary(frm.add_custom_button(__("Report Rectification"), () => report(frm, waiting)));
		}
		if (rectified.length && frm.perm[0].write) {
			primary(frm.add_custom_button(__("Recheck"), () => recheck(frm, rectified)));
		}
	},

	standard: choose_items,
	scheme: choose_items,
});

frappe.ui.form.on("Inspection Finding", {
	findings_add(frm, cdt, cdn) {
		const start = frm.doc.inspected_on || frappe.datetime.get_today();
		frappe.model.set_value(cdt, cdn, "due_date", frappe.datetime.add_days(start, DAYS_TO_RECTIFY));
	},
});

// a primary button stands at the foot of a phone's screen
const primary = ($button) => $button.removeClass("btn-default").addClass("btn-primary");

async function choose_items(frm) {
	const { standard, scheme } = frm.doc;
	offer_items(frm, await frappe.xcall(`${INSPECTION}.items_to_choose`, { standard, scheme }));
}

function offer_items(frm, items) {
	frm.get_field("findings").grid.update_docfield_property("item", "options", items);
}

const finding_field = (rows) => ({
	fieldname: "row",
	fieldtype: "Select",
	label: __("Finding"),
	options: rows.map((row) => ({ value: row.name, label: [row.idx, row.finding].join(". ") })),
	default: rows[0].name,
	reqd: 1,
});

function ask(frm, title, fields, method) {
	deputy_liaison.ask_and_send(title, fields, title, async (values) => {
		await frappe.xcall(`${INSPECTION}.${method}`, { inspection: frm.docname, ...values });
		await frm.reload_doc();
	});
}

function report(frm, rows) {
	ask(
		frm,
		__("Report Rectification"),
		[
			finding_field(rows),
			{
				fieldname: "rectified_on",
				fieldtype: "Date",
				label: __("Rectified On"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{ fieldname: "rectified_note", fieldtype: "Small Text", label: __("Rectification"), reqd: 1 },
			{
				fieldname: "rectified_photo",
				fieldtype: "Attach",
				label: __("Photo After Rectification"),
				options: {
					doctype: frm.doctype,
					docname: frm.docname,
					allow_toggle_private: false,
					restrictions: { allowed_file_types: ["image/*"] },
				},
			},
		],
		"report_rectified"
	);
}

function recheck(frm, rows) {
	ask(
		frm,
		__("Recheck"),
		[
			finding_field(rows),
			{
				fieldname: "passed",
				fieldtype: "Select",
				label: __("Recheck Outcome"),
				options: [
					{ value: "1", label: __("Recheck Passed") },
					{ value: "0", label: __("New Deadline") },
				],
				default: "1",
				reqd: 1,
			},
			{
				fieldname: "new_due_date",
				fieldtype: "Date",
				label: __("New Deadline"),
				depends_on: "eval:doc.passed === '0'",
				mandatory_depends_on: "eval:doc.passed === '0'",
			},
			{
				fieldname: "note",
				fieldtype: "Small Text",
				label: __("Recheck Note"),
				mandatory_depends_on: "eval:doc.passed === '0'",
			},
		],
		"recheck"
	);
}
