frappe.pages["excel-sheets"].on_page_load = (wrapper) => {
	wrapper.excel_sheets = new ExcelSheets(wrapper);
};
// a route may name the kind of sheet
frappe.pages["excel-sheets"].on_page_show = (wrapper) => wrapper.excel_sheets?.choose(frappe.get_route()[1]);

const EXCHANGE = "deputy_liaison.sheet_exchange";
const SHOWN_ROWS = 300;

// The Excel sheets that townships keep: choose one, see what it would change, take it over; or fetch it.
class ExcelSheets {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Excel Sheets In and Out"),
			single_column: true,
		});
		this.$file = $('<input type="file" accept=".xlsx" hidden>')
			.appendTo(this.page.main)
			.on("change", () => this.choose_file());
		this.made = this.make_form();
	}

	async choose(kind) {
		await this.made;
		if (!kind) return;
		if (!this.kinds.some(({ key }) => key === kind)) {
			// it is offered since the page was opened
			this.$form.remove();
			this.page.clear_inner_toolbar();
			this.$headings.remove();
			this.$result.remove();
			this.chosen = null;
			this.made = this.make_form();
			await this.made;
		}
		await this.form.set_value("kind", kind);
	}

	async make_form() {
		const { kinds, townships } = await frappe.xcall(`${EXCHANGE}.offered`);
		this.kinds = kinds;
		this.$form = $('<div class="excel-sheets-form"></div>').appendTo(this.page.main);
		this.form = new frappe.ui.FieldGroup({
			parent: this.$form,
			fields: [
				{
					fieldname: "kind",
					fieldtype: "Select",
					label: __("What the Sheet Holds"),
					options: this.kinds.map(({ key, title }) => ({ value: key, label: title })),
					default: this.kinds[0]?.key,
					reqd: 1,
					onchange: () => this.begin_anew(),
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "township",
					fieldtype: "Select",
					label: __("Township of the Sheet"),
					options: townships.map(({ name, jurisdiction_name }) => ({ value: name, label: jurisdiction_name })),
					default: townships.length === 1 ? townships[0].name : "",
					reqd: 1,
					onchange: () => this.begin_anew(),
				},
			],
		});
		this.form.make();
		this.$headings = $('<p class="text-muted small"></p>').appendTo(this.page.main);
		this.$result = $('<div class="excel-sheets-result"></div>').appendTo(this.page.main);
		this.page.add_inner_button(__("Download Filled Sheet"), () => this.fetch(0));
		this.page.add_inner_button(__("Download Empty Sheet"), () => this.fetch(1));
		this.begin_anew();
	}

	// another sheet or township: what was checked before means nothing now
	begin_anew() {
		const chosen = ["kind", "township"].map((field) => this.form.get_value(field)).join(" ");
		if (chosen === this.chosen) return; // the desk tells a choice more than once
		this.chosen = chosen;
		this.file = null;
		this.answers = {}; // row number → the record chosen for it
		this.$result?.empty();
		const kind = this.kinds.find(({ key }) => key === this.form.get_value("kind"));
		if (!kind || !this.$headings) return;
		this.$headings.text(__("Columns of the sheet: {0}", [kind.headings.join(__(","))]));
		this.page.clear_primary_action();
		if (kind.may_send) {
			this.page.set_primary_action(__("Choose Excel File"), () => this.form.get_values() && this.$file.trigger("click"));
		}
	}

	fetch(empty) {
		const values = this.form.get_values();
		if (!values) return;
		const query = new URLSearchParams({ ...values, empty });
		open(`/api/method/${EXCHANGE}.fetch?${query}`);
	}

	choose_file() {
		this.file = this.$file.get(0).files[0];
		this.answers = {};
		this.$file.val("");
		this.run(0);
	}

	async run(keep) {
		if (this.under_way || !this.file) return; // a double click is one
		this.under_way = true;
		try {
			const run = await this.send(keep);
			if (run) this.show(await this.follow(run));
		} finally {
			this.under_way = false;
		}
	}

	send(keep) {
		const answers = JSON.stringify(this.answers);
		return deputy_liaison.send_file(`${EXCHANGE}.send`, this.file, { ...this.form.get_values(), keep, answers });
	}

	async follow(run) {
		const $bar = $('<div class="progress"><div class="progress-bar"></div></div>');
		this.$result.empty().append($('<p class="text-muted"></p>').text(__("Checking row by row …")), $bar);
		for (;;) {
			const state = await frappe.xcall(`${EXCHANGE}.progress`, { run });
			$bar.find(".progress-bar").css("width", `${state.of ? (100 * state.done) / state.of : 100}%`);
			if (state.ended || state.failed) return state;
			await new Promise((resolve) => setTimeout(resolve, 700));
		}
	}

	show(state) {
		this.$result.empty();
		if (state.failed) {
			this.say("danger", __("The sheet could not be worked through. Nothing was kept. Send it again."));
			return;
		}
		const count = (outcome) => state.rows.filter((row) => row.outcome === outcome).length;
		const counted = [
			__("{0} new", [count("new")]),
			__("{0} changed", [count("changed")]),
			__("{0} as before", [count("same")]),
		].join(__(","));
		const open_questions = count("question");
		if (state.kept) {
			this.say("success", __("Taken over: {0}", [counted]));
			this.begin_over_button();
		} else if (state.faults.length) {
			this.say("warning", __("{0} faults. Mend them in Excel and choose the file again; nothing was kept.", [state.faults.length]), state.faults);
		} else if (open_questions) {
			this.say("warning", __("{0} rows need your answer below.", [open_questions]));
			this.page.set_primary_action(__("Check Again"), () => this.run(0));
		} else {
			this.say("info", __("Everything is in order: {0}. Nothing is kept yet.", [counted]));
			this.page.set_primary_action(__("Take Over"), () => this.run(1));
		}
		if (state.notes.length) this.say("secondary", __("Left out:"), state.notes);
		this.$result.append(this.table(state.rows));
	}

	begin_over_button() {
		this.file = null;
		this.page.set_primary_action(__("Choose Excel File"), () => this.form.get_values() && this.$file.trigger("click"));
	}

	say(tone, text, lines = []) {
		const list = $("<ul class='mb-0'>").append(lines.map((line) => $("<li>").text(line)));
		$(`<div class="alert alert-${tone}"></div>`).append($("<div>").text(text), lines.length ? list : "").appendTo(this.$result);
	}

	table(rows) {
		const words = {
			new: [__("New Record"), "green"],
			changed: [__("Changed"), "blue"],
			same: [__("As Before"), "gray"],
			fault: [__("Fault"), "red"],
			question: [__("Question"), "orange"],
		};
		const first = ["question", "fault", "changed", "new", "same"];
		const sorted = [...rows].sort((a, b) => first.indexOf(a.outcome) - first.indexOf(b.outcome) || a.number - b.number);
		const $table = $('<table class="table table-bordered table-sm"><thead><tr></tr></thead><tbody></tbody></table>');
		for (const heading of [__("Row in Sheet"), __("Name in Sheet"), __("What Becomes of It"), __("Details")]) {
			$("<th>").text(heading).appendTo($table.find("tr"));
		}
		for (const row of sorted.slice(0, SHOWN_ROWS)) {
			const [word, colour] = words[row.outcome] || words.same;
			$("<tr>")
				.append(
					$("<td>").text(row.number),
					$("<td>").text(row.title),
					$("<td>").append($(`<span class="indicator-pill ${colour}"></span>`).text(word)),
					$("<td>").append(row.question ? this.question(row) : document.createTextNode(row.changes.join(__(","))))
				)
				.appendTo($table.find("tbody"));
		}
		const $shown = $('<div class="table-responsive"></div>').append($table);
		if (rows.length > SHOWN_ROWS) {
			$shown.append($("<p class='text-muted'></p>").text(__("and {0} more rows", [rows.length - SHOWN_ROWS])));
		}
		return $shown;
	}

	question({ number, question }) {
		const $select = $('<select class="form-control input-sm"></select>').on("change", (event) => {
			if (event.target.value === "?") delete this.answers[number];
			else this.answers[number] = event.target.value;
		});
		for (const { value, label } of [{ value: "?", label: __("Please choose") }, ...question.choices]) {
			$("<option>").val(value).text(label).appendTo($select);
		}
		return $("<div>").append($("<div>").text(question.text), $select);
	}
}
