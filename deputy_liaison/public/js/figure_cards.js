// A card whose figure a report made opens that report; stock's own cards of this kind open nothing.

const REPORTS = {
	[__("Townships With a Home")]: "Network Coverage",
	[__("Villages With a Station")]: "Network Coverage",
	[__("Grid Cells With a Deputy")]: "Network Coverage",
	[__("Unplaced Deputies")]: "Network Coverage",
	[__("Funding of This Year")]: "Funding by Station",
	[__("Stations Meeting the Standard")]: "Standard Gaps",
	[__("Stations With Gaps")]: "Standard Gaps",
	[__("Findings Overdue")]: "Overdue Findings",
	[__("Reply Rate of This Month")]: "Handling Rates",
	[__("On-time Reply Rate of This Month")]: "Handling Rates",
	[__("Delivery Rate of This Month")]: "Handling Rates",
	[__("Overall Satisfaction of This Month")]: "Handling Rates",
};

// a card's element carries no more than its title
$(document).on("click", ".number-widget-box .widget-body", function () {
	const report = REPORTS[$(this).closest(".number-widget-box").find(".widget-title").text().trim()];
	if (report) frappe.set_route("query-report", report);
});
