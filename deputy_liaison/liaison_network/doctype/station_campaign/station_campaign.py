from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import getdate

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope

DOCTYPE = "Station Campaign"
PASSED = "Acceptance Passed"
TO_ACCEPT = "To Be Accepted"
# 门前有牌子、墙上有内容、橱内有资料 (seed S3-17)
THREE_PLACES = ("has_sign", "has_walls", "has_files")


class StationCampaign(LiaisonDocument):
	"""What a county or township does for its stations for a time: a creation campaign in phases, a plan of
	several years with yearly targets, a themed activity; accepted station by station (seeds S0-04, S3-16 to S3-18).
	"""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def validate(self) -> None:
		self._check_dates(self, _("From Date"), _("To Date"))
		self._check_phases()
		self._check_targets()
		self._check_acceptances()
		self.progress = _(", ", lang="zh").join(self._progress())

	@staticmethod
	def _check_dates(row, begin: str, end: str) -> None:
		if getdate(row.to_date) < getdate(row.from_date):
			frappe.throw(_("{0} must not be before {1}.").format(frappe.bold(end), frappe.bold(begin)))

	def _check_phases(self) -> None:
		last = None
		for row in self.phases:
			self._check_dates(row, _("Phase From"), _("Phase Until"))
			if getdate(row.from_date) < getdate(self.from_date) or getdate(row.to_date) > getdate(
				self.to_date
			):
				frappe.throw(
					_("{0} lies outside the campaign, which runs from {1} to {2}.").format(
						frappe.bold(row.phase_name), self.from_date, self.to_date
					)
				)
			# seed S3-16: the second phase begins after the first, the third on the second's last day
			if last and getdate(row.from_date) < getdate(last.to_date):
				frappe.throw(
					_("{0} begins before {1} ends.").format(
						frappe.bold(row.phase_name), frappe.bold(last.phase_name)
					)
				)
			last = row
		names = {row.phase_name for row in self.phases}
		for row in self.tasks:
			if row.phase_name and row.phase_name not in names:
				frappe.throw(
					_("Row {0}: {1} is no phase of this campaign.").format(
						row.idx, frappe.bold(row.phase_name)
					)
				)
			if row.done_on and getdate(row.done_on) > getdate():
				frappe.throw(_("{0} must not lie in the future.").format(frappe.bold(_("Task Done On"))))

	def _check_targets(self) -> None:
		for row in self.targets:
			if not getdate(self.from_date).year <= row.target_year <= getdate(self.to_date).year:
				frappe.throw(
					_("Row {0}: the campaign does not run in {1}.").format(
						row.idx, frappe.bold(row.target_year)
					)
				)

	def _check_acceptances(self) -> None:
		inside = set(scopes.subtree(self.jurisdiction))
		places = dict(
			frappe.get_all(
				"Liaison Station",
				filters={"name": ("in", [row.station for row in self.acceptances] or [""])},
				fields=["name", "jurisdiction"],
				as_list=True,
			)
		)
		seen = set()
		for row in self.acceptances:
			if row.station in seen:
				frappe.throw(_("Row {0}: this station stands here twice.").format(row.idx))
			seen.add(row.station)
			if places.get(row.station) not in inside:
				frappe.throw(_("Row {0}: this station lies outside the campaign's place.").format(row.idx))
			if row.acceptance_result == PASSED and not all(row.get(place) for place in THREE_PLACES):
				frappe.throw(
					_("Row {0}: accepted is what has its sign, its wall and its papers.").format(row.idx)
				)
			if row.acceptance_result == "To Be Put Right" and not (row.acceptance_note or "").strip():
				frappe.throw(
					_("Row {0}: please fill in {1}.").format(row.idx, frappe.bold(_("Acceptance Note")))
				)
			if row.acceptance_result not in (None, "", TO_ACCEPT) and not row.accepted_on:
				row.accepted_on = getdate()

	def _progress(self) -> Iterator[str]:
		if self.tasks:
			done = sum(bool(row.done_on) for row in self.tasks)
			yield _("tasks {0}/{1}", lang="zh").format(done, len(self.tasks))
		measured = [row for row in self.targets if row.planned]
		if measured:
			reached = sum((row.reached or 0) >= row.planned for row in measured)
			yield _("targets {0}/{1}", lang="zh").format(reached, len(measured))
		if self.acceptances:
			passed = sum(row.acceptance_result == PASSED for row in self.acceptances)
			yield _("accepted {0}/{1}", lang="zh").format(passed, len(self.acceptances))


@frappe.whitelist(methods=["GET", "POST"])
def stations_of(jurisdiction: str) -> list[dict]:
	"""Stations in operation in a place and below it, for the list of acceptance.

	Returns:
		name and station_name of each.
	"""
	return frappe.get_list(
		"Liaison Station",
		filters={"jurisdiction": ("in", scopes.subtree(jurisdiction) or ("",)), "status": "In Operation"},
		fields=["name", "station_name"],
		order_by="station_name",
		limit_page_length=0,
	)
