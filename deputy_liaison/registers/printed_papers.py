"""A record's paper as the site prints it, without asking the site for anything; and several of them as one file."""

import io
import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

import frappe
from frappe.utils.pdf import get_pdf
from pypdf import PdfWriter

from deputy_liaison.opinions.case_papers import Paper

# what every print of a record has, and no page that says why there is none
PRINTED = "print-format"
STYLESHEET = re.compile(r'<link\b[^>]*\bhref="(/assets/[^"?]+\.css)[^"]*"[^>]*>')
# without the bar that the page has on a screen
ONLY_PAPER = "<style>.print-hide { display: none; }</style>"


def on_paper(paper: Paper) -> bytes:
	"""One paper as PDF.

	Raises:
		frappe.PermissionError: the session's user may not print it.
		RuntimeError: the site answers with another page than the paper.
	"""
	frappe.get_doc(paper.doctype, paper.name).check_permission("print")
	page = frappe.get_print(paper.doctype, paper.name, paper.layout)
	if PRINTED not in page:
		raise RuntimeError(f"{paper.layout} {paper.name}: not printed")
	return get_pdf(STYLESHEET.sub(_inside, page).replace("</head>", f"{ONLY_PAPER}</head>"))


def _inside(link: re.Match) -> str:
	"""A stylesheet as part of its page: the engine would ask the site for it, whose address a worker may not reach."""
	file = Path(frappe.local.sites_path, link[1].lstrip("/"))
	if not file.is_file():
		return ""
	return f'<link rel="stylesheet" href="data:text/css;base64,{b64encode(file.read_bytes()).decode()}">'


def bound(papers: Iterable[tuple[str | None, bytes]]) -> bytes:
	"""Several PDFs as one, whose outline leads to each that has a line in it.

	Args:
		papers: its line in the outline, and the PDF.
	"""
	writer = PdfWriter()
	for title, paper in papers:
		writer.append(io.BytesIO(paper), outline_item=title)
	stream = io.BytesIO()
	writer.write(stream)
	return stream.getvalue()
