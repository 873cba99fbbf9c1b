// Scores of a yearly assessment: one station as a list of criteria, many stations as a grid. Each cell is
// saved as it is left; the server says what is wrong with it (station_scores.py).

frappe.provide("deputy_liaison");

const SCORES = "deputy_liaison.liaison_network.station_scores";
const esc = (text) => frappe.utils.escape_html(String(text ?? ""));
const said = (score) => (score === null || score === undefined ? "" : String(score));
const KEYS = ["self", "review", "county"];

// what the stage before gave: a reviewer's other score wants a reason
function before(station, no) {
	const scores = station.scores[no];
	const keys = KEYS.slice(0, KEYS.indexOf(station.stage)).reverse();
	const known = keys.find((key) => said(scores[key]) !== "");
	return known ? scores[known] : null;
}

function wants_reason(station, no) {
	const scores = station.scores[no];
	const own = scores[station.stage];
	if (station.stage === "self" || said(own) === "" || own === before(station, no)) return false;
	return !scores[`${station.stage}_reason`];
}

// whether it was saved; what is wrong with it stands at the cell and in a note
async function save(station, no, score, reason, $cell) {
	const { faults, totals } = await frappe.xcall(`${SCORES}.enter`, {
		entries: [{ assessment: station.name, criterion_no: no, score, reason }],
	});
	const fault = faults[0]?.message || "";
	$cell.toggleClass("score-fault", Boolean(fault)).attr("title", fault);
	if (fault) {
		frappe.show_alert({ message: esc(__("{0}, criterion {1}: {2}", [station.station_name, no, fault])), indicator: "red" });
		return false;
	}
	const scores = station.scores[no];
	const typed = String(score).normalize("NFKC").replace("分", "").trim();
	scores[station.stage] = typed === "" ? null : Number(typed);
	scores[`${station.stage}_reason`] = typed === "" ? "" : reason;
	Object.assign(station, totals[station.name]);
	$cell.toggleClass("score-unsaid", wants_reason(station, no));
	return true;
}

function hint(scores) {
	if (scores.proposed === undefined) return "";
	return `<span class="score-proposed" title="${esc(scores.figures)}">${__("Proposed Score")} ${scores.proposed}</span>`;
}

// one station: every criterion with what each stage gave, and the fields of the stage whose turn it is
deputy_liaison.score_list = function ($parent, data, station, changed = () => {}) {
	const label = (key) => data.stages.find((stage) => stage.key === key).label;
	let module = "";
	const items = data.criteria.map((criterion) => {
		const scores = station.scores[criterion.no];
		const given = KEYS.filter((key) => key !== station.stage && said(scores[key]) !== "").map(
			(key) =>
				`<span class="score-given">${label(key)} <b>${scores[key]}</b> ${esc(scores[`${key}_reason`])}</span>`
		);
		const proposal =
			scores.proposed === undefined
				? ""
				: `<span class="score-given">${__("Proposed Score")} <b>${scores.proposed}</b> ${esc(scores.figures)}</span>`;
		const own = station.stage
			? `<div class="score-own">
				<input class="form-control score-input" inputmode="decimal" data-no="${criterion.no}"
					aria-label="${label(station.stage)} ${criterion.no}" placeholder="${said(before(station, criterion.no))}"
					value="${said(scores[station.stage])}">
				<input class="form-control score-reason" data-no="${criterion.no}" placeholder="${__("Reason")}"
					aria-label="${__("Reason")} ${criterion.no}" value="${esc(scores[`${station.stage}_reason`])}">
			</div>`
			: "";
		const heading = criterion.module === module ? "" : `<h5>${esc((module = criterion.module))}</h5>`;
		return `${heading}<div class="score-item${wants_reason(station, criterion.no) ? " score-unsaid" : ""}">
			<div class="score-text"><b>${criterion.no}.</b> ${esc(criterion.criterion)}
				<span class="score-points">${__("{0} points", [criterion.points])}</span>
				<div class="score-rule">${esc(criterion.deduction_rule)}</div></div>
			<div class="score-facts">${proposal}${given.join("")}</div>${own}</div>`;
	});
	$parent.html(`<div class="score-list">${items.join("")}</div>`);
	$parent.find("input").on("change", async function () {
		const $item = $(this).closest(".score-item");
		const no = Number(this.dataset.no);
		const [score, reason] = $item.find("input").toArray().map((input) => input.value.trim());
		if (await save(station, no, score, reason, $item)) changed(station);
	});
};

// many stations: a row to each, a column to each criterion
deputy_liaison.score_grid = function ($parent, data, open, changed = () => {}) {
	const heads = data.criteria.map(
		(criterion) => `<th title="${esc(criterion.criterion)} ${esc(criterion.deduction_rule)}">
			<span class="score-no">${criterion.no}</span>
			<span class="score-short">${esc(criterion.criterion)}</span>
			<span class="score-points">${__("{0} points", [criterion.points])}</span></th>`
	);
	const rows = data.stations.map((station, row) => {
		const cells = data.criteria.map((criterion) => {
			const scores = station.scores[criterion.no];
			const last = [...KEYS].reverse().find((key) => said(scores[key]) !== "");
			const own = station.stage
				? `<input class="form-control score-input" inputmode="decimal" data-row="${row}" data-no="${criterion.no}"
					aria-label="${esc(station.station_name)} ${criterion.no}" value="${said(scores[station.stage])}"
					placeholder="${said(before(station, criterion.no))}">`
				: `<span class="score-fixed">${last ? scores[last] : ""}</span>`;
			return `<td class="${wants_reason(station, criterion.no) ? "score-unsaid" : ""}">${own}${hint(scores)}</td>`;
		});
		return `<tr data-row="${row}"><th class="score-station"><a href="#">${esc(station.station_name)}</a>
			<span>${esc(station.state_label)}</span></th>
			<td class="score-total"></td>${cells.join("")}</tr>`;
	});
	$parent.html(`<div class="score-grid"><table><thead><tr><th class="score-station">${__("Station Name")}</th>
		<th class="score-total">${__("Total Points")}</th>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`);
	const show_total = (row) => {
		const station = data.stations[row];
		const shown = station[`${station.stage || "county"}_total`] || station.review_total || station.self_total;
		$parent.find(`tr[data-row=${row}] .score-total`).text(shown || "");
	};
	data.stations.forEach((_station, row) => show_total(row));
	$parent.find("th.score-station a").on("click", function (event) {
		event.preventDefault();
		open(data.stations[$(this).closest("tr").data("row")]);
	});
	$parent.find("input").on("change", async function () {
		const station = data.stations[this.dataset.row];
		const no = Number(this.dataset.no);
		const $cell = $(this).closest("td");
		const reason = station.scores[no][`${station.stage}_reason`];
		if (!(await save(station, no, this.value.trim(), reason, $cell))) return;
		show_total(this.dataset.row);
		changed(station);
		if (wants_reason(station, no)) ask_reason(station, no, $cell, data);
	});
	$parent.find("input").on("keydown", function (event) {
		const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (!step) return;
		event.preventDefault();
		const row = Number(this.dataset.row) + step;
		$parent.find(`input[data-row=${row}][data-no=${this.dataset.no}]`).trigger("focus").trigger("select");
	});
};

function ask_reason(station, no, $cell, data) {
	const criterion = data.criteria.find((one) => one.no === no);
	frappe.prompt(
		[{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 }],
		({ reason }) => save(station, no, said(station.scores[no][station.stage]), reason.trim(), $cell),
		`${station.station_name} ${no}. ${criterion.criterion}`
	);
}
