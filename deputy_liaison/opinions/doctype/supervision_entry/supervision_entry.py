import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.numbering import formatted, next_number
from deputy_liaison.opinions import notices
from deputy_liaison.opinions.ticket_states import ORDER_OPEN, ORDER_WITHDRAWN, REPLIED
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.scope import CLERK_OF, COUNTY_ROLES, UNIT_ROLE, Post, Scope
from deputy_liaison.state_machine import Ask, Move, begin, internal_move, write_log
from deputy_liaison.working_days import limit_end

DOCTYPE = "Supervision Entry"
ORDER = "Dispatch Order"
AWAITING = "Supervision Awaiting Answer"
ANSWERED = "Supervision Answered"
REMINDED = "Supervision Reminder Sent"
DROPPED = "Supervision Dropped"
SYSTEM = "System Reminder"
# a unit may be reminded until its answer is taken
SUPERVISED_IN = (*ORDER_OPEN, REPLIED)
# the own township's chair before the county, and both before a member of the presidium
SUPERVISORS = ("Township Chair", "County Approver", "County Deputy Affairs Officer", "Presidium Member")
WAYS = ("Telephone Reminder", "On-Site Check", "Supervision Slip", "Supervision Meeting")
COLOURS = {colour: f"{colour} Reminder" for colour in ("Yellow", "Orange", "Red")}
# what orders are issued for and whose form shows how its units were supervised
SUPERVISED = ("Opinion Ticket", "Deputy Suggestion")
SLIP = ("on_behalf_signer*", "on_behalf_date*", "on_behalf_scan*")
OF_ORDER = ("subject", "responsible_unit", "handling_level", "jurisdiction", "station", "due_date", "number")


class SupervisionEntry(LiaisonDocument):
	"""One reminder of a unit about one order, and the unit's answer (rules.md §2.4, S2-18).

	Made by `supervise` and `remind` alone and never changed afterwards but for the answer.
	"""

	scope = Scope(
		jurisdiction="jurisdiction", township="township", station="station", unit="responsible_unit"
	)
	moved_without_write = True
	asks = {"Answer Supervision": Ask(("answered_on*", "answered_by*", "answer*"))}
	system_moves = {(AWAITING, ANSWERED): frozenset({"S1"}), (AWAITING, DROPPED): frozenset({"S2"})}

	def _is_of_unit(self) -> bool:
		return any(post.post == UNIT_ROLE and post.unit == self.responsible_unit for post in scopes.posts())

	def ask_for(self, action: str) -> Ask:
		ask = super().ask_for(action)
		return ask if self._is_of_unit() else ask.also(*SLIP)

	def defaults_for(self, action: str) -> dict:
		answered_by = display_name(frappe.session.user) if self._is_of_unit() else ""
		return {"answered_on": str(getdate()), "answered_by": answered_by}

	def why_not(self, action: str, user: str) -> str | None:
		if same_person(user, self.supervisor_user):
			return _("Who supervised doesn't answer for the unit: it is for another person.")
		return None

	def on_answer_supervision(self, move: Move) -> None:
		for field in ("answered_on", "on_behalf_date"):
			self._check_day(field)
		if not self._is_of_unit():
			self.entered_on_behalf = 1
			self.flags.entered_on_behalf = True

	def _check_day(self, field: str) -> None:
		if not self.get(field):
			return
		day = getdate(self.get(field))
		label = frappe.bold(_(self.meta.get_label(field)))
		if day > getdate():
			frappe.throw(_("{0} lies in the future.").format(label))
		if day < getdate(self.supervised_on):
			frappe.throw(_("{0} lies before the supervision.").format(label))

	def group_lines(self) -> list[str]:
		"""What a text for a WeChat group says of it (`notices.group_text`)."""
		order = frappe.db.get_value(ORDER, self.dispatch_order, "number")
		answer = formatdate(self.reply_due, "yyyy-MM-dd") if self.reply_due else ""
		return [
			_("[Reminder] {0}").format(" ".join(filter(None, (self.number, _(self.colour or self.way))))),
			notices.unit_line(self.responsible_unit),
			_("Order: {0}").format(order),
			*([_("Answer by {0}.").format(answer)] if answer else []),
		]

	def on_trash(self) -> None:
		frappe.throw(_("Supervision entries are not deleted."))

	def is_archived(self) -> bool:
		return frappe.get_doc(ORDER, self.dispatch_order).is_archived()


@frappe.whitelist(methods=["POST"])
def supervise(
	order: str, way: str, words: str, supervised_on: str | None = None, reply_due: str | None = None
) -> dict:
	"""Remind a unit of an order, as one of `SUPERVISORS`.

	Args:
		order: the Dispatch Order, not yet closed.
		way: one of `WAYS`.
		words: what is required of the unit.
		supervised_on: the day, today if not given.
		reply_due: until when the unit shall answer; by default the limit of the settings.

	Returns:
		name, number and times (the how-manieth of the order) of the entry.

	Raises:
		frappe.PermissionError: the user holds no post that supervises this order.
		frappe.ValidationError: the order is closed, or something is missing or out of range.
	"""
	post = supervising_post(order)
	if not post:
		scopes.refuse_out_of_scope()
	stored = _locked(order)
	reason = _why_not_now(stored)
	if reason:
		frappe.throw(reason)
	entry = _entry_of(stored)
	entry.update(
		{
			"way": way,
			"words": (words or "").strip(),
			"supervised_on": _day(supervised_on, _("Supervised On")) if supervised_on else getdate(),
			"supervisor": display_name(frappe.session.user),
			"supervisor_user": frappe.session.user,
			"supervisor_post": post.post,
		}
	)
	entry.handling_level = "County" if post.post in COUNTY_ROLES else "Township Level"
	entry.reply_due = (
		_day(reply_due, _("Answer Due"))
		if reply_due
		else limit_end(entry.supervised_on, "Answer Supervision", entry.handling_level)
	)
	_check(entry, stored)
	year = getdate(entry.supervised_on).year
	entry.number = formatted("督", year, next_number(f"{DOCTYPE} {issuing_place(entry)}", year))
	begin(entry, "Supervise Order", AWAITING)
	_count(entry)
	write_log(
		stored,
		"Supervise Order",
		note=f"{entry.number} {_(way)}：{entry.words}",
		post=post,
		event="Handling Event",
	)
	text = _("{0}: you are reminded of {1}.").format(entry.number, stored.number)
	notices.tell(officers_or_clerks(entry), text, entry)
	return {"name": entry.name, "number": entry.number, "times": entry.times}


def remind(order: str, colour: str) -> str | None:
	"""Note that the system reminds the unit, once for each colour of an order; for the nightly job.

	Args:
		order: the Dispatch Order.
		colour: one of `COLOURS`.

	Returns:
		Name of the new entry, or None where this colour was noted before or the order needs no reminder.
	"""
	stored = _locked(order)
	key = f"{order} {colour}"
	if stored.workflow_state not in ORDER_OPEN or frappe.db.exists(DOCTYPE, {"reminder_key": key}):
		return None
	entry = _entry_of(stored)
	entry.update(
		{
			"way": SYSTEM,
			"supervised_on": getdate(),
			"supervisor": _("This System", lang=LANGUAGE),
			"colour": COLOURS[colour],
			"words": _("Please reply by {0}.", lang=LANGUAGE).format(stored.due_date)
			if getdate(stored.due_date) >= getdate()
			else _("The reply was due on {0}. Please reply at once.", lang=LANGUAGE).format(stored.due_date),
			"reminder_key": key,
		}
	)
	begin(entry, "Remind of Order", REMINDED, rule="S0")
	_count(entry)
	return entry.name


def on_reminder(doctype: str, name: str, colour: str) -> None:
	"""Hook `on_reminder` of the nightly job: the limit of a record changed its colour."""
	if doctype == ORDER:
		remind(name, colour)


def _count(entry: Document) -> None:
	"""The order's own count, for lists; a page of the order that is open stays as good as it was."""
	frappe.db.set_value(ORDER, entry.dispatch_order, "times_supervised", entry.times, update_modified=False)


def officers_or_clerks(doc: Document) -> list[str]:
	"""Who looks after what a unit was asked: its own officers, or the clerk where it has no account."""
	return notices.holders(UNIT_ROLE, doc) or notices.holders(CLERK_OF[notices.level_of(doc)], doc)


def supervising_post(order: str) -> Post | None:
	"""The post by which the session's user may supervise the order, if any."""
	level = None
	for role in SUPERVISORS:
		held = scopes.acting_posts(None, ORDER, order, role)
		if not held:
			continue
		if role == "County Deputy Affairs Officer":
			level = level or frappe.db.get_value(ORDER, order, "handling_level")
			if level != "County":
				continue
		return held[0]
	return None


def settle(order: Document) -> None:
	"""What became of the order settles what the unit was reminded of: rules S1 (replied), S2 (withdrawn)."""
	if not order.has_value_changed("workflow_state"):
		return
	rules = {REPLIED: (ANSWERED, "S1"), ORDER_WITHDRAWN: (DROPPED, "S2")}
	if order.workflow_state not in rules:
		return
	to_state, rule = rules[order.workflow_state]
	for name in frappe.get_all(
		DOCTYPE, {"dispatch_order": order.name, "workflow_state": AWAITING}, pluck="name"
	):
		internal_move(DOCTYPE, name, to_state, rule)


def issuing_place(entry: Document) -> str:
	"""The place whose congress body signs the slip and whose series numbers it."""
	if entry.handling_level == "County":
		# one site is one county
		return frappe.db.get_value("Jurisdiction", {"level": "County"}) or entry.jurisdiction
	return scopes.township_of(entry.jurisdiction)


@frappe.whitelist(methods=["GET", "POST"])
def overview(doctype: str, name: str) -> dict:
	"""The supervision of an order, or of all orders of a ticket or suggestion, for its form.

	Args:
		doctype: Dispatch Order, or one of `SUPERVISED`.
		name: the record; who may read it may read what its units were reminded of.

	Returns:
		entries: oldest first; orders: those that the user may supervise now (name, label, reply_due).
	"""
	column = "name" if doctype == ORDER else _column_of(doctype)
	if not column:
		frappe.throw(_("{0} has no supervision.").format(_(doctype)))
	frappe.get_doc(doctype, name).check_permission("read")
	orders = frappe.get_all(
		ORDER,
		filters={column: name},
		fields=["name", "number", "workflow_state", "responsible_unit", "responsible_unit.unit_name"],
		order_by="number asc",
	)
	return {"entries": _entries([order.name for order in orders]), "orders": _may_supervise(orders)}


def _column_of(doctype: str) -> str | None:
	"""The order's column that names a record of `doctype`."""
	links = frappe.get_meta(ORDER).get_link_fields() if doctype in SUPERVISED else []
	return next((df.fieldname for df in links if df.options == doctype), None)


def _entries(orders: list[str]) -> list[dict]:
	rows = frappe.get_all(
		DOCTYPE,
		filters={"dispatch_order": ("in", orders or [""])},
		fields=[
			"name",
			"number",
			"dispatch_order.number as order_number",
			"responsible_unit.unit_name",
			"times",
			"way",
			"colour",
			"supervised_on",
			"supervisor",
			"supervisor_post",
			"words",
			"reply_due",
			"workflow_state",
			"answer",
			"answered_on",
		],
		order_by="supervised_on asc, times asc",
	)
	for row in rows:
		row.way = _(row.colour or row.way)
		row.state = _(row.workflow_state)
	return rows


def _may_supervise(orders: list[frappe._dict]) -> list[dict]:
	level_of = {True: "County", False: "Township Level"}
	offered = []
	for order in orders:
		post = supervising_post(order.name)
		if not post or _why_not_now(order):
			continue
		offered.append(
			{
				"name": order.name,
				"label": f"{order.unit_name} {order.number}",
				"reply_due": limit_end(getdate(), "Answer Supervision", level_of[post.post in COUNTY_ROLES]),
			}
		)
	return offered


def _why_not_now(order: Document | frappe._dict) -> str | None:
	if order.workflow_state not in SUPERVISED_IN:
		return _("{0} is closed: there is nothing to supervise any more.").format(frappe.bold(order.number))
	if any(post.unit == order.responsible_unit for post in scopes.posts() if post.unit):
		return _("A person of the responsible unit doesn't supervise it.")
	return None


def _locked(order: str) -> Document:
	"""The order, held until the entry is written: two reminders at a time are counted one after the other."""
	return frappe.get_doc(ORDER, order, for_update=True)


def _entry_of(order: Document) -> Document:
	entry = frappe.new_doc(DOCTYPE)
	entry.update({field: order.get(field) for field in OF_ORDER if field not in ("due_date", "number")})
	entry.update(
		{
			"dispatch_order": order.name,
			"order_due": order.due_date,
			"township": scopes.township_of(order.jurisdiction),
			"times": cint(order.times_supervised) + 1,
		}
	)
	return entry


def _check(entry: Document, order: Document) -> None:
	if entry.way not in WAYS:
		frappe.throw(
			_("{0}: choose one of {1}.").format(
				frappe.bold(_("Way of Supervision")), _(", ").join(_(way) for way in WAYS)
			)
		)
	if not entry.words:
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(_("What Is Required"))), frappe.MandatoryError
		)
	label = frappe.bold(_("Supervised On"))
	if entry.supervised_on > getdate():
		frappe.throw(_("{0} lies in the future.").format(label))
	if entry.supervised_on < getdate(order.issued_on):
		frappe.throw(_("{0} lies before the dispatch.").format(label))
	if entry.reply_due < entry.supervised_on:
		frappe.throw(
			_("{0} must not be before {1}.").format(
				frappe.bold(_("Answer Due")), frappe.bold(_("Supervised On"))
			)
		)


def _day(value: str, label: str):
	try:
		return getdate(value)
	except Exception:  # the parsers of both Frappe versions raise several unrelated classes
		frappe.throw(_("{0}: {1} is not a date. Write it as 2026-05-20.").format(label, value))


def on_doctype_update() -> None:
	"""What the lists of a unit and a township ask for."""
	frappe.db.add_index(DOCTYPE, ["responsible_unit", "workflow_state"])
	frappe.db.add_index(DOCTYPE, ["township", "supervised_on"])
