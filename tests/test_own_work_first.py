"""Each role has a workspace of its own, whose figures are the user's own, and sees nothing of the workshop."""

import json
import re

import frappe
from frappe.boot import get_bootinfo
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.utils import add_days, today

from deputy_liaison import desk
from deputy_liaison.scope import forget_posts
from tests.base import LiaisonTestCase

WORKSPACES = {
	"officer": "Station Work",
	"other_officer": "Station Work",
	"clerk": "Township Work",
	"chair": "Presidium Work",
	"presidium": "Presidium Work",
	"water": "Unit Work",
	"county_officer": "County Work",
	"county_approver": "County Work",
	"auditor": "County Work",
	"admin": "Liaison Administration",
}
# what the dynamic filters of our cards are written in
ADD_DAYS = re.compile(r"frappe\.datetime\.add_days\(frappe\.datetime\.get_today\(\), (-?\d+)\)")


def own_cards() -> list:
	"""The number cards that the app ships; those that a report makes are another test's (test_figures)."""
	modules = frappe.get_all("Module Def", filters={"app_name": "deputy_liaison"}, pluck="name")
	filters = {"module": ("in", modules), "type": "Document Type"}
	names = frappe.get_all("Number Card", filters=filters, pluck="name")
	return [frappe.get_doc("Number Card", name) for name in names]


def all_filters(card) -> list:
	"""Static and dynamic filters of a card, the latter as a browser would work them out today."""
	filters = json.loads(card.filters_json)
	for doctype, field, operator, expression in json.loads(card.dynamic_filters_json or "[]"):
		text = ADD_DAYS.sub(lambda match: json.dumps(str(add_days(today(), int(match[1])))), expression)
		filters.append(
			[
				doctype,
				field,
				operator,
				json.loads(text.replace("frappe.datetime.get_today()", f'"{today()}"')),
			]
		)
	return filters


class OwnWorkTestCase(LiaisonTestCase):
	"""Ways to look at the desk as one of the people."""

	def pages_of(self, key: str) -> list[str]:
		with self.as_user(key):
			return [page["name"] for page in get_workspace_sidebar_items()["pages"]]

	def figure(self, key: str, card_name: str) -> int:
		"""What the card shows to the person; it is also what the opened list holds."""
		card = frappe.get_doc("Number Card", card_name)
		with self.as_user(key):
			shown = get_result(card.as_json(), json.dumps(all_filters(card)))
			listed = frappe.get_list(card.document_type, filters=all_filters(card), limit_page_length=0)
		self.assertEqual(shown, len(listed), f"{card_name}: figure and list disagree")
		return int(shown)

	def boot_of(self, key: str) -> frappe._dict:
		with self.as_user(key):
			bootinfo = get_bootinfo()
			desk.trim_boot(bootinfo)
		return bootinfo


class TestWorkspaces(OwnWorkTestCase):
	def test_each_person_sees_the_own_workspace_alone(self):
		for key, workspace in WORKSPACES.items():
			with self.subTest(key):
				self.assertEqual(self.pages_of(key), [workspace])

	def test_two_posts_give_two_workspaces_in_the_order_of_work(self):
		frappe.get_doc(
			{
				"doctype": "Staff Post",
				"user": self.world.users["water"],
				"post": "Station Liaison Officer",
				"station": self.world.station,
				"from_date": today(),
			}
		).insert()
		frappe.clear_cache(user=self.world.users["water"])
		self.assertEqual(self.pages_of("water"), ["Station Work", "Unit Work"])

	def test_every_item_shown_can_be_opened(self):
		for key, workspace in WORKSPACES.items():
			with self.as_user(key), self.subTest(key):
				page = get_desktop_page(json.dumps({"name": workspace, "title": workspace, "public": 1}))
				shipped = frappe.get_doc("Workspace", workspace)
				for kind in ("number_cards", "charts"):
					self.assertEqual(len(page[kind]["items"]), len(shipped.get(kind)), kind)
				self.assertTrue(page["shortcuts"]["items"])
				for item in page["shortcuts"]["items"]:
					if item["type"] == "DocType":
						right = "create" if item["doc_view"] == "New" else "read"
						self.assertTrue(frappe.has_permission(item["link_to"], right), item["link_to"])
				for group in page["cards"]["items"]:
					for link in group["links"]:
						self.assertTrue(self.opens(link["link_type"], link["link_to"]), link["link_to"])

	@staticmethod
	def opens(link_type: str, name: str) -> bool:
		"""Whether the session's user may open what a link leads to."""
		if link_type == "DocType":
			return frappe.has_permission(name, "read")
		return frappe.get_doc(link_type, name).is_permitted()

	def test_blocks_name_what_the_workspace_holds(self):
		for name in set(WORKSPACES.values()):
			workspace = frappe.get_doc("Workspace", name)
			named = {
				kind: [
					block["data"][f"{kind}_name"]
					for block in json.loads(workspace.content)
					if block["type"] == kind
				]
				for kind in ("number_card", "chart", "shortcut", "card")
			}
			self.assertEqual(named["number_card"], [row.label for row in workspace.number_cards])
			self.assertEqual(named["chart"], [row.label for row in workspace.charts])
			self.assertEqual(named["shortcut"], [row.label for row in workspace.shortcuts])
			self.assertEqual(
				named["card"], [row.label for row in workspace.links if row.type == "Card Break"]
			)


class TestNumberCards(OwnWorkTestCase):
	def test_filters_are_such_that_every_version_reads_them(self):
		for card in own_cards():
			with self.subTest(card.name):
				filters = all_filters(card)
				self.assertTrue(filters)
				# the opened list takes one filter a field; Frappe 16 no longer knows a fifth element
				self.assertEqual(len({row[1] for row in filters}), len(filters))
				for row in filters:
					self.assertEqual(len(row), 4)
					self.assertEqual(row[0], card.document_type)
					self.assertTrue(frappe.get_meta(row[0]).has_field(row[1]), row[1])
					if row[1] == "workflow_state":
						for state in [row[3]] if isinstance(row[3], str) else row[3]:
							self.assertTrue(frappe.db.exists("Workflow State", state), state)

	def test_figures_keep_to_the_own_station_and_township(self):
		before = {
			key: self.figure(key, "Tickets To Triage")
			for key in ("officer", "other_officer", "clerk", "clerk_b", "county_officer")
		}
		self.registered_ticket()
		self.registered_ticket()
		with self.as_user("other_officer"):
			self.new_visit(self.world.station_west, village=self.world.west).insert()
		after = {key: self.figure(key, "Tickets To Triage") - was for key, was in before.items()}
		self.assertEqual(
			after, {"officer": 2, "other_officer": 1, "clerk": 3, "clerk_b": 0, "county_officer": 3}
		)

	def test_visits_of_this_month(self):
		before = self.figure("officer", "Visits This Month")
		with self.as_user("officer"):
			self.new_visit().insert()
			old = self.new_visit().insert()
		frappe.db.set_value("Constituent Visit", old.name, "visit_time", f"{add_days(today(), -40)} 09:00:00")
		self.assertEqual(self.figure("officer", "Visits This Month"), before + 1)

	def test_a_ticket_passes_from_card_to_card(self):
		stations = (
			("officer", "Tickets To Triage", None),
			("clerk", "Tickets To Triage", self.propose),
			("chair", "Tickets To Approve", self.dispatch),
			("clerk", "Tickets in Handling", self.reply),
			("officer", "Tickets To Feed Back", self._feed_back),
			("officer", "Tickets Awaiting Rating", self._dissatisfy),
		)
		before = {(key, card): self.figure(key, card) for key, card, _act in stations}
		others = ("Tickets To Rehandle", "Tickets To Review Jointly")
		before |= {("clerk", card): self.figure("clerk", card) for card in others}
		ticket = self.registered_ticket()
		for key, card, act in stations:
			with self.subTest(card):
				self.assertEqual(self.figure(key, card), before[key, card] + 1)
				if act:
					act(ticket)
					self.assertEqual(self.figure(key, card), before[key, card])
		self.assertEqual(
			self.figure("clerk", "Tickets To Rehandle"), before["clerk", "Tickets To Rehandle"] + 1
		)
		self.assertEqual(
			self.figure("clerk", "Tickets To Review Jointly"), before["clerk", "Tickets To Review Jointly"]
		)

	def _feed_back(self, ticket: str) -> None:
		self.act(
			"officer",
			"Opinion Ticket",
			ticket,
			"Feed Back Ticket",
			feedback_mode="By Telephone",
			feedback_on=today(),
		)

	def _dissatisfy(self, ticket: str) -> None:
		self.act(
			"officer",
			"Opinion Ticket",
			ticket,
			"Rate Ticket Dissatisfied",
			rating_source="Telephone",
			rating_reason="水渠又垮了。",
		)

	def test_due_dates(self):
		names = ("Orders Overdue", "Orders Due Within 7 Days")
		before = {name: self.figure("water", name) for name in names}
		overdue = {key: self.figure(key, "Tickets Overdue") for key in ("clerk", "chair", "clerk_b")}
		for days in (-1, 0, 7, 8):
			ticket = self.dispatched_ticket()
			due = add_days(today(), days)
			frappe.db.set_value("Opinion Ticket", ticket, {"due_date": due, "state_due": due})
			frappe.db.set_value("Dispatch Order", self.order_of(ticket), {"due_date": due, "state_due": due})
		self.assertEqual([self.figure("water", name) - before[name] for name in names], [1, 2])
		self.assertEqual(
			[self.figure(key, "Tickets Overdue") - was for key, was in overdue.items()], [1, 1, 0]
		)

	def test_a_unit_counts_its_own_orders_alone(self):
		before = {key: self.figure(key, "Orders To Acknowledge") for key in ("water", "works")}
		ticket = self.dispatched_ticket()
		self.act(
			"water",
			"Dispatch Order",
			self.order_of(ticket),
			"Acknowledge Order",
			acknowledged_by="水经办",
			handler="水经办",
		)
		self.assertEqual(self.figure("water", "Orders To Acknowledge"), before["water"])
		self.assertEqual(self.figure("works", "Orders To Acknowledge"), before["works"] + 1)


class TestDesk(OwnWorkTestCase):
	def test_search_offers_nothing_of_the_framework(self):
		framework = set(
			frappe.get_all("DocType", filters={"module": ("in", desk.framework_modules())}, pluck="name")
		)
		bootinfo = self.boot_of("clerk")
		self.assertFalse(framework & set(bootinfo.user.can_search))
		self.assertFalse(framework & set(bootinfo.user.can_create))
		self.assertIn("Opinion Ticket", bootinfo.user.can_search)
		self.assertNotIn("print", bootinfo.page_info)
		self.assertIn("print-registers", bootinfo.page_info)

	def test_breadcrumbs_lead_to_the_own_workspace(self):
		bootinfo = self.boot_of("water")
		for module in ("Opinions", "Liaison Network"):
			self.assertEqual(bootinfo.module_wise_workspaces[module], ["Unit Work"])
		self.assertNotIn("Unit Work", self.boot_of("clerk").module_wise_workspaces["Opinions"])

	def test_menus_are_short(self):
		bootinfo = self.boot_of("clerk")
		labels = [item.item_label for item in bootinfo.navbar_settings.settings_dropdown]
		self.assertTrue({"My Settings", "User Settings"} & set(labels), labels)
		self.assertFalse(desk.PUZZLING & set(labels))
		self.assertEqual(bootinfo.navbar_settings.help_dropdown, [])

	def test_who_holds_no_post_sees_the_stock_desk(self):
		self.assertNotIn("liaison_staff", self.boot_of("nobody"))
		frappe.set_user("Administrator")
		bootinfo = get_bootinfo()
		desk.trim_boot(bootinfo)
		self.assertNotIn("liaison_staff", bootinfo)
		self.assertIn("DocType", bootinfo.user.can_search)

	def test_apps_screen_offers_the_app_to_post_holders_of_the_desk(self):
		(entry,) = frappe.get_hooks("add_to_apps_screen", app_name="deputy_liaison")
		for key, offered in (("officer", True), ("deputy", False), ("nobody", False)):
			with self.as_user(key), self.subTest(key):
				self.assertEqual(frappe.get_attr(entry["has_permission"])(), offered)


class TestModuleProfile(OwnWorkTestCase):
	def give_post(self, user: str) -> str:
		post = frappe.get_doc(
			{
				"doctype": "Staff Post",
				"user": user,
				"post": "Township Clerk",
				"jurisdiction": self.world.town,
				"from_date": add_days(today(), -1),
			}
		).insert()
		return post.name

	def test_it_comes_with_the_first_post_and_goes_with_the_last(self):
		user = self.world.users["nobody"]
		post = self.give_post(user)
		holder = frappe.get_doc("User", user)
		self.assertEqual(holder.module_profile, desk.MODULE_PROFILE)
		self.assertEqual({row.module for row in holder.block_modules}, set(desk.framework_modules()))
		frappe.get_doc("Staff Post", post).update({"to_date": add_days(today(), -1)}).save()
		holder.reload()
		self.assertFalse(holder.module_profile)
		self.assertFalse(holder.block_modules)

	def test_what_the_site_chose_stays(self):
		user = self.world.users["nobody"]
		frappe.get_doc(
			{
				"doctype": "Module Profile",
				"module_profile_name": "Chosen by the Site",
				"block_modules": [{"module": "Website"}],
			}
		).insert()
		frappe.get_doc("User", user).update({"module_profile": "Chosen by the Site"}).save()
		self.give_post(user)
		self.assertEqual(frappe.db.get_value("User", user, "module_profile"), "Chosen by the Site")

	def test_a_system_manager_keeps_the_whole_desk(self):
		user = self.world.users["nobody"]
		frappe.get_doc("User", user).add_roles("System Manager")
		self.give_post(user)
		self.assertFalse(frappe.db.get_value("User", user, "module_profile"))
		forget_posts()
		self.assertNotIn("liaison_staff", self.boot_of("nobody"))

	def test_a_second_seeding_changes_nothing(self):
		before = frappe.db.get_value("Module Profile", desk.MODULE_PROFILE, "modified")
		desk.keep_module_profile()
		self.assertEqual(frappe.db.get_value("Module Profile", desk.MODULE_PROFILE, "modified"), before)
