"""List, form, count and search agree on who sees a row: they ask one criterion."""

import ast
from importlib import import_module
from pathlib import Path

import frappe
from frappe.model.base_document import get_controller
from frappe.utils import add_days, today

import deputy_liaison
from deputy_liaison import hooks
from deputy_liaison.finding import search_link
from deputy_liaison.scope import Scope
from tests.base import FrappeBase, LiaisonTestCase

TICKET = "Opinion Ticket"
PACKAGE = Path(deputy_liaison.__file__).parent
ROOMS = ("liaison_network", "deputies", "opinions", "duties", "registers")


class TestWhoSeesATicket(LiaisonTestCase):
	"""A ticket of the east station."""

	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()

	def sees(self, key: str) -> tuple[bool, bool]:
		with self.as_user(key):
			listed = bool(frappe.get_list(TICKET, {"name": self.ticket}))
			opened = bool(frappe.has_permission(TICKET, "read", self.ticket))
		return listed, opened

	def test_own_station_and_all_above_see_it(self):
		for key in (
			"officer",
			"clerk",
			"chair",
			"county_officer",
			"county_approver",
			"admin",
			"auditor",
			"presidium",
		):
			self.assertEqual(self.sees(key), (True, True), key)

	def test_the_receiving_deputy_sees_it(self):
		self.assertEqual(self.sees("deputy"), (True, True))

	def test_others_see_it_neither_in_the_list_nor_in_the_form(self):
		for key in ("other_officer", "officer_b", "clerk_b", "chair_b", "water", "nobody"):
			with self.as_user(key):
				try:
					listed = bool(frappe.get_list(TICKET, {"name": self.ticket}))
				except frappe.PermissionError:
					listed = False
				opened = bool(frappe.has_permission(TICKET, "read", self.ticket))
			self.assertEqual((listed, opened), (False, False), key)

	def test_a_post_that_ended_yesterday_gives_nothing_and_one_that_ends_today_does(self):
		self.addCleanup(frappe.clear_cache, user=self.world.users["officer"])
		post = frappe.db.get_value("Staff Post", {"user": self.world.users["officer"]})
		with self.as_user("admin"):
			doc = frappe.get_doc("Staff Post", post)
			doc.to_date = today()
			doc.save()
		self.assertEqual(self.sees("officer"), (True, True))
		with self.as_user("admin"):
			doc.to_date = add_days(today(), -1)
			doc.save()
		with self.as_user("officer"):
			self.assertFalse(frappe.has_permission(TICKET, "read", self.ticket))
		self.assertNotIn("Station Liaison Officer", frappe.get_roles(self.world.users["officer"]))

	def test_a_record_keeps_the_township_that_took_it_in(self):
		self.propose(self.ticket)
		self.dispatch(self.ticket)
		visit = frappe.db.get_value(TICKET, self.ticket, "visit")
		for doctype, name in (
			(TICKET, self.ticket),
			("Constituent Visit", visit),
			("Dispatch Order", self.order_of(self.ticket)),
			("Handling Log", frappe.db.get_value("Handling Log", {"reference_name": self.ticket})),
		):
			self.assertEqual(frappe.db.get_value(doctype, name, "township"), self.world.town, doctype)
		village = frappe.get_doc("Jurisdiction", frappe.db.get_value(TICKET, self.ticket, "jurisdiction"))
		village.parent_jurisdiction = self.world.town_b
		with self.as_user("admin"):
			self.assertRefuses("已有原乡镇的记录", village.save)

	def test_records_made_before_are_given_theirs(self):
		frappe.db.set_value(TICKET, self.ticket, "township", None)
		self.assertEqual(self.sees("clerk"), (False, False))
		import_module("deputy_liaison.patches.v0_2.township_of_records").execute()
		self.assertEqual(self.sees("clerk"), (True, True))
		self.assertEqual(self.sees("clerk_b"), (False, False))

	def test_a_sent_township_moves_nothing(self):
		with self.as_user("officer"):
			visit = self.new_visit(township=self.world.town_b).insert()
			self.assertEqual(
				frappe.db.get_value("Constituent Visit", visit.name, "township"), self.world.town
			)
			visit.township = self.world.town_b
			visit.save()
		self.assertEqual(frappe.db.get_value("Constituent Visit", visit.name, "township"), self.world.town)

	def test_nobody_records_a_visit_at_another_station(self):
		with self.as_user("officer"):
			self.assertRefuses("岗位", self.new_visit(station=self.world.station_west).insert)

	def test_clerk_of_one_town_does_not_propose_in_another(self):
		self.assertRefuses("岗位", self.propose, self.ticket, "clerk_b")

	def test_units_see_their_own_order_only(self):
		self.propose(self.ticket)
		self.dispatch(self.ticket)
		lead = self.order_of(self.ticket)
		supporting = self.order_of(self.ticket, "Supporting")
		with self.as_user("water"):
			self.assertEqual(
				frappe.get_list("Dispatch Order", pluck="name", filters={"opinion_ticket": self.ticket}),
				[lead],
			)
			self.assertFalse(frappe.has_permission("Dispatch Order", "read", supporting))

	def test_own_post_cannot_be_given_to_oneself(self):
		self.assertRefuses("自己", self.give_post, "admin", "Township Chair", jurisdiction=self.world.town)


class TestNothingLeavesTheScope(LiaisonTestCase):
	def test_no_role_mails_or_shares_our_records(self):
		rights = frappe.get_all(
			"DocPerm",
			{"parent": ("in", frappe.get_hooks("scoped")), "permlevel": 0},
			["parent", "role", "email", "share"],
		)
		self.assertGreater(len(rights), 100)
		self.assertEqual([row for row in rights if row.email or row.share], [])


class TestNobodyBecomesSystemManager(LiaisonTestCase):
	"""Frappe makes the next account that is saved a System Manager where the site has none."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Has Role", {"role": "System Manager", "parent": ("!=", "Administrator")})
		frappe.db.set_single_value("System Settings", "setup_complete", 1)

	def test_a_second_post_gives_its_role_only(self):
		self.give_post("officer", "Presidium Member", station=self.world.station_west)
		roles = frappe.get_all("Has Role", {"parent": self.world.users["officer"]}, pluck="role")
		self.assertEqual(sorted(roles), ["Presidium Member", "Station Liaison Officer"])

	def test_saving_the_own_profile_gives_nothing(self):
		self.addCleanup(frappe.clear_cache, user=self.world.users["clerk"])
		with self.as_user("clerk"):
			profile = frappe.get_doc("User", self.world.users["clerk"])
			profile.bio = "专干"
			profile.save()
		self.assertEqual(
			frappe.get_all("Has Role", {"parent": profile.name}, pluck="role"), ["Township Clerk"]
		)


class TestPersonalData(LiaisonTestCase):
	"""Masks everywhere, the full values in one place that no role can read."""

	def setUp(self) -> None:
		super().setUp()
		with self.as_user("officer"):
			self.visit = self.new_visit().insert()

	def test_the_visit_holds_masks(self):
		row = frappe.db.get_value(
			"Constituent Visit",
			self.visit.name,
			["reporter_name", "reporter_phone", "reporter_address"],
			as_dict=True,
		)
		self.assertEqual(
			row, {"reporter_name": "刘*爷", "reporter_phone": "138****5678", "reporter_address": "***"}
		)
		self.assertEqual(frappe.db.get_value(TICKET, {"visit": self.visit.name}, "reporter"), "刘*爷")

	def test_the_full_values_are_encrypted_at_rest(self):
		sealed = frappe.db.get_value("Constituent Identity", {"source_name": self.visit.name}, "sealed")
		self.assertNotIn("刘大爷", sealed)
		self.assertNotIn("13812345678", sealed)

	def test_no_role_reads_the_identity(self):
		self.assertEqual(frappe.get_meta("Constituent Identity").permissions, [])
		for key in ("officer", "clerk", "chair", "county_officer", "admin", "auditor"):
			with self.as_user(key), self.assertRaises(frappe.PermissionError):
				frappe.get_list("Constituent Identity")

	def test_revealing_wants_scope_and_reason_and_is_logged(self):
		from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import reveal

		with self.as_user("other_officer"):
			self.assertRefuses("岗位", reveal, "Constituent Visit", self.visit.name, "想看看")
		with self.as_user("officer"):
			self.assertRefuses("理由", reveal, "Constituent Visit", self.visit.name, " ")
			full = reveal("Constituent Visit", self.visit.name, "电话回访")
		self.assertEqual(full, {"name": "刘大爷", "phone": "13812345678", "address": "东村三组12号"})
		line = frappe.db.get_value(
			"Handling Log",
			{"reference_name": self.visit.name, "event": "Disclosure"},
			["person_name", "note"],
			as_dict=True,
		)
		self.assertEqual(line, {"person_name": "王联络", "note": "电话回访"})

	def test_saving_the_masked_form_again_keeps_the_full_values(self):
		from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import read_many

		with self.as_user("officer"):
			doc = frappe.get_doc("Constituent Visit", self.visit.name)
			doc.remark = "补充"
			doc.save()
			doc.reporter_phone = "13900001111"
			doc.save()
		self.assertEqual(doc.reporter_phone, "139****1111")
		full = read_many("Constituent Visit", [self.visit.name])[self.visit.name]
		self.assertEqual(full, {"name": "刘大爷", "phone": "13900001111", "address": "东村三组12号"})

	def test_anonymous_stores_no_identity(self):
		with self.as_user("officer"):
			visit = self.new_visit(is_anonymous=1).insert()
		self.assertFalse(frappe.db.exists("Constituent Identity", {"source_name": visit.name}))
		self.assertEqual(frappe.db.get_value(TICKET, {"visit": visit.name}, "reporter"), "匿名")


class TestLogIsAppendOnly(LiaisonTestCase):
	"""Nobody edits or deletes a line, Administrator included."""

	def test_no_line_is_changed_or_deleted(self):
		ticket = self.registered_ticket()
		line = frappe.get_doc("Handling Log", {"reference_name": ticket})
		line.note = "改"
		self.assertRefuses("日志", line.save)
		self.assertRefuses("日志", line.delete)


class TestDeclarations(FrappeBase):
	"""Every DocType of ours is scoped, and the rooms depend downwards only."""

	def test_every_doctype_declares_its_scope(self):
		ours = frappe.get_all(
			"DocType", {"module": ("in", self.modules()), "istable": 0}, ["name", "issingle"]
		)
		self.assertGreater(len(ours), 15)
		for row in ours:
			self.assertIsInstance(getattr(get_controller(row.name), "scope", None), Scope, row.name)
			if not row.issingle:
				self.assertIn(row.name, hooks.scoped)

	@staticmethod
	def modules() -> list[str]:
		return (PACKAGE / "modules.txt").read_text(encoding="utf-8").splitlines()

	def test_rooms_import_downwards_only(self):
		for height, room in enumerate(ROOMS):
			for path in (PACKAGE / room).rglob("*.py"):
				for name in self.imported(path):
					for higher in ROOMS[height + 1 :]:
						self.assertFalse(
							name.startswith(f"deputy_liaison.{higher}"),
							f"{path.name} of {room} imports {name}",
						)

	def test_shared_rules_import_from_no_room(self):
		for path in PACKAGE.glob("*.py"):
			if path.name == "hooks.py":
				continue
			for name in self.imported(path):
				self.assertFalse(
					any(name.startswith(f"deputy_liaison.{room}") for room in ROOMS), f"{path.name}: {name}"
				)

	@staticmethod
	def imported(path: Path) -> list[str]:
		names = []
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
			if isinstance(node, ast.Import):
				names += [alias.name for alias in node.names]
			elif isinstance(node, ast.ImportFrom) and node.module:
				names += [f"{node.module}.{alias.name}" for alias in node.names]
		return names


class TestFinding(LiaisonTestCase):
	"""People and places are found by Chinese, pinyin or initials; no hash stands under a title."""

	def found(self, key: str, doctype: str, text: str, filters: dict | None = None) -> list[dict]:
		with self.as_user(key):
			frappe.local.response = frappe._dict()
			answer = search_link(doctype, text, filters=filters)
			return frappe.response["results"] if answer is None else answer

	def test_a_deputy_is_found_by_chinese_pinyin_and_initials(self):
		for text in ("春华", "lichunhua", "lch", "LCH"):
			rows = self.found("officer", "Deputy", text)
			self.assertEqual([row["label"] for row in rows], ["李春华"], text)
		self.assertEqual(rows[0]["value"], self.world.deputy)
		self.assertEqual(rows[0]["description"], "镇, 东村代表联络站")

	def test_a_village_is_found_by_initials_within_the_filter(self):
		rows = self.found("officer", "Jurisdiction", "dc", {"township": self.world.town})
		self.assertEqual([(row["label"], row["description"]) for row in rows], [("东村", "试验县甲镇东村")])

	def test_deputies_of_another_town_are_not_found(self):
		self.assertEqual(self.found("officer", "Deputy", "wns"), [])
		self.assertEqual(len(self.found("officer_b", "Deputy", "wns")), 1)
