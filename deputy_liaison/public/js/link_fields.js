// Link fields of entry forms, where people pick and go on.

frappe.provide("deputy_liaison");

// What was picked counts at once; by default it counts only after the server was asked about it again, and
// a button pressed before that sends the words of the field. The server checks every link when it saves.
deputy_liaison.counts_at_once = (df) =>
	df.fieldtype === "Link" ? { ...df, ignore_link_validation: 1 } : df;

// whose book it is: a keeper that the own posts cover
deputy_liaison.keeper_field = function (fieldname, options) {
	const said = {
		"Liaison Station": [__("Station"), __("Stations that your posts cover")],
		Jurisdiction: [__("Township or County"), __("Places that your posts cover")],
		Deputy: [__("Deputy"), ""],
	};
	const [label, filter_description] = said[options];
	return { fieldname, fieldtype: "Link", options, label, only_select: 1, filter_description };
};

// which: field → what its list offers, in the place of stock's account of the stored filter
deputy_liaison.say_what_is_listed = function (frm, which) {
	for (const [fieldname, words] of Object.entries(which)) {
		frm.set_df_property(fieldname, "filter_description", words);
	}
};

// a new record of a congress is of the user's own one, where there is but one
deputy_liaison.fill_in_own_congress = async function (frm) {
	if (!frm.is_new() || frm.doc.congress_body) return;
	const own = await frappe.xcall("deputy_liaison.deputies.own_congress.own_congress");
	if (!own.name || frm.doc.congress_body) return;
	frappe.utils.add_link_title("Congress Body", own.name, own.title);
	await frm.set_value("congress_body", own.name);
};

// the field offers the stations of the own posts; a single one is filled in
deputy_liaison.offer_own_stations = async function (frm, fieldname = "station") {
	const names = await frappe.xcall("deputy_liaison.liaison_network.stations_in_reach.own_stations");
	frm.set_query(fieldname, () => ({ filters: { name: ["in", names] } }));
	deputy_liaison.say_what_is_listed(frm, { [fieldname]: __("Stations that your posts cover") });
	if (frm.is_new() && names.length === 1 && !frm.doc[fieldname]) frm.set_value(fieldname, names[0]);
};

// a paper of a congress and a year: which of them, the own congress being proposed
// asked: title, button, year_label, year, and the filters of the congresses that make such a paper
deputy_liaison.ask_for_congress_and_year = async function (asked, work) {
	const own = await frappe.xcall("deputy_liaison.deputies.own_congress.own_congress");
	if (own.name) frappe.utils.add_link_title("Congress Body", own.name, own.title);
	frappe.prompt(
		[
			{
				fieldname: "congress_body",
				fieldtype: "Link",
				options: "Congress Body",
				label: __("Congress Body"),
				default: own.name,
				get_query: () => ({ filters: asked.filters }),
				reqd: 1,
			},
			{ fieldname: "year", fieldtype: "Int", label: asked.year_label, default: asked.year, reqd: 1 },
		],
		work,
		asked.title,
		asked.button
	);
};
