frappe.ui.form.on("Station Campaign", {
	refresh(frm) {
		frm.get_field("acceptances").grid.add_custom_button(__("Add All Stations"), () => add_stations(frm));
	},
});

// one row to each station of the place that has none yet
async function add_stations(frm) {
	if (!frm.doc.jurisdiction) {
		frappe.msgprint(__("Choose the jurisdiction first."));
		return;
	}
	const stations = await frappe.xcall(
		"deputy_liaison.liaison_network.doctype.station_campaign.station_campaign.stations_of",
		{ jurisdiction: frm.doc.jurisdiction }
	);
	const known = new Set((frm.doc.acceptances || []).map((row) => row.station));
	for (const station of stations) {
		if (known.has(station.name)) continue;
		frappe.utils.add_link_title("Liaison Station", station.name, station.station_name);
		frm.add_child("acceptances", { station: station.name });
	}
	frm.refresh_field("acceptances");
	frm.dirty();
}
