"""Signed form tokens: they stand in for the CSRF check that guests don't have.

A token is good for one purpose and one subject, from two seconds to two hours after it was issued, once.
"""

import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils.password import decrypt, encrypt

from deputy_liaison.short_codes import keyed_hash, new_code

YOUNGEST = 2  # seconds: nobody reads and fills in a form faster
OLDEST = 2 * 60 * 60
# no request lasts longer: one that was killed holds its form no longer
IN_WORK = 2 * 60
# how long an answer that got lost can be had again
ANSWER_KEPT = 10 * 60
WORKING, DONE = b"working", b"done"


class UnfitToken(frappe.ValidationError):
	"""The form must be loaded anew; what was typed in stays on the page."""

	http_status_code = 409


class TokenInWork(UnfitToken):
	"""What was sent with it is being worked on: a moment later it brings the answer, or is free again."""

	http_status_code = 425


class UsedToken(UnfitToken):
	"""What was sent with it was carried out."""

	http_status_code = 410


def issue(purpose: str, subject: str) -> str:
	"""A token for a form of this purpose, on this station or ticket."""
	body = f"{int(time.time())}-{new_code(12)}"
	return f"{body}-{_signature(body, purpose, subject)}"


@contextmanager
def used_once(token: str, purpose: str, subject: str) -> Iterator[None]:
	"""Holds a token while the form is worked on; if that fails, it may be sent again.

	It counts as used once the work is committed, and is free again where that is undone.

	Raises:
		UnfitToken: forged, of another form, too young, too old, in work, or used before.
	"""
	issued, number = _checked(token, purpose, subject)
	key = frappe.cache.make_key(f"liaison_form_token|{number}")
	# one statement, so that of two taps at once only the first is taken
	if not frappe.cache.set(key, WORKING, nx=True, ex=IN_WORK):
		if frappe.cache.get(key) == DONE:
			frappe.throw(_("This form was already handed in."), UsedToken)
		frappe.throw(_("It is being worked on. Press again in a moment."), TokenInWork)
	frappe.db.after_rollback.add(lambda: frappe.cache.delete(key))
	try:
		yield
	except BaseException:
		frappe.cache.delete(key)
		raise
	left = max(1, issued + OLDEST - int(time.time()))
	frappe.db.after_commit.add(lambda: frappe.cache.set(key, DONE, ex=left))


def answered_once(token: str, purpose: str, subject: str, work: Callable[[], dict]) -> dict:
	"""What `work` answers; where the same form is sent again, since its answer got lost, that answer.

	Raises:
		UnfitToken: as for `used_once`.
	"""
	_issued, number = _checked(token, purpose, subject)
	key = f"liaison_form_answer|{number}"
	if answer := _kept(key):
		return answer
	try:
		with used_once(token, purpose, subject):
			answer = work()
			# before the token counts as used; the look-up code in it lies nowhere in the clear
			sealed = encrypt(json.dumps(answer))
			frappe.db.after_commit.add(
				lambda: frappe.cache.set_value(key, sealed, expires_in_sec=ANSWER_KEPT)
			)
	except UsedToken:
		# the other tap was done while this one looked
		if answer := _kept(key):
			frappe.clear_messages()
			return answer
		raise
	return answer


def _kept(key: str) -> dict | None:
	sealed = frappe.cache.get_value(key, expires=True)
	return json.loads(decrypt(sealed)) if sealed else None


def _checked(token: str, purpose: str, subject: str) -> tuple[int, str]:
	issued, _hyphen, rest = (token or "").partition("-")
	number, _hyphen, signature = rest.partition("-")
	expected = _signature(f"{issued}-{number}", purpose, subject)
	if not issued.isdigit() or not hmac.compare_digest(signature.encode(), expected.encode()):
		frappe.throw(_("The form is not valid any more. Load the page again."), UnfitToken)
	age = time.time() - int(issued)
	if age > OLDEST:
		frappe.throw(_("The page was open for too long. Load it again."), UnfitToken)
	if age < YOUNGEST:
		frappe.throw(_("That was very fast. Wait a moment and press again."), UnfitToken)
	return int(issued), number


def _signature(body: str, purpose: str, subject: str) -> str:
	return keyed_hash(f"form token {purpose} {subject}", body)
