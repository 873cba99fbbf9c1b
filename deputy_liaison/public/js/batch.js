// One action on the selected rows of a list: one dialog asks what is common, one shows how far it is and, at the
// end, what came of each row (batch.py).

frappe.provide("deputy_liaison");

const BATCH = "deputy_liaison.batch";
const EVERY_MS = 1500;

deputy_liaison.offer_batch = function (list) {
	if (!frappe.boot.liaison_batch?.includes(list.doctype)) return;
	// stock's own items move rows without asking what an action needs
	for (const $item of Object.values(list.workflow_action_items || {})) $item.closest("li").addClass("hidden");
	list.page.add_actions_menu_item(__("Handle Selected Rows"), () => choose_action(list), false);
	list.page.add_menu_item(__("Batches of Mine"), () => show_own_runs(), false);
};

async function choose_action(list) {
	const names = list.get_checked_items(true);
	const { rows, actions } = await frappe.xcall(`${BATCH}.offered`, { doctype: list.doctype, names });
	const selection = { list, rows: rows.map((row, at) => ({ ...row, at })), all: names.length };
	if (!actions.length) {
		frappe.msgprint({
			title: __("Handle Selected Rows"),
			message: __("None of the selected rows stands where you could handle several at once. Open one to see what can be done."),
		});
		return;
	}
	if (actions.length === 1) {
		ask(selection, actions[0]);
		return;
	}
	const dialog = new frappe.ui.Dialog({
		title: __("Handle Selected Rows"),
		fields: [{ fieldname: "actions", fieldtype: "HTML" }],
	});
	dialog.get_field("actions").$wrapper.addClass("liaison-batch-actions").append(
		actions.map((action) =>
			$('<button type="button" class="btn btn-default">')
				.text(__("{0} ({1} of {2})", [__(action.action), action.names.length, names.length]))
				.on("click", () => {
					dialog.hide();
					ask(selection, action);
				})
		)
	);
	dialog.show();
}

function ask({ list, rows, all }, action) {
	const chosen = rows.filter(({ name }) => action.names.includes(name));
	const label = (field) => __(field.label, null, list.doctype);
	const common = action.fields.map((field) =>
		deputy_liaison.counts_at_once({
			...field,
			label: label(field),
			description: field.description ? __(field.description) : "",
			hide_timezone: 1,
		})
	);
	if (action.note) {
		common.push({
			fieldname: "__note",
			fieldtype: "Small Text",
			label: action.note === "required" ? __("Reason") : __("Remark"),
			reqd: action.note === "required" ? 1 : 0,
		});
	}
	for (const [doctype, titles] of Object.entries(action.titles)) {
		for (const [name, title] of Object.entries(titles)) frappe.utils.add_link_title(doctype, name, title);
	}
	const fields = deputy_liaison.in_two_columns(common);
	const own = action.fields.filter(({ fieldname }) => action.per_row.includes(fieldname));
	if (own.length) fields.push({ fieldtype: "Section Break" }, rows_table(chosen, own, action, label));
	const left_out = all - chosen.length;
	let under_way = false;
	const dialog = new frappe.ui.Dialog({
		title: __("{0}: {1} rows", [__(action.action), chosen.length]),
		size: fields.length > 4 ? "large" : undefined,
		static: true,
		fields: [
			{
				fieldname: "left_out",
				fieldtype: "HTML",
				options: left_out
					? $('<p class="text-muted">')
							.text(__("{0} of the selected rows stand elsewhere and are left out.", [left_out]))
							.prop("outerHTML")
					: "",
			},
			{ fieldtype: "Section Break", hide_border: 1 },
			...fields,
		],
		primary_action_label: __(action.action),
		async primary_action({ __note, __rows, left_out: _text, ...values }) {
			if (under_way) return; // a double click is one
			under_way = true;
			dialog.disable_primary_action();
			try {
				const run = await frappe.xcall(`${BATCH}.start`, {
					doctype: list.doctype,
					action: action.action,
					rows: chosen.map(({ name, modified }, at) => ({
						name,
						modified,
						values: Object.fromEntries(own.map(({ fieldname }) => [fieldname, __rows?.[at]?.[fieldname]])),
					})),
					values,
					note: __note || "",
				});
				dialog.hide();
				show_run(run, list);
			} catch {
				// why it was refused, the desk has shown by then
			} finally {
				dialog.enable_primary_action();
				under_way = false;
			}
		},
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	deputy_liaison.show_questions(dialog);
}

// what may differ from row to row; what is left empty takes what is filled in above
function rows_table(rows, own, action, label) {
	return {
		fieldname: "__rows",
		fieldtype: "Table",
		label: __("Only for This Row (empty: as above)"),
		cannot_add_rows: true,
		cannot_delete_rows: true,
		in_place_edit: true,
		data: rows.map(({ name, number, title }) => ({ number, title, ...action.values[name] })),
		fields: [
			{ fieldname: "number", fieldtype: "Data", label: __("Number"), in_list_view: 1, read_only: 1, columns: 2 },
			{ fieldname: "title", fieldtype: "Data", label: __("Ticket Subject"), in_list_view: 1, read_only: 1, columns: 4 },
			...own.map((field) => ({
				fieldname: field.fieldname,
				fieldtype: field.fieldtype,
				options: field.options,
				label: label(field),
				in_list_view: 1,
				columns: 2,
			})),
		],
	};
}

// How far a run is; closing the window stops nothing. At the end the list of what came of it.
function show_run(run, list) {
	const dialog = new frappe.ui.Dialog({
		title: __("Batch Run"),
		size: "large",
		fields: [{ fieldname: "run", fieldtype: "HTML" }],
	});
	const $run = dialog.get_field("run").$wrapper.addClass("liaison-batch");
	let shown = true;
	let timer = null;
	const look = async () => {
		clearTimeout(timer);
		let state;
		try {
			state = await frappe.xcall(`${BATCH}.progress`, { run });
		} catch {
			return; // said by then
		}
		if (!shown) return;
		draw(dialog, $run, state, look);
		if (state.stage === "Batch Under Way" && !state.silent) timer = setTimeout(look, EVERY_MS);
		else list?.refresh();
	};
	const heard = (news) => {
		if (news.run === run) look();
	};
	frappe.realtime.on("liaison_batch", heard);
	dialog.onhide = () => {
		shown = false;
		clearTimeout(timer);
		frappe.realtime.off("liaison_batch", heard);
		list?.clear_checked_items();
		list?.refresh();
	};
	dialog.show();
	look();
}

function draw(dialog, $run, state, look) {
	const count = state.done + state.refused;
	const percent = state.total ? Math.round((count * 100) / state.total) : 100;
	dialog.set_title(__(state.action));
	const call = (method) => async () => {
		await frappe.xcall(`${BATCH}.${method}`, { run: state.run });
		look();
	};
	const under_way = state.stage === "Batch Under Way" && !state.silent;
	const button = (label, press) =>
		$('<button type="button" class="btn btn-default btn-sm">').text(label).on("click", press);
	$run.empty().append(
		$('<p class="liaison-batch-sum" role="status">').text(
			__("{0} of {1} done, {2} not done.", [state.done, state.total, state.refused])
		),
		$('<div class="progress">').append(
			$('<div class="progress-bar" role="progressbar">')
				.css("width", `${percent}%`)
				.attr({ "aria-valuenow": percent, "aria-valuemin": 0, "aria-valuemax": 100 })
		)
	);
	if (under_way) {
		$run.append(
			$('<p class="text-muted">').text(__("You may close this window; the work goes on. The result stays under {0}.", [__("Batches of Mine")])),
			button(__("Stop the Batch"), call("stop"))
		);
		return;
	}
	if (state.stage !== "Batch Finished") {
		const why = state.silent ? __("The work was interrupted. What is done stays done.") : __("Stopped. What is done stays done.");
		$run.append($("<p>").text(why), button(__("Go On with the Rest"), call("resume")));
	}
	$run.append(results(state));
}

function results({ doctype, rows }) {
	return deputy_liaison.table(
		[
			{ label: __("Number"), value: (row) => row.number, link: (row) => row.name && [doctype, row.name], css: () => "liaison-whole" },
			{ label: __("Ticket Subject"), value: (row) => row.title, css: () => "liaison-text" },
			{
				label: __("Batch Result"),
				value: (row) => row.why || __("Done"),
				css: (row) => (row.why ? "liaison-text liaison-overdue" : ""),
			},
		],
		rows,
		""
	);
}

async function show_own_runs() {
	const runs = await frappe.xcall(`${BATCH}.own_runs`);
	const dialog = new frappe.ui.Dialog({
		title: __("Batches of Mine"),
		size: "large",
		fields: [{ fieldname: "runs", fieldtype: "HTML" }],
	});
	const $runs = dialog.get_field("runs").$wrapper.addClass("liaison-batch-actions");
	if (!runs.length) $runs.append($("<p>").text(__("You have not handled several rows at once yet.")));
	$runs.append(
		runs.map((run) =>
			$('<button type="button" class="btn btn-default">')
				.text(
					[
						frappe.datetime.str_to_user(run.creation),
						__(run.action),
						__("{0} of {1} done, {2} not done.", [run.done, run.total, run.refused]),
					].join(" · ")
				)
				.on("click", () => {
					dialog.hide();
					show_run(run.name);
				})
		)
	);
	dialog.show();
}
