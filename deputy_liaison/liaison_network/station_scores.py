"""Scores of a station's yearly assessment: who enters which, what they add up to, which grade that is.

A score is entered through `enter` alone, one stage by one role: the station scores itself, the chair
reviews, the county scores (rules.md §3b, §8). The page, the form and the spreadsheet all end here. A
reviewer enters what differs; where nothing is entered, the stage before stands.
"""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.utils import cint, cstr

from deputy_liaison import scope
from deputy_liaison.liaison_network.score_proposals import Proposal, proposals
from deputy_liaison.persons import same_person

ASSESSMENT = "Station Assessment"
SCORE = "Assessment Score"
SCHEME = "Assessment Scheme"
OPEN = "Assessment Open"
SELF_SCORED = "Assessment Self-Scored"
REVIEWED = "Assessment Reviewed"
SCORED = "Assessment Scored"
PUBLISHED = "Assessment Published"
LOCKED = "Assessment Locked"
LONGEST_REASON = 500


@dataclass(frozen=True)
class Stage:
	"""One of the three scorings.

	Args:
		key: begins the names of its columns: `self` → self_score, self_reason, self_by, self_total.
		label: English source of what it is called.
		role: whose scores they are.
		states: in which they may be entered.
	"""

	key: str
	label: str
	role: str
	states: frozenset[str]

	def of(self, column: str) -> str:
		"""Name of one of its columns, e.g. ``of("score")``."""
		return f"{self.key}_{column}"


SELF = Stage("self", "Self-Score", "Station Liaison Officer", frozenset({OPEN}))
REVIEW = Stage("review", "Review Score", "Township Chair", frozenset({SELF_SCORED}))
# until the grades are published, the county may still mend its scores
COUNTY = Stage("county", "County Score", "County Deputy Affairs Officer", frozenset({REVIEWED, SCORED}))
STAGES = (SELF, REVIEW, COUNTY)
BEFORE = {REVIEW: SELF, COUNTY: REVIEW}
COLUMNS = ("score", "reason", "by")


@dataclass
class Entry:
	"""One cell that somebody fills in; `fault` says in words what is wrong with it."""

	assessment: str
	criterion_no: int
	score: object = None
	reason: str = ""
	fault: str = ""
	value: float | None = field(default=None, init=False)


def stage_of(state: str) -> Stage | None:
	"""Whose turn it is in a state; None once the grades are published."""
	return next((stage for stage in STAGES if state in stage.states), None)


def criteria_of(scheme: str) -> list:
	"""The rows of a scheme in their order."""
	return sorted(frappe.get_cached_doc(SCHEME, scheme).criteria, key=lambda row: row.criterion_no)


def scores_of(assessments: list[str]) -> dict[str, dict[int, dict]]:
	"""Assessment → number of the criterion → its score row; of assessments that the user may see."""
	found: dict[str, dict[int, dict]] = defaultdict(dict)
	for row in frappe.get_all(
		SCORE,
		filters={"assessment": ("in", assessments or [""])},
		fields=[
			"name",
			"assessment",
			"criterion_no",
			"has_proposal",
			"proposed_score",
			"proposed_figures",
			*(stage.of(column) for stage in STAGES for column in COLUMNS),
		],
		order_by="criterion_no",
	):
		found[row.assessment][row.criterion_no] = row
	return found


def entered(row: dict | None, stage: Stage) -> float | None:
	"""The score that was entered at a stage; None where none was (a score may be 0)."""
	return row[stage.of("score")] if row and row[stage.of("by")] else None


def effective(row: dict | None, stage: Stage) -> float | None:
	"""The score that holds at a stage: its own, else that of the stage before."""
	own = entered(row, stage)
	return own if own is not None or stage not in BEFORE else effective(row, BEFORE[stage])


def lacks_reason(row: dict | None, stage: Stage) -> bool:
	"""Whether a reviewer took another score than the stage before without saying why."""
	own = entered(row, stage)
	if own is None or stage not in BEFORE:
		return False
	return own != effective(row, BEFORE[stage]) and not (row[stage.of("reason")] or "").strip()


def total(rows: dict[int, dict], stage: Stage) -> float:
	"""Sum of what holds at a stage."""
	return round(sum(effective(row, stage) or 0 for row in rows.values()), 2)


def grade_of(scheme: str, points: float) -> str:
	"""The grade for a total, by the bounds of the scheme (rules.md §8)."""
	bounds = frappe.get_cached_doc(SCHEME, scheme)
	if points >= bounds.excellent_from:
		return "Excellent Grade"
	if points >= bounds.good_from:
		return "Good Grade"
	return "Qualified Grade" if points >= bounds.qualified_from else "Unqualified Grade"


def may_enter(assessments: list) -> dict[str, Stage]:
	"""Assessment → the stage at which the session's user may enter scores now; others are left out.

	Args:
		assessments: rows with name and workflow_state.
	"""
	allowed: dict[str, Stage] = {}
	for stage in STAGES:
		names = [row.name for row in assessments if row.workflow_state in stage.states]
		if names and any(post.post == stage.role for post in scope.posts()):
			allowed |= dict.fromkeys(scope.covered(None, ASSESSMENT, names, {stage.role}), stage)
	return allowed


def scored_before(doc, rows: dict[int, dict], stage: Stage | None, user: str) -> bool:
	"""Whether the person entered or handed in scores of a stage before this one: no maker is the checker.

	Args:
		doc: the Station Assessment.
		rows: its scores.
		stage: None for any stage.
		user: the person.
	"""
	earlier = STAGES[: STAGES.index(stage)] if stage else STAGES
	persons = {row[one.of("by")] for row in rows.values() for one in earlier}
	persons |= {doc.get(one.of("closed_by")) for one in earlier}
	return any(same_person(user, person) for person in persons)


@frappe.whitelist(methods=["POST"])
def enter(entries: str | list) -> dict:
	"""Enter scores of the stage at which each assessment stands: all of them, or nothing where one is bad.

	Args:
		entries: dicts (JSON or list) with assessment, criterion_no, score ("" takes it back) and reason.

	Returns:
		saved: how many were changed; faults: assessment, criterion_no and message of each bad one;
		totals: assessment → totals and grade as they are now.

	Raises:
		frappe.PermissionError: an assessment is out of scope, or it isn't this person's turn.
		frappe.ValidationError: an assessment's grades are published.
	"""
	rows = [
		Entry(
			cstr(entry.get("assessment")),
			cint(entry.get("criterion_no")),
			entry.get("score"),
			cstr(entry.get("reason")).strip(),
		)
		for entry in frappe.parse_json(entries)
	]
	return enter_all(rows)


def enter_all(entries: list[Entry]) -> dict:
	"""As `enter`; a fault that an entry brings along, such as a cell that is no number, counts as well."""
	names = sorted({entry.assessment for entry in entries})
	docs = {name: _locked(name) for name in names}
	stages = {name: _turn_of(doc) for name, doc in docs.items()}
	stored = scores_of(names)
	for entry in entries:
		entry.fault = entry.fault or _fault_in(entry, docs[entry.assessment])
	faults = [
		{"assessment": entry.assessment, "criterion_no": entry.criterion_no, "message": entry.fault}
		for entry in entries
		if entry.fault
	]
	if faults:
		return {"saved": 0, "faults": faults, "totals": {}}
	saved = 0
	for name, doc in docs.items():
		changed = [
			entry
			for entry in entries
			if entry.assessment == name
			and _differs(entry, stored[name].get(entry.criterion_no), stages[name])
		]
		if changed:
			_write(doc, stages[name], changed, stored[name])
			saved += len(changed)
	return {"saved": saved, "faults": [], "totals": {name: sum_up(doc) for name, doc in docs.items()}}


def _locked(name: str):
	if not scope.covers(None, ASSESSMENT, name):
		scope.refuse_out_of_scope()
	return frappe.get_doc(ASSESSMENT, name, for_update=True)


def _turn_of(doc) -> Stage:
	stage = stage_of(doc.workflow_state)
	if not stage:
		frappe.throw(
			_("{0}: the grades are published, so no score is changed.").format(frappe.bold(doc.subject)),
			title=_("Not Saved"),
		)
	if not scope.acting_posts(None, ASSESSMENT, doc.name, stage.role):
		frappe.throw(
			_("{0} is in the state {1}: scores are entered by {2}.").format(
				frappe.bold(doc.subject), frappe.bold(_(doc.workflow_state)), _(stage.role)
			),
			frappe.PermissionError,
		)
	if scored_before(doc, scores_of([doc.name])[doc.name], stage, frappe.session.user):
		frappe.throw(
			_("{0}: who scored before does not review the own scores.").format(frappe.bold(doc.subject)),
			frappe.PermissionError,
		)
	return stage


def _fault_in(entry: Entry, doc) -> str:
	points = {row.criterion_no: row.points for row in criteria_of(doc.scheme)}
	if entry.criterion_no not in points:
		return _("There is no criterion {0}.").format(entry.criterion_no)
	if len(entry.reason) > LONGEST_REASON:
		return _("is longer than {0} characters.").format(LONGEST_REASON)
	entry.value, fault = as_score(entry.score, points[entry.criterion_no])
	return fault


def as_score(text: object, points: float) -> tuple[float | None, str]:
	"""What somebody typed as a score (None for nothing), or in words why it is none.

	Args:
		text: a number, or text; full-width digits and 分 behind it are understood.
		points: the most that the criterion gives.
	"""
	typed = unicodedata.normalize("NFKC", cstr(text)).strip().removesuffix("分").strip()
	if not typed:
		return None, ""
	try:
		value = float(typed)
	except ValueError:
		return None, _("{0} is no number.").format(cstr(text).strip())
	if not 0 <= value <= points:
		return None, _("{0} does not lie between 0 and {1}.").format(f"{value:g}", f"{points:g}")
	if round(value, 2) != value:
		return None, _("{0}: two places after the point at most.").format(f"{value:g}")
	return value, ""


def _differs(entry: Entry, row: dict | None, stage: Stage) -> bool:
	reason = (row[stage.of("reason")] or "") if row else ""
	return entry.value != entered(row, stage) or (entry.value is not None and entry.reason != reason)


def _write(doc, stage: Stage, changed: list[Entry], stored: dict[int, dict]) -> None:
	criteria = {row.criterion_no: row for row in criteria_of(doc.scheme)}
	proposed = proposals(list(criteria.values()), [doc.station], doc.assessment_year)[doc.station]
	for entry in changed:
		values = {
			stage.of("score"): entry.value or 0,
			stage.of("reason"): entry.reason if entry.value is not None else None,
			stage.of("by"): frappe.session.user if entry.value is not None else None,
			**as_columns(proposed.get(entry.criterion_no)),
		}
		if row := stored.get(entry.criterion_no):
			frappe.db.set_value(SCORE, row["name"], values)
			continue
		criterion = criteria[entry.criterion_no]
		score = frappe.get_doc(
			{
				"doctype": SCORE,
				"assessment": doc.name,
				"station": doc.station,
				"jurisdiction": doc.jurisdiction,
				"criterion_no": entry.criterion_no,
				"criterion": criterion.criterion,
				"points": criterion.points,
				**values,
			}
		)
		score.flags.entered = True
		# nobody writes scores by hand; whose turn it is was checked on the assessment
		score.insert(ignore_permissions=True)


def as_columns(proposal: Proposal | None) -> dict:
	"""The columns of a score row that keep the proposal it was entered beside."""
	if not proposal:
		return {"has_proposal": 0, "proposed_score": 0, "proposed_figures": None}
	return {"has_proposal": 1, "proposed_score": proposal.score, "proposed_figures": proposal.figures}


def sum_up(doc) -> dict:
	"""Bring the assessment's totals and grade up to its scores.

	Args:
		doc: the Station Assessment; its page becomes out of date with it.

	Returns:
		The totals and the grade.
	"""
	rows = scores_of([doc.name])[doc.name]
	values = {
		stage.of("total"): total(rows, stage)
		for stage in STAGES
		if any(entered(row, stage) is not None for row in rows.values())
	}
	if doc.workflow_state == SCORED:
		# once the county has scored, its total is the one of the grade, whatever it took over
		values["county_total"] = total(rows, COUNTY)
		values["grade"] = grade_of(doc.scheme, values["county_total"])
	changed = {key: value for key, value in values.items() if doc.get(key) != value}
	# totals are no part of any form, and the entry of each score was checked; the page that others hold goes stale
	doc.db_set({**changed, "modified_by": frappe.session.user}, notify=True)
	return {key: doc.get(key) for key in ("self_total", "review_total", "county_total", "grade", "modified")}


@frappe.whitelist(methods=["GET", "POST"])
def sheet(assessment_year: int | str, jurisdiction: str | None = None, assessment: str | None = None) -> dict:
	"""Everything that the scoring page shows of one round, as far as the user may see it.

	Args:
		assessment_year: the round.
		jurisdiction: only stations of this place and below it.
		assessment: only this one.

	Returns:
		criteria; stations in the order of the network, each with state, totals, the stage that the user
		may enter, and per criterion the scores, reasons and the proposal.
	"""
	filters = {"assessment_year": cint(assessment_year)}
	if jurisdiction:
		filters["jurisdiction"] = ("in", scope.subtree(jurisdiction) or ("",))
	if assessment:
		filters["name"] = assessment
	rows = frappe.get_list(
		ASSESSMENT,
		filters=filters,
		fields=[
			"name",
			"station",
			"station.station_name as station_name",
			"scheme",
			"jurisdiction",
			"workflow_state",
			"self_total",
			"review_total",
			"county_total",
			"grade",
			"assessment_year",
		],
		limit_page_length=0,
	)
	order = _order_of({row.jurisdiction for row in rows})
	rows.sort(key=lambda row: (order.get(row.jurisdiction, 0), row.station_name))
	turns = may_enter(rows)
	stored = scores_of([row.name for row in rows])
	scheme = rows[0].scheme if rows else None
	criteria = criteria_of(scheme) if scheme else []
	proposed = proposals(criteria, [row.station for row in rows], cint(assessment_year))
	return {
		"criteria": [_described(row) for row in criteria],
		"stages": [{"key": stage.key, "label": _(stage.label)} for stage in STAGES],
		"stations": [
			{
				**row,
				"state_label": _(row.workflow_state),
				"grade_label": _(row.grade) if row.grade else "",
				"stage": turns[row.name].key if row.name in turns else "",
				"scores": _scores(row, criteria, stored[row.name], proposed.get(row.station, {})),
			}
			for row in rows
			if row.scheme == scheme
		],
	}


def _order_of(places: set[str]) -> dict[str, int]:
	return {
		row.name: row.lft
		for row in frappe.get_all("Jurisdiction", {"name": ("in", list(places) or [""])}, ["name", "lft"])
	}


def _described(row) -> dict:
	return {
		"no": row.criterion_no,
		"module": row.module,
		"criterion": row.criterion,
		"points": row.points,
		"deduction_rule": row.deduction_rule or "",
		"evidence": row.evidence or "",
	}


def _scores(assessment: dict, criteria: list, rows: dict[int, dict], live: dict[int, Proposal]) -> dict:
	fixed = assessment.workflow_state in (PUBLISHED, LOCKED)
	found = {}
	for criterion in criteria:
		row = rows.get(criterion.criterion_no)
		cell = {}
		for stage in STAGES:
			cell[stage.key] = entered(row, stage)
			cell[stage.of("reason")] = (row[stage.of("reason")] or "") if row else ""
		proposal = live.get(criterion.criterion_no)
		if fixed:
			# what it was decided by, not what is registered now
			stands = row and row.has_proposal
			proposal = Proposal(row.proposed_score, row.proposed_figures or "") if stands else None
		if proposal:
			cell |= {"proposed": proposal.score, "figures": proposal.figures}
		found[criterion.criterion_no] = cell
	return found
