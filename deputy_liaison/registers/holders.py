"""Whose books a user may print: the criterion of the rows, asked of each place and station as if it were a row."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Coalesce
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn, ValueWrapper

from deputy_liaison import scope
from deputy_liaison.deputies.own_congress import CONGRESSES
from deputy_liaison.registers.row_source import JURISDICTION, STATION, RowSource
from deputy_liaison.registers.row_sources import ROW_SOURCES


def printable(source: RowSource, holder_type: str, name: str | None = None) -> list[frappe._dict]:
	"""Stations or places whose books of this source the user's posts cover, in the order of the county's tree.

	Args:
		source: the rows' source.
		holder_type: one of its `holders`.
		name: look at this one only.

	Returns:
		name and title of each.
	"""
	condition = scope.criterion(None, source.doctype, source.printing_roles)
	if holder_type not in source.holders or condition == scope.DENY:
		return []
	as_rows = _stations(source, name) if holder_type == STATION else _places(source, name)
	rows = as_rows.as_(f"tab{source.doctype}")
	query = (
		frappe.qb.from_(rows).select(rows.holder.as_("name"), rows.title).orderby(rows.position, rows.title)
	)
	if condition:
		# the list hook's own text, made of escaped literals
		query = query.where(PseudoColumn(f"({condition})"))
	return query.run(as_dict=True)


def called(holder_type: str | None) -> str:
	"""What those who keep books and cards are called on the page that prints them; safe for a message."""
	return {
		STATION: _("A Station"),
		JURISDICTION: _("A Township or the County"),
		"Deputy": _("A Deputy"),
	}.get(holder_type) or frappe.utils.escape_html(holder_type or "—")


def refuse_foreign_book(register: Document, holder_type: str, holder: str) -> None:
	"""Some books are kept by stations alone, some by offices alone, and a user keeps or prints those of his posts.

	Args:
		register: a Register Definition.
		holder_type: DocType of the keeper that was chosen, whatever a client sent.
		holder: its name, empty where none was chosen yet.

	Raises:
		frappe.PermissionError: the user's posts don't cover the keeper.
		frappe.ValidationError: such a keeper has no such book, or none was chosen.
	"""
	source = ROW_SOURCES[register.row_source]
	if holder_type not in source.holders:
		frappe.throw(
			_("{0} is not kept by {1}. Choose another keeper: {2}.").format(
				frappe.bold(frappe.utils.escape_html(register.register_title)),
				called(holder_type),
				_(", ").join(map(called, source.holders)),
			)
		)
	if not holder:
		missing = _("Choose a station.") if holder_type == STATION else _("Choose a township.")
		frappe.throw(missing, frappe.MandatoryError)
	if not printable(source, holder_type, holder):
		scope.refuse_out_of_scope()


def _stations(source: RowSource, name: str | None) -> QueryBuilder:
	stations, places = frappe.qb.DocType(STATION), frappe.qb.DocType(JURISDICTION)
	query = (
		frappe.qb.from_(stations)
		.inner_join(places)
		.on(places.name == stations.jurisdiction)
		.select(stations.name.as_("holder"), stations.station_name.as_("title"), places.lft.as_("position"))
	)
	township = Coalesce(places.township, places.name)
	query = _with_columns(query, source, stations.jurisdiction, township, stations.name)
	return query.where(stations.name == name) if name else query


def _places(source: RowSource, name: str | None) -> QueryBuilder:
	places, bodies = frappe.qb.DocType(JURISDICTION), frappe.qb.DocType("Congress Body")
	query = (
		frappe.qb.from_(places)
		.inner_join(bodies)
		.on(bodies.jurisdiction == places.name)
		.select(places.name.as_("holder"), places.jurisdiction_name.as_("title"), places.lft.as_("position"))
	)
	query = _with_columns(query, source, places.name, places.name, ValueWrapper(""))
	if source.needs_congress:
		query = query.where(bodies.kind.isin(CONGRESSES))
	return query.where(places.name == name) if name else query


def _with_columns(query: QueryBuilder, source: RowSource, place, township, station) -> QueryBuilder:
	"""The columns that the criterion asks for."""
	columns = scope.declared(source.doctype)
	known = {
		columns.jurisdiction: place,
		columns.township: township,
		columns.station: station,
		columns.restriction: ValueWrapper(0),
	}
	known.pop(None, None)
	return query.select(*(value.as_(column) for column, value in known.items()), ValueWrapper("").as_("name"))


def body_of(holder: Document) -> frappe._dict:
	"""The congress body whose office the holder is or belongs to; its names are public."""
	place = holder.jurisdiction if holder.doctype == STATION else holder.name
	return (
		frappe.db.get_value(
			"Congress Body",
			{"jurisdiction": scope.township_of(place)},
			["name", "body_name", "short_name", "kind"],
			as_dict=True,
		)
		or frappe._dict()
	)
