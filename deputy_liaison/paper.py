"""What holds for every printed paper: it is Chinese, its dates are unpadded, a text stands as it was typed."""

import datetime
import html

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

LANGUAGE = "zh"  # the paper is Chinese, whoever prints it


def zh(text: str | None) -> str:
	"""The Chinese of a stored English option or state, empty for none."""
	return _(text, lang=LANGUAGE) if text else ""


def stored(doctype: str, doc: Document) -> Document:
	"""The record of this DocType as it is stored: the desk prints what a client sends.

	Raises:
		frappe.PermissionError: the user may not read it.
	"""
	doc = frappe.get_doc(doctype, doc.name)
	doc.check_permission("read")
	return doc


def day(value: datetime.date | datetime.datetime | str | None) -> str:
	"""`2026年9月7日`, without padding (registers.md §0); empty for none."""
	if not value:
		return ""
	date = getdate(value)
	return f"{date.year}年{date.month}月{date.day}日"


def as_typed(text: str | None) -> str:
	"""The text as it was typed in: Frappe stores a text with a tag in it with its signs escaped.

	The result is plain text for a typesetter or an escaping template, never HTML.
	"""
	text = text or ""
	return html.unescape(text) if any(sign in text for sign in ("<", "&lt;")) else text


def joined(*texts: str | None) -> str:
	"""The texts that there are, with a blank between them."""
	return " ".join(filter(None, texts))
