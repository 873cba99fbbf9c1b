const SESSION = "deputy_liaison.deputies.doctype.congress_session.congress_session";
const PRESENCES = ["Present", "On Approved Leave", "Absent"];

frappe.ui.form.on("Congress Session", {
	setup(frm) {
		frm.set_query("congress_body", () => ({
			filters: { kind: ["in", ["County Standing Committee", "Township Presidium"]] },
		}));
	},

	onload(frm) {
		deputy_liaison.fill_in_own_congress(frm);
		deputy_liaison.say_what_is_listed(frm, { congress_body: __("Congresses of the county and its townships") });
	},

	refresh(frm) {
		show_attendance(frm, frm.doc.__onload?.attendance);
		const may_call = !frm.is_new() && frm.perm[0]?.write && frm.doc.workflow_state !== "Session Closed";
		if (may_call && frm.doc.sittings?.length) {
			frm.add_custom_button(__("Call the Roll"), () => choose_sitting(frm));
		}
		return deputy_liaison.show_actions(frm);
	},
});

function show_attendance(frm, rows) {
	const html = deputy_liaison.table(
		[
			{ label: __("Sitting"), value: (row) => `${row.sitting} ${row.kind}` },
			{ label: __("Starts At"), value: (row) => row.starts_at, css: () => "liaison-whole" },
			{ label: __("Present"), value: (row) => row.present },
			{ label: __("On Approved Leave"), value: (row) => row.on_leave },
			{ label: __("Absent"), value: (row) => row.absent },
			{ label: __("Deputies in All"), value: (row) => row.total },
			{
				label: __("Two Thirds"),
				value: (row) =>
					row.enough
						? __("{0} needed, reached", [row.needed])
						: __("{0} needed, {1} missing", [row.needed, row.needed - row.present]),
				css: (row) => (row.enough ? "text-success" : "text-danger"),
			},
		],
		rows,
		__("Enter the sittings and save; then call the roll here.")
	);
	frm.get_field("attendance_html").$wrapper.html(html);
}

async function choose_sitting(frm) {
	if (frm.is_dirty()) await frm.save();
	const sittings = frm.doc.sittings.map((row) => ({
		value: String(row.idx),
		label: [row.idx, __(row.sitting_kind), frappe.datetime.str_to_user(row.starts_at)].join(" "),
	}));
	if (sittings.length === 1) return call_roll(frm, sittings[0]);
	// the first whose roll was not called yet
	const called = (frm.doc.__onload?.attendance || []).filter((row) => row.present + row.on_leave + row.absent);
	const next = sittings[Math.min(called.length, sittings.length - 1)].value;
	frappe.prompt(
		{ fieldname: "sitting", fieldtype: "Select", label: __("Sitting"), options: sittings, reqd: 1, default: next },
		({ sitting }) => call_roll(frm, sittings.find((one) => one.value === sitting)),
		__("Call the Roll"),
		__("Continue")
	);
}

async function call_roll(frm, sitting) {
	const { needed, deputies } = await frappe.xcall(`${SESSION}.roll`, {
		session: frm.docname,
		sitting: sitting.value,
	});
	if (!deputies.length) {
		frappe.msgprint(__("This congress has no confirmed deputies on the first day of the session."));
		return;
	}
	// nobody is absent until the clerk says so
	for (const row of deputies) row.presence = row.presence || "Present";
	const dialog = new frappe.ui.Dialog({
		title: __("Roll: {0}", [sitting.label]),
		size: "large",
		static: true,
		fields: [{ fieldname: "roll", fieldtype: "HTML" }],
		primary_action_label: __("Save Roll"),
		async primary_action() {
			dialog.disable_primary_action();
			try {
				await frappe.xcall(`${SESSION}.call_roll`, {
					session: frm.docname,
					sitting: sitting.value,
					rows: deputies,
				});
				dialog.hide();
				await frm.reload_doc();
			} catch {
				// why it was refused, the desk has shown by then
				dialog.enable_primary_action();
			}
		},
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	dialog.get_close_btn().show();
	draw_roll(dialog.get_field("roll").$wrapper, deputies, needed);
	dialog.show();
}

function draw_roll($wrapper, deputies, needed) {
	const $count = $('<p class="liaison-roll-count"></p>');
	const count = () => {
		const present = deputies.filter((row) => row.presence === "Present").length;
		$count
			.text(__("{0} of {1} present; two thirds are {2}.", [present, deputies.length, needed]))
			.toggleClass("text-danger", present < needed)
			.toggleClass("text-success", present >= needed);
	};
	const $rows = deputies.map((row) => roll_row(row, count));
	$wrapper.empty().append($count, $('<div class="liaison-roll"></div>').append($rows));
	count();
}

function roll_row(row, changed) {
	const $leave = $('<div class="liaison-roll-leave"></div>').append(
		$('<input type="text" class="form-control input-xs">')
			.attr("placeholder", __("Leave Approved By"))
			.attr("aria-label", __("Leave Approved By"))
			.val(row.leave_approved_by)
			.on("input", (event) => (row.leave_approved_by = event.target.value)),
		$('<input type="datetime-local" class="form-control input-xs">')
			.attr("aria-label", __("Leave Approved At"))
			.val((row.leave_approved_at || "").slice(0, 16).replace(" ", "T"))
			.on("input", (event) => (row.leave_approved_at = event.target.value.replace("T", " ")))
	);
	const $choices = $('<div class="btn-group btn-group-xs" role="group"></div>');
	const draw = () => {
		$choices.children().each((i, button) =>
			$(button)
				.toggleClass("btn-primary", row.presence === PRESENCES[i])
				.toggleClass("btn-default", row.presence !== PRESENCES[i])
				.attr("aria-pressed", row.presence === PRESENCES[i])
		);
		$leave.toggle(row.presence === "On Approved Leave");
		changed();
	};
	for (const presence of PRESENCES) {
		$('<button type="button" class="btn btn-xs"></button>')
			.text(__(presence))
			.on("click", () => {
				row.presence = presence;
				draw();
			})
			.appendTo($choices);
	}
	const $name = $('<div class="liaison-roll-name"></div>').text(row.deputy_name);
	if (row.delegation) $name.append($('<span class="text-muted small"></span>').text(` ${row.delegation}`));
	const $row = $('<div class="liaison-roll-row"></div>').append($name, $choices, $leave);
	draw();
	return $row;
}
