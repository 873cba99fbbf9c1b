import datetime

import frappe
from frappe import _
from frappe.utils import cint, getdate

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.scope import Scope

DOCTYPE = "Station Inspection"
WAITING = "Waiting for Rectification"
TO_RECHECK = "Rectified, to Recheck"
PASSED = "Recheck Passed"
# who reports a rectification: the station, or the clerk for it
REPORTERS = frozenset({"Station Liaison Officer", "Township Clerk"})
# written by `report_rectified` and `recheck` alone
BY_METHOD = (
	"finding_status",
	"rectified_on",
	"rectified_note",
	"rectified_photo",
	"rectified_by",
	"rechecked_on",
	"rechecked_by",
	"recheck_note",
	"rechecks_failed",
)
SAID = ("item", "finding", "due_date", "photo")


class StationInspection(LiaisonDocument):
	"""Who looked at a station, what was found, and whether it was put right (seeds S0-09, S3-18).

	A finding stays open until a recheck passes. The station reports the rectification, an inspector rechecks.
	"""

	scope = Scope(jurisdiction="jurisdiction", station="station")

	def onload(self) -> None:
		super().onload()
		self.set_onload("items", items_of(self.standard, self.scheme))

	def before_insert(self) -> None:
		county = any(post.post in scopes.COUNTY_ROLES for post in scopes.posts())
		self.inspection_level = "County Inspection" if county else "Presidium Inspection"

	def validate(self) -> None:
		self.jurisdiction, station = frappe.db.get_value(
			"Liaison Station", self.station, ["jurisdiction", "station_name"]
		)
		self.subject = f"{station} {getdate(self.inspected_on)}"
		if getdate(self.inspected_on) > getdate():
			frappe.throw(_("{0} must not lie in the future.").format(frappe.bold(_("Inspected On"))))
		self._check_rows()
		self._sum_up()

	def _check_rows(self) -> None:
		before = {
			row.name: row for row in (self.get_doc_before_save() or frappe._dict()).get("findings") or []
		}
		for row in self.findings:
			known = before.pop(row.name, None)
			if not self.flags.by_method:
				self._refuse_past_method(row, known)
			if getdate(row.due_date) < getdate(self.inspected_on):
				frappe.throw(
					_("Row {0}: {1} must not be before {2}.").format(
						row.idx, frappe.bold(_("Rectify Until")), frappe.bold(_("Inspected On"))
					)
				)
		if any(row.finding_status != WAITING or row.rechecks_failed for row in before.values()):
			frappe.throw(_("A finding that was reported as rectified is not removed."))

	@staticmethod
	def _refuse_past_method(row, known) -> None:
		"""What was reported and rechecked is changed by its own two steps, and what it answers stays."""
		if known is None:
			for field in BY_METHOD:
				row.set(field, WAITING if field == "finding_status" else None)
			return
		for field in BY_METHOD:
			row.set(field, known.get(field))
		if known.finding_status != WAITING and any(
			str(row.get(field) or "") != str(known.get(field) or "") for field in SAID
		):
			frappe.throw(_("Row {0} was reported as rectified and is not changed any more.").format(row.idx))

	def _sum_up(self) -> None:
		still_open = [row for row in self.findings if row.finding_status != PASSED]
		self.open_findings = len(still_open)
		self.next_due = min((getdate(row.due_date) for row in still_open), default=None)
		if not self.findings:
			self.inspection_status = "No Findings"
		else:
			self.inspection_status = "Findings Open" if still_open else "Findings Rectified"


def items_of(standard: str | None, scheme: str | None) -> list[str]:
	"""What findings may refer to: the items of the standard and the criteria of the scheme."""
	items = []
	if standard:
		items += [row.item_title for row in frappe.get_cached_doc("Station Standard", standard).items]
	if scheme:
		items += [
			f"{row.criterion_no}. {row.criterion}"
			for row in frappe.get_cached_doc("Assessment Scheme", scheme).criteria
		]
	return items


@frappe.whitelist(methods=["GET", "POST"])
def items_to_choose(standard: str | None = None, scheme: str | None = None) -> list[str]:
	"""As `items_of`, for who may read them."""
	for doctype, name in (("Station Standard", standard), ("Assessment Scheme", scheme)):
		if name:
			frappe.get_doc(doctype, name).check_permission("read")
	return items_of(standard, scheme)


@frappe.whitelist(methods=["POST"])
def report_rectified(
	inspection: str, row: str, rectified_on: str, rectified_note: str, rectified_photo: str | None = None
) -> None:
	"""Say that a finding was put right, as the station's officer or the township's clerk.

	Args:
		inspection: the Station Inspection.
		row: name of the finding.
		rectified_on: the day.
		rectified_note: what was done.
		rectified_photo: a private file.

	Raises:
		frappe.PermissionError: the user holds no such post for this station.
		frappe.ValidationError: the finding doesn't wait for it, or the day is none.
	"""
	doc = frappe.get_doc(DOCTYPE, inspection, for_update=True)
	if not scopes.covers(None, DOCTYPE, inspection, REPORTERS):
		scopes.refuse_out_of_scope()
	finding = _finding(doc, row, WAITING)
	day = _day(rectified_on, _("Rectified On"))
	if day < getdate(doc.inspected_on) or day > getdate():
		frappe.throw(_("{0} lies between the inspection and today.").format(frappe.bold(_("Rectified On"))))
	if not rectified_note.strip():
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Rectification"))))
	finding.update(
		{
			"finding_status": TO_RECHECK,
			"rectified_on": day,
			"rectified_note": rectified_note.strip(),
			"rectified_photo": rectified_photo,
			"rectified_by": frappe.session.user,
		}
	)
	_save(doc)


@frappe.whitelist(methods=["POST"])
def recheck(
	inspection: str, row: str, passed: bool | int | str, note: str = "", new_due_date: str | None = None
) -> None:
	"""Close a finding that was put right, or set a new deadline.

	Args:
		inspection: the Station Inspection.
		row: name of the finding.
		passed: whether it is in order now.
		note: what was seen; a must where it is not.
		new_due_date: the new deadline, where it is not.

	Raises:
		frappe.PermissionError: the user may not inspect here, or reported the rectification.
		frappe.ValidationError: the finding doesn't wait for it, or the new deadline is none.
	"""
	doc = frappe.get_doc(DOCTYPE, inspection, for_update=True)
	doc.check_permission("write")
	finding = _finding(doc, row, TO_RECHECK)
	if same_person(frappe.session.user, finding.rectified_by):
		frappe.throw(
			_("Who reported a rectification does not recheck it: it is for another person."),
			frappe.PermissionError,
		)
	finding.update(
		{
			"rechecked_on": getdate(),
			"rechecked_by": display_name(frappe.session.user),
			"recheck_note": note.strip(),
		}
	)
	if cint(passed):
		finding.finding_status = PASSED
	else:
		_send_back(finding, note, new_due_date)
	_save(doc)


def _send_back(finding, note: str, new_due_date: str | None) -> None:
	if not note.strip():
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Recheck Note"))))
	due = _day(new_due_date, _("New Deadline"))
	if due <= getdate():
		frappe.throw(_("{0} must lie in the future.").format(frappe.bold(_("New Deadline"))))
	finding.update(
		{
			"finding_status": WAITING,
			"due_date": due,
			"rechecks_failed": (finding.rechecks_failed or 0) + 1,
		}
	)


def _finding(doc: StationInspection, row: str, status: str):
	found = next((finding for finding in doc.findings if finding.name == row), None)
	if not found or found.finding_status != status:
		frappe.throw(
			_("This finding is not in the state {0}. Reload the page.").format(frappe.bold(_(status)))
		)
	return found


def _day(value: str | None, label: str) -> datetime.date:
	if not value:
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(label)))
	try:
		return getdate(value)
	except Exception:  # the parsers of both Frappe versions raise several unrelated classes
		frappe.throw(_("{0}: {1} is not a date. Write it as 2026-05-20.").format(label, value))


def _save(doc: StationInspection) -> None:
	doc.flags.by_method = True
	# post and person were checked by the caller; a station's officer has no right to edit findings
	doc.save(ignore_permissions=True)
