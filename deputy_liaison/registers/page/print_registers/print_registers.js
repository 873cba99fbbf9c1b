frappe.pages["print-registers"].on_page_load = (wrapper) => {
	wrapper.print_registers = new PrintRegisters(wrapper);
};

// a notice of a finished book leads here with its name in the address
frappe.pages["print-registers"].on_page_show = (wrapper) => wrapper.print_registers.show_address();

const BOOKS = "deputy_liaison.registers.print_out";
const LONG = "deputy_liaison.registers.long_prints";
const LOOK_EVERY_MS = 2000;
const OFFERED_YEARS = 10;
const STATION = "Liaison Station";
const PLACE = "Jurisdiction";
const DEPUTY = "Deputy";
// field of the form by the DocType of who keeps the book
const KEEPERS = { [STATION]: "station", [PLACE]: "place", [DEPUTY]: "deputy" };

// Choose a register, whose it is and a period; look at the volume; print it, or take it home as a file.
class PrintRegisters {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Print Registers"),
			single_column: true,
		});
		this.files = {};
		this.allowed = {};
		this.ready = this.begin();
	}

	async begin() {
		this.choices = await frappe.xcall(`${BOOKS}.choices`);
		this.$paper = $('<div class="print-registers-paper" aria-live="polite"></div>');
		if (this.choices.registers.length) this.make_form();
		if (this.choices.font_notice) {
			const $notice = $('<p class="text-muted small print-registers-fonts"></p>');
			$notice.text(this.choices.font_notice).appendTo(this.page.main);
		}
		this.$paper.appendTo(this.page.main);
		this.page.add_menu_item(__("Long Books of Mine"), () => this.show_own());
		this.clear();
	}

	async show_address() {
		await this.ready;
		const [, run] = frappe.get_route();
		const asked = frappe.route_options;
		frappe.route_options = null;
		if (run) this.follow(run);
		else if (this.offered?.some(({ name }) => name === asked?.definition)) this.preview_of(asked);
	}

	// a volume's form leads here with what it holds
	async preview_of({ definition, holder_type, holder, from_date, to_date }) {
		await this.form.set_value("definition", definition);
		await this.choose_register();
		await this.form.set_value("holder_type", holder_type);
		await this.choose_holder_type();
		await this.form.set_values({ [KEEPERS[holder_type]]: holder, from_date, to_date, outside: 0 });
		await this.preview();
	}

	make_form() {
		const changed = () => this.choices_changed();
		const { registers, cards } = this.choices;
		this.offered = [...registers, ...cards];
		this.form = new frappe.ui.FieldGroup({
			parent: $('<div class="print-registers-form"></div>').appendTo(this.page.main),
			fields: [
				{
					fieldname: "definition",
					fieldtype: "Select",
					options: [
						...registers.map(({ name, title, code }) => ({ value: name, label: [code, title].join(" ") })),
						...cards.map(({ name, title, code }) => ({ value: name, label: __("{0} {1} (one sheet each)", [code, title]) })),
					],
					label: __("Register or Card"),
					reqd: 1,
					change: () => this.choose_register(),
				},
				{
					fieldname: "holder_type",
					fieldtype: "Select",
					label: __("Kept By"),
					change: () => this.choose_holder_type(),
				},
				this.holder_field("station", STATION),
				this.holder_field("place", PLACE),
				this.holder_field("deputy", DEPUTY),
				{ fieldtype: "Column Break" },
				{ fieldname: "from_date", fieldtype: "Date", label: __("From Date"), reqd: 1, change: changed },
				{ fieldname: "to_date", fieldtype: "Date", label: __("To Date"), reqd: 1, change: changed },
				{ fieldtype: "Column Break" },
				{
					fieldname: "outside",
					fieldtype: "Check",
					label: __("For Outside (Masked)"),
					description: __("A print with full personal data is entered in the handling log."),
					change: changed,
				},
				{ fieldname: "buttons", fieldtype: "HTML" },
			],
		});
		this.form.make();
		this.make_buttons();
		const { from_date, to_date } = this.choices;
		this.form.set_values({ definition: registers[0].name, from_date, to_date });
		this.choose_register();
	}

	holder_field(fieldname, options) {
		return {
			...deputy_liaison.keeper_field(fieldname, options),
			get_query: () =>
				options === DEPUTY
					? {}
					: { filters: { name: ["in", this.allowed[this.register?.name + options] || [""]] } },
			change: () => this.choices_changed(),
		};
	}

	// who keeps the book changes with the book
	async choose_register() {
		const name = this.form.get_value("definition");
		if (this.register?.name === name) return;
		this.register = this.offered.find((one) => one.name === name);
		if (!this.register) return;
		const outside = this.form.get_field("outside");
		outside.df.hidden = this.is_card() ? 1 : 0;
		outside.refresh();
		this.$of_books.toggle(!this.is_card());
		const kinds = Object.keys(this.register.holders);
		const field = this.form.get_field("holder_type");
		field.df.options = kinds.map((kind) => ({
			value: kind,
			label: { [STATION]: __("A Station"), [PLACE]: __("A Township or the County"), [DEPUTY]: __("A Deputy") }[kind],
		}));
		field.df.hidden = kinds.length < 2 ? 1 : 0;
		field.refresh();
		const kept = this.form.get_value("holder_type");
		await this.form.set_value("holder_type", kinds.includes(kept) ? kept : kinds[0]);
		this.choose_holder_type();
	}

	async choose_holder_type() {
		const { register } = this;
		const kind = this.form.get_value("holder_type");
		if (!register || !(kind in register.holders)) return;
		for (const [doctype, fieldname] of Object.entries(KEEPERS)) {
			const field = this.form.get_field(fieldname);
			Object.assign(field.df, { hidden: doctype === kind ? 0 : 1, reqd: doctype === kind ? 1 : 0 });
			field.refresh();
		}
		this.choices_changed();
		if (kind === DEPUTY) return;
		const key = register.name + kind;
		if (!(key in this.allowed)) {
			const asked = { definition: register.name, holder_type: kind };
			this.allowed[key] = await frappe.xcall(`${BOOKS}.holders`, asked);
		}
		const field = KEEPERS[kind];
		if (!this.allowed[key].includes(this.form.get_value(field))) {
			await this.form.set_value(field, register.holders[kind]);
		}
		this.choices_changed();
	}

	make_buttons() {
		const $buttons = this.form.get_field("buttons").$wrapper.addClass("print-registers-buttons");
		const button = (label, style, action) =>
			$(`<button type="button" class="btn btn-sm ${style}"></button>`)
				.text(label)
				.on("click", () => this.busy($buttons, action))
				.appendTo($buttons);
		button(__("Preview"), "btn-primary", () => this.preview());
		button(__("Print Book"), "btn-default", () => this.print());
		button(__("Download PDF"), "btn-default", () => this.download("pdf"));
		// cards are papers, and no year of them is a book
		this.$of_books = $([
			...button(__("Download Excel"), "btn-default", () => this.download("xlsx")),
			...button(__("Print the Year"), "btn-default", () => this.print_year()),
		]);
	}

	is_card() {
		return this.choices.cards.includes(this.register);
	}

	// all books of the station, or of the township or county, in one file
	print_year() {
		const asked = this.chosen();
		if (!asked) return;
		const { holder_type, holder, outside } = asked;
		const chosen = asked.from_date.slice(0, 4);
		const latest = Number(this.choices.to_date.slice(0, 4));
		const years = Array.from({ length: OFFERED_YEARS }, (_none, i) => String(latest - i));
		const of_place = holder_type === PLACE;
		const has_cases = of_place && !outside && this.choices.prints_cases;
		const fields = [
			{
				fieldname: "year",
				fieldtype: "Select",
				label: __("Year of the Books"),
				reqd: 1,
				options: years,
				default: years.includes(chosen) ? chosen : years[0],
				description: __("All books of {0} in one file, with a list of them and of what they lack.", [
					frappe.utils.escape_html(this.form.get_field(KEEPERS[holder_type]).get_label_value()),
				]),
			},
			{
				fieldname: "with_stations",
				fieldtype: "Check",
				label: __("With the Books of Its Stations"),
				default: 1,
				hidden: of_place ? 0 : 1,
			},
			{
				fieldname: "with_cases",
				fieldtype: "Check",
				label: __("With the Papers of Each Case"),
				description: __("Of each case in the archive, in the order of the archive numbers; this takes longer."),
				default: 1,
				// papers of cases are the office's own
				hidden: has_cases ? 0 : 1,
			},
			{
				fieldname: "seal_due",
				fieldtype: "Check",
				label: __("Seal What Is Due First"),
				description: __("What was handed in and lacks nothing; all else stays as it is and is named in the list."),
				hidden: this.choices.seals ? 0 : 1,
			},
		];
		frappe.prompt(
			fields,
			async ({ year, with_stations, with_cases, seal_due }) => {
				const of_places = { with_stations: of_place && with_stations ? 1 : 0, with_cases: has_cases && with_cases ? 1 : 0 };
				const asked = { holder_type, holder, year, outside, seal_due: seal_due ? 1 : 0, ...of_places };
				this.asked_with = this.choices_now();
				this.follow(await frappe.xcall(`${LONG}.begin_year`, asked));
			},
			__("Print the Year"),
			__("Print the Year")
		);
	}

	async busy($buttons, action) {
		const $all = $buttons.find("button").prop("disabled", true);
		try {
			await action();
		} finally {
			$all.prop("disabled", false);
		}
	}

	// a preview that no longer fits the choices would mislead
	choices_changed() {
		// stock tells of a change late: what was asked for with these choices meanwhile stays
		if (this.choices_now() !== this.asked_with) this.clear();
	}

	choices_now() {
		return JSON.stringify(this.form.get_values(true));
	}

	clear() {
		clearTimeout(this.timer);
		this.run = null;
		for (const file of Object.values(this.files)) URL.revokeObjectURL(file.url);
		this.files = {};
		const hint = this.choices.registers.length
			? __("Choose a register, who keeps it and a period, then press Preview.")
			: __("None of your posts covers a station or township, so there is no register to print.");
		this.$paper.empty().append($('<div class="text-muted print-registers-empty"></div>').text(hint));
	}

	async preview() {
		const file = await this.file_of_choices("pdf");
		return file && this.show(file);
	}

	show(file) {
		const $link = $('<a target="_blank" rel="noopener"></a>')
			.attr("href", file.url)
			.text(__("Open in a New Window"));
		const $frame = $("<iframe></iframe>").attr({
			src: `${file.url}#navpanes=0&view=FitH`,
			title: file.name,
		});
		this.$paper.empty().append($('<div class="print-registers-link"></div>').append($link), $frame);
		this.$paper[0].scrollIntoView({ block: "nearest" });
		return $frame[0];
	}

	async print() {
		const file = await this.file_of_choices("pdf");
		if (!file) return;
		const frame = this.show(file);
		await new Promise((loaded) => frame.addEventListener("load", loaded, { once: true }));
		frame.contentWindow.focus();
		frame.contentWindow.print();
	}

	async download(file_format) {
		const file = await this.file_of_choices(file_format);
		if (file) this.save(file);
	}

	save(file) {
		const link = document.createElement("a");
		link.href = file.url;
		link.download = file.name;
		link.click();
	}

	chosen() {
		const values = this.form.get_values();
		if (!values) return null;
		const { definition, holder_type, from_date, to_date, outside } = values;
		const holder = values[KEEPERS[holder_type]];
		return { definition, holder_type, holder, from_date, to_date, outside: outside ? 1 : 0 };
	}

	// The file of the present choices; made once, so that preview, print and download are one print in the log.
	async file_of_choices(file_format) {
		if (this.files[file_format]) return this.files[file_format];
		const asked = this.chosen();
		if (!asked) return null;
		this.asked_with = this.choices_now();
		const run = await this.begun(asked, file_format);
		if (run) {
			this.follow(run);
			return null;
		}
		const holder = this.form.get_field(KEEPERS[asked.holder_type]).get_label_value();
		const name = [holder, this.register.title, `${asked.from_date}_${asked.to_date}`].join("-");
		const file = await this.fetch(`${BOOKS}.${file_format}`, asked, `${name}.${file_format}`);
		if (file) this.files[file_format] = file;
		return file;
	}

	// empty for a book that is made at once
	begun({ definition, outside, ...whose }, file_format) {
		return this.is_card()
			? frappe.xcall(`${LONG}.begin_cards`, { layout: definition, ...whose })
			: frappe.xcall(`${LONG}.begin`, { definition, outside, ...whose, file_format });
	}

	async fetch(method, values, name) {
		const response = await fetch(`/api/method/${method}`, {
			method: "POST",
			headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
			body: new URLSearchParams(values),
		});
		if (!response.ok) {
			await this.explain(response);
			return null;
		}
		const type = name.endsWith(".pdf")
			? "application/pdf"
			: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
		const blob = new Blob([await response.blob()], { type });
		return { url: URL.createObjectURL(blob), name };
	}

	async explain(response) {
		const answer = await response.json().catch(() => ({}));
		const said = JSON.parse(answer._server_messages || "[]").map((message) => JSON.parse(message));
		frappe.msgprint({
			title: __("Not Printed"),
			indicator: "red",
			message: said.length
				? said.map((one) => one.message).join("<br>")
				: __("The register could not be made. Try again; if it stays so, tell the administrator."),
		});
	}

	// how far a long book is; who leaves the page is told on the desk
	async follow(run) {
		this.clear();
		this.run = run;
		let state;
		try {
			state = await frappe.xcall(`${LONG}.progress`, { run });
		} catch {
			return; // said by then
		}
		if (this.run !== run) return;
		this.$paper.empty().append($('<div class="print-registers-run"></div>').append(this.drawn(state)));
		if (state.under_way) this.timer = setTimeout(() => this.follow(run), LOOK_EVERY_MS);
	}

	drawn(state) {
		const $title = $('<p class="print-registers-title"></p>').text(state.title);
		const $stage = $('<p role="status"></p>').text([state.stage, state.counted].filter(Boolean).join(" · "));
		if (state.under_way) {
			const $bar = $('<div class="progress-bar progress-bar-striped" role="progressbar"></div>')
				.css("width", `${Math.max(state.percent, 3)}%`)
				.attr({ "aria-valuenow": state.percent, "aria-valuemin": 0, "aria-valuemax": 100 });
			const $note = $('<p class="text-muted"></p>').text(
				__("This takes a while. You may leave this page; a notice tells you when it is done.")
			);
			return [$title, $stage, $('<div class="progress"></div>').append($bar), $note];
		}
		const button = (label, style, press) =>
			$(`<button type="button" class="btn btn-sm ${style}"></button>`).text(label).on("click", press);
		if (state.is_done) {
			const name = `${state.title}.${state.file_format}`;
			const taken = async (then) => {
				const file = await this.fetch(`${LONG}.fetch`, { run: state.run }, name);
				if (file) then(file);
			};
			return [
				$title,
				$stage,
				button(__("Download"), "btn-primary", () => taken((file) => this.save(file))),
				state.file_format === "pdf" ? button(__("Preview"), "btn-default", () => taken((file) => this.show(file))) : "",
			];
		}
		const again = async () => {
			await frappe.xcall(`${LONG}.again`, { run: state.run });
			this.follow(state.run);
		};
		return [
			$title,
			$stage,
			state.reason ? $("<p></p>").text(state.reason) : "",
			button(__("Make It Again"), "btn-primary", again),
		];
	}

	async show_own() {
		const runs = await frappe.xcall(`${LONG}.own_prints`);
		const dialog = new frappe.ui.Dialog({
			title: __("Long Books of Mine"),
			size: "large",
			fields: [{ fieldname: "runs", fieldtype: "HTML" }],
		});
		const $runs = dialog.get_field("runs").$wrapper.addClass("liaison-batch-actions");
		if (!runs.length) $runs.append($("<p></p>").text(__("You have not had a long book made yet.")));
		$runs.append(
			runs.map((state) =>
				$('<button type="button" class="btn btn-default"></button>')
					.text([state.title, state.file_format.toUpperCase(), state.stage].join(" · "))
					.on("click", () => {
						dialog.hide();
						this.follow(state.run);
					})
			)
		);
		dialog.show();
	}
}
