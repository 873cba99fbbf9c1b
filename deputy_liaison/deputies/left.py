"""What a deputy leaves in the rooms of deputies and stations (hook `left_by_deputies`)."""

import datetime

import frappe
from frappe import _
from frappe.query_builder import Order
from frappe.utils import getdate

from deputy_liaison.deputies.leaving import Dated, Leaving, Left, in_office


class PlacementsLeft(Dated):
	"""Placements in stations: they end."""

	doctype = "Station Placement"
	label = "Placements of Those Who Left"

	def find(self) -> list[Left]:
		table = frappe.qb.DocType(self.doctype)
		stations = frappe.qb.DocType("Liaison Station")
		rows = (
			frappe.qb.from_(table)
			.inner_join(stations)
			.on(stations.name == table.station)
			.select(table.deputy, table.name, stations.station_name, table.from_date, table.to_date)
			.where(table.deputy.isin(list(self.gone)))
			.orderby(stations.station_name, table.deputy_name)
			.run()
		)
		return [
			Left(deputy, name, station)
			for deputy, name, station, begin, end in rows
			if self.outlasts(deputy, begin, end)
		]


class GroupSeatsLeft(Leaving):
	"""Memberships in groups: they end."""

	doctype = "Deputy Group"
	label = "Group Memberships of Those Who Left"

	def find(self) -> list[Left]:
		members = frappe.qb.DocType("Deputy Group Member")
		groups = frappe.qb.DocType(self.doctype)
		rows = (
			frappe.qb.from_(members)
			.inner_join(groups)
			.on(groups.name == members.parent)
			.select(
				members.deputy,
				groups.name,
				groups.group_name,
				members.name,
				members.from_date,
				members.to_date,
			)
			.where((members.parenttype == self.doctype) & members.deputy.isin(list(self.gone)))
			.orderby(groups.lft, members.idx)
			.run()
		)
		return [
			Left(deputy, group, title, row)
			for deputy, group, title, row, begin, end in rows
			if self.outlasts(deputy, begin, end)
		]

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		group = frappe.get_doc(self.doctype, left.name)
		for row in group.members:
			if row.name == left.row:
				row.to_date = self.last_day(left, row.from_date)
		group.save()


class ConvenersLeft(Leaving):
	"""Groups without their convener: another member convenes them."""

	doctype = "Deputy Group"
	label = "Conveners Who Left"
	has_successor = True

	def find(self) -> list[Left]:
		groups = frappe.get_all(
			self.doctype,
			filters={"convener": ("in", list(self.gone))},
			or_filters=[["to_date", "is", "not set"], ["to_date", ">=", getdate()]],
			fields=["name", "group_name", "convener"],
			order_by="lft",
		)
		return [
			Left(
				group.convener,
				group.name,
				group.group_name,
				choices=in_office(frappe.get_doc(self.doctype, group.name).members_on(getdate())),
			)
			for group in groups
		]

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		group = frappe.get_doc(self.doctype, left.name)
		group.convener = successor
		group.save()


class StationOfficesLeft(Leaving):
	"""Heads and other officeholders of stations: another deputy of the station follows."""

	doctype = "Liaison Station"
	label = "Station Offices of Those Who Left"
	has_successor = True

	def find(self) -> list[Left]:
		holders = frappe.qb.DocType("Station Officeholder")
		stations = frappe.qb.DocType(self.doctype)
		rows = (
			frappe.qb.from_(holders)
			.inner_join(stations)
			.on(stations.name == holders.parent)
			.select(
				holders.deputy, stations.name, stations.station_name, holders.office, holders.name.as_("row")
			)
			.select(holders.from_date, holders.to_date)
			.where((holders.parenttype == self.doctype) & holders.deputy.isin(list(self.gone)))
			.orderby(stations.station_name, holders.idx)
			.run(as_dict=True)
		)
		return [
			Left(
				row.deputy,
				row.name,
				f"{row.station_name} {_(row.office)}",
				row.row,
				self.placed_in(row.name),
			)
			for row in rows
			if self.outlasts(row.deputy, row.from_date, row.to_date)
		]

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		station = frappe.get_doc(self.doctype, left.name)
		held = next(row for row in station.officeholders if row.name == left.row)
		held.to_date = self.last_day(left, held.from_date)
		if successor:
			station.append(
				"officeholders",
				{
					"office": held.office,
					"deputy": successor,
					"person_name": frappe.db.get_value("Deputy", successor, "deputy_name"),
					"from_date": begins,
				},
			)
		station.save()


class PresidiumSeatsLeft(Dated):
	"""Seats in a presidium: they end; the congress elects who follows."""

	doctype = "Presidium Membership"
	label = "Presidium Seats of Those Who Left"

	def find(self) -> list[Left]:
		members = frappe.get_all(
			self.doctype,
			{"deputy": ("in", list(self.gone))},
			["name", "deputy", "office", "congress_body", "from_date", "to_date"],
			order_by="deputy_name",
		)
		bodies = dict(frappe.get_all("Congress Body", fields=["name", "body_name"], as_list=True))
		return [
			Left(one.deputy, one.name, f"{bodies[one.congress_body]} {_(one.office)}")
			for one in members
			if self.outlasts(one.deputy, one.from_date, one.to_date)
		]


class DelegationHeadsLeft(Leaving):
	"""Delegations of a term that goes on: another member heads them. A term that is over keeps its heads."""

	doctype = "Delegation"
	label = "Heads of Delegations Who Left"
	has_successor = True
	offices = ("head", "deputy_head")

	def find(self) -> list[Left]:
		delegations = frappe.qb.DocType(self.doctype)
		terms = frappe.qb.DocType("Congress Term")
		people = list(self.gone)
		rows = (
			frappe.qb.from_(delegations)
			.inner_join(terms)
			.on(terms.name == delegations.term)
			.select(delegations.name, delegations.delegation_name, delegations.head, delegations.deputy_head)
			.where(terms.to_date.isnull() | (terms.to_date >= getdate()))
			.where(delegations.head.isin(people) | delegations.deputy_head.isin(people))
			.orderby(delegations.delegation_name, order=Order.asc)
			.run(as_dict=True)
		)
		meta = frappe.get_meta(self.doctype)
		return [
			Left(
				row[office],
				row.name,
				f"{row.delegation_name} {_(meta.get_label(office))}",
				office,
				self._members(row.name),
			)
			for row in rows
			for office in self.offices
			if row[office] in self.gone
		]

	@staticmethod
	def _members(delegation: str) -> tuple[str, ...]:
		return in_office(frappe.get_all("Deputy Mandate", {"delegation": delegation}, pluck="deputy"))

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		delegation = frappe.get_doc(self.doctype, left.name)
		delegation.set(left.row, successor)
		delegation.save()


class PostsLeft(Leaving):
	"""The deputy's own posts, by which an account reads and answers: they end with the mandate."""

	doctype = "Deputy"
	label = "Accounts of Those Who Left"

	def find(self) -> list[Left]:
		posts = frappe.get_all(
			"Staff Post",
			{"deputy": ("in", list(self.gone)), "workflow_state": "Post Active"},
			["name", "deputy", "holder_name", "post", "from_date", "to_date"],
			order_by="holder_name",
		)
		# the record that counts for who may settle it is the deputy's
		return [
			Left(one.deputy, one.deputy, f"{one.holder_name} {_(one.post)}", one.name)
			for one in posts
			if self.outlasts(one.deputy, one.from_date, one.to_date)
		]

	def settle(self, left: Left, successor: str | None, begins: datetime.date) -> None:
		frappe.get_doc(self.doctype, left.name).check_permission("write")
		post = frappe.get_doc("Staff Post", left.row)
		post.to_date = self.last_day(left, post.from_date)
		# posts are the administrator's; this one stands and falls with the mandate: write on the deputy was
		# checked for the session user in the first line here
		post.save(ignore_permissions=True)
