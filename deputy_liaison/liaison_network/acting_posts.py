"""代行: the chair lets somebody act for a while, so that maker ≠ checker never deadlocks a township."""

import frappe
from frappe import _
from frappe.utils import date_diff, getdate

from deputy_liaison import scope
from deputy_liaison.persons import display_name, same_person

CHAIR = "Township Chair"
CLERK = "Township Clerk"
LONGEST = 90  # days, permissions.md


@frappe.whitelist(methods=["POST"])
def issue(
	user: str,
	post: str,
	from_date: str,
	to_date: str,
	reason: str,
	decision_number: str | None = None,
	decision_date: str | None = None,
) -> str:
	"""Give an acting post in the chair's own township.

	Args:
		user: who shall act: a vice-chair or presidium member of the township, or another township's clerk.
		post: "Township Chair" or "Township Clerk"; a clerk of elsewhere acts as clerk only.
		from_date: first day, today or later (YYYY-MM-DD).
		to_date: last day, inclusive; at most 90 days in all.
		reason: why, for the log.
		decision_number: of the presidium's decision, where local rules want one.
		decision_date: its date (YYYY-MM-DD).

	Returns:
		The name of the new Staff Post.

	Raises:
		frappe.PermissionError: the caller holds no chair's post of his or her own.
		frappe.ValidationError: not this person, not these days; the message says why.
	"""
	township = _own_township()
	if post not in (CHAIR, CLERK):
		frappe.throw(_("An acting post is a chair's or a clerk's."))
	if not (reason or "").strip():
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Reason"))), frappe.MandatoryError)
	if same_person(frappe.session.user, user):
		frappe.throw(_("Nobody gives or changes a post of their own."), frappe.PermissionError)
	_check_days(getdate(from_date), getdate(to_date))
	_check_person(user, post, township)
	_refuse_prolonging(user, post, township, getdate(from_date))
	doc = frappe.get_doc(
		{
			"doctype": "Staff Post",
			"user": user,
			"post": post,
			"jurisdiction": township,
			"from_date": getdate(from_date),
			"to_date": getdate(to_date),
			"is_acting": 1,
			"acting_reason": reason.strip(),
			"decision_number": decision_number,
			"decision_date": getdate(decision_date) if decision_date else None,
		}
	)
	doc.flags.issued_by_chair = True
	# posts are the administrator's; the chair's right to this one was checked above
	doc.insert(ignore_permissions=True)
	return doc.name


def _own_township() -> str:
	for held in scope.posts():
		if held.post == CHAIR and not held.is_acting:
			return held.jurisdiction
	frappe.throw(
		_("Acting posts are given by the township's chair, not by who acts for the chair."),
		frappe.PermissionError,
	)


def _check_days(first, last) -> None:
	if first < getdate():
		frappe.throw(_("{0} must not lie in the past.").format(frappe.bold(_("From Date"))))
	if last < first:
		frappe.throw(
			_("{0} must not be before {1}.").format(frappe.bold(_("To Date")), frappe.bold(_("From Date")))
		)
	if date_diff(last, first) + 1 > LONGEST:
		frappe.throw(_("An acting post lasts {0} days at most.").format(LONGEST))


def _check_person(user: str, post: str, township: str) -> None:
	own = [held for held in scope.posts(user) if not held.is_acting]
	of_township = any(
		(held.post == CHAIR and held.jurisdiction == township)
		or (held.post == "Presidium Member" and scope.township_of_station(held.station) == township)
		for held in own
	)
	clerk_elsewhere = any(held.post == CLERK and held.jurisdiction != township for held in own)
	if of_township or (clerk_elsewhere and post == CLERK):
		return
	frappe.throw(
		_(
			"{0} cannot act here. A vice-chair or presidium member of the township may act as chair or clerk,"
			" the clerk of another township as clerk only."
		).format(frappe.bold(display_name(user)))
	)


def _refuse_prolonging(user: str, post: str, township: str, first) -> None:
	last = frappe.db.get_value(
		"Staff Post",
		{
			"user": user,
			"post": post,
			"jurisdiction": township,
			"is_acting": 1,
			"to_date": (">=", first),
		},
		"to_date",
	)
	if last:
		frappe.throw(
			_(
				"{0} acts already, until {1}. An acting post is not prolonged: a new one begins after it."
			).format(frappe.bold(display_name(user)), last)
		)
