"""Printing a book: which of them a user may print, and a short one made at once; long ones: `long_prints.py`."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate

from deputy_liaison import scope
from deputy_liaison.opinions import case_papers
from deputy_liaison.paper import zh
from deputy_liaison.registers import cards
from deputy_liaison.registers.holders import body_of, printable, refuse_foreign_book
from deputy_liaison.registers.row_source import STATION, Book
from deputy_liaison.registers.row_sources import ROW_SOURCES
from deputy_liaison.registers.typesetting import font_notice, typeset
from deputy_liaison.registers.volume import TEMPLATE, Edition, compose
from deputy_liaison.registers.workbook import workbook
from deputy_liaison.scope import APPROVER_OF
from deputy_liaison.state_machine import write_log

# more rows than these are made in the background: about 300 pages, 10 seconds
AT_ONCE = 1000
# rows done, rows in all
Progress = Callable[[int, int], None]
# name of the format, and ending of the file → how it is made of the edition's data
FILE_FORMATS: dict[str, Callable[[dict, Progress | None], bytes]] = {
	"pdf": lambda data, progress: typeset(TEMPLATE, data, progress),
	"xlsx": lambda data, _progress: workbook(data),
}


@dataclass(frozen=True)
class Order:
	"""A volume as it was asked for, by a user who may print it.

	Args:
		register: the Register Definition.
		holder: whose book it is.
		first: first day of the period.
		last: last day, inclusive.
		outside: for outside the office.
	"""

	register: Document
	holder: Document
	first: datetime.date
	last: datetime.date
	outside: bool = False

	@classmethod
	def checked(
		cls,
		definition: str,
		holder_type: str,
		holder: str,
		from_date: str,
		to_date: str,
		outside: bool | int | str = False,
	) -> "Order":
		"""What a client asks for, if the session's user may have it.

		Raises:
			frappe.PermissionError: the user's posts don't cover the holder.
			frappe.ValidationError: something is missing, or the period is none.
		"""
		register, keeper = _permitted(definition, holder_type, holder)
		first, last = period(from_date, to_date)
		return cls(register, keeper, first, last, bool(cint(outside)))

	@property
	def file_name(self) -> str:
		"""Name of the file without its ending."""
		return f"{self.register.code}-{self.first}-{self.last}"

	def is_long(self) -> bool:
		"""Whether it has more rows than are made while the user waits."""
		source = ROW_SOURCES[self.register.row_source]
		book = Book(self.holder, body_of(self.holder), self.first, self.last, self.outside)
		rows = frappe.get_list(
			source.doctype, filters=source.filters(book), pluck="name", limit_page_length=AT_ONCE + 1
		)
		return len(rows) > AT_ONCE

	def composed(self) -> Edition:
		"""The rows as the definition orders them."""
		return compose(self.register, self.holder, self.first, self.last, self.outside)

	def log(self, full: bool, count: int) -> None:
		"""A print with full values is entered in the handling log, once for each file that is made."""
		if full and ROW_SOURCES[self.register.row_source].is_logged:
			note = _("{0}, {1} to {2}, {3} rows").format(
				self.register.register_title, self.first, self.last, count
			)
			write_log(self._keeper(), "Print Full Register", event="Disclosure", note=note)

	def _keeper(self) -> Document:
		"""The record whose log tells of it: the station, or the place's congress body."""
		if self.holder.doctype == STATION:
			return self.holder
		return frappe.get_doc("Congress Body", body_of(self.holder).name)


@frappe.whitelist(methods=["POST"])
def pdf(
	definition: str,
	holder_type: str,
	holder: str,
	from_date: str,
	to_date: str,
	outside: bool | int | str = False,
) -> None:
	"""Answer with the volume as a PDF file.

	POST, because a print with full values of voters is written to the Handling Log.

	Args:
		definition: a Register Definition.
		holder_type: DocType of who keeps the book: Liaison Station or Jurisdiction.
		holder: a station or place whose books the user's posts cover.
		from_date: first day of the period.
		to_date: last day, inclusive.
		outside: for outside the office: it is masked for everybody.

	Raises:
		frappe.PermissionError: the user's posts don't cover the holder.
		frappe.ValidationError: the period is none, or too long to be made at once.
	"""
	_answer(Order.checked(definition, holder_type, holder, from_date, to_date, outside), "pdf")


@frappe.whitelist(methods=["POST"])
def xlsx(
	definition: str,
	holder_type: str,
	holder: str,
	from_date: str,
	to_date: str,
	outside: bool | int | str = False,
) -> None:
	"""Answer with the volume as a spreadsheet; arguments and errors as in `pdf`."""
	_answer(Order.checked(definition, holder_type, holder, from_date, to_date, outside), "xlsx")


def made(order: Order, file_format: str) -> bytes:
	"""The volume as a file, entered in the log where that is due.

	Raises:
		frappe.ValidationError: it is too long to be made at once.
	"""
	if order.is_long():
		frappe.throw(
			_("This book has more than {0} rows: it is made in the background, from the page {1}.").format(
				AT_ONCE, frappe.bold(_("Print Registers"))
			)
		)
	edition = order.composed()
	content = FILE_FORMATS[file_format](edition.data, None)
	order.log(edition.full, edition.count)
	return content


def _answer(order: Order, file_format: str) -> None:
	send(made(order, file_format), f"{order.file_name}.{file_format}", file_format)


def send(content: bytes, name: str, file_format: str) -> None:
	"""Put a file into the response."""
	frappe.response.filename = name
	frappe.response.filecontent = content
	frappe.response.type = "pdf" if file_format == "pdf" else "binary"


@frappe.whitelist(methods=["GET", "POST"])
def choices() -> dict:
	"""What the print page offers: the books that the user's posts allow, this year.

	Returns:
		registers: name, title, code and holders (DocType → the first one, where there is one only or it is the
		user's own, else ""); cards, alike; from_date, to_date; font_notice: what the server's keeper should know of
		its fonts; seals, prints_cases: whether the user's posts allow that.
	"""
	frappe.has_permission("Register Definition", "read", throw=True)
	offered = []
	# a source has several books, and cards
	first_of = cache(_first_of)
	for register in frappe.get_list(
		"Register Definition", fields=["name", "register_title", "code", "row_source"], limit_page_length=0
	):
		if holders := first_of(register.row_source):
			offered.append(
				{
					"name": register.name,
					"title": register.register_title,
					"code": register.code,
					"holders": holders,
				}
			)
	year = getdate().year
	return {
		"registers": sorted(offered, key=lambda one: _in_order(one["code"])),
		"cards": _cards(first_of),
		"from_date": f"{year}-01-01",
		"to_date": f"{year}-12-31",
		"font_notice": font_notice(),
		# who seals volumes of the own level (rules.md §3b)
		"seals": any(post.post in APPROVER_OF.values() for post in scope.posts()),
		"prints_cases": case_papers.may_be_printed(),
	}


@frappe.whitelist(methods=["GET", "POST"])
def holders(definition: str, holder_type: str) -> list[str]:
	"""Names of the stations or places whose book of this register the user may print.

	Args:
		definition: a Register Definition, or the Print Format of a card.
		holder_type: Liaison Station or Jurisdiction.
	"""
	frappe.has_permission("Register Definition", "read", throw=True)
	if definition in cards.CARDS:
		return [one.name for one in printable(cards.source_of(definition), holder_type)]
	source = frappe.db.get_value("Register Definition", definition, "row_source")
	return [one.name for one in printable(ROW_SOURCES[source], holder_type)] if source in ROW_SOURCES else []


def _first_of(row_source: str) -> dict[str, str]:
	"""Who keeps books of a source that the user may print: DocType → the first choice."""
	source = ROW_SOURCES[row_source]
	kept = {kind: printable(source, kind) for kind in source.holders}
	return {kind: _first_choice(kind, [one.name for one in found]) for kind, found in kept.items() if found}


def _cards(first_of: Callable[[str], dict[str, str]]) -> list[dict]:
	"""The cards that the user may print, as the registers; of a deputy's whoever is chosen."""
	return [
		{"name": layout, "title": zh(layout), "code": code, "holders": {**holders, cards.DEPUTY: ""}}
		for layout, (code, doctype) in cards.CARDS.items()
		if cards.prints(layout) and (holders := first_of(doctype))
	]


def books_of(holder_type: str, holder: str) -> list[str]:
	"""Register Definitions that the holder keeps and the user may print for it, in the order of their codes."""
	frappe.has_permission("Register Definition", "read", throw=True)
	registers = frappe.get_list(
		"Register Definition", fields=["name", "code", "row_source"], limit_page_length=0
	)
	sources = {
		source
		for source in {register.row_source for register in registers}
		if holder and printable(ROW_SOURCES[source], holder_type, holder)
	}
	registers.sort(key=lambda register: _in_order(register.code))
	return [register.name for register in registers if register.row_source in sources]


def _in_order(code: str) -> tuple[int, str]:
	"""R3 before R13."""
	digits = "".join(filter(str.isdigit, code))
	return int(digits or 0), code


def _first_choice(holder_type: str, names: list[str]) -> str:
	field = "station" if holder_type == STATION else "jurisdiction"
	own = [getattr(post, field) for post in scope.posts() if getattr(post, field) in names]
	return own[0] if own else names[0] if len(names) == 1 else ""


def _permitted(definition: str, holder_type: str, holder: str) -> tuple[Document, Document]:
	"""The register and its holder, if the user's posts let him or her print the one of the other."""
	if not definition or not frappe.db.exists("Register Definition", definition):
		frappe.throw(_("Choose a register."), frappe.MandatoryError)
	register = frappe.get_doc("Register Definition", definition)
	refuse_foreign_book(register, holder_type, holder)
	register.check_permission("read")
	keeper = frappe.get_doc(holder_type, holder)
	keeper.check_permission("read")
	return register, keeper


def period(from_date: str, to_date: str) -> tuple[datetime.date, datetime.date]:
	period = []
	for label, value in ((_("From Date"), from_date), (_("To Date"), to_date)):
		try:
			date = getdate(value) if value else None
		except Exception:  # the parsers of both Frappe versions raise several unrelated classes
			date = None
		if not date:
			frappe.throw(_("{0} is not a date. Write it as 2026-05-20.").format(frappe.bold(label)))
		period.append(date)
	first, last = period
	if first > last:
		frappe.throw(
			_("The period is reversed: {0} lies after {1}.").format(frappe.bold(first), frappe.bold(last))
		)
	return first, last
