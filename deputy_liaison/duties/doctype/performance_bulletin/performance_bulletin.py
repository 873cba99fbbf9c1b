import frappe
from frappe import _
from frappe.utils import get_first_day, get_last_day, getdate, now_datetime

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.duties.bulletin import RATES, figures_of, units_to_name
from deputy_liaison.numbering import letter_number
from deputy_liaison.opinions import notices
from deputy_liaison.paper import day
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.scope import UNIT_ROLE, Scope
from deputy_liaison.state_machine import Ask, Move

DOCTYPE = "Performance Bulletin"
DRAFT = "Bulletin Draft"
ISSUED = "Bulletin Issued"
# those of the first sentence, in its order
FIGURES = ("visits", "visitors", "tickets", "orders", "replied", "overdue")
DRAWN_UP = (*FIGURES, "suggestions", "suggestions_replied", *RATES)
COUNTY_BODY = "County Standing Committee"
# who drafts for which kind of body
DRAFTER = {True: "County Deputy Affairs Officer", False: "Township Clerk"}


class PerformanceBulletin(LiaisonDocument):
	"""通报 of a period: drafted by the clerk, signed by the chair, only then issued (rules.md §3b, §10.4).

	Persons are named for praise alone. Units that had to be reminded again and again are proposed by the
	app; the clerk may strike one out with a reason. While it is a draft, figures and proposals follow the
	data with every save; with the signature they are frozen.
	"""

	scope = Scope(jurisdiction="jurisdiction", township="township")
	born_in = DRAFT
	moved_without_write = True
	editable = {
		DRAFT: frozenset(
			{
				"bulletin_title",
				"from_date",
				"to_date",
				"overall",
				"praised",
				"units",
				"next_steps",
				"drawn_up_on",
				*DRAWN_UP,
			}
		)
	}
	asks = {"Sign Bulletin": Ask(), "Issue Bulletin": Ask(("issued_on*",))}

	def before_insert(self) -> None:
		self.drafted_by = frappe.session.user

	def group_lines(self) -> list[str]:
		"""What a text for a WeChat group says of it (`notices.group_text`): nothing before it is issued."""
		if self.workflow_state != ISSUED:
			frappe.throw(_("A bulletin is told to others once it is issued."))
		return [_("{0} ({1}) is issued.").format(self.bulletin_title, self.number)]

	def validate(self) -> None:
		if self.flags.move or (not self.is_new() and self.workflow_state != DRAFT):
			return
		self._take_place()
		self._check_period()
		self._check_praise()
		self._draw_up()
		self._warn_of_names()

	def _take_place(self) -> None:
		body = frappe.get_cached_doc("Congress Body", self.congress_body)
		county = body.kind == COUNTY_BODY
		self.jurisdiction = body.jurisdiction
		self.level = "County" if county else "Township Level"
		drafter = DRAFTER[county]
		if frappe.session.user != "Administrator" and not any(
			post.post == drafter for post in scopes.posts()
		):
			frappe.throw(
				_("The bulletin of {0} is drafted by: {1}.").format(frappe.bold(body.body_name), _(drafter)),
				frappe.PermissionError,
			)

	def _check_period(self) -> None:
		if getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("Bulletin Until")), frappe.bold(_("Bulletin From"))
				)
			)

	def _check_praise(self) -> None:
		"""Own-level deputies alone (代表法 §58): those with a mandate of this body in the period."""
		for row in self.praised:
			name = frappe.bold(frappe.db.get_value("Deputy", row.deputy, "deputy_name"))
			if not self._is_own_deputy(row.deputy):
				frappe.throw(
					_("{0} is not a deputy of this congress: a bulletin covers own-level deputies.").format(
						name
					)
				)
		deputies = [row.deputy for row in self.praised]
		if twice := {one for one in deputies if deputies.count(one) > 1}:
			names = frappe.get_all("Deputy", {"name": ("in", twice)}, pluck="deputy_name")
			frappe.throw(_("{0} is named twice.").format(frappe.bold(_(", ").join(names))))

	def _is_own_deputy(self, deputy: str) -> bool:
		mandates = frappe.get_all(
			"Deputy Mandate",
			filters={
				"deputy": deputy,
				"congress_body": self.congress_body,
				"workflow_state": ("!=", "Mandate Pending"),
				"from_date": ("<=", self.to_date),
			},
			fields=["to_date"],
		)
		return any(not row.to_date or getdate(row.to_date) >= getdate(self.from_date) for row in mandates)

	def _draw_up(self) -> None:
		before = self.get_doc_before_save()
		self.update(figures_of(self.jurisdiction, self.level, self.from_date, self.to_date))
		self.drawn_up_on = now_datetime()
		if self.is_new() and not self.overall:
			self.overall = _summary(self)
		elif before and self.overall:
			# the first sentence follows the figures beside it, as long as the clerk left it as it was
			self.overall = self.overall.replace(_summary(before), _summary(self))
		struck = {row.unit: row.strike_reason for row in self.units if row.struck_out}
		for unit, reason in struck.items():
			if not (reason or "").strip():
				name = frappe.get_cached_value("Responsible Unit", unit, "unit_name")
				frappe.throw(
					_("{0} is struck out: fill in {1}.").format(
						frappe.bold(name), frappe.bold(_("Why Struck Out"))
					)
				)
		self.set("units", [])
		for row in units_to_name(self.jurisdiction, self.level, self.from_date, self.to_date):
			self.append(
				"units",
				{**row, "struck_out": int(row["unit"] in struck), "strike_reason": struck.get(row["unit"])},
			)

	def _warn_of_names(self) -> None:
		"""People are named for praise alone; a short name may also be a word, so that this only warns."""
		text = f"{self.overall or ''}{self.next_steps or ''}"
		deputies = frappe.get_all(
			"Deputy Mandate",
			filters={"congress_body": self.congress_body, "workflow_state": "Mandate Active"},
			pluck="deputy_name",
			distinct=True,
		)
		if named := sorted(name for name in deputies if name and name in text):
			frappe.msgprint(
				_(
					"The text names {0}. A bulletin names persons for praise alone: list them under {1}."
				).format(frappe.bold(_(", ").join(named)), frappe.bold(_("Deputies Praised"))),
				indicator="orange",
				title=_("Please Check"),
			)

	def why_not(self, action: str, user: str) -> str | None:
		if action == "Sign Bulletin" and same_person(user, self.drafted_by):
			return _("Who drafted a bulletin doesn't sign it: it is for another person.")
		return None

	def defaults_for(self, action: str) -> dict:
		return {"issued_on": str(getdate())}

	def on_sign_bulletin(self, move: Move) -> None:
		if getdate(self.to_date) > getdate():
			frappe.throw(
				_("The period lasts until {0}. Sign the bulletin when it is over.").format(day(self.to_date))
			)
		self.signed_by = display_name(frappe.session.user)
		self.signed_on = now_datetime()

	def on_issue_bulletin(self, move: Move) -> None:
		issued = getdate(self.issued_on)
		label = frappe.bold(_("Bulletin Issued On"))
		if issued > getdate():
			frappe.throw(_("{0} lies in the future.").format(label))
		if issued < getdate(self.signed_on):
			frappe.throw(_("{0} lies before the signature.").format(label))
		self.number = letter_number(self.congress_body, issued.year)

	def after_issue_bulletin(self, move: Move) -> None:
		"""The units that it names are told; they get the paper, not the record."""
		text = _("{0} {1} names your unit: reply to the orders that are overdue.")
		for row in self.units:
			if row.struck_out:
				continue
			order = frappe.get_last_doc("Dispatch Order", {"responsible_unit": row.unit})
			notices.tell(notices.holders(UNIT_ROLE, order), text.format(self.number, self.bulletin_title))

	def on_trash(self) -> None:
		if self.workflow_state != DRAFT:
			frappe.throw(_("A signed bulletin is not deleted."))


def _summary(bulletin: PerformanceBulletin) -> str:
	"""A first sentence of figures for the clerk to go on from."""
	return _(
		"From {0} to {1}, {2} visits of {3} people were received and {4} matters registered; "
		"{5} orders were given, {6} of them are replied to and {7} overdue."
	).format(day(bulletin.from_date), day(bulletin.to_date), *(bulletin.get(field) for field in FIGURES))


@frappe.whitelist(methods=["GET", "POST"])
def prefilled() -> dict:
	"""What a new bulletin can know by itself: the body of the user's post, last month, a title."""
	frappe.has_permission(DOCTYPE, "create", throw=True)
	held = scopes.posts()
	places = [post.jurisdiction for post in held if post.post in DRAFTER.values()]
	body = frappe.db.get_value("Congress Body", {"jurisdiction": ("in", places or [""])})
	begins = get_first_day(getdate(), d_months=-1)
	return {
		"congress_body": body,
		"from_date": str(begins),
		"to_date": str(get_last_day(begins)),
		"bulletin_title": _("Bulletin on the Duties of Deputies, {0}/{1}").format(begins.year, begins.month),
	}
