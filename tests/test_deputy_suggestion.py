"""A deputy's suggestion by its table of states (rules.md §3a), each step by the person it is for."""

import datetime
from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_months, getdate, now_datetime, today

from deputy_liaison import batch, scope
from deputy_liaison.deputies.doctype.end_of_term.end_of_term import begin_term
from deputy_liaison.opinions import suggestion_tasks
from deputy_liaison.opinions.dispatch_meeting import dispatch, group_text, receipt_lists, waiting
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import STAGES
from deputy_liaison.opinions.suggestion_archiving import missing_papers
from deputy_liaison.opinions.suggestion_ratings import follow_mandate
from deputy_liaison.opinions.todays_work import mine
from deputy_liaison.paper import day as day_in_words
from deputy_liaison.patches.v0_3 import merged_suggestions
from deputy_liaison.state_machine import Move
from deputy_liaison.working_days import limit_end
from tests import handlers, pdf_text
from tests.base import LiaisonTestCase, full_reply, make, night_of_ratings

SUGGESTION = "Deputy Suggestion"
SESSION = "Congress Session"
SCAN = "/private/files/scan.pdf"


class SuggestionTestCase(LiaisonTestCase):
	"""甲镇's congress with 李春华 and two more deputies; 周文海 sits in the county's."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		world = cls.world
		cls.body = frappe.db.get_value("Congress Body", {"jurisdiction": world.town})
		cls.county_body = frappe.db.get_value("Congress Body", {"jurisdiction": world.county})
		cls.second = world.add_deputy("白一民", world.station, "Township Level")
		cls.third = world.add_deputy("白二民", world.station, "Township Level")
		for key, name, deputy in (
			("second", "白一民", cls.second),
			("third", "白二民", cls.third),
			("county_deputy", "周文海", world.deputy_west),
		):
			world.add_person(key, name, "Deputy", deputy=deputy)
		cls.bureau, cls.housing = (
			make("Responsible Unit", unit_name=name, kind="Bureau", jurisdiction=world.county)
			for name in ("试验县水利局", "试验县住建局")
		)
		world.add_person("bureau", "局经办", "Responsible Unit Officer", unit=cls.bureau)
		cls.category = frappe.db.get_value("Opinion Category", {"category_name": "饮水水利"})

	def paper(self, **values) -> "frappe.model.document.Document":
		"""An unsaved suggestion of 李春华 to 甲镇's congress, between sessions."""
		return frappe.get_doc(
			{
				"doctype": SUGGESTION,
				"congress_body": self.body,
				"occasion": "Between Sessions",
				"lead_deputy": self.world.deputy,
				"raised_from": "Visits to Voters",
				"suggestion_title": "关于修复东村灌溉水渠的建议",
				"reasons": "三组水渠垮塌，六十亩水田无法灌溉。",
				"proposals": "请镇水务站于春耕前修复，并列入管护计划。",
				**values,
			}
		)

	def drafted(self, key: str = "deputy", **values) -> str:
		with self.as_user(key):
			return self.paper(**values).insert().name

	def of_county(self, **values) -> dict:
		return {"congress_body": self.county_body, "lead_deputy": self.world.deputy_west, **values}

	def session(self, body: str | None = None, number: int = 3, **values) -> str:
		"""A session that began yesterday and goes on until tomorrow, with the cut-off for bills today."""
		return make(
			SESSION,
			congress_body=body or self.body,
			session_number=number,
			from_date=add_days(today(), -1),
			to_date=add_days(today(), 1),
			**values,
		)

	def do(self, key: str, name: str, action: str, note: str | None = None, **values) -> dict:
		return self.act(key, SUGGESTION, name, action, note, **values)

	def state(self, name: str) -> str:
		return frappe.db.get_value(SUGGESTION, name, "workflow_state")

	def value(self, name: str, field: str):
		return frappe.db.get_value(SUGGESTION, name, field)

	def filing(self, county: bool = False, **values) -> dict:
		"""What is filled in to file one, with two units of its level."""
		water, works = self.world.unit_water, self.world.unit_works
		lead, supporting = (self.bureau, self.housing) if county else (water, works)
		return {
			"category": self.category,
			"lead_unit": lead,
			"supporting_units": [{"unit": supporting}],
			"responsible_person": "水务站站长",
			"publicity": "Whole Text",
			"proposal": "拟请水务站主办、村镇建设办协办。",
			**values,
		}

	def people(self, name: str) -> dict[str, str]:
		"""Who is clerk, chair and lead deputy of this suggestion, by the people's keys."""
		if self.is_of_county(name):
			return {"lead": "county_deputy", "clerk": "county_officer", "chair": "county_approver"}
		return {"lead": "deputy", "clerk": "clerk", "chair": "chair"}

	def is_of_county(self, name: str) -> bool:
		return self.value(name, "handling_level") == "County"

	def submitted(self, **values) -> str:
		county = values.get("congress_body") == self.county_body
		name = self.drafted("county_deputy" if county else "deputy", **values)
		self.do(self.people(name)["lead"], name, "Submit Suggestion")
		return name

	def accepted(self, **values) -> str:
		name = self.submitted(**values)
		self.do(self.people(name)["clerk"], name, "Accept Suggestion")
		return name

	def filed(self, **values) -> str:
		name = self.accepted(**values)
		filing = self.filing(self.is_of_county(name))
		self.do(self.people(name)["clerk"], name, "File Suggestion", **filing)
		return name


class TestPaper(SuggestionTestCase):
	"""What may be handed in, and by whom."""

	def test_a_deputy_drafts_and_hands_in(self):
		name = self.submitted()
		self.assertEqual(self.state(name), "Suggestion Submitted")
		self.assertEqual(str(self.value(name, "handed_in_on")), today())
		self.assertEqual(getdate(self.value(name, "state_due")), getdate(add_days(today(), 7)))
		self.assertEqual(self.value(name, "jurisdiction"), self.world.town)

	def test_a_sub_district_takes_in_none(self):
		body = self.sub_district_body()
		with self.as_user("deputy"):
			self.assertRefuses("没有本级人大", self.paper(congress_body=body).insert)

	def test_the_lead_holds_a_mandate_in_that_congress(self):
		with self.as_user("county_deputy"):
			self.assertRefuses("职务", self.paper(lead_deputy=self.world.deputy_west).insert)
		with self.as_user("deputy"):
			self.assertRefuses("职务", self.paper(cosigners=[{"deputy": self.world.deputy_west}]).insert)

	def test_a_suspended_deputy_hands_in_none(self):
		name = self.drafted()
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Deputy Mandate", mandate, "workflow_state", "Mandate Suspended")
		self.assertRefuses("职务", self.do, "deputy", name, "Submit Suggestion")

	def test_nobody_drafts_in_the_name_of_another(self):
		with self.as_user("second"):
			self.assertForbidden(self.paper(cosigners=[{"deputy": self.second}]).insert)
		with self.as_user("clerk"):
			self.assertRefuses("纸质", self.paper().insert)
		with self.as_user("clerk_b"):
			self.assertRefuses("岗位", self.paper(on_paper=1, handed_in_on=today(), paper_scan=SCAN).insert)

	def test_a_co_signer_reads_the_draft_and_does_not_change_it(self):
		name = self.drafted(cosigners=[{"deputy": self.second}])
		with self.as_user("second"):
			doc = frappe.get_doc(SUGGESTION, name)
			doc.reasons = "改了"
			self.assertRefuses("领衔", doc.save)

	def test_each_co_signer_confirms_these_words(self):
		name = self.drafted(cosigners=[{"deputy": self.second}, {"deputy": self.third}])
		self.assertRefuses("白一民", self.do, "deputy", name, "Submit Suggestion")
		self.do("second", name, "Confirm Cosigning")
		self.assertRefuses("确认", self.do, "second", name, "Confirm Cosigning")
		self.assertRefuses("联名", self.do, "deputy", name, "Confirm Cosigning")
		self.assertRefuses("白二民", self.do, "deputy", name, "Submit Suggestion")
		self.do("third", name, "Decline Cosigning")
		with self.as_user("deputy"):
			doc = frappe.get_doc(SUGGESTION, name)
			self.assertEqual([row.deputy for row in doc.cosigners], [self.second])
			self.assertEqual(doc.cosigners[0].confirmed_how, "In This System")
			doc.reasons += "另有两户无法取水。"
			doc.save()
			self.assertFalse(doc.cosigners[0].confirmed_on)
		self.assertRefuses("白一民", self.do, "deputy", name, "Submit Suggestion")
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.assertEqual(self.state(name), "Suggestion Submitted")

	def test_no_client_confirms_for_another(self):
		signed = {"deputy": self.second, "confirmed_on": now_datetime(), "confirmed_how": "In This System"}
		name = self.drafted(cosigners=[signed])
		self.assertRefuses("白一民", self.do, "deputy", name, "Submit Suggestion")

	def test_a_clerk_types_in_the_signed_paper(self):
		paper = {"on_paper": 1, "handed_in_on": add_days(today(), -2), "paper_scan": SCAN}
		name = self.drafted("clerk", cosigners=[{"deputy": self.second}], **paper)
		self.assertRefuses("专干", self.do, "second", name, "Submit Suggestion")
		self.do("clerk", name, "Submit Suggestion")
		doc = frappe.get_doc(SUGGESTION, name)
		self.assertEqual(doc.cosigners[0].confirmed_how, "Signed on Paper")
		self.assertEqual(str(doc.handed_in_on), add_days(today(), -2))
		log = frappe.get_doc("Handling Log", {"reference_name": name, "action": "Submit Suggestion"})
		self.assertTrue(log.entered_on_behalf)

	def test_a_deputy_enters_no_paper_in_the_name_of_others(self):
		"""As the deputy's own client might send it; what a clerk enters comes with the scan of what was signed."""
		forged = {"on_paper": 1, "paper_scan": SCAN, "handed_in_on": add_days(today(), -30)}
		paper = self.paper(cosigners=[{"deputy": self.second}]).as_dict()
		user = self.world.users["deputy"]
		name = handlers.rest(user, "POST", f"resource/{SUGGESTION}", **self.sent(paper, **forged))["data"][
			"name"
		]
		handlers.rest(user, "PUT", f"resource/{SUGGESTION}/{name}", **forged)
		kept = frappe.db.get_value(SUGGESTION, name, ("on_paper", "paper_scan", "handed_in_on"))
		self.assertEqual(kept, (0, None, None))
		self.assertRefuses("白一民", self.do, "deputy", name, "Submit Suggestion")
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.assertEqual(str(self.value(name, "handed_in_on")), today())

	@staticmethod
	def sent(paper: dict, **more) -> dict:
		keys = ("congress_body", "occasion", "lead_deputy", "raised_from", "suggestion_title", "reasons")
		rows = [{"deputy": row["deputy"]} for row in paper["cosigners"]]
		return {**{key: paper[key] for key in (*keys, "proposals")}, "cosigners": rows, **more}

	def test_nobody_hands_in_the_paper_that_he_or_she_leads(self):
		"""Not as deputy, nor with a clerk's post besides; saved as one's own, it is signed here."""
		paper = {"on_paper": 1, "handed_in_on": today(), "paper_scan": SCAN}
		name = self.drafted("clerk", cosigners=[{"deputy": self.second}], **paper)
		self.assertRefuses("专干", self.do, "deputy", name, "Submit Suggestion")
		self.give_post("deputy", "Township Clerk", jurisdiction=self.world.town)
		self.assertRefuses("非领衔人", self.do, "deputy", name, "Submit Suggestion")
		with self.as_user("deputy"):
			doc = frappe.get_doc(SUGGESTION, name)
			doc.reasons += "另有两户无法取水。"
			doc.save()
		self.assertFalse(doc.on_paper)
		self.assertRefuses("白一民", self.do, "deputy", name, "Submit Suggestion")

	def test_a_county_that_changed_the_conditions_lets_no_deputy_hand_in_paper(self):
		name = self.drafted("clerk", on_paper=1, handed_in_on=today(), paper_scan=SCAN)
		doc = frappe.get_doc(SUGGESTION, name)
		post = next(post for post in scope.posts(self.world.users["deputy"]) if post.post == "Deputy")
		move = Move("Submit Suggestion", "Suggestion Submitted", post=post)
		self.assertRefuses("工作人员", doc.on_submit_suggestion, move)

	def test_a_late_bill_is_not_dated_back(self):
		session = self.session(bill_cut_off=f"{add_days(today(), -1)} 18:00:00")
		more = [self.world.add_deputy(f"蓝{i}民", self.world.station, "Township Level") for i in "三四"]
		for key, deputy in zip(("blue3", "blue4"), more, strict=True):
			self.world.add_person(key, key, "Deputy", deputy=deputy)
		name = self.drafted(
			occasion="In Session",
			congress_session=session,
			paper_kind="Bill of Deputies",
			on_paper=1,
			paper_scan=SCAN,
			handed_in_on=add_days(today(), -1),
			cosigners=[{"deputy": one} for one in (self.second, self.third, *more)],
		)
		for key in ("second", "third", "blue3", "blue4"):
			self.do(key, name, "Confirm Cosigning")
		self.assertRefuses("议案截止", self.do, "deputy", name, "Submit Suggestion")

	def test_a_clerk_who_signs_with_others_acts_for_no_lead(self):
		"""The deputy's row fits who signs with others; a clerk's post besides lends only a clerk's steps."""
		self.give_post("second", "Township Clerk", jurisdiction=self.world.town)
		name = self.drafted(cosigners=[{"deputy": self.second}])
		self.do("second", name, "Confirm Cosigning")
		for action in ("Submit Suggestion", "Drop Suggestion Draft"):
			self.assertRefuses("领衔", self.do, "second", name, action)
		self.do("deputy", name, "Submit Suggestion")
		self.assertRefuses("书面撤回", self.do, "second", name, "Withdraw Suggestion", note="撤。")
		self.do("second", name, "Withdraw Suggestion", note="书面撤回。", withdrawal_paper=SCAN)

	def test_a_townships_clerk_who_signs_a_county_suggestion_acts_for_no_lead(self):
		signer = self.world.add_deputy("郑三民", self.world.station_west, "County")
		self.world.add_person("county_signer", "郑三民", "Deputy", deputy=signer)
		self.give_post("county_signer", "Township Clerk", jurisdiction=self.world.town)
		name = self.drafted("county_deputy", **self.of_county(cosigners=[{"deputy": signer}]))
		self.do("county_signer", name, "Confirm Cosigning")
		self.do("county_deputy", name, "Submit Suggestion")
		proof, slip = {"delivery_proof": SCAN}, {"return_slip_on": today(), "return_slip_scan": SCAN}
		rated = {"attitude_rating": "Satisfied", "result_rating": "Satisfied", "cosigners_asked": 1}
		for state, action, values, note in (
			("Submitted", "Withdraw Suggestion", {"withdrawal_paper": SCAN}, "撤。"),
			("In Handling", "Withdraw Suggestion", {"withdrawal_paper": SCAN}, "撤。"),
			("Replied", "Sign for Reply", {"reply_received_on": today(), **proof}, None),
			("Awaiting Rating", "Rate Suggestion Satisfied", {**rated, **slip}, None),
		):
			held = {"workflow_state": f"Suggestion {state}", "rating_deputy": self.world.deputy_west}
			frappe.db.set_value(SUGGESTION, name, {**held, "replied_on": today()})
			with self.subTest(f"{state} · {action}"), self.assertRaises(frappe.PermissionError):
				self.do("county_signer", name, action, note, **values)
			frappe.clear_messages()
		self.do("county_officer", name, "Rate Suggestion Satisfied", **rated, **slip)

	def test_paper_needs_its_scan(self):
		name = self.drafted("clerk", on_paper=1, handed_in_on=today(), paper_scan=SCAN)
		frappe.db.set_value(SUGGESTION, name, "paper_scan", None)
		self.assertRefuses("扫描件", self.do, "clerk", name, "Submit Suggestion")

	def test_what_was_handed_in_is_not_changed_by_saving(self):
		name = self.submitted()
		for key in ("deputy", "clerk"):
			with self.as_user(key):
				doc = frappe.get_doc(SUGGESTION, name)
				doc.reasons = "改了"
				self.assertRefuses("不能修改", doc.save)

	def test_nothing_is_deleted_and_a_draft_is_dropped(self):
		name = self.drafted()
		self.assertRefuses("撤回", frappe.delete_doc, SUGGESTION, name)
		self.do("deputy", name, "Drop Suggestion Draft")
		self.assertEqual(self.state(name), "Suggestion Withdrawn")

	def test_a_text_has_a_greatest_length(self):
		with self.as_user("deputy"):
			self.assertRefuses("2001", self.paper(reasons="水" * 2001).insert)


class TestIntakeAndReview(SuggestionTestCase):
	"""D1 to D5 and the side states."""

	def log_of(self, name: str, action: str) -> dict:
		return frappe.db.get_value(
			"Handling Log", {"reference_name": name, "action": action}, ["note", "person_name"], as_dict=True
		)

	def test_between_sessions_the_clerk_takes_it_in(self):
		name = self.accepted()
		self.assertEqual(self.state(name), "Suggestion Under Review")
		self.assertEqual(self.value(name, "accepter"), "张专干")
		self.assertEqual(self.value(name, "state_due"), limit_end(getdate(), "File Suggestion"))

	def test_in_session_it_goes_through_the_delegation(self):
		session = self.session()
		with self.as_user("clerk"):
			delegation = make(
				"Delegation",
				congress_body=self.body,
				term=frappe.db.get_value("Congress Term", {"congress_body": self.body}),
				delegation_name="第一代表团",
			)
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Deputy Mandate", mandate, "delegation", delegation)
		name = self.submitted(occasion="In Session", congress_session=session)
		self.assertEqual(self.value(name, "delegation"), delegation)
		self.assertRefuses("不能", self.do, "clerk", name, "Accept Suggestion")
		self.do("clerk", name, "Take In for Delegation")
		self.do("clerk", name, "Pass Suggestion to Secretariat")
		self.assertEqual(self.state(name), "Suggestion Under Review")
		self.assertEqual(str(self.value(name, "state_due")), add_days(today(), 1))

	def test_the_townships_clerk_takes_in_for_a_county_delegation_and_no_further(self):
		session = self.session(self.county_body)
		term = frappe.db.get_value("Congress Term", {"congress_body": self.county_body})
		delegation = make(
			"Delegation", congress_body=self.county_body, term=term, delegation_name="甲镇代表团"
		)
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy_west})
		frappe.db.set_value("Deputy Mandate", mandate, "delegation", delegation)
		name = self.submitted(**self.of_county(occasion="In Session", congress_session=session))
		self.assertRefuses("岗位", self.do, "clerk_b", name, "Take In for Delegation")
		self.do("clerk", name, "Take In for Delegation")
		self.do("clerk", name, "Pass Suggestion to Secretariat")
		filing = self.filing(county=True)
		self.assertForbidden(self.do, "clerk", name, "File Suggestion", **filing)
		self.do("county_officer", name, "File Suggestion", **filing)
		self.assertRegex(self.value(name, "number"), r"^县十八届人大三次会议第\d+号$")

	def test_a_session_that_is_over_takes_in_none(self):
		session = self.session()
		name = self.drafted(occasion="In Session", congress_session=session)
		frappe.db.set_value(SESSION, session, "workflow_state", "Session Closed")
		self.assertRefuses("已闭会", self.do, "deputy", name, "Submit Suggestion")

	def test_two_series_of_numbers(self):
		session = self.session()
		year = getdate().year
		first, second = (self.filed(occasion="In Session", congress_session=session) for _i in range(2))
		self.assertEqual(self.value(first, "number"), "甲镇十八届人大三次会议第1号")
		self.assertEqual(self.value(second, "number"), "甲镇十八届人大三次会议第2号")
		between, next_one = self.filed(), self.filed()
		self.assertRegex(self.value(between, "number"), rf"^建〔{year}〕第\d{{3}}号$")
		self.assertEqual(
			int(self.value(next_one, "number")[-4:-1]), int(self.value(between, "number")[-4:-1]) + 1
		)

	def test_filing_names_who_is_responsible(self):
		name = self.accepted()
		self.assertRefuses(
			"责任人", self.do, "clerk", name, "File Suggestion", **self.filing(responsible_person="")
		)
		twice = self.filing(separate_units=[{"unit": self.world.unit_water}])
		self.assertRefuses("重复", self.do, "clerk", name, "File Suggestion", **twice)
		passing = self.filing(intermediary_unit=self.world.unit_power)
		self.assertRefuses("分办", self.do, "clerk", name, "File Suggestion", **passing)

	def test_units_of_others_get_no_suggestion(self):
		"""The chair orders units of the township, the county's approver those of the county (permissions.md)."""
		name = self.accepted()
		for field in ("lead_unit", "intermediary_unit"):
			filing = {**self.filing(), field: self.bureau}
			self.assertRefuses("不是本乡镇", self.do, "clerk", name, "File Suggestion", **filing)
		self.do("clerk", name, "File Suggestion", **self.filing())
		of_county = self.accepted(**self.of_county())
		file = (self.do, "county_officer", of_county, "File Suggestion")
		self.assertRefuses("是乡镇单位", *file, **self.filing())
		self.do("county_officer", of_county, "File Suggestion", **self.filing(county=True))
		self.assertEqual(self.state(of_county), "Suggestion Awaiting Dispatch")

	def test_returned_with_a_reason_changed_and_handed_in_again(self):
		name = self.accepted(cosigners=[])
		self.assertRefuses("理由", self.do, "clerk", name, "Return Suggestion to Deputy")
		self.do("clerk", name, "Return Suggestion to Deputy", note="请分开写，一事一议。")
		self.assertEqual(self.state(name), "Suggestion Returned to Deputy")
		with self.as_user("deputy"):
			doc = frappe.get_doc(SUGGESTION, name)
			doc.proposals = "请修复三组水渠。"
			doc.save()
		self.do("deputy", name, "Submit Suggestion Again")
		self.assertEqual(self.state(name), "Suggestion Submitted")

	def test_set_aside_by_the_chair_alone_as_the_clerk_proposed(self):
		name = self.accepted()
		self.assertRefuses("不能", self.do, "chair", name, "Set Suggestion Aside")
		reason = {"set_aside_reason": "Pending Court Case"}
		self.do("clerk", name, "Propose Setting Aside", note="该纠纷法院已受理。", **reason)
		self.assertRefuses("主席", self.do, "clerk", name, "Set Suggestion Aside")
		self.do("chair", name, "Set Suggestion Aside", passed_on_as_letter=1)
		self.assertEqual(self.state(name), "Suggestion Set Aside")
		self.assertFalse(self.value(name, "number"))

	def test_the_chair_keeps_what_the_clerk_would_set_aside(self):
		name = self.accepted()
		self.do("clerk", name, "Propose Setting Aside", note="空泛。", set_aside_reason="Empty or Vague")
		self.do("chair", name, "Keep Suggestion", note="内容具体，应办理。")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.assertEqual(self.state(name), "Suggestion Awaiting Dispatch")

	def test_who_proposed_or_raised_it_does_not_decide(self):
		self.give_post("clerk", "Township Chair", jurisdiction=self.world.town)
		self.give_post("deputy", "Township Chair", jurisdiction=self.world.town)
		name = self.accepted()
		self.do("clerk", name, "Propose Setting Aside", note="空泛。", set_aside_reason="Empty or Vague")
		self.assertRefuses("其他人", self.do, "clerk", name, "Set Suggestion Aside")
		self.assertRefuses("其他人", self.do, "deputy", name, "Set Suggestion Aside")
		self.do("vice", name, "Set Suggestion Aside")

	def test_a_bill_needs_its_signers_and_is_turned_into_a_suggestion(self):
		session = self.session(bill_cut_off=f"{add_days(today(), 1)} 18:00:00")
		bill = {"occasion": "In Session", "congress_session": session, "paper_kind": "Bill of Deputies"}
		name = self.drafted(**bill)
		self.assertRefuses("5名", self.do, "deputy", name, "Submit Suggestion")
		more = [self.world.add_deputy(f"黑{i}民", self.world.station, "Township Level") for i in "三四"]
		signers = [{"deputy": one} for one in (self.second, self.third, *more)]
		paper = {"on_paper": 1, "handed_in_on": today(), "paper_scan": SCAN}
		name = self.drafted("clerk", cosigners=signers, **bill, **paper)
		self.do("clerk", name, "Submit Suggestion")
		self.assertRefuses("不能", self.do, "clerk", name, "Accept Suggestion")
		decision = {"bill_decision": "主席团第二次会议", "bill_decided_on": today()}
		self.do("clerk", name, "Turn Bill into Suggestion", origin="第3号议案", **decision)
		self.assertEqual(self.state(name), "Suggestion Under Review")
		self.assertEqual(self.value(name, "origin"), "第3号议案")
		self.assertEqual(self.value(name, "raised_from"), "A Bill")

	def test_a_late_bill_is_refused(self):
		session = self.session(bill_cut_off=f"{add_days(today(), -1)} 18:00:00")
		signers = [{"deputy": self.second}, {"deputy": self.third}]
		bill = {"occasion": "In Session", "congress_session": session, "paper_kind": "Bill of Deputies"}
		name = self.drafted(cosigners=signers, **bill)
		for key in ("second", "third"):
			self.do(key, name, "Confirm Cosigning")
		self.assertRefuses("议案截止", self.do, "deputy", name, "Submit Suggestion")

	def test_the_same_matter_is_merged_within_a_congress(self):
		main, same = self.filed(), self.accepted()
		other = self.filed(**self.of_county())
		self.assertRefuses("自身", self.do, "clerk", same, "Merge Suggestion", main_suggestion=same)
		self.assertRefuses("其他人大", self.do, "clerk", same, "Merge Suggestion", main_suggestion=other)
		self.do("clerk", same, "Merge Suggestion", main_suggestion=main)
		self.assertEqual(self.state(same), "Suggestion Merged")
		self.assertIn(
			self.value(same, "suggestion_title"), self.log_of(main, "Take In Merged Suggestion").note
		)

	def test_nothing_is_merged_while_it_is_proposed_to_be_set_aside(self):
		main, same = self.filed(), self.accepted()
		self.do("clerk", same, "Propose Setting Aside", note="空泛。", set_aside_reason="Empty or Vague")
		self.assertRefuses("不能", self.do, "clerk", same, "Merge Suggestion", main_suggestion=main)

	def test_what_was_merged_goes_along_when_its_main_is_merged_on(self):
		first, second, last = self.accepted(), self.accepted(), self.filed()
		self.do("clerk", first, "Merge Suggestion", main_suggestion=second)
		self.do("clerk", second, "Merge Suggestion", main_suggestion=last)
		self.assertEqual(self.value(first, "main_suggestion"), last)
		self.assertEqual(self.value(second, "main_suggestion"), last)

	def test_chains_of_before_are_pointed_at_the_last(self):
		first, second, last = self.accepted(), self.accepted(), self.filed()
		for name, main in ((first, second), (second, last)):
			merged = {"workflow_state": "Suggestion Merged", "main_suggestion": main}
			frappe.db.set_value(SUGGESTION, name, merged)
		merged_suggestions.execute()
		self.assertEqual([self.value(name, "main_suggestion") for name in (first, second)], [last, last])

	def test_a_main_suggestion_that_ends_takes_none_with_it(self):
		"""Its lead deputy speaks for nobody else, nor does what is wrong with it hold of the others."""
		reason = {"set_aside_reason": "Empty or Vague"}
		for ends in (
			lambda main: self.do("deputy", main, "Withdraw Suggestion", note="已解决。"),
			lambda main: (
				self.do("clerk", main, "Propose Setting Aside", note="空泛。", **reason),
				self.do("chair", main, "Set Suggestion Aside"),
			),
		):
			main, same = self.accepted(), self.accepted()
			self.do("clerk", same, "Merge Suggestion", main_suggestion=main)
			ends(main)
			self.assertEqual(self.state(same), "Suggestion Under Review")
			self.assertFalse(self.value(same, "main_suggestion"))
			self.assertTrue(self.log_of(same, "Main Suggestion Ended"))
			self.do("clerk", same, "File Suggestion", **self.filing())

	def test_months_are_counted_by_the_calendar(self):
		doc = frappe.get_doc(SUGGESTION, self.filed())
		self.assertEqual(limit_end(getdate("2026-11-30"), "Reply to Suggestion"), getdate("2027-02-28"))
		with self.as_user("chair"):
			self.assertEqual(doc.defaults_for("Dispatch Suggestion")["due_date"], add_months(getdate(), 3))


class HandledTestCase(SuggestionTestCase):
	"""Suggestions that units handle and deputies rate."""

	def dispatched(self, **values) -> str:
		name = self.filed(**values)
		self.do(self.people(name)["chair"], name, "Dispatch Suggestion", **self.approval(name))
		return name

	def approval(self, name: str, **values) -> dict:
		return {"due_date": add_days(today(), 60), "approval": "同意，请按期办理。", **values}

	def order(self, name: str, role: str = "Lead") -> str:
		filters = {"deputy_suggestion": name, "unit_role": role, "round": self.value(name, "round")}
		return frappe.db.get_value("Dispatch Order", filters)

	def meet(self, order: str, *stages: str, key: str = "water", **values) -> None:
		with self.as_user(key):
			for stage in stages:
				frappe.get_doc(
					{
						"doctype": "Handling Meeting",
						"dispatch_order": order,
						"meeting_stage": stage,
						"met_on": today(),
						"participants": "李春华、水务站站长",
						"outcome": "现场商定修复方案。",
						**values,
					}
				).insert()

	def acknowledged(self, name: str) -> str:
		order = self.order(name)
		done = {"acknowledged_by": "水经办", "handler": "水经办"}
		self.act("water", "Dispatch Order", order, "Acknowledge Order", **done)
		return order

	def letter(self, **values) -> dict:
		return full_reply(
			reply_number="甲水〔2026〕3号",
			signed_by="水务站站长",
			reply_scan=SCAN,
			sent_to_signers=1,
			**values,
		)

	def replied(self, name: str | None = None, **values) -> str:
		name = name or self.dispatched()
		order = self.acknowledged(name)
		self.meet(order, *STAGES)
		self.act("water", "Dispatch Order", order, "Reply to Order", **self.letter(**values))
		return name

	def signed_for(self, name: str | None = None) -> str:
		name = self.replied(name)
		self.do(self.people(name)["lead"], name, "Sign for Reply", reply_received_on=today())
		return name

	def satisfied(self, **values) -> dict:
		return {"attitude_rating": "Satisfied", "result_rating": "Satisfied", **values}

	def dissatisfied(self, **values) -> dict:
		return {"attitude_rating": "Dissatisfied", "rating_reason": "水渠仍漏水。", **values}

	def rehandled(self) -> str:
		"""A suggestion in its second round."""
		name = self.signed_for()
		self.do("deputy", name, "Rate Suggestion Dissatisfied", **self.dissatisfied())
		again = {"due_date": add_days(today(), 20), "proposal": "请重新修复。"}
		self.do("clerk", name, "Rehandle Suggestion", **again)
		return name

	def twice_dissatisfied(self) -> str:
		name = self.signed_for(self.rehandled())
		self.do("deputy", name, "Rate Suggestion Dissatisfied", **self.dissatisfied())
		return name

	def reviewed_jointly(self) -> str:
		name = self.twice_dissatisfied()
		self.do("chair", name, "Review Suggestion Jointly", review_decision="邀请专家现场评估。")
		return name


class TestDispatchAndReply(HandledTestCase):
	"""D5 to D10 through the same orders as a ticket's."""

	def test_single_dispatch_issues_the_orders(self):
		name = self.dispatched()
		self.assertEqual(self.state(name), "Suggestion In Handling")
		orders = frappe.get_all(
			"Dispatch Order",
			{"deputy_suggestion": name},
			["unit_role", "subject", "deputies", "due_date", "opinion_ticket", "workflow_state"],
			order_by="number",
		)
		self.assertEqual([order.unit_role for order in orders], ["Lead", "Supporting"])
		self.assertEqual({order.subject for order in orders}, {"关于修复东村灌溉水渠的建议"})
		self.assertEqual({order.opinion_ticket for order in orders}, {None})
		self.assertEqual(str(orders[0].due_date), add_days(today(), 60))
		self.assertEqual(orders[1].due_date, limit_end(getdate(), "Give Suggestion Opinion"))

	def test_the_statutory_limit_is_three_months_or_six(self):
		name = self.filed()
		late = self.approval(name, due_date=add_days(add_months(today(), 3), 1))
		self.assertRefuses("法定期限", self.do, "chair", name, "Dispatch Suggestion", **late)
		name = self.accepted()
		self.do("clerk", name, "File Suggestion", **self.filing(is_difficult=1))
		half_a_year = self.approval(name, due_date=add_months(today(), 6))
		self.do("chair", name, "Dispatch Suggestion", **half_a_year)

	def test_the_short_limit_of_a_township_is_a_setting(self):
		row = frappe.db.get_value(
			"Time Limit", {"limit_key": "Reply to Suggestion", "congress_level": "Township Level"}
		)
		frappe.db.set_value("Time Limit", row, "days", 2)
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		late = {"due_date": add_days(add_months(today(), 2), 1), "approval": "同意。"}
		self.assertRefuses("法定期限", self.do, "chair", self.filed(), "Dispatch Suggestion", **late)
		self.do("county_approver", self.filed(**self.of_county()), "Dispatch Suggestion", **late)

	def test_the_three_meetings_stand_before_the_reply(self):
		name = self.dispatched()
		order = self.acknowledged(name)
		reply = (self.act, "water", "Dispatch Order", order, "Reply to Order")
		self.meet(order, "After the Dispatch")
		with self.assertRaises(frappe.ValidationError) as refused:
			self.act("water", "Dispatch Order", order, "Reply to Order", **self.letter())
		self.assertIn("办理中", str(refused.exception))
		self.assertNotIn("问策", str(refused.exception))
		self.meet(order, "During the Handling", "Before the Reply")
		self.assertRefuses("盖章", *reply, **{**self.letter(), "reply_scan": ""})
		self.assertRefuses("签发人", *reply, **{**self.letter(), "signed_by": ""})
		self.assertRefuses("联名代表", *reply, **{**self.letter(), "sent_to_signers": 0})
		self.assertRefuses("书面", *reply, **{**self.letter(), "reply_form": "Oral"})
		self.act("water", "Dispatch Order", order, "Reply to Order", **self.letter())
		self.assertEqual(self.state(name), "Suggestion Replied")
		self.assertEqual(str(self.value(name, "replied_on")), today())

	def test_the_guard_warns_or_is_off_by_setting(self):
		settings = frappe.get_doc("Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		for guard, says in (("Taken with a Warning", True), ("Taken", False)):
			settings.db_set("suggestion_meetings_guard", guard)
			frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
			order = self.acknowledged(self.dispatched())
			frappe.clear_messages()
			self.act("water", "Dispatch Order", order, "Reply to Order", **self.letter())
			said = [frappe.parse_json(message)["message"] for message in frappe.message_log]
			self.assertEqual("三见面" in "".join(said), says, guard)

	def test_a_tickets_reply_asks_for_no_meetings_unless_set(self):
		ticket = self.dispatched_ticket()
		self.reply(ticket)
		self.assertEqual(
			frappe.db.get_value("Opinion Ticket", ticket, "workflow_state"), "Ticket To Feed Back"
		)
		settings = frappe.get_doc("Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		settings.db_set("ticket_meetings_guard", "Refused")
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.assertRefuses("三见面", self.reply, self.dispatched_ticket())

	def test_meetings_are_entered_by_the_unit_or_from_its_slip(self):
		name = self.dispatched()
		order = self.order(name)
		self.assertRefuses("回执", self.meet, order, "After the Dispatch", key="clerk")
		slip = {"on_behalf_signer": "水务站站长", "on_behalf_date": today(), "on_behalf_scan": SCAN}
		self.meet(order, "After the Dispatch", key="clerk", **slip)
		self.assertTrue(
			frappe.db.get_value("Handling Meeting", {"dispatch_order": order}, "entered_on_behalf")
		)
		for key in ("works", "clerk_b", "deputy", "nobody"):
			self.assertForbidden(self.meet, order, "During the Handling", key=key)
		self.assertRefuses("晚于今天", self.meet, order, "During the Handling", met_on=add_days(today(), 1))
		self.assertRefuses("交办", self.meet, order, "During the Handling", met_on=add_days(today(), -1))
		self.replied(name)
		self.assertRefuses("答复前", self.meet, order, "During the Handling")

	def slip_of(self, key: str, order: str) -> dict:
		"""What is asked of an entry on behalf, with a scan that this person attaches to the order."""
		scan = {"file_name": "slip.txt", "content": f"回执 {frappe.generate_hash()}", "is_private": 1}
		with self.as_user(key):
			file = frappe.get_doc(
				{
					"doctype": "File",
					"attached_to_doctype": "Dispatch Order",
					"attached_to_name": order,
					**scan,
				}
			).insert()
		self.addCleanup(file.delete_file_data_content)
		return {
			"on_behalf_signer": "水务站站长",
			"on_behalf_date": today(),
			"on_behalf_scan": file.file_url,
		}

	def test_the_clerk_of_the_orders_level_enters_for_its_unit_with_the_scan(self):
		"""permissions.md, 代录: the township's clerk; for an order of the county its own officer."""
		signed_for = {"acknowledged_by": "水务站站长", "handler": "水务站站长"}
		for values, clerk, strangers in (
			({}, "clerk", ("county_officer", "clerk_b", "chair", "works", "deputy")),
			(
				self.of_county(),
				"county_officer",
				("clerk", "clerk_b", "county_approver", "admin", "auditor", "works", "county_deputy"),
			),
		):
			order = self.order(self.dispatched(**values))
			for key in strangers:
				with self.subTest(f"{clerk} · {key}"), self.assertRaises(frappe.PermissionError):
					self.slip_of(key, order)
			slip = self.slip_of(clerk, order)
			for key in strangers:
				with self.subTest(f"{clerk} · {key} · meeting"), self.assertRaises(frappe.PermissionError):
					self.meet(order, STAGES[0], key=key, **slip)
			self.act(clerk, "Dispatch Order", order, "Acknowledge Order", **signed_for, **slip)
			doc = frappe.get_doc("Dispatch Order", order)
			self.assertEqual(doc.workflow_state, "Order Acknowledged")
			self.assertTrue(doc.entered_on_behalf)
			self.assertEqual(doc.on_behalf_scan, slip["on_behalf_scan"])
			self.meet(order, *STAGES, key=clerk, **slip)
			reply = {**self.letter(), **slip, "reply_scan": slip["on_behalf_scan"]}
			self.act(clerk, "Dispatch Order", order, "Reply to Order", **reply)
			self.assertEqual(frappe.db.get_value("Dispatch Order", order, "workflow_state"), "Order Replied")

	def test_who_attaches_a_slip_changes_nothing_else_of_the_order(self):
		order = frappe.get_doc("Dispatch Order", self.order(self.dispatched(**self.of_county())))
		order.proposal = "改一改"
		with self.as_user("county_officer"):
			self.assertRefuses("不能", order.save)

	def test_separate_units_all_reply_before_it_counts(self):
		name = self.accepted()
		apart = self.filing(supporting_units=[], separate_units=[{"unit": self.world.unit_works}])
		self.do("clerk", name, "File Suggestion", **apart)
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		for key, unit in (("water", self.world.unit_water), ("works", self.world.unit_works)):
			self.assertEqual(self.state(name), "Suggestion In Handling")
			order = frappe.db.get_value(
				"Dispatch Order", {"deputy_suggestion": name, "responsible_unit": unit}
			)
			done = {"acknowledged_by": "经办", "handler": "经办"}
			self.act(key, "Dispatch Order", order, "Acknowledge Order", **done)
			self.meet(order, *STAGES, key=key)
			self.act(key, "Dispatch Order", order, "Reply to Order", **self.letter())
		self.assertEqual(self.state(name), "Suggestion Replied")

	def give_back(self, key: str, name: str, unit: str, new_unit: str) -> str:
		"""The unit asks to give its order of this round back, and the chair names another; the new order."""
		held = {"deputy_suggestion": name, "round": self.value(name, "round")}
		order = frappe.db.get_value("Dispatch Order", {**held, "responsible_unit": unit})
		asked = {"return_reason": "不属本单位职责。"}
		self.act(key, "Dispatch Order", order, "Request Order Return", **asked)
		self.act("chair", "Dispatch Order", order, "Grant Order Return", new_unit=new_unit)
		return frappe.db.get_value("Dispatch Order", {**held, "responsible_unit": new_unit})

	def units_of(self, name: str) -> dict[str, list[str]]:
		"""Role → the units that a suggestion names, and those that have its orders of this round."""
		doc = frappe.get_doc(SUGGESTION, name)
		held = {"deputy_suggestion": name, "round": doc.round, "workflow_state": ("!=", "Order Withdrawn")}
		orders = frappe.get_all("Dispatch Order", held, ["unit_role", "responsible_unit"])
		named = {"Lead": doc.acting_units(), "Supporting": [row.unit for row in doc.supporting_units]}
		for role, units in named.items():
			ordered = [order.responsible_unit for order in orders if order.unit_role == role]
			self.assertEqual(sorted(ordered), sorted(units), role)
		return named

	def test_a_unit_that_gave_its_order_back_is_replaced_where_it_stood(self):
		water, works, power = (self.world.unit_water, self.world.unit_works, self.world.unit_power)
		apart = {"supporting_units": [], "separate_units": [{"unit": works}]}
		for values, key, returning, due, expected in (
			({}, "water", water, False, {"Lead": [power], "Supporting": [works]}),
			({}, "works", works, True, {"Lead": [water], "Supporting": [power]}),
			(apart, "water", water, False, {"Lead": [power, works], "Supporting": []}),
			(apart, "works", works, True, {"Lead": [water, power], "Supporting": []}),
		):
			with self.subTest(key=key, apart=bool(values)):
				name = self.accepted()
				self.do("clerk", name, "File Suggestion", **self.filing(**values))
				self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
				before = self.value(name, "due_date")
				self.give_back(key, name, returning, power)
				self.assertEqual(self.units_of(name), expected)
				self.assertEqual(self.value(name, "due_date") == before, due)
				# the next round asks the same
				rated = {"workflow_state": "Suggestion Awaiting Rating", "result_rating": "Dissatisfied"}
				frappe.db.set_value(SUGGESTION, name, rated)
				again = {"due_date": add_days(today(), 20), "proposal": "请重新修复。"}
				self.do("clerk", name, "Rehandle Suggestion", **again)
				self.assertEqual(self.units_of(name), expected)

	def test_a_return_in_a_later_round_has_the_limit_of_that_round(self):
		name = self.rehandled()
		order = self.give_back("water", name, self.world.unit_water, self.world.unit_power)
		due = limit_end(getdate(), "Rehandle Suggestion")
		self.assertEqual(frappe.db.get_value("Dispatch Order", order, "due_date"), due)
		self.assertEqual(self.value(name, "due_date"), due)
		self.assertLess(due, limit_end(getdate(), "Reply to Suggestion"))

	def test_so_has_a_return_of_a_ticket_that_is_handled_again(self):
		ticket = self.fed_back_ticket()
		rated = {"rating_source": "Telephone", "rating_reason": "没有修好。"}
		self.act("officer", "Opinion Ticket", ticket, "Rate Ticket Dissatisfied", **rated)
		again = {"due_date": add_days(today(), 20), "proposal": "请重新办理。"}
		self.act("clerk", "Opinion Ticket", ticket, "Rehandle Ticket", **again)
		row = {"limit_key": "Rehandle Ticket", "congress_level": "Township Level"}
		frappe.db.set_value("Time Limit", row, {"days": 12, "unit": "Calendar Days"})
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		order = self.order_of(ticket)
		asked = {"return_reason": "不属本单位职责。"}
		self.act("water", "Dispatch Order", order, "Request Order Return", **asked)
		self.act("chair", "Dispatch Order", order, "Grant Order Return", new_unit=self.world.unit_power)
		self.assertEqual(
			str(frappe.db.get_value("Dispatch Order", self.order_of(ticket), "due_date")),
			str(limit_end(getdate(), "Rehandle Ticket")),
		)

	def test_a_later_round_has_its_own_greatest_limit(self):
		name = self.signed_for()
		self.do("deputy", name, "Rate Suggestion Dissatisfied", **self.dissatisfied())
		late = {"due_date": add_days(limit_end(getdate(), "Rehandle Suggestion"), 1), "proposal": "再修。"}
		self.assertRefuses("期限最后一日", self.do, "clerk", name, "Rehandle Suggestion", **late)

	def test_the_units_name_those_who_were_merged_in(self):
		"""Before the dispatch and after it: every deputy is answered (重庆 §13)."""
		main, before, after = self.filed(), self.accepted(), self.drafted("second", lead_deputy=self.second)
		self.do("second", after, "Submit Suggestion")
		self.do("clerk", after, "Accept Suggestion")
		frappe.db.set_value(SUGGESTION, before, "lead_deputy", self.third)
		self.do("clerk", before, "Merge Suggestion", main_suggestion=main)
		self.do("chair", main, "Dispatch Suggestion", **self.approval(main))
		named = {"deputy_suggestion": main}
		self.assertEqual(set(frappe.get_all("Dispatch Order", named, pluck="deputies")), {"李春华、白二民"})
		self.do("clerk", after, "Merge Suggestion", main_suggestion=main)
		said = set(frappe.get_all("Dispatch Order", named, pluck="deputies"))
		self.assertEqual([sorted(one.split("、")) for one in said], [sorted(["李春华", "白二民", "白一民"])])
		for key in ("water", "works"):
			told = {"for_user": self.world.users[key], "document_type": "Dispatch Order"}
			self.assertIn("一并与其代表见面", frappe.get_last_doc("Notification Log", told).subject)

	def test_the_reply_is_of_the_day_of_the_letter(self):
		"""A supporting unit's opinion may be dated later, and holds up no receipt."""
		name = self.dispatched()
		frappe.db.set_value(
			"Dispatch Order", {"deputy_suggestion": name}, "issued_on", add_days(now_datetime(), -5)
		)
		order = self.acknowledged(name)
		supporting = self.order(name, "Supporting")
		done = {"acknowledged_by": "建经办", "handler": "建经办"}
		self.act("works", "Dispatch Order", supporting, "Acknowledge Order", **done)
		opinion = {"reply_date": today(), "replied_by": "主任", "reply": "无意见。"}
		self.act("works", "Dispatch Order", supporting, "Give Order Opinion", **opinion)
		self.meet(order, *STAGES)
		posted = add_days(today(), -2)
		self.act("water", "Dispatch Order", order, "Reply to Order", **self.letter(reply_date=posted))
		self.assertEqual(str(self.value(name, "replied_on")), posted)
		self.do("deputy", name, "Sign for Reply", reply_received_on=add_days(today(), -1))

	def test_signing_for_the_reply_accepts_the_orders_and_starts_the_window(self):
		name = self.signed_for()
		self.assertEqual(self.state(name), "Suggestion Awaiting Rating")
		self.assertEqual(
			frappe.db.get_value("Dispatch Order", self.order(name), "workflow_state"), "Order Accepted"
		)
		self.assertEqual(self.value(name, "rating_due"), limit_end(getdate(), "Rate Suggestion"))

	def test_the_clerk_signs_for_it_with_proof_of_delivery(self):
		name = self.replied()
		received = {"reply_received_on": today()}
		self.assertRefuses("送达", self.do, "clerk", name, "Sign for Reply", **received)
		self.do("clerk", name, "Sign for Reply", delivery_proof=SCAN, **received)
		self.assertEqual(self.state(name), "Suggestion Awaiting Rating")

	def test_satisfied_closes_and_the_co_signers_are_asked_before(self):
		name = self.drafted(cosigners=[{"deputy": self.second}])
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		self.signed_for(name)
		rate = (self.do, "deputy", name, "Rate Suggestion Satisfied")
		self.assertRefuses("联名", *rate, **self.satisfied())
		self.assertRefuses("代表", self.do, "second", name, "Rate Suggestion Satisfied", **self.satisfied())
		self.assertRefuses("不满意", *rate, **self.satisfied(result_rating="Dissatisfied", cosigners_asked=1))
		self.do("deputy", name, "Rate Suggestion Satisfied", **self.satisfied(cosigners_asked=1))
		self.assertEqual(self.state(name), "Suggestion Closed")
		self.assertEqual(self.value(name, "rating_source"), "In This System")
		self.assertEqual(self.value(name, "closing_way"), "Rated by Deputy")

	def test_a_paper_slip_is_typed_in_by_who_did_not_type_the_reply(self):
		name = self.signed_for()
		self.assertRefuses("回执", self.do, "clerk", name, "Rate Suggestion Satisfied", **self.satisfied())
		slip = self.satisfied(return_slip_on=today(), return_slip_scan=SCAN)
		frappe.db.set_value("Dispatch Order", self.order(name), "reply_user", self.world.users["clerk"])
		self.assertRefuses("录入答复", self.do, "clerk", name, "Rate Suggestion Satisfied", **slip)
		self.do("clerk2", name, "Rate Suggestion Satisfied", **slip)
		self.assertEqual(self.value(name, "rating_source"), "Paper Slip")

	def test_nobody_of_the_unit_rates(self):
		self.give_post("deputy", "Responsible Unit Officer", unit=self.world.unit_water)
		name = self.signed_for()
		self.assertRefuses(
			"承办单位", self.do, "deputy", name, "Rate Suggestion Satisfied", **self.satisfied()
		)

	def test_a_deputy_who_works_at_the_unit_by_another_account_does_not_rate(self):
		self.world.add_person("deputy_again", "李春华", "Deputy", deputy=self.world.deputy)
		self.addCleanup(self.world.users.pop, "deputy_again")
		self.give_post("deputy_again", "Responsible Unit Officer", unit=self.world.unit_water)
		name = self.signed_for()
		rate = (self.do, "deputy", name, "Rate Suggestion Satisfied")
		self.assertRefuses("承办单位", *rate, **self.satisfied())

	def test_nobody_of_the_unit_proves_that_its_letter_was_delivered(self):
		name = self.replied()
		proof = {"reply_received_on": today(), "delivery_proof": SCAN}
		self.give_post("clerk", "Responsible Unit Officer", unit=self.world.unit_water)
		self.assertRefuses("承办单位", self.do, "clerk", name, "Sign for Reply", **proof)
		self.do("clerk2", name, "Sign for Reply", **proof)

	def test_who_passed_the_order_on_rates_no_more_than_who_handled_it(self):
		name = self.signed_for()
		frappe.db.set_value("Dispatch Order", self.order(name), "passed_on_from", self.world.unit_power)
		self.give_post("deputy", "Responsible Unit Officer", unit=self.world.unit_power)
		rate = (self.do, "deputy", name, "Rate Suggestion Satisfied")
		self.assertRefuses("承办单位", *rate, **self.satisfied())

	def test_who_raised_it_does_not_settle_the_review(self):
		self.give_post("deputy", "Township Chair", jurisdiction=self.world.town)
		name = self.twice_dissatisfied()
		review = {"review_decision": "已说明。"}
		self.assertRefuses("其他人", self.do, "deputy", name, "Review Suggestion Jointly", **review)
		self.do("chair", name, "Review Suggestion Jointly", **review)
		again = {"due_date": add_days(today(), 20)}
		self.assertRefuses("其他人", self.do, "deputy", name, "Rehandle Suggestion After Review", **again)
		close = (self.do, "deputy", name, "Close Suggestion with Explanation")
		self.assertRefuses("其他人", *close, note="已说明。")
		self.do("vice", name, "Close Suggestion with Explanation", note="已说明。")

	def test_dissatisfied_is_handled_again_in_a_new_round(self):
		name = self.rehandled()
		self.assertEqual(self.state(name), "Suggestion In Handling")
		self.assertEqual(self.value(name, "round"), 2)
		self.assertFalse(self.value(name, "result_rating"))
		self.assertEqual(
			frappe.db.count("Dispatch Order", {"deputy_suggestion": name, "unit_role": "Lead"}), 2
		)
		rated = frappe.get_doc(
			"Handling Log", {"reference_name": name, "action": "Rate Suggestion Dissatisfied"}
		)
		self.assertIn("水渠仍漏水", rated.note)

	def test_dissatisfied_again_is_reviewed_jointly(self):
		name = self.twice_dissatisfied()
		again = {"due_date": add_days(today(), 20), "proposal": "再修。"}
		self.assertRefuses("不能", self.do, "clerk", name, "Rehandle Suggestion", **again)
		self.do("chair", name, "Review Suggestion Jointly", review_decision="邀请专家现场评估。")
		self.assertEqual(self.state(name), "Suggestion Joint Review")
		self.do("chair", name, "Close Suggestion with Explanation", note="已向代表说明。")
		self.assertEqual(self.state(name), "Suggestion Closed")
		self.assertEqual(self.value(name, "result_rating"), "Dissatisfied")

	def test_after_the_review_it_may_be_handled_a_third_time(self):
		name = self.reviewed_jointly()
		self.do("chair", name, "Rehandle Suggestion After Review", due_date=add_days(today(), 20))
		self.assertEqual(self.value(name, "round"), 3)

	def test_withdrawal_cancels_the_open_orders(self):
		name = self.dispatched()
		self.assertRefuses("岗位", self.do, "second", name, "Withdraw Suggestion", note="撤。")
		self.assertRefuses("书面撤回", self.do, "clerk", name, "Withdraw Suggestion", note="代表书面撤回。")
		self.do("deputy", name, "Withdraw Suggestion", note="问题已解决。")
		self.assertEqual(self.state(name), "Suggestion Withdrawn")
		self.assertEqual(
			frappe.get_all("Dispatch Order", {"deputy_suggestion": name}, pluck="workflow_state"),
			["Order Withdrawn"] * 2,
		)
		self.assertRefuses("不能", self.do, "deputy", self.replied(), "Withdraw Suggestion", note="晚了。")

	def test_withdrawal_until_the_dispatch_is_a_setting(self):
		self.addCleanup(frappe.clear_document_cache, "Liaison Settings", "Liaison Settings")
		frappe.get_doc("Liaison Settings").db_set("suggestion_withdrawal", "Until the Dispatch")
		frappe.clear_document_cache("Liaison Settings", "Liaison Settings")
		self.assertRefuses("交办前", self.do, "deputy", self.dispatched(), "Withdraw Suggestion", note="撤。")
		self.do("deputy", self.filed(), "Withdraw Suggestion", note="撤。")

	def test_the_archive_wants_the_sealed_letter(self):
		name = self.signed_for()
		self.do("deputy", name, "Rate Suggestion Satisfied", **self.satisfied())
		archive = {"archive_number": "0086-WS·2026-D30-RDB-0001", "retention": "D30"}
		order = self.order(name)
		frappe.db.set_value("Dispatch Order", order, "reply_scan", None)
		self.assertRefuses("答复函", self.do, "clerk", name, "Archive Suggestion", **archive)
		frappe.db.set_value("Dispatch Order", order, "reply_scan", SCAN)
		self.do("clerk", name, "Archive Suggestion", **archive)
		self.assertEqual(self.state(name), "Suggestion Archived")
		with self.as_user("clerk"):
			doc = frappe.get_doc(SUGGESTION, name)
			doc.update({"leader_took_part": 1, "leader_names": "王副镇长"})
			self.assertRefuses("不能修改", doc.save)

	def rated(self) -> str:
		name = self.signed_for()
		self.do("deputy", name, "Rate Suggestion Satisfied", **self.satisfied())
		return name

	def test_the_years_suggestions_are_archived_together_and_what_lacks_a_paper_stays(self):
		names = [self.rated() for _i in range(3)]
		frappe.db.set_value("Dispatch Order", self.order(names[1]), "reply_scan", None)
		rows = [{"name": name, "modified": str(self.value(name, "modified"))} for name in names]
		with self.as_user("clerk"):
			offered = batch.offered(SUGGESTION, names)
			self.assertEqual([one["action"] for one in offered["actions"]], ["Archive Suggestion"])
			result = batch.progress(batch.start(SUGGESTION, "Archive Suggestion", rows, {"retention": "D30"}))
		self.assertEqual((result["done"], result["refused"]), (2, 1))
		self.assertIn("盖章答复函", result["rows"][0]["why"])
		first, lacking, last = names
		self.assertEqual(self.state(lacking), "Suggestion Closed")
		numbers = [int(self.value(name, "archive_number")[-4:]) for name in (first, last)]
		self.assertEqual(numbers[1], numbers[0] + 1)
		with self.as_user("clerk"):
			doc = frappe.get_doc(SUGGESTION, lacking)
			doc.run_method("onload")
		self.assertEqual(doc.get_onload("missing_papers"), [f"{self.number_of_order(lacking)}的盖章答复函"])
		for key in ("chair", "clerk_b", "county_officer"):
			with self.as_user(key):
				self.assertEqual(batch.offered(SUGGESTION, [lacking])["actions"], [], key)

	def number_of_order(self, name: str) -> str:
		return frappe.db.get_value("Dispatch Order", self.order(name), "number")

	def test_what_is_missing_of_papers_is_named(self):
		doc = frappe.get_doc(SUGGESTION, self.rated())
		self.assertEqual(missing_papers(doc), [])
		doc.update({"on_paper": 1, "rating_source": "Paper Slip", "closing_way": "Explained After Review"})
		self.assertEqual(missing_papers(doc), ["签名原件扫描件", "回执扫描件", "会商决定"])
		order = self.order(doc.name)
		frappe.db.set_value("Dispatch Order", order, {"reply_scan": None, "entered_on_behalf": 1})
		number = self.number_of_order(doc.name)
		self.assertEqual(missing_papers(doc)[3:], [f"{number}的盖章答复函", f"{number}的回执联扫描件"])
		doc.for_reference = 1
		self.assertEqual(missing_papers(doc)[3:], [f"{number}的回执联扫描件"])

	def test_the_archive_waits_for_the_clerk_in_january(self):
		name = self.rated()
		frappe.db.set_value(SUGGESTION, name, "closed_on", "2026-11-20 10:00:00")
		january = datetime.date(2027, 1, 8)
		for day, waits in ((january, True), (datetime.date(2027, 2, 8), False)):
			with patch.object(suggestion_tasks, "getdate", return_value=day):
				for key in ("clerk", "clerk_b", "chair"):
					with self.as_user(key):
						found = {row["name"] for line in mine()["work"] for row in line["records"]}
					self.assertEqual(name in found, waits and key == "clerk", f"{key} {day}")

	def test_participations_are_entered_at_the_level_that_handles_it(self):
		name = self.dispatched(**self.of_county())
		for key, may in (("clerk", False), ("county_officer", True)):
			with self.as_user(key):
				doc = frappe.get_doc(SUGGESTION, name)
				doc.update({"congress_took_part": 1, "congress_names": "县主任"})
				if may:
					doc.save()
				else:
					self.assertRefuses("不能修改", doc.save)
		self.assertEqual(self.value(name, "congress_names"), "县主任")

	def test_participations_are_entered_by_the_clerk_with_names(self):
		name = self.dispatched()
		with self.as_user("clerk"):
			doc = frappe.get_doc(SUGGESTION, name)
			doc.leader_took_part = 1
			self.assertRefuses("参与领导", doc.save)
			doc.reload()
			doc.leader_took_part = 1
			doc.leader_names = "王副镇长"
			doc.save()
		with self.as_user("deputy"):
			doc = frappe.get_doc(SUGGESTION, name)
			doc.update({"congress_took_part": 1, "congress_names": "赵主席"})
			self.assertRefuses("不能修改", doc.save)


class TestRatingWithoutTheLead(HandledTestCase):
	"""The window that ends, and the lead deputy who leaves office."""

	def end_mandate(self, deputy: str) -> None:
		mandate = frappe.get_doc("Deputy Mandate", {"deputy": deputy})
		self.act(
			"chair",
			"Deputy Mandate",
			mandate.name,
			"Terminate Mandate",
			termination_reason="Moved Away",
			terminated_on=today(),
		)

	def test_one_reminder_then_five_days_then_out_of_the_base(self):
		name = self.signed_for()
		frappe.db.set_value(SUGGESTION, name, "state_due", add_days(today(), -1))
		for _run in range(2):
			night_of_ratings()
			self.assertEqual(self.state(name), "Suggestion Awaiting Rating")
			self.assertEqual(str(self.value(name, "rating_reminded_on")), today())
		reminders = {"reference_name": name, "action": "Remind of Rating"}
		self.assertEqual(frappe.db.count("Handling Log", reminders), 1)
		self.assertEqual(self.value(name, "state_due"), limit_end(getdate(), "Close Suggestion Unrated"))
		frappe.db.set_value(SUGGESTION, name, "state_due", add_days(today(), -1))
		night_of_ratings()
		self.assertEqual(self.state(name), "Suggestion Closed")
		self.assertEqual(self.value(name, "closing_way"), "No Rating Returned")

	def with_cosigner(self) -> str:
		name = self.drafted(cosigners=[{"deputy": self.second}])
		self.do("second", name, "Confirm Cosigning")
		self.do("deputy", name, "Submit Suggestion")
		self.do("clerk", name, "Accept Suggestion")
		self.do("clerk", name, "File Suggestion", **self.filing())
		self.do("chair", name, "Dispatch Suggestion", **self.approval(name))
		return self.signed_for(name)

	def test_the_rating_passes_to_the_next_co_signer(self):
		name = self.with_cosigner()
		self.assertEqual(self.value(name, "rating_deputy"), self.world.deputy)
		self.end_mandate(self.world.deputy)
		self.assertEqual(self.value(name, "rating_deputy"), self.second)
		self.do("second", name, "Rate Suggestion Satisfied", **self.satisfied(cosigners_asked=1))
		self.assertEqual(self.state(name), "Suggestion Closed")

	def window_ends(self, name: str) -> None:
		frappe.db.set_value(SUGGESTION, name, "state_due", add_days(today(), -1))
		night_of_ratings()

	def test_nobody_left_is_not_rated_once_the_window_is_over_and_handling_goes_on(self):
		waiting, handled = self.with_cosigner(), self.dispatched()
		for deputy in (self.world.deputy, self.second):
			self.end_mandate(deputy)
		slip = self.satisfied(return_slip_on=today(), return_slip_scan=SCAN, cosigners_asked=1)
		self.assertRefuses("暂不能评价", self.do, "clerk", waiting, "Rate Suggestion Satisfied", **slip)
		self.assertEqual(self.state(handled), "Suggestion In Handling")
		self.replied(handled)
		self.do("clerk", handled, "Sign for Reply", reply_received_on=today(), delivery_proof=SCAN)
		for name in (waiting, handled):
			night_of_ratings()
			self.assertEqual(self.state(name), "Suggestion Awaiting Rating")
			self.window_ends(name)
			self.assertEqual(self.state(name), "Suggestion Closed")
			self.assertEqual(self.value(name, "closing_way"), "Deputy Left Office, Not Rated")

	def test_a_termination_that_is_taken_back_gives_the_rating_back(self):
		waiting, handled = self.signed_for(), self.dispatched()
		self.end_mandate(self.world.deputy)
		self.assertEqual([self.value(name, "rating_deputy") for name in (waiting, handled)], [None, None])
		mandate = frappe.db.get_value("Deputy Mandate", {"deputy": self.world.deputy})
		self.act("chair", "Deputy Mandate", mandate, "Take Back Termination", "终止有误。")
		for name in (waiting, handled):
			self.assertEqual(self.value(name, "rating_deputy"), self.world.deputy)
		self.do("deputy", waiting, "Rate Suggestion Satisfied", **self.satisfied())

	def re_elected(self, deputy: str, begins: str) -> None:
		"""A mandate of the new term, entered by the clerk and confirmed by the chair."""
		with self.as_user("clerk"):
			mandate = frappe.get_doc(
				{
					"doctype": "Deputy Mandate",
					"deputy": deputy,
					"congress_level": "Township Level",
					"from_date": begins,
				}
			).insert()
		self.act("chair", "Deputy Mandate", mandate.name, "Confirm Mandate", confirmed_on=today())

	def new_term(self, first_session_on: str) -> None:
		"""The old term ends with all of its mandates before the new congress sits (换届)."""
		term = frappe.db.get_value("Congress Term", {"congress_body": self.body})
		frappe.db.set_value("Congress Term", term, "from_date", add_days(today(), -1700))
		with self.as_user("admin"):
			run = frappe.get_doc(
				{
					"doctype": "End of Term",
					"congress_body": self.body,
					"first_session_on": first_session_on,
				}
			).insert()
			begin_term(run.name)

	def test_who_is_elected_again_rates_what_crossed_the_end_of_the_term(self):
		waiting, handled, replied = self.with_cosigner(), self.dispatched(), self.replied()
		names = (waiting, handled, replied)
		self.new_term(today())
		self.assertEqual([self.value(name, "rating_deputy") for name in names], [None] * 3)
		self.assertEqual(self.state(waiting), "Suggestion Awaiting Rating")
		# the co-signer is confirmed first: the lead deputy, who follows, comes before
		self.re_elected(self.second, today())
		self.assertEqual(self.value(waiting, "rating_deputy"), self.second)
		self.re_elected(self.world.deputy, today())
		self.assertEqual([self.value(name, "rating_deputy") for name in names], [self.world.deputy] * 3)
		self.do("deputy", waiting, "Rate Suggestion Satisfied", **self.satisfied(cosigners_asked=1))
		self.do("deputy", replied, "Sign for Reply", reply_received_on=today())
		self.replied(handled)
		self.do("deputy", handled, "Sign for Reply", reply_received_on=today())

	def test_a_mandate_confirmed_before_its_first_day_counts_from_the_night_of_that_day(self):
		name = self.signed_for()
		mandate = frappe.get_doc("Deputy Mandate", {"deputy": self.world.deputy})
		frappe.db.set_value("Deputy Mandate", mandate.name, "from_date", add_days(today(), 2))
		mandate.reload()
		follow_mandate(mandate)
		self.assertIsNone(self.value(name, "rating_deputy"))
		frappe.db.set_value("Deputy Mandate", mandate.name, "from_date", today())
		night_of_ratings()
		self.assertEqual(self.value(name, "rating_deputy"), self.world.deputy)

	def test_who_rated_stays_named(self):
		name = self.signed_for()
		self.do("deputy", name, "Rate Suggestion Dissatisfied", **self.dissatisfied())
		self.end_mandate(self.world.deputy)
		self.assertEqual(self.value(name, "rating_deputy"), self.world.deputy)


class TestDispatchMeeting(HandledTestCase):
	"""交办会: many in one act, each for itself; the list that each unit signs."""

	def test_one_faulty_stops_only_itself(self):
		session = self.session()
		names = [self.filed(occasion="In Session", congress_session=session) for _i in range(3)]
		frappe.db.set_value("Responsible Unit", self.world.unit_power, "may_be_intermediary", 0)
		frappe.db.set_value(SUGGESTION, names[1], "intermediary_unit", self.world.unit_power)
		with self.as_user("chair"):
			self.assertEqual({row["name"] for row in waiting()}, set(names))
			results = dispatch(names, today(), "同意交办。")
		self.assertEqual([row["done"] for row in results], [True, False, True])
		self.assertIn("分办", results[1]["message"])
		self.assertEqual(
			[self.state(name) for name in names],
			["Suggestion In Handling", "Suggestion Awaiting Dispatch", "Suggestion In Handling"],
		)
		self.assertEqual(frappe.db.count("Dispatch Order", {"deputy_suggestion": names[1]}), 0)
		with self.as_user("chair"):
			again = dispatch(names, today(), "同意交办。")
		self.assertEqual([row["done"] for row in again], [False, False, False])
		self.assertEqual(frappe.db.count("Dispatch Order", {"deputy_suggestion": names[0]}), 2)

	def test_others_hand_over_nothing(self):
		name = self.filed(occasion="In Session", congress_session=self.session())
		for key in ("clerk", "chair_b", "county_approver", "deputy"):
			with self.as_user(key):
				results = dispatch([name], today(), "同意。")
			self.assertEqual([row["done"] for row in results], [False], key)

	def test_the_receipt_list_is_one_page_to_each_unit(self):
		session = self.session()
		title = "关于<b>水渠</b>的建议"
		names = [
			self.filed(occasion="In Session", congress_session=session, suggestion_title=title)
			for _i in range(2)
		]
		with self.as_user("chair"):
			dispatch(names, today(), "同意交办。")
		self.acknowledged(names[0])
		with self.as_user("chair"):
			content = pdf_text.pdf_of_page(receipt_lists(today()))
		self.assertEqual(pdf_text.size(content), (2, 297, 210))
		supporting, lead = sorted(pdf_text.pages(content), key=lambda page: "甲镇水务站" in page)
		for page, unit, role, word in (
			(supporting, "甲镇村镇建设办", "Supporting", "协办"),
			(lead, "甲镇水务站", "Lead", "主办"),
		):
			rows = [
				f"{position}甲镇十八届人大三次会议第{position}号{title}李春华{word}{self.due_day(name, role)}"
				for position, name in enumerate(names, 1)
			]
			with self.subTest(unit):
				self.assertInOrder(
					page,
					"试验县甲镇人民代表大会主席团代表建议交办清单（签收表）",
					f"承办单位：{unit}交办会时间：{day_in_words(today())}共2件",
					"序号建议编号标题领衔代表主办/协办/分办办理期限签收人签收日期",
					*rows,
					"以下空白",
					"交办机关（盖章）承办单位（盖章）签收人：年月日",
				)
		# who signed in the app stands there, the others sign with the pen
		self.assertIn(f"{self.due_day(names[0], 'Lead')}水经办{day_in_words(today())}2甲镇", lead)
		# what units were asked of voters' matters is none of a meeting's
		self.dispatched_ticket()
		with self.as_user("chair_b"):
			self.assertRefuses("没有", receipt_lists, today())

	def due_day(self, name: str, role: str) -> str:
		return day_in_words(frappe.db.get_value("Dispatch Order", self.order(name, role), "due_date"))

	def test_the_receipt_list_names_no_unit_that_gave_it_back_nor_the_one_after(self):
		name = self.filed(occasion="In Session", congress_session=self.session())
		with self.as_user("chair"):
			dispatch([name], today(), "同意交办。")
		order = self.order(name)
		self.act("water", "Dispatch Order", order, "Request Order Return", return_reason="不属本站职责。")
		self.act("chair", "Dispatch Order", order, "Grant Order Return", new_unit=self.world.unit_power)
		with self.as_user("chair"):
			pages = pdf_text.pages(pdf_text.pdf_of_page(receipt_lists(today())))
		self.assertEqual(len(pages), 1)
		self.assertIn("承办单位：甲镇村镇建设办", pages[0])

	def test_the_group_is_told_who_handles_what_and_of_no_person(self):
		names = [self.filed(occasion="In Session", congress_session=self.session()) for _i in range(2)]
		with self.as_user("chair"):
			dispatch(names, today(), "同意交办。")
			text = group_text(today())
		lines = text.split("\n")
		self.assertEqual(lines[0], f"【交办会】{today()}，共交办建议2件：")
		self.assertEqual(
			lines[1], f"{self.value(names[0], 'number')}　主办单位：甲镇水务站；协办单位：甲镇村镇建设办"
		)
		for word in ("李春华", "水渠", "水务站站长"):
			self.assertNotIn(word, text)
		# two congresses may number alike, for who sees both
		number = self.value(names[0], "number")
		frappe.db.set_value(SUGGESTION, names[1], {"number": number, "congress_body": self.county_body})
		with self.as_user("chair"):
			self.assertEqual(group_text(today()).count(number), 2)
		with self.as_user("chair_b"):
			self.assertRefuses("没有", group_text, today())
