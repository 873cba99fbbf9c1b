"""The rates of rules.md §5 against a set worked out by hand in which every exclusion occurs."""

from unittest.mock import patch

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_days, get_first_day, get_last_day, getdate, today

from deputy_liaison import shares
from deputy_liaison.opinions import figures, rate_counts, rates
from deputy_liaison.opinions.clock import RUNNING, WITH_UNITS
from deputy_liaison.opinions.rate_counts import OF_COUNTY, Asked, Cases, behind_rate, counts, of_figure, total
from deputy_liaison.opinions.rate_tables import TICKET_RATES
from deputy_liaison.opinions.registering import split_off
from deputy_liaison.opinions.report.handling_rates import handling_rates
from tests.base import LiaisonTestCase, make

TICKET, ORDER = "Opinion Ticket", "Dispatch Order"
# a month of the past: everything in it is due
MONTH = (getdate("2025-03-01"), getdate("2025-03-31"))


class RatesTestCase(LiaisonTestCase):
	"""Rows as the two machines leave them (rules.md §2); how they come about is tested with the machines."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(ORDER)
		frappe.db.delete(TICKET)
		frappe.db.delete("Receiving Deputy")
		self.results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
		self.categories = frappe.get_all("Opinion Category", pluck="name", order_by="creation", limit=2)

	def case(self, state: str, unit: str | None = None, **values) -> str:
		"""A ticket of 东站, dispatched on 5 March to the water station unless told otherwise; its name."""
		world = self.world
		result = values.pop("result", None)
		orders = values.pop("orders", None)
		deputies = values.pop("deputies", [world.deputy])
		row = {
			"township": world.town,
			"jurisdiction": world.east,
			"station": world.station,
			"category": self.categories[0],
			"subject": "水渠垮塌",
			"content": "三组水渠垮了一段,请修一修。",
			"received_on": "2025-03-03 09:00:00",
			"first_order_on": "2025-03-05 10:00:00",
			"due_date": "2025-04-04",
			"handling_level": "Township Level",
			"lead_unit": world.unit_water,
			"round": 1,
			"workflow_state": state,
			"state_due": values.get("due_date", "2025-04-04")
			if state in WITH_UNITS["Opinion Ticket"]
			else None,
			"result_class": self.results[result] if result else None,
			**values,
		}
		ticket = frappe.get_doc({"doctype": TICKET, **row})
		ticket.name = frappe.generate_hash(length=10)
		ticket.number = f"测〔2025〕第{ticket.name}号"
		ticket.db_insert()
		for deputy in deputies:
			child = {"doctype": "Receiving Deputy", "parent": ticket.name, "parenttype": TICKET}
			child |= {"parentfield": "receiving_deputies", "deputy": deputy}
			frappe.get_doc(child).db_insert()
		if row["first_order_on"]:
			for order in orders or [{}]:
				self.order(ticket, unit, **order)
		return ticket.name

	def order(self, ticket, unit: str | None = None, **values) -> None:
		row = {
			"opinion_ticket": ticket.name,
			"subject": ticket.subject,
			"township": ticket.township,
			"jurisdiction": ticket.jurisdiction,
			"station": ticket.station,
			"unit_role": "Lead",
			"order_kind": "Handling Order",
			"round": ticket.round,
			"responsible_unit": unit or self.world.unit_water,
			"issued_on": ticket.first_order_on,
			"due_date": ticket.due_date,
			"reply_date": ticket.replied_on,
			"result_class": ticket.result_class,
			"workflow_state": "Order Accepted" if ticket.replied_on else "Order Acknowledged",
			**values,
		}
		row["state_due"] = row["due_date"] if row["workflow_state"] in RUNNING else None
		if row["workflow_state"] == "Order Return Requested":
			# the unit's limit stands still; what runs, and is over, is its approver's
			row["state_due"] = add_days(today(), -1)
		order = frappe.get_doc({"doctype": ORDER, **row})
		order.name = frappe.generate_hash(length=10)
		order.db_insert()

	def a_month(self) -> dict[str, str]:
		"""Every exclusion of §5 once, in the March of 甲镇; short word → ticket."""
		replied = {"replied_on": "2025-03-20", "result": "A"}
		fed_back = {**replied, "feedback_mode": "By Telephone", "feedback_on": "2025-03-22"}
		rated = {**fed_back, "workflow_state": "Ticket Closed", "closing_way": "Rated by Reporter"}
		no_order = {"first_order_on": None, "lead_unit": None, "due_date": None}
		world, case = self.world, self.case
		closed = "Ticket Closed"

		def of(values: dict, **more) -> dict:
			return {key: value for key, value in {**values, **more}.items() if key != "workflow_state"}

		return {
			# counted: 10 at the township
			"satisfied": case(
				"Ticket Archived", **of(rated, reporter_rating="Satisfied", deputy_rating="Dissatisfied")
			),
			"basically": case(
				closed,
				**of(rated, reporter_rating="Basically Satisfied", result="B", replied_on="2025-04-20"),
			),
			"rehandled": case(
				closed,
				**of(rated, reporter_rating="Satisfied", round=2, deputies=[world.deputy, world.deputy_west]),
			),
			"explained": case(
				closed,
				**of(rated, closing_way="Explained After Review", reporter_rating="Dissatisfied", result="C"),
			),
			"unrated": case(closed, **of(fed_back, closing_way="No Rating Returned")),
			"posted": case(
				closed, **of(replied, closing_way="Posted Publicly", feedback_mode="Posted Publicly")
			),
			"unreachable": case(
				closed,
				**of(replied, closing_way="Could Not Be Reached", feedback_mode="Could Not Be Reached"),
			),
			"to_feed_back": case(
				"Ticket To Feed Back",
				**replied,
				category=self.categories[1],
				deputy_rating="Basically Satisfied",
			),
			"village": case(
				"Ticket Awaiting Rating",
				**of(fed_back, lead_unit=None, village_unit=world.unit_works, result=None),
				unit=world.unit_works,
				orders=[{"order_kind": "Village Coordination"}],
			),
			"open": case("Ticket In Handling", unit=world.unit_works, station=world.station_west),
			# at the county
			"escalated": case(
				"Ticket In Handling",
				handling_level="County",
				escalated_on="2025-03-04 15:00:00",
				unit=world.unit_power,
			),
			# nowhere
			"withdrawn": case("Ticket Withdrawn", orders=[{"workflow_state": "Order Withdrawn"}]),
			"merged": case("Ticket Merged", **no_order),
			"out_of_scope": case("Ticket Out of Scope", **no_order),
			"channel": case(closed, **no_order, closing_way="Channel Named"),
			"accusation": case("Ticket Accusation Forwarded", **no_order, restriction=1),
			"passed_on": case(closed, **no_order, restriction=2, closing_way="Accusation Passed On"),
			"converted": case("Ticket Converted", **no_order),
			"entrusted": case("Ticket Entrusted", **no_order),
			"registered": case("Ticket Registered", **no_order),
			# answered without an order
			"spot_rated": case(
				closed,
				**no_order,
				answer="已当场说明。",
				closing_way="Answered on the Spot",
				reporter_rating="Satisfied",
			),
			"spot_unrated": case(
				closed, **no_order, answer="已当场说明。", closing_way="Answered on the Spot"
			),
			"explained_open": case("Ticket Answered", **no_order, answer="按政策解释。"),
			# another month, another township
			"february": case("Ticket In Handling", first_order_on="2025-02-28 23:59:59"),
			"april": case("Ticket In Handling", first_order_on="2025-04-01 00:00:00"),
			"other": case(
				"Ticket In Handling",
				township=world.town_b,
				jurisdiction=world.south,
				station=world.station_b,
				deputies=[],
			),
		}

	def commitment(self, ticket: str, state: str, due: str, fulfilled: str | None = None) -> None:
		# an order has one promise at most, so each stands on an order of a round of its own
		order = frappe.get_doc(ORDER, {"opinion_ticket": ticket, "unit_role": "Lead"})
		self.rounds = getattr(self, "rounds", 90) + 1
		order.update({"name": frappe.generate_hash(length=10), "round": self.rounds})
		order.db_insert()
		self.promise(ticket, order.name, order.responsible_unit, state, due, fulfilled)

	def promise(
		self, ticket: str, order: str, unit: str, state: str, due: str, fulfilled: str | None
	) -> None:
		promise = {
			"doctype": "Commitment",
			"opinion_ticket": ticket,
			"dispatch_order": order,
			"responsible_unit": unit,
			"workflow_state": state,
			"due_date": due,
			"fulfilled_on": fulfilled,
			**frappe.db.get_value(TICKET, ticket, ("township", "jurisdiction", "station"), as_dict=True),
		}
		doc = frappe.get_doc(promise)
		doc.name = frappe.generate_hash(length=10)
		doc.db_insert()

	def asked(self, by: str | None = None, **more) -> Asked:
		return Asked(*MONTH, by, **more)

	def rates_of(self, found: dict) -> dict[str, float | None]:
		return {key: rates.rate(key, rates.BY_RESULT).of(found) for key in rates.RATES}


class TestRatesByHand(RatesTestCase):
	def test_the_counts_of_the_month(self):
		self.a_month()
		with self.as_user("clerk"):
			found = total(self.asked())
		expected = {
			"handled": 10,
			"replied": 9,
			"replied_in_time": 8,
			"answerable": 10,
			"overdue": 1,
			"solved": 6,
			"planned": 1,
			"rated": 4,
			"satisfied": 2,
			"basically_satisfied": 1,
			"dissatisfied": 1,
			"deputy_rated": 2,
			"deputy_satisfied": 1,
			"fed_back": 6,
			"posted": 1,
			"unreachable": 1,
			"closed": 7,
			"rehandled": 1,
			"rated_once": 4,
			"answered": 3,
			"answered_fed_back": 2,
			"answered_rated": 1,
			"answered_satisfied": 1,
			"answered_basically_satisfied": 0,
			"withdrawn": 1,
			"merged": 1,
			"channel_named": 2,
			"converted": 1,
			"entrusted": 1,
			"escalated": 1,
			"coordinated": 1,
			"dispatched": 11,
			"in_office": 1,
			"received": 23,
		}
		self.assertEqual({key: found[key] for key in expected}, expected)

	def test_the_rates_of_the_month(self):
		self.a_month()
		with self.as_user("clerk"):
			found = self.rates_of(total(self.asked()))
		self.assertEqual(
			found,
			{
				"reply_rate": 90.0,
				"on_time_rate": 80.0,
				"meeting_rate": None,
				"three_meetings_rate": None,
				"participation_rate": None,
				"resolution_rate": 66.67,
				"delivery_rate": 70.0,
				"satisfaction_rate": 60.0,
				"overall_satisfaction_rate": 80.0,
				"feedback_rate": 80.0,
				"closing_rate": 70.0,
				"rehandling_rate": 25.0,
			},
		)

	def test_what_the_ways_add_up_to_is_what_was_received(self):
		self.a_month()
		for key in ("county_officer", "clerk", "clerk_b", "officer", "other_officer"):
			with self.as_user(key):
				found = total(self.asked())
			ways = sum(found[way] for way in (*rate_counts.WAYS, rate_counts.IN_OFFICE))
			self.assertEqual(ways, found["received"], key)

	def test_each_case_is_counted_at_the_body_that_issued_the_order(self):
		self.a_month()
		with self.as_user("county_officer"):
			by_town = counts(self.asked("township"))
			whole = total(self.asked())
		world = self.world
		self.assertEqual(
			{key: row["handled"] for key, row in by_town.items()},
			{world.town: 10, OF_COUNTY: 1, world.town_b: 1},
		)
		self.assertEqual(whole["handled"], 12)
		self.assertEqual(by_town[world.town]["escalated"], 1)
		with self.as_user("clerk"):
			self.assertEqual({*counts(self.asked("township"))}, {world.town})

	def test_each_grouping_tells_the_same_of_the_same_cases(self):
		cases = self.a_month()
		self.commitment(cases["basically"], "Commitment Fulfilled", "2025-06-30", "2025-06-20")
		self.commitment(cases["explained"], "Commitment Open", "2025-05-31")
		for key in ("county_officer", "clerk", "officer"):
			with self.as_user(key):
				whole = total(self.asked())
				for by in ("township", "station", "category", "unit"):
					rows = counts(self.asked(by))
					for figure in (*rate_counts.HANDLED, *rate_counts.COMMITMENTS):
						self.assertEqual(
							sum(row[figure] for row in rows.values()), whole[figure], (key, by, figure)
						)

	def test_what_the_county_took_in_itself_was_handed_up_by_nobody(self):
		own = {
			"first_order_on": None,
			"lead_unit": None,
			"due_date": None,
			"handling_level": "County",
			"answer": "已当场说明。",
			"closing_way": "Answered on the Spot",
			"reporter_rating": "Satisfied",
		}
		self.case("Ticket Closed", **own, township=None, jurisdiction=self.world.county, station=None)
		with self.as_user("county_officer"):
			found, rows = total(self.asked()), counts(self.asked("township"))
		self.assertEqual((found["received"], found["escalated"], found["answered"]), (1, 0, 1))
		self.assertEqual((found["answered_fed_back"], found["answered_satisfied"]), (1, 1))
		self.assertEqual(rates.RATES["feedback_rate"].of(found), 100)
		self.assertEqual({key: row["answered"] for key, row in rows.items()}, {OF_COUNTY: 1})

	def test_what_was_handed_up_is_in_no_part_of_a_rate(self):
		"""Answered by the county without an order: told as handed up, in the base and the numerator of nothing."""
		own = {"first_order_on": None, "lead_unit": None, "due_date": None, "handling_level": "County"}
		told = {"answer": "按政策解释。", "closing_way": "Rated by Reporter", "reporter_rating": "Satisfied"}
		ticket = self.case("Ticket Closed", **own, **told, escalated_on="2025-03-04 15:00:00")
		with self.as_user("county_officer"):
			found = total(self.asked())
		self.assertEqual((found["received"], found["escalated"], found["answered"]), (1, 1, 0))
		of_book = rate_counts.figures_of([ticket], by_county=True)[ticket]
		self.assertEqual(of_book["answered"], 0)
		for figure in rate_counts.ANSWERS:
			self.assertEqual(found[figure], 0, figure)
			self.assertEqual(of_book[figure], 0, figure)
		self.assertIsNone(rates.RATES["feedback_rate"].of(found))
		self.assertIsNone(rates.RATES["satisfaction_rate"].of(found))

	def test_an_accusation_is_answered_in_no_figure_of_a_report_or_a_book(self):
		own = {"first_order_on": None, "lead_unit": None, "due_date": None, "answer": "已当场说明。"}
		open_to_all, accusation = (self.case("Ticket Closed", **own, restriction=of) for of in (0, 2))
		with self.as_user("county_officer"):
			self.assertEqual(total(self.asked())["answered"], 1)
		found = rate_counts.figures_of([open_to_all, accusation])
		self.assertEqual((found[open_to_all]["answered"], found[accusation]["answered"]), (1, 0))

	def test_a_split_of_what_was_handed_up_was_handed_up_too(self):
		ticket = self.case("Ticket In Handling", handling_level="County", escalated_on="2025-03-04 15:00:00")
		with self.as_user("county_officer"):
			doc = frappe.get_doc(TICKET, ticket)
			doc.receiving_deputies = doc.receiving_deputies[:1]
			split_off(doc, "四组道路损毁。", None)
			found = total(self.asked())
		self.assertEqual((found["received"], found["escalated"]), (2, 2))

	def test_no_unit_is_late_while_its_return_waits_for_the_chair(self):
		"""The limit that runs then is the approver's (rules.md §2.6)."""
		late = {"due_date": add_days(today(), -9)}
		self.case(
			"Ticket In Handling",
			**late,
			state_due=None,
			orders=[{"workflow_state": "Order Return Requested"}],
		)
		with self.as_user("clerk"):
			self.assertEqual(total(self.asked())["overdue"], 0)
			self.assertEqual(counts(self.asked("unit"))[self.world.unit_water]["overdue"], 0)
		with self.as_user("water"):
			self.assertEqual(total(self.asked())["overdue"], 0)
		self.case("Ticket In Handling", **late, orders=[{"workflow_state": "Order Extension Requested"}])
		with self.as_user("clerk"):
			self.assertEqual(counts(self.asked("unit"))[self.world.unit_water]["overdue"], 1)

	def test_a_promise_of_an_earlier_round_stays_with_its_unit(self):
		"""Kept before the second round, so not taken over by it: in the sum and in its unit's row."""
		world = self.world
		ticket = self.case(
			"Ticket Closed",
			round=2,
			replied_on="2025-06-20",
			result="A",
			unit=world.unit_water,
			orders=[{"round": 2}, {"round": 1, "responsible_unit": world.unit_works}],
		)
		order = frappe.db.get_value(ORDER, {"opinion_ticket": ticket, "round": 1})
		self.promise(ticket, order, world.unit_works, "Commitment Fulfilled", "2025-06-30", "2025-05-20")
		for key in ("clerk", "county_officer"):
			with self.as_user(key):
				whole, rows = total(self.asked()), counts(self.asked("unit"))
			self.assertEqual((whole["commitments_fulfilled"], whole["commitments_due"]), (1, 1), key)
			self.assertEqual(
				{unit: (row["handled"], row["commitments_fulfilled"]) for unit, row in rows.items()},
				{world.unit_water: (1, 0), world.unit_works: (0, 1)},
				key,
			)
		with self.as_user("works"):
			self.assertEqual(total(self.asked())["commitments_fulfilled"], 1)
		with self.as_user("water"):
			self.assertEqual(total(self.asked())["commitments_fulfilled"], 0)

	def test_a_figure_of_a_township_is_the_same_for_its_clerk_and_the_county(self):
		self.a_month()
		world = self.world
		with self.as_user("clerk"):
			own = {by: counts(self.asked(by)) for by in ("station", "deputy", "category")}
		with self.as_user("county_officer"):
			for by, rows in own.items():
				self.assertEqual(counts(self.asked(by, township=world.town)), rows, by)

	def test_by_station_unit_deputy_category_and_month(self):
		self.a_month()
		world = self.world

		def handled(by: str, key: str = "clerk") -> dict:
			with self.as_user(key):
				return {
					group: (row["handled"], row["replied"])
					for group, row in counts(self.asked(by)).items()
					if row["handled"]
				}

		self.assertEqual(handled("station"), {world.station: (9, 9), world.station_west: (1, 0)})
		self.assertEqual(handled("unit"), {world.unit_water: (8, 8), world.unit_works: (2, 1)})
		self.assertEqual(handled("deputy"), {world.deputy: (10, 9), world.deputy_west: (1, 1)})
		self.assertEqual(handled("category"), {self.categories[0]: (9, 8), self.categories[1]: (1, 1)})
		self.assertEqual(handled("month"), {"2025-03": (10, 9)})
		self.assertEqual(
			handled("unit", "county_officer"),
			{world.unit_water: (9, 8), world.unit_works: (2, 1), world.unit_power: (1, 0)},
		)

	def test_the_delivery_rate_counts_what_was_promised(self):
		cases = self.a_month()
		done = "Commitment Fulfilled"
		self.commitment(cases["basically"], done, "2025-06-30", "2025-06-20")
		self.commitment(cases["basically"], done, "2025-06-30", "2025-07-20")
		self.commitment(cases["basically"], "Commitment Superseded", "2025-06-30")
		self.commitment(cases["explained"], "Commitment Open", "2025-05-31")
		self.commitment(cases["explained"], "Commitment Reported", "2025-05-31", "2025-05-20")
		self.commitment(cases["explained"], "Commitment Open", add_days(today(), 30))
		self.commitment(cases["explained"], done, add_days(today(), 30), today())
		self.commitment(cases["withdrawn"], "Commitment Open", "2025-05-31")
		for key, by in (("clerk", None), ("county_officer", None), ("officer", "station")):
			with self.as_user(key):
				found = total(self.asked()) if by is None else next(iter(counts(self.asked(by)).values()))
			promised = (found["commitments_fulfilled"], found["commitments_due"])
			self.assertEqual(promised, (2, 5), key)
		# 6 solved and 2 kept in time, of 6 solved and 5 due
		self.assertEqual(rates.RATES["delivery_rate"].of(found), shares.percent(8, 11))

	def test_a_unit_counts_the_promise_of_its_own_order(self):
		cases = self.a_month()
		ticket = frappe.db.get_value("Opinion Ticket", cases["basically"], ["name", "round"], as_dict=True)
		own = frappe.db.get_value(
			ORDER, {"opinion_ticket": ticket.name, "unit_role": "Lead", "round": ticket.round}
		)
		frappe.db.delete("Commitment", {"dispatch_order": own})
		before = self.promised_by_water()
		self.commitment(ticket.name, "Commitment Fulfilled", "2025-06-30", "2025-06-20")
		# the order that the helper made for it stands in no round of the case
		frappe.db.delete(ORDER, {"opinion_ticket": ticket.name, "round": self.rounds})
		frappe.db.set_value("Commitment", {"opinion_ticket": ticket.name}, "dispatch_order", own)
		self.assertEqual(self.promised_by_water(), (before[0] + 1, before[1] + 1))

	def promised_by_water(self) -> tuple[int, int]:
		with self.as_user("water"):
			found = counts(self.asked("unit"))[self.world.unit_water]
		return found["commitments_fulfilled"], found["commitments_due"]


class TestWhoCountsWhat(RatesTestCase):
	def test_each_reader_counts_the_own_cases(self):
		self.a_month()
		found = {}
		for key in (
			"admin",
			"county_officer",
			"county_approver",
			"auditor",
			"clerk",
			"chair",
			"clerk_b",
			"officer",
			"presidium",
			"other_officer",
			"officer_b",
			"water",
			"works",
			"nobody",
		):
			with self.as_user(key):
				found[key] = total(self.asked())["handled"]
		self.assertEqual(
			found,
			{
				**dict.fromkeys(("admin", "county_officer", "county_approver", "auditor"), 12),
				**dict.fromkeys(("clerk", "chair"), 10),
				**dict.fromkeys(("officer", "presidium"), 9),
				"clerk_b": 1,
				"other_officer": 1,
				"officer_b": 1,
				"water": 9,
				"works": 2,
				"nobody": 0,
			},
		)

	def test_a_unit_counts_its_own_orders_and_nothing_that_was_received(self):
		self.a_month()
		with self.as_user("works"):
			found = total(self.asked())
			rows = counts(self.asked("unit"))
		self.assertEqual((found["handled"], found["replied"], found["received"]), (2, 1, 0))
		self.assertEqual([*rows], [self.world.unit_works])

	def test_every_number_is_the_list_behind_it(self):
		self.a_month()
		tickets = frappe.qb.DocType(TICKET)
		for key in ("county_officer", "clerk", "officer", "works"):
			unit = key == "works"
			with self.as_user(key):
				for by in (None, *rate_counts.GROUPS):
					# of units only the cases with an order are counted
					figures = (
						rate_counts.HANDLED
						if unit or by == "unit"
						else {**rate_counts.HANDLED, **rate_counts.RECEIVED}
					)
					for group, row in counts(self.asked(by)).items():
						for figure in figures:
							query = of_figure(figure, Cases(self.asked(by, key=group))).select(tickets.name)
							self.assertEqual(len(query.run()), row[figure], (key, by, group, figure))

	def test_every_rate_is_the_list_behind_it(self):
		"""Base and numerator of each rate as rows; 落实率 by both of its formulas."""
		cases = self.a_month()
		self.commitment(cases["basically"], "Commitment Fulfilled", "2025-06-30", "2025-06-20")
		self.commitment(cases["explained"], "Commitment Open", "2025-05-31")
		# told before the second round, so still posted, and unanswered again
		self.case("Ticket In Handling", round=2, feedback_mode="Posted Publicly")
		for key in ("county_officer", "clerk", "works"):
			with self.as_user(key):
				for by in (None, *rate_counts.GROUPS):
					for group, row in counts(self.asked(by)).items():
						for rate in (*map(rates.RATES.get, TICKET_RATES), rates.DELIVERY_BY_RESULT):
							part = whole = 0
							for one in behind_rate(rate, Cases(self.asked(by, key=group))):
								found = one.query.select(Sum(one.counted), Count("*")).run()[0]
								part, whole = part + int(found[0] or 0), whole + found[1]
							self.assertEqual((part, whole), rate.fraction(row), (key, by, group, rate.key))


class TestHowOftenTheDatabaseIsAsked(RatesTestCase):
	"""Pinned, since each statement is a pass over the month's cases (performance.md)."""

	def statements(self, call, key: str = "clerk") -> int:
		"""How many of the statements of `call` sum up."""
		with self.as_user(key):
			call()
			asked, ask = [], frappe.db.sql

			def listening(query, *args, **kwargs):
				asked.append(str(query))
				return ask(query, *args, **kwargs)

			with patch.object(frappe.db, "sql", listening):
				call()
		return sum("SUM(CASE" in query or "COUNT(*)" in query for query in asked)

	def test_a_card_asks_for_what_it_shows(self):
		self.a_month()
		for card, most in (
			(figures.reply_rate, 1),
			(figures.on_time_rate, 1),
			(figures.delivery_rate, 2),
			(figures.overall_satisfaction_rate, 2),
			(figures.meeting_rate, 1),
		):
			self.assertEqual(self.statements(card), most, card.__name__)

	def test_a_table_and_its_sum_are_one_question(self):
		self.a_month()
		for by in rate_counts.GROUPS:
			# a case of several deputies or units is one case of the sum, so that is asked once more
			most = {"deputy": 6, "unit": 5}.get(by, 3)
			filters = {"by": by, "from_date": MONTH[0], "to_date": MONTH[1]}
			self.assertEqual(
				self.statements(lambda filters=filters: handling_rates.execute(filters)), most, by
			)

	def test_the_sum_of_the_rows_is_what_is_asked_without_them(self):
		self.a_month()
		for key in ("county_officer", "clerk", "officer", "works"):
			with self.as_user(key):
				whole = total(self.asked())
				for by in rate_counts.GROUPS:
					self.assertEqual(rate_counts.with_total(self.asked(by))[1], whole, (key, by))

	def test_what_is_not_asked_for_is_not_told(self):
		self.a_month()
		with self.as_user("clerk"):
			whole = total(self.asked())
			for figure in rate_counts.nothing():
				self.assertEqual(total(self.asked(), (figure,)), {figure: whole[figure]}, figure)


class TestTheFormulas(RatesTestCase):
	def test_an_empty_base_is_a_dash(self):
		found = rates.RATES["reply_rate"].of(rate_counts.nothing())
		self.assertIsNone(found)
		self.assertEqual((shares.shown(found), shares.as_text(found)), ("—", "—"))

	def test_a_hundred_only_where_nothing_is_missing(self):
		self.assertEqual(shares.percent(99999, 100000), 99.99)
		self.assertEqual(shares.percent(3, 3), 100)
		self.assertEqual(shares.percent(1, 3), 33.33)

	def test_what_is_not_due_yet_is_no_miss(self):
		self.case("Ticket In Handling", due_date=add_days(today(), 3), first_order_on="2025-03-05 10:00:00")
		with self.as_user("clerk"):
			found = total(self.asked())
		self.assertEqual((found["handled"], found["answerable"], found["overdue"]), (1, 0, 0))
		self.assertIsNone(rates.RATES["on_time_rate"].of(found))

	def test_below_the_target(self):
		found = {"reply_rate": 99.99, "meeting_rate": None, "delivery_rate": 100.0, "closing_rate": 1.0}
		self.assertEqual(rates.below(found, 100), ["reply_rate"])


class TestTheColumnsFollowTheState(LiaisonTestCase):
	COLUMNS = ("first_order_on", "replied_on", "result_class")

	def columns(self, ticket: str) -> tuple:
		return frappe.db.get_value(TICKET, ticket, self.COLUMNS)

	def test_from_dispatch_to_the_second_round(self):
		ticket = self.registered_ticket()
		self.assertEqual(self.columns(ticket), (None, None, None))
		self.propose(ticket)
		self.dispatch(ticket)
		first, replied, result = self.columns(ticket)
		self.assertEqual((getdate(first), replied, result), (getdate(), None, None))
		self.reply(ticket)
		solved = frappe.db.get_value("Result Class", {"code": "A"})
		self.assertEqual(self.columns(ticket), (first, getdate(), solved))
		self.act(
			"officer",
			TICKET,
			ticket,
			"Feed Back Ticket",
			feedback_mode="By Telephone",
			feedback_on=today(),
		)
		self.act(
			"officer",
			TICKET,
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Telephone",
			rating_reason="没修好。",
		)
		self.act(
			"clerk",
			TICKET,
			ticket,
			"Rehandle Ticket",
			due_date=add_days(today(), 20),
			proposal="请重新办理。",
		)
		self.assertEqual(self.columns(ticket), (first, None, None))

	def move(self, key: str, ticket: str, action: str, note: str | None = None, **values) -> None:
		self.act(key, TICKET, ticket, action, note, **values)

	def sent_to_village(self) -> tuple[str, str]:
		"""A ticket that 东村村委会 coordinates, and the order."""
		unit = make(
			"Responsible Unit",
			unit_name="东村村民委员会",
			kind="Village Committee",
			jurisdiction=self.world.east,
		)
		self.world.add_person("village", "村文书", "Responsible Unit Officer", unit=unit)
		ticket = self.registered_ticket()
		category = frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"})
		asked = {"category": category, "village_unit": unit, "due_date": add_days(today(), 10)}
		self.move("clerk", ticket, "Send Ticket to Village", **asked, proposal="请协调处理。")
		return ticket, self.order_of(ticket)

	def counted(self, key: str = "clerk") -> dict[str, int]:
		with self.as_user(key):
			return total(Asked(get_first_day(today()), get_last_day(today())))

	def gained(self, before: dict, key: str = "clerk") -> dict[str, int]:
		"""What the counts of this month have more than before."""
		now = self.counted(key)
		return {name: now[name] - before[name] for name in now if now[name] != before[name]}

	def test_what_a_village_coordinates_is_counted_at_the_township(self):
		before = self.counted()
		ticket, order = self.sent_to_village()
		self.assertEqual(self.gained(before), {"received": 1, "coordinated": 1, "handled": 1})
		replied = {"reply_date": today(), "replied_by": "村主任", "reply": "已组织村民清淤。"}
		self.act("village", ORDER, order, "Report Village Result", **replied)
		self.assertEqual(self.columns(ticket)[1:], (getdate(), None))
		self.assertEqual(
			self.gained(before),
			{
				"received": 1,
				"coordinated": 1,
				"handled": 1,
				"replied": 1,
				"replied_in_time": 1,
				"answerable": 1,
			},
		)

	def test_what_a_village_gives_up_is_counted_when_it_is_dispatched(self):
		before = self.counted()
		ticket, order = self.sent_to_village()
		self.act("village", ORDER, order, "Give Up Village Order", withdrawal_reason="须由水务站维修。")
		self.assertEqual(self.columns(ticket), (None, None, None))
		self.assertEqual(self.gained(before), {"received": 1, "in_office": 1})
		self.propose(ticket)
		self.dispatch(ticket)
		self.assertEqual(self.gained(before), {"received": 1, "dispatched": 1, "handled": 1})

	def test_what_the_county_took_over_is_counted_there(self):
		before = {key: self.counted(key) for key in ("clerk", "county_officer")}
		ticket = self.registered_ticket()
		unit = {"lead_unit": None, "supporting_units": [], "due_date": None, "responsible_person": None}
		self.propose(ticket, proposed_route="Escalate to County", **unit)
		self.move("chair", ticket, "Escalate Ticket", "超出镇级职责")
		self.propose_at_county(ticket)
		self.move("county_approver", ticket, "Dispatch Ticket at County", approval="同意。")
		self.assertEqual(self.gained(before["clerk"]), {"received": 1, "escalated": 1})
		self.assertEqual(
			self.gained(before["county_officer"], "county_officer"),
			{"received": 1, "escalated": 1, "handled": 1},
		)

	def propose_at_county(self, ticket: str) -> None:
		self.move(
			"county_officer",
			ticket,
			"Propose Ticket at County",
			category=frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"}),
			authority_level="County",
			proposed_route="Dispatch to Unit",
			lead_unit=make(
				"Responsible Unit",
				unit_name="试验县供电公司",
				kind="Public Enterprise",
				jurisdiction=self.world.county,
			),
			due_date=add_days(today(), 30),
			responsible_person="经理",
			proposal="请供电公司办理。",
		)

	def test_what_is_reopened_is_the_same_case_and_unanswered(self):
		before = self.counted()
		ticket = self.fed_back_ticket()
		self.move(
			"officer", ticket, "Rate Ticket Satisfied", reporter_rating="Satisfied", rating_source="Signature"
		)
		first = self.columns(ticket)[0]
		self.move("clerk", ticket, "Reopen Ticket", reopen_reason="又垮了。")
		self.assertEqual(self.columns(ticket), (first, None, None))
		self.assertEqual(
			self.gained(before),
			{"received": 1, "dispatched": 1, "handled": 1, "rehandled": 1, "rated_once": 1},
		)

	def test_what_leaves_the_count(self):
		before = self.counted()
		withdrawn = self.dispatched_ticket()
		self.assertEqual(self.gained(before), {"received": 1, "dispatched": 1, "handled": 1})
		self.move("clerk", withdrawn, "Withdraw Ticket", "反映人撤回", withdrawal_basis="Reporter Signed")
		self.assertEqual(self.gained(before), {"received": 1, "withdrawn": 1})
		accusation = self.registered_ticket()
		self.move("clerk", accusation, "Mark Ticket as Accusation")
		merged, main = self.registered_ticket(), self.registered_ticket()
		self.move("clerk", merged, "Merge Ticket", main_ticket=main)
		self.assertEqual(self.gained(before), {"received": 3, "withdrawn": 1, "merged": 1, "in_office": 1})
		# nor does the chair, who alone may open the accusation, find it in a figure
		self.assertEqual(self.counted("chair"), self.counted())

	def test_an_intermediary_is_not_counted_for_what_it_passed_on(self):
		unit = make(
			"Responsible Unit",
			unit_name="甲镇人民政府",
			kind="Township Office",
			jurisdiction=self.world.town,
			may_be_intermediary=1,
		)
		self.world.add_person("government", "政府办", "Responsible Unit Officer", unit=unit)
		before = {key: self.counted(key) for key in ("water", "government")}
		ticket = self.registered_ticket()
		self.propose(ticket, intermediary_unit=unit, supporting_units=[])
		self.dispatch(ticket)
		self.assertEqual(self.gained(before["government"], "government"), {"handled": 1})
		self.act(
			"government", ORDER, self.order_of(ticket), "Pass On Order", acting_unit=self.world.unit_water
		)
		self.assertEqual(self.gained(before["government"], "government"), {})
		self.assertEqual(self.gained(before["water"], "water"), {"handled": 1})

	def test_the_patch_says_what_the_actions_say(self):
		from deputy_liaison.patches.v0_2 import orders_on_tickets

		tickets = [self.dispatched_ticket(), self.fed_back_ticket(), self.registered_ticket()]
		before = [self.columns(ticket) for ticket in tickets]
		for ticket in tickets:
			frappe.db.set_value(TICKET, ticket, dict.fromkeys(self.COLUMNS), update_modified=False)
		orders_on_tickets.execute()
		after = [self.columns(ticket) for ticket in tickets]
		for was, now in zip(before, after, strict=True):
			self.assertEqual((bool(was[0]), *was[1:]), (bool(now[0]), *now[1:]))
