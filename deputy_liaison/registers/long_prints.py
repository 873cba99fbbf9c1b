"""Long books, made in the background: how far one is can be asked for, and its maker is told when it is done.

A print stands in a Register Print. A worker that is killed leaves nothing but that record, and the book can be
made again. The file is given to its maker alone, while his or her posts still allow that print.
"""

from collections.abc import Callable
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, getdate, now_datetime, strip_html

from deputy_liaison import batch, scope
from deputy_liaison.opinions import case_papers
from deputy_liaison.paper import LANGUAGE, zh
from deputy_liaison.registers import year_of_books
from deputy_liaison.registers.cards import CardOrder
from deputy_liaison.registers.print_out import FILE_FORMATS, Order, books_of, period, send
from deputy_liaison.registers.printed_papers import bound, on_paper

RUN = "Register Print"
WAITING, READING, SETTING = "Print Waiting", "Print Reading Rows", "Print Being Set"
FINISHED, FAILED = "Print Finished", "Print Failed"
UNDER_WAY = (WAITING, READING, SETTING)
# how much of the work is done when a stage begins; setting the pages takes longest
PERCENT = {WAITING: 0, READING: 5, SETTING: 30, FINISHED: 100, FAILED: 100}
# without a sign of life for this long, a print may be made again: each part that is set is one
SILENT_SECONDS = 900
# a county's year with the papers of two thousand cases takes about an hour
LONGEST_SECONDS = 4 * 3600
SHOWN_PRINTS = 10
# no office has books of before its congress was made
FIRST_YEAR = 1954
SAVEPOINT = "register_print"


@frappe.whitelist(methods=["POST"])
def begin(
	definition: str,
	holder_type: str,
	holder: str,
	from_date: str,
	to_date: str,
	outside: bool | int | str = False,
	file_format: str = "pdf",
) -> str:
	"""Begin to make a book in the background, if it is a long one.

	Args:
		definition, holder_type, holder, from_date, to_date, outside: as in `print_out.pdf`.
		file_format: pdf or xlsx.

	Returns:
		The name of the Register Print; empty for a book that is made at once.

	Raises:
		frappe.PermissionError: the user's posts don't cover the holder.
		frappe.ValidationError: something is missing, the period is none, or there is no such format.
	"""
	order = Order.checked(definition, holder_type, holder, from_date, to_date, outside)
	if file_format not in FILE_FORMATS:
		frappe.throw(
			_("{0}: choose one of: {1}.").format(
				frappe.bold(_("File Format")), _(", ").join(name.upper() for name in FILE_FORMATS)
			)
		)
	if not order.is_long():
		return ""
	return _begun(order, file_format, definition=order.register.name)


@frappe.whitelist(methods=["POST"])
def begin_year(
	holder_type: str,
	holder: str,
	year: int | str,
	outside: bool | int | str = False,
	with_stations: bool | int | str = False,
	seal_due: bool | int | str = False,
	with_cases: bool | int | str = False,
) -> str:
	"""Begin to make all books of one keeper and year as one PDF, behind a list of them.

	Args:
		holder_type, holder, outside: as in `print_out.pdf`.
		year: which one.
		with_stations: of a township, whether the books of its stations follow.
		seal_due: whether volumes of the year that were handed in and lack nothing are sealed first, as far as
			the user's posts allow that.
		with_cases: of a place, whether the papers of each case in its archive follow, which is never for outside.

	Returns:
		The name of the Register Print.

	Raises:
		frappe.PermissionError: the user's posts cover no book of the holder.
		frappe.ValidationError: the year is none.
	"""
	wanted = year_of(year)
	books = books_of(holder_type, holder)
	if not books:
		scope.refuse_out_of_scope()
	orders = year_of_books.orders_of(
		books, holder_type, holder, wanted, bool(cint(outside)), with_stations=False
	)
	return _begun(
		orders[0],
		"pdf",
		books="\n".join(books),
		with_stations=cint(with_stations),
		seal_due=cint(seal_due),
		with_cases=int(cint(with_cases) and not cint(outside) and case_papers.may_be_printed()),
	)


def year_of(year: int | str) -> int:
	"""The year that a client asks for.

	Raises:
		frappe.ValidationError: it is none in which books were kept.
	"""
	wanted, latest = cint(year), getdate().year
	if not FIRST_YEAR <= wanted <= latest:
		frappe.throw(
			_("{0}: choose a year from {1} to {2}.").format(
				frappe.bold(_("Year of the Books")), FIRST_YEAR, latest
			)
		)
	return wanted


@frappe.whitelist(methods=["POST"])
def begin_cards(layout: str, holder_type: str, holder: str, from_date: str, to_date: str) -> str:
	"""Begin to print a card for each record of a keeper and a period, as one PDF.

	Args:
		layout: one of `cards.CARDS`.
		holder_type, holder: whose they are: Liaison Station, Jurisdiction or Deputy.
		from_date, to_date: the period, inclusive.

	Returns:
		The name of the Register Print.

	Raises:
		frappe.PermissionError: the user's posts don't cover the holder, or print no such cards.
		frappe.ValidationError: something is missing, the period is none, or holds no record.
	"""
	order = CardOrder.checked(layout, holder_type, holder, *period(from_date, to_date))
	order.papers()
	return _begun(order, "pdf", layout=layout)


def _begun(order: Order | CardOrder, file_format: str, **what: str | int) -> str:
	"""A new print of what was checked for the session's user, or the very same that is being made."""
	asked = {
		"maker": frappe.session.user,
		**what,
		"holder_type": order.holder.doctype,
		"holder": order.holder.name,
		"from_date": order.first,
		"to_date": order.last,
		"outside": int(order.outside),
		"file_format": file_format,
	}
	if under_way := _under_way(asked):
		return under_way
	doc = frappe.get_doc({"doctype": RUN, **asked, "stage": WAITING})
	# no role writes prints by hand; `checked` said that this user may print these books or cards
	doc.insert(ignore_permissions=True)
	_go_on(doc.name)
	return doc.name


def _under_way(asked: dict) -> str | None:
	"""Who asks twice waits for one."""
	same = {**asked, "stage": ("in", UNDER_WAY)}
	names = frappe.get_all(RUN, same, pluck="name", order_by="creation desc", limit=1)
	return names[0] if names and not _is_silent(frappe.get_doc(RUN, names[0])) else None


@frappe.whitelist(methods=["POST"])
def again(run: str) -> None:
	"""Make an own print again that failed, or whose worker died.

	Raises:
		frappe.PermissionError: there is no such print of the user's.
	"""
	doc = _own(run)
	if doc.stage == FAILED or _is_silent(doc):
		doc.db_set({"stage": WAITING, "reason": None})
		_go_on(doc.name)


@frappe.whitelist(methods=["GET", "POST"])
def progress(run: str) -> dict:
	"""How far an own print is.

	Returns:
		run, title, stage (in words), percent, under_way, is_done, rows, counted (in words), reason, file_format;
		again: whether it can be made again.

	Raises:
		frappe.PermissionError: there is no such print of the user's.
	"""
	return _told(_own(run))


@frappe.whitelist(methods=["GET", "POST"])
def own_prints() -> list[dict]:
	"""The user's latest long prints, newest first, as in `progress`."""
	names = frappe.get_all(
		RUN, {"maker": frappe.session.user}, pluck="name", order_by="creation desc", limit=SHOWN_PRINTS
	)
	return [_told(frappe.get_doc(RUN, name)) for name in names]


@frappe.whitelist(methods=["POST"])
def fetch(run: str) -> None:
	"""Answer with the file of an own print that is done; it was entered in the log when it was made.

	Raises:
		frappe.PermissionError: there is no such print of the user's, or the posts don't allow it any more.
		frappe.ValidationError: it isn't done.
	"""
	doc = _own(run)
	asked = _asked(doc)
	if doc.stage != FINISHED:
		frappe.throw(_("This print is not finished. Look again in a while."))
	# the maker's posts were checked just now; nobody has a permission on the print itself
	content = frappe.get_doc("File", doc.file).get_content()
	send(content, _file_name(doc, asked), doc.file_format)


def carry_out(run: str) -> None:
	"""Make the book, as the session's user. Started by `begin` and `again` alone, as a job."""
	# a worker speaks English by itself
	frappe.local.lang = LANGUAGE
	doc = frappe.get_doc(RUN, run)
	if doc.stage == FINISHED:
		return
	_commit()
	try:
		_make(doc)
	except Exception as error:  # whatever is wrong, its maker waits for word of it
		batch.undo(SAVEPOINT)
		expected = isinstance(error, frappe.ValidationError | frappe.PermissionError)
		if not expected:
			frappe.log_error(title=f"Register Print {run}")
		doc.db_set(
			{
				"stage": FAILED,
				"reason": strip_html(cstr(error))
				if expected
				else _("An error of the system; the administrator finds it in the error log."),
				"ended_on": now_datetime(),
			}
		)
		_tell(doc, _("Not printed: {0}. {1}").format(_title(doc), doc.reason))
	_commit()


def _make(doc: Document) -> None:
	asked = _asked(doc)
	_say(doc, stage=READING)
	content, logs, count = (_cards if doc.layout else _year if doc.books else _book)(doc, asked)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": _file_name(doc, asked),
			"attached_to_doctype": RUN,
			"attached_to_name": doc.name,
			"is_private": 1,
			"content": content,
		}
	)
	# the maker's posts were checked by `_order`; nobody has a permission on the print that it is attached to
	file.save(ignore_permissions=True)
	for log in logs:
		log()
	doc.db_set({"stage": FINISHED, "row_count": count, "file": file.name, "ended_on": now_datetime()})
	_tell(doc, _("Ready to print: {0}").format(" ".join(filter(None, (_title(doc), _counted(doc))))))


# what was made: the file, what enters it in the logs, and its rows
Made = tuple[bytes, list[Callable[[], None]], int]


def _book(doc: Document, orders: list[Order]) -> Made:
	edition = orders[0].composed()
	_say(doc, stage=SETTING, row_count=edition.count, percent_set=0)
	content = FILE_FORMATS[doc.file_format](
		edition.data, lambda done, of: _say(doc, percent_set=100 * done // max(of, 1))
	)
	return content, [partial(orders[0].log, edition.full, edition.count)], edition.count


def _year(doc: Document, orders: list[Order]) -> Made:
	"""All books one behind the other; what has no entry is named on the list alone."""
	if doc.seal_due:
		year_of_books.seal_due(orders, lambda: _say(doc, stage=READING))
	content, books = year_of_books.made(
		orders,
		bool(doc.with_cases),
		lambda done, of: _say(doc, stage=SETTING, percent_set=100 * done // of),
	)
	return content, [partial(book.stretch.log, book) for book in books], sum(book.count for book in books)


def _cards(doc: Document, asked: CardOrder) -> Made:
	"""One card behind the other. One that can't be printed stops them all: nobody would miss it in a pile."""
	papers = asked.papers()
	printed = []
	for done, (number, paper) in enumerate(papers):
		_say(doc, stage=SETTING, row_count=len(papers), percent_set=100 * done // len(papers))
		printed.append((number, on_paper(paper)))
	return bound(printed), [], len(papers)


def _asked(doc: Document) -> list[Order] | CardOrder:
	"""What was asked for, if the session's user may still have all of it."""
	if doc.layout:
		return CardOrder.checked(doc.layout, doc.holder_type, doc.holder, doc.from_date, doc.to_date)
	if doc.books:
		return year_of_books.orders_of(
			doc.books.split("\n"),
			doc.holder_type,
			doc.holder,
			doc.from_date.year,
			bool(doc.outside),
			bool(doc.with_stations),
		)
	days = str(doc.from_date), str(doc.to_date)
	return [Order.checked(doc.definition, doc.holder_type, doc.holder, *days, doc.outside)]


def _file_name(doc: Document, asked: list[Order] | CardOrder) -> str:
	if doc.layout:
		name = f"{zh(doc.layout)}-{doc.from_date}-{doc.to_date}"
	else:
		name = f"{doc.from_date:%Y}年度簿册" if doc.books else asked[0].file_name
	return f"{name}.{doc.file_format}"


def _say(doc: Document, **values) -> None:
	doc.db_set(values)
	_commit()


def _commit() -> None:
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: how far it is must be seen while the work goes on
	frappe.db.savepoint(SAVEPOINT)


def _go_on(run: str) -> None:
	frappe.enqueue(
		"deputy_liaison.registers.long_prints.carry_out",
		queue="long",
		timeout=LONGEST_SECONDS,
		enqueue_after_commit=True,
		run=run,
	)


def _tell(doc: Document, text: str) -> None:
	"""One line on the maker's desk, which leads to the page that gives the file."""
	link = f'<p><a href="/app/print-registers/{doc.name}">{_("Print Registers")}</a></p>'
	notice = frappe.get_doc(
		{
			"doctype": "Notification Log",
			"type": "Alert",
			"for_user": doc.maker,
			"from_user": doc.maker,
			"subject": frappe.utils.escape_html(text),
			"email_content": link,
		}
	)
	# told to the maker alone, who was checked in `begin`; nobody has a right to write notices
	notice.insert(ignore_permissions=True)


def _own(run: str) -> Document:
	found = frappe.db.get_value(RUN, {"name": cstr(run), "maker": frappe.session.user})
	if not found:
		scope.refuse_out_of_scope()
	return frappe.get_doc(RUN, found)


def _is_silent(doc: Document) -> bool:
	return doc.stage in UNDER_WAY and (now_datetime() - doc.modified).total_seconds() > SILENT_SECONDS


def _title(doc: Document) -> str:
	"""`代表接待选民来访登记簿 东村代表联络站 2026-01-01—2026-12-31`."""
	holder = frappe.get_cached_doc(doc.holder_type, doc.holder).get_title()
	if doc.books:
		return f"{doc.from_date:%Y}年度簿册 {holder}"
	if doc.layout:
		return f"{zh(doc.layout)} {holder} {doc.from_date}—{doc.to_date}"
	register = frappe.db.get_value("Register Definition", doc.definition, "register_title")
	return f"{register} {holder} {doc.from_date}—{doc.to_date}"


def _counted(doc: Document) -> str:
	"""How much it holds; empty while that is not known."""
	said = _("{0} cards") if doc.layout else _("{0} rows")
	return said.format(doc.row_count) if doc.row_count else ""


def _percent(doc: Document) -> int:
	"""How much of the work is done, as far as it is known."""
	done = PERCENT[doc.stage]
	if doc.stage == SETTING:
		done += (PERCENT[FINISHED] - done) * doc.percent_set // 100
	return done


def _told(doc: Document) -> dict:
	silent = _is_silent(doc)
	return {
		"run": doc.name,
		"title": _title(doc),
		"stage": _("Print Interrupted") if silent else _(doc.stage),
		"percent": _percent(doc),
		"under_way": doc.stage in UNDER_WAY and not silent,
		"is_done": doc.stage == FINISHED,
		"again": doc.stage == FAILED or silent,
		"rows": doc.row_count,
		"counted": _counted(doc),
		"reason": doc.reason or "",
		"file_format": doc.file_format,
		"outside": doc.outside,
	}
