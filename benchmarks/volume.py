"""A volume of 10,000 visits as a user makes it: read, opened, composed, masked, set and sealed, beside the bare engine.

`registers` sets rows that are made up; here they lie in the database. Each visit has its reporter's encrypted
identity, a deputy, a ticket (one in ten has two) and the lead order with its reply; one matter in a hundred is
still open. The station's officer has the full edition made as PDF, and hands the volume in; the chair seals it: both
editions as data, PDF and sheet. The bare engine is that of `registers`, with the rows of these very editions. Each
call is a request of its own. Memory is what the call and all its processes take on top of what the process held
before; the first sealing comes first, while nothing of the book was read. The processor time is without the
database's.
"""

import datetime
import json
import random

import frappe
from frappe.utils import now
from frappe.utils.password import encrypt

from benchmarks.measuring import Run, act_as_owner, compare, request, say_versions, summary
from benchmarks.registers import CHARACTERS, GOAL, GOAL_MB, bare, words_of
from deputy_liaison import masking
from deputy_liaison.demo.accounts import user_of
from deputy_liaison.numbering import formatted, reserve_numbers
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import phone_hash
from deputy_liaison.registers import sealed_files
from deputy_liaison.registers.print_out import Order
from deputy_liaison.registers.sealing import sealed_files as files_of
from deputy_liaison.registers.typesetting import typeset
from deputy_liaison.scope import township_of
from deputy_liaison.state_machine import act

ROWS = 10_000
ROUNDS = 3
# long before the demo county's own matters
YEAR = 2020
STATION, VOLUME = "Liaison Station", "Register Volume"
VISIT, IDENTITY = "Constituent Visit", "Constituent Identity"
TICKET, ORDER = "Opinion Ticket", "Dispatch Order"
DEPUTY, MATTER = "Receiving Deputy", "Visit Matter"
MADE = (VISIT, IDENTITY, TICKET, ORDER, DEPUTY, MATTER)
OF_STATION = "北街"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
MINUTES_OF_YEAR = 365 * 24 * 60


def main() -> None:
	"""Make the visits, measure each way in turn, and take all away."""
	act_as_owner()
	say_versions()
	officer, chair = user_of("lianluo"), user_of("zhuxi")
	runs: dict[str, list[Run]] = {}
	editions: dict[str, dict] = {}
	try:
		_take_away()
		_fill()
		made = (f"{frappe.db.count(doctype, _measured())} of {doctype}" for doctype in MADE)
		print(", ".join(made))
		for _round in range(ROUNDS):
			volume = _as(officer, _handed_in)
			ways = {
				"sealing": lambda volume=volume: _as(chair, lambda: _seal(volume)),
				"edition composed": lambda: _as(officer, lambda: _composed(editions, "full")),
				"edition as PDF": lambda: _as(
					officer, lambda: typeset("volume.typ", _order().composed().data)
				),
				"masked edition composed": lambda: _as(officer, lambda: _composed(editions, "masked")),
				"bare engine, full": lambda: bare(editions["full"]),
				"bare engine, masked": lambda: bare(editions["masked"]),
			}
			for way, call in ways.items():
				runs.setdefault(way, []).append(Run(call))
			print(_said_of(volume))
			_forget(volume)
	finally:
		_take_away()
	for way, of_way in runs.items():
		print(f"{ROWS} rows, {way}: {summary(of_way)}")
	both = list(zip(runs["bare engine, full"], runs["bare engine, masked"], strict=True))
	for measure in ("elapsed", "processor"):
		of_one = [getattr(run, measure) for run in runs["bare engine, full"]]
		of_both = [sum(getattr(run, measure) for run in pair) for pair in both]
		ours = [getattr(run, measure) for run in runs["edition as PDF"]]
		compare(f"edition as PDF against the bare engine, {measure}", of_one, ours, GOAL)
		ours = [getattr(run, measure) for run in runs["sealing"]]
		compare(f"sealing against the bare engine's two editions, {measure}", of_both, ours, GOAL)
	most = max(run.megabytes for run in runs["sealing"])
	print(f"memory {most:.0f} MB, {'within' if most <= GOAL_MB else 'MISSES'} the goal of {GOAL_MB} MB")


def _as(user: str, call):
	"""What `call` gives as a request of `user`."""
	made = []
	request(user, lambda: made.append(call()))
	return made[0]


def _order(outside: bool = False) -> Order:
	"""The book as the print page asks for it."""
	return Order.checked(_register(), STATION, _station().name, f"{YEAR}-01-01", f"{YEAR}-12-31", outside)


def _composed(editions: dict[str, dict], edition: str) -> bytes:
	editions[edition] = _order(outside=edition == "masked").composed().data
	return b""


def _handed_in() -> str:
	volume = frappe.get_doc(
		{
			"doctype": VOLUME,
			"definition": _register(),
			"station": _station().name,
			"from_date": f"{YEAR}-01-01",
			"to_date": f"{YEAR}-12-31",
		}
	).insert()
	_step(volume.name, "Close Volume")
	return volume.name


def _seal(volume: str) -> bytes:
	_step(volume, "Seal Volume")
	return b""


def _step(volume: str, action: str) -> None:
	act(VOLUME, volume, action, str(frappe.db.get_value(VOLUME, volume, "modified")))


def _said_of(name: str) -> str:
	volume = frappe.get_doc(VOLUME, name)
	assert (volume.row_count, volume.workflow_state) == (ROWS, "Volume Sealed")
	sizes = ", ".join(f"{file.edition}.{file.kind} {file.size / 1000:.0f} kB" for file in files_of(volume))
	return f"{volume.number}: {volume.pages_full} and {volume.pages_masked} pages, {volume.carried_over_count} open, {sizes}"


def _register() -> str:
	return frappe.db.get_value("Register Definition", {"code": "R3"})


def _station() -> frappe._dict:
	columns = ["name", "station_name", "short_name", "jurisdiction"]
	return frappe.db.get_value(STATION, {"short_name": OF_STATION}, columns, as_dict=True)


def _measured() -> dict:
	return {"name": ("like", "measured-%")}


def _fill() -> None:
	"""Rows as the registration, the unit's reply and the closing leave them."""
	chance = random.Random(6)
	words = words_of(chance)
	station, rows = _station(), {doctype: [] for doctype in MADE}
	deputies = frappe.get_all("Station Placement", {"station": station.name}, pluck="deputy", limit=5)
	categories = frappe.get_all("Opinion Category", pluck="name")
	units = frappe.get_all("Responsible Unit", {"kind": "Township Office"}, pluck="name")
	solved = frappe.db.get_value("Result Class", {"code": "A"})
	place = {"jurisdiction": station.jurisdiction, "township": township_of(station.jurisdiction)}
	place |= {"station": station.name}
	village = frappe.get_all("Jurisdiction", {"parent_jurisdiction": place["township"]}, pluck="name")
	for i in range(1, ROWS + 1):
		visit = f"measured-{i}"
		came = datetime.datetime(YEAR, 1, 1) + datetime.timedelta(minutes=i * MINUTES_OF_YEAR // ROWS)
		name = chance.choice(SURNAMES) + "".join(chance.choices(CHARACTERS, k=chance.randint(1, 2)))
		phone, address = f"139{10_000_000 + i}", f"{i % 9 + 1}组{i % 400}号"
		rows[VISIT].append(
			{
				"name": visit,
				**place,
				"number": formatted(f"{station.short_name}接", YEAR, i),
				"visit_time": came,
				"place": station.station_name,
				"channel": "Walk-in Visit",
				"reporter_name": masking.mask_name(name),
				"reporter_phone": masking.mask_phone(phone),
				"reporter_address": masking.mask_address(address),
				"reporter_gender": chance.choice(("Man", "Woman")),
				"reporter_age": chance.randint(18, 90),
				"village": chance.choice(village),
				"head_count": i % 5 + 1,
				"officer_name": "许慧芳",
			}
		)
		identity = json.dumps({"name": name, "phone": phone, "address": address}, ensure_ascii=False)
		rows[IDENTITY].append(
			{
				"name": visit,
				"source_doctype": VISIT,
				"source_name": visit,
				"sealed": encrypt(identity),
				"phone_hash": phone_hash(phone),
			}
		)
		of_visit = {"parent": visit, "parenttype": VISIT}
		rows[DEPUTY].append(
			{
				"name": visit,
				**of_visit,
				"idx": 1,
				"parentfield": "receiving_deputies",
				"deputy": chance.choice(deputies),
			}
		)
		for matter in range(1 + (i % 10 == 3)):
			ticket, is_open, said = f"{visit}-{matter}", i % 100 == 7, words(20, 80)
			rows[MATTER].append(
				{
					"name": ticket,
					**of_visit,
					"idx": matter + 1,
					"parentfield": "matters",
					"outcome": "To Be Handled",
					"ticket": ticket,
				}
			)
			rows[TICKET].append(
				{
					"name": ticket,
					**place,
					"number": formatted("测", YEAR, 2 * i + matter),
					"visit": visit,
					"received_on": came,
					"subject": said[:40],
					# the voter is named in the words of one in ten
					"content": f"{name}({phone})说,{said}" if i % 10 == 1 else said,
					"category": chance.choice(categories),
					"handling_suggestion": words(0, 16),
					"handling_level": "Township Level",
					"workflow_state": "Ticket In Handling" if is_open else "Ticket Closed",
					"round": 1,
					"first_order_on": came,
					**dict.fromkeys(("closing_way", "feedback_mode", "feedback_on", "reporter_rating")),
					**({} if is_open else _told(came)),
				}
			)
			rows[ORDER].append(
				{
					"name": ticket,
					**place,
					"number": formatted("测转", YEAR, 2 * i + matter),
					"opinion_ticket": ticket,
					"unit_role": "Lead",
					"order_kind": "Handling Order",
					"handling_level": "Township Level",
					"responsible_unit": chance.choice(units),
					"issued_on": came,
					"round": 1,
					"workflow_state": "Order Acknowledged" if is_open else "Order Accepted",
					"reply": None if is_open else words(4, 20),
					"result_class": None if is_open else solved,
				}
			)
	for doctype, of_doctype in rows.items():
		_insert(doctype, of_doctype)
	reserve_numbers(f"{VISIT} {station.name}", YEAR, ROWS)
	frappe.db.commit()
	frappe.db.sql(
		"analyze table `tabConstituent Visit`, `tabConstituent Identity`, `tabOpinion Ticket`, `tabDispatch Order`,"
		" `tabReceiving Deputy`, `tabVisit Matter`"
	)


def _told(came: datetime.datetime) -> dict:
	"""How a reporter was told of the answer."""
	return {
		"closing_way": "Rated by Reporter",
		"feedback_mode": "By Telephone",
		"feedback_on": came.date() + datetime.timedelta(days=20),
		"reporter_rating": "Satisfied",
	}


def _insert(doctype: str, rows: list[dict]) -> None:
	at = now()
	stamp = {"creation": at, "modified": at, "owner": "Administrator", "modified_by": "Administrator"}
	fields = [*rows[0], *stamp]
	frappe.db.bulk_insert(doctype, fields, [[*row.values(), *stamp.values()] for row in rows])


def _forget(volume: str) -> None:
	"""A volume with all that its sealing left."""
	sealed_files.destroy(files_of(frappe.get_doc(VOLUME, volume)), volume)
	frappe.db.delete(VOLUME, {"name": volume})
	for doctype, column in (
		("Handling Log", "reference_name"),
		("Workflow Action", "reference_name"),
		("Version", "docname"),
		("Notification Log", "document_name"),
	):
		frappe.db.delete(doctype, {column: volume})
	frappe.db.commit()


def _take_away() -> None:
	act_as_owner()
	station = _station().name
	for volume in frappe.get_all(VOLUME, {"station": station, "to_date": f"{YEAR}-12-31"}, pluck="name"):
		_forget(volume)
	for doctype in MADE:
		frappe.db.delete(doctype, _measured())
		frappe.db.commit()
	series = [f"{doctype} {station}" for doctype in (VISIT, VOLUME)]
	frappe.db.delete("Number Counter", {"series": ("in", series), "year": YEAR})
	frappe.db.commit()
