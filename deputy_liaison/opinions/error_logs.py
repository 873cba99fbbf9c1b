"""Error logs hold what a form sent, and so a reporter's name and phone: masked before they are written."""

import json

import frappe
from frappe.model.document import Document

from deputy_liaison import masking

FIELDS = {
	"reporter_name": masking.mask_name,
	"reporter_phone": masking.mask_phone,
	"reporter_address": masking.mask_address,
	"representatives": masking.mask_names,
	# what voters send from the public page, where no account stands behind a request
	"code": lambda _code: "***",
	"content": lambda _words: "***",
	"reason": lambda _words: "***",
}
# a shorter text of these tells nothing, and its signs stand all over a traceback
AT_LEAST = {"code": 8, "content": 4, "reason": 4}


def mask_personal_data(log: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of Error Log: masks what the request sent of a reporter, and every mobile number."""
	sent = dict(_sent(frappe.local.form_dict if hasattr(frappe.local, "form_dict") else {}))
	for field in ("method", "error"):
		text = log.get(field) or ""
		for value, mask in sent.items():
			for written in {value, json.dumps(value)[1:-1]}:
				text = text.replace(written, mask)
		log.set(field, masking.mask_mobiles(text))


def _sent(value: object):
	"""Pairs of what was typed in and its mask, however deep in the request's JSON."""
	if isinstance(value, str) and value[:1] in "{[":
		try:
			value = json.loads(value)
		except ValueError:
			return
	if isinstance(value, dict):
		for key, inner in value.items():
			if key in FIELDS and isinstance(inner, str) and len(inner.strip()) >= AT_LEAST.get(key, 1):
				yield inner.strip(), FIELDS[key](inner)
			else:
				yield from _sent(inner)
	elif isinstance(value, list):
		for inner in value:
			yield from _sent(inner)
