// Drawing stations without a map service: Frappe's own Leaflet on an empty ground, with the townships' outlines.

frappe.provide("deputy_liaison");

const LEAFLET = ["assets/frappe/js/lib/leaflet/leaflet.css", "assets/frappe/js/lib/leaflet/leaflet.js"];
const MAP = "deputy_liaison.liaison_network.station_map.stations_on_map";
// bounds of the country; no latitude is a longitude in it, so a pair tells by itself which is which
const LATITUDES = [3.5, 54];
const LONGITUDES = [73, 136];
const within = (value, [least, most]) => value >= least && value <= most;

// "102.07,25.15", "25.15 102.07", "经度102.07 纬度25.15" → both figures, or null
deputy_liaison.parse_point = function (text) {
	const figures = (String(text || "").match(/\d+(?:\.\d+)?/g) || []).map(Number);
	if (figures.length !== 2) return null;
	for (const [latitude, longitude] of [figures, [...figures].reverse()]) {
		if (within(latitude, LATITUDES) && within(longitude, LONGITUDES)) return { latitude, longitude };
	}
	return null;
};

// an empty map with the townships' outlines and names
deputy_liaison.draw_map = async function (element, townships) {
	await frappe.require(LEAFLET);
	const map = L.map(element, {
		attributionControl: false,
		zoomControl: false,
		minZoom: 6,
		maxZoom: 18,
		zoomSnap: 0.25,
	});
	map.addControl(L.control.zoom({ zoomInTitle: __("Zoom In"), zoomOutTitle: __("Zoom Out") }));
	const zones = L.featureGroup(townships.map(zone)).addTo(map);
	townships.forEach((township) => name_of(township).addTo(map));
	if (townships.length) map.fitBounds(zones.getBounds(), { maxZoom: 14 });
	return { map, zones };
};

function zone({ name, rings }, number) {
	const area = L.polygon(rings, { className: `station-zone station-zone-${number % 6}`, interactive: false });
	area.township = name;
	return area;
}

function name_of({ title, label }) {
	const html = `<span>${frappe.utils.escape_html(title)}</span>`;
	const icon = L.divIcon({ className: "station-zone-name", html, iconSize: [0, 0] });
	return L.marker(label, { icon, interactive: false, keyboard: false });
}

// names stand in the dots only where most of them would not cover each other; returns what judges it anew
deputy_liaison.keep_readable = function (map, dots) {
	const judge = () => {
		const points = dots.getLayers().map((dot) => map.latLngToContainerPoint(dot.getLatLng()));
		const covers = (one, other) => one !== other && Math.abs(one.x - other.x) < 44 && Math.abs(one.y - other.y) < 24;
		const covered = points.filter((one) => points.some((other) => covers(one, other)));
		$(map.getContainer()).toggleClass("station-map-crowded", covered.length > points.length / 3);
	};
	map.on("zoomend", judge);
	return judge;
};

deputy_liaison.map_data = () => frappe.xcall(MAP);

// a station's dot: a pill with its short name
deputy_liaison.station_dot = function ({ latitude, longitude, short_name, station_name }, colour) {
	const dot = L.marker([latitude, longitude], {
		title: station_name,
		riseOnHover: true,
		icon: L.divIcon({
			className: `station-dot station-dot-${colour}`,
			html: `<span>${frappe.utils.escape_html(short_name || "")}</span>`,
			iconSize: [18 + 13 * (short_name || "").length, 26],
		}),
	});
	dot.on("add", () => dot.getElement().setAttribute("role", "button"));
	return dot;
};

// where a station lies, from a map app or by a click among the others
deputy_liaison.mark_on_map = async function (frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Mark on the Map"),
		size: "large",
		fields: [
			{
				fieldname: "pasted",
				fieldtype: "Data",
				label: __("Coordinates from a Map App"),
				placeholder: "102.07,25.15",
				description: __(
					"Copy them in the map app and paste them here; which is the longitude is told by the figures. Take all stations from the same app."
				),
			},
			{ fieldname: "told", fieldtype: "HTML" },
			{ fieldname: "ground", fieldtype: "HTML" },
		],
		primary_action_label: __("Use This Place"),
		primary_action: () => {
			if (!chosen) return tell();
			frm.set_value(chosen);
			dialog.hide();
		},
	});
	const { latitude, longitude } = frm.doc;
	let chosen = latitude && longitude ? { latitude, longitude } : null;
	let show_pin = () => {};
	const $told = dialog.get_field("told").$wrapper.addClass("station-pin-told").attr("aria-live", "polite");
	const $pasted = dialog.get_field("pasted").$input;
	const tell = () => {
		const wrong = $pasted.val() && !deputy_liaison.parse_point($pasted.val());
		const text = wrong
			? __("These are not a longitude (73 to 136) and a latitude (3.5 to 54) in China.")
			: chosen
				? __("Longitude {0}, latitude {1}", [chosen.longitude, chosen.latitude])
				: __("No place is marked yet.");
		$told.text(text).toggleClass("text-danger", Boolean(wrong));
	};
	const choose = (point) => {
		chosen = point;
		tell();
		show_pin();
	};
	$pasted.on("input", () => choose(deputy_liaison.parse_point($pasted.val())));
	dialog.show();
	tell();
	const { stations, townships } = await deputy_liaison.map_data();
	if (!townships.length) return;
	// the map takes its size from a dialog that stands still
	await new Promise((resolve) => setTimeout(resolve, 400));
	const ground = $('<div class="station-map-ground station-map-small">').appendTo(dialog.get_field("ground").$wrapper);
	const { map } = await deputy_liaison.draw_map(ground.get(0), townships);
	for (const station of stations.filter((one) => one.latitude && one.name !== frm.docname)) {
		deputy_liaison.station_dot(station, "other").addTo(map);
	}
	const pin = deputy_liaison.station_dot({ ...frm.doc, latitude: 0, longitude: 0 }, "own");
	show_pin = () => {
		if (!chosen) return pin.remove();
		pin.setLatLng([chosen.latitude, chosen.longitude]).addTo(map);
		if (!map.getBounds().contains(pin.getLatLng())) map.panTo(pin.getLatLng());
	};
	map.on("click", ({ latlng }) => {
		$pasted.val("");
		choose({ latitude: flt(latlng.lat, 6), longitude: flt(latlng.lng, 6) });
	});
	show_pin();
};

// a pair that is pasted into one of the two fields fills in both
deputy_liaison.split_pasted_points = function (frm) {
	for (const fieldname of ["latitude", "longitude"]) {
		frm.get_field(fieldname).$input?.off("paste.point").on("paste.point", (event) => {
			const point = deputy_liaison.parse_point(event.originalEvent.clipboardData.getData("text"));
			if (!point) return;
			event.preventDefault();
			frm.set_value(point);
		});
	}
};
