import frappe
from frappe import _
from frappe.utils import cint, format_date, getdate, strip_html

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.liaison_network.station_scores import (
	COUNTY,
	LOCKED,
	OPEN,
	PUBLISHED,
	REVIEW,
	SELF,
	Stage,
	criteria_of,
	effective,
	grade_of,
	lacks_reason,
	scored_before,
	scores_of,
	sheet,
	total,
)
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move, act, begin, internal_move
from deputy_liaison.working_days import limit_end

DOCTYPE = "Station Assessment"
APPEAL = "Appeal Against Assessment"
LOCK = "Lock Assessment"
OFFICER = "County Deputy Affairs Officer"
MOST_BONUS = 5
# action → the stage that it closes
CLOSES = {"Submit Self-Score": SELF, "Review Assessment": REVIEW, "Score Assessment": COUNTY}
# what needs nothing but a yes, so that it can be done for many stations at once
FOR_MANY = (*CLOSES, "Publish Assessment", LOCK)


class StationAssessment(LiaisonDocument):
	"""One station in one year's assessment: self-score, review, county score, published, locked (rules.md §3b, §8).

	Nothing of it is changed by saving; scores come through `station_scores.enter`, the rest with actions.
	"""

	scope = Scope(jurisdiction="jurisdiction", township="township", station="station")
	moved_without_write = True
	asks = {
		"Submit Self-Score": Ask(),
		"Review Assessment": Ask(note="optional"),
		"Return Assessment to Station": Ask(note="required"),
		"Score Assessment": Ask(("bonus", "bonus_reason"), note="optional"),
		"Return Assessment to Township": Ask(note="required"),
		"Publish Assessment": Ask(),
		"Appeal Against Assessment": Ask(("appeal_text*",)),
		"Sustain Assessment Appeal": Ask(("appeal_decision*",)),
		"Dismiss Assessment Appeal": Ask(("appeal_decision*",)),
		"Lock Assessment": Ask(),
	}
	system_moves = {(PUBLISHED, LOCKED): frozenset({"Lock Assessment"})}

	def onload(self) -> None:
		super().onload()
		self.set_onload("sheet", sheet(self.assessment_year, assessment=self.name))
		self.set_onload("record", record_of([self.name]))

	def validate(self) -> None:
		station = frappe.db.get_value(
			"Liaison Station", self.station, ["station_name", "jurisdiction"], as_dict=True
		)
		if self.is_new():
			self.jurisdiction = station.jurisdiction
			self.subject = _("{0}, assessment of {1}", lang="zh").format(
				station.station_name, self.assessment_year
			)
			if frappe.db.exists(DOCTYPE, {"station": self.station, "assessment_year": self.assessment_year}):
				frappe.throw(
					_("{0} is in the round of {1} already.").format(
						frappe.bold(station.station_name), self.assessment_year
					),
					frappe.DuplicateEntryError,
				)

	def is_archived(self) -> bool:
		return self.workflow_state in (PUBLISHED, LOCKED)

	def on_trash(self) -> None:
		frappe.throw(_("Assessments and their scores are not deleted."), frappe.PermissionError)

	def scores(self) -> dict[int, dict]:
		"""Number of the criterion → its score row."""
		return scores_of([self.name])[self.name]

	def why_not(self, action: str, user: str) -> str | None:
		stage = CLOSES.get(action)
		if stage in (REVIEW, COUNTY) and scored_before(self, self.scores(), stage, user):
			return _("Who scored before does not review: it is for another person.")
		if action == "Publish Assessment" and scored_before(self, self.scores(), None, user):
			return _("Who scored does not publish: it is for another person.")
		if action == APPEAL and getdate() > getdate(self.appeal_until):
			return _("Appeals were possible until {0}.").format(format_date(self.appeal_until, "yyyy-MM-dd"))
		if action == LOCK and getdate() <= getdate(self.appeal_until):
			return _("Appeals are possible until {0}; it is locked after that day.").format(
				format_date(self.appeal_until, "yyyy-MM-dd")
			)
		return None

	# the scorings

	def on_submit_self_score(self, move: Move) -> None:
		self._close(SELF)

	def on_review_assessment(self, move: Move) -> None:
		self._close(REVIEW)

	def on_score_assessment(self, move: Move) -> None:
		self._close(COUNTY)
		if (self.bonus or 0) > MOST_BONUS:
			frappe.throw(
				_("{0}: {1} at most.").format(frappe.bold(_("Bonus Points")), frappe.bold(MOST_BONUS))
			)
		if self.bonus and not (self.bonus_reason or "").strip():
			frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Bonus Reason"))))

	def _close(self, stage: Stage) -> None:
		rows = self.scores()
		numbers = [row.criterion_no for row in criteria_of(self.scheme)]
		missing = [number for number in numbers if effective(rows.get(number), stage) is None]
		if missing:
			frappe.throw(
				_("{0}: criteria {1} have no score yet.").format(
					frappe.bold(self.subject), frappe.bold(_(", ").join(map(str, missing)))
				),
				title=_("Something Is Missing"),
			)
		unsaid = [number for number in numbers if lacks_reason(rows[number], stage)]
		if unsaid:
			frappe.throw(
				_("{0}: say why criteria {1} are scored differently.").format(
					frappe.bold(self.subject), frappe.bold(_(", ").join(map(str, unsaid)))
				),
				title=_("Something Is Missing"),
			)
		self.set(stage.of("total"), total(rows, stage))
		if not self.get(stage.of("closed_by")) or self.flags.move.action in CLOSES:
			self.set(stage.of("closed_by"), frappe.session.user)
		if stage is COUNTY:
			self.grade = grade_of(self.scheme, self.county_total)

	# publication and appeals

	def on_publish_assessment(self, move: Move) -> None:
		# the county may have mended a score since
		self._close(COUNTY)
		self.published_on = getdate()
		self.appeal_until = limit_end(self.published_on, APPEAL, "County")

	def on_appeal_against_assessment(self, move: Move) -> None:
		self.appeal_open = 1
		self.appealed_on = getdate()
		self.appeal_decision = None

	def on_sustain_assessment_appeal(self, move: Move) -> None:
		self.appeal_open = 0
		self.published_on = self.appeal_until = None

	def on_dismiss_assessment_appeal(self, move: Move) -> None:
		self.appeal_open = 0


def on_doctype_update() -> None:
	"""One assessment to a station and year, whoever is faster."""
	frappe.db.add_unique(DOCTYPE, ["station", "assessment_year"])


@frappe.whitelist(methods=["POST"])
def open_round(assessment_year: int | str, scheme: str) -> int:
	"""Begin a year's assessment for every station in operation that is not in it yet.

	Args:
		assessment_year: the round.
		scheme: the Assessment Scheme that it is judged by; one to a round.

	Returns:
		How many stations were added.

	Raises:
		frappe.PermissionError: the caller is no County Deputy Affairs Officer.
		frappe.ValidationError: the year is none, or the round has another scheme.
	"""
	if not any(post.post == OFFICER for post in scopes.posts()):
		frappe.throw(_("A round is opened by: {0}.").format(_(OFFICER)), frappe.PermissionError)
	year = cint(assessment_year)
	if not 2000 <= year <= getdate().year + 1:
		frappe.throw(_("{0} is no year of an assessment.").format(frappe.bold(assessment_year)))
	used = frappe.db.get_value(DOCTYPE, {"assessment_year": year}, "scheme")
	if used and used != scheme:
		frappe.throw(
			_("The round of {0} is judged by {1}. One round has one scheme.").format(
				year, frappe.bold(frappe.db.get_value("Assessment Scheme", used, "scheme_name"))
			)
		)
	inside = set(frappe.get_all(DOCTYPE, {"assessment_year": year}, pluck="station"))
	stations = [
		name
		for name in frappe.get_all("Liaison Station", {"status": "In Operation"}, pluck="name")
		if name not in inside
	]
	for station in stations:
		doc = frappe.get_doc(
			{"doctype": DOCTYPE, "station": station, "assessment_year": year, "scheme": scheme}
		)
		begin(doc, "Open Assessment Round", OPEN)
	return len(stations)


@frappe.whitelist(methods=["POST"])
def take_for_many(action: str, assessments: str | list) -> dict:
	"""Take one action for many stations; where it is refused, that station stays as it is.

	Args:
		action: one that needs nothing to be filled in.
		assessments: names (JSON or list).

	Returns:
		done: how many; refused: in words, what was refused and why.
	"""
	if action not in FOR_MANY:
		frappe.throw(_("{0} is taken for one station at a time.").format(_(action)))
	done, refused = 0, []
	for name in frappe.parse_json(assessments):
		frappe.db.savepoint("one_station")
		try:
			act(DOCTYPE, name, action, str(frappe.db.get_value(DOCTYPE, name, "modified")))
			done += 1
		except (frappe.ValidationError, frappe.PermissionError) as reason:
			frappe.db.rollback(save_point="one_station")
			refused.append(strip_html(str(reason)))
	# each refusal is told once, in the answer
	frappe.clear_messages()
	return {"done": done, "refused": refused}


def lock_after_appeals() -> None:
	"""Nightly: what nobody appealed against in time is locked."""
	for name in frappe.get_all(
		DOCTYPE,
		{"workflow_state": PUBLISHED, "appeal_open": 0, "appeal_until": ("<", getdate())},
		pluck="name",
	):
		internal_move(DOCTYPE, name, LOCKED, LOCK)


@frappe.whitelist(methods=["GET", "POST"])
def rounds() -> dict:
	"""What the scoring page offers to choose from.

	Returns:
		years of rounds that the user sees, latest first; townships within the posts; schemes, for who may
		open a round.
	"""
	seen = frappe.get_list(
		DOCTYPE,
		fields=["assessment_year", "township"],
		distinct=True,
		limit_page_length=0,
		order_by="assessment_year",
	)
	years = sorted({row.assessment_year for row in seen}, reverse=True)
	towns = frappe.get_all(
		"Jurisdiction",
		filters={"name": ("in", [row.township for row in seen] or [""])},
		fields=["name as value", "jurisdiction_name as label"],
		order_by="lft",
	)
	schemes = []
	if any(post.post == OFFICER for post in scopes.posts()):
		schemes = frappe.get_all(
			"Assessment Scheme",
			filters={"disabled": 0},
			fields=["name as value", "scheme_name as label"],
			order_by="adopted_on desc, creation desc",
		)
	return {"years": [str(year) for year in years], "townships": towns, "schemes": schemes}
