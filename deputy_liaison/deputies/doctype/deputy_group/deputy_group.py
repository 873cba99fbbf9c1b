import datetime
from collections import Counter

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import getdate
from frappe.utils.nestedset import NestedSet

from deputy_liaison.deputies import legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.finding import search_key
from deputy_liaison.scope import Scope, subtree

LARGE = "Large Deputy Group"


class DeputyGroup(LiaisonDocument, NestedSet):
	"""A group of deputies, in two tiers: 大组 with 小组 below them (seed S4-01), or joint groups (S2-01)."""

	nsm_parent_field = "parent_deputy_group"
	scope = Scope(
		jurisdiction="jurisdiction",
		station="station",
		deputy_child="Deputy Group Member",
		station_sees_township=True,
	)

	def onload(self) -> None:
		super().onload()
		self.set_onload("warnings", self.warnings())

	def validate(self) -> None:
		self.group_name = "".join((self.group_name or "").split())
		self.search_key = search_key(self.group_name)
		self.is_group = int(self.tier == LARGE)
		self._check_dates(self)
		self._check_parent()
		self._check_members()

	def _check_dates(self, row) -> None:
		if row.from_date and row.to_date and getdate(row.to_date) < getdate(row.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("To Date")), frappe.bold(_("From Date"))
				)
			)

	def _check_parent(self) -> None:
		if not self.parent_deputy_group:
			self._refuse_losing_tier()
			return
		if self.parent_deputy_group in (self.name, *self._below()):
			frappe.throw(
				_("{0} cannot be put under itself or under one of its own groups.").format(
					frappe.bold(self.group_name)
				)
			)
		if self.tier == LARGE:
			frappe.throw(
				_("{0} is a large group: there are two tiers only, so it lies in no other group.").format(
					frappe.bold(self.group_name)
				)
			)
		parent = frappe.db.get_value(
			"Deputy Group", self.parent_deputy_group, ("group_name", "tier", "jurisdiction"), as_dict=True
		)
		if parent.tier != LARGE:
			frappe.throw(
				_("{0} is no large group. Choose a large group, or leave it empty.").format(
					frappe.bold(parent.group_name)
				)
			)
		if self.jurisdiction not in subtree(parent.jurisdiction):
			frappe.throw(
				_("{0} is a group of another place. Choose a large group of the same place.").format(
					frappe.bold(parent.group_name)
				)
			)
		self._refuse_losing_tier()

	def _below(self) -> list[str]:
		if self.is_new():
			return []
		lft, rgt = frappe.db.get_value("Deputy Group", self.name, ("lft", "rgt"))
		return frappe.get_all("Deputy Group", {"lft": (">", lft), "rgt": ("<", rgt)}, pluck="name")

	def _refuse_losing_tier(self) -> None:
		if self.tier != LARGE and (below := self._below()):
			frappe.throw(
				_("{0} groups belong to {1}: it stays a large group until they are moved.").format(
					len(below), frappe.bold(self.group_name)
				)
			)

	def _check_members(self) -> None:
		if self.tier == LARGE and self.members:
			frappe.throw(
				_(
					"{0}: the members of a large group are those of its small groups. Enter them there."
				).format(frappe.bold(self.group_name))
			)
		for row in self.members:
			row.deputy_name = frappe.db.get_value("Deputy", row.deputy, "deputy_name")
			self._check_dates(row)
			for other in self.members:
				if (
					other.idx < row.idx
					and other.deputy == row.deputy
					and legal.overlap(*_days(row), *_days(other))
				):
					frappe.throw(
						_("Members, row {0}: {1} stands in row {2} for that time already.").format(
							row.idx, frappe.bold(row.deputy_name), other.idx
						)
					)
		self._refuse_two_groups()

	def _refuse_two_groups(self) -> None:
		if not self.members:
			return
		members = frappe.qb.DocType("Deputy Group Member")
		groups = frappe.qb.DocType("Deputy Group")
		elsewhere = (
			frappe.qb.from_(members)
			.inner_join(groups)
			.on(groups.name == members.parent)
			.select(members.deputy, members.from_date, members.to_date, groups.group_name)
			.where(members.deputy.isin([row.deputy for row in self.members]) & (groups.name != self.name))
			.run(as_dict=True)
		)
		for row in self.members:
			for other in elsewhere:
				if other.deputy == row.deputy and legal.overlap(*_days(row), *_days(other)):
					frappe.throw(
						_("{0} belongs to {1} in that time. Enter there until when, first.").format(
							frappe.bold(row.deputy_name), frappe.bold(other.group_name)
						)
					)

	def on_update(self) -> None:
		LiaisonDocument.on_update(self)
		before = self.get_doc_before_save()
		people = {row.deputy for doc in (self, before) if doc for row in doc.members}
		NestedSet.on_update(self)
		standing.refresh(people)

	def on_trash(self, allow_root_deletion: bool = True) -> None:
		LiaisonDocument.on_trash(self)
		NestedSet.on_trash(self, allow_root_deletion)

	def after_delete(self) -> None:
		standing.refresh({row.deputy for row in self.members})

	def members_on(self, day: datetime.date) -> list[str]:
		"""The deputies who belong to the group on `day`; to a large group belong those of its small ones."""
		members = frappe.qb.DocType("Deputy Group Member")
		names = [self.name, *self._below()]
		return (
			frappe.qb.from_(members)
			.select(members.deputy)
			.distinct()
			.where((members.parenttype == "Deputy Group") & members.parent.isin(names))
			.where(members.from_date <= day)
			.where(members.to_date.isnull() | (members.to_date >= day))
			.run(pluck=True)
		)

	def warnings(self) -> list[str]:
		"""A group smaller than the law asks for, and offices held by who is no deputy in office."""
		found = []
		size = len(self.members_on(getdate()))
		if legal.group_is_small(size):
			found.append(
				_(
					"The group has {0} members today. The Organic Law (article 43) asks for three at least."
				).format(size)
			)
		if self.convener:
			status = frappe.db.get_value("Deputy", self.convener, "credential_status")
			if status != "Active Credentials":
				found.append(_("The convener {0} is no deputy in office.").format(self.convener_name))
		return found


def _days(row) -> tuple:
	return getdate(row.from_date), getdate(row.to_date) if row.to_date else None


@frappe.whitelist(methods=["GET", "POST"])
def nodes(doctype: str, parent: str | None = None, is_root: bool | str | None = None) -> list[dict]:
	"""What the tree view shows below a group: the groups that the user may read, with size and convener.

	Args:
		doctype: always Deputy Group; the tree view sends it.
		parent: a group, "" for the top, or None for the top's own node.
		is_root: sent by the tree view.

	Returns:
		One dict a node: value, title, expandable.
	"""
	if parent is None:
		return [{"value": "", "title": "", "expandable": 1}]
	groups = frappe.get_list(
		"Deputy Group",
		filters={"parent_deputy_group": parent or ("is", "not set")},
		fields=["name", "group_name", "tier", "convener_name"],
		order_by="lft asc",
		limit=0,
	)
	sizes = _sizes(getdate())
	return [
		{
			"value": group.name,
			"title": _in_words(group, sizes.get(group.name, 0)),
			"expandable": int(group.tier == LARGE),
		}
		for group in groups
	]


def _sizes(day: datetime.date) -> dict[str, int]:
	"""Group → how many deputies belong to it on `day`; a large group has those of its small ones."""
	members = frappe.qb.DocType("Deputy Group Member")
	groups = frappe.qb.DocType("Deputy Group")
	rows = (
		frappe.qb.from_(members)
		.inner_join(groups)
		.on(groups.name == members.parent)
		.select(groups.name, groups.parent_deputy_group, Count(members.deputy).distinct())
		.where(members.from_date <= day)
		.where(members.to_date.isnull() | (members.to_date >= day))
		.groupby(groups.name, groups.parent_deputy_group)
		.run()
	)
	sizes: Counter[str] = Counter()
	for group, above, size in rows:
		sizes[group] += size
		if above:
			sizes[above] += size
	return sizes


def _in_words(group: frappe._dict, size: int) -> str:
	said = _("{0} ({1} deputies)").format(group.group_name, size)
	return f"{said} {_('Convener: {0}').format(group.convener_name)}" if group.convener_name else said
