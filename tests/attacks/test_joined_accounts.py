"""No list joins a column of User: a Link to it would let any reader of ours read its keys and phones."""

import json
from pathlib import Path

import frappe

from tests.attacks.knocking import ORDER, TICKET, VISIT, AttackTestCase

APP = Path(frappe.get_app_path("deputy_liaison"))
SECRETS = ("reset_password_key", "mobile_no", "last_ip", "api_key")


class TestJoinedAccounts(AttackTestCase):
	def test_no_doctype_of_ours_links_to_user(self):
		for file in APP.glob("*/doctype/*/*.json"):
			doctype = json.loads(file.read_text(encoding="utf-8"))
			links = [
				field["fieldname"]
				for field in doctype["fields"]
				if field["fieldtype"] in ("Link", "Table MultiSelect") and field.get("options") == "User"
			]
			self.assertEqual(links, [], doctype["name"])

	def test_no_key_is_read_through_a_record_of_ours(self):
		self.fed_back_ticket()
		# a joined column as such is answered
		joined = self.knock(
			"chair", "frappe.client.get_list", doctype=TICKET, fields=["station.station_name"]
		)
		self.assertEqual(joined[0]["station_name"], "东村代表联络站")
		frappe.db.set_value("User", self.world.users["chair"], "reset_password_key", "geheim-0815")
		for doctype, field in (
			("Staff Post", "user"),
			("Staff Post", "witness"),
			(TICKET, "approved_by"),
			(TICKET, "proposed_by"),
			(ORDER, "reply_user"),
			(VISIT, "officer"),
			("Handling Log", "user"),
			("Deputy", "user"),
		):
			# the chair does see records there, so that an empty answer would prove nothing
			seen = self.knock("chair", "frappe.client.get_list", doctype=doctype, fields=["name", field])
			self.assertTrue(seen, doctype)
			for secret in SECRETS:
				with self.subTest(f"{doctype}.{field}.{secret}"):
					try:
						rows = self.knock(
							"chair", "frappe.client.get_list", doctype=doctype, fields=[f"{field}.{secret}"]
						)
					except Exception:  # no version knows such a column, and each says so in its own way
						frappe.clear_messages()
						continue
					self.assertNotIn("geheim-0815", json.dumps(rows, default=str))
					self.assertFalse([row for row in rows if row.get(secret)])
