"""Signed form tokens: they stand in for the CSRF check that guests don't have.

A token is good for one purpose and one subject, from two seconds to two hours after it was issued, once.
"""

import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe import _

from deputy_liaison.short_codes import keyed_hash, new_code

YOUNGEST = 2  # seconds: nobody reads and fills in a form faster
OLDEST = 2 * 60 * 60


class UnfitToken(frappe.ValidationError):
	"""The form must be loaded anew; what was typed in stays on the page."""

	http_status_code = 409


class UsedToken(UnfitToken):
	"""What was sent with it is being worked on, or was carried out."""

	http_status_code = 425


def issue(purpose: str, subject: str) -> str:
	"""A token for a form of this purpose, on this station or ticket."""
	body = f"{int(time.time())}-{new_code(12)}"
	return f"{body}-{_signature(body, purpose, subject)}"


@contextmanager
def used_once(token: str, purpose: str, subject: str) -> Iterator[None]:
	"""Holds a token while the form is worked on; if that fails, it may be sent again.

	Raises:
		UnfitToken: forged, of another form, too young, too old, or used before.
	"""
	issued, number = _checked(token, purpose, subject)
	key = frappe.cache.make_key(f"liaison_form_token|{number}")
	# one statement, so that of two taps at once only the first is taken
	if not frappe.cache.set(key, 1, nx=True, ex=max(1, issued + OLDEST - int(time.time()))):
		frappe.throw(_("This form was already handed in."), UsedToken)
	try:
		yield
	except BaseException:
		frappe.cache.delete(key)
		raise


def answered_once(token: str, purpose: str, subject: str, work: Callable[[], dict]) -> dict:
	"""What `work` answers; where the same form is sent again, since its answer got lost, that answer.

	Raises:
		UnfitToken: as for `used_once`.
	"""
	_issued, number = _checked(token, purpose, subject)
	key = f"liaison_form_answer|{number}"
	if answer := frappe.cache.get_value(key):
		return answer
	with used_once(token, purpose, subject):
		answer = work()
	frappe.db.after_commit.add(lambda: frappe.cache.set_value(key, answer, expires_in_sec=OLDEST))
	return answer


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
