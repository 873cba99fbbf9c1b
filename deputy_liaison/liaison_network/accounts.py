"""Accounts of people without e-mail: made by mobile number or user name, handed over on a slip (P28).

An account alone gives nothing; a Staff Post does. Only a Liaison Administrator manages accounts, and
none that has powers beyond this app.
"""

import re
import secrets
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.sessions import clear_sessions
from frappe.utils import cint, cstr, get_system_timezone, now_datetime
from frappe.utils.password import update_password

from deputy_liaison import scope
from deputy_liaison.liaison_network.post_titles import post_title
from deputy_liaison.paper import day
from deputy_liaison.persons import same_person

# reserved by RFC 2606: no mail can ever be delivered there
PLACEHOLDER = "accounts.invalid"
MOBILE = re.compile(r"1[3-9]\d{9}")
USER_NAME = re.compile(r"[a-z][a-z0-9_.]{2,29}")
# without signs that look alike on paper
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
SLIP = "deputy_liaison/templates/papers/account_slips.html"


@frappe.whitelist(methods=["POST"])
def create(full_name: str, login: str) -> dict:
	"""Make an account that logs in by mobile number or user name.

	Args:
		full_name: Chinese name of the person.
		login: a mobile number of 11 digits, or a user name of small letters and digits.

	Returns:
		user: the new User; slip: the page (HTML) to print, the only place where the password stands.

	Raises:
		frappe.PermissionError: the caller is no Liaison Administrator.
		frappe.ValidationError: a name or login that cannot be, or is taken.
	"""
	refuse_unless_manager()
	user, password = new_account(full_name, login)
	return {"user": user, "slip": slips([(user, password)])}


@frappe.whitelist(methods=["POST"])
def reset(user: str) -> dict:
	"""Give an account a new password and end its sessions.

	Returns:
		slip: the page (HTML) to print.
	"""
	_refuse_foreign(user)
	password = new_password()
	update_password(user, password, logout_all_sessions=True)
	return {"slip": slips([(user, password)])}


@frappe.whitelist(methods=["POST"])
def block(user: str, blocked: bool | int | str) -> None:
	"""Block an account at once, or let it in again.

	Args:
		user: the account.
		blocked: whether it shall be blocked.
	"""
	_refuse_foreign(user)
	account = frappe.get_doc("User", user)
	account.enabled = 0 if cint(blocked) else 1
	# the account's notifications follow it: User saves them with the caller's own rights, who has none there
	frappe.db.set_value("Notification Settings", user, "enabled", account.enabled)
	account.save(ignore_permissions=True)  # who may manage this account was checked above
	if not account.enabled:
		clear_sessions(user=user, force=True)


@frappe.whitelist(methods=["GET", "POST"])
@frappe.validate_and_sanitize_search_inputs
def find(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | list | None,
	as_dict: bool = False,
) -> list:
	"""Link search for people: by name, user name or mobile number, told apart by their posts of today.

	Raises:
		frappe.PermissionError: the caller gives no posts.
	"""
	if frappe.session.user != "Administrator" and not any(
		post.post in ("Liaison Administrator", "Township Chair") for post in scope.posts()
	):
		scope.refuse_out_of_scope()
	users = frappe.qb.DocType("User")
	words = f"%{cstr(txt).strip()}%"
	rows = (
		frappe.qb.from_(users)
		.select(users.name, users.full_name)
		.where((users.enabled == 1) & users.name.notin(frappe.STANDARD_USERS))
		.where(users.full_name.like(words) | users.username.like(words) | users.mobile_no.like(words))
		.orderby(users.full_name)
		.limit(cint(page_len) or 20)
		.offset(cint(start))
		.run(as_dict=True)
	)
	held = scope.posts_of([row.name for row in rows])
	for row in rows:
		row.posts = "、".join(_(post.post) for post in held[row.name])
	return rows if as_dict else [[row.name, row.full_name, row.posts] for row in rows]


def may_manage() -> bool:
	"""Whether the session's user manages accounts."""
	return frappe.session.user == "Administrator" or any(
		post.post == "Liaison Administrator" for post in scope.posts()
	)


def refuse_unless_manager() -> None:
	"""Accounts are the Liaison Administrator's.

	Raises:
		frappe.PermissionError: the session's user is none.
	"""
	if not may_manage():
		frappe.throw(_("Accounts are managed by the liaison administrator."), frappe.PermissionError)


def _refuse_foreign(user: str) -> None:
	refuse_unless_manager()
	if frappe.session.user == "Administrator":
		return
	powerful = user in frappe.STANDARD_USERS or "System Manager" in frappe.get_roles(user)
	if powerful or not frappe.db.exists("User", user) or same_person(frappe.session.user, user):
		frappe.throw(_("This account is not managed here."), frappe.PermissionError)


def fault_in(full_name: str, login: str) -> str | None:
	"""What is wrong with the words of a new account, or None; whether the login is taken is not asked."""
	if not (full_name or "").strip():
		return _("Please fill in: {0}").format(_("Person Name"))
	if not MOBILE.fullmatch(login) and not USER_NAME.fullmatch(login):
		return _(
			"{0} is neither a mobile number of 11 digits nor a user name of small letters and digits."
		).format(login or "—")
	return None


def holders_of(logins: Iterable[str]) -> dict[str, dict]:
	"""Login (mobile number or user name) → name and full_name of the account that has it, in one query."""
	if not (wanted := set(logins)):
		return {}
	users = frappe.qb.DocType("User")
	rows = (
		frappe.qb.from_(users)
		.select(users.name, users.full_name, users.mobile_no, users.username)
		.where(
			users.mobile_no.isin(wanted)
			| users.username.isin(wanted)
			| users.name.isin([_placeholder(login) for login in wanted])
		)
		.run(as_dict=True)
	)
	holders: dict[str, dict] = {}
	# an address that was made from a login is the weaker claim to it; the database compares without case
	for logins_of in (
		lambda row: (row.name.removesuffix(f"@{PLACEHOLDER}"),),
		lambda row: (row.username, row.mobile_no),
	):
		for row in rows:
			holders.update({login: row for login in map(_lowered, logins_of(row)) if login in wanted})
	return holders


def _lowered(login: str | None) -> str:
	return cstr(login).lower()


def new_account(full_name: str, login: str) -> tuple[str, str]:
	"""Insert the User; the caller has checked who asks for it.

	Returns:
		The User's name and its first password.

	Raises:
		frappe.ValidationError: a name or login that cannot be, or is taken.
	"""
	login = cstr(login).strip().lower()
	if reason := fault_in(full_name, login):
		frappe.throw(reason)
	if holder := holders_of([login]).get(login):
		frappe.throw(_("{0} is the login of {1} already.").format(login, holder.full_name))
	password = new_password()
	account = frappe.get_doc(
		{
			"doctype": "User",
			"email": _placeholder(login),
			"first_name": full_name.strip(),
			"username": login,
			"mobile_no": login if MOBILE.fullmatch(login) else None,
			# without a post no desk; the first role of a post makes it one of the desk
			"user_type": "Website User",
			"language": "zh",
			"time_zone": get_system_timezone(),
			"send_welcome_email": 0,
			"new_password": password,
		}
	)
	account.flags.no_welcome_mail = True
	account.insert(ignore_permissions=True)  # checked by the callers: refuse_unless_manager
	# its address is a placeholder: notices stay on the desk
	frappe.db.set_value("Notification Settings", account.name, "enable_email_notifications", 0)
	return account.name, password


def _placeholder(login: str) -> str:
	return f"{login}@{PLACEHOLDER}"


def new_password() -> str:
	"""Three groups of four signs, to be read from paper and typed once."""
	return "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _group in range(3))


def slips(accounts: list[tuple[str, str]]) -> str:
	"""账号开通单 (P28) of these users, one page each, with their passwords; kept nowhere.

	Args:
		accounts: pairs of User and password.
	"""
	people = []
	for user, password in accounts:
		holder = frappe.get_doc("User", user)
		people.append(
			{
				"name": holder.full_name,
				"login": holder.mobile_no or holder.username,
				"password": password,
				"posts": [_in_words(post.name) for post in scope.posts(user)],
			}
		)
	# a file of ours, autoescaped by its own tag; its values are the accounts'
	return frappe.render_template(
		SLIP, {"people": people, "url": frappe.utils.get_url(), "made_on": day(now_datetime())}
	)


def _in_words(post: str) -> dict:
	doc = frappe.get_doc("Staff Post", post)
	return {
		"post": post_title(doc.post, doc.place),
		"place": doc.place_title(),
		"from_date": day(doc.from_date),
		"to_date": day(doc.to_date),
	}
