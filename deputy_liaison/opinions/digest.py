"""The daily digest: one notice per person and working day instead of a message for each event.

It says kinds of work, numbers of records and days; never who reported, nor what.
"""

import frappe
from frappe import _
from frappe.utils import cint, escape_html, get_url, getdate

from deputy_liaison.opinions.todays_work import remarks_for, work_of
from deputy_liaison.paper import LANGUAGE
from deputy_liaison.scope import accounts_with_posts
from deputy_liaison.working_days import is_working_day

LOG = "Notification Log"
PAGE = "todays-work"
# how many records of each kind are named; the page shows all
NAMED = 5


def receivers() -> list[str]:
	"""Who holds a post today and may log in; nobody on a day on which offices are closed."""
	if not is_working_day(getdate()):
		return []
	return accounts_with_posts(frappe.qb.DocType("Staff Post")).run(pluck=True)


def send(user: str) -> bool:
	"""Put today's digest on a person's desk, once; nothing to do: nothing to read.

	Returns:
		Whether there was anything to tell that was not told before.
	"""
	if _was_sent(user):
		return False
	work, remarks = work_of(user, NAMED), remarks_for(user)
	if not work and not remarks:
		return False
	subject, message = _subject(work, remarks), _message(work, remarks)
	notice = frappe.get_doc(
		{
			"doctype": LOG,
			"type": "Alert",
			"for_user": user,
			"from_user": frappe.session.user,
			"subject": subject,
			"email_content": message,
		}
	)
	# the person's own work, looked up by the posts held today
	notice.insert(ignore_permissions=True)
	if address := mail_address(user):
		frappe.sendmail(recipients=[address], subject=subject, message=message)
	return True


def _was_sent(user: str) -> bool:
	"""Whether a person has today's digest; two jobs at a time wait for one another here."""
	frappe.db.get_value("User", user, "name", for_update=True)
	sent = {"for_user": user, "creation": (">=", getdate()), "email_content": ("like", f"%/app/{PAGE}%")}
	# what the other job wrote is younger than what this transaction sees
	return bool(frappe.db.get_value(LOG, sent, "name", for_update=True))


def _subject(work: list[dict], remarks: list[str]) -> str:
	if not work:
		return remarks[0]
	kinds = _(", ", lang=LANGUAGE).join(f"{line['label']}{line['count']}" for line in work)
	text = _("To do today: {0}", lang=LANGUAGE).format(kinds)
	if overdue := sum(line["overdue"] for line in work):
		text += _("; {0} overdue", lang=LANGUAGE).format(overdue)
	return text


def _message(work: list[dict], remarks: list[str]) -> str:
	parts = [f"<p>{escape_html(remark)}</p>" for remark in remarks]
	parts += [_kind(line) for line in work]
	# a mail is opened outside the desk
	link = get_url(f"/app/{PAGE}")
	parts.append(f'<p><a href="{link}">{_("Open the list of today", lang=LANGUAGE)}</a></p>')
	return "".join(parts)


def _kind(line: dict) -> str:
	said = _("{0}: {1}", lang=LANGUAGE).format(line["label"], line["count"])
	if line["overdue"]:
		said += _("({0} overdue)", lang=LANGUAGE).format(line["overdue"])
	numbers = "".join(f"<li>{escape_html(_record(record))}</li>" for record in line["records"])
	return f"<p><b>{escape_html(said)}</b></p><ul>{numbers}</ul>"


def _record(record: dict) -> str:
	if not record["due"]:
		return record["number"]
	return _("{0}, limit {1}", lang=LANGUAGE).format(record["number"], record["due"])


def mail_address(user: str) -> str | None:
	"""Where the digest is mailed to: a real address, and only where the county has switched it on."""
	if not cint(frappe.db.get_single_value("Liaison Settings", "send_digest_mail")):
		return None
	address = frappe.db.get_value("User", user, "email") or ""
	# .invalid is reserved (RFC 2606): the accounts of people without e-mail carry it
	return None if address.endswith(".invalid") or "@" not in address else address
