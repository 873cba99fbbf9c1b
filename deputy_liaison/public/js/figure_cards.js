// A card or chart whose figures a report made opens that report, for the same days; stock's own open nothing.

const MONTH = { period: "This Month" };
const YEAR = { period: "This Year" };
// name of the card or chart → report and the filters that the figure was made with
const CARDS = {
	"Townships With a Home": ["Network Coverage"],
	"Villages With a Station": ["Network Coverage"],
	"Grid Cells With a Deputy": ["Network Coverage"],
	"Unplaced Deputies": ["Network Coverage"],
	"Funding of This Year": ["Funding by Station"],
	"Stations Meeting the Standard": ["Standard Gaps"],
	"Stations With Gaps": ["Standard Gaps"],
	"Findings Overdue": ["Overdue Findings"],
	"Reply Rate of This Month": ["Handling Rates", MONTH],
	"On-time Reply Rate of This Month": ["Handling Rates", MONTH],
	"Delivery Rate of This Month": ["Handling Rates", MONTH],
	"Overall Satisfaction of This Month": ["Handling Rates", MONTH],
	"Meeting Rate of This Year": ["Suggestion Rates", YEAR],
};
const CHARTS = {
	"Rates by Township": ["Handling Rates", { by: "township", ...YEAR }],
	"Rates by Month": ["Handling Rates", { by: "month", ...YEAR }],
};

// stock draws a report's filters anew when a route brings some, so none that was chosen before stays
const open = ([report, filters]) => {
	frappe.route_options = filters ? { ...filters } : null;
	frappe.set_route("query-report", report);
};

// a workspace's block carries the name of its card or chart
$(document).on("click", ".number-widget-box .widget-body", function () {
	const found = CARDS[$(this).closest("[number_card_name]").attr("number_card_name")];
	if (found) open(found);
});

$(document).on("click", ".dashboard-widget-box .widget-body", function () {
	const found = CHARTS[$(this).closest("[chart_name]").attr("chart_name")];
	if (found) open(found);
});
