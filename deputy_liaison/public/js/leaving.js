// What those who left office still hold: one dialog for the form of a deputy and for the run of a whole term.

frappe.provide("deputy_liaison");

const LEAVING = "deputy_liaison.deputies.leaving";

// Rows to tick, each with a choice where there is one.
// lists: kind, label, has_successor, rows (key, who, title, note, choices, chosen); apply(chosen, day) → a promise.
deputy_liaison.tick_rows = function ({ title, note, lists, choice_label, no_choice, must_choose, day, action, apply }) {
	const dialog = new frappe.ui.Dialog({
		title,
		size: "large",
		fields: [
			{ fieldname: "note", fieldtype: "HTML", options: $("<p>").text(note).prop("outerHTML") },
			...(day ? [{ fieldname: "day", fieldtype: "Date", label: day.label, default: day.value, reqd: 1 }] : []),
			{ fieldname: "rows", fieldtype: "HTML" },
		],
		primary_action_label: action,
		primary_action: async ({ day: begins }) => {
			dialog.disable_primary_action();
			try {
				await apply(ticked(lists), begins);
				dialog.hide();
			} catch {
				// why it was refused, the desk has shown by then
			} finally {
				dialog.enable_primary_action();
			}
		},
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	const $rows = dialog.get_field("rows").$wrapper.addClass("liaison-ticked");
	const all = lists.filter(({ has_successor }) => has_successor).flatMap(({ rows }) => rows);
	if (all.length > 2) $rows.append(for_all(all));
	for (const list of lists) {
		if (list.label) $rows.append($("<h6>").text(list.label));
		$rows.append(list.rows.map((row) => ticked_row(list, row, { choice_label, no_choice, must_choose })));
	}
	dialog.show();
	return dialog;
};

function ticked_row(list, row, { choice_label, no_choice, must_choose }) {
	row.chosen = row.chosen || "";
	row.ticked = !must_choose || Boolean(row.chosen);
	const $box = $('<input type="checkbox">')
		.attr("aria-label", `${row.who} ${row.title}`)
		.prop("checked", row.ticked)
		.on("change", () => (row.ticked = $box.prop("checked")));
	const $row = $('<div class="liaison-ticked-row">').append(
		$("<label>").append($box, $("<span>").text(row.who)),
		$("<span>").append($("<span>").text(row.title), row.note ? $('<div class="text-muted small">').text(row.note) : "")
	);
	if (!list.has_successor) return $row;
	const options = [{ value: "", label: no_choice }, ...row.choices];
	const $choice = choice_of(`${choice_label} ${row.title}`, options)
		.val(row.chosen)
		.on("change", () => {
			row.chosen = $choice.val();
			if (must_choose || row.chosen) $box.prop("checked", Boolean(row.chosen)).trigger("change");
		});
	row.choose = (value) => $choice.val(value).trigger("change");
	return $row.append($choice);
}

function choice_of(label, options) {
	return $('<select class="form-control input-sm">')
		.attr("aria-label", label)
		.append(options.map(({ value, label: shown }) => $("<option>").val(value).text(shown)));
}

// one choice for every row that offers it
function for_all(rows) {
	const offered = new Map(rows.flatMap(({ choices }) => choices).map((one) => [one.value, one]));
	const label = __("The Same for All That Offer It");
	const $choice = choice_of(label, [{ value: "", label }, ...offered.values()])
		.addClass("liaison-ticked-all")
		.on("change", () => {
			for (const row of rows) {
				if (row.choices.some(({ value }) => value === $choice.val())) row.choose($choice.val());
			}
		});
	return $choice;
}

function ticked(lists) {
	const of_list = ({ kind, rows }) => [kind, Object.fromEntries(rows.filter((row) => row.ticked).map((row) => [row.key, row.chosen]))];
	return Object.fromEntries(lists.map(of_list));
}

// the words of every dialog about those who left
deputy_liaison.settle_left = function ({ title, lists, day, apply }) {
	return deputy_liaison.tick_rows({
		title,
		note: __("What is ticked ends with the last day in office. Choose who follows, where somebody shall."),
		lists,
		choice_label: __("Successor"),
		no_choice: __("No successor yet"),
		day: { label: __("Successor From"), value: day },
		action: __("Settle What Is Ticked"),
		apply,
	});
};

// today, or the day after the last day in office
function first_day(lists) {
	const ends = lists.flatMap(({ rows }) => rows.map((row) => frappe.datetime.add_days(row.ends, 1)));
	return [frappe.datetime.get_today(), ...ends].sort().at(-1);
}

frappe.ui.form.on("Deputy", {
	refresh(frm) {
		if (!frm.doc.__onload?.left?.length) return;
		frm.add_custom_button(__("Settle What Is Left …"), async () => {
			const deputy = frm.docname;
			const lists = await frappe.xcall(`${LEAVING}.what_is_left`, { deputy });
			deputy_liaison.settle_left({
				title: __("Left by {0}", [frm.doc.deputy_name]),
				lists: lists.filter(({ rows }) => rows.length),
				day: first_day(lists),
				apply: async (chosen, begins) => {
					await frappe.xcall(`${LEAVING}.settle_what_is_left`, { deputy, chosen, begins });
					frm.reload_doc();
				},
			});
		});
	},
});
