"""Two rounds of the stations' yearly assessment: the last one is locked, this year's is under way (seed S0-08).

179 stations by 23 criteria are written in bulk: through `station_scores.enter` one round takes minutes.
That this is sound: the app's own functions give the criteria, the proposals, the totals and the grades, and
`tests/test_demo_county.py` sums every assessment up again, holds its rows against one that a station's officer
enters, and takes the round under way on through the actions as any other.
"""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

import frappe
from frappe.utils import add_days, getdate

from deputy_liaison.demo.accounts import ACCOUNTS, user_of
from deputy_liaison.demo.county import County
from deputy_liaison.demo.plan import TOWN, TOWNSHIP, TOWNSHIPS, StationPlan, Township
from deputy_liaison.demo.reception import OFFICERS
from deputy_liaison.demo.supervision import SCHEME
from deputy_liaison.demo.together import insert_rows
from deputy_liaison.liaison_network.score_proposals import proposals
from deputy_liaison.liaison_network.station_scores import (
	COUNTY,
	LOCKED,
	OPEN,
	PUBLISHED,
	REVIEW,
	REVIEWED,
	SCORED,
	SELF,
	SELF_SCORED,
	STAGES,
	Stage,
	as_columns,
	criteria_of,
	grade_of,
	total,
)
from deputy_liaison.working_days import limit_end

ASSESSMENT = "Station Assessment"
SCORE = "Assessment Score"
LOG = "Handling Log"
# this far into a year the grades of the year before are published and the appeals are over
SETTLED_AFTER = 75
# share of the stations → points that they lose, in the order of the grades
LOSSES = ((0.22, (2, 9)), (0.76, (11, 19)), (0.98, (21, 38)), (1.0, (42, 48)))
REASONS = {
	REVIEW: ("台账有补记，扣分", "按实际活动次数计分", "实地查看与自评不一致"),
	COUNTY: ("抽查档案不全", "核对接待登记后扣分", "展板更新不及时"),
}
# what leads to each state of a round that is through
STEPS = (
	("Open Assessment Round", "", OPEN),
	("Submit Self-Score", OPEN, SELF_SCORED),
	("Review Assessment", SELF_SCORED, REVIEWED),
	("Score Assessment", REVIEWED, SCORED),
	("Publish Assessment", SCORED, PUBLISHED),
	("Lock Assessment", PUBLISHED, LOCKED),
)


@dataclass(frozen=True)
class Actor:
	"""Who did a step: account, name and post."""

	user: str
	name: str
	post: str


def last_round() -> int:
	"""The latest year whose round is through."""
	return add_days(getdate(), -SETTLED_AFTER).year - 1


def assess(county: County) -> None:
	"""Insert both rounds with their scores and handling records."""
	scheme = frappe.db.get_value("Assessment Scheme", {"scheme_name": SCHEME})
	_Round(county, scheme, last_round()).write_whole()
	_Round(county, scheme, last_round() + 1).write_begun()


class _Round:
	def __init__(self, county: County, scheme: str, year: int) -> None:
		self.county = county
		self.scheme = scheme
		self.year = year
		self.random = random.Random(year * 23)
		self.criteria = criteria_of(scheme)
		names = [county.stations[plan.short_name] for town in TOWNSHIPS for plan in town.stations]
		self.proposed = proposals(self.criteria, names, year)
		self.officers = dict(
			frappe.get_all(
				"Station Officeholder",
				{"office": "Liaison Officer", "parent": ("in", names), "idx": 3},
				["parent", "person_name"],
				as_list=True,
			)
		)
		self.assessments: list[dict] = []
		self.scores: list[dict] = []
		self.log: list[dict] = []

	def write_whole(self) -> None:
		"""The round of a year gone by, locked after the time for appeals."""
		published = datetime.date(self.year + 1, 1, 20)
		for number, (town, plan) in enumerate(self._stations()):
			doc = self._assessment(town, plan, LOCKED)
			rows = self._scored(doc, town, plan, STAGES)
			for stage in STAGES:
				doc[stage.of("total")] = total(rows, stage)
				doc[stage.of("closed_by")] = self._actor(stage, town, plan).user
			doc["grade"] = grade_of(self.scheme, doc["county_total"])
			doc["published_on"] = published
			doc["appeal_until"] = limit_end(published, "Appeal Against Assessment", "County")
			days = (-50, -34 + number % 5, -24 + number % 4, -14 + number % 6, 0)
			at = [self._at(add_days(published, day), number) for day in days]
			at.append(self._at(add_days(doc["appeal_until"], 1), number))
			self._log(doc, town, plan, STEPS, at)
		self._insert()

	def write_begun(self) -> None:
		"""This year's: handed in by some, begun by some, waiting for the others."""
		opened = max(add_days(getdate(), -20), datetime.date(self.year, 1, 1))
		for number, (town, plan) in enumerate(self._stations()):
			# the demo's own town has one station at each stage, so that its people find work
			handed_in = plan.short_name in ("河东", "南园") or (
				town.name not in (TOWN, TOWNSHIP) and number % 5 < 2
			)
			begun = handed_in or plan.short_name == "北街" or number % 5 == 2
			doc = self._assessment(town, plan, SELF_SCORED if handed_in else OPEN)
			if begun:
				criteria = self.criteria if handed_in else self.criteria[: 6 + number % 9]
				rows = self._scored(doc, town, plan, (SELF,), criteria)
				doc["self_total"] = total(rows, SELF)
			at = [self._at(opened, number)]
			if handed_in:
				doc["self_closed_by"] = self._actor(SELF, town, plan).user
				at.append(self._at(add_days(getdate(), -1 - number % 6), number))
			self._log(doc, town, plan, STEPS[: len(at)], at)
		self._insert()

	@staticmethod
	def _stations() -> Iterator[tuple[Township, StationPlan]]:
		for town in TOWNSHIPS:
			for plan in town.stations:
				yield town, plan

	@staticmethod
	def _at(day: datetime.date, number: int) -> datetime.datetime:
		return datetime.datetime.combine(day, datetime.time(9 + number % 8, number * 7 % 60))

	def _assessment(self, town: Township, plan: StationPlan, state: str) -> dict:
		name = self.county.stations[plan.short_name]
		doc = {
			"name": frappe.generate_hash(length=10),
			# as StationAssessment.validate writes it
			"subject": frappe._("{0}, assessment of {1}", lang="zh").format(plan.name, self.year),
			"station": name,
			"assessment_year": self.year,
			"scheme": self.scheme,
			"workflow_state": state,
			"jurisdiction": self.county.places[plan.home],
			"township": self.county.places[town.name],
			**dict.fromkeys(("self_total", "review_total", "county_total"), 0),
			**dict.fromkeys(("grade", "published_on", "appeal_until")),
			**dict.fromkeys(stage.of("closed_by") for stage in STAGES),
		}
		self.assessments.append(doc)
		return doc

	def _scored(
		self,
		doc: dict,
		town: Township,
		plan: StationPlan,
		stages: tuple[Stage, ...],
		criteria: list | None = None,
	) -> dict[int, dict]:
		"""Score rows of one assessment: the station's scores, and what the reviewers see otherwise."""
		losses = self._losses()
		rows = {}
		for criterion in criteria or self.criteria:
			number = criterion.criterion_no
			row = {
				"name": frappe.generate_hash(length=10),
				"assessment": doc["name"],
				"station": doc["station"],
				"jurisdiction": doc["jurisdiction"],
				"township": doc["township"],
				"criterion_no": number,
				"criterion": criterion.criterion,
				"points": criterion.points,
				**as_columns(self.proposed[doc["station"]].get(number)),
			}
			for stage in STAGES:
				row |= {stage.of("score"): 0, stage.of("reason"): None, stage.of("by"): None}
			true = criterion.points - losses[number]
			# a station thinks a little better of itself; the chair sees some of it, the county the rest
			claimed = min(criterion.points, true + self.random.choice((0, 0, 0, 0.5, 1)))
			reviewed = self.random.choice((claimed, true))
			for stage, score, before in (
				(SELF, claimed, None),
				(REVIEW, reviewed, claimed),
				(COUNTY, true, reviewed),
			):
				if stage in stages and score != before:
					row[stage.of("score")] = score
					row[stage.of("by")] = self._actor(stage, town, plan).user
					row[stage.of("reason")] = (
						self.random.choice(REASONS[stage]) if before is not None else None
					)
			rows[number] = row
		self.scores += rows.values()
		return rows

	def _losses(self) -> dict[int, float]:
		"""Number of the criterion → points lost: a station's level at random, then spread in halves of a point."""
		level = self.random.random()
		least, most = next(bounds for share, bounds in LOSSES if level <= share)
		left = self.random.randrange(least * 2, most * 2 + 1) / 2
		lost = dict.fromkeys((row.criterion_no for row in self.criteria), 0.0)
		while left:
			criterion = self.random.choice(self.criteria)
			if lost[criterion.criterion_no] < criterion.points:
				lost[criterion.criterion_no] += 0.5
				left -= 0.5
		return lost

	# who

	def _actor(self, stage: Stage, town: Township, plan: StationPlan) -> Actor:
		"""The demo's account where there is one; of the others only the names are in the demo."""
		if stage is COUNTY:
			return _of_account("xianganbu")
		if stage is REVIEW:
			for one in ACCOUNTS:
				if one.post == stage.role and one.place == town.name:
					return _of_account(one.user_name)
			return Actor(_unloaded(town.code, "chair"), self.county.chairs[town.name], stage.role)
		if plan.short_name in OFFICERS:
			return _of_account(OFFICERS[plan.short_name])
		number = town.stations.index(plan)
		name = self.officers[self.county.stations[plan.short_name]]
		return Actor(_unloaded(town.code, f"station-{number:02d}"), name, stage.role)

	def _log(
		self, doc: dict, town: Township, plan: StationPlan, steps: tuple, at: list[datetime.datetime]
	) -> None:
		officer = _of_account("xianganbu")
		actors = {
			"Open Assessment Round": Actor(officer.user, officer.name, ""),
			"Submit Self-Score": self._actor(SELF, town, plan),
			"Review Assessment": self._actor(REVIEW, town, plan),
			"Score Assessment": officer,
			"Publish Assessment": _of_account("xianzhuren"),
			"Lock Assessment": Actor("Administrator", frappe._("System Administrator"), ""),
		}
		since = None
		for (action, from_state, to_state), stamp in zip(steps, at, strict=True):
			locks = action == "Lock Assessment"
			actor = actors[action]
			self.log.append(
				{
					"name": frappe.generate_hash(length=10),
					"at": stamp,
					"reference_doctype": ASSESSMENT,
					"reference_name": doc["name"],
					"event": "System Move" if locks else "Move by Person",
					"action": action,
					"from_state": from_state,
					"to_state": to_state,
					"rule": action if locks else "",
					"user": actor.user,
					"person_name": actor.name,
					"post": actor.post,
					"is_acting": 0,
					"entered_on_behalf": 0,
					"seconds_in_state": int((stamp - since).total_seconds()) if since else 0,
					"jurisdiction": doc["jurisdiction"],
					"township": doc["township"],
					"station": doc["station"],
					"note": "",
					"stamp": stamp,
				}
			)
			since = stamp
		doc["begun"], doc["stamp"] = at[0], at[-1]

	def _insert(self) -> None:
		last = {doc["name"]: doc["stamp"] for doc in self.assessments}
		for row in self.scores:
			row["stamp"] = last[row["assessment"]]
		for doctype, rows in ((ASSESSMENT, self.assessments), (SCORE, self.scores), (LOG, self.log)):
			insert_rows(doctype, [_stamped(row) for row in rows])


def _of_account(user_name: str) -> Actor:
	one = next(one for one in ACCOUNTS if one.user == user_of(user_name))
	return Actor(one.user, one.full_name, one.post)


def _unloaded(code: str, who: str) -> str:
	"""The account of somebody of another township: his or her work is in the demo, the account is not."""
	return f"{who}.{ord(code[0]):x}@demo.invalid"


def _stamped(row: dict) -> dict:
	"""The row with Frappe's own columns: from its first to its last change."""
	last = row.pop("stamp")
	by = {"owner": "Administrator", "modified_by": "Administrator"}
	begun = row.pop("begun", last)
	return {**row, "creation": begun, "modified": last, **by}
