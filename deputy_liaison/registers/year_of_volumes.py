"""Volumes of a whole year, opened at once: one of each book that a keeper has, for the days that have none yet."""

import frappe
from frappe.utils import cint

from deputy_liaison import scope
from deputy_liaison.registers import year_of_books
from deputy_liaison.registers.doctype.register_volume.register_volume import offices_of_user
from deputy_liaison.registers.long_prints import year_of
from deputy_liaison.registers.print_out import Order, books_of
from deputy_liaison.registers.row_source import STATION
from deputy_liaison.registers.sealed_files import DOCTYPE


@frappe.whitelist(methods=["GET", "POST"])
def keepers() -> dict:
	"""Whose volumes the user opens.

	Returns:
		offices: places whose office's books the user keeps; station: the own one, or None.

	Raises:
		frappe.PermissionError: the user opens no volumes.
	"""
	_refuse_who_opens_none()
	own = [post.station for post in scope.posts() if post.post == "Station Liaison Officer"]
	return {"offices": [*offices_of_user()], "station": own[0] if own else None}


@frappe.whitelist(methods=["POST"])
def open_volumes(
	holder_type: str, holder: str, year: int | str, with_stations: bool | int | str = False
) -> dict[str, int]:
	"""Open the year's volumes of a keeper, and of a township's stations; what has one stays as it is.

	Asked twice, the second time opens nothing.

	Args:
		holder_type: Liaison Station or Jurisdiction.
		holder: whose books they are.
		year: which one.
		with_stations: of a township, whether its stations' volumes are opened, too.

	Returns:
		opened: how many were; books: of how many books.

	Raises:
		frappe.PermissionError: the user's posts cover no book of the holder, or open no volumes.
		frappe.ValidationError: the year is none.
	"""
	_refuse_who_opens_none()
	wanted = year_of(year)
	# who keeps the books, not who may print them
	books = books_of(holder_type, holder) if _keeps(holder_type, holder) else []
	if not books:
		scope.refuse_out_of_scope()
	orders = year_of_books.orders_of(
		books, holder_type, holder, wanted, outside=False, with_stations=bool(cint(with_stations))
	)
	return {"opened": sum(map(_opened, orders)), "books": len(orders)}


def _refuse_who_opens_none() -> None:
	if not frappe.has_permission(DOCTYPE, "create"):
		scope.refuse_out_of_scope()


def _keeps(holder_type: str, holder: str) -> bool:
	if holder_type == STATION:
		return scope.covers(None, STATION, holder, scope.roles_with(DOCTYPE, "create"))
	return holder in offices_of_user()


def _opened(order: Order) -> int:
	"""How many volumes were opened of a book: one for each stretch of days that no volume covers."""
	keeper = {"jurisdiction": order.holder.name}
	if order.holder.doctype == STATION:
		keeper = {"station": order.holder.name}
	free = year_of_books.uncovered(order.first, order.last, _covered(order, keeper))
	for first, last in free:
		volume = {"definition": order.register.name, "from_date": first, "to_date": last, **keeper}
		frappe.get_doc({"doctype": DOCTYPE, **volume}).insert()
	return len(free)


def _covered(order: Order, keeper: dict[str, str]) -> list[tuple]:
	"""First and last day of each volume of the book that reaches into the year, whoever sees it."""
	return frappe.get_all(
		DOCTYPE,
		{
			"definition": order.register.name,
			"station": ("is", "not set"),
			**keeper,
			"from_date": ("<=", order.last),
			"to_date": (">=", order.first),
		},
		["from_date", "to_date"],
		as_list=True,
	)
