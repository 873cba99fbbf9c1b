import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import UNIT_ROLE, Scope

DOCTYPE = "Handling Meeting"
# 三见面 (seed 004): ①交办后 ②办理中 ③答复前
STAGES = ("After the Dispatch", "During the Handling", "Before the Reply")
# what counts as a meeting face to face (rules.md §5, 见面率)
IN_PERSON = ("Face to Face", "On the Site", "At a Discussion")
OPEN_ORDERS = (
	"Order Issued",
	"Order Acknowledged",
	"Order Return Requested",
	"Order Extension Requested",
)


class HandlingMeeting(LiaisonDocument):
	"""One meeting of the unit with the deputy or the reporter about what it handles (rules.md §2.4, §3)."""

	scope = Scope(
		jurisdiction="jurisdiction", township="township", station="station", unit="responsible_unit"
	)

	def validate(self) -> None:
		# the order is the user's to see, or there is nothing to meet about
		order = frappe.get_doc("Dispatch Order", self.dispatch_order)
		order.check_permission("read")
		self._follow_order(order)
		self._refuse_after_reply(order)
		self._check_day(order)
		self._note_entry_on_behalf(order)

	def _follow_order(self, order) -> None:
		for field in (
			"responsible_unit",
			"subject",
			"deputy_suggestion",
			"opinion_ticket",
			"jurisdiction",
			"station",
		):
			self.set(field, order.get(field))

	def _refuse_after_reply(self, order) -> None:
		if order.workflow_state not in OPEN_ORDERS:
			frappe.throw(
				_("{0} is in the state {1}: meetings are entered until the reply.").format(
					frappe.bold(order.number), frappe.bold(_(order.workflow_state))
				)
			)

	def _check_day(self, order) -> None:
		label = frappe.bold(_("Met On"))
		if getdate(self.met_on) > getdate():
			frappe.throw(_("{0} lies in the future.").format(label))
		if getdate(self.met_on) < getdate(order.issued_on):
			frappe.throw(_("{0} lies before the dispatch.").format(label))

	def _note_entry_on_behalf(self, order) -> None:
		"""Nobody of the unit acts: the clerk types in the signed slip, marked 代录 (permissions.md)."""
		held = scopes.posts()
		if any(post.post == UNIT_ROLE and post.unit == self.responsible_unit for post in held):
			if self.is_new():
				self.entered_on_behalf = 0
			return
		if not order.is_typed_in_by():
			scopes.refuse_out_of_scope()
		self.entered_on_behalf = 1
		missing = [
			_(self.meta.get_label(field))
			for field in ("on_behalf_signer", "on_behalf_date", "on_behalf_scan")
			if not self.get(field)
		]
		if missing:
			frappe.throw(
				_("Please fill in: {0}").format(frappe.bold(_(", ").join(missing))),
				frappe.MandatoryError,
				title=_("Something Is Missing"),
			)


def meetings_of(field: str, source: str) -> list[frappe._dict]:
	"""The meetings about a record, for who may read it.

	Args:
		field: "deputy_suggestion", "opinion_ticket" or "dispatch_order".
		source: its name.
	"""
	rows = frappe.get_all(
		DOCTYPE,
		filters={field: source},
		fields=[
			"name",
			"meeting_stage",
			"met_on",
			"meeting_mode",
			"participants",
			"outcome",
			"entered_on_behalf",
			"responsible_unit.unit_name",
		],
		order_by="`tabHandling Meeting`.met_on, `tabHandling Meeting`.creation",
	)
	for row in rows:
		row.stage_label = _(row.meeting_stage)
		row.mode_label = _(row.meeting_mode)
	return rows


def check_before_reply(order) -> None:
	"""The guard of a reply: refuse it, or warn, while one of the three meetings is missing.

	Which of the two is a setting, one for suggestions (refused) and one for tickets (off).

	Raises:
		frappe.ValidationError: a meeting is missing, and the setting says so.
	"""
	settings = frappe.get_cached_doc("Liaison Settings")
	guard = settings.suggestion_meetings_guard if order.deputy_suggestion else settings.ticket_meetings_guard
	if guard not in ("Refused", "Taken with a Warning"):
		return
	held = frappe.get_all(DOCTYPE, {"dispatch_order": order.name}, pluck="meeting_stage")
	missing = [_(stage) for stage in STAGES if stage not in held]
	if not missing:
		return
	text = _("Not met yet: {0}. The deputy is met three times before the reply.").format(
		frappe.bold(_(", ").join(missing))
	)
	if guard == "Refused":
		frappe.throw(text, title=_("Meeting Missing"))
	frappe.msgprint(text, title=_("Meeting Missing"), indicator="orange")


def on_doctype_update() -> None:
	# the whole list, newest first; Frappe 16 makes this one itself, under this name
	frappe.db.add_index(DOCTYPE, ["creation"], "creation")
	frappe.db.add_index(DOCTYPE, ["township", "met_on"])
