import datetime

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from deputy_liaison.deputies import joining, leaving, legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.liaison_network.open_work import open_work_within
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import act, permitted_among, write_log

PREPARED = "Term Change Prepared"
UNDER_WAY = "Term Change Under Way"
COMPLETED = "Term Change Completed"
# written by the steps alone
BY_STEPS = ("stage", "new_term", "completed_on")
AT_ONCE = 20
SAVEPOINT = "one_mandate"


class EndofTerm(LiaisonDocument):
	"""The change from one term of a congress to the next (换届), step by step; what is done stays done.

	Each step says what is left to do from the records themselves, so the run may be interrupted anywhere
	and is taken up where it stands. Each step acts by the rights of who takes it.
	"""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("steps", self.steps())
		self.set_onload("record", record_of([self.name]))

	@property
	def last_day(self) -> datetime.date:
		"""The last day of the old term."""
		return getdate(add_days(self.first_session_on, -1))

	def validate(self) -> None:
		body = frappe.db.get_value(
			"Congress Body", self.congress_body, ("body_name", "jurisdiction"), as_dict=True
		)
		if not legal.has_congress(frappe.get_cached_value("Jurisdiction", body.jurisdiction, "level")):
			frappe.throw(_("A sub-district has no congress of its own, so no terms and no deputies."))
		self.jurisdiction = body.jurisdiction
		self._keep_what_steps_write()
		if self.stage == PREPARED:
			self._settle_terms()
			self._check_first_session()
			self._refuse_second_run()
		elif self.has_value_changed("first_session_on"):
			frappe.throw(
				_("{0} cannot be changed in the state {1}.").format(
					frappe.bold(_("First Session On")), frappe.bold(_(self.stage))
				)
			)
		number = frappe.db.get_value("Congress Term", self.former_term, "term_title")
		self.run_title = f"{frappe.db.get_value('Congress Body', self.congress_body, 'body_name')} {number}"

	def _keep_what_steps_write(self) -> None:
		if self.flags.by_step:
			return
		before = self.get_doc_before_save()
		for field in BY_STEPS:
			self.set(field, before.get(field) if before else self.meta.get_field(field).default)

	def _settle_terms(self) -> None:
		"""The term that ends is the last one; the next may have been entered by hand already."""
		terms = frappe.get_all(
			"Congress Term",
			{"congress_body": self.congress_body},
			["name", "from_date"],
			order_by="from_date desc",
			limit=2,
		)
		if len(terms) == 2 and terms[0].from_date == getdate(self.first_session_on):
			terms.pop(0)
		if not terms:
			frappe.throw(_("No term of this congress is entered yet. Enter the present one first."))
		self.former_term = terms[0].name

	def _check_first_session(self) -> None:
		begin = frappe.db.get_value("Congress Term", self.former_term, "from_date")
		if legal.term_is_impossible(begin, self.last_day):
			frappe.throw(
				_("{0}: the present term began on {1} and lasts five years. Please check the date.").format(
					frappe.bold(_("First Session On")), begin
				)
			)

	def _refuse_second_run(self) -> None:
		other = frappe.db.get_value(
			self.doctype,
			{"congress_body": self.congress_body, "stage": ("!=", COMPLETED), "name": ("!=", self.name)},
			"run_title",
		)
		if other:
			frappe.throw(
				_("{0} is not completed yet. Go on with that one.").format(frappe.bold(other)),
				frappe.DuplicateEntryError,
			)

	def on_trash(self) -> None:
		super().on_trash()
		if self.new_term:
			frappe.throw(_("The new term has begun: this record stays."))

	# what the steps know

	def steps(self) -> dict:
		"""How far the run is, and what of it the user may do.

		Returns:
			begun, terms (titles of old and new), session_held, elected (pending, confirmed, re_elected, may_confirm, short), joining and
			left (lists with kind, label, count, own), open_work.
		"""
		if not self.new_term:
			return {"begun": False, "may_begin": self._may_begin(), "former": self._count_former()}
		held = getdate(self.first_session_on) <= getdate()
		return {
			"begun": True,
			"terms": [
				frappe.db.get_value("Congress Term", term, "term_title")
				for term in (self.former_term, self.new_term)
			],
			"session_held": held,
			"elected": self._elected(),
			"joining": self._joining() if held else [],
			"left": leaving.lists_of(self.leavers()) if held else [],
			"open_work": len(self.open_work()),
			"may_complete": self._may_write(),
		}

	def _may_begin(self) -> bool:
		return self._may_write() and bool(frappe.has_permission("Congress Term", "create"))

	def _may_write(self) -> bool:
		# the document's own method says each no in a message
		return bool(frappe.has_permission(self.doctype, "write", self.name))

	def _count_former(self) -> int:
		return frappe.db.count(
			"Deputy Mandate", {"term": self.former_term, "workflow_state": ("in", standing.HELD)}
		)

	def _elected(self) -> dict:
		mandates = frappe.get_all(
			"Deputy Mandate",
			{"term": self.new_term, "workflow_state": ("!=", standing.INVALID)},
			["deputy", "workflow_state", "electoral_district"],
		)
		pending = sum(one.workflow_state == standing.PENDING for one in mandates)
		old = set(frappe.get_all("Deputy Mandate", {"term": self.former_term}, pluck="deputy"))
		return {
			"pending": pending,
			"confirmed": len(mandates) - pending,
			"re_elected": sum(one.deputy in old for one in mandates),
			"may_confirm": len(self.to_confirm()),
			"short": self._short_of([one.electoral_district for one in mandates]),
		}

	def _short_of(self, elected: list[str | None]) -> list[str]:
		"""Districts of this congress that have fewer deputies than seats, in words."""
		level = frappe.db.get_value("Congress Body", self.congress_body, "congress_level")
		districts = frappe.get_all(
			"Electoral District",
			filters=[
				["congress_level", "=", level],
				["jurisdiction", "descendants of (inclusive)", self.jurisdiction],
			],
			or_filters=[["to_date", "is", "not set"], ["to_date", ">=", self.first_session_on]],
			fields=["name", "district_name", "seats"],
			order_by="creation",
		)
		return [
			_("{0}: {1} of {2} seats").format(one.district_name, elected.count(one.name), one.seats)
			for one in districts
			if one.seats and elected.count(one.name) < one.seats
		]

	def to_confirm(self) -> list[str]:
		"""Mandates of the new term that the user may confirm."""
		pending = frappe.get_list(
			"Deputy Mandate",
			filters={"term": self.new_term, "workflow_state": standing.PENDING},
			pluck="name",
			order_by="deputy_name",
			limit=0,
		)
		return permitted_among("Deputy Mandate", pending, "Confirm Mandate")

	def _joining(self) -> list[dict]:
		found = []
		for kind, rule in joining.LISTS.items():
			if count := len(rule(self).rows()):
				found.append({"kind": kind, "label": _(rule.label), "count": count})
		return found

	def leavers(self) -> list[str]:
		"""Deputies of the old term, as far as the user may see them; who is in office still, `leaving` sorts out."""
		of_term = frappe.get_all("Deputy Mandate", {"term": self.former_term}, pluck="deputy")
		return frappe.get_list("Deputy", filters={"name": ("in", of_term)}, pluck="name", limit=0)

	def open_work(self) -> list[dict]:
		"""Open matters and suggestions that go over to the new term with their limits."""
		level = frappe.db.get_value("Congress Body", self.congress_body, "congress_level")
		post = "County Deputy Affairs Officer" if level == "County" else "Township Clerk"
		return open_work_within(post, self.jurisdiction)

	def note(self, action: str, said: str) -> None:
		"""Write a line of the run's record."""
		write_log(self, action, event="Handling Event", note=said)


def _run(name: str) -> EndofTerm:
	run = frappe.get_doc("End of Term", name, for_update=True)
	run.check_permission("read")
	if not run.new_term:
		frappe.throw(_("The new term has not begun yet."))
	return run


def _write(run: EndofTerm, **values) -> None:
	run.update(values)
	run.flags.by_step = True
	run.save()


@frappe.whitelist(methods=["POST"])
def begin_term(name: str) -> None:
	"""End the old term the day before the new congress first sits, and begin the new one (代表法 §2).

	Mandates of the old term end with it; those whose last day is over, at once.

	Raises:
		frappe.PermissionError: the user may not write this run or enter terms.
		frappe.ValidationError: the dates cannot be those of terms.
	"""
	run = frappe.get_doc("End of Term", name, for_update=True)
	run.check_permission("write")
	if run.new_term:
		return
	former = frappe.get_doc("Congress Term", run.former_term)
	if getdate(former.to_date) != run.last_day:
		former.to_date = run.last_day
		former.save()
	new = frappe.db.get_value(
		"Congress Term", {"congress_body": run.congress_body, "from_date": run.first_session_on}
	)
	if not new:
		new = (
			frappe.get_doc(
				{
					"doctype": "Congress Term",
					"congress_body": run.congress_body,
					"term_number": former.term_number + 1,
					"from_date": run.first_session_on,
				}
			)
			.insert()
			.name
		)
	_write(run, new_term=new, stage=UNDER_WAY)
	run.note(
		"Begin New Term",
		_("{0} ended on {1}; {2} begins on {3}.").format(
			former.term_title,
			run.last_day,
			frappe.db.get_value("Congress Term", new, "term_title"),
			run.first_session_on,
		),
	)
	standing.end_what_is_over(former.name)


@frappe.whitelist(methods=["GET", "POST"])
def to_confirm(name: str) -> list[str]:
	"""Mandates of the new term that the user may confirm, in the order of names.

	Raises:
		frappe.PermissionError: the user may not read this run.
	"""
	return _run(name).to_confirm()


@frappe.whitelist(methods=["POST"])
def confirm(
	name: str, mandates: str | list, confirmed_on: str, confirmation_document: str = ""
) -> list[dict]:
	"""Confirm mandates of the new term (选举法 §47), each by itself: one that is refused stops no other.

	Args:
		name: the run.
		mandates: at most 20 of those that `to_confirm` gave (JSON or list).
		confirmed_on: day of the confirmation.
		confirmation_document: what it was announced by.

	Returns:
		Those that were refused: deputy_name and why.

	Raises:
		frappe.PermissionError: the user may not read this run.
	"""
	run = _run(name)
	refused = []
	for mandate in frappe.parse_json(mandates)[:AT_ONCE]:
		found = frappe.db.get_value(
			"Deputy Mandate",
			{"name": mandate, "term": run.new_term},
			("deputy_name", "modified"),
			as_dict=True,
		)
		if not found:
			frappe.throw(_("The list has changed by now. Open it again."))
		values = {"confirmed_on": confirmed_on, "confirmation_document": confirmation_document}
		frappe.db.savepoint(SAVEPOINT)
		try:
			act("Deputy Mandate", mandate, "Confirm Mandate", str(found.modified), values)
		except (frappe.ValidationError, frappe.PermissionError) as fault:
			frappe.db.rollback(save_point=SAVEPOINT)
			frappe.clear_messages()
			refused.append({"deputy_name": found.deputy_name, "why": frappe.utils.strip_html(str(fault))})
	return refused


@frappe.whitelist(methods=["GET", "POST"])
def rows_to_join(name: str, kind: str) -> dict:
	"""One list of proposals for the new term: label, choice, no_choice, must_choose, rows.

	Raises:
		frappe.PermissionError: the user may not read this run.
	"""
	rule = _joining(_run(name), kind)
	return {
		"label": _(rule.label),
		"choice": _(rule.choice),
		"no_choice": _(rule.no_choice),
		"must_choose": rule.must_choose,
		"rows": rule.rows(),
	}


@frappe.whitelist(methods=["POST"])
def join(name: str, kind: str, chosen: str | dict) -> int:
	"""Do what was confirmed of a list of proposals, all of it or nothing.

	Args:
		name: the run.
		kind: the list.
		chosen: key of a row → value of its choice, or "" (JSON or dict).

	Returns:
		How many rows.

	Raises:
		frappe.PermissionError: the user may not write one of the records.
		frappe.ValidationError: the list has changed by now, or a record refuses.
	"""
	run = _run(name)
	rule = _joining(run, kind)
	rows = {row["key"]: {one["value"] for one in row["choices"]} for row in rule.rows()}
	wanted = {
		key: choice for key, choice in frappe.parse_json(chosen).items() if choice or not rule.must_choose
	}
	if not wanted:
		frappe.throw(_("Choose at least one row."))
	if any(key not in rows or (choice and choice not in rows[key]) for key, choice in wanted.items()):
		frappe.throw(_("The list has changed by now. Open it again."), title=_("Nothing Was Changed"))
	rule.apply(wanted)
	run.note("Take Over from the Old Term", _("{0}: {1}").format(_(rule.label), len(wanted)))
	return len(wanted)


def _joining(run: EndofTerm, kind: str) -> joining.Joining:
	rule = joining.LISTS.get(kind)
	if not rule:
		frappe.throw(_("Choose a list."))
	return rule(run)


@frappe.whitelist(methods=["GET", "POST"])
def rows_left(name: str, kind: str) -> dict:
	"""One list of what those who left still hold, as far as the user may settle it.

	Raises:
		frappe.PermissionError: the user may not read this run.
	"""
	return leaving.rows_of(_run(name).leavers(), kind)


@frappe.whitelist(methods=["POST"])
def settle_left(name: str, kind: str, chosen: str | dict, begins: str) -> int:
	"""Settle what was chosen of one list, all of it or nothing; see `leaving.settle`."""
	run = _run(name)
	count = leaving.settle(run.leavers(), kind, frappe.parse_json(chosen), begins)
	run.note("Settle What Is Left", _("{0}: {1}").format(_(leaving.kinds()[kind].label), count))
	return count


@frappe.whitelist(methods=["POST"])
def complete(name: str) -> None:
	"""Close the run, once nothing of the old term is left to be settled.

	Raises:
		frappe.PermissionError: the user may not write this run.
		frappe.ValidationError: something is left; the message says what.
	"""
	run = _run(name)
	run.check_permission("write")
	if run.stage == COMPLETED:
		return
	steps = run.steps()
	missing = [f"{one['label']} ({one['count']})" for one in steps["left"]]
	if not steps["session_held"]:
		missing.insert(0, _("The first session on {0} is still to come.").format(run.first_session_on))
	if steps["elected"]["pending"]:
		missing.insert(0, _("{0} mandates are not confirmed yet.").format(steps["elected"]["pending"]))
	if not steps["elected"]["confirmed"]:
		missing.insert(0, _("No deputy of the new term is confirmed yet."))
	if missing:
		frappe.throw(missing, title=_("Still to Be Done"), as_list=True)
	_write(run, stage=COMPLETED, completed_on=getdate())
	run.note("Complete Change of Term", "")
