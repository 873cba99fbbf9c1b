// The actions that this user may take on a record, as plain buttons: one click opens one dialog that
// asks for what the action needs. What is allowed is decided by the server (state_machine.py).

frappe.provide("deputy_liaison");

const MOST_ALONE = 4;

deputy_liaison.show_actions = async function (frm) {
	frm.page.actions_btn_group.addClass("liaison-own-actions");
	if (frm.is_new()) return;
	const actions = await frappe.xcall("deputy_liaison.state_machine.actions_of", {
		doctype: frm.doctype,
		name: frm.docname,
	});
	frm.liaison_actions = actions;
	// what is done most often stands alone; a row of nine buttons would push the title away
	const alone = actions.length > MOST_ALONE ? MOST_ALONE - 1 : MOST_ALONE;
	actions.forEach((action, position) => {
		const group = position < alone ? undefined : __("More Actions");
		const button = frm.add_custom_button(__(action.action), () => take(frm, action), group);
		if (position === 0) button.removeClass("btn-default").addClass("btn-primary");
	});
};

// The dialog of an action with something filled in already; nothing where the user may not take it now.
deputy_liaison.begin_action = function (frm, name, values) {
	const action = frm.liaison_actions?.find((one) => one.action === name);
	if (!action) return;
	const fields = action.fields.map((field) => ({ ...field, default: values[field.fieldname] ?? field.default }));
	take(frm, { ...action, fields });
};

async function take(frm, action) {
	if (frm.is_dirty()) await frm.save();
	if (!action.fields.length && !action.note) {
		frappe.confirm(__("Do {0} now?", [__(action.action).bold()]), () => sent(frm, action, {}, ""));
		return;
	}
	ask(frm, action);
}

function ask(frm, action) {
	const fields = action.fields.map((field) =>
		deputy_liaison.counts_at_once({
			...field,
			label: __(field.label, null, frm.doctype),
			description: field.description ? __(field.description) : "",
			hide_timezone: 1,
			fields: field.fields?.map((column) => ({ ...column, label: __(column.label) })),
			data: field.fields ? field.default : undefined,
			in_place_edit: true,
			// an upload stays private
			options: field.fieldtype === "Attach" ? { allow_toggle_private: false } : field.options,
			get_query: query_of(field),
			// stock would list the filters as they are stored
			filter_description: field.filters && __(field.description || field.label),
		})
	);
	if (action.note) {
		fields.push({
			fieldname: "__note",
			fieldtype: "Small Text",
			label: action.note === "required" ? __("Reason") : __("Remark"),
			reqd: action.note === "required" ? 1 : 0,
		});
	}
	let under_way = false;
	const dialog = new frappe.ui.Dialog({
		title: __(action.action),
		size: fields.length > 4 ? "large" : undefined,
		// Escape on a message, or a click beside the dialog, must not throw away what was typed
		static: true,
		fields: deputy_liaison.in_two_columns(fields),
		primary_action_label: __(action.action),
		async primary_action(values) {
			if (under_way) return; // a double click is one
			under_way = true;
			const note = values.__note || "";
			delete values.__note;
			dialog.disable_primary_action();
			if (await sent(frm, action, values, note)) dialog.hide();
			dialog.enable_primary_action();
			under_way = false;
		},
		secondary_action_label: __("Cancel"),
		secondary_action: () => dialog.hide(),
	});
	deputy_liaison.show_questions(dialog);
}

function query_of({ options, filters }) {
	if (filters) return () => ({ filters });
	return options === "User" ? deputy_liaison.people_query : undefined;
}

// Stock's own conditions read and draw all fields anew shortly after every answer, amid what is being typed; of
// ours only those that hang on a choice are drawn, when it is made.
deputy_liaison.show_questions = function (dialog) {
	for (const guard of dialog.fields_list) {
		const hung = dialog.fields_list.filter(({ df }) => df.only_if?.[0] === guard.df.fieldname);
		const follow = () => {
			for (const field of hung) {
				const asked = guard.get_value() === field.df.only_if[1];
				Object.assign(field.df, { hidden: Number(!asked), reqd: Number(asked && field.df.due) });
				field.refresh();
			}
		};
		if (!hung.length) continue;
		guard.$input.on("change", follow);
		follow();
	}
	dialog.get_close_btn().show();
	dialog.$wrapper.addClass("liaison-action-dialog").find("textarea").css("height", "");
	dialog.show();
};

// short fields side by side, long text below them in full width
deputy_liaison.in_two_columns = function (fields) {
	const long = fields.filter((field) => ["Small Text", "Text", "Table"].includes(field.fieldtype));
	const short = fields.filter((field) => !long.includes(field));
	if (short.length < 3) return [...short, ...long];
	const chosen = Object.fromEntries(fields.map((field) => [field.fieldname, field.default]));
	const shown = short.filter((field) => !field.only_if || chosen[field.only_if[0]] === field.only_if[1]);
	// what a choice brings up later doesn't lengthen a column now
	const half = short.indexOf(shown[Math.ceil(shown.length / 2) - 1]) + 1;
	return [
		...short.slice(0, half),
		{ fieldtype: "Column Break" },
		...short.slice(half),
		{ fieldtype: "Section Break", hide_border: 1 },
		...long,
	];
};

// whether it was done; why it was not, the desk has shown by then
async function sent(frm, action, values, note) {
	let done;
	try {
		// what takes long, a form carries out in its own way
		const own = frm.liaison_carry_out?.[action.action];
		if (own) {
			await own(values, note);
			return true;
		}
		done = await frappe.xcall("deputy_liaison.state_machine.act", {
			doctype: frm.doctype,
			name: frm.docname,
			action: action.action,
			modified: frm.doc.modified,
			values,
			note,
		});
	} catch {
		return false;
	}
	frappe.show_alert({ message: __("{0}: done.", [__(action.action)]), indicator: "green" });
	if (done.name) await frm.reload_doc();
	else frappe.set_route("List", frm.doctype); // it is for others alone from now on
	return true;
}
