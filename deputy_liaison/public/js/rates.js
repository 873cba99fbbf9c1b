// What the reports on the handling of opinions have in common: their filters, and numbers that open their cases.

const PERIODS = [
	"This Month",
	"Last Month",
	"This Quarter",
	"Last Quarter",
	"This Year",
	"Last Year",
	"Chosen Days",
];

const chosen = 'eval: doc.period == "Chosen Days"';

// stock runs the report at each filter that changes; with days to be chosen it has both, or nothing to run by
const runWhenComplete = (report) => {
	const { period, from_date, to_date } = report.get_filter_values();
	if (period === "Chosen Days" && !(from_date && to_date)) return;
	if (!report._no_refresh) report.refresh(true);
};

// the periods as a list, shown while depends_on holds, and two days for who chooses them
deputy_liaison.period_filters = (usual, depends_on) => [
	{
		fieldname: "period",
		label: __("Period of the Report"),
		fieldtype: "Select",
		options: PERIODS.map((value) => ({ value, label: __(value) })),
		default: usual,
		depends_on,
		on_change: runWhenComplete,
	},
	...[
		["from_date", __("Period From")],
		["to_date", __("Period Until")],
	].map(([fieldname, label]) => ({
		fieldname,
		label,
		fieldtype: "Date",
		depends_on: chosen,
		on_change: runWhenComplete,
	})),
];

const LINKED = {
	township: {
		label: __("Own Township"),
		options: "Jurisdiction",
		get_query: () => ({ filters: { level: ["in", ["Town", "Township", "Sub-district"]] } }),
	},
	station: { label: __("Liaison Station"), options: "Liaison Station" },
	unit: { label: __("Responsible Unit"), options: "Responsible Unit" },
	category: { label: __("Opinion Category"), options: "Opinion Category" },
};

deputy_liaison.place_filters = (...fields) =>
	fields.map((fieldname) => ({ fieldname, fieldtype: "Link", ...LINKED[fieldname] }));

// a number that opens exactly the cases which it counted
deputy_liaison.figure_link = function (html, asked, report = "Cases Behind a Figure") {
	const query = new URLSearchParams(
		Object.entries(asked).filter(([, value]) => value !== undefined && value !== null && value !== "")
	);
	return `<a class="liaison-figure" href="/app/query-report/${report}?${query}">${html}</a>`;
};

// what people typed is shown as typed; numbers as stock shows them
deputy_liaison.plain_cell = (value, row, column, data, standard) =>
	typeof value === "string" && column.fieldtype === "Data"
		? frappe.utils.escape_html(value)
		: standard(value, row, column, data);

// the cases behind a figure or rate of a table's row, as the filters of the list that shows them
deputy_liaison.asked_of_row = function (figure, data) {
	const { by, ...asked } = frappe.query_report.get_filter_values();
	return { figure, ...asked, ...(data.is_sum ? {} : { by, key: data.key }) };
};

// a rate: a dash for an empty base, and in red and in words if the target is missed
deputy_liaison.rate_cell = function (value, fraction, missed) {
	const title = fraction ? ` title="${fraction}"` : "";
	if (typeof value !== "number") return `<div class="liaison-rate"${title}>${value ?? "—"}</div>`;
	const text = value.toFixed(2).replace(/\.?0+$/, "");
	return missed
		? `<div class="liaison-rate liaison-missed"${title}>${__("{0} below target", [text])}</div>`
		: `<div class="liaison-rate"${title}>${text}</div>`;
};

// a cell of a table of rates, whose numbers open what they counted in `report`
deputy_liaison.rates_cell = function (report, value, row, column, data, standard) {
	if (/_rate$/.test(column.fieldname)) {
		const missed = data?.missed?.includes(column.fieldname);
		const shown = deputy_liaison.rate_cell(value, data?.fractions?.[column.fieldname], missed);
		return typeof value === "number" && data
			? deputy_liaison.figure_link(shown, deputy_liaison.asked_of_row(column.fieldname, data), report)
			: shown;
	}
	let shown = deputy_liaison.plain_cell(value, row, column, data, standard);
	if (column.fieldtype === "Int" && data) {
		shown = deputy_liaison.figure_link(shown, deputy_liaison.asked_of_row(column.fieldname, data), report);
	}
	if (column.fieldname === "verdict" && data?.missed?.length) {
		shown = `<span class="liaison-missed">${shown}</span>`;
	}
	return data?.is_sum ? `<b>${shown}</b>` : shown;
};
