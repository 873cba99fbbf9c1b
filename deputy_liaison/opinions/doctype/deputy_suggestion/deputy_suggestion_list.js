const MEETING = "deputy_liaison.opinions.dispatch_meeting";
const IN_ONE_CALL = 10;

frappe.listview_settings["Deputy Suggestion"] = deputy_liaison.list_settings({
	add_fields: ["is_priority"],
	formatters: { state_due: deputy_liaison.limit_date },
	on_first_show(list) {
		const decides = ["Township Chair", "County Approver"].some((role) => frappe.user_roles.includes(role));
		if (decides) list.page.add_inner_button(__("Dispatch Meeting"), () => choose(list));
		list.page.add_menu_item(__("Print Receipt Lists"), () => ask_for_day(print_lists, __("Print")));
		list.page.add_menu_item(__("Copy for the WeChat Group"), () =>
			ask_for_day(copy_text, __("Copy for the WeChat Group"))
		);
		list.page.add_menu_item(__("Report to the Congress"), ask_for_year);
	},
});

async function choose(list) {
	const rows = await frappe.xcall(`${MEETING}.waiting`);
	if (!rows.length) {
		frappe.msgprint(__("No suggestion of a session waits for its dispatch."));
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: __("Dispatch Meeting"),
		size: "large",
		static: true,
		fields: [
			{
				fieldname: "dispatch_meeting_on",
				fieldtype: "Date",
				label: __("Dispatch Meeting On"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "approval",
				fieldtype: "Small Text",
				label: __("Decision on Dispatch"),
				default: __("Agreed. Please handle it and reply within the time limit."),
				reqd: 1,
			},
			{
				fieldname: "chosen",
				fieldtype: "MultiCheck",
				label: __("Suggestions handed over now"),
				columns: 1,
				select_all: true,
				options: rows.map((row) => ({
					value: row.name,
					label: [row.number, row.title, row.lead_unit, __("until {0}", [row.due_date])].join(" "),
					checked: 1,
				})),
			},
		],
		primary_action_label: __("Hand Over at This Meeting"),
		async primary_action(values) {
			if (!values.chosen?.length) {
				frappe.msgprint(__("Tick at least one suggestion."));
				return;
			}
			dialog.hide();
			const results = await hand_over(values);
			show_results(list, values, results);
		},
	});
	dialog.show();
}

// in small calls, so that each is done whatever happens to the next
async function hand_over({ chosen, dispatch_meeting_on, approval }) {
	const results = [];
	for (let start = 0; start < chosen.length; start += IN_ONE_CALL) {
		frappe.show_progress(__("Dispatch Meeting"), start, chosen.length, __("Handing over"));
		const names = chosen.slice(start, start + IN_ONE_CALL);
		results.push(...(await frappe.xcall(`${MEETING}.dispatch`, { names, dispatch_meeting_on, approval })));
	}
	frappe.hide_progress();
	return results;
}

function show_results(list, { dispatch_meeting_on }, results) {
	const done = results.filter((row) => row.done).length;
	const table = deputy_liaison.table(
		[
			{ label: __("Suggestion Number"), value: (row) => row.number, link: (row) => [list.doctype, row.name] },
			{ label: __("Suggestion Title"), value: (row) => row.title },
			{
				label: __("What Came of It"),
				value: (row) => (row.done ? __("Handed over") : row.message),
				css: (row) => (row.done ? "text-success" : "text-danger"),
			},
		],
		// what was not done comes first
		[...results].sort((one, other) => one.done - other.done),
		""
	);
	const dialog = new frappe.ui.Dialog({
		title: __("{0} of {1} handed over", [done, results.length]),
		size: "large",
		fields: [{ fieldname: "results", fieldtype: "HTML", options: table }],
		primary_action_label: __("Print Receipt Lists"),
		primary_action: () => print_lists({ dispatch_meeting_on }),
		secondary_action_label: __("Copy for the WeChat Group"),
		secondary_action: () => copy_text({ dispatch_meeting_on }),
	});
	if (!done) dialog.get_primary_btn().add(dialog.get_secondary_btn()).addClass("hide");
	dialog.show();
	list.refresh();
}

function ask_for_day(work, label) {
	frappe.prompt(
		[
			{
				fieldname: "dispatch_meeting_on",
				fieldtype: "Date",
				label: __("Dispatch Meeting On"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
		],
		work,
		__("Dispatch Meeting"),
		label
	);
}

async function copy_text({ dispatch_meeting_on }) {
	deputy_liaison.copy(await frappe.xcall(`${MEETING}.group_text`, { dispatch_meeting_on }));
}

async function print_lists({ dispatch_meeting_on }) {
	const page = await frappe.xcall(`${MEETING}.receipt_lists`, { dispatch_meeting_on });
	deputy_liaison.show_slips(page, __("Receipt Lists"), "", "extra-large");
}

function ask_for_year() {
	deputy_liaison.ask_for_congress_and_year(
		{
			title: __("Report to the Congress"),
			button: __("Download"),
			year_label: __("Year of the Report"),
			year: new Date().getFullYear(),
			filters: { kind: ["!=", "Sub-district Working Committee"] },
		},
		({ congress_body, year }) => {
			const query = new URLSearchParams({ congress_body, year });
			window.open(`/api/method/deputy_liaison.opinions.suggestion_report.word_draft?${query}`);
		}
	);
}
