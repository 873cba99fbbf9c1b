import re

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, now_datetime

from deputy_liaison import masking
from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.numbering import note_handwritten, take_number
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import store
from deputy_liaison.opinions.registering import register_matter
from deputy_liaison.opinions.ticket_states import ARCHIVED
from deputy_liaison.persons import display_name
from deputy_liaison.scope import Scope

# mobile, or area code and landline; spaces and hyphens are taken out first
PHONE = re.compile(r"^(1[3-9]\d{9}|0\d{9,11}|\d{7,8}|[48]00\d{7})$")
MASKS = {
	"reporter_name": ("name", masking.mask_name),
	"reporter_phone": ("phone", masking.mask_phone),
	"reporter_address": ("address", masking.mask_address),
	"representatives": ("representatives", masking.mask_names),
}
COUNTY_INTAKE = "County Deputy Affairs Officer"
# several people with one common matter choose so many at most (信访工作条例 §20)
MOST_REPRESENTATIVES = 5


class ConstituentVisit(LiaisonDocument):
	"""The front-desk form: one visit, one or more matters, each an Opinion Ticket with this save.

	What is typed in of the reporter goes to Constituent Identity; the row itself keeps masks.
	"""

	scope = Scope(
		jurisdiction="jurisdiction", township="township", station="station", deputy_child="Receiving Deputy"
	)

	def is_archived(self) -> bool:
		"""With its last matter; until then a scan may still be added."""
		states = frappe.get_all("Opinion Ticket", {"visit": self.name}, pluck="workflow_state")
		return bool(states) and set(states) == {ARCHIVED}

	def before_insert(self) -> None:
		self.number = None
		self.officer = frappe.session.user
		self.officer_name = display_name(self.officer)

	def validate(self) -> None:
		self._place_it()
		self._check_time()
		self._check_reporter()
		self._check_matters()
		self._mask()
		if not self.number:
			self.number = take_number(self)

	def _place_it(self) -> None:
		"""At its station; past the stations it lies with the township itself, or with the county that took it in."""
		if self.station:
			self.jurisdiction = frappe.db.get_value("Liaison Station", self.station, "jurisdiction")
			if self.is_new() and not self.flags.ignore_permissions and _county_of_intake():
				_refuse_foreign_station(self.station)
		elif self.is_new():
			# no client can set a flag: the public page alone does, for the township that the reporter chose
			self.jurisdiction = self.flags.straight_to or _county_of_intake()
			if not self.jurisdiction:
				frappe.throw(
					_("Please fill in: {0}").format(frappe.bold(_("Liaison Station"))), frappe.MandatoryError
				)

	def _check_time(self) -> None:
		if get_datetime(self.visit_time) > now_datetime():
			frappe.throw(
				_("{0} lies in the future. Enter when the visit took place.").format(
					frappe.bold(_("Visit Time"))
				)
			)

	def _check_reporter(self) -> None:
		if self.is_anonymous:
			self.update(dict.fromkeys(MASKS))
		elif not (self.reporter_name or "").strip():
			frappe.throw(
				_("{0} is empty. Enter the name, or tick {1}.").format(
					frappe.bold(_("Reporter Name")), frappe.bold(_("Anonymous"))
				)
			)
		phone = masking.plain_phone(self.reporter_phone)
		if phone and not masking.is_masked(phone) and not PHONE.match(phone):
			frappe.throw(
				_(
					"{0}: {1} is not a phone number. Enter 11 digits of a mobile, or area code and number."
				).format(frappe.bold(_("Reporter Phone")), frappe.utils.escape_html(self.reporter_phone))
			)
		self.reporter_phone = phone
		if (self.reporter_age or 0) > 130:
			frappe.throw(_("{0} must be at most 130.").format(frappe.bold(_("Reporter Age"))))
		if (self.head_count or 0) < 1:
			frappe.throw(_("{0} must be at least 1.").format(frappe.bold(_("Head Count"))))
		names = masking.names_in(self.representatives)
		self.representatives = "、".join(names)
		most = min(MOST_REPRESENTATIVES, self.head_count)
		if len(names) > most:
			frappe.throw(
				_("{0}: at most {1} names are possible.").format(
					frappe.bold(_("Chosen Representatives")), most
				)
			)

	def _check_matters(self) -> None:
		rows = [row for row in self.matters if not row.ticket]
		for row in rows:
			row.content = (row.content or "").strip()
			row.answer = (row.answer or "").strip()
		# the form offers a spare row; what is left empty was not needed
		empty = [row for row in rows if not row.content and not row.answer]
		self.set("matters", [row for row in self.matters if row not in empty])
		if not self.matters:
			frappe.throw(
				_("{0} is empty. Write down what the reporter said.").format(frappe.bold(_("Matter"))),
				frappe.MandatoryError,
			)
		longest = frappe.get_cached_doc("Liaison Settings").matter_length
		for position, row in enumerate(self.matters, 1):
			row.idx = position
			if row.ticket:
				continue
			where = _("Matter {0}").format(position)
			if not row.content:
				frappe.throw(
					_("{0}: {1} is empty. Write down what the reporter said.").format(
						where, frappe.bold(_("Matter"))
					),
					frappe.MandatoryError,
				)
			if longest and len(row.content) > longest:
				frappe.throw(
					_("{0} has {1} characters; at most {2} are possible. Shorten it or split it.").format(
						where, len(row.content), longest
					)
				)
			if row.outcome == "Answered on the Spot" and not row.answer:
				frappe.throw(
					_("{0} was answered on the spot: fill in {1}.").format(
						where, frappe.bold(_("Answer Given"))
					),
					frappe.MandatoryError,
				)

	def _mask(self) -> None:
		"""Move what was typed in full to the identity; a mask that comes back unchanged stays."""
		before = self.get_doc_before_save()
		typed = {}
		for field, (key, mask) in MASKS.items():
			value = (self.get(field) or "").strip()
			if value == (before.get(field) or "" if before else ""):
				continue
			typed[key] = value
			self.set(field, mask(value))
		self.flags.typed_identity = typed

	def number_series(self) -> tuple[str, str, int]:
		"""Mark, series and year of the visit's number."""
		short_name = (
			frappe.db.get_value("Liaison Station", self.station, "short_name")
			if self.station
			else short_name_of_township(self.jurisdiction)
		)
		series = self.station or self.jurisdiction
		return f"{short_name}接", f"Constituent Visit {series}", getdate(self.visit_time).year

	def after_insert(self) -> None:
		super().after_insert()
		note_handwritten(self)
		self._keep_identity()
		for row in self.matters:
			row.ticket = register_matter(self, row)
			# the words live in the ticket now: a child table has no row-level protection
			row.update({"content": None, "answer": None, "handling_suggestion": None})
			row.db_update()

	def on_update(self) -> None:
		super().on_update()
		before = self.get_doc_before_save()
		if not before:
			return
		kept = {row.ticket for row in self.matters}
		if {row.ticket for row in before.matters} - kept or None in kept:
			frappe.throw(
				_("Matters can't be added to or removed from a registered visit. Register a new visit.")
			)
		self._keep_identity()

	def _keep_identity(self) -> None:
		typed = self.flags.typed_identity
		if self.is_anonymous or not any(typed.values()):
			return
		store(self.doctype, self.name, typed)

	def onload(self) -> None:
		super().onload()
		self.set_onload("tickets", tickets_of(self.name))


def short_name_of_township(township: str) -> str:
	"""What stands before the numbers of the township's own book; its whole name where a station took the short one."""
	place = frappe.db.get_value("Jurisdiction", township, ["short_name", "jurisdiction_name"], as_dict=True)
	taken = frappe.get_all(
		"Liaison Station", {"jurisdiction": ("in", scopes.subtree(township))}, pluck="short_name"
	)
	return place.short_name if place.short_name and place.short_name not in taken else place.jurisdiction_name


def _county_of_intake() -> str | None:
	"""The county whose office the user takes matters in for (rules.md §2.2, T0→T1), or None."""
	return next((post.jurisdiction for post in scopes.posts() if post.post == COUNTY_INTAKE), None)


def _refuse_foreign_station(station: str) -> None:
	"""The county's officer reads every station's visits and records none in its name."""
	if not any(post.station == station for post in scopes.posts() if post.post == "Station Liaison Officer"):
		scopes.refuse_out_of_scope()


def tickets_of(visit: str) -> list[dict]:
	"""The tickets of a visit that the user may see, for the form."""
	return frappe.get_list(
		"Opinion Ticket",
		filters={"visit": visit},
		fields=["name", "number", "subject", "workflow_state", "due_date"],
		order_by="number asc",
	)


@frappe.whitelist(methods=["GET", "POST"])
def prefilled(station: str | None = None) -> dict:
	"""What the form can know by itself: station, time, place, officer, reception day and its deputies.

	Args:
		station: the station chosen, or None for the user's own.
	"""
	frappe.has_permission("Constituent Visit", "create", throw=True)
	own = [post.station for post in scopes.posts() if post.post == "Station Liaison Officer"]
	if station and station not in own:
		scopes.refuse_out_of_scope()
	station = station or (own[0] if own else None)
	now = now_datetime().replace(second=0, microsecond=0)
	values = {
		"visit_time": str(now),
		"officer_name": display_name(frappe.session.user),
		"personal_data_notice": frappe.get_cached_doc("Liaison Settings").personal_data_notice,
	}
	if not station:
		return values
	place = frappe.db.get_value(
		"Liaison Station", station, ["station_name", "address", "jurisdiction"], as_dict=True
	)
	values.update(
		{
			"station": station,
			"place": place.station_name,
			"township": scopes.township_of(place.jurisdiction),
		}
	)
	for method in frappe.get_hooks("visit_prefill"):
		values.update(frappe.call(method, station=station, day=getdate(now)))
	values["deputies"] = frappe.get_list(
		"Deputy",
		filters={"name": ("in", values.get("receiving_deputies") or [""])},
		fields=["name", "deputy_name"],
	)
	return values


def on_doctype_update() -> None:
	"""Scope × date: what the list and the register ask for (performance.md)."""
	# a station's short name is its own in its township, not in the county
	frappe.db.add_unique("Constituent Visit", ["township", "number"])
	frappe.db.add_index("Constituent Visit", ["visit_time"])
	frappe.db.add_index("Constituent Visit", ["township", "visit_time"])
	frappe.db.add_index("Constituent Visit", ["station", "visit_time"])
