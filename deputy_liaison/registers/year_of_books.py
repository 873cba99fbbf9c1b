"""All books of one keeper and year as one paper: a list of them, each that has an entry, and the archive's cases.

A sealed volume is printed as it was sealed, with its archive number and its corrections; what stands in no
sealed volume, as it is today.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate

from deputy_liaison import batch, scope
from deputy_liaison.paper import joined, zh
from deputy_liaison.registers import completeness, opening, sealing, verifying, volume, year_of_cases
from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.plain_list import plain_list
from deputy_liaison.registers.print_out import Order, books_of
from deputy_liaison.registers.printed_papers import bound
from deputy_liaison.registers.row_source import JURISDICTION, STATION
from deputy_liaison.registers.sealed_files import DOCTYPE, FULL
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.registers.volume import TEMPLATE
from deputy_liaison.registers.volume_states import CLOSED, SEALED
from deputy_liaison.state_machine import act

COUNTY = "County"
EMPTY = "本年无记载"
COMPLETE = "未发现缺项"
NO_VOLUME = "未立册"
# heading, width, alignment
COLUMNS = (
	("序号", 9, "Centred"),
	("簿册名称", 37, "Left Aligned"),
	("编号范围", 27, "Centred"),
	("件数", 9, "Centred"),
	("页数", 9, "Centred"),
	("册号与档号", 29, "Centred"),
	("缺项", 42, "Left Aligned"),
)


def orders_of(
	books: list[str], holder_type: str, holder: str, year: int, outside: bool, with_stations: bool
) -> list[Order]:
	"""One order a book, as the user may print it: those of the keeper, and of its stations if they are wanted.

	Args:
		books: Register Definitions of the keeper.
		holder_type, holder: who keeps them.
		year: which one.
		outside: for outside the office.
		with_stations: whether the books of the stations of a township follow; a county prints its own alone.
	"""
	keepers = [(holder_type, holder, books)]
	of_township = (
		holder_type == JURISDICTION and frappe.get_cached_value(holder_type, holder, "level") != COUNTY
	)
	if with_stations and of_township:
		stations = frappe.get_list(
			STATION,
			filters={"jurisdiction": ("in", scope.subtree(holder))},
			# a station that was closed or merged in the year or later kept its own books until then
			or_filters=[["valid_to", "is", "not set"], ["valid_to", ">=", f"{year - 1}-12-31"]],
			pluck="name",
			order_by="station_name",
			limit_page_length=0,
		)
		keepers += [(STATION, station, books_of(STATION, station)) for station in stations]
	period = f"{year}-01-01", f"{year}-12-31"
	return [
		Order.checked(book, kind, name, *period, outside) for kind, name, kept in keepers for book in kept
	]


def seal_due(orders: list[Order], go_on: Callable[[], None]) -> None:
	"""Seal the volumes of these books that were handed in and lack nothing, as the session's user.

	What may not be sealed by this user, or lacks something, stays as it is: the list of the books says so.

	Args:
		orders: the books.
		go_on: called after each, to keep what was done and to say that the work goes on.
	"""
	for order in orders:
		for closed in _volumes(order, workflow_state=CLOSED):
			frappe.db.savepoint("seal_due")
			try:
				act(DOCTYPE, closed.name, sealing.SEAL, str(closed.modified))
			except Exception as error:  # whatever is wrong with one stops only that one
				batch.undo("seal_due")
				batch.why_not(error, f"Register Volume {closed.name}")
			finally:
				frappe.clear_messages()
			go_on()


@dataclass(frozen=True)
class Stretch:
	"""A book over the days of one sealed volume, or of none.

	Args:
		order: whose book, and which days.
		volume: the sealed volume; without one the rows are those of today.
	"""

	order: Order
	volume: Document | None = None

	def printed(self) -> "Printed":
		"""The stretch on paper, as the session's user may have it."""
		return self._of_today() if self.volume is None else self._as_sealed()

	def log(self, made: "Printed") -> None:
		"""What opens full values is entered once the paper was made."""
		if self.volume is None:
			self.order.log(made.full, made.count)
		elif made.full:
			opening.note_opening(self.volume, FULL, _("Print the Year"))

	def _of_today(self) -> "Printed":
		order = self.order
		edition = order.composed()
		checks = completeness.of(order.register, order.holder, order.first, order.last)
		return Printed(
			self,
			edition.data["title"],
			_number_range(edition.data),
			edition.count,
			edition.full,
			typeset(TEMPLATE, edition.data) if edition.count else None,
			_said_of(_volumes(order)) or NO_VOLUME,
			[finding.text for finding in checks.findings()],
		)

	def _as_sealed(self) -> "Printed":
		kind = opening.edition_of(self.volume, self.order.outside)
		sealed = sealing.sealed_rows(self.volume, kind)
		return Printed(
			self,
			sealed["data"]["title"] if sealed else self.order.register.register_title,
			_number_range(sealed["data"]) if sealed else "—",
			self.volume.row_count,
			bool(sealed) and kind == FULL and bool(self.volume.holds_personal_data),
			opening.bound(self.volume, kind, sealed) if sealed else None,
			_said_of([self.volume]),
			[
				*verifying.differences(self.volume),
				*(self.volume.accepted_findings or "").splitlines(),
				*(finding.text for finding in sealing.entered_later(self.volume)),
			],
		)


@dataclass(frozen=True)
class Printed:
	"""A stretch of a book as it is bound.

	Args:
		stretch: which.
		title: of the book.
		numbers: from which number to which.
		count: its rows.
		full: whether it holds what only the office may see.
		paper: PDF; none where there is no row, or what was sealed is gone.
		volumes: number, state and archive number of the volumes that it stands in.
		lacking: what it lacks, in words.
	"""

	stretch: Stretch
	title: str
	numbers: str
	count: int
	full: bool
	paper: bytes | None
	volumes: str
	lacking: list[str]


def made(
	orders: list[Order], with_cases: bool, progress: Callable[[int, int], None]
) -> tuple[bytes, list[Printed]]:
	"""All that is bound: list, books, and behind them what the archive of a place holds.

	Args:
		orders: what was asked for, one a book (`orders_of`).
		with_cases: whether the papers of each case in the archive are printed, too.
		progress: told before each step how many were done, and of how many.

	Returns:
		The PDF, whose outline leads to each book and case; and the books in it.
	"""
	stretches = [stretch for order in orders for stretch in stretches_of(order)]
	archive = year_of_cases.archive_of(orders[0].holder, orders[0].first.year)
	cases = archive.cases() if with_cases else []
	steps = len(stretches) + len(cases)
	books: list[Printed] = []
	for done, stretch in enumerate(stretches):
		progress(done, steps)
		book = stretch.printed()
		# days between two volumes on which nothing was entered are no book
		if book.count or stretch.volume or stretch.order in orders:
			books.append(book)
	for done, case in enumerate(cases, len(stretches)):
		progress(done, steps)
		case.print()
	return _bound(orders, books, archive), books


def stretches_of(order: Order) -> list[Stretch]:
	"""The sealed volumes of a book that end in the year, and the days that none of them covers, in their order."""
	volumes = [frappe.get_doc(DOCTYPE, one.name) for one in _volumes(order, workflow_state=("in", SEALED))]
	sealed = [(getdate(one.from_date), getdate(one.to_date)) for one in volumes]
	stretches = [
		Stretch(replace(order, first=first, last=last), one)
		for one, (first, last) in zip(volumes, sealed, strict=True)
	]
	if not stretches:
		return [Stretch(order)]
	stretches += [
		Stretch(replace(order, first=first, last=last))
		for first, last in uncovered(order.first, order.last, sealed)
	]
	return sorted(stretches, key=lambda stretch: stretch.order.first)


def uncovered(
	first: datetime.date, last: datetime.date, covered: list[tuple[datetime.date, datetime.date]]
) -> list[tuple[datetime.date, datetime.date]]:
	"""The stretches of days from `first` to `last`, both inclusive, that no stretch of `covered` holds."""
	found = []
	for begin, end in sorted(covered):
		if begin > first:
			found.append((first, add_days(begin, -1)))
		first = max(first, add_days(end, 1))
	return [*found, (first, last)] if first <= last else found


def _bound(orders: list[Order], books: list[Printed], archive: year_of_cases.Archive) -> bytes:
	order = orders[0]
	data = volume.blank(order.register, order.holder, order.first, order.last)
	titled = (
		(joined(book.title, _other_keeper(book.stretch.order, order)), book.paper)
		for book in books
		if book.paper
	)
	listed = typeset(TEMPLATE, _list(order, data, books))
	return bound(chain([("目录", listed)], titled, archive.papers()))


def _other_keeper(order: Order, first: Order) -> str:
	"""Who keeps a book, where that is not whose year is printed."""
	return "" if order.holder.name == first.holder.name else order.holder.get_title()


def _volumes(order: Order, **filters) -> list[frappe._dict]:
	"""The volumes of a book that end in the order's days, as far as the user sees them."""
	keeper = "station" if order.holder.doctype == STATION else "jurisdiction"
	if keeper == "jurisdiction":
		filters["station"] = ("is", "not set")
	return frappe.get_list(
		DOCTYPE,
		filters={
			"definition": order.register.name,
			keeper: order.holder.name,
			"to_date": ("between", (order.first, order.last)),
			**filters,
		},
		fields=["name", "modified", "number", "workflow_state", "archive_number"],
		order_by="to_date",
		limit_page_length=0,
	)


def _number_range(data: dict) -> str:
	"""From which number to which; people have none."""
	if not data["rows"]:
		return EMPTY
	numbered = any(row["number"] for row in data["rows"])
	return volume.numbers_alone(data) if numbered else "—"


def _said_of(volumes: list[Document | frappe._dict]) -> str:
	"""Number, state and archive number of each volume, a line each."""
	return "\n".join(joined(one.number, zh(one.workflow_state), one.archive_number) for one in volumes)


def _list(order: Order, data: dict, books: list[Printed]) -> dict:
	"""What the template takes for the list of the books, and of what each lacks."""
	pages = [sealing.page_count(book.paper) if book.paper else 0 for book in books]
	rows = [
		(
			str(position),
			"\n".join(filter(None, (_other_keeper(book.stretch.order, order), book.title))),
			book.numbers,
			str(book.count),
			str(count),
			book.volumes,
			"\n".join(map(printable, book.lacking)) or COMPLETE,
		)
		for position, (book, count) in enumerate(zip(books, pages, strict=True), 1)
	]
	year = f"{order.first.year}年度"
	return plain_list(
		data,
		f"{year}簿册目录",
		f"共{sum(map(bool, pages))}册{sum(pages)}页",
		COLUMNS,
		rows,
		centre=year,
		signatures=year_of_cases.SIGNATURES,
	)
