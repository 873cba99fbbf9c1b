frappe.pages["station-map"].on_page_load = (wrapper) => {
	wrapper.station_map = new StationMap(wrapper);
};
frappe.pages["station-map"].on_page_show = (wrapper) => wrapper.station_map?.load();

const PHONE = 768;
// what the dots' colour tells: column → value → colour
const COLOURS = {
	station_level: { County: "red", "Township Level": "orange", "Village Level": "blue", Enterprise: "purple" },
	outcome: { "Standard Met": "green", "Standard Not Met": "red", "Check Unfinished": "orange", "Never Checked": "grey" },
	grade: {
		"Excellent Grade": "green",
		"Good Grade": "blue",
		"Qualified Grade": "orange",
		"Unqualified Grade": "red",
		"No Grade Yet": "grey",
	},
};

// The stations of the own posts on a map and in a list, the same ones in both.
class StationMap {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({ parent: wrapper, title: __("Map of Stations"), single_column: true });
		const change = () => this.data && this.show();
		this.colour_by = this.page.add_field({
			fieldname: "colour_by",
			fieldtype: "Select",
			label: __("Colour by"),
			options: [
				{ value: "station_level", label: __("Colour: {0}", [__("Station Level")]) },
				{ value: "outcome", label: __("Colour: {0}", [__("Check Outcome")]) },
				{ value: "grade", label: __("Colour: {0}", [__("Assessment Grade")]) },
			],
			default: "station_level",
			change,
		});
		this.town = this.page.add_field({
			fieldname: "township",
			fieldtype: "Select",
			label: __("Own Township"),
			options: [{ value: "", label: __("All Townships") }],
			change: () => change(),
		});
		this.words = this.page.add_field({
			fieldname: "words",
			fieldtype: "Data",
			label: __("Name, Head, Address or Phone"),
			change,
		});
		this.words.$input.on("input", frappe.utils.debounce(change, 250));
		this.$note = $('<div class="station-map-note" aria-live="polite"></div>').appendTo(this.page.main);
		this.$body = $('<div class="station-map"></div>').appendTo(this.page.main);
		const $left = $('<div class="station-map-left"></div>').appendTo(this.$body);
		this.$ground = $('<div class="station-map-ground"></div>').attr("aria-label", __("Map of Stations")).appendTo($left);
		this.$legend = $('<ul class="station-legend"></ul>').appendTo($left);
		this.$list = $('<div class="station-map-list"></div>').appendTo(this.$body);
	}

	async load() {
		this.data = await deputy_liaison.map_data();
		const towns = new Map(this.data.stations.map((station) => [station.township, station.township_name]));
		this.town.df.options = [
			{ value: "", label: __("All Townships") },
			...[...towns].map(([value, label]) => ({ value, label })),
		];
		this.town.refresh();
		this.placed = this.data.stations.filter((station) => station.latitude);
		this.map?.remove();
		this.map = null;
		this.$body.toggleClass("station-map-bare", !this.placed.length);
		if (this.placed.length) {
			const { map, zones } = await deputy_liaison.draw_map(this.$ground.get(0), this.data.townships);
			Object.assign(this, { map, zones, dots: L.featureGroup().addTo(map) });
			this.judge_names = deputy_liaison.keep_readable(map, this.dots);
		}
		this.show();
	}

	shown() {
		const town = this.town.get_value();
		const words = (this.words.$input.val() || "").trim().toLowerCase();
		return this.data.stations.filter(
			(station) =>
				(!town || station.township === town) &&
				(!words ||
					[station.search_key, station.station_name, station.head, station.address, station.phone].some((text) =>
						text?.toLowerCase().includes(words)
					))
		);
	}

	show() {
		const stations = this.shown();
		const placed = stations.filter((station) => station.latitude);
		this.show_note(stations, placed);
		this.show_dots(placed);
		this.show_legend(placed);
		this.show_list(stations, placed);
		this.look_at(placed);
	}

	show_note(stations, placed) {
		const missing = stations.length - placed.length;
		let text = __("{0} stations are on the map, {1} have no coordinates yet.", [placed.length, missing]);
		if (!this.data.stations.length) text = __("No station lies within your posts.");
		else if (!stations.length) text = __("No station fits what you look for.");
		else if (!this.placed.length) {
			text = __(
				"No station has coordinates yet. Open a station, go to “Premises and Assets” and press “Mark on the Map”; the township's clerk enters them."
			);
		}
		this.$note.text(text);
	}

	colour(station) {
		const column = this.colour_by.get_value() || "station_level";
		return COLOURS[column][station[column]] || "grey";
	}

	show_dots(placed) {
		this.dot_of = {};
		if (!this.map) return;
		this.dots.clearLayers();
		for (const station of placed) {
			const dot = deputy_liaison.station_dot(station, this.colour(station));
			dot.bindPopup(() => this.card(station), { minWidth: 230, maxWidth: 300, closeButton: true });
			this.dot_of[station.name] = dot.addTo(this.dots);
		}
		this.judge_names();
	}

	show_legend(placed) {
		const column = this.colour_by.get_value() || "station_level";
		this.$legend.empty();
		for (const [value, colour] of Object.entries(COLOURS[column])) {
			const count = placed.filter((station) => station[column] === value).length;
			if (!count) continue;
			$("<li>")
				.append($(`<i class="station-dot-${colour}"></i>`), $("<span>").text(__("{0}: {1}", [__(value), count])))
				.appendTo(this.$legend);
		}
	}

	// what was chosen lies in the middle; without a choice the whole ground
	look_at(placed) {
		if (!this.map || !placed.length) return;
		const town = this.town.get_value();
		const wanted = JSON.stringify([town, placed.map((station) => station.name)]);
		if (this.looked_at === wanted) return;
		this.looked_at = wanted;
		const areas = this.zones.getLayers().filter((area) => !town || area.township === town);
		const bounds =
			placed.length < this.placed.length && !town
				? this.dots.getBounds()
				: L.featureGroup(areas.length ? areas : this.dots.getLayers()).getBounds();
		this.map.fitBounds(bounds, { maxZoom: 14, padding: [20, 20] });
	}

	show_list(stations, placed) {
		this.$list.empty();
		const missing = stations.filter((station) => !station.latitude);
		this.group(placed, "");
		this.group(missing, __("Without Coordinates ({0})", [missing.length]));
	}

	group(stations, title) {
		if (!stations.length) return;
		if (title) $("<h6>").text(title).appendTo(this.$list);
		const $rows = $("<ul>").appendTo(this.$list);
		for (const station of stations) {
			const $row = $("<li>").appendTo($rows);
			$(`<i class="station-dot-${this.colour(station)}"></i>`).appendTo($row);
			const $text = $("<div>").appendTo($row);
			this.link(station).text(station.station_name).appendTo($text);
			const told = [station.township_name, station.head, this.said_of(station)].filter(Boolean);
			$('<span class="station-row-told"></span>').text(told.join(" · ")).appendTo($text);
			if (station.phone) this.phone(station).addClass("station-row-told").appendTo($text);
			if (!station.latitude) continue;
			$('<button class="btn btn-default btn-xs"></button>')
				.text(__("On the Map"))
				.attr("aria-label", __("Show {0} on the map", [station.station_name]))
				.on("click", () => this.point_at(station))
				.appendTo($row);
		}
	}

	said_of(station) {
		if (station.status !== "In Operation") return __(station.status);
		const column = this.colour_by.get_value() || "station_level";
		return column === "station_level" ? __(station.station_type) : __(station[column]);
	}

	point_at(station) {
		this.$ground.get(0).scrollIntoView({ block: "nearest" });
		this.dot_of[station.name].openPopup();
	}

	link(station) {
		return $("<a>").attr("href", frappe.utils.get_form_link("Liaison Station", station.name));
	}

	// a phone dials, a desk has nothing to dial with
	phone({ phone }) {
		return window.innerWidth < PHONE
			? $("<a>").attr("href", `tel:${phone.replace(/[^\d+]/g, "")}`).text(phone)
			: $("<span>").text(phone);
	}

	card(station) {
		const $card = $('<div class="station-card"></div>').append(this.link(station).append($("<b>").text(station.station_name)));
		const line = (label, $value) =>
			$("<div>").append($("<label>").text(label), $value).appendTo($card);
		const words = (label, text) => text && line(label, $("<span>").text(text));
		words(__("Station Type"), `${__(station.station_type)} · ${__(station.station_level)}`);
		words(__("Own Township"), station.township_name);
		if (station.status !== "In Operation") words(__("Station Status"), __(station.status));
		words(__("Station Head"), station.head || __("Nobody Entered"));
		if (station.phone) line(__("Station Phone"), this.phone(station));
		words(__("Station Address"), station.address);
		words(__("Check Outcome"), [__(station.outcome), ...station.gaps].join("；"));
		words(
			__("Assessment Grade"),
			station.grade_year ? __("{0} ({1})", [__(station.grade), station.grade_year]) : __(station.grade)
		);
		return $card.get(0);
	}
}
