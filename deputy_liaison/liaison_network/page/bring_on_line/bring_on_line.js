frappe.pages["bring-on-line"].on_page_load = (wrapper) => new BringOnLine(wrapper);

const ONBOARDING = "deputy_liaison.liaison_network.onboarding";

// A township's places, stations, units and posts: fill in here or from a spreadsheet, check, create.
class BringOnLine {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Bring a Township on Line"),
			single_column: true,
		});
		this.$file = $('<input type="file" accept=".xlsx" hidden>')
			.appendTo(this.page.main)
			.on("change", () => this.read_file());
		this.make_form();
		this.$faults = $('<div class="bring-on-line-faults"></div>').prependTo(this.page.main);
	}

	async make_form() {
		const [township, ...sheets] = await frappe.xcall(`${ONBOARDING}.sheets`);
		const [name, level] = township.columns;
		this.sheets = sheets.map((sheet) => sheet.key);
		this.form = new frappe.ui.FieldGroup({
			parent: $('<div class="bring-on-line-form"></div>').appendTo(this.page.main),
			fields: [
				name,
				{ fieldtype: "Column Break" },
				level,
				...sheets.flatMap((sheet) => [
					{ fieldtype: "Section Break", label: sheet.title },
					table(sheet.key, sheet.columns),
				]),
			],
		});
		this.form.make();
		this.page.set_primary_action(__("Create"), () => this.create());
		this.page.set_secondary_action(__("Check"), () => this.check());
		this.page.add_inner_button(__("Fill in from Excel"), () => this.$file.trigger("click"));
		this.page.add_inner_button(__("Download Template"), () => open(`/api/method/${ONBOARDING}.template`));
		this.fill({
			township: [{ level: level.default }],
			posts: [{ post: "Township Clerk" }, { post: "Township Chair" }, { post: "Station Liaison Officer" }],
		});
	}

	fill(rows) {
		const { name = "", level = "" } = rows.township?.[0] || {};
		this.form.set_values({ name, level });
		for (const sheet of this.sheets) {
			const field = this.form.get_field(sheet);
			field.df.data = (rows[sheet] || []).map((row, i) => ({ ...row, idx: i + 1 }));
			field.grid.refresh();
		}
	}

	rows() {
		const values = this.form.get_values(true, false);
		const rows = { township: [{ name: values.name, level: values.level }] };
		for (const sheet of this.sheets) rows[sheet] = this.form.get_field(sheet).grid.get_data();
		return rows;
	}

	async read_file() {
		const file = this.$file.get(0).files[0];
		this.$file.val("");
		const read = await deputy_liaison.send_file(`${ONBOARDING}.read_sheet`, file);
		if (!read) return;
		this.fill(read.rows);
		this.show(read.faults);
	}

	async check() {
		const { faults } = await frappe.xcall(`${ONBOARDING}.check`, { rows: this.rows() });
		this.show(faults);
		return !faults.length;
	}

	show(faults) {
		const text = faults.length
			? __("{0} cells need a look:", [faults.length])
			: __("Everything is in order. Press Create.");
		const list = $("<ul>").append(faults.map((fault) => $("<li>").text(fault)));
		this.$faults
			.empty()
			.append(
				$(`<div class="alert alert-${faults.length ? "warning" : "success"}"></div>`).append(
					$("<div>").text(text),
					list
				)
			);
		this.$faults.get(0).scrollIntoView({ block: "nearest" });
	}

	async create() {
		if (this.under_way) return; // a double click is one
		this.under_way = true;
		try {
			if (!(await this.check())) return;
			const { made, slips } = await frappe.xcall(`${ONBOARDING}.bring_on_line`, { rows: this.rows() });
			const counted = [
				__("{0} villages", [made.villages]),
				__("{0} stations", [made.stations]),
				__("{0} units", [made.units]),
				__("{0} posts", [made.posts]),
			];
			this.$faults
				.empty()
				.append($('<div class="alert alert-success"></div>').text(__("Created: {0}", [counted.join(__(","))])));
			if (slips) deputy_liaison.show_account_slips(slips);
		} finally {
			this.under_way = false;
		}
	}
}

function table(fieldname, fields) {
	return { fieldname, fields, fieldtype: "Table", data: [], cannot_add_rows: false, in_place_edit: true };
}
