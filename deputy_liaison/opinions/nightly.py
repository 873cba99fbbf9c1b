"""The night's work on limits: reminders, what moves by itself, and the digests of the morning.

Everything is decided by what is stored: a record says of which colour it was reminded, a state moves only
from where it stands, a digest is looked for before it is sent. So the job may run twice, after days of
downtime, or go on where it was killed: nothing is done twice and nothing is left out. Each batch stands for
itself; one record that cannot be worked on is listed in its Nightly Run and stops no other.
"""

from collections.abc import Callable, Iterable
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate, now_datetime

from deputy_liaison import batch
from deputy_liaison.opinions import clock, digest, notices
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.opinions.todays_work import acting_posts
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.scope import CLERK_OF
from deputy_liaison.state_machine import internal_move, write_log

DOCTYPE = "Nightly Run"
BATCH = 100
# the column that a record is called by, where it has no number of its own
NUMBER = {"Commitment": "source_number", "User": "name", DOCTYPE: "name"}
# rules that the night carries out; the tickets' `system_moves` name them
UNRATED, NOT_TAKEN_UP = "Close Ticket Unrated", "Take Up Limit"


def run() -> str:
	"""Scheduler, daily. Its name is the record that says what was done."""
	frappe.local.lang = LANGUAGE  # notices are stored in the language of their readers
	night = _begin()
	for doctype in clock.LIMITED:
		_each(night, "reminded", doctype, _to_remind(doctype), partial(remind, doctype))
	_each(night, "moved", clock.TICKET, _unrated(), end_rating)
	_each(night, "moved", clock.TICKET, _not_taken_up(), take_back)
	for method in frappe.get_hooks("nightly_work"):
		if found := _found_by(method, night):
			_each(night, "moved", *found)
	_each(night, "digests", "User", digest.receivers(), digest.send)
	night.finished_on = now_datetime()
	night.save(ignore_permissions=True)  # the scheduler's own record: no user acts
	_commit()
	return night.name


def _found_by(method: str, night: Document) -> tuple | None:
	"""What a module finds to do tonight; that it cannot even look is listed, and the others go on."""
	frappe.db.savepoint("nightly")
	try:
		return frappe.get_attr(method)()
	except Exception as error:  # whatever it is
		_undo()
		_note_failure(night, DOCTYPE, night.name, error)
		night.save(ignore_permissions=True)  # the scheduler's own record: no user acts
		_commit()
		return None


def _begin() -> Document:
	night = frappe.new_doc(DOCTYPE)
	night.started_on = now_datetime()
	night.insert(ignore_permissions=True)  # the scheduler's own record: no user acts
	_commit()
	return night


def _each(
	night: Document, counter: str, doctype: str, names: Iterable[str], work: Callable[[str], bool]
) -> None:
	"""Do `work` on each record, a batch a transaction; what fails is undone alone and listed."""
	names = list(names)
	for start in range(0, len(names), BATCH):
		for name in names[start : start + BATCH]:
			frappe.db.savepoint("nightly")
			try:
				night.set(counter, (night.get(counter) or 0) + bool(work(name)))
			except Exception as error:  # whatever it is, the others go on
				_undo()
				_note_failure(night, doctype, name, error)
		night.save(ignore_permissions=True)  # the scheduler's own record: no user acts
		_commit()


def _undo() -> None:
	# after a deadlock the next run does the batch
	frappe.clear_messages()
	batch.undo("nightly")


def _note_failure(night: Document, doctype: str, name: str, error: Exception) -> None:
	night.failed = (night.failed or 0) + 1
	night.append(
		"failures",
		{
			"reference_doctype": doctype,
			"reference_name": name,
			"record_number": frappe.db.get_value(doctype, name, NUMBER.get(doctype, "number")),
			"message": frappe.utils.strip_html(str(error) or type(error).__name__)[:500],
		},
	)


def _commit() -> None:
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: each batch stands for itself, so that a long run can be resumed


def _to_remind(doctype: str) -> list[str]:
	"""Records whose colour is more urgent than the one that was reminded of; the longest overdue first."""
	table = frappe.qb.DocType(doctype)
	rows = (
		frappe.qb.from_(table)
		.select(table.name, table.state_due, table.last_reminder)
		.where(table.state_due <= add_days(getdate(), max(clock.steps())))
		.orderby(table.state_due, table.name)
	).run(as_dict=True)
	return [row.name for row in rows if _is_due(row.state_due, row.last_reminder)]


def _is_due(due, last_reminder: str | None) -> bool:
	return clock.COLOURS.index(clock.colour_today(due)) > clock.COLOURS.index(last_reminder or "")


def remind(doctype: str, name: str) -> bool:
	"""Note a record's new colour, once, and tell whom it concerns.

	After downtime only the most urgent colour is told. Higher up, the hook `on_reminder` is called with
	DocType, name and colour: the supervision of units notes its own reminder there.

	Args:
		doctype: one of `clock.LIMITED`.
		name: the record.

	Returns:
		Whether its colour had changed.
	"""
	doc = frappe.get_doc(doctype, name, for_update=True)
	if not _is_due(doc.state_due, doc.last_reminder):
		return False
	colour = clock.colour_today(doc.state_due)
	frappe.db.set_value(doctype, name, "last_reminder", colour, update_modified=False)
	if colour == clock.RED:
		notices.of_overdue(doc, acting_posts(doc))
	if doc.workflow_state == states.RETURN_REQUESTED:
		return True  # the approver is late, not the unit
	for method in frappe.get_hooks("on_reminder"):
		frappe.get_attr(method)(doctype=doctype, name=name, colour=colour)
	return True


def _unrated() -> list[str]:
	"""Tickets whose rating window, or the days after its reminder, are over."""
	return frappe.get_all(
		clock.TICKET,
		filters=[
			["workflow_state", "=", states.AWAITING_RATING],
			["reporter_rating", "is", "not set"],
			*clock.past_limit(),
		],
		order_by="state_due asc, name asc",
		pluck="name",
	)


def end_rating(name: str) -> bool:
	"""Remind once of a rating; when that was in vain, close the ticket, which then enters no rate.

	参照重庆办理条例 §29 (经催促仍不反馈): the days after the reminder are a limit of the settings.
	"""
	doc = frappe.get_doc(clock.TICKET, name, for_update=True)
	if doc.workflow_state != states.AWAITING_RATING or doc.reporter_rating or doc.state_due >= getdate():
		return False
	if doc.rating_reminded_on:
		internal_move(doc.doctype, name, states.CLOSED, UNRATED)
		return True
	doc.rating_reminded_on = getdate()
	kept = {
		"rating_reminded_on": doc.rating_reminded_on,
		"state_due": clock.due_of(doc),
		"last_reminder": None,
	}
	# an open page of it stays valid: nothing was touched that it changes
	frappe.db.set_value(doc.doctype, name, kept, update_modified=False)
	write_log(doc, "Remind of Rating", event="Handling Event", rule=UNRATED)
	text = _(
		"The rating of {0} is missing. Ask the reporter by {1}; then it is closed without one.", lang=LANGUAGE
	)
	# a matter that no station took in is its clerk's
	asks = "Station Liaison Officer" if doc.station else CLERK_OF[notices.level_of(doc)]
	notices.tell(notices.holders(asks, doc), text.format(doc.number, kept["state_due"]), doc)
	return True


def _not_taken_up() -> list[str]:
	return frappe.get_all(
		clock.TICKET,
		filters=[["workflow_state", "=", states.ENTRUSTED], *clock.past_limit()],
		order_by="state_due asc, name asc",
		pluck="name",
	)


def take_back(name: str) -> bool:
	"""What the county deputy did not take up in time goes back to the clerk (rules.md §2.2, TE→T1)."""
	doc = frappe.get_doc(clock.TICKET, name, for_update=True)
	if doc.workflow_state != states.ENTRUSTED or doc.state_due >= getdate():
		return False
	internal_move(doc.doctype, name, states.REGISTERED, NOT_TAKEN_UP)
	doc.reload()
	text = _("{0} was not taken up in time and is back with you.", lang=LANGUAGE)
	notices.tell(notices.holders(CLERK_OF[notices.level_of(doc)], doc), text.format(doc.number), doc)
	return True
