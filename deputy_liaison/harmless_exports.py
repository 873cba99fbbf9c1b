"""Exports of our records in which no text that a voter wrote becomes a formula.

A spreadsheet programme computes a cell that begins with =, +, - or @, whoever wrote it. In XLSX such a text
is marked as text; CSV knows no types, so an apostrophe goes before it there.
"""

import csv
import io
import zipfile

import frappe
import openpyxl
from frappe.core.doctype.data_export import exporter
from frappe.desk import query_report, reportview
from frappe.utils import cint

from deputy_liaison.companions import is_ours

# the full-width signs count as well in Chinese versions of the programmes
FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r")
SPREADSHEET = (".xlsx",)


@frappe.whitelist(methods=["GET", "POST"])
def export_list() -> None:
	"""Override of `frappe.desk.reportview.export_query`, the export of lists."""
	doctype = frappe.form_dict.get("doctype")
	reportview.export_query()
	_make_harmless(doctype)


@frappe.whitelist(methods=["GET", "POST"])
def export_report() -> None:
	"""Override of `frappe.desk.query_report.export_query`, the export of reports."""
	report = frappe.form_dict.get("report_name")
	# a long list is cut on the screen, never in a file (opinions/rate_tables.py)
	frappe.flags.exports_report = True
	try:
		query_report.export_query()
	finally:
		frappe.flags.exports_report = False
	_make_harmless(frappe.get_cached_value("Report", report, "ref_doctype"))


@frappe.whitelist(methods=["GET", "POST"])
def export_data(
	doctype: str | None = None,
	parent_doctype: str | None = None,
	all_doctypes: bool | str = True,
	with_data: bool | str = False,
	select_columns: str | None = None,
	file_type: str = "CSV",
	template: bool | str = False,
	filters: str | dict | list | None = None,
	export_without_column_meta: bool | str = False,
) -> None:
	"""Override of `frappe.core.doctype.data_export.exporter.export_data`, the tool Data Export."""
	exporter.export_data(
		doctype,
		parent_doctype,
		all_doctypes,
		with_data,
		select_columns,
		file_type,
		template,
		filters,
		export_without_column_meta,
	)
	_make_harmless(doctype)


def _make_harmless(doctype: str | None) -> None:
	"""The file that the stock method has put into the response."""
	if not is_ours(doctype):
		return
	response = frappe.response
	if response.get("type") == "csv":
		response["result"] = harmless_csv(response["result"])
	elif response.get("type") == "binary":
		content = response["filecontent"]
		if response["filename"].endswith(SPREADSHEET):
			response["filecontent"] = harmless_workbook(content)
		else:
			delimiter = frappe.form_dict.get("csv_delimiter") or ","
			quoting = cint(frappe.form_dict.get("csv_quoting") or csv.QUOTE_NONNUMERIC)
			text = content.decode("utf-8") if isinstance(content, bytes) else content
			response["filecontent"] = harmless_csv(text, delimiter, quoting).encode("utf-8")


def harmless(text: str) -> str:
	"""A text as a CSV may hold it: an apostrophe before what would be computed; numbers stay numbers."""
	if not text.startswith(FORMULA_SIGNS):
		return text
	try:
		float(text)
	except ValueError:
		return f"'{text}"
	return text


def harmless_csv(text: str, delimiter: str = ",", quoting: int = csv.QUOTE_NONNUMERIC) -> str:
	"""The same rows with every text made harmless."""
	rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
	cleaned = [[harmless(cell) for cell in row] for row in rows]
	if cleaned == list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
		return text
	written = io.StringIO()
	csv.writer(written, delimiter=delimiter, quoting=quoting).writerows(cleaned)
	return written.getvalue()


def harmless_workbook(content: bytes) -> bytes:
	"""The same workbook, its formulas as texts: what we export has none of its own."""
	with zipfile.ZipFile(io.BytesIO(content)) as parts:
		sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
		# most exports have none, and need not be taken apart
		if not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name) for name in sheets):
			return content
	book = openpyxl.load_workbook(io.BytesIO(content))
	for sheet in book:
		for row in sheet.iter_rows():
			for cell in row:
				if cell.data_type == "f":
					cell.data_type = "s"
					cell.quotePrefix = True
	written = io.BytesIO()
	book.save(written)
	return written.getvalue()
