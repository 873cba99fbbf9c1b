"""Sharing, assigning and following a record out of scope."""

import json

import frappe

from tests.attacks.knocking import TICKET, AttackTestCase

SHARE = {"share_doctype": TICKET, "read": 1}


class TestShareAssignFollow(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()

	def assertUnseen(self, key: str) -> None:
		with self.as_user(key):
			self.assertFalse(frappe.has_permission(TICKET, "read", self.ticket))

	def test_nobody_shares_by_any_call(self):
		for key in ("clerk", "chair", "officer", "admin"):
			for extra in (
				{"user": self.world.users["clerk_b"]},
				{"everyone": 1},
				{"user": self.world.users["clerk2"]},
			):
				self.assertShut(
					self.knock, key, "frappe.share.add", doctype=TICKET, name=self.ticket, write=1, **extra
				)
				self.assertShut(
					self.knock,
					key,
					"frappe.share.set_permission",
					doctype=TICKET,
					name=self.ticket,
					permission_to="read",
					**{"user": None, **extra},
				)
				self.assertShut(
					self.rest, key, "POST", "resource/DocShare", share_name=self.ticket, **SHARE, **extra
				)

	def test_a_share_that_skips_the_right_to_share_is_refused_too(self):
		# what an assignment rule or another app does
		flags = {"ignore_share_permission": True}
		frappe.set_user("Administrator")
		for extra in (
			{"user": self.world.users["clerk_b"]},
			{"everyone": 1},
			{"user": self.world.users["clerk2"]},
		):
			share = frappe.get_doc({"doctype": "DocShare", "share_name": self.ticket, **SHARE, **extra})
			share.flags.update(flags)
			self.assertRefuses("岗位", share.insert, ignore_permissions=True)
		self.assertUnseen("clerk_b")

	def test_a_print_key_is_not_made(self):
		frappe.set_user("Administrator")
		key = {"doctype": "Document Share Key", "reference_doctype": TICKET, "reference_docname": self.ticket}
		self.assertRefuses("岗位", frappe.get_doc(key).insert)

	def assign(self, key: str, to: str, **extra):
		return self.knock(
			key,
			"frappe.desk.form.assign_to.add",
			doctype=TICKET,
			name=self.ticket,
			assign_to=json.dumps([self.world.users[to]]),
			description="请看",
			**extra,
		)

	def test_a_colleague_within_scope_is_assigned(self):
		self.assign("clerk", "clerk2")
		self.assertIn(self.world.users["clerk2"], frappe.db.get_value(TICKET, self.ticket, "_assign"))

	def test_nobody_out_of_scope_is_assigned(self):
		for to in ("clerk_b", "officer_b", "water", "nobody"):
			self.assertShut(self.assign, "clerk", to, telling="岗位")
			self.assertShut(
				self.knock,
				"clerk",
				"frappe.desk.form.assign_to.add_multiple",
				doctype=TICKET,
				name=json.dumps([self.ticket]),
				assign_to=json.dumps([self.world.users[to]]),
				bulk_assign=True,
			)
			self.assertUnseen(to)

	def test_nobody_out_of_scope_assigns(self):
		for key in ("clerk_b", "nobody"):
			self.assertShut(self.assign, key, "clerk")
			task = {
				"doctype": "ToDo",
				"reference_type": TICKET,
				"reference_name": self.ticket,
				"allocated_to": self.world.users[key],
				"assigned_by": self.world.users[key],
				"description": "x",
			}
			self.assertShut(self.knock, key, "frappe.client.insert", doc=task)
		self.assertFalse(frappe.db.get_value(TICKET, self.ticket, "_assign"))

	def test_nobody_follows_by_mail(self):
		for key in ("clerk_b", "clerk"):
			user = self.world.users[key]
			frappe.db.set_value("User", user, "document_follow_notify", 1)
			form = {
				"doctype": "Document Follow",
				"ref_doctype": TICKET,
				"ref_docname": self.ticket,
				"user": user,
			}
			self.assertShut(self.knock, key, "frappe.client.insert", doc=form)
			self.assertShut(
				self.knock,
				key,
				"frappe.desk.form.document_follow.follow_document",
				doctype="Deputy",
				doc_name=self.world.deputy,
				user=user,
			)
