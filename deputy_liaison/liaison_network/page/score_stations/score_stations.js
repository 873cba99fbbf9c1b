frappe.pages["score-stations"].on_page_load = (wrapper) => {
	wrapper.score_stations = new ScoreStations(wrapper);
};
frappe.pages["score-stations"].on_page_show = (wrapper) => wrapper.score_stations?.again();

const ASSESSMENTS = "deputy_liaison.liaison_network.doctype.station_assessment.station_assessment";
const WORKBOOK = "deputy_liaison.liaison_network.score_workbook";
const PHONE = 768;
// stage → the action that hands it on
const CLOSING = { self: "Submit Self-Score", review: "Review Assessment", county: "Score Assessment" };

// The stations of a round by the criteria of its scheme: score, hand on, take out as a spreadsheet and in again.
class ScoreStations {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({ parent: wrapper, title: __("Score Stations"), single_column: true });
		this.$file = $('<input type="file" accept=".xlsx" hidden>')
			.appendTo(this.page.main)
			.on("change", () => this.upload());
		this.begin();
	}

	async begin() {
		this.choices = await frappe.xcall(`${ASSESSMENTS}.rounds`);
		// a field's change is told more than once, and when its default is set
		const reload = () => this.loaded && this.loaded !== JSON.stringify(this.where()) && this.load();
		this.year = this.page.add_field({
			fieldname: "assessment_year",
			fieldtype: "Select",
			label: __("Assessment Year"),
			options: this.choices.years,
			default: this.choices.years[0],
			change: reload,
		});
		this.town = this.page.add_field({
			fieldname: "jurisdiction",
			fieldtype: "Select",
			label: __("Own Township"),
			options: [
				...(this.choices.townships.length > 1 ? [{ value: "", label: __("All Townships") }] : []),
				...this.choices.townships,
			],
			// a county's whole grid is long: begin with one township
			default: this.choices.townships[0]?.value,
			change: reload,
		});
		this.$notes = $('<div class="score-notes"></div>').appendTo(this.page.main);
		this.$body = $('<div class="score-body"></div>').appendTo(this.page.main);
		this.page.add_menu_item(__("Download Score Sheet"), () => this.download());
		this.page.add_menu_item(__("Fill in from Excel"), () => this.$file.trigger("click"));
		if (this.choices.schemes.length) this.page.add_menu_item(__("Open Assessment Round"), () => this.open_round());
		await this.load();
	}

	// who comes back sees what others entered meanwhile
	async again() {
		if (!this.data) return;
		await this.load();
	}

	where() {
		return { assessment_year: this.year.get_value(), jurisdiction: this.town.get_value() || "" };
	}

	async load() {
		const asked = this.where();
		this.loaded = JSON.stringify(asked);
		if (!asked.assessment_year) {
			this.$body.html($("<p class='text-muted'>").text(__("No round has been opened yet.")));
			return;
		}
		const data = await frappe.xcall("deputy_liaison.liaison_network.station_scores.sheet", asked);
		if (this.loaded !== JSON.stringify(asked)) return; // overtaken by a later choice
		this.data = data;
		const open = data.stations.find((station) => station.name === this.open_station?.name);
		if (open) this.show_one(open);
		else this.show();
	}

	show() {
		this.open_station = null;
		this.show_actions();
		if (!this.data.stations.length) {
			this.$body.html($("<p class='text-muted'>").text(__("No station of this round lies within your posts.")));
		} else if (window.innerWidth < PHONE) {
			this.show_list();
		} else {
			deputy_liaison.score_grid(this.$body, this.data, (station) => this.show_one(station));
		}
	}

	// on a phone: choose a station, then its criteria
	show_list() {
		const cards = this.data.stations.map((station) => {
			const total = station[`${station.stage || "county"}_total`] || station.review_total || station.self_total;
			return $('<button class="score-card"></button>')
				.append(
					$("<b>").text(station.station_name),
					$("<span>").text(station.state_label),
					$("<span>").text(total || "")
				)
				.on("click", () => this.show_one(station));
		});
		this.$body.empty().append($('<div class="score-cards"></div>').append(cards));
	}

	show_one(station) {
		this.open_station = station;
		const $list = $("<div>");
		const $head = $('<div class="score-head"></div>').append(
			$('<button class="btn btn-default btn-sm"></button>')
				.text(__("Back to All Stations"))
				.on("click", () => this.show()),
			$("<b>").text(station.station_name),
			$("<span>").text(station.state_label)
		);
		const $total = $('<span class="score-sum"></span>').appendTo($head);
		const show_total = () => $total.text(`${__("Total Points")} ${station[`${station.stage || "county"}_total`] || 0}`);
		this.$body.empty().append($head, $list);
		deputy_liaison.score_list($list, this.data, station, show_total);
		show_total();
		this.show_actions();
		frappe.utils.scroll_to(0);
	}

	// one button to each action that waits for the user, for the stations that are shown
	show_actions() {
		this.page.clear_primary_action();
		const shown = this.open_station ? [this.open_station] : this.data.stations;
		const waiting = {};
		for (const station of shown) {
			const action =
				station.workflow_state === "Assessment Scored" && frappe.user.has_role("County Approver")
					? "Publish Assessment"
					: station.workflow_state !== "Assessment Scored" && CLOSING[station.stage];
			if (action) (waiting[action] ||= []).push(station);
		}
		const [action, stations] = Object.entries(waiting)[0] || [];
		if (!action) return;
		this.page.set_primary_action(__("{0} ({1} stations)", [__(action), stations.length]), () => {
			frappe.confirm(__("{0} for {1} stations now?", [__(action).bold(), stations.length]), () =>
				this.hand_on(action, stations)
			);
		});
	}

	async hand_on(action, stations) {
		const { done, refused } = await frappe.xcall(`${ASSESSMENTS}.take_for_many`, {
			action,
			assessments: stations.map((station) => station.name),
		});
		await this.load();
		this.tell(__("{0}: {1} stations done.", [__(action), done]), refused);
	}

	tell(text, faults) {
		const list = $("<ul>").append(faults.map((fault) => $("<li>").text(fault)));
		this.$notes
			.empty()
			.append(
				$(`<div class="alert alert-${faults.length ? "warning" : "success"}"></div>`).append(
					$("<div>").text(text),
					faults.length ? list : ""
				)
			);
		this.$notes.get(0).scrollIntoView({ block: "nearest" });
	}

	download() {
		open(`/api/method/${WORKBOOK}.download?${new URLSearchParams(this.where())}`);
	}

	async upload() {
		const file = this.$file.get(0).files[0];
		this.$file.val("");
		const answer = await deputy_liaison.send_file(`${WORKBOOK}.upload`, file, this.where());
		if (!answer) return;
		const { saved, faults } = answer;
		await this.load();
		this.tell(
			faults.length
				? __("Nothing was entered. {0} cells need a look:", [faults.length])
				: __("{0} scores were entered.", [saved]),
			faults
		);
	}

	open_round() {
		frappe.prompt(
			[
				{
					fieldname: "assessment_year",
					fieldtype: "Int",
					label: __("Assessment Year"),
					default: new Date().getFullYear(),
					reqd: 1,
				},
				{
					fieldname: "scheme",
					fieldtype: "Select",
					label: __("Assessment Scheme"),
					options: this.choices.schemes,
					default: this.choices.schemes[0].value,
					reqd: 1,
				},
			],
			async (values) => {
				const added = await frappe.xcall(`${ASSESSMENTS}.open_round`, values);
				const year = String(values.assessment_year);
				if (!this.choices.years.includes(year)) {
					this.choices.years.unshift(year);
					this.year.df.options = this.choices.years;
					this.year.refresh();
				}
				this.year.set_value(year);
				await this.load();
				this.tell(__("{0} stations were added to the round of {1}.", [added, year]), []);
			},
			__("Open Assessment Round")
		);
	}
}
