const VOLUMES = "deputy_liaison.registers.year_of_volumes";
const STATION = "Liaison Station";
const PLACE = "Jurisdiction";
const OFFERED_YEARS = 3;

frappe.listview_settings["Register Volume"] = deputy_liaison.list_settings({
	on_first_show(list) {
		if (list.can_create) list.page.add_menu_item(__("Open Volumes of a Year"), () => open_volumes(list));
	},
});

// one volume of each book that has none for the year; what is there stays
async function open_volumes(list) {
	const { offices, station } = await frappe.xcall(`${VOLUMES}.keepers`);
	const kinds = [{ value: STATION, label: __("A Station") }];
	if (offices.length) kinds.unshift({ value: PLACE, label: __("A Township or the County") });
	const latest = new Date().getFullYear();
	deputy_liaison.ask_and_send(
		__("Open Volumes of a Year"),
		[
			{
				fieldname: "holder_type",
				fieldtype: "Select",
				label: __("Kept By"),
				options: kinds,
				default: kinds[0].value,
				reqd: 1,
			},
			{
				...keeper("place", PLACE),
				default: offices.length === 1 ? offices[0] : undefined,
				get_query: () => ({ filters: { name: ["in", offices] } }),
			},
			{
				...keeper("station", STATION),
				default: station,
			},
			{
				fieldname: "year",
				fieldtype: "Select",
				label: __("Year of the Books"),
				options: Array.from({ length: OFFERED_YEARS }, (_none, i) => String(latest - i)),
				default: String(latest),
				reqd: 1,
			},
			{
				fieldname: "with_stations",
				fieldtype: "Check",
				label: __("With the Books of Its Stations"),
				default: 1,
				depends_on: `eval:doc.holder_type === "${PLACE}"`,
			},
		],
		__("Open Volumes"),
		async (values) => {
			const of_place = values.holder_type === PLACE;
			const done = await frappe.xcall(`${VOLUMES}.open_volumes`, {
				holder_type: values.holder_type,
				holder: of_place ? values.place : values.station,
				year: values.year,
				with_stations: of_place ? values.with_stations : 0,
			});
			frappe.show_alert({
				message: __("{0} volumes opened, of {1} books.", [done.opened, done.books]),
				indicator: "green",
			});
			list.refresh();
		}
	);
}

function keeper(fieldname, options) {
	const chosen = `eval:doc.holder_type === "${options}"`;
	return {
		...deputy_liaison.keeper_field(fieldname, options),
		depends_on: chosen,
		mandatory_depends_on: chosen,
	};
}
