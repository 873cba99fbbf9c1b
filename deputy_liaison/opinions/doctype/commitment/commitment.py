import datetime
from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, formatdate, getdate

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.opinions import clock, notices
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import COLOURS, officers_or_clerks
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.scope import UNIT_ROLE, Scope
from deputy_liaison.state_machine import Ask, Move, begin, internal_move

DOCTYPE = "Commitment"
ORDER = "Dispatch Order"
OPEN = "Commitment Open"
REPORTED = "Commitment Reported"
FULFILLED = "Commitment Fulfilled"
SUPERSEDED = "Commitment Superseded"
UNFINISHED = (OPEN, REPORTED)
CHECKS = ("Confirm Commitment", "Return Commitment")
SLIP = ("on_behalf_signer*", "on_behalf_date*", "on_behalf_scan*")
OF_ORDER = (
	"subject",
	"responsible_unit",
	"result_class",
	"plan",
	"explanation",
	"handling_level",
	"jurisdiction",
	"station",
	"opinion_ticket",
	"deputy_suggestion",
)


class Commitment(LiaisonDocument):
	"""What a unit promised with a reply of class B or C, until it is done (rules.md §2.4, 重庆 §24, §28).

	Made by the reply of the order alone. It lives on after its ticket is closed, across years.
	"""

	scope = Scope(
		jurisdiction="jurisdiction", township="township", station="station", unit="responsible_unit"
	)
	moved_without_write = True
	asks = {
		"Record Commitment Progress": Ask(("latest_progress_on*", "latest_progress*")),
		"Report Commitment Fulfilled": Ask(
			("fulfilled_on*", "second_replied_by*", "second_reply*", "second_reply_scan")
		),
		"Confirm Commitment": Ask(("check_note",)),
		"Return Commitment": Ask(note="required"),
	}
	system_moves = {(state, SUPERSEDED): frozenset({"K2"}) for state in UNFINISHED}

	def _is_of_unit(self) -> bool:
		return any(post.post == UNIT_ROLE and post.unit == self.responsible_unit for post in scopes.posts())

	def ask_for(self, action: str) -> Ask:
		ask = super().ask_for(action)
		return ask if action in CHECKS or self._is_of_unit() else ask.also(*SLIP)

	def defaults_for(self, action: str) -> dict:
		today = str(getdate())
		myself = display_name(frappe.session.user) if self._is_of_unit() else ""
		empty_slip = {field.rstrip("*"): None for field in SLIP}
		return {
			"Record Commitment Progress": {
				"latest_progress_on": today,
				"latest_progress": "",
				**empty_slip,
			},
			"Report Commitment Fulfilled": {
				"fulfilled_on": today,
				"second_replied_by": myself,
				**empty_slip,
			},
		}.get(action, {})

	def why_not(self, action: str, user: str) -> str | None:
		if action not in CHECKS:
			return None
		if same_person(user, self.reported_by):
			return _("Who reported the fulfilment doesn't check it: it is for another person.")
		if any(post.unit == self.responsible_unit for post in scopes.posts(user) if post.unit):
			return _("A person of the responsible unit doesn't check what it promised.")
		return None

	def on_record_commitment_progress(self, move: Move) -> None:
		self._check_day("latest_progress_on")
		self._note_who_enters()
		self._add_progress(
			self.latest_progress_on,
			self.latest_progress,
			self.on_behalf_signer or display_name(frappe.session.user),
		)

	def on_report_commitment_fulfilled(self, move: Move) -> None:
		self._check_day("fulfilled_on")
		self._note_who_enters()
		self.reported_by = frappe.session.user

	def on_confirm_commitment(self, move: Move) -> None:
		self.checked_by = display_name(frappe.session.user)
		self.checked_on = getdate()

	def on_return_commitment(self, move: Move) -> None:
		"""Not done after all: what was claimed stays as progress, and the promise is open again."""
		self._add_progress(self.fulfilled_on, self.second_reply, self.second_replied_by)
		for field in (
			"fulfilled_on",
			"second_replied_by",
			"second_reply",
			"second_reply_scan",
			"reported_by",
		):
			self.set(field, None)

	def _add_progress(self, on: datetime.date, progress: str, entered_by: str) -> None:
		self.append(
			"progress_entries",
			{
				"progress_on": on,
				"progress": progress,
				"entered_by": entered_by,
				"entered_on_behalf": self.entered_on_behalf,
				"scan": self.on_behalf_scan or self.second_reply_scan,
			},
		)

	def _check_day(self, field: str) -> None:
		day = getdate(self.get(field))
		label = frappe.bold(_(self.meta.get_label(field)))
		if day > getdate():
			frappe.throw(_("{0} lies in the future.").format(label))
		if day < getdate(self.committed_on):
			frappe.throw(_("{0} lies before the promise.").format(label))

	def _note_who_enters(self) -> None:
		"""Nobody of the unit acts: the clerk types in the signed slip, marked 代录 (permissions.md)."""
		if self._is_of_unit():
			self.update({field.rstrip("*"): None for field in SLIP} | {"entered_on_behalf": 0})
			return
		self._check_day("on_behalf_date")
		self.entered_on_behalf = 1
		self.flags.entered_on_behalf = True

	def group_lines(self) -> list[str]:
		"""What a text for a WeChat group says of it (`notices.group_text`)."""
		return [
			_("[Reminder] {0}").format(self.source_number),
			notices.unit_line(self.responsible_unit),
			_("What was promised is due on {0}: {1}").format(
				formatdate(self.due_date, "yyyy-MM-dd"), _(self.workflow_state)
			),
		]

	def on_trash(self) -> None:
		frappe.throw(_("Commitments are not deleted."))


def follow_reply(order: Document) -> str | None:
	"""What a unit promises with its reply goes into the ledger; rule K1, called by the order.

	An earlier promise in the same matter is taken over by the newer reply (rule K2).

	Args:
		order: the Dispatch Order, just replied to; the move on it was checked for the user.

	Returns:
		Name of the commitment, or None where the reply promises nothing.
	"""
	source = order.source()
	_supersede(order, source)
	if not order.result_class or not order.plan_due:
		return None
	if not frappe.get_cached_value("Result Class", order.result_class, "needs_plan"):
		return None
	promise = frappe.new_doc(DOCTYPE)
	promise.update({field: order.get(field) for field in OF_ORDER})
	promise.update(
		{
			"dispatch_order": order.name,
			"source_number": source.number,
			"township": scopes.township_of(order.jurisdiction),
			"committed_on": order.reply_date,
			"due_date": order.plan_due,
		}
	)
	begin(promise, "Promise with Reply", OPEN, rule="K1")
	return promise.name


def _supersede(order: Document, source: Document) -> None:
	"""A later round's reply stands in the place of what the same matter was promised before."""
	link = next(df.fieldname for df in order.meta.get_link_fields() if order.get(df.fieldname) == source.name)
	earlier = frappe.get_all(ORDER, {link: source.name, "round": ("<", cint(order.round))}, pluck="name")
	for name in frappe.get_all(
		DOCTYPE,
		{"dispatch_order": ("in", earlier or [""]), "workflow_state": ("in", UNFINISHED)},
		pluck="name",
	):
		internal_move(DOCTYPE, name, SUPERSEDED, "K2", note=order.number)


def to_remind_of(day: datetime.date | None = None) -> list[str]:
	"""Open promises whose colour is more urgent than the one that was told; the longest overdue first.

	Args:
		day: the day to judge by, today if not given.
	"""
	day = getdate(day)
	rows = frappe.get_all(
		DOCTYPE,
		filters={"workflow_state": OPEN, "due_date": ("<=", add_days(day, max(clock.steps())))},
		fields=["name", "due_date", "reminded_colour"],
		order_by="due_date asc, name asc",
	)
	return [row.name for row in rows if _new_colour(row, day)]


def remind_of_promise(name: str, day: datetime.date | None = None) -> bool:
	"""Tell a unit of a promise that comes due, is due or is overdue, once for each colour.

	Safe to run twice, by two jobs at once and after days of downtime.

	Args:
		name: the commitment.
		day: the day to judge by, today if not given.

	Returns:
		Whether it had a colour that was not told before.
	"""
	promise = frappe.get_doc(DOCTYPE, name, for_update=True)
	colour = _new_colour(promise, getdate(day)) if promise.workflow_state == OPEN else None
	if not colour:
		return False
	frappe.db.set_value(DOCTYPE, name, "reminded_colour", COLOURS[colour], update_modified=False)
	text = _words(colour).format(promise.source_number, formatdate(promise.due_date, "yyyy-MM-dd"))
	notices.tell(officers_or_clerks(promise), text, promise)
	return True


def reminders() -> tuple[str, list[str], Callable[[str], bool]]:
	"""Hook `nightly_work`."""
	return DOCTYPE, to_remind_of(), remind_of_promise


def _new_colour(promise: Document | frappe._dict, day: datetime.date) -> str | None:
	colour = clock.colour(getdate(promise.due_date), day, *clock.steps())
	ranks = {COLOURS[one]: rank for rank, one in enumerate(clock.COLOURS) if one}
	is_new = colour and ranks[COLOURS[colour]] > ranks.get(promise.reminded_colour, 0)
	return colour if is_new else None


def _words(colour: str) -> str:
	return {
		clock.YELLOW: _("{0}: what was promised is due on {1}.", lang=LANGUAGE),
		clock.ORANGE: _("{0}: what was promised is due soon, on {1}.", lang=LANGUAGE),
		clock.RED: _("{0}: what was promised was due on {1}. Tell how far it is.", lang=LANGUAGE),
	}[colour]


def on_doctype_update() -> None:
	"""What the lists of a unit and a township ask for."""
	frappe.db.add_index(DOCTYPE, ["responsible_unit", "workflow_state", "due_date"])
	frappe.db.add_index(DOCTYPE, ["township", "workflow_state", "due_date"])
