"""Groups in two tiers, of deputies of every level, each deputy in one at a time (seeds S2-01, S3-02, S4-01)."""

import frappe
from frappe.utils import add_days, getdate, today

from deputy_liaison.deputies import legal
from deputy_liaison.deputies.doctype.deputy_group.deputy_group import nodes
from deputy_liaison.deputies.offices import offices_on
from deputy_liaison.state_machine import begin
from tests.base import LiaisonTestCase

GROUP = "Deputy Group"
LARGE, SMALL = "Large Deputy Group", "Small Deputy Group"


class TestDeputyGroups(LiaisonTestCase):
	"""Groups of 甲镇."""

	def group(self, name: str, tier: str = SMALL, **values) -> "frappe.model.document.Document":
		return frappe.get_doc(
			{"doctype": GROUP, "group_name": name, "tier": tier, "jurisdiction": self.world.town, **values}
		)

	def made(self, name: str, tier: str = SMALL, **values) -> str:
		with self.as_user("clerk"):
			return self.group(name, tier, **values).insert().name

	def deputies(self, count: int, level: str = "Township Level") -> list[str]:
		made = []
		for number in range(count):
			person = {
				"deputy_name": f"{level[0]}组员{number}",
				"gender": "Man",
				"jurisdiction": self.world.town,
			}
			made.append(frappe.get_doc({"doctype": "Deputy", **person}).insert().name)
			mandate = {"doctype": "Deputy Mandate", "deputy": made[-1], "congress_level": level}
			begin(frappe.get_doc(mandate), "Confirm Mandate", "Mandate Active")
		return made

	@staticmethod
	def rows(deputies: list[str], **dates) -> list[dict]:
		return [{"deputy": deputy, "from_date": add_days(today(), -30), **dates} for deputy in deputies]

	def test_94_deputies_of_two_levels_in_4_large_and_12_small_groups(self):
		people = self.deputies(18, "County") + self.deputies(76)
		large = [self.made(f"第{number}大组", LARGE) for number in range(4)]
		for number in range(12):
			share = people[number::12]
			self.made(
				f"第{number}小组",
				parent_deputy_group=large[number % 4],
				convener=share[0],
				members=self.rows(share),
			)
		with self.as_user("clerk"):
			self.assertEqual(nodes(GROUP), [{"value": "", "title": "", "expandable": 1}])
			tops = nodes(GROUP, "")
			self.assertEqual(len(tops), 4)
			self.assertEqual(tops[0]["title"], "第0大组（24人）")
			below = nodes(GROUP, large[0])
			self.assertEqual(len(below), 3)
			self.assertEqual(below[0]["title"], "第0小组（8人） 召集人：C组员0")
			sizes = [len(frappe.get_doc(GROUP, name).members_on(getdate())) for name in large]
		self.assertEqual(sum(sizes), 94)
		self.assertEqual(frappe.db.count("Deputy", {"deputy_group": ("is", "set")}), 94)
		with self.as_user("clerk_b"):
			self.assertEqual(nodes(GROUP, ""), [])

	def test_a_group_is_not_moved_under_itself(self):
		upper = self.made("东片大组", LARGE)
		lower = self.made("东一小组", parent_deputy_group=upper)
		with self.as_user("clerk"):
			for parent in (upper, lower):
				group = frappe.get_doc(GROUP, upper)
				group.parent_deputy_group = parent
				self.assertRefuses("不能归到自己", group.save)

	def test_there_are_two_tiers(self):
		upper, other = self.made("东片大组", LARGE), self.made("西片大组", LARGE)
		lower = self.made("东一小组", parent_deputy_group=upper)
		self.made("独立小组")
		with self.as_user("clerk"):
			self.assertRefuses("只分两级", self.group("套组", LARGE, parent_deputy_group=upper).insert)
			self.assertRefuses("不是大组", self.group("孙组", parent_deputy_group=lower).insert)
			group = frappe.get_doc(GROUP, upper)
			group.tier = SMALL
			self.assertRefuses("只能是大组", group.save)
			group = frappe.get_doc(GROUP, lower)
			group.parent_deputy_group = other
			group.save()
			self.assertEqual([node["value"] for node in nodes(GROUP, other)], [lower])
			self.assertEqual(nodes(GROUP, upper), [])

	def test_a_large_group_of_another_town_is_refused(self):
		with self.as_user("clerk_b"):
			foreign = self.group("乙镇大组", LARGE, jurisdiction=self.world.town_b).insert().name
		with self.as_user("admin"):
			self.assertRefuses("其他地方", self.group("东一小组", parent_deputy_group=foreign).insert)

	def test_members_stand_in_small_groups(self):
		with self.as_user("clerk"):
			members = self.rows([self.world.deputy])
			self.assertRefuses("录入到小组", self.group("东片大组", LARGE, members=members).insert)

	def test_one_group_at_a_time(self):
		people = self.deputies(3)
		first = self.made("东一小组", members=self.rows(people))
		with self.as_user("clerk"):
			second = self.group("东二小组", members=self.rows(people[:1]))
			self.assertRefuses("属于<strong>东一小组</strong>", second.insert)
			self.assertRefuses("第2行", self.group("重复", members=self.rows([self.world.deputy] * 2)).insert)
			old = frappe.get_doc(GROUP, first)
			old.members[0].to_date = add_days(today(), -1)
			old.save()
			new = self.group("东二小组", members=self.rows(people[:1], from_date=today())).insert()
		self.assertEqual(frappe.db.get_value("Deputy", people[0], "deputy_group"), new.name)
		self.assertEqual(frappe.db.get_value("Deputy", people[1], "deputy_group"), first)

	def test_who_is_taken_out_has_no_group_any_more(self):
		people = self.deputies(2)
		name = self.made("东一小组", members=self.rows(people))
		with self.as_user("clerk"):
			group = frappe.get_doc(GROUP, name)
			group.members = group.members[1:]
			group.save()
		self.assertIsNone(frappe.db.get_value("Deputy", people[0], "deputy_group"))

	def test_fewer_than_three_and_a_convener_out_of_office_are_pointed_out(self):
		people = self.deputies(3)
		with self.as_user("clerk"):
			group = self.group("东一小组", members=self.rows(people[:2]), convener=people[0]).insert()
			self.assertEqual(len(group.warnings()), 1)
			self.assertIn("现有2名代表", group.warnings()[0])
			group.append("members", self.rows(people[2:])[0])
			group.save()
			self.assertEqual(group.warnings(), [])
		frappe.db.set_value("Deputy", people[0], "credential_status", "Terminated Credentials")
		self.assertIn("不是在任代表", group.warnings()[0])
		self.assertEqual([legal.group_is_small(size) for size in (0, 2, 3)], [True, True, False])

	def test_the_station_and_its_deputies_read_and_only_the_town_writes(self):
		name = self.made("东一小组", station=self.world.station, members=self.rows([self.world.deputy]))
		for key in ("officer", "deputy", "chair", "presidium", "auditor"):
			with self.as_user(key):
				self.assertTrue(frappe.has_permission(GROUP, "read", name), key)
				self.assertFalse(frappe.has_permission(GROUP, "write", name), key)
		with self.as_user("clerk_b"):
			self.assertFalse(frappe.has_permission(GROUP, "read", name))
			self.assertRefuses("岗位", self.group("甲镇小组").insert)

	def test_the_record_names_the_offices_beside_the_mandate(self):
		self.made("东一小组", convener=self.world.deputy)
		station = frappe.get_doc("Liaison Station", self.world.station)
		station.append("officeholders", {"office": "Station Head", "deputy": self.world.deputy})
		station.append(
			"officeholders",
			{"office": "Convener", "deputy": self.world.deputy, "to_date": add_days(today(), -1)},
		)
		station.save()
		body = frappe.db.get_value("Congress Body", {"jurisdiction": self.world.town})
		with self.as_user("clerk"):
			frappe.get_doc(
				{
					"doctype": "Presidium Membership",
					"congress_body": body,
					"deputy": self.world.deputy,
					"from_date": add_days(today(), -9),
				}
			).insert()
			self.assertEqual(
				offices_on(self.world.deputy, getdate()),
				["主席团成员", "东村代表联络站站长", "东一小组召集人"],
			)
			self.assertEqual(
				offices_on(self.world.deputy, getdate(add_days(today(), -10)))[0], "东村代表联络站站长"
			)
