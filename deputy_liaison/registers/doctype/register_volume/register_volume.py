import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Coalesce
from frappe.utils import add_days, getdate, now_datetime

from deputy_liaison import archive_numbers
from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.numbering import formatted, next_number
from deputy_liaison.opinions.doctype.constituent_visit.constituent_visit import short_name_of_township
from deputy_liaison.paper import day
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.registers import archive, completeness, sealed_files, sealing
from deputy_liaison.registers.completeness import Checks, Finding
from deputy_liaison.registers.holders import refuse_foreign_book
from deputy_liaison.registers.verifying import differences
from deputy_liaison.registers.volume_states import OPEN, UNSEALED
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move, permitted_among

DOCTYPE = "Register Volume"
TOWNSHIP, COUNTY = "Township Level", "County"
# who keeps the books of an office, by its level
OFFICES = {"Township Clerk": TOWNSHIP, "County Deputy Affairs Officer": COUNTY}


class RegisterVolume(LiaisonDocument):
	"""册: one register of one holder over one period, open until it is handed in, then sealed for good.

	An open volume follows the data. Who makes it up and who seals it are two persons. What is sealed is
	never changed: a correction is an entry of its own (rules.md §3b).
	"""

	scope = Scope(jurisdiction="jurisdiction", township="township", station="station")
	born_in = OPEN
	moved_without_write = True
	editable = {
		OPEN: frozenset(
			{
				"definition",
				"station",
				"from_date",
				"to_date",
				"remark",
				# follow from those
				"volume_title",
				"holder_name",
				"jurisdiction",
				"township",
				"level",
			}
		)
	}
	asks = {
		sealing.CLOSE: Ask(note="optional"),
		"Return Volume": Ask(note="required"),
		sealing.SEAL: Ask(),
		"Archive Volume": Ask(("archive_number*", "retention*")),
		"Destroy Full Edition": Ask(note="optional"),
	}
	batch = {sealing.CLOSE: (), sealing.SEAL: (), "Archive Volume": ("archive_number",)}
	slow = frozenset({sealing.SEAL})
	# stock's comment on a deletion names no record, so that nobody could see it; Deleted Document keeps the row
	no_feed_on_delete = True

	def register(self) -> Document:
		"""The definition by which it is made up."""
		return frappe.get_doc("Register Definition", self.definition)

	def holder(self) -> Document:
		"""Whose book it is: a station, or the place whose office keeps it."""
		if self.station:
			return frappe.get_doc("Liaison Station", self.station)
		return frappe.get_doc("Jurisdiction", self.jurisdiction)

	def checks(self) -> Checks:
		"""What is looked at in its rows, as they stand in the database now."""
		return completeness.of(self.register(), self.holder(), getdate(self.from_date), getdate(self.to_date))

	def previous(self) -> Document | None:
		"""The sealed volume of the same book before this one."""
		names = frappe.get_all(
			DOCTYPE,
			{**self._same_book(), "to_date": ("<", self.from_date), "workflow_state": ("not in", UNSEALED)},
			pluck="name",
			order_by="to_date desc",
			limit=1,
		)
		return frappe.get_doc(DOCTYPE, names[0]) if names else None

	def is_archived(self) -> bool:
		return self.workflow_state not in UNSEALED

	def may_change_files(self, user: str | None = None) -> bool:
		return not self.is_archived() and super().may_change_files(user)

	def opens_file(self, address: str, user: str | None = None) -> bool:
		"""A full edition is opened by `opening.edition` alone, which checks who asks and writes it down."""
		return not sealed_files.is_full_edition(address)

	def validate(self) -> None:
		if self.flags.move or (not self.is_new() and self.workflow_state != OPEN):
			return
		self._take_place()
		holder = self.holder()
		refuse_foreign_book(self.register(), holder.doctype, holder.name)
		self._check_period()
		self._refuse_overlap()
		self.volume_title = (
			f"{self.register().register_title}（{period_words(self.from_date, self.to_date)}）"
		)

	def _refuse_merged(self) -> None:
		"""What was closed until a station was merged stays in its own books: these are made up afterwards, too."""
		last = self.station and frappe.get_cached_value("Liaison Station", self.station, "valid_to")
		if not last or self.from_date > add_days(last, 1):
			super()._refuse_merged()

	def _take_place(self) -> None:
		if self.station:
			station = frappe.get_cached_doc("Liaison Station", self.station)
			self.jurisdiction, self.level = station.jurisdiction, TOWNSHIP
			self.holder_name = station.station_name
			return
		if self.is_new() or self.has_value_changed("station") or self.has_value_changed("jurisdiction"):
			office = office_of_user(self.jurisdiction)
			if not office:
				frappe.throw(
					_("Please fill in: {0}").format(frappe.bold(_("Liaison Station"))), frappe.MandatoryError
				)
			self.jurisdiction, self.level = office
		self.holder_name = (
			frappe.db.get_value("Congress Body", {"jurisdiction": self.jurisdiction}, "body_name")
			or frappe.get_cached_doc("Jurisdiction", self.jurisdiction).get_title()
		)

	def _check_period(self) -> None:
		self.from_date, self.to_date = getdate(self.from_date), getdate(self.to_date)
		if self.from_date > self.to_date:
			frappe.throw(
				_("The period is reversed: {0} lies after {1}.").format(
					frappe.bold(self.from_date), frappe.bold(self.to_date)
				)
			)

	def _refuse_overlap(self) -> None:
		"""A row stands in one volume only, though two people open one at the same time."""
		holder = self.holder()
		# one after the other; who waited here sees by a locking read what the other one wrote meanwhile
		frappe.db.get_value(holder.doctype, holder.name, "name", for_update=True)
		volumes = frappe.qb.DocType(DOCTYPE)
		of_station = Coalesce(volumes.station, "") == (self.station or "")
		other = (
			frappe.qb.from_(volumes)
			.select(volumes.number, volumes.volume_title, volumes.from_date, volumes.to_date)
			.where((volumes.definition == self.definition) & (volumes.jurisdiction == self.jurisdiction))
			.where(of_station & (volumes.name != (self.name or "")))
			.where((volumes.from_date <= self.to_date) & (volumes.to_date >= self.from_date))
			.limit(1)
			.for_update()
			.run(as_dict=True)
		)
		if other:
			frappe.throw(
				_("{0} covers {1} to {2} already. Choose a period that doesn't overlap with it.").format(
					frappe.bold(other[0].number or other[0].volume_title),
					day(other[0].from_date),
					day(other[0].to_date),
				)
			)

	def on_trash(self) -> None:
		"""A volume opened by mistake goes again, by its keeper, as long as it was never handed in."""
		super().on_trash()
		if self.workflow_state != OPEN:
			frappe.throw(_("Only a volume that was never handed in can be deleted."))
		if not permitted_among(DOCTYPE, [self.name], sealing.CLOSE):
			scopes.refuse_out_of_scope()

	# what it lacks

	def findings(self) -> list[Finding]:
		"""What the volume lacks; read once for each document."""
		if self.flags.findings is None:
			self.flags.findings = [*self._unsealed_before(), *self.checks().findings()]
			if previous := self.previous():
				self.flags.findings += sealing.entered_later(previous)
		return self.flags.findings

	def _unsealed_before(self) -> list[Finding]:
		"""What is open in an earlier volume is carried over into this one, once it is sealed."""
		earlier = frappe.get_all(
			DOCTYPE,
			{**self._same_book(), "to_date": ("<", self.from_date), "workflow_state": ("in", UNSEALED)},
			["number", "volume_title"],
			order_by="to_date asc",
		)
		if not earlier:
			return []
		titles = [" ".join(filter(None, (one.number, one.volume_title))) for one in earlier]
		return [
			Finding(
				_("Earlier volumes of this book are not sealed: {0}").format(completeness.shortened(titles)),
				_("Seal the earlier volumes first: what is open there is carried over into this one."),
			)
		]

	def _same_book(self) -> dict:
		"""Filters for the volumes of the same register of the same keeper."""
		return {
			"definition": self.definition,
			"jurisdiction": self.jurisdiction,
			"station": self.station or ("is", "not set"),
		}

	def refuse_incomplete(self, accepted: bool) -> None:
		"""Refuse what can't be sealed, and what can be unless it was accepted.

		Raises:
			frappe.ValidationError: lists what is missing.
		"""
		missing = [finding for finding in self.findings() if finding.blocks or not accepted]
		if not missing:
			return
		remedies = dict.fromkeys(finding.remedy for finding in missing if finding.blocks) or [
			_("Complete it, or tick {0} and give the reason.").format(
				frappe.bold(_("Seal in Spite of What Is Missing"))
			)
		]
		lines = [frappe.utils.escape_html(finding.text) for finding in missing]
		frappe.throw("<br>".join([*lines, *remedies]), title=_("The Volume Is Not Complete"))

	# actions

	def ask_for(self, action: str) -> Ask:
		if action == sealing.SEAL and any(not finding.blocks for finding in self.findings()):
			return Ask(("accept_findings*",), note="required")
		return super().ask_for(action)

	def defaults_for(self, action: str) -> dict:
		if action == "Archive Volume":
			retention = archive.retention_of(self.register())
			number = archive_numbers.next_number(self, getdate(self.to_date).year, retention)
			return {"retention": retention, "archive_number": number}
		return {}

	def why_not(self, action: str, user: str) -> str | None:
		if action == sealing.SEAL and same_person(user, self.made_by):
			return _("Who made a volume up doesn't seal it: it is for another person.")
		return None

	def on_close_volume(self, move: Move) -> None:
		if getdate(self.to_date) > getdate():
			frappe.throw(
				_("The period lasts until {0}. Hand the volume in when it is over.").format(day(self.to_date))
			)
		self.made_by = frappe.session.user
		self.made_by_name = display_name(frappe.session.user)
		self.closed_on = now_datetime().replace(microsecond=0)
		if not self.number:
			self.number = self._next_number()

	def _next_number(self) -> str:
		"""`东册〔2026〕第001号`: taken when it is handed in, so that a volume given up before leaves no gap."""
		year = getdate(self.to_date).year
		mark = (
			frappe.db.get_value("Liaison Station", self.station, "short_name")
			if self.station
			else short_name_of_township(self.jurisdiction)
		)
		return formatted(
			f"{mark}册", year, next_number(f"{DOCTYPE} {self.station or self.jurisdiction}", year)
		)

	def on_seal_volume(self, move: Move) -> None:
		self.refuse_incomplete(bool(self.accept_findings))
		self.accepted_findings = "\n".join(
			[finding.text for finding in self.findings()]
			+ ([_("Reason: {0}").format(move.note)] if move.note else [])
		)
		sealing.seal(self, acting=bool(move.post and move.post.is_acting))

	def on_archive_volume(self, move: Move) -> None:
		self._refuse_unless_it_holds()
		archive.file(self)

	def on_destroy_full_edition(self, move: Move) -> None:
		archive.destroy_full_edition(self)

	def _refuse_unless_it_holds(self) -> None:
		if found := differences(self):
			lines = [frappe.utils.escape_html(text) for text in found]
			frappe.throw("<br>".join(lines), title=_("The Seal Does Not Hold"))

	def onload(self) -> None:
		super().onload()
		if self.is_new():
			return
		if self.workflow_state in UNSEALED:
			self.set_onload(
				"missing", [{"text": finding.text, "blocks": finding.blocks} for finding in self.findings()]
			)
			previous = self.previous()
			self.set_onload("carried_in", sealing.carried_in(previous) if previous else [])
		self.set_onload("record", record_of([self.name]))


def period_words(first: datetime.date | str, last: datetime.date | str) -> str:
	"""`2026年度`, or from day to day."""
	first, last = getdate(first), getdate(last)
	if first == last:
		return day(first)
	if (first.day, first.month, last.day, last.month) == (1, 1, 31, 12) and first.year == last.year:
		return f"{first.year}年度"
	return f"{day(first)}至{day(last)}"


def offices_of_user() -> dict[str, str]:
	"""Place → level of the offices whose books the session's user keeps."""
	return {post.jurisdiction: OFFICES[post.post] for post in scopes.posts() if post.post in OFFICES}


def office_of_user(wanted: str | None = None) -> tuple[str, str] | None:
	"""Place and level of the office whose books the session's user keeps: the one that is wanted, or the first."""
	offices = offices_of_user()
	if wanted in offices:
		return wanted, offices[wanted]
	return next(iter(offices.items()), None)


@frappe.whitelist(methods=["GET", "POST"])
def prefilled() -> dict:
	"""What a new volume can know by itself: the own station, and the year that is over or nearly so.

	Returns:
		station, from_date, to_date; offices: places to choose from, if the user keeps the books of several.
	"""
	frappe.has_permission(DOCTYPE, "create", throw=True)
	own = [post.station for post in scopes.posts() if post.post == "Station Liaison Officer"]
	offices = [*offices_of_user()]
	today = getdate()
	year = today.year - (today.month < 7)
	return {
		"station": own[0] if own else None,
		"from_date": f"{year}-01-01",
		"to_date": f"{year}-12-31",
		"offices": offices if len(offices) > 1 else [],
	}


def on_doctype_update() -> None:
	"""Scope × period: what the list and the next volume ask for."""
	frappe.db.add_unique(DOCTYPE, ["township", "number"])
	frappe.db.add_index(DOCTYPE, ["township", "to_date"])
	frappe.db.add_index(DOCTYPE, ["station", "to_date"])
