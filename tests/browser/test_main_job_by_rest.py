"""The main job by REST, as real HTTP requests of the real roles, and what is refused on every such way in."""

import json
import re
from urllib.parse import quote

import frappe
from frappe.utils import add_days, add_to_date, now_datetime, today
from frappe.utils.password import set_encrypted_password
from playwright.sync_api import APIResponse

from tests import pdf_text
from tests.base import full_reply
from tests.browser.town import ORDER, TICKET, VISIT, TownTestCase

ACT = "method/deputy_liaison.state_machine.act"
STOCK = "method/frappe.model.workflow.apply_workflow"
PRINT = "method/deputy_liaison.registers.print_out.pdf"


class RestTestCase(TownTestCase):
	"""Requests with each person's own key."""

	keys: dict[str, str] = {}

	def setUp(self) -> None:
		super().setUp()
		self.http = self.playwright.request.new_context()
		self.addCleanup(self.http.dispose)

	def key_of(self, person: str) -> str:
		"""The person's API key, made by the administrator."""
		if person not in self.keys:
			frappe.db.rollback()
			user = self.world.users[person]
			key, secret = frappe.generate_hash(length=15), frappe.generate_hash(length=15)
			frappe.db.set_value("User", user, "api_key", key)
			set_encrypted_password("User", user, secret, "api_secret")
			frappe.db.commit()
			self.keys[person] = f"token {key}:{secret}"
		return self.keys[person]

	def ask(self, person: str | None, method: str, path: str, **values) -> APIResponse:
		"""A request of `person` (None: nobody logged in); the answer whatever it says."""
		headers = {"Accept": "application/json", "Content-Type": "application/json"}
		if person:
			headers["Authorization"] = self.key_of(person)
		if method == "GET":
			return self.http.get(f"{self.url}/api/{quote(path)}", params=values, headers=headers)
		return self.http.fetch(
			f"{self.url}/api/{quote(path)}", method=method, headers=headers, data=json.dumps(values)
		)

	def get(self, person: str, path: str, **values) -> dict | list:
		"""What a GET answers with."""
		answer = self.ask(person, "GET", path, **values)
		self.assertEqual(answer.status, 200, answer.text())
		body = answer.json()
		return body["data"] if "data" in body else body["message"]

	def post(self, person: str, path: str, **values) -> dict:
		"""What a POST that succeeds answers with."""
		answer = self.ask(person, "POST", path, **values)
		self.assertEqual(answer.status, 200, answer.text())
		body = answer.json()
		return body["data"] if "data" in body else body["message"]

	def act(self, person: str, doctype: str, name: str, action: str, note: str = "", **values) -> dict:
		"""Read the record, take an action on it as it stands, and read what it is then."""
		return self.post(person, ACT, **self.request_of(person, doctype, name, action, note, **values))

	def request_of(self, person: str, doctype: str, name: str, action: str, note: str = "", **values) -> dict:
		"""What is sent to take an action."""
		modified = self.get(person, f"resource/{doctype}/{name}")["modified"]
		return {
			"doctype": doctype,
			"name": name,
			"action": action,
			"modified": modified,
			"values": values,
			"note": note,
		}

	def assertRefused(self, answer: APIResponse, statuses: int | tuple, *said: str) -> None:
		"""The status, and what is said in Chinese."""
		self.assertIn(answer.status, statuses if isinstance(statuses, tuple) else (statuses,), answer.text())
		told = "".join(
			re.sub("<[^>]+>", "", json.loads(message)["message"])
			for message in json.loads(answer.json().get("_server_messages", "[]"))
		)
		for words in said:
			self.assertIn(words, told)


class TestMainJob(RestTestCase):
	"""From the visit to the archive and the printed register."""

	def test_from_the_visit_to_the_printed_register(self):
		visit = self.post(
			"town_officer",
			f"resource/{VISIT}",
			station=self.town.station,
			visit_time=str(add_to_date(now_datetime(), minutes=-5)),
			channel="Walk-in Visit",
			receiving_deputies=[{"deputy": self.town.deputy}],
			reporter_name="刘大爷",
			reporter_phone="13812345678",
			village=self.town.village,
			matters=[
				{
					"content": f"医保{self.mark}什么时候缴费?",
					"outcome": "Answered on the Spot",
					"answer": "每年九月至十二月。",
				},
				{"content": self.matter, "outcome": "To Be Handled"},
			],
		)
		self.assertRegex(visit["number"], r"^川接〔\d{4}〕第\d{3,}号$")
		self.assertEqual(visit["reporter_phone"], "138****5678")
		tickets = self.get(
			"town_clerk",
			f"resource/{TICKET}",
			filters=json.dumps([["visit", "=", visit["name"]]]),
			fields=json.dumps(["name", "workflow_state"]),
			order_by="number asc",
		)
		self.assertEqual([one["workflow_state"] for one in tickets], ["Ticket Closed", "Ticket Registered"])
		self.ticket_name = tickets[1]["name"]
		self.proposed_and_returned()
		self.dispatched_by_the_stock_way()
		self.handled()
		self.fed_back_and_archived()
		self.printed(visit["number"])

	def proposal(self) -> dict:
		category = frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"})
		return {
			"category": category,
			"authority_level": "Township Level",
			"proposed_route": "Dispatch to Unit",
			"lead_unit": self.town.water,
			"supporting_units": [{"unit": self.town.works}],
			"due_date": add_days(today(), 30),
			"responsible_person": "水务站站长",
			"proposal": "请水务站现场查看后修复。",
		}

	def proposed_and_returned(self) -> None:
		name = self.ticket_name
		done = self.act("town_clerk", TICKET, name, "Propose Ticket", **self.proposal())
		self.assertEqual(done["workflow_state"], "Ticket Pending Approval")
		request = self.request_of("town_chair", TICKET, name, "Return Ticket to Clerk")
		self.assertRefused(self.ask("town_chair", "POST", ACT, **request), 417, "请填写：理由")
		self.act("town_chair", TICKET, name, "Return Ticket to Clerk", note="先核实。")
		self.act("town_clerk", TICKET, name, "Propose Ticket", **self.proposal())

	def dispatched_by_the_stock_way(self) -> None:
		"""Frappe's own method, with what our dialog asks for in `__act`."""
		seen = self.get("town_chair", f"resource/{TICKET}/{self.ticket_name}")
		offered = self.post("town_chair", "method/frappe.model.workflow.get_transitions", doc=seen)
		self.assertEqual(
			[row["action"] for row in offered],
			["Dispatch Ticket", "Return Ticket to Clerk", "Mark Ticket as Accusation"],
		)
		asked = {"values": {"approval": "同意,请抓紧办理。"}}
		done = self.post("town_chair", STOCK, doc={**seen, "__act": asked}, action="Dispatch Ticket")
		self.assertEqual((done["workflow_state"], done["round"]), ("Ticket In Handling", 1))
		self.assertEqual(done["approved_by"], self.world.users["town_chair"])

	def handled(self) -> None:
		orders = self.get(
			"town_water",
			f"resource/{ORDER}",
			filters=json.dumps([["opinion_ticket", "=", self.ticket_name]]),
			fields=json.dumps(["name", "number", "unit_role"]),
		)
		self.assertEqual([order["unit_role"] for order in orders], ["Lead"])  # the other is not theirs
		self.assertRegex(orders[0]["number"], r"^转〔\d{4}〕第\d{3,}号$")
		name = orders[0]["name"]
		self.act("town_water", ORDER, name, "Acknowledge Order", acknowledged_by="水经办", handler="水经办")
		self.act(
			"town_water",
			ORDER,
			name,
			"Record First Contact",
			first_contact_on=today(),
			first_contact_with="Receiving Deputy",
			first_contact_mode="Face to Face",
		)
		reply = full_reply()
		result = reply.pop("result_class")
		request = self.request_of("town_water", ORDER, name, "Reply to Order", **reply)
		self.assertRefused(self.ask("town_water", "POST", ACT, **request), 417, "请填写：办理结果类别")
		done = self.act("town_water", ORDER, name, "Reply to Order", result_class=result, **reply)
		self.assertEqual((done["workflow_state"], done["reply"]), ("Order Replied", "水渠已修复通水。"))

	def fed_back_and_archived(self) -> None:
		name = self.ticket_name
		self.act(
			"town_officer",
			TICKET,
			name,
			"Feed Back Ticket",
			feedback_mode="By Telephone",
			feedback_on=today(),
		)
		done = self.act(
			"town_officer",
			TICKET,
			name,
			"Rate Ticket Satisfied",
			reporter_rating="Satisfied",
			rating_source="Telephone",
		)
		self.assertEqual((done["workflow_state"], done["reporter_rating"]), ("Ticket Closed", "Satisfied"))
		archive = {"archive_number": f"0087-WS·2026-D10-RDB-{self.mark}", "retention": "D10"}
		request = self.request_of("town_clerk", TICKET, name, "Archive Ticket", **archive)
		self.assertRefused(self.ask("town_clerk", "POST", ACT, **request), 417, "可要求重新受理")
		# time passes
		frappe.db.rollback()
		frappe.db.set_value(TICKET, name, "closed_on", add_days(now_datetime(), -61))
		frappe.db.commit()
		done = self.act("town_clerk", TICKET, name, "Archive Ticket", **archive)
		self.assertEqual(done["workflow_state"], "Ticket Archived")

	def printed(self, number: str) -> None:
		answer = self.ask(
			"town_clerk",
			"POST",
			PRINT,
			definition=frappe.db.get_value("Register Definition", {"code": "R3"}),
			holder_type="Liaison Station",
			holder=self.town.station,
			from_date=today(),
			to_date=today(),
		)
		self.assertEqual((answer.status, answer.headers["content-type"]), (200, "application/pdf"))
		text = "".join(pdf_text.pages(answer.body()))
		for words in ("代表接待选民来访登记簿", number, "刘大爷", self.matter, "水渠已修复通水。"):
			self.assertIn(words, text)


class TestRefusals(RestTestCase):
	"""What no role may do by REST; nothing is changed by trying."""

	def test_a_state_is_not_set_past_the_workflow(self):
		name = self.registered()
		for person in ("town_clerk", "town_chair", "town_officer"):
			answer = self.ask(person, "PUT", f"resource/{TICKET}/{name}", workflow_state="Ticket Closed")
			self.assertIn(answer.status, (403, 417), person)
		answer = self.ask("town_clerk", "PUT", f"resource/{TICKET}/{name}", workflow_state="Ticket Closed")
		self.assertRefused(answer, 417, "办理状态只能通过办理按钮改变")
		answer = self.ask(
			"town_clerk",
			"POST",
			"method/frappe.client.set_value",
			doctype=TICKET,
			name=name,
			fieldname="workflow_state",
			value="Ticket Closed",
		)
		self.assertRefused(answer, 417, "办理状态只能通过办理按钮改变")
		self.assertEqual(self.ticket(name).workflow_state, "Ticket Registered")

	def test_the_voters_words_and_the_order_are_not_rewritten(self):
		name = self.dispatched(self.town.water)
		(order,) = self.orders(name)
		for person, path, values in (
			("town_clerk", f"resource/{TICKET}/{name}", {"content": "改写"}),
			("town_clerk", f"resource/{TICKET}/{name}", {"lead_unit": self.town.works}),
			("town_water", f"resource/{ORDER}/{order.name}", {"due_date": "2099-01-01"}),
			("town_water", f"resource/{ORDER}/{order.name}", {"reply": "好了"}),
		):
			answer = self.ask(person, "PUT", path, **values)
			self.assertRefused(answer, (403, 417))
		self.assertEqual(self.ticket(name).content, self.matter)
		self.assertEqual(self.orders(name)[0].due_date, order.due_date)

	def test_nothing_is_deleted(self):
		name = self.registered()
		for person in ("town_officer", "town_clerk", "town_chair"):
			answer = self.ask(person, "DELETE", f"resource/{TICKET}/{name}")
			self.assertIn(answer.status, (403, 417), answer.text())
		self.assertEqual(self.ticket(name).workflow_state, "Ticket Registered")

	def test_who_may_not_dispatch(self):
		name = self.proposed(self.town.water, by="town_both")
		modified = str(self.ticket(name).modified)
		request = {
			"doctype": TICKET,
			"name": name,
			"action": "Dispatch Ticket",
			"modified": modified,
			"values": {"approval": "同意"},
		}
		self.assertRefused(
			self.ask("town_both", "POST", ACT, **request), 403, "拟办人不能审批自己拟办的意见单"
		)
		for person in ("town_deputy", "town_officer", "town_clerk"):
			answer = self.ask(person, "POST", ACT, **request)
			self.assertRefused(answer, 403, "“审批并交办”应由乡镇人大主席办理")
		for person in ("town_water", "chair_b", "officer"):
			self.assertRefused(self.ask(person, "POST", ACT, **request), 403, "您没有此处的岗位权限")
		answer = self.ask(
			"town_deputy",
			"POST",
			STOCK,
			doc={"doctype": TICKET, "name": name, "modified": modified},
			action="Dispatch Ticket",
		)
		self.assertRefused(answer, 403)
		self.assertEqual(
			(self.ticket(name).workflow_state, self.orders(name)), ("Ticket Pending Approval", [])
		)

	def test_a_stale_page_is_refused_on_both_ways(self):
		name = self.proposed(self.town.water)
		stale = self.request_of("town_vice", TICKET, name, "Dispatch Ticket", approval="同意")
		seen = self.get("town_vice", f"resource/{TICKET}/{name}")
		self.act("town_chair", TICKET, name, "Dispatch Ticket", approval="同意。")
		for path, values in (
			(ACT, stale),
			(
				STOCK,
				{"doc": {**seen, "__act": {"values": {"approval": "同意"}}}, "action": "Dispatch Ticket"},
			),
		):
			answer = self.ask("town_vice", "POST", path, **values)
			self.assertRefused(answer, 417, "本页已不是最新", "赵主席已于", "完成“审批并交办”")
		self.assertEqual(len(self.orders(name)), 1)

	def test_what_changes_or_prints_is_no_get(self):
		name = self.proposed(self.town.water)
		request = self.request_of("town_chair", TICKET, name, "Dispatch Ticket", approval="同意")
		request["values"] = json.dumps(request["values"])
		self.assertEqual(self.ask("town_chair", "GET", ACT, **request).status, 403)
		seen = json.dumps(self.get("town_chair", f"resource/{TICKET}/{name}"))
		self.assertEqual(self.ask("town_chair", "GET", STOCK, doc=seen, action="Dispatch Ticket").status, 403)
		self.assertEqual(
			self.ask(
				"town_clerk",
				"GET",
				PRINT,
				definition=frappe.db.get_value("Register Definition", {"code": "R3"}),
				holder_type="Liaison Station",
				holder=self.town.station,
				from_date=today(),
				to_date=today(),
			).status,
			403,
		)
		self.assertEqual(self.ticket(name).workflow_state, "Ticket Pending Approval")

	def visit_at(self, station: str) -> dict:
		return {
			"station": station,
			"visit_time": str(add_to_date(now_datetime(), minutes=-5)),
			"channel": "Walk-in Visit",
			"reporter_name": "刘大爷",
			"matters": [{"content": self.matter, "outcome": "To Be Handled"}],
		}

	def assertNothingRecorded(self) -> None:
		frappe.db.rollback()
		self.assertEqual(frappe.db.count(TICKET, {"content": self.matter}), 0)

	def test_no_visit_at_a_foreign_station(self):
		for person, station in (("town_officer", self.world.station), ("officer", self.town.station)):
			answer = self.ask(person, "POST", f"resource/{VISIT}", **self.visit_at(station))
			self.assertRefused(answer, 403, "您没有此处的岗位权限")
		for person in ("town_water", "town_deputy", "nobody"):
			answer = self.ask(person, "POST", f"resource/{VISIT}", **self.visit_at(self.town.station))
			self.assertRefused(answer, 403)
		self.assertNothingRecorded()

	def test_foreign_records_are_neither_read_nor_listed(self):
		name = self.dispatched(self.town.water, self.town.works)
		lead = self.orders(name)[0].name
		for person, path in (
			("officer", f"resource/{TICKET}/{name}"),
			("clerk", f"resource/{TICKET}/{name}"),
			("town_water", f"resource/{TICKET}/{name}"),
			("town_works", f"resource/{ORDER}/{lead}"),
			("water", f"resource/{ORDER}/{lead}"),
		):
			self.assertEqual(self.ask(person, "GET", path).status, 403, (person, path))
		listed = self.get("clerk", f"resource/{TICKET}", filters=json.dumps([["name", "=", name]]))
		self.assertEqual(listed, [])

	def test_nobody_gets_in_without_login(self):
		name = self.proposed(self.town.water)
		request = {"doctype": TICKET, "name": name, "action": "Dispatch Ticket", "modified": "", "values": {}}
		for method, path, values in (
			("GET", f"resource/{TICKET}/{name}", {}),
			("GET", f"resource/{TICKET}", {}),
			("POST", f"resource/{VISIT}", self.visit_at(self.town.station)),
			("POST", ACT, request),
			("POST", STOCK, {"doc": {"doctype": TICKET, "name": name}, "action": "Dispatch Ticket"}),
			("POST", PRINT, {"definition": "R3", "station": self.town.station}),
		):
			self.assertIn(self.ask(None, method, path, **values).status, (401, 403), path)
		self.assertEqual(self.ticket(name).workflow_state, "Ticket Pending Approval")
