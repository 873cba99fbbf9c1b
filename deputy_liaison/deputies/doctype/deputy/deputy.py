import datetime
import re
import unicodedata

import frappe
from frappe import _
from frappe.utils import add_to_date, getdate

from deputy_liaison.deputies import leaving
from deputy_liaison.deputies.offices import offices_on
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope

# written by standing.py alone
FOLLOWING = ("credential_status", "levels", "station", "deputy_group")
VOTING_AGE = 18  # 选举法 §4: who may vote may be elected
# eighteen signs with an eight-digit birthday in the middle
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?![\dXx])")


class Deputy(LiaisonDocument):
	"""A person who holds or held a mandate (R9). Levels, status and station follow from other records."""

	scope = Scope(jurisdiction="jurisdiction", deputy="name", station_sees_township=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("mandates", mandates_of(self.name))
		self.set_onload("offices", _(", ").join(offices_on(self.name, getdate())))
		left = self._what_is_left()
		self.set_onload("left", left)
		self.set_onload("warnings", [*self._said_of(left), *self.warnings()])

	def validate(self) -> None:
		self.deputy_name = "".join((self.deputy_name or "").split())
		self.search_key = search_key(self.deputy_name)
		self.mobile = _digits(self.mobile)
		self._keep_what_follows()
		if self.political_affiliation != "Other Party Member":
			self.party_name = None
		self._check_months()
		self._check_exemption()
		self._refuse_identity_numbers()

	def _keep_what_follows(self) -> None:
		before = self.get_doc_before_save()
		for field in FOLLOWING:
			self.set(field, before.get(field) if before else self.meta.get_field(field).default)

	def _check_months(self) -> None:
		for field in ("birth_month", "work_start_month"):
			if self.get(field):
				self.set(field, getdate(self.get(field)).replace(day=1))
		if self.birth_month and self.birth_month > getdate(add_to_date(getdate(), years=-VOTING_AGE)):
			frappe.throw(
				_("{0}: a deputy is at least {1} years old. Please check the year.").format(
					frappe.bold(_("Birth Month")), VOTING_AGE
				)
			)
		if self.birth_month and self.work_start_month and self.work_start_month <= self.birth_month:
			frappe.throw(
				_("{0} must be after {1}.").format(
					frappe.bold(_("Work Began In")), frappe.bold(_("Birth Month"))
				)
			)

	def _check_exemption(self) -> None:
		if not self.exempt:
			self.exempt_reason = self.exempt_from = self.exempt_to = None
			return
		missing = [
			_(self.meta.get_label(field)) for field in ("exempt_reason", "exempt_from") if not self.get(field)
		]
		if missing:
			frappe.throw(
				_("Please fill in: {0}").format(frappe.bold(_(", ").join(missing))), frappe.MandatoryError
			)
		if self.exempt_to and getdate(self.exempt_to) < getdate(self.exempt_from):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("Exempt Until")), frappe.bold(_("Exempt From"))
				)
			)

	def _refuse_identity_numbers(self) -> None:
		"""No rule asks for one, so none is kept, in whatever field it is typed (rules.md §6, PIPL §6)."""
		for field in self.meta.get("fields", {"fieldtype": ("in", ("Data", "Small Text"))}):
			if IDENTITY_NUMBER.search(unicodedata.normalize("NFKC", self.get(field.fieldname) or "")):
				frappe.throw(
					_(
						"{0}: this looks like the number of a resident's card. It is not needed here: take it out."
					).format(frappe.bold(_(field.label)))
				)

	def _what_is_left(self) -> list[dict]:
		"""What a person out of office still holds, for those who may settle it."""
		if self.is_new() or self.credential_status != "Terminated Credentials":
			return []
		may_settle = frappe.has_permission(self.doctype, "write", self.name)
		return leaving.lists_of([self.name]) if may_settle else []

	@staticmethod
	def _said_of(left: list[dict]) -> list[str]:
		held = _(", ").join(_("{0}: {1}").format(one["label"], one["count"]) for one in left)
		return (
			[_("No mandate is in force any more, but this is still open – {0}.").format(held)] if left else []
		)

	def warnings(self) -> list[str]:
		"""What the clerk should look at; nothing of it is refused."""
		found = []
		namesakes = frappe.get_list(
			"Deputy",
			filters={"deputy_name": self.deputy_name, "name": ("!=", self.name)},
			fields=["birth_month", "employer_and_post"],
			limit=5,
		)
		for one in namesakes:
			born = _("born {0}").format(f"{one.birth_month:%Y-%m}") if one.birth_month else ""
			details = _(", ").join(filter(None, (born, one.employer_and_post)))
			found.append(
				_(
					"There is another deputy of this name ({0}). Make sure that it is not the same person."
				).format(details or _("no details"))
			)
		return found


def _digits(number: str | None) -> str | None:
	"""A telephone number as it is dialled: full-width digits, spaces and dashes of a pasted one are gone."""
	return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", number)) if number else number


def mandates_of(deputy: str) -> list[dict]:
	"""The person's mandates for the table on the form, newest first.

	Args:
		deputy: a Deputy that the session's user may read.

	Returns:
		One dict each: name, level, body, term, district, state and dates, as they are shown.
	"""
	mandates = frappe.qb.DocType("Deputy Mandate")
	terms = frappe.qb.DocType("Congress Term")
	bodies = frappe.qb.DocType("Congress Body")
	districts = frappe.qb.DocType("Electoral District")
	rows = (
		frappe.qb.from_(mandates)
		.left_join(terms)
		.on(terms.name == mandates.term)
		.left_join(bodies)
		.on(bodies.name == mandates.congress_body)
		.left_join(districts)
		.on(districts.name == mandates.electoral_district)
		.select(
			mandates.name,
			mandates.congress_level,
			mandates.congress_body_text,
			bodies.body_name,
			terms.term_title,
			districts.district_name,
			mandates.workflow_state,
			mandates.from_date,
			mandates.to_date,
		)
		.where(mandates.deputy == deputy)
		.orderby(mandates.from_date, mandates.creation, order=frappe.qb.desc)
		.run(as_dict=True)
	)
	return [
		{
			"name": row.name,
			"level": _(row.congress_level),
			"body": row.body_name or row.congress_body_text or "",
			"term": row.term_title or "",
			"district": row.district_name or "",
			"state": _(row.workflow_state),
			"period": _period(row.from_date, row.to_date),
		}
		for row in rows
	]


def _period(begin: datetime.date, end: datetime.date | None) -> str:
	return f"{begin} – {end}" if end else _("since {0}").format(begin)
