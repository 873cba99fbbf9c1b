// Pieces of a form that show what else belongs to the record. All text is escaped here.

frappe.provide("deputy_liaison");

const escape = (text) => frappe.utils.escape_html(String(text ?? ""));

// above the form, whatever part of it is in view
deputy_liaison.show_stages = function (frm, stages) {
	const parent = frm.layout.wrapper;
	parent.find(".stage-strip-holder").remove();
	parent.prepend($(`<div class="stage-strip-holder">`).html(stage_strip(stages)));
};

function stage_strip(stages) {
	const marks = "①②③④⑤⑥⑦";
	const items = (stages || []).map(
		(stage, i) => `<li class="stage-${stage.status}">
			<div class="stage-label">${marks[i]} ${escape(stage.label)}</div>
			<div class="stage-detail">${escape(stage.on)}<br>${escape(stage.by)}</div>
		</li>`
	);
	return `<ol class="stage-strip">${items.join("")}</ol>`;
}

// columns: [{label, value(row) → text, link(row) → [doctype, name], css(row)}]
deputy_liaison.table = function (columns, rows, empty) {
	if (!rows?.length) return `<p class="text-muted">${escape(empty)}</p>`;
	const head = columns.map((column) => `<th>${escape(column.label)}</th>`).join("");
	const body = rows.map((row) => {
		const cells = columns.map((column) => {
			const text = escape(column.value(row));
			const target = column.link?.(row);
			const inner = target
				? `<a href="${frappe.utils.get_form_link(target[0], target[1])}">${text}</a>`
				: text;
			return `<td class="${column.css?.(row) || ""}">${inner}</td>`;
		});
		return `<tr>${cells.join("")}</tr>`;
	});
	return `<div class="liaison-table-wrap"><table class="table table-bordered table-sm">
		<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
};

// what the Handling Log says of a record
deputy_liaison.handling_record = function (rows) {
	const marks = (row) =>
		[row.is_acting && __("Acting Post"), row.entered_on_behalf && __("Entered on Behalf")].filter(Boolean);
	return deputy_liaison.table(
		[
			{ label: __("Logged At"), value: (row) => row.at, css: () => "liaison-whole" },
			{ label: __("Logged Action"), value: (row) => row.action },
			{ label: __("To State"), value: (row) => row.to_state || "—" },
			{ label: __("Person Name"), value: (row) => row.person_name },
			{ label: __("Post"), value: (row) => [row.post, ...marks(row)].filter(Boolean).join(" · ") || "—" },
			{ label: __("Logged Note"), value: (row) => row.note || "", css: () => "liaison-text" },
		],
		rows,
		__("Nothing has been recorded yet.")
	);
};

// the orders of a matter, of all its rounds
deputy_liaison.orders_table = function (rows) {
	const whole = () => "liaison-whole";
	const limit = (row) => `liaison-whole ${deputy_liaison.limit_css(row.colour)}`;
	return deputy_liaison.table(
		[
			{
				label: __("Number"),
				value: (row) => row.number,
				link: (row) => ["Dispatch Order", row.name],
				css: whole,
			},
			{ label: __("Handling Round"), value: (row) => row.round },
			{ label: __("Responsible Unit"), value: (row) => `${row.unit_name}(${row.role_label})` },
			{ label: __("Order State"), value: (row) => row.state_label },
			{ label: __("Due Date"), value: (row) => row.due_date, css: limit },
			{ label: __("Acknowledged On"), value: (row) => (row.acknowledged_on || "—").slice(0, 10), css: whole },
			{ label: __("Reply Date"), value: (row) => row.reply_date || "—", css: whole },
			{ label: __("Result Class"), value: (row) => row.result_label || "—" },
			{ label: __("Reply Given"), value: (row) => row.reply || "—", css: () => "liaison-text" },
		],
		rows,
		__("Not dispatched yet.")
	);
};

// what a closed matter still needs before it goes to the archive
deputy_liaison.say_what_is_missing = function (frm, papers) {
	if (papers?.length) {
		frm.set_intro(__("Still missing for the archive: {0}", [papers.join(__(", "))]), "orange");
	}
};
