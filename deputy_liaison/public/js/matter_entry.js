// Entry of a visit's matters: one block of plain fields to a matter instead of a grid, so that Tab leads
// through all of them and long text has room. The blocks write into the child rows of the form.

frappe.provide("deputy_liaison");

const focus_on = (group) => group.fields_dict.content.$input.focus();
const ANSWERED = "doc.outcome == 'Answered on the Spot'";

deputy_liaison.MatterEntry = class MatterEntry {
	constructor(frm, wrapper) {
		this.frm = frm;
		this.blocks = [];
		wrapper.empty();
		this.list = $("<div>").appendTo(wrapper);
		this.more = $(`<button type="button" class="btn btn-default btn-sm">`)
			.text(__("One More Matter"))
			.appendTo(wrapper)
			.on("click", () => focus_on(this.add()));
		if (frm.doc.matters?.length) frm.doc.matters.forEach((row) => this.show(row));
		else this.add();
	}

	add() {
		return this.show(this.frm.add_child("matters"));
	}

	show(row) {
		const body = $(`<div class="matter-block">`).appendTo(this.list);
		$(`<div class="matter-number">`)
			.text(__("Matter {0}", [this.blocks.length + 1]))
			.appendTo(body);
		const group = new frappe.ui.FieldGroup({ fields: this.fields(row), body: body.get(0) });
		group.make();
		group.set_values(this.known(row));
		body.find("textarea").css("height", ""); // stock's own height is inline; ours is in the stylesheet
		body.find(".link-btn a").attr("tabindex", -1); // Tab leads from field to field only
		this.blocks.push({ row, group });
		deputy_liaison.watch_matter(group.fields_dict.content.$input, $('<div class="matter-earlier">').appendTo(body), () => ({
			content: group.get_value("content") || "",
			station: this.frm.doc.station,
			village: this.frm.doc.village,
			category: group.get_value("category"),
		}));
		return group;
	}

	focus() {
		focus_on(this.blocks[0].group);
	}

	fields(row) {
		const field = (fieldname, more = {}) => {
			const df = frappe.meta.get_docfield("Visit Matter", fieldname);
			return deputy_liaison.counts_at_once({
				fieldname,
				fieldtype: df.fieldtype,
				label: __(df.label, null, "Visit Matter"),
				options: df.options,
				placeholder: df.description ? __(df.description) : "",
				onchange: () => this.read(row),
				...more,
			});
		};
		return [
			field("content"),
			{ fieldtype: "Column Break" },
			field("category"),
			field("outcome"),
			{ fieldtype: "Section Break", hide_border: 1 },
			field("answer", { depends_on: `eval:${ANSWERED}`, mandatory_depends_on: `eval:${ANSWERED}` }),
			field("handling_suggestion", { depends_on: `eval:!(${ANSWERED})` }),
			{ fieldtype: "Column Break" },
			field("rating", { depends_on: `eval:${ANSWERED}` }),
			field("urgency", { depends_on: `eval:!(${ANSWERED})` }),
		];
	}

	known(row) {
		const names = ["content", "category", "outcome", "answer", "handling_suggestion", "rating", "urgency"];
		return Object.fromEntries(names.filter((name) => row[name]).map((name) => [name, row[name]]));
	}

	read(row) {
		const block = this.blocks.find((one) => one.row === row);
		if (!block) return;
		Object.assign(row, block.group.get_values(true));
		// stock waits a moment, in which Tab passes by the field that the choice brings up
		block.group.refresh_dependency();
		this.frm.dirty();
	}

	// what still stands in a field that was not left yet
	read_all() {
		this.blocks.forEach(({ row, group }) => Object.assign(row, group.get_values(true)));
	}
};
