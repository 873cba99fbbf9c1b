frappe.pages["print-registers"].on_page_load = (wrapper) => {
	wrapper.print_registers = new PrintRegisters(wrapper);
};

// Choose a register, a station and a period; look at the volume; take it home as a file.
class PrintRegisters {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Print Registers"),
			single_column: true,
		});
		this.begin();
	}

	async begin() {
		this.choices = await frappe.xcall("deputy_liaison.registers.volume.choices");
		this.make_form();
		this.$paper = $('<div class="print-registers-paper"></div>').appendTo(this.page.main);
		this.clear();
	}

	make_form() {
		const changed = () => this.clear();
		this.form = new frappe.ui.FieldGroup({
			parent: $('<div class="print-registers-form"></div>').appendTo(this.page.main),
			fields: [
				{
					fieldname: "definition",
					fieldtype: "Link",
					options: "Register Definition",
					label: __("Register"),
					reqd: 1,
					only_select: 1,
					change: changed,
				},
				{
					fieldname: "station",
					fieldtype: "Link",
					options: "Liaison Station",
					label: __("Station"),
					reqd: 1,
					only_select: 1,
					filter_description: __("Stations that your posts cover"),
					get_query: () => ({ filters: { name: ["in", this.choices.stations] } }),
					change: changed,
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "from_date",
					fieldtype: "Date",
					label: __("From Date"),
					reqd: 1,
					change: changed,
				},
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
		const { definition, station, from_date, to_date } = this.choices;
		this.form.set_values({ definition, station, from_date, to_date });
	}

	make_buttons() {
		const $buttons = this.form.get_field("buttons").$wrapper.addClass("print-registers-buttons");
		const button = (label, style, action) =>
			$(`<button type="button" class="btn btn-sm ${style}"></button>`)
				.text(label)
				.on("click", () => this.busy($buttons, action))
				.appendTo($buttons);
		button(__("Preview"), "btn-primary", () => this.preview());
		$buttons.append(" ");
		button(__("Download"), "btn-default", () => this.download());
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
	clear() {
		if (!this.$paper) return;
		if (this.file) URL.revokeObjectURL(this.file.url);
		this.file = null;
		const hint = this.choices.stations.length
			? __("Choose a register, a station and a period, then press Preview.")
			: __("None of your posts covers a station, so there is no register to print.");
		this.$paper.empty().append($('<div class="text-muted print-registers-empty"></div>').text(hint));
	}

	async preview() {
		const file = await this.file_of_choices();
		if (!file) return;
		const $link = $('<a target="_blank" rel="noopener"></a>')
			.attr("href", file.url)
			.text(__("Open in a New Window"));
		const $frame = $("<iframe></iframe>").attr({
			src: `${file.url}#navpanes=0&view=FitH`,
			title: file.name,
		});
		this.$paper.empty().append($('<div class="print-registers-link"></div>').append($link), $frame);
		this.$paper[0].scrollIntoView({ block: "nearest" });
	}

	async download() {
		const file = await this.file_of_choices();
		if (!file) return;
		const link = document.createElement("a");
		link.href = file.url;
		link.download = file.name;
		link.click();
	}

	// The file of the present choices; made once, so that preview and download are one print in the log.
	async file_of_choices() {
		if (this.file) return this.file;
		const values = this.form.get_values();
		if (!values) return null;
		const response = await fetch("/api/method/deputy_liaison.registers.volume.pdf", {
			method: "POST",
			headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
			body: new URLSearchParams({ ...values, outside: values.outside ? 1 : 0 }),
		});
		if (!response.ok) {
			await this.explain(response);
			return null;
		}
		const name = [
			this.form.get_field("station").get_label_value(),
			this.form.get_field("definition").get_label_value(),
			`${values.from_date}_${values.to_date}`,
		];
		const blob = new Blob([await response.blob()], { type: "application/pdf" });
		this.file = { url: URL.createObjectURL(blob), name: `${name.join("-")}.pdf` };
		return this.file;
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
}
