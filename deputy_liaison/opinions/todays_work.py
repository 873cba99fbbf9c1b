"""What is a person's to do today, by the posts held today: for the page, the digest and the overdue notices.

One table says which step waits for which post. Each line is asked in one query, within the scope of those
posts alone, so that nobody is told of what he or she could not open.
"""

from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import add_days, formatdate, getdate
from pypika import Case, Criterion
from pypika.terms import PseudoColumn

from deputy_liaison import scope as scopes
from deputy_liaison.opinions import clock, notices
from deputy_liaison.opinions import ticket_states as states
from deputy_liaison.scope import DENY, DEPUTY_ROLE, UNIT_ROLE, Post
from deputy_liaison.working_days import calendar_warnings

ADMINISTRATOR = "Liaison Administrator"
TOWNSHIP, COUNTY = {"handling_level": "Township Level"}, {"handling_level": "County"}
CLERKS = {"Township Clerk": TOWNSHIP, "County Deputy Affairs Officer": COUNTY}
APPROVERS = {"Township Chair": TOWNSHIP, "County Approver": COUNTY}
# what came past the stations has no officer: the office itself tells the reporter
WITHOUT_STATION = {
	"Township Clerk": {**TOWNSHIP, "station": None},
	"County Deputy Affairs Officer": {**COUNTY, "station": None},
}
STATION = {"Station Liaison Officer": {}, **WITHOUT_STATION}
RESTRICTED = {"Township Chair": {"restriction": 1}, "County Approver": {"restriction": 2}}
SHOWN = 50
OWN = object()
PLACE_OF_OWN = {
	"responsible_unit": "unit",
	"entrusted_to": "deputy",
	"lead_deputy": "deputy",
	"rating_deputy": "deputy",
}
# whoever sees an order because it was passed on doesn't act on it any more
UNITS = {UNIT_ROLE: {"responsible_unit": OWN}}
# the yearly batch is due in January (rules.md §2.2, T11→T12)
ARCHIVE_MONTH = 1


@dataclass(frozen=True)
class Task:
	"""One step that waits for somebody.

	Args:
		key: short name.
		label: what is to be done, in Chinese.
		doctype: one that has a limit (`clock.LIMITED`).
		filters: column → value, tuple of values, None (not set), "" (any value but the user's own name), OWN
			(the post's own unit or deputy), or a function that makes the condition.
		roles: post → further filters.
		title: the column that says what it is about, on the person's own page alone.
		begun: the column with the day that it is called by while it has no number; "" where it always has one.
		due: the column with the last day of the step.
		acts: whether the step itself is the post's; False where it looks after another's.
		restricted: of accusations, which stand in no text that leaves the system.
	"""

	key: str
	label: str
	doctype: str
	filters: dict
	roles: dict = field(default_factory=dict)
	title: str = "subject"
	begun: str = ""
	due: str = "state_due"
	acts: bool = True
	restricted: bool = False


def tasks() -> list[Task]:
	"""The steps in the order in which they come in a matter's life, in the language of the session.

	What other kinds of records wait for, the hook `todays_tasks` adds.
	"""
	ticket, order = clock.TICKET, clock.ORDER
	dissatisfied = {"workflow_state": states.AWAITING_RATING, "reporter_rating": "Dissatisfied"}
	untold = {"workflow_state": states.MERGED, "state_due": _is_set}
	found = [
		Task("triage", _("To sort out"), ticket, {"workflow_state": states.REGISTERED}, CLERKS),
		Task(
			"propose",
			_("To propose for the county"),
			ticket,
			{"workflow_state": states.PENDING, "proposed_by": None},
			{"County Deputy Affairs Officer": COUNTY},
		),
		Task(
			"approve",
			_("To decide on a proposal"),
			ticket,
			{"workflow_state": states.PENDING, "proposed_by": ""},
			APPROVERS,
		),
		Task(
			"requests",
			_("To decide on a return or more time"),
			order,
			{"workflow_state": (states.RETURN_REQUESTED, states.EXTENSION_REQUESTED)},
			APPROVERS,
		),
		Task(
			"restricted",
			_("Restricted to you"),
			ticket,
			{"workflow_state": states.ACCUSATION},
			RESTRICTED,
			restricted=True,
		),
		Task(
			"channel",
			_("To name the channel in writing"),
			ticket,
			{"workflow_state": states.OUT_OF_SCOPE},
			CLERKS,
		),
		Task(
			"acknowledge",
			_("To acknowledge"),
			order,
			{"workflow_state": states.ISSUED, "order_kind": "Handling Order"},
			UNITS,
			due="step_due",
		),
		Task(
			"contact",
			_("To make contact"),
			order,
			{"workflow_state": states.ACKNOWLEDGED, "step_due": _is_set},
			UNITS,
			due="step_due",
		),
		Task(
			"unsigned",
			_("Not signed for in time"),
			order,
			{"workflow_state": states.ISSUED, "step_due": _is_past, "responsible_unit": _with_account},
			CLERKS,
			due="step_due",
			acts=False,
		),
		Task(
			"coordinate",
			_("To report the village's result"),
			order,
			{"workflow_state": states.ISSUED, "order_kind": "Village Coordination"},
			UNITS,
		),
		Task(
			"reply",
			_("To reply"),
			order,
			{"workflow_state": (states.ACKNOWLEDGED, states.EXTENSION_REQUESTED)},
			UNITS,
		),
		Task(
			"on_behalf",
			_("To enter for units without account"),
			order,
			{"workflow_state": (states.ISSUED, states.ACKNOWLEDGED), "responsible_unit": _without_account},
			CLERKS,
		),
		Task("tell", _("To tell the answer"), ticket, {"workflow_state": states.ANSWERED}, STATION),
		Task(
			"feed_back",
			_("To feed back"),
			ticket,
			{"workflow_state": states.TO_FEED_BACK},
			{**STATION, DEPUTY_ROLE: {}},
		),
		Task(
			"rate",
			_("To ask for the rating"),
			ticket,
			{"workflow_state": states.AWAITING_RATING, "reporter_rating": None},
			STATION,
		),
		Task(
			"tell_merged",
			_("To tell those whose matter was merged"),
			ticket,
			{**untold, "restriction": (0,)},
			{**STATION, DEPUTY_ROLE: {}},
		),
		Task(
			"tell_restricted",
			_("To tell where it was forwarded"),
			ticket,
			untold,
			RESTRICTED,
			restricted=True,
		),
		Task(
			"propose_again",
			_("To propose, dissatisfied"),
			ticket,
			{**dissatisfied, "approved_on": None},
			CLERKS,
		),
		Task(
			"send_back",
			_("To send back, dissatisfied"),
			ticket,
			{**dissatisfied, "approved_on": _is_set, "round": (0, 1)},
			CLERKS,
		),
		Task(
			"convene",
			_("To review jointly"),
			ticket,
			{**dissatisfied, "approved_on": _is_set, "round": tuple(range(2, 20))},
			APPROVERS,
		),
		Task(
			"review",
			_("To settle after the review"),
			ticket,
			{"workflow_state": states.JOINT_REVIEW},
			APPROVERS,
		),
		Task(
			"take_up",
			_("Entrusted to you"),
			ticket,
			{"workflow_state": states.ENTRUSTED},
			{DEPUTY_ROLE: {"entrusted_to": OWN}},
		),
		Task(
			"tell_converted",
			_("To tell what became of the suggestion"),
			ticket,
			{"workflow_state": states.CONVERTED, "state_due": _is_set},
			{**STATION, DEPUTY_ROLE: {}},
		),
		Task(
			"withdraw",
			_("To withdraw, asked by code"),
			ticket,
			{"workflow_state": states.WITHDRAWABLE, "withdrawal_wished_on": _is_set},
			CLERKS,
		),
		Task(
			"withdraw_merged",
			_("Merged, withdrawal asked by code: see the main matter"),
			ticket,
			{
				"workflow_state": states.MERGED,
				"withdrawal_wished_on": _is_set,
				"restriction": (0,),
				"main_ticket": _is_withdrawable,
			},
			CLERKS,
			acts=False,
		),
	]
	if getdate().month == ARCHIVE_MONTH:
		last_year = {"workflow_state": states.CLOSED, "closed_on": _last_year}
		found += [
			Task(
				"archive",
				_("To archive of last year"),
				ticket,
				{**last_year, "restriction": (0,)},
				CLERKS,
			),
			Task(
				"archive_restricted",
				_("To archive of last year, restricted"),
				ticket,
				last_year,
				RESTRICTED,
				restricted=True,
			),
		]
	for method in frappe.get_hooks("todays_tasks"):
		found += frappe.get_attr(method)()
	return found


def _without_account(column):
	units = frappe.qb.DocType("Responsible Unit")
	return column.isin(frappe.qb.from_(units).select(units.name).where(units.has_account == 0))


def _with_account(column):
	units = frappe.qb.DocType("Responsible Unit")
	return column.isin(frappe.qb.from_(units).select(units.name).where(units.has_account == 1))


def _is_withdrawable(column):
	"""It names a ticket that its reporters may still withdraw."""
	main = frappe.qb.DocType(clock.TICKET).as_("main")
	open_ones = frappe.qb.from_(main).select(main.name).where(main.workflow_state.isin(states.WITHDRAWABLE))
	return column.isin(open_ones)


def _is_set(column):
	"""It holds something; so a ticket that became a suggestion waits for nobody until that is answered."""
	return column.isnotnull()


def _is_past(column):
	return column < getdate()


def _last_year(column):
	return column < f"{getdate().year}-01-01"


def work_of(user: str, shown: int = SHOWN) -> list[dict]:
	"""What waits for a person today, the most urgent of each kind first.

	Args:
		user: the person; the posts held today decide.
		shown: how many records of each kind are named.

	Returns:
		One dict per kind that holds anything: key, label, doctype, restricted (stays in the system), count, overdue, soon (due within the
		county's yellow days, today included), records (name, number, subject, due, colour, title of the unit).
	"""
	held = scopes.posts(user)
	found = []
	for task in tasks():
		table = frappe.qb.DocType(task.doctype)
		condition = _condition(task, held, table, user)
		if condition and (line := _counted(task, table, condition)):
			found.append({**line, "records": _named(task, table, condition, shown)})
	return found


def _condition(task: Task, held: tuple[Post, ...], table, user: str) -> Criterion | None:
	"""Within the scope of each post that acts; a person of several posts counts a record once."""
	ways = []
	for role, further in task.roles.items():
		posts = [post for post in held if post.post == role]
		within = scopes.condition_of(task.doctype, posts) if posts else DENY
		if within == DENY:
			continue
		way = Criterion.all(
			table[column].isin([getattr(post, PLACE_OF_OWN[column]) for post in posts])
			if value is OWN
			else _criterion(table[column], value, user)
			for column, value in further.items()
		)
		# the list hook's own text, made of escaped literals
		ways.append(way & PseudoColumn(f"({within})") if within else way)
	if not ways:
		return None
	return Criterion.all(
		[
			*(_criterion(table[column], value, user) for column, value in task.filters.items()),
			Criterion.any(ways),
		]
	)


def _criterion(column, value, user: str) -> Criterion:
	if callable(value):
		return value(column)
	if value is None:
		return column.isnull() | (column == "")
	if value == "":
		# set, and by somebody else: nobody decides on a proposal of his or her own
		return (column != "") & (column != user)
	return column.isin(value) if isinstance(value, tuple) else column == value


def _counted(task: Task, table, condition: Criterion) -> dict | None:
	today = getdate()
	soon = getdate(add_days(today, clock.steps()[0]))
	count, overdue, due_soon = (
		frappe.qb.from_(table)
		.select(
			Count("*"),
			Sum(Case().when(table[task.due] < today, 1).else_(0)),
			Sum(Case().when((table[task.due] >= today) & (table[task.due] <= soon), 1).else_(0)),
		)
		.where(condition)
		.run()[0]
	)
	if not count:
		return None
	return {
		"key": task.key,
		"label": task.label,
		"doctype": task.doctype,
		"restricted": task.restricted,
		"count": count,
		"overdue": int(overdue or 0),
		"soon": int(due_soon or 0),
	}


def _named(task: Task, table, condition: Criterion, shown: int) -> list[dict]:
	rows = (
		frappe.qb.from_(table)
		.select(
			table.name,
			table.number,
			table[task.title].as_("subject"),
			table[task.due].as_("due"),
			table[task.begun or "creation"].as_("begun"),
		)
		.where(condition)
		.orderby(Coalesce(table[task.due], "9999-12-31"), table.creation)
		.limit(shown)
		.run(as_dict=True)
	)
	return [
		{
			"name": row.name,
			"number": row.number or notices.unnumbered(row.begun),
			"subject": row.subject,
			"due": formatdate(row.due, "yyyy-MM-dd") if row.due else "",
			"colour": clock.colour_today(row.due),
		}
		for row in rows
	]


def acting_posts(doc: Document) -> dict[str, str | None]:
	"""The posts that act on a record as it stands, each with the deputy who alone does by it, if one."""
	found = {}
	for task in tasks():
		if not task.acts or task.doctype != doc.doctype or not _fits(task.filters, doc):
			continue
		for role, further in task.roles.items():
			if _fits(further, doc):
				own = [column for column, value in further.items() if value is OWN]
				found[role] = next((doc.get(one) for one in own if PLACE_OF_OWN[one] == "deputy"), None)
	return found


def _fits(filters: dict, doc: Document) -> bool:
	for column, value in filters.items():
		stored = doc.get(column)
		if value is _without_account:
			if frappe.get_cached_value("Responsible Unit", stored, "has_account"):
				return False
		elif value is _is_set:
			if not stored:
				return False
		elif value is OWN or callable(value):
			continue
		elif value is None or value == "":
			if bool(stored) != (value == ""):
				return False
		elif (stored or 0 if column == "round" else stored) not in (
			value if isinstance(value, tuple) else (value,)
		):
			return False
	return True


def remarks_for(user: str) -> list[str]:
	"""What the administrator is told besides: years without a decree, what failed in the night."""
	if not any(post.post == ADMINISTRATOR for post in scopes.posts(user)):
		return []
	said = calendar_warnings()
	last = frappe.get_all("Nightly Run", fields=["failed"], order_by="started_on desc", limit=1)
	if last and last[0].failed:
		said.append(
			_("{0} records could not be worked on in the night: see the list of nightly runs.").format(
				last[0].failed
			)
		)
	return said


@frappe.whitelist(methods=["GET", "POST"])
def mine() -> dict:
	"""The session user's own work for the page.

	Returns:
		day, work (see `work_of`), remarks, text (to paste into a WeChat group, without personal data).
	"""
	work = work_of(frappe.session.user)
	return {
		"day": formatdate(getdate(), "yyyy-MM-dd"),
		"work": work,
		"remarks": remarks_for(frappe.session.user),
		"text": group_text(work),
	}


def group_text(work: list[dict]) -> str:
	"""The day's work as a text for a WeChat group: kinds, numbers of records, days; nothing restricted."""
	lines = [_("[To do on {0}]").format(formatdate(getdate(), "yyyy-MM-dd"))]
	for line in work:
		if line["restricted"]:
			continue
		text = _("{0}: {1}").format(line["label"], line["count"])
		if line["overdue"]:
			text += _("({0} overdue)").format(line["overdue"])
		lines.append(text)
		lines += [
			_("{0}, limit {1}").format(record["number"], record["due"])
			for record in line["records"]
			if record["colour"]
		]
	lines.append(_("Please look it up in the system. No personal data in this group."))
	return "\n".join(lines)
