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
	for (const list of lists) {
		if (lists.length > 1) $rows.append($("<h6>").text(list.label));
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
	const $choice = $('<select class="form-control input-sm">')
		.attr("aria-label", `${choice_label} ${row.title}`)
		.append(options.map(({ value, label }) => $("<option>").val(value).text(label)))
		.val(row.chosen)
		.on("change", () => {
			row.chosen = $choice.val();
			if (must_choose || row.chosen) $box.prop("checked", Boolean(row.chosen)).trigger("change");
		});
	return $row.append($choice);
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

frappe.ui.form.on("Deputy", {
	refresh(frm) {
		if (!frm.doc.__onload?.left) return;
		frm.add_custom_button(__("Settle What Is Left …"), async () => {
			const deputy = frm.docname;
			const lists = await frappe.xcall(`${LEAVING}.what_is_left`, { deputy });
			deputy_liaison.settle_left({
				title: __("Left by {0}", [frm.doc.deputy_name]),
				lists: lists.filter(({ rows }) => rows.length),
				day: frappe.datetime.get_today(),
				apply: async (chosen, begins) => {
					await frappe.xcall(`${LEAVING}.settle_what_is_left`, { deputy, chosen, begins });
					frm.reload_doc();
				},
			});
		});
	},
});
