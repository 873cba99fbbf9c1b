frappe.pages["place-deputies"].on_page_load = (wrapper) => {
	wrapper.place_deputies = new PlaceDeputies(wrapper);
};
frappe.pages["place-deputies"].on_page_show = (wrapper) => wrapper.place_deputies?.load();

const WIZARD = "deputy_liaison.deputies.placement_wizard";
const CONSENTS = ["Not Asked Yet", "Agrees", "Agrees with a Remark", "Does Not Agree"];

// Deputies without a station: a station is proposed to each, the clerk looks, and all are placed at once.
class PlaceDeputies {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Place Deputies in Stations"),
			single_column: true,
		});
		this.page.set_secondary_action(__("Placements"), () => frappe.set_route("List", "Station Placement"));
		this.$head = $('<div class="liaison-placing-head"></div>').appendTo(this.page.main);
		this.$body = $('<div class="liaison-placing"></div>').appendTo(this.page.main);
	}

	async load() {
		const { rows, stations } = await frappe.xcall(`${WIZARD}.proposals`);
		this.stations = stations;
		this.rows = rows.map((row) => ({
			...row,
			chosen: Boolean(row.station),
			consent: CONSENTS[0],
			consent_remark: "",
		}));
		this.draw();
	}

	draw() {
		this.$head.empty();
		this.$body.empty();
		if (!this.rows.length) {
			this.page.clear_primary_action();
			$('<div class="alert alert-success"></div>')
				.text(__("Every deputy in office has a station."))
				.appendTo(this.$head);
			return;
		}
		$("<p></p>")
			.text(__("{0} deputies in office have no station. Look at what is proposed, and place them.", [this.rows.length]))
			.appendTo(this.$head);
		this.from_date = frappe.ui.form.make_control({
			parent: this.$head,
			df: { fieldname: "from_date", fieldtype: "Date", label: __("In the Station From"), reqd: 1 },
			render_input: true,
		});
		this.from_date.set_value(frappe.datetime.get_today());
		this.$body.append(this.heading(), this.rows.map((row) => this.row(row)));
		this.count();
	}

	heading() {
		const labels = [
			__("Deputy"),
			__("Electoral District or Place"),
			__("Proposed Station"),
			__("Consent to the Placement"),
			__("Remark of the Deputy"),
		];
		return $('<div class="liaison-placing-row liaison-placing-labels"></div>').append(
			$("<span></span>").append(this.choose_all()),
			labels.map((label) => $("<span></span>").text(label))
		);
	}

	choose_all() {
		return $('<input type="checkbox">')
			.attr("aria-label", __("Choose All"))
			.attr("title", __("Choose All"))
			.prop("checked", this.rows.every((row) => row.chosen || !row.station))
			.on("change", (event) => {
				for (const row of this.rows) row.choose(event.target.checked && Boolean(row.station));
				this.count();
			});
	}

	row(row) {
		const $box = $('<input type="checkbox">')
			.attr("aria-label", row.deputy_name)
			.prop("checked", row.chosen)
			.on("change", () => {
				row.chosen = $box.prop("checked");
				this.count();
			});
		row.choose = (chosen) => {
			row.chosen = chosen;
			$box.prop("checked", chosen);
		};
		const stations = this.stations.filter((station) => station.township === row.township);
		const $reason = $('<div class="text-muted small"></div>').text(
			row.reason || (stations.length ? "" : __("No station in this township is in operation."))
		);
		const $station = select(
			__("Proposed Station"),
			[{ value: "", label: "—" }, ...stations],
			row.station,
			(value) => {
				row.station = value;
				$reason.text("");
				row.choose(Boolean(value));
				this.count();
			}
		);
		const $consent = select(
			__("Consent to the Placement"),
			CONSENTS.map((value) => ({ value, label: __(value) })),
			row.consent,
			(value) => {
				row.consent = value;
				if (value === "Does Not Agree") row.choose(false);
				this.count();
			}
		);
		const $remark = $('<input type="text" class="form-control input-sm">')
			.attr("aria-label", __("Remark of the Deputy"))
			.on("input", (event) => (row.consent_remark = event.target.value));
		return $('<div class="liaison-placing-row"></div>').append(
			$("<span></span>").append($box),
			$("<span></span>").append(
				$("<a></a>").attr("href", frappe.utils.get_form_link("Deputy", row.deputy)).text(row.deputy_name),
				$('<span class="text-muted small"></span>').text(` ${row.levels}`)
			),
			$("<span></span>").text(row.district || row.place),
			$("<span></span>").append($station, $reason),
			$("<span></span>").append($consent),
			$("<span></span>").append($remark)
		);
	}

	count() {
		const chosen = this.rows.filter((row) => row.chosen && row.station);
		this.page.set_primary_action(__("Place {0} Deputies", [chosen.length]), () => this.apply(chosen));
		this.page.btn_primary.prop("disabled", !chosen.length);
	}

	async apply(chosen) {
		if (this.under_way) return; // a double click is one
		this.under_way = true;
		try {
			const placed = await frappe.xcall(`${WIZARD}.apply`, {
				rows: chosen.map(({ deputy, station, consent, consent_remark }) => ({
					deputy,
					station,
					consent,
					consent_remark,
				})),
				from_date: this.from_date.get_value(),
			});
			frappe.show_alert({ message: __("{0} deputies were placed.", [placed]), indicator: "green" });
			await this.load();
		} catch {
			// why it was refused, the desk has shown by then
		} finally {
			this.under_way = false;
		}
	}
}

function select(label, options, value, changed) {
	return $('<select class="form-control input-sm"></select>')
		.attr("aria-label", label)
		.append(options.map((option) => $("<option></option>").val(option.value).text(option.label)))
		.val(value)
		.on("change", (event) => changed(event.target.value));
}
