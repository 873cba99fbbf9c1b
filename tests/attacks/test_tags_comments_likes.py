"""Tags, comments and likes on a record of another place, or in another's name."""

import json

import frappe

from tests.attacks.knocking import TICKET, AttackTestCase

ADD_COMMENT = "frappe.desk.form.utils.add_comment"


class TestTagsCommentsLikes(AttackTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ticket = self.registered_ticket()

	def comments(self) -> list[str]:
		return frappe.get_all("Comment", filters={"reference_name": self.ticket}, pluck="name")

	def comment(self, key: str, **values):
		form = {
			"reference_doctype": TICKET,
			"reference_name": self.ticket,
			"content": "已看",
			"comment_email": self.world.users[key],
			"comment_by": key,
			**values,
		}
		return self.knock(key, ADD_COMMENT, **form)

	def test_the_clerk_comments(self):
		self.comment("clerk")
		self.assertEqual(
			frappe.db.get_value(
				"Comment", {"reference_name": self.ticket, "content": ("like", "%已看%")}, "comment_by"
			),
			"张专干",
		)

	def test_nobody_comments_in_anothers_name(self):
		self.comment("clerk", comment_email=self.world.users["chair"], comment_by="赵主席")
		signed = frappe.db.get_value(
			"Comment",
			{"reference_name": self.ticket, "content": ("like", "%已看%")},
			["comment_email", "comment_by"],
		)
		self.assertEqual(signed, (self.world.users["clerk"], "张专干"))

	def test_no_outsider_comments_or_likes(self):
		before = self.comments()
		for key in ("clerk_b", "water", "nobody"):
			self.assertShut(self.comment, key)
			form = {"reference_doctype": TICKET, "reference_name": self.ticket, "route": "x"}
			doc = {"doctype": "Comment", "comment_type": "Comment", "content": "x", **form}
			self.assertShut(self.knock, key, "frappe.client.insert", doc=doc)
			for method, extra in (
				(
					"frappe.templates.includes.comments.comments.add_comment",
					{"comment": "hello there", "comment_email": "a@b.invalid", "comment_by": "x"},
				),
				("frappe.templates.includes.likes.likes.like", {"like": 1}),
				("frappe.desk.like.toggle_like", {"doctype": TICKET, "name": self.ticket, "add": "Yes"}),
			):
				frappe.db.savepoint("outsider")
				try:
					self.knock(key, method, **form, **extra)
				except Exception:
					frappe.db.rollback(save_point="outsider")
				self.assertEqual(self.comments(), before, (key, method))
		self.assertFalse(frappe.db.get_value(TICKET, self.ticket, "_liked_by"))

	def test_the_clerk_tags_and_finds_it_and_an_outsider_does_neither(self):
		form = {"dt": TICKET, "dn": self.ticket}
		self.knock("clerk", "frappe.desk.doctype.tag.tag.add_tag", tag="水利急件", **form)
		by_tag = ("frappe.desk.doctype.tag.tag.get_tagged_docs", {"doctype": TICKET, "tag": "%水利急件%"})
		self.assertIn(self.ticket, str(self.knock("clerk", by_tag[0], **by_tag[1])))
		self.assertNotIn(self.ticket, str(self.knock("clerk_b", by_tag[0], **by_tag[1])))
		everywhere = ("frappe.desk.doctype.tag.tag.get_documents_for_tag", {"tag": "#水利急件"})
		self.assertIn(self.ticket, str(self.knock("clerk", everywhere[0], **everywhere[1])))
		self.assertNotIn(self.ticket, str(self.knock("clerk_b", everywhere[0], **everywhere[1])))
		links = {"doctype": "Tag Link", "fields": ["document_name", "title"], "limit_page_length": 0}
		self.assertNotIn(self.ticket, str(self.knock("clerk_b", "frappe.client.get_list", **links)))
		for key in ("clerk_b", "auditor", "nobody"):
			many = {"dt": TICKET, "docs": json.dumps([self.ticket]), "tags": json.dumps(["x"])}
			for method, values in (("add_tag", {"tag": "x", **form}), ("add_tags", many)):
				frappe.db.savepoint("tag")
				# Frappe 15.44 stumbles over its own refusal, which carries no text
				with self.assertRaises((frappe.PermissionError, IndexError)):
					self.knock(key, f"frappe.desk.doctype.tag.tag.{method}", **values)
				frappe.db.rollback(save_point="tag")
