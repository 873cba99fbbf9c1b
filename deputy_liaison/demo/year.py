"""A year's work on the demo's matters, done by the real people through the app's own actions.

Visits, moves, numbers, orders and log lines are made by the app's code as it runs for everybody.
Only their stamps are moved back afterwards, by `_Case.move_back`, so that the demo looks like a year.
"""

import datetime
import itertools
import random
from dataclasses import dataclass, field

import frappe
from frappe.utils import add_days, getdate, now_datetime

from deputy_liaison.demo.accounts import ACCOUNTS, user_of
from deputy_liaison.demo.county import County
from deputy_liaison.demo.matters import Matter, matters
from deputy_liaison.demo.people import Names, phone
from deputy_liaison.demo.plan import TOWN, TOWNSHIP
from deputy_liaison.demo.reception import OFFICERS, Held
from deputy_liaison.demo.scan import return_slip
from deputy_liaison.numbering import formatted, next_number
from deputy_liaison.opinions import clock
from deputy_liaison.state_machine import act
from deputy_liaison.working_days import is_working_day, limit_end

TICKET = "Opinion Ticket"
ORDER = "Dispatch Order"
LETTER_BOX = "Deputy Letter Box"

# step and working days since the one before; filing is done for all at once
DISPATCHED = (("propose", 1), ("dispatch", 1))
TAKEN_UP = (*DISPATCHED, ("acknowledge", 1), ("contact", 2))
ANSWERED = (*TAKEN_UP, ("reply", 9))
FED_BACK = (*ANSWERED, ("feed_back", 1))
DISSATISFIED = (*FED_BACK, ("dissatisfied", 2))
SECOND_ROUND = (*DISSATISFIED, ("rehandle", 1), ("acknowledge", 1), ("contact", 1))
SECOND_ANSWER = (*SECOND_ROUND, ("reply", 8), ("feed_back", 1))
CLOSED = (*FED_BACK, ("satisfied", 3))
PATHS = {
	"spot": (),
	"explained": (("explain", 1), ("close", 1)),
	"explained_open": (("explain", 1),),
	"registered": (),
	"pending": DISPATCHED[:1],
	"returned": (*DISPATCHED[:1], ("return", 1)),
	"issued": DISPATCHED,
	"handling": TAKEN_UP,
	"overdue": TAKEN_UP,
	"feedback": ANSWERED,
	"rating": FED_BACK,
	"dissatisfied": DISSATISFIED,
	"second_open": SECOND_ROUND,
	"second_closed": (*SECOND_ANSWER, ("satisfied", 2)),
	"review": (*SECOND_ANSWER, ("dissatisfied", 2), ("review", 2)),
	"closed": CLOSED,
	"archived": (*CLOSED, ("archive", 0)),
}
FIRST_REPLY = "已派人到现场处理，后续继续跟进。"


@dataclass
class Visitor:
	"""One visit to a station with its matters."""

	station: str
	matters: list[Matter]
	planned: datetime.date
	at: datetime.datetime | None = None
	reception: Held | None = None
	deputies: tuple[str, ...] = ()


def live_through(county: County, reception_days: dict[str, list[Held]]) -> None:
	"""Let the voters come and their matters be handled, in the order in which it happened."""
	_Year(county, reception_days).run()


def keep_limits_again() -> None:
	"""Set the limits by the dates that the acts have now, each dated back after it was done."""
	for doctype in clock.LIMITED:
		clock.keep_again(doctype)


def first_day() -> datetime.date:
	"""The demo's first day: early January; loaded early in the year it reaches back into the last one."""
	today = getdate()
	new_year = datetime.date(today.year, 1, 5)
	return new_year if (today - new_year).days >= 150 else today - datetime.timedelta(days=320)


class _Year:
	def __init__(self, county: County, reception_days: dict[str, list[Held]]) -> None:
		self.county = county
		self.reception_days = reception_days
		self.random = random.Random(2026)
		self.names = Names(404, set(county.deputy_named) | {one.full_name for one in ACCOUNTS})
		self.phones = itertools.count(20_001)
		self.started = now_datetime().replace(microsecond=0)
		self.yesterday = datetime.datetime.combine(getdate(), datetime.time()) - datetime.timedelta(hours=7)
		self.archive_batch = self.yesterday - datetime.timedelta(days=20)
		self.categories = dict(
			frappe.get_all("Opinion Category", fields=["category_name", "name"], as_list=True)
		)
		self.results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))

	def run(self) -> None:
		events = []
		for visitor in sorted(self._visitors(), key=lambda one: one.at):
			cases = [_Case(self, visitor, matter) for matter in visitor.matters]
			events.append((visitor.at, len(events), self._receive, (visitor, cases)))
			for case in cases:
				for at, step in self._schedule(case):
					events.append((at, len(events), case.take, (step, at)))
		for _at, _order, do, arguments in sorted(events, key=lambda event: event[:2]):
			do(*arguments)

	# when

	def _visitors(self) -> list[Visitor]:
		visitors: list[Visitor] = []
		start, today = first_day(), getdate()
		span = (today - start).days - 85
		table = matters()
		earlier = sum(matter.days_ago is None for matter in table)
		for number, matter in enumerate(table):
			if matter.same_visit:
				visitors[-1].matters.append(matter)
				continue
			if matter.days_ago is None:
				planned = start + datetime.timedelta(days=span * number // earlier)
			else:
				planned = today - datetime.timedelta(days=matter.days_ago)
			visitors.append(Visitor(matter.station, [matter], planned))
		for visitor in visitors:
			days_ago = visitor.matters[0].days_ago
			self._fix_day(visitor, 12 if days_ago is None else 4 if days_ago > 25 else 1)
		return visitors

	def _fix_day(self, visitor: Visitor, tolerance: int) -> None:
		"""Many come on a reception day: on the nearest one, if it is near enough."""
		nearest = min(
			(held for held in self.reception_days[visitor.station] if held.day < getdate()),
			key=lambda held: abs(held.day - visitor.planned),
			default=None,
		)
		if (
			visitor.matters[0].channel != LETTER_BOX
			and nearest
			and abs((nearest.day - visitor.planned).days) <= tolerance
		):
			visitor.reception = nearest
			visitor.at = self._within(nearest.day, 9, 11)
		else:
			visitor.at = self._office_hours(visitor.planned)

	def _office_hours(self, day: datetime.date) -> datetime.datetime:
		while not is_working_day(day) and day < self.yesterday.date():
			day += datetime.timedelta(days=1)
		return self._within(day, *self.random.choice(((8, 11), (14, 17))))

	def _within(self, day: datetime.date, from_hour: int, to_hour: int) -> datetime.datetime:
		minutes = self.random.randrange(10, (to_hour - from_hour) * 60)
		return datetime.datetime.combine(day, datetime.time(from_hour)) + datetime.timedelta(minutes=minutes)

	def _schedule(self, case: "_Case"):
		at = case.visitor.at
		for step, days in PATHS[case.matter.path]:
			if step == "archive":
				yield self.archive_batch, step
				continue
			day = at.date()
			for _ in range(days + self.random.randrange(0, max(days // 3, 1))):
				day += datetime.timedelta(days=1)
				while not is_working_day(day):
					day += datetime.timedelta(days=1)
			later = self._office_hours(day)
			at = (
				later
				if at < later < self.yesterday
				else min(at, self.yesterday) + datetime.timedelta(minutes=9)
			)
			yield at, step

	# who comes

	def _receive(self, visitor: Visitor, cases: list["_Case"]) -> None:
		"""The officer's front-desk form, saved once."""
		reception = visitor.reception
		visitor.deputies = self._deputies(visitor)
		frappe.set_user(user_of(OFFICERS[visitor.station]))  # whose rights the insert is checked by
		visit = frappe.get_doc(
			{
				"doctype": "Constituent Visit",
				"station": self.county.stations[visitor.station],
				"visit_time": visitor.at,
				"channel": visitor.matters[0].channel
				or ("Reception Day Visit" if reception else self._channel()),
				"reception_day": reception.name if reception else None,
				"leader_on_duty": reception.leader if reception else None,
				"place": frappe.db.get_value(
					"Liaison Station", self.county.stations[visitor.station], "station_name"
				),
				"receiving_deputies": [{"deputy": name} for name in visitor.deputies],
				**self._reporter(visitor),
				"village": self.county.places[visitor.matters[0].village],
				"matters": [self._row(matter) for matter in visitor.matters],
			}
		).insert()
		for case, row in zip(cases, visit.matters, strict=True):
			case.visit, case.ticket = visit.name, row.ticket
			case.move_back(visitor.at)

	def _reporter(self, visitor: Visitor) -> dict:
		if visitor.matters[0].channel == LETTER_BOX:
			return {"is_anonymous": 1}
		gender = self.random.choice(("Man", "Woman"))
		return {
			"reporter_name": self.names.next(gender),
			"reporter_gender": gender,
			"reporter_age": self.random.randrange(28, 79),
			"reporter_phone": phone(next(self.phones)),
			"reporter_address": f"{visitor.matters[0].village}{self.random.randrange(1, 120)}号",
			"head_count": self.random.choice((1, 1, 1, 1, 2, 3)),
		}

	def _channel(self) -> str:
		return self.random.choice(
			("Walk-in Visit", "Walk-in Visit", "Phone Call", "Home Visit", "By Appointment")
		)

	def _deputies(self, visitor: Visitor) -> tuple[str, ...]:
		if visitor.matters[0].channel == LETTER_BOX:
			return ()
		if visitor.reception:
			return visitor.reception.deputies
		placed = self.county.deputies[visitor.station]
		return (self.random.choice((placed[0], *placed[1:4])),)

	def _row(self, matter: Matter) -> dict:
		on_the_spot = matter.path == "spot"
		return {
			"content": matter.content,
			"category": self.categories[matter.category],
			"urgency": matter.urgency,
			"outcome": "Answered on the Spot" if on_the_spot else "To Be Handled",
			"answer": matter.reply if on_the_spot else None,
			"rating": matter.rating if on_the_spot else None,
		}


@dataclass
class _Case:
	"""One matter on its way, and the person who takes each step."""

	year: _Year
	visitor: Visitor
	matter: Matter
	visit: str = ""
	ticket: str = ""
	state_since: dict[str, datetime.datetime] = field(default_factory=dict)

	@property
	def town(self) -> str:
		return TOWNSHIP if self.visitor.station == "石坪" else TOWN

	@property
	def clerk(self) -> str:
		return user_of("zhuangan" if self.town == TOWN else "xiangzhuangan")

	@property
	def chair(self) -> str:
		return user_of("zhuxi" if self.town == TOWN else "xiangzhuxi")

	@property
	def officer(self) -> str:
		return user_of(OFFICERS[self.visitor.station])

	def take(self, step: str, at: datetime.datetime) -> None:
		"""Take one step as the person whose step it is, then date it to `at`."""
		getattr(self, f"_{step}")(at)
		self.move_back(at)

	def _act(self, user: str, doctype: str, name: str, action: str, note: str = "", **values) -> None:
		frappe.set_user(user)  # whose post and person the action is checked by
		act(doctype, name, action, str(frappe.db.get_value(doctype, name, "modified")), values, note)

	def _move(self, user: str, action: str, note: str = "", **values) -> None:
		self._act(user, TICKET, self.ticket, action, note, **values)

	# the township's office

	def _sort_out(self) -> None:
		"""The clerk adds where it is and whom it concerns, by a plain save of the page."""
		frappe.set_user(self.clerk)  # whose rights the save is checked by
		ticket = frappe.get_doc(TICKET, self.ticket)
		cells = self.year.county.grid_cells[self.matter.village]
		ticket.update(
			{
				"village": self.year.county.places[self.matter.village],
				"grid_cell": self.year.random.choice(cells),
				"nature": "Problem" if self.matter.urgency != "Normal Urgency" else "Suggestion",
				"people_affected": self.year.random.choice((12, 30, 46, 80, 150, 300)),
			}
		)
		ticket.save()

	def _propose(self, at: datetime.datetime) -> None:
		self._sort_out()
		units = self.year.county.units
		self._move(
			self.clerk,
			"Propose Ticket",
			category=self.year.categories[self.matter.category],
			authority_level="Township Level",
			proposed_route="Dispatch to Unit",
			lead_unit=units[self.matter.unit],
			supporting_units=[{"unit": units[name]} for name in self.matter.supporting],
			due_date=str(limit_end(getdate(), "Reply to Order")),
			responsible_person=frappe.db.get_value("Responsible Unit", units[self.matter.unit], "leader"),
			proposal=f"建议由{self.matter.unit}牵头现场核实，限期办理并答复反映人。",
		)

	def _return(self, at: datetime.datetime) -> None:
		self._move(self.chair, "Return Ticket to Clerk", "楼道灯属物业管理范围，请先核实物业服务合同再拟办。")

	def _dispatch(self, at: datetime.datetime) -> None:
		self._move(self.chair, "Dispatch Ticket", approval="同意，请抓紧办理，按时答复。")
		self._set_due_date(at, "Reply to Order")

	def _explain(self, at: datetime.datetime) -> None:
		self._move(self.clerk, "Explain Ticket", answer=self.matter.reply, policy_basis="现行政策和办事指南")

	def _close(self, at: datetime.datetime) -> None:
		self._move(self.officer, "Close Answered Ticket", "已电话告知反映人。")

	def _rehandle(self, at: datetime.datetime) -> None:
		self._move(
			self.clerk,
			"Rehandle Ticket",
			proposal="反映人不满意，请到现场与反映人当面核实后重新办理。",
			due_date=str(limit_end(getdate(), "Rehandle Ticket")),
		)
		self._set_due_date(at, "Rehandle Ticket")

	def _review(self, at: datetime.datetime) -> None:
		self._move(
			self.chair,
			"Review Ticket Jointly",
			review_decision="主席团召集承办单位和接待代表会商：列入年度重点督办，每月报告进展。",
		)

	def _archive(self, at: datetime.datetime) -> None:
		proposed = frappe.get_doc(TICKET, self.ticket).defaults_for("Archive Ticket")
		self._move(self.clerk, "Archive Ticket", **proposed)

	# the units

	def _orders(self) -> list:
		"""Orders of the current round, the supporting units' before the lead unit's."""
		handling_round = frappe.db.get_value(TICKET, self.ticket, "round")
		orders = frappe.get_all(
			ORDER,
			filters={"opinion_ticket": self.ticket, "round": handling_round},
			fields=["name", "unit_role", "responsible_unit"],
			order_by="number desc",
		)
		return sorted(orders, key=lambda order: order.unit_role == "Lead")

	def _handle(self, order, at: datetime.datetime, action: str, **values) -> None:
		"""As the unit's officer; the clerk types in the signed slip of a unit without an account."""
		unit = frappe.db.get_value(
			"Responsible Unit",
			order.responsible_unit,
			["unit_name", "has_account", "contact_person"],
			as_dict=True,
		)
		handlers = {one.place: one for one in ACCOUNTS if one.post == "Responsible Unit Officer"}
		if unit.has_account:
			user, person, slip = handlers[unit.unit_name].user, handlers[unit.unit_name].full_name, {}
		else:
			frappe.set_user(self.clerk)  # who uploads the scan
			user, person = self.clerk, unit.contact_person
			slip = {
				"on_behalf_signer": person,
				"on_behalf_date": str(at.date()),
				"on_behalf_scan": return_slip(ORDER, order.name),
			}
		people = {"acknowledged_by": person, "handler": person, "replied_by": person}
		asked = {key: people[key] for key in people if values.get(key, "") is None}
		self._act(user, ORDER, order.name, action, **{**values, **asked, **slip})

	def _acknowledge(self, at: datetime.datetime) -> None:
		for order in self._orders():
			self._handle(order, at, "Acknowledge Order", acknowledged_by=None, handler=None)

	def _contact(self, at: datetime.datetime) -> None:
		self._handle(
			self._orders()[-1],
			at,
			"Record First Contact",
			first_contact_on=str(at.date()),
			first_contact_with="Receiving Deputy",
			first_contact_mode="By Telephone",
			first_contact_note="向接待代表了解情况，约定现场查看时间。",
		)

	def _reply(self, at: datetime.datetime) -> None:
		*supporting, lead = self._orders()
		day = str(at.date())
		for order in supporting:
			self._handle(
				order,
				at,
				"Give Order Opinion",
				reply_date=day,
				replied_by=None,
				reply="已派员配合现场处理，无其他意见。",
			)
		final = frappe.db.get_value(TICKET, self.ticket, "round") == 2 or "second_" not in self.matter.path
		later = {
			"explanation": "需分步实施。",
			"plan": "已列入工作计划，按月推进。",
			"plan_due": str(add_days(at.date(), 150)),
		}
		self._handle(
			lead,
			at,
			"Reply to Order",
			result_class=self.year.results[self.matter.result],
			reply_form="In Writing",
			reply_date=day,
			replied_by=None,
			reply=self.matter.reply if final else FIRST_REPLY,
			**(later if self.matter.result == "B" else {}),
		)

	# the station

	def _feed_back(self, at: datetime.datetime) -> None:
		"""By the deputy with an account, if he received the voter, else by the station's officer."""
		deputy = next(one for one in ACCOUNTS if one.post == "Deputy")
		received = self.year.county.deputy_named[deputy.place] in self.visitor.deputies
		self._move(
			deputy.user if received else self.officer,
			"Feed Back Ticket",
			feedback_mode="Face to Face" if received else "By Telephone",
			feedback_on=str(at.date()),
			feedback_note="已将办理情况告知反映人。",
		)

	def _satisfied(self, at: datetime.datetime) -> None:
		self._move(
			self.officer,
			"Rate Ticket Satisfied",
			reporter_rating=self.matter.rating,
			rating_source="Telephone",
		)

	def _dissatisfied(self, at: datetime.datetime) -> None:
		self._move(
			self.officer,
			"Rate Ticket Dissatisfied",
			rating_source="Telephone",
			rating_reason="问题没有真正解决，希望到现场再看。",
		)

	# dates

	def _set_due_date(self, at: datetime.datetime, limit: str) -> None:
		"""The due date as it was then: the app refuses one that lies in the past."""
		due = limit_end(at.date(), limit)
		opinion_due = min(due, limit_end(at.date(), "Give Order Opinion"))
		frappe.db.set_value(TICKET, self.ticket, "due_date", due, update_modified=False)
		for order in self._orders():
			day = due if order.unit_role == "Lead" else opinion_due
			frappe.db.set_value(ORDER, order.name, "due_date", day, update_modified=False)

	def move_back(self, at: datetime.datetime) -> None:
		"""Date to `at` whatever the last act stamped with the present: the one place where the demo does so."""
		records = [(TICKET, self.ticket)]
		records += [
			(doctype, name)
			for doctype in (ORDER, "Commitment")
			for name in frappe.get_all(doctype, {"opinion_ticket": self.ticket}, pluck="name")
		]
		if at == self.visitor.at:
			records.append(("Constituent Visit", self.visit))
			if identity := frappe.db.get_value("Constituent Identity", {"source_name": self.visit}):
				records.append(("Constituent Identity", identity))
		for doctype, name in records:
			if self._move_stamps_back(doctype, name, at):
				self._move_log_back(name, at)

	def _move_stamps_back(self, doctype: str, name: str, at: datetime.datetime) -> bool:
		fields = [df.fieldname for df in frappe.get_meta(doctype).fields if df.fieldtype == "Datetime"]
		row = frappe.db.get_value(doctype, name, ["creation", "modified", *fields], as_dict=True)
		fresh = {key: at for key, value in row.items() if value and value >= self.year.started}
		if not fresh:
			return False
		if doctype == ORDER and "creation" in fresh and at.year != self.year.started.year:
			fresh["number"] = self._number_of_last_year(at.year)
		frappe.db.set_value(doctype, name, fresh, update_modified=False)
		return True

	def _number_of_last_year(self, year: int) -> str:
		"""The demo reaches into last year: an order of then has a number of then."""
		series = f"{ORDER} {self.year.county.places[self.town]}"
		# all orders so far are of last year, so this year's series has not begun
		frappe.db.delete("Number Counter", {"series": series, "year": self.year.started.year})
		return formatted("转", year, next_number(series, year))

	def _move_log_back(self, name: str, at: datetime.datetime) -> None:
		lines = frappe.get_all(
			"Handling Log",
			filters={"reference_name": name, "at": (">=", self.year.started)},
			fields=["name", "from_state", "to_state"],
			order_by="at asc, creation asc",
		)
		for number, line in enumerate(lines):
			since = self.state_since.get(name)
			stamp = at + datetime.timedelta(milliseconds=number)
			seconds = int((at - since).total_seconds()) if since and line.from_state else 0
			frappe.db.set_value(
				"Handling Log",
				line.name,
				{"at": at, "creation": stamp, "modified": stamp, "seconds_in_state": seconds},
				update_modified=False,
			)
			if line.to_state:
				self.state_since[name] = at
