"""An opinion from the public page, registered by the same way as one at the desk (rules.md §2.2, T0→T1)."""

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from deputy_liaison.liaison_network.public_page import station_of
from deputy_liaison.opinions.public_page import (
	begin_request,
	deputies,
	form_tokens,
	limits,
	look_up_codes,
	photos,
)
from deputy_liaison.opinions.public_page.words import plain_line, plain_words

PURPOSE = "hand in"
TO_STATION = "station"
TO_TOWNSHIP = "township"


@frappe.whitelist(allow_guest=True, methods=["GET"])
def new_token(station_code: str) -> str:
	"""A fresh form token, for a page that was open for too long.

	Raises:
		frappe.ValidationError: no such station, or its page is switched off.
	"""
	begin_request()
	return form_tokens.issue(PURPOSE, _open_station(station_code).public_code)


# Frappe's own cleaning would garble what it takes for a tag; `plain_words` leaves none
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def hand_in(
	form_token: str,
	station_code: str,
	content: str,
	recipient: str = TO_STATION,
	reporter_name: str = "",
	reporter_phone: str = "",
	reporter_address: str = "",
	place: str = "",
	where: str = "",
	may_be_contacted: str | int = 0,
	keep_confidential: str | int = 0,
) -> dict:
	"""Register one opinion of a voter, with the photos of the request (`photos`).

	Args:
		form_token: as issued with the page.
		station_code: the code of the station whose notice was read.
		content: the matter in the reporter's words.
		recipient: "station", or "township" for past the station, which then sees nothing of it.
		reporter_name: as the reporter wants to be called; empty is anonymous.
		reporter_phone: only with a name.
		reporter_address: only with a name.
		place: where the matter is.
		where: name of a village or community of the township, with a grid cell's code after a "|".
		may_be_contacted: whether the unit may call.
		keep_confidential: whether the reporter asks for confidence.

	Returns:
		number and code (the look-up code, shown this once) of the ticket, to: who received it.

	Raises:
		frappe.ValidationError: what is wrong, in Chinese; nothing was registered.
	"""
	begin_request()
	station = _open_station(station_code)
	limits.count_try()

	def register() -> dict:
		words = plain_words(content)
		values = {
			"reporter_name": plain_line(reporter_name),
			"reporter_phone": plain_line(reporter_phone),
			"reporter_address": plain_line(reporter_address),
		}
		_check(words, values)
		pictures = photos.redrawn(frappe.request.files.getlist("photos") if frappe.request else ())
		village, cell = deputies.chosen(station.township, where)
		limits.count_entry(station.public_code)
		visit = frappe.get_doc(
			{
				"doctype": "Constituent Visit",
				"station": station.name if recipient != TO_TOWNSHIP else None,
				"visit_time": now_datetime().replace(microsecond=0),
				"channel": "QR Code",
				"is_anonymous": int(not values["reporter_name"]),
				"village": village,
				"head_count": 1,
				"may_be_contacted": cint(may_be_contacted),
				"keep_confidential": cint(keep_confidential),
				"matters": [{"content": words, "outcome": "To Be Handled"}],
				**values,
			}
		)
		ticket = register_by_code(
			visit,
			straight_to=station.township if recipient == TO_TOWNSHIP else None,
			of_matter={"grid_cell": cell, "place": plain_line(place)[:140]},
		)
		photos.keep(pictures, "Opinion Ticket", ticket)
		return {
			"number": frappe.db.get_value("Opinion Ticket", ticket, "number"),
			"code": look_up_codes.give(ticket),
			"to": station.township_name if recipient == TO_TOWNSHIP else station.station_name,
		}

	# the token first: what has none costs the server no look at photos
	return form_tokens.answered_once(form_token, PURPOSE, station.public_code, register)


def register_by_code(
	visit: "frappe.model.document.Document", straight_to: str | None, of_matter: dict
) -> str:
	"""The one way by which the actor 扫码 (voter code) registers a visit; the Handling Log names it.

	Args:
		visit: an unsaved Constituent Visit with one matter.
		straight_to: the township that it is handed in to past its station.
		of_matter: fields of the ticket that only this page asks.

	Returns:
		The name of the ticket.
	"""
	visit.flags.straight_to = straight_to
	visit.flags.of_matter = of_matter
	# a guest has no role: switch, limits, form token and every value were checked in `hand_in`
	visit.insert(ignore_permissions=True)
	return visit.matters[0].ticket


def _open_station(code: str) -> frappe._dict:
	station = station_of(code)
	if not station or not station.is_on:
		frappe.throw(_("This page is not open at present. Call the station or come to its reception."))
	return station


def _check(content: str, values: dict) -> None:
	"""What the visit's own rules would say in the words of a desk."""
	if not content:
		frappe.throw(_("Write down what you want to say."))
	longest = frappe.get_cached_doc("Liaison Settings").matter_length
	if longest and len(content) > longest:
		frappe.throw(
			_(
				"You wrote {0} characters; at most {1} are possible. Shorten it, or hand it in in two parts."
			).format(len(content), longest)
		)
	if not values["reporter_name"] and (values["reporter_phone"] or values["reporter_address"]):
		frappe.throw(
			_("Say how we shall call you as well, or leave telephone and address empty to stay anonymous.")
		)
	for field, label, most in (
		("reporter_name", _("How to Call You"), 60),
		("reporter_phone", _("Your Telephone"), 30),
		("reporter_address", _("Your Address"), 140),
	):
		if len(values[field]) > most:
			frappe.throw(_("{0}: at most {1} characters are possible.").format(frappe.bold(label), most))
