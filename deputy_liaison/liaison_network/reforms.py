"""Reforms of stations and units (阵地、机构调整): each one action that says what it touches, whole or not at all.

Merging is `merging.py`. What was written before keeps what was true then.
"""

import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cstr, flt, getdate

from deputy_liaison.liaison_network import merging
from deputy_liaison.liaison_network.merging import STATION, UNIT, Moved
from deputy_liaison.scope import township_of
from deputy_liaison.state_machine import write_log

MOVED_EVENT = "Station Moved"
CLOSED_EVENT = "Station Closed"
LEAST_PARTS = 2


@frappe.whitelist(methods=["POST"])
def move_station(
	name: str,
	from_day: str,
	address: str,
	document: str,
	jurisdiction: str | None = None,
	latitude: float | str | None = None,
	longitude: float | str | None = None,
	cost: float | str | None = None,
) -> dict:
	"""Move a station to other rooms, within its township; its posts, deputies and open matters go with it.

	Args:
		name: the station.
		from_day: first day at the new place; not in the future.
		address: the new one.
		document: what it was decided by.
		jurisdiction: the village or community of the new place; none: as before.
		latitude, longitude: of the new place; none: to be marked anew, for the old ones are wrong now.
		cost: of the move, in yuan.

	Returns:
		jurisdiction and address of the station as they stand now.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
		frappe.ValidationError: it has ended, or the place lies in another township.
	"""
	station = merging.record(STATION, name)
	day, address, document = getdate(from_day), cstr(address).strip(), cstr(document).strip()
	place = jurisdiction or station.jurisdiction
	_check_move(station, day, address, document, place)
	left = station.address or frappe.db.get_value("Jurisdiction", station.jurisdiction, "full_name")
	station.update(
		{
			"jurisdiction": place,
			"address": address,
			"latitude": flt(latitude, 6),
			"longitude": flt(longitude, 6),
		}
	)
	told = _("moved here from {0}, {1}").format(left, document)
	station.append(
		"history",
		{"event_kind": MOVED_EVENT, "event_on": day, "cost": flt(cost), "note": told[:140]},
	)
	station.flags.by_reform = True
	station.save()
	write_log(station, "Move Station", event="Handling Event", note=told)
	return {"jurisdiction": station.jurisdiction, "address": station.address}


def _check_move(station: Document, day: datetime.date, address: str, document: str, place: str) -> None:
	if not address:
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("New Address"))), frappe.MandatoryError)
	_check(station, day, _("Moved From"), document)
	if township_of(place) != township_of(station.jurisdiction):
		frappe.throw(
			_(
				"{0} lies in another township. Close this station and found another one there: its numbers and records stay with the township."
			).format(frappe.bold(frappe.db.get_value("Jurisdiction", place, "jurisdiction_name")))
		)
	if frappe.db.get_value("Jurisdiction", place, "merged_into"):
		frappe.throw(
			_("{0} has ended already.").format(
				frappe.bold(frappe.db.get_value("Jurisdiction", place, "jurisdiction_name"))
			)
		)


def _check(record: Document, day: datetime.date, day_label: str, document: str) -> None:
	"""What every reform asks: it stands still, a day that is not to come, and what it was decided by."""
	if merging.has_ended(record):
		frappe.throw(_("{0} has ended already.").format(frappe.bold(record.get_title())))
	if not document:
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(_("Reform Document"))), frappe.MandatoryError
		)
	if day > getdate():
		frappe.throw(_("{0} must not be in the future.").format(frappe.bold(day_label)))


@frappe.whitelist(methods=["POST"])
def close_station(name: str, from_day: str, document: str) -> list[dict]:
	"""Close a station that goes on in no other; one that does is merged.

	Placements and posts end with its last day, groups go on without a station. Open matters, days to come
	and lower stations stand against it: nobody would look after them.

	Args:
		name: the station.
		from_day: first day on which it is closed; not in the future.
		document: what it was decided by.

	Returns:
		What ended or goes on alone: label and count.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
		frappe.ValidationError: it has ended, or something open stands against it.
	"""
	station = merging.record(STATION, name)
	day, document = getdate(from_day), cstr(document).strip()
	_check(station, day, _("Closed From"), document)
	_refuse_while_open(station)
	told = []
	for moved in merging.moved_with(STATION):
		names = moved.names(name)
		for one in names:
			_leave(moved, frappe.get_doc(moved.doctype, one), add_days(day, -1))
		if names:
			told.append({"label": _(moved.doctype), "count": len(names)})
	station.reload()
	station.append("history", {"event_kind": CLOSED_EVENT, "event_on": day, "note": document[:140]})
	station.update({"status": "Closed Down", "valid_to": add_days(day, -1)})
	station.save()
	write_log(station, "Close Station", event="Handling Event", note=document)
	return told


def _refuse_while_open(station: Document) -> None:
	still_open = [
		_("{0}: {1}").format(_(moved.doctype), count)
		for moved in merging.moved_with(STATION)
		if not _ends_with_it(moved) and (count := len(moved.names(station.name)))
	]
	if still_open:
		frappe.throw(
			_(
				"{0} still has – {1}. Settle them first, or merge the station into another one, and they go over."
			).format(frappe.bold(station.get_title()), _(", ").join(still_open))
		)


def _ends_with_it(moved: Moved) -> bool:
	return moved.dated or moved.running


def _leave(moved: Moved, doc: Document, last_day: datetime.date) -> None:
	if moved.dated:
		doc.to_date = max(getdate(doc.from_date), last_day)
	else:
		doc.set(moved.field, None)
	merging.save(doc)


@frappe.whitelist(methods=["POST"])
def rename_unit(name: str, new_name: str, short_name: str, from_day: str, document: str) -> str:
	"""Give a unit another name from a day on; what is closed keeps the old one (机构更名).

	The unit goes on as a record of its own under the new name, with its open matters and accounts.

	Args:
		name: the unit.
		new_name: its name from now on.
		short_name: its short name; none: the new name.
		from_day: first day under the new name; not in the future.
		document: what it was decided by.

	Returns:
		The record under the new name.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
		frappe.ValidationError: it has ended, or the name is no other one.
	"""
	unit = merging.record(UNIT, name)
	day, document = getdate(from_day), cstr(document).strip()
	_check(unit, day, _("Named So From"), document)
	following = _unit_called(unit, cstr(new_name).strip(), cstr(short_name).strip(), day)
	if not following.is_new():
		frappe.throw(
			_("{0} is there already. Merge the unit into that one.").format(frappe.bold(following.unit_name))
		)
	following.insert()
	said = _("{0} is called {1} from {2} on").format(unit.unit_name, following.unit_name, day)
	merging.carry_over(unit, lambda _moved, _name: following, day, said)
	merging.close(unit, following, day, document, said)
	return following.name


def _unit_called(unit: Document, unit_name: str, short_name: str, day: datetime.date) -> Document:
	"""The unit of that name in the same place, or a new one like `unit` that is not inserted yet."""
	if not unit_name:
		frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("New Unit Name"))), frappe.MandatoryError)
	known = frappe.db.get_value(UNIT, {"unit_name": unit_name, "jurisdiction": unit.jurisdiction})
	if known:
		return frappe.get_doc(UNIT, known)
	following = frappe.copy_doc(unit)
	# whoever gets an account for it is noted with the post
	following.update(
		{
			"unit_name": unit_name,
			"short_name": short_name or unit_name,
			"valid_from": day,
			"has_account": 0,
		}
	)
	return following


@frappe.whitelist(methods=["GET", "POST"])
def open_of_unit(name: str) -> list[dict]:
	"""What a unit that is split has to hand on, one row each: key, who (its kind) and title.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
	"""
	unit = merging.record(UNIT, name)
	going = _going_over(unit)
	return [
		{"key": key, "who": _(moved.doctype), "title": _said_of(moved.doctype, one)}
		for key, (moved, one) in going.items()
		if _deciding(moved, one, going) == key
	]


def _going_over(unit: Document) -> dict[str, tuple[Moved, str]]:
	return {
		_key(moved.doctype, one): (moved, one)
		for moved in merging.moved_with(UNIT)
		for one in moved.names(unit.name)
	}


def _key(doctype: str, name: str) -> str:
	return f"{doctype}/{name}"


def _deciding(moved: Moved, name: str, going: dict[str, tuple[Moved, str]]) -> str:
	"""Key of the row whose choice holds for a record: what it belongs to, if that goes over, else its own."""
	if moved.follows:
		above = frappe.get_meta(moved.doctype).get_options(moved.follows)
		owner = _key(above, frappe.db.get_value(moved.doctype, name, moved.follows))
		if owner in going:
			return owner
	return _key(moved.doctype, name)


def _said_of(doctype: str, name: str) -> str:
	doc = frappe.get_doc(doctype, name)
	return " ".join(filter(None, (doc.get("number"), doc.get("subject") or doc.get_title())))


@frappe.whitelist(methods=["POST"])
def split_unit(
	name: str, parts: str | list, from_day: str, document: str, chosen: str | dict | None = None
) -> list[dict]:
	"""Split a unit into several by a reform; each open matter and account goes to one of them.

	Args:
		name: the unit that ends.
		parts: names of the units after it (JSON or list), two at least; those that are not there yet are made.
		from_day: their first day; not in the future.
		document: what it was decided by.
		chosen: key of a row of `open_of_unit` → one of the names; what is not chosen goes to the first.

	Returns:
		What went over: label and count.

	Raises:
		frappe.PermissionError: the user is no Liaison Administrator.
		frappe.ValidationError: it has ended, or the names are not those of several units.
	"""
	unit = merging.record(UNIT, name)
	day, document = getdate(from_day), cstr(document).strip()
	_check(unit, day, _("Split From"), document)
	names = list(dict.fromkeys(filter(None, (cstr(part).strip() for part in frappe.parse_json(parts)))))
	if len(names) < LEAST_PARTS or unit.unit_name in names:
		frappe.throw(
			_("{0}: name two units at least, one in each line, and not the one that ends.").format(
				frappe.bold(_("Units after the Split"))
			)
		)
	successors = {part: _successor(unit, part, day) for part in names}
	chosen = frappe.parse_json(chosen or "{}")
	if set(chosen.values()) - set(names):
		frappe.throw(_("The list has changed by now. Open it again."), title=_("Nothing Was Changed"))
	said = _("{0} was split into {1}").format(unit.unit_name, _(", ").join(names))
	going = _going_over(unit)
	decided = {key: _deciding(moved, one, going) for key, (moved, one) in going.items()}
	told = merging.carry_over(
		unit,
		lambda moved, one: successors[chosen.get(decided[_key(moved.doctype, one)], names[0])],
		day,
		said,
	)
	merging.close(unit, successors[names[0]], day, document, said)
	return told


def _successor(unit: Document, unit_name: str, day: datetime.date) -> Document:
	successor = _unit_called(unit, unit_name, "", day)
	if successor.is_new():
		return successor.insert()
	if merging.has_ended(successor):
		frappe.throw(_("{0} has ended already.").format(frappe.bold(successor.unit_name)))
	return successor
