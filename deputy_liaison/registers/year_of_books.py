"""All books of one keeper and year as one paper: a list of them, each that has an entry, and the archive's lists."""

import datetime
import io

import frappe
from pypdf import PdfWriter

from deputy_liaison import batch, scope
from deputy_liaison.opinions import archive_catalogue
from deputy_liaison.paper import joined, zh
from deputy_liaison.registers import completeness, sealing
from deputy_liaison.registers.cells import printable
from deputy_liaison.registers.print_out import Order, books_of
from deputy_liaison.registers.row_source import JURISDICTION, STATION
from deputy_liaison.registers.sealed_files import DOCTYPE
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.registers.volume import TEMPLATE, Edition
from deputy_liaison.registers.volume_states import CLOSED
from deputy_liaison.state_machine import act

COUNTY = "County"
EMPTY = "本年无记载"
COMPLETE = "未发现缺项"
NO_VOLUME = "未立册"
# heading, width, alignment
COLUMNS = (
	("序号", 9, "Centred"),
	("簿册名称", 40, "Left Aligned"),
	("编号范围", 32, "Centred"),
	("件数", 10, "Centred"),
	("页数", 10, "Centred"),
	("册号与档号", 31, "Centred"),
	("缺项", 30, "Left Aligned"),
)
OF_THE_ARCHIVE = (
	("序号", 10, "Centred"),
	("档号", 46, "Centred"),
	("文号", 36, "Centred"),
	("责任者", 38, "Centred"),
	("题名", 66, "Left Aligned"),
	("日期", 20, "Centred"),
	("密级", 9, "Centred"),
	("页数", 9, "Centred"),
	("备注", 15, "Centred"),
)
OF_THE_UNFILED = (
	("序号", 12, "Centred"),
	("类别", 26, "Centred"),
	("编号", 48, "Centred"),
	("题名", 78, "Left Aligned"),
	("办结日期", 32, "Centred"),
	("缺少的材料", 53, "Left Aligned"),
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
			filters={"jurisdiction": ("in", scope.subtree(holder)), "merged_into": ("is", "not set")},
			pluck="name",
			order_by="station_name",
			limit_page_length=0,
		)
		keepers += [(STATION, station, books_of(STATION, station)) for station in stations]
	period = f"{year}-01-01", f"{year}-12-31"
	return [
		Order.checked(book, kind, name, *period, outside) for kind, name, kept in keepers for book in kept
	]


def seal_due(orders: list[Order]) -> None:
	"""Seal the volumes of these books that were handed in and lack nothing, as the session's user.

	What may not be sealed by this user, or lacks something, stays as it is: the list of the books says so.
	"""
	for order in orders:
		for volume in _volumes(order, workflow_state=CLOSED):
			frappe.db.savepoint("seal_due")
			try:
				act(DOCTYPE, volume.name, sealing.SEAL, str(volume.modified))
			except Exception as error:  # whatever is wrong with one stops only that one
				frappe.db.rollback(save_point="seal_due")
				batch.why_not(error, f"Register Volume {volume.name}")
			finally:
				frappe.clear_messages()


def bound(orders: list[Order], editions: list[Edition], papers: list[bytes | None]) -> bytes:
	"""One PDF, whose outline leads to each book.

	Args:
		orders: what was asked for, one a book.
		editions: the rows of each.
		papers: the PDF of each; none for a book without an entry.
	"""
	pages = [sealing.page_count(paper) if paper else 0 for paper in papers]
	writer = PdfWriter()
	listed = typeset(TEMPLATE, _list(orders, editions, pages))
	writer.append(io.BytesIO(listed), outline_item="目录")
	for order, edition, paper in zip(orders, editions, papers, strict=True):
		if paper:
			said = joined(edition.data["title"], _other_keeper(order, orders))
			writer.append(io.BytesIO(paper), outline_item=said)
	for data in _of_the_archive(orders[0], editions[0].data):
		writer.append(io.BytesIO(typeset(TEMPLATE, data)), outline_item=data["title"])
	stream = io.BytesIO()
	writer.write(stream)
	return stream.getvalue()


def _other_keeper(order: Order, orders: list[Order]) -> str:
	"""Who keeps a book, where that is not whose year is printed."""
	return "" if order.holder.name == orders[0].holder.name else order.holder.get_title()


def _volumes(order: Order, **filters) -> list[frappe._dict]:
	"""The volumes of a book that end in the year, as far as the user sees them."""
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


def _number_range(edition: Edition) -> str:
	"""From which number to which; people have none."""
	numbered = any(row["number"] for row in edition.data["rows"])
	return edition.data["numbers"].removeprefix("编号:") if numbered else "—"


def _said_of_volumes(order: Order) -> str:
	"""Number, state and archive number of each, or that the book was not handed in as a volume."""
	return (
		"\n".join(
			joined(volume.number, zh(volume.workflow_state), volume.archive_number)
			for volume in _volumes(order)
		)
		or NO_VOLUME
	)


def _list(orders: list[Order], editions: list[Edition], pages: list[int]) -> dict:
	"""What the template takes for the list of the books, and of what each lacks."""
	data = editions[0].data
	rows = []
	for position, (order, edition, count) in enumerate(zip(orders, editions, pages, strict=True), 1):
		checks = completeness.of(order.register, order.holder, order.first, order.last)
		lacking = "\n".join(printable(finding.text) for finding in checks.findings())
		rows.append(
			[
				str(position),
				"\n".join(filter(None, (_other_keeper(order, orders), edition.data["title"]))),
				_number_range(edition) if edition.count else EMPTY,
				str(edition.count),
				str(count),
				_said_of_volumes(order),
				lacking or COMPLETE,
			]
		)
	return _paper(
		data,
		orders[0].first,
		f"{orders[0].first.year}年度簿册目录",
		f"共{sum(map(bool, pages))}册{sum(pages)}页",
		COLUMNS,
		rows,
	)


def _of_the_archive(order: Order, data: dict) -> list[dict]:
	"""归档文件目录 for each retention period, and what is closed and not filed; for who may see the archive."""
	place, year = order.holder.name, order.first.year
	body = frappe.db.get_value("Congress Body", {"jurisdiction": place})
	if order.holder.doctype != JURISDICTION or not body or not archive_catalogue.may_see(body):
		return []
	archive = archive_catalogue.archive_of(frappe.get_cached_doc("Congress Body", body), year)
	papers = [
		_paper(
			data,
			order.first,
			"归档文件目录",
			f"保管期限:{volume['period']}({volume['retention']})　共{len(volume['rows'])}件",
			OF_THE_ARCHIVE,
			[
				[
					str(position),
					row["archive_number"],
					row["number"],
					row["author"],
					printable(row["title"]),
					row["date"],
					"",
					"",
					"",
				]
				for position, row in enumerate(volume["rows"], 1)
			],
			across=True,
		)
		for volume in archive["volumes"]
	]
	if archive["unfiled"]:
		rows = [
			[
				str(position),
				row["kind"],
				row["number"],
				printable(row["title"]),
				row["closed_on"],
				row["lacks"],
			]
			for position, row in enumerate(archive["unfiled"], 1)
		]
		said = f"共{len(rows)}件"
		papers.append(_paper(data, order.first, "已办结未归档清单", said, OF_THE_UNFILED, rows, across=True))
	return papers


def _paper(
	data: dict,
	first: datetime.date,
	title: str,
	said: str,
	columns: tuple[tuple[str, int, str], ...],
	rows: list[list[str]],
	across: bool = False,
) -> dict:
	"""What the template takes for a list with the head of the keeper's books."""
	year = f"{first.year}年度"
	return {
		**data,
		"title": title,
		"sub_head": {"left": data["place"], "centre": year, "right": said},
		"edition": "",
		"orientation": "Landscape" if across else "Portrait",
		"cell_size": 10.5,
		"page_foot": "",
		"total_foot": "",
		"signatures": ["整理人:", "审核人:", "年　　月　　日"],
		"index_column": None,
		"columns": [
			{"heading": heading, "width": width, "align": align, "of_part": False, "number": False}
			for heading, width, align in columns
		],
		"rows": [{"cells": cells, "parts": [], "sums": {}, "long": True} for cells in rows],
		"sums": {},
	}
