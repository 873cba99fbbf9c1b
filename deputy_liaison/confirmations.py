"""系统确认: what a paper says of who decided in the app, beside the line for the pen (registers.md §0).

It is no reliable electronic signature (电子签名法 §13), and says so by its name. The short hash is made of
record, person and moment with the site's key: who doubts a paper has it made again from the record.
"""

import datetime

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from deputy_liaison.paper import LANGUAGE, day
from deputy_liaison.persons import display_name
from deputy_liaison.short_codes import keyed_hash

HASH_LENGTH = 8


def confirmed(
	doc: Document, user: str | None, at: datetime.datetime | str | None, acting: int | None = 0
) -> str:
	"""`赵主席（代行） 2026年9月7日 09:15 系统确认 3fa81c20`; empty where nobody decided yet.

	Args:
		doc: the record that was decided on.
		user: who decided.
		at: when.
		acting: by an acting post.
	"""
	if not user or not at:
		return ""
	holder = f"{display_name(user)}{_('(acting)', lang=LANGUAGE) if acting else ''}"
	return f"{holder} {confirmation(doc, user, at)}"


def confirmation(doc: Document, user: str | None, at: datetime.datetime | str | None) -> str:
	"""The same without the name, where it stands already: `2026年9月7日 09:15 系统确认 3fa81c20`."""
	if not user or not at:
		return ""
	at = get_datetime(at)
	return f"{day(at)} {at:%H:%M} 系统确认 {short_hash(doc, user, at)}"


def short_hash(doc: Document, user: str, at: datetime.datetime) -> str:
	"""The eight signs that stand behind a confirmation."""
	moment = get_datetime(at).replace(microsecond=0)
	return keyed_hash("system confirmation", f"{doc.doctype}|{doc.name}|{user}|{moment}")[:HASH_LENGTH]
