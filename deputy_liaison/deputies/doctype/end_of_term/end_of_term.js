const RUN = "deputy_liaison.deputies.doctype.end_of_term.end_of_term";

frappe.ui.form.on("End of Term", {
	setup(frm) {
		frm.set_query("congress_body", () => ({
			filters: { kind: ["in", ["County Standing Committee", "Township Presidium"]] },
		}));
	},

	onload(frm) {
		deputy_liaison.fill_in_own_congress(frm);
		deputy_liaison.say_what_is_listed(frm, {
			congress_body: __("Congresses of the county and its townships"),
		});
	},

	refresh(frm) {
		frm.toggle_display(["section_2", "section_3"], !frm.is_new());
		if (frm.is_new()) return;
		const { steps, record } = frm.doc.__onload;
		frm.get_field("steps_html").$wrapper.empty().append(drawn(frm, steps));
		frm.get_field("log_html").$wrapper.html(deputy_liaison.handling_record(record || []));
	},
});

function drawn(frm, steps) {
	const list = $('<ol class="liaison-steps">');
	const add = (title, done, lines, buttons = []) =>
		list.append(
			$("<li>").append(
				$('<span aria-hidden="true">')
					.addClass(done ? "liaison-step-done" : "text-muted")
					.text(done ? "✓" : list.children().length + 1),
				$("<div>").append(
					$("<strong>").text(title),
					lines.filter(Boolean).map((line) => (line instanceof $ ? line : $('<div class="text-muted">').text(line)))
				),
				$('<div class="liaison-step-buttons">').append(buttons.filter(Boolean).map(button))
			)
		);
	begin_step(frm, steps, add);
	if (!steps.begun) return list;
	elected_step(frm, steps.elected, add);
	confirm_step(frm, steps.elected, add);
	if (!steps.session_held) {
		add(__("Take Over from the Old Term"), false, [
			__("From {0} on, the day of the first session.", [frappe.datetime.str_to_user(frm.doc.first_session_on)]),
		]);
		return list;
	}
	lists_step(frm, add, {
		title: __("Take Over from the Old Term"),
		waits: !steps.elected.confirmed && __("Proposed once mandates of the new term are confirmed."),
		none: __("Nothing is proposed any more."),
		lists: steps.joining,
		open: open_joining,
	});
	lists_step(frm, add, {
		title: __("Settle What Those Who Left Held"),
		none: __("Nothing is left."),
		lists: steps.left,
		open: open_left,
	});
	hand_over_step(frm, steps, add);
	return list;
}

function button({ label, primary, press }) {
	return $('<button type="button" class="btn btn-xs">')
		.addClass(primary ? "btn-primary" : "btn-default")
		.text(label)
		.on("click", press);
}

function begin_step(frm, steps, add) {
	const { first_session_on } = frm.doc;
	const title = __("Close the Old Term, Begin the New One");
	if (steps.begun) {
		add(title, true, [steps.terms.join(" → ")]);
		return;
	}
	const before = frappe.datetime.str_to_user(frappe.datetime.add_days(first_session_on, -1));
	add(
		title,
		false,
		[
			__("The present term ends on {0}, and with it its {1} mandates.", [before, steps.former]),
			__("The new term begins on {0}.", [frappe.datetime.str_to_user(first_session_on)]),
		],
		[
			steps.may_begin && {
				label: __("Begin the New Term"),
				primary: true,
				press: () =>
					frappe.confirm(__("The end of a term is not taken back. Begin the new term?"), () => call(frm, "begin_term")),
			},
		]
	);
}

function elected_step(frm, elected, add) {
	const total = elected.pending + elected.confirmed;
	add(
		__("Take In the Elected"),
		total > 0 && !elected.short.length,
		[
			__("{0} elected are entered, {1} of them deputies again.", [total, elected.re_elected]),
			total && elected.short.length && __("Seats not filled yet – {0}", [elected.short.slice(0, 5).join(__("; "))]),
			total && elected.short.length > 5 && __("and {0} districts more", [elected.short.length - 5]),
		],
		[
			{ label: __("Sheet of the Elected"), primary: !total, press: () => frappe.set_route("excel-sheets", "ElectedSheet") },
			total && {
				label: __("Mandates of the New Term"),
				press: () => frappe.set_route("List", "Deputy Mandate", { term: frm.doc.new_term }),
			},
		]
	);
}

function confirm_step(frm, elected, add) {
	add(
		__("Confirm the Mandates"),
		elected.confirmed > 0 && !elected.pending,
		[__("{0} confirmed, {1} not confirmed yet.", [elected.confirmed, elected.pending])],
		[
			elected.may_confirm && {
				label: __("Confirm {0} Mandates …", [elected.may_confirm]),
				primary: true,
				press: () => ask_to_confirm(frm),
			},
		]
	);
}

function ask_to_confirm(frm) {
	frappe.prompt(
		[
			{ fieldname: "confirmed_on", fieldtype: "Date", label: __("Confirmed On"), default: frappe.datetime.get_today(), reqd: 1 },
			{ fieldname: "confirmation_document", fieldtype: "Data", label: __("Meeting or Document of Confirmation") },
		],
		(values) => confirm_all(frm, values),
		__("Confirm the Mandates"),
		__("Confirm Mandate")
	);
}

// twenty at a time: whoever leaves the page stops it, and goes on with the rest later
async function confirm_all(frm, values) {
	const name = frm.docname;
	const mandates = await frappe.xcall(`${RUN}.to_confirm`, { name });
	const title = __("Confirm the Mandates");
	const refused = [];
	for (let done = 0; done < mandates.length && cur_frm === frm; done += 20) {
		frappe.show_progress(title, done, mandates.length, __("{0} of {1}", [done, mandates.length]));
		const some = mandates.slice(done, done + 20);
		refused.push(...(await frappe.xcall(`${RUN}.confirm`, { name, mandates: some, ...values })));
	}
	frappe.show_progress(title, mandates.length, mandates.length, "", true);
	if (refused.length) {
		const lines = refused.map(({ deputy_name, why }) => frappe.utils.escape_html(`${deputy_name}: ${why}`));
		frappe.msgprint({ title: __("Not Confirmed"), message: lines, as_list: true, indicator: "orange" });
	}
	frm.reload_doc();
}

function lists_step(frm, add, { title, waits, none, lists, open }) {
	const $lists = lists.map(({ kind, label, count, own }) =>
		$('<div class="liaison-step-list">').append(
			$('<span class="text-muted">').text(__("{0}: {1}", [label, count])),
			own === 0 ? "" : button({ label: __("Open List …"), press: () => open(frm, kind) }).attr("aria-label", label)
		)
	);
	add(title, !lists.length && !waits, lists.length ? $lists : [waits || none]);
}

async function open_joining(frm, kind) {
	const name = frm.docname;
	const { label, choice, no_choice, must_choose, rows } = await frappe.xcall(`${RUN}.rows_to_join`, { name, kind });
	deputy_liaison.tick_rows({
		title: label,
		note: __("Look at what is proposed from the old term, change it where needed, and confirm."),
		lists: [{ kind, has_successor: true, rows }],
		choice_label: choice,
		no_choice,
		must_choose,
		action: __("Confirm This List"),
		apply: (chosen) => call(frm, "join", { kind, chosen: chosen[kind] }),
	});
}

async function open_left(frm, kind) {
	const name = frm.docname;
	const { label, ...list } = await frappe.xcall(`${RUN}.rows_left`, { name, kind });
	deputy_liaison.settle_left({
		title: label,
		lists: [{ kind, ...list }],
		day: frm.doc.first_session_on,
		apply: (chosen, begins) => call(frm, "settle_left", { kind, chosen: chosen[kind], begins }),
	});
}

function hand_over_step(frm, steps, add) {
	const completed = frm.doc.stage === "Term Change Completed";
	add(
		__("Hand Over"),
		completed,
		[__("{0} open matters go over to the new term with their limits.", [steps.open_work])],
		[
			{ label: __("Print the Handover List"), press: () => frm.print_doc() },
			!completed &&
				steps.may_complete && {
					label: __("Complete the Change of Term"),
					primary: true,
					press: () => call(frm, "complete"),
				},
		]
	);
}

async function call(frm, method, more = {}) {
	await frappe.xcall(`${RUN}.${method}`, { name: frm.docname, ...more });
	await frm.reload_doc();
}
