import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import get_datetime, getdate

from deputy_liaison.deputies import legal, standing
from deputy_liaison.deputies.doctype.congress_term.congress_term import chinese_ordinal, term_on
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move

CALLED = "Session Called"
OPEN = "Session Open"
CLOSED = "Session Closed"
OPENING = "Opening Sitting"
PRESENT = "Present"
ON_LEAVE = "On Approved Leave"
ABSENT = "Absent"
DATES = frozenset({"to_date", "bill_cut_off", "sittings"})


class CongressSession(LiaisonDocument):
	"""One session (次会议) of a congress with its sittings; it opens with two thirds of all deputies."""

	scope = Scope(jurisdiction="jurisdiction", open=True)
	born_in = CALLED
	moved_without_write = True
	editable = {
		CALLED: DATES
		| {
			"congress_body",
			"congress_level",
			"jurisdiction",
			"session_number",
			"session_title",
			"term",
			"from_date",
		},
		OPEN: DATES,
	}
	asks = {
		"Open Session": Ask(note="optional"),
		"Take Back Opening": Ask(note="required"),
		"Close Session": Ask(("closed_on*",), note="optional"),
	}

	def onload(self) -> None:
		super().onload()
		self.set_onload("attendance", self.attendance())

	def validate(self) -> None:
		if self.is_new() or self.workflow_state == CALLED:
			self._settle_congress()
		self._check_dates()
		self._check_sittings()

	def _settle_congress(self) -> None:
		body = frappe.db.get_value(
			"Congress Body",
			self.congress_body,
			("body_name", "congress_level", "jurisdiction"),
			as_dict=True,
		)
		if not legal.has_congress(frappe.get_cached_value("Jurisdiction", body.jurisdiction, "level")):
			frappe.throw(_("A sub-district has no congress of its own, so no sessions."))
		self.congress_level = body.congress_level
		self.jurisdiction = body.jurisdiction
		term = term_on(self.congress_body, getdate(self.from_date))
		if not term:
			frappe.throw(
				_(
					"{0} has no congress term on that day. Have the liaison administrator enter it first."
				).format(frappe.bold(body.body_name))
			)
		self.term = term.name
		self.session_title = f"{term.term_title}第{chinese_ordinal(self.session_number)}次会议"
		same = {"congress_body": self.congress_body, "term": self.term, "session_number": self.session_number}
		if frappe.db.exists("Congress Session", {**same, "name": ("!=", self.name)}):
			frappe.throw(
				_("{0} is entered already.").format(frappe.bold(self.session_title)),
				frappe.DuplicateEntryError,
			)

	def _check_dates(self) -> None:
		if getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("Last Day")), frappe.bold(_("First Day"))
				)
			)
		if self.bill_cut_off and getdate(self.bill_cut_off) > getdate(self.to_date):
			frappe.throw(
				_("{0} must not be after {1}.").format(
					frappe.bold(_("Bills Are Taken Until")), frappe.bold(_("Last Day"))
				)
			)

	def _check_sittings(self) -> None:
		"""Attendance names a sitting by its number: those with attendance keep theirs."""
		for position, row in enumerate(self.sittings, 1):
			row.idx = position
			# the preparatory meeting is held before the session (组织法 §16)
			early = (
				getdate(row.starts_at) < getdate(self.from_date) and row.sitting_kind != "Preparatory Meeting"
			)
			if early or getdate(row.starts_at) > getdate(self.to_date):
				frappe.throw(
					_("{0}, row {1}: {2} is not within the session.").format(
						frappe.bold(_("Sittings")), row.idx, row.starts_at
					)
				)
		if [row.sitting_kind for row in self.sittings].count(OPENING) > 1:
			frappe.throw(_("A session has one opening sitting."))
		before = self.get_doc_before_save()
		if not before:
			return
		kept = {row.name: row.idx for row in self.sittings}
		moved = [row.idx for row in before.sittings if kept.get(row.name) != row.idx]
		if moved and frappe.db.exists("Session Attendance", {"session": self.name, "sitting": ("in", moved)}):
			frappe.throw(_("Sittings whose roll was called stay where they are. Add further ones below."))

	def sitting(self, number: int) -> "frappe.model.document.Document":
		"""The row of one sitting.

		Raises:
			frappe.ValidationError: the session has none of that number.
		"""
		for row in self.sittings:
			if row.idx == int(number):
				return row
		frappe.throw(_("{0} has no sitting number {1}.").format(frappe.bold(self.session_title), number))

	def all_deputies(self) -> list[str]:
		"""All deputies of the congress on the session's first day; a suspended one still counts (组织法 §14)."""
		mandates = frappe.qb.DocType("Deputy Mandate")
		day = getdate(self.from_date)
		known = (*standing.HELD, standing.TERMINATED, standing.ENDED)
		return (
			frappe.qb.from_(mandates)
			.select(mandates.deputy)
			.distinct()
			.where((mandates.congress_body == self.congress_body) & mandates.workflow_state.isin(known))
			.where(mandates.from_date <= day)
			.where(mandates.to_date.isnull() | (mandates.to_date >= day))
			.run(pluck=True)
		)

	def attendance(self) -> list[dict]:
		"""How each sitting stands: present, on leave, absent, of how many, and whether that is two thirds."""
		if self.is_new():
			return []
		table = frappe.qb.DocType("Session Attendance")
		counted = {
			(sitting, presence): count
			for sitting, presence, count in frappe.qb.from_(table)
			.select(table.sitting, table.presence, Count(table.name))
			.where(table.session == self.name)
			.groupby(table.sitting, table.presence)
			.run()
		}
		total = len(self.all_deputies())
		return [
			{
				"sitting": row.idx,
				"kind": _(row.sitting_kind),
				"starts_at": f"{get_datetime(row.starts_at):%Y-%m-%d %H:%M}",
				"present": counted.get((row.idx, PRESENT), 0),
				"on_leave": counted.get((row.idx, ON_LEAVE), 0),
				"absent": counted.get((row.idx, ABSENT), 0),
				"total": total,
				"needed": legal.needed_to_open(total),
				"enough": legal.may_open(counted.get((row.idx, PRESENT), 0), total),
			}
			for row in self.sittings
		]

	def defaults_for(self, action: str) -> dict:
		return {"Close Session": {"closed_on": str(self.to_date)}}.get(action, {})

	def on_open_session(self, move: Move) -> None:
		opening = next((row.idx for row in self.sittings if row.sitting_kind == OPENING), None)
		if not opening:
			frappe.throw(
				_("Enter the {0} under {1} first.").format(
					frappe.bold(_(OPENING)), frappe.bold(_("Sittings"))
				)
			)
		counts = self.attendance()[opening - 1]
		if not counts["enough"]:
			frappe.throw(
				_(
					"{0} of {1} deputies are present, {2} are needed: a congress opens with two thirds of all"
					" its deputies (Organic Law, article 14)."
				).format(counts["present"], counts["total"], counts["needed"])
			)
		self.opened_on = getdate(self.sitting(opening).starts_at)
		self.present_at_opening = counts["present"]
		self.deputies_in_all = counts["total"]

	def on_take_back_opening(self, move: Move) -> None:
		self.opened_on = None
		self.present_at_opening = self.deputies_in_all = 0

	def on_close_session(self, move: Move) -> None:
		if getdate(self.closed_on) < getdate(self.opened_on):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("Session Closed On")), frappe.bold(_("Session Opened On"))
				)
			)


@frappe.whitelist(methods=["GET", "POST"])
def roll(session: str, sitting: int) -> dict:
	"""The roll of one sitting: every deputy of the congress, with what was recorded.

	Args:
		session: a Congress Session.
		sitting: number of the sitting.

	Returns:
		needed: how many two thirds are; deputies: one dict each with deputy, deputy_name, delegation,
		presence ("" where none is recorded), leave_approved_by, leave_approved_at.

	Raises:
		frappe.PermissionError: the user may not read the session's attendance.
	"""
	doc = frappe.get_doc("Congress Session", session)
	doc.check_permission("write")
	doc.sitting(sitting)
	everybody = doc.all_deputies()
	recorded = {
		row.deputy: row
		for row in frappe.get_list(
			"Session Attendance",
			filters={"session": session, "sitting": sitting},
			fields=["deputy", "presence", "leave_approved_by", "leave_approved_at"],
			limit=0,
		)
	}
	return {
		"needed": legal.needed_to_open(len(everybody)),
		"deputies": [
			{
				**person,
				"presence": "",
				"leave_approved_by": "",
				"leave_approved_at": None,
				**(recorded.get(person["deputy"]) or {}),
			}
			for person in _named(doc, everybody)
		],
	}


def _named(session: CongressSession, deputies: list[str]) -> list[dict]:
	people = frappe.qb.DocType("Deputy")
	mandates = frappe.qb.DocType("Deputy Mandate")
	delegations = frappe.qb.DocType("Delegation")
	rows = (
		frappe.qb.from_(people)
		.inner_join(mandates)
		.on((mandates.deputy == people.name) & (mandates.term == session.term))
		.left_join(delegations)
		.on(delegations.name == mandates.delegation)
		.select(people.name.as_("deputy"), people.deputy_name, delegations.delegation_name.as_("delegation"))
		.where(people.name.isin(deputies or [""]) & (mandates.congress_body == session.congress_body))
		.orderby(delegations.delegation_name, people.deputy_name)
		.run(as_dict=True)
	)
	return list({row.deputy: row for row in rows}.values())


@frappe.whitelist(methods=["POST"])
def call_roll(session: str, sitting: int, rows: str | list) -> list[dict]:
	"""Record who is there, all of the list or nothing.

	Args:
		session: a Congress Session.
		sitting: number of the sitting.
		rows: dicts (or JSON) with deputy, presence, and for a leave who approved it and when.

	Returns:
		How the sittings stand afterwards.

	Raises:
		frappe.PermissionError: the user may not write the session's attendance.
		frappe.ValidationError: a leave was approved late, or by nobody.
	"""
	doc = frappe.get_doc("Congress Session", session, for_update=True)
	doc.check_permission("write")
	doc.sitting(sitting)
	known = {
		row.deputy: row.name
		for row in frappe.get_all(
			"Session Attendance", {"session": session, "sitting": sitting}, ["name", "deputy"]
		)
	}
	for row in frappe.parse_json(rows):
		values = {
			"presence": row.get("presence"),
			"leave_approved_by": row.get("leave_approved_by"),
			"leave_approved_at": row.get("leave_approved_at") or None,
		}
		if name := known.get(row["deputy"]):
			record = frappe.get_doc("Session Attendance", name)
			record.update(values)
			record.save()
		else:
			frappe.get_doc(
				{
					"doctype": "Session Attendance",
					"session": session,
					"sitting": sitting,
					"deputy": row["deputy"],
					**values,
				}
			).insert()
	return doc.attendance()


def missed_by(deputy: str, congress_body: str | None, term: str | None) -> list[str]:
	"""Titles of the term's sessions that a deputy missed without leave (代表法 §62)."""
	if not (congress_body and term):
		return []
	attendance = frappe.qb.DocType("Session Attendance")
	sessions = frappe.qb.DocType("Congress Session")
	rows = (
		frappe.qb.from_(attendance)
		.inner_join(sessions)
		.on(sessions.name == attendance.session)
		.select(sessions.session_title, attendance.presence)
		.where((attendance.deputy == deputy) & (sessions.term == term))
		.where(sessions.congress_body == congress_body)
		.orderby(sessions.from_date)
		.run()
	)
	presence: dict[str, list[str]] = {}
	for session, kind in rows:
		presence.setdefault(session, []).append(kind)
	return legal.missed_sessions(presence)
