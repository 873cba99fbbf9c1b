import datetime

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison.deputies import legal, standing
from deputy_liaison.deputies.doctype.congress_session.congress_session import missed_by
from deputy_liaison.deputies.doctype.congress_term.congress_term import term_on
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.persons import same_person
from deputy_liaison.scope import Scope, township_of
from deputy_liaison.state_machine import Ask, Move

# congresses that may lie in the county's tree of places
OWN_LEVELS = frozenset({"County", "Township Level"})
BODY_KIND = {"County": "County Standing Committee", "Township Level": "Township Presidium"}
# 代表法 §62: what ends one mandate by its nature ends all that the person holds
REASONS_OF_THE_PERSON = frozenset(
	{
		"Lost Nationality",
		"Deprived of Political Rights",
		"Lost Capacity to Act",
		"Deceased",
	}
)
BY_ACTION = (
	"confirmed_on",
	"confirmation_document",
	"suspension_reason",
	"suspended_on",
	"resumed_on",
	"termination_reason",
	"terminated_on",
	"announced_on",
)
ALWAYS = frozenset({"deputy_name", "certificate_no"})
IN_OFFICE = ALWAYS | {"jurisdiction", "delegation", "electoral_district", "electing_body", "elected_on"}
ENTRY = IN_OFFICE | {
	"deputy",
	"congress_level",
	"congress_body",
	"congress_body_text",
	"is_outside",
	"holds_this_county",
	"term",
	"term_text",
	"election_type",
	"from_date",
	"to_date",
	"confirmed_by",
}


class DeputyMandate(LiaisonDocument):
	"""One mandate of a person in one congress and term; a person may hold several at once (选举法 §48).

	It counts once it is confirmed (选举法 §47), rests while it is suspended (代表法 §61) and ends with its
	term or by termination (代表法 §62).
	"""

	scope = Scope(jurisdiction="jurisdiction", deputy="deputy", station_sees_township=True)
	born_in = standing.PENDING
	moved_without_write = True
	editable = {
		standing.PENDING: ENTRY,
		standing.ACTIVE: IN_OFFICE,
		standing.SUSPENDED: IN_OFFICE,
		standing.TERMINATED: ALWAYS | {"announced_on"},
		standing.ENDED: ALWAYS,
		standing.INVALID: ALWAYS,
	}
	asks = {
		"Confirm Mandate": Ask(("confirmed_on*", "confirmation_document"), note="optional"),
		"Declare Election Invalid": Ask(note="required"),
		"Suspend Mandate": Ask(("suspension_reason*", "suspended_on*"), note="optional"),
		"Resume Mandate": Ask(("resumed_on*",), note="optional"),
		"Terminate Mandate": Ask(("termination_reason*", "terminated_on*", "announced_on"), note="optional"),
		"Take Back Termination": Ask(note="required"),
	}
	system_moves = {(state, standing.ENDED): frozenset({standing.END_RULE}) for state in standing.HELD}

	def onload(self) -> None:
		super().onload()
		self.set_onload("warnings", self.warnings())

	def validate(self) -> None:
		if self.is_new() and not isinstance(self.flags.move, Move):
			# what the actions fill in is no part of an entry
			for field in BY_ACTION:
				self.set(field, None)
		if self.is_new() or self.workflow_state == standing.PENDING:
			self._settle_congress()
			self._settle_term()
			self._check_dates()
			self.confirmed_by = legal.confirming_body(self.congress_level)
		if self.workflow_state not in (standing.TERMINATED, standing.ENDED, standing.INVALID):
			self._check_district()
			self._check_other_mandates()

	# the congress

	def _settle_congress(self) -> None:
		"""The congress is a body of this county, or one outside it that is named by text."""
		own = self.congress_level in OWN_LEVELS
		# a sheet names the congress of another county and ticks nothing
		self.is_outside = int(
			own and bool(self.is_outside or (self.congress_body_text and not self.congress_body))
		)
		if not own or self.is_outside:
			self._settle_outside_congress()
			return
		self.congress_body_text = self.term_text = None
		self.holds_this_county = 0
		place = (
			frappe.get_cached_value("Jurisdiction", {"level": "County"}, "name")
			if self.congress_level == "County"
			else township_of(self.jurisdiction)
		)
		if self.congress_level == "Township Level":
			self._refuse_sub_district(place)
		if not self.congress_body:
			self.congress_body = frappe.db.get_value(
				"Congress Body", {"jurisdiction": place, "kind": BODY_KIND[self.congress_level]}
			)
		if not self.congress_body:
			frappe.throw(
				_("Please fill in: {0}").format(frappe.bold(_("Congress Body"))), frappe.MandatoryError
			)
		body = frappe.db.get_value(
			"Congress Body", self.congress_body, ("body_name", "kind", "jurisdiction"), as_dict=True
		)
		self._refuse_sub_district(body.jurisdiction)
		if body.kind != BODY_KIND[self.congress_level]:
			frappe.throw(
				_("{0} is no congress of the level {1}. Choose another.").format(
					frappe.bold(body.body_name), frappe.bold(_(self.congress_level))
				)
			)

	def _refuse_sub_district(self, place: str) -> None:
		if not legal.has_congress(frappe.get_cached_value("Jurisdiction", place, "level")):
			frappe.throw(
				_("A sub-district has no congress of its own: no township mandate is possible there.")
			)

	def _settle_outside_congress(self) -> None:
		self.congress_body = self.term = self.electoral_district = None
		if not self.congress_body_text:
			frappe.throw(
				_("Please fill in: {0}").format(frappe.bold(_("Congress Name"))), frappe.MandatoryError
			)
		if self.congress_level in OWN_LEVELS:
			self.holds_this_county = 0
		elif self.congress_level == "National":
			self.holds_this_county = 1

	def area(self) -> legal.Area:
		"""The area of the mandate's congress, for what the law says of several at once."""
		if not self.congress_body:
			return legal.Area(
				self.congress_level, self.congress_body_text, holds_county=bool(self.holds_this_county)
			)
		place = frappe.db.get_value("Congress Body", self.congress_body, "jurisdiction")
		full_name, *bounds = frappe.db.get_value("Jurisdiction", place, ("full_name", "lft", "rgt"))
		return legal.Area(self.congress_level, legal.congress_title(full_name), bounds=tuple(bounds))

	# its time

	def _settle_term(self) -> None:
		if not self.congress_body:
			return
		if not self.term:
			found = term_on(self.congress_body, getdate(self.from_date))
			self.term = found.name if found else None
		if not self.term:
			frappe.throw(
				_(
					"{0} has no congress term on that day. Have the liaison administrator enter it first."
				).format(frappe.bold(frappe.db.get_value("Congress Body", self.congress_body, "body_name")))
			)
		term = frappe.get_doc("Congress Term", self.term)
		if term.congress_body != self.congress_body:
			frappe.throw(
				_("{0} is a term of another congress. Choose one of this congress.").format(
					frappe.bold(term.term_title)
				)
			)
		if not self.from_date:
			self.from_date = self.elected_on if self.election_type == "By-election" else term.from_date
		# a by-election fills the seat for what remains of the term
		self.to_date = term.to_date

	def _check_dates(self) -> None:
		if self.election_type == "By-election" and not self.elected_on:
			frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Elected On"))), frappe.MandatoryError)
		if not self.from_date:
			frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("From Date"))), frappe.MandatoryError)
		begin = getdate(self.from_date)
		self._refuse_before("to_date", "from_date")
		self._refuse_before("from_date", "elected_on")
		if not self.term:
			return
		term = frappe.get_doc("Congress Term", self.term)
		ends = getdate(term.to_date) if term.to_date else None
		if begin < getdate(term.from_date) or (ends and begin > ends):
			frappe.throw(
				_("{0}: {1} is not within {2} ({3} – {4}).").format(
					frappe.bold(_("From Date")), begin, term.term_title, term.from_date, term.to_date or "…"
				)
			)
		if self.election_type == "By-election" and getdate(self.elected_on) < getdate(term.from_date):
			frappe.throw(
				_("A by-election is held within the term, after {0}. Please check {1}.").format(
					term.from_date, frappe.bold(_("Elected On"))
				)
			)

	def _refuse_before(self, later: str, earlier: str) -> None:
		if self.get(later) and self.get(earlier) and getdate(self.get(later)) < getdate(self.get(earlier)):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_(self.meta.get_label(later))), frappe.bold(_(self.meta.get_label(earlier)))
				)
			)

	def _refuse_future(self, field: str) -> None:
		if self.get(field) and getdate(self.get(field)) > getdate():
			frappe.throw(
				_("{0} must not be in the future.").format(frappe.bold(_(self.meta.get_label(field))))
			)

	# its seat

	def _check_district(self) -> None:
		if not self.electoral_district:
			if self.election_type == "By-election" and self.congress_body:
				frappe.throw(
					_("Please fill in: {0}").format(frappe.bold(_("Electoral District"))),
					frappe.MandatoryError,
				)
			return
		# held until this mandate is saved: two clerks must not fill one seat
		district = frappe.get_doc("Electoral District", self.electoral_district, for_update=True)
		if district.congress_level != self.congress_level:
			frappe.throw(
				_("{0} does not elect deputies of the level {1}. Choose another district.").format(
					frappe.bold(district.district_name), frappe.bold(_(self.congress_level))
				)
			)
		if self.congress_level == "Township Level" and township_of(district.jurisdiction) != township_of(
			frappe.db.get_value("Congress Body", self.congress_body, "jurisdiction")
		):
			frappe.throw(
				_("{0} lies in another township. Choose another district.").format(
					frappe.bold(district.district_name)
				)
			)
		begin = getdate(self.from_date)
		if not legal.overlap(begin, begin, *_days(district)):
			frappe.throw(
				_("{0} does not exist on that day any more, or not yet. Choose another district.").format(
					frappe.bold(district.district_name)
				)
			)
		self._refuse_taken_seat(district)

	def _refuse_taken_seat(self, district) -> None:
		holders = [
			one.deputy_name
			for one in frappe.get_all(
				"Deputy Mandate",
				{
					"electoral_district": district.name,
					"name": ("!=", self.name),
					"workflow_state": ("!=", standing.INVALID),
				},
				["deputy_name", "from_date", "to_date"],
			)
			if legal.overlap(*_days(self), one.from_date, one.to_date)
		]
		if district.seats and len(holders) >= district.seats:
			frappe.throw(
				_("All {0} seats of {1} are taken in that time, by {2}.").format(
					district.seats, frappe.bold(district.district_name), _(", ").join(holders)
				)
			)

	def _check_other_mandates(self) -> None:
		others = frappe.get_all(
			"Deputy Mandate",
			{
				"deputy": self.deputy,
				"name": ("!=", self.name),
				"workflow_state": ("!=", standing.INVALID),
			},
			pluck="name",
		)
		for name in others:
			other = frappe.get_doc("Deputy Mandate", name)
			if not legal.overlap(*_days(self), *_days(other)):
				continue
			verdict = legal.conflict(self.area(), other.area())
			if verdict == legal.SAME:
				frappe.throw(
					_("{0} is a deputy of {1} already in that time.").format(
						frappe.bold(self.deputy_name), frappe.bold(other.area().title)
					)
				)
			if verdict == legal.APART:
				frappe.throw(
					_(
						"{0} is a deputy of {1} since {2}. Nobody is a deputy in two areas of which neither"
						" lies in the other (Electoral Law, article 48). End that mandate first."
					).format(frappe.bold(self.deputy_name), frappe.bold(other.area().title), other.from_date)
				)

	# its course

	def why_not(self, action: str, user: str) -> str | None:
		if action == "Confirm Mandate" and same_person(user, self.owner):
			return _("Who entered a mandate does not confirm it.")
		return None

	def defaults_for(self, action: str) -> dict:
		today = str(getdate())
		return {
			"Confirm Mandate": {"confirmed_on": today},
			"Suspend Mandate": {"suspended_on": today, "suspension_reason": None},
			"Resume Mandate": {"resumed_on": today},
			"Terminate Mandate": {"terminated_on": today, "termination_reason": self._proposed_reason()},
		}.get(action, {})

	def _missed_sessions(self) -> list[str]:
		return missed_by(self.deputy, self.congress_body, self.term)

	def _proposed_reason(self) -> str | None:
		ends = legal.absence_consequence(len(self._missed_sessions())) == "terminate"
		return "Two Sessions Missed without Leave" if ends else None

	def on_confirm_mandate(self, move: Move) -> None:
		self._refuse_future("confirmed_on")
		self._refuse_before("confirmed_on", "elected_on")

	def on_suspend_mandate(self, move: Move) -> None:
		self._refuse_future("suspended_on")
		self._refuse_before("suspended_on", "from_date")
		self.resumed_on = None

	def on_resume_mandate(self, move: Move) -> None:
		self._refuse_future("resumed_on")
		self._refuse_before("resumed_on", "suspended_on")

	def on_terminate_mandate(self, move: Move) -> None:
		self._refuse_future("terminated_on")
		self._refuse_before("terminated_on", "from_date")
		self._refuse_before("announced_on", "terminated_on")
		self._refuse_before("to_date", "terminated_on")
		self.to_date = self.terminated_on

	def after_terminate_mandate(self, move: Move) -> None:
		if self.termination_reason not in REASONS_OF_THE_PERSON:
			return
		others = [other.area().title for other in self._held_besides()]
		if others:
			frappe.msgprint(
				_("{0} also is a deputy of {1}. This reason ends those mandates as well.").format(
					frappe.bold(self.deputy_name), frappe.bold(_(", ").join(others))
				),
				title=_("Other Mandates"),
			)

	def _held_besides(self) -> list["DeputyMandate"]:
		rows = frappe.get_all(
			"Deputy Mandate",
			{
				"deputy": self.deputy,
				"name": ("!=", self.name),
				"workflow_state": ("in", (standing.PENDING, *standing.HELD)),
			},
			["name", "to_date"],
		)
		today = getdate()
		return [
			frappe.get_doc("Deputy Mandate", row.name)
			for row in rows
			if row.to_date is None or row.to_date >= today
		]

	def on_take_back_termination(self, move: Move) -> None:
		self.termination_reason = self.terminated_on = self.announced_on = None
		self.to_date = frappe.db.get_value("Congress Term", self.term, "to_date") if self.term else None

	def on_update(self) -> None:
		super().on_update()
		before = self.get_doc_before_save()
		standing.refresh({self.deputy, before.deputy if before else self.deputy})

	def after_delete(self) -> None:
		standing.refresh([self.deputy])

	def warnings(self) -> list[str]:
		"""What is still to be done for this mandate by the law."""
		found = []
		if self.workflow_state == standing.PENDING:
			found.append(
				_("Not confirmed yet: this mandate counts nowhere. It is confirmed by: {0}.").format(
					_(self.confirmed_by)
				)
			)
		if self.workflow_state in standing.HELD and (missed := self._missed_sessions()):
			text = (
				_(
					"{0} missed {1} without leave. By the Deputies Law, article 62, the mandate ends:"
					" record the termination."
				)
				if legal.absence_consequence(len(missed)) == "terminate"
				else _(
					"{0} missed {1} without leave. A second session missed so ends the mandate"
					" (Deputies Law, article 62)."
				)
			)
			found.append(text.format(self.deputy_name, _(", ").join(missed)))
		if self.workflow_state == standing.TERMINATED and not self.announced_on:
			found.append(_("The termination has not been announced yet (Deputies Law, article 63)."))
		return found


def _days(record) -> tuple:
	begin = getdate(record.from_date) if record.from_date else datetime.date.min
	return begin, getdate(record.to_date) if record.to_date else None
