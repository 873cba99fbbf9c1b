"""A new township on line: its places, stations, units and posts, from one page or one spreadsheet.

Everything is checked before anything is written, and all of it is written or nothing. What exists
already under its name is taken as it is, so the same sheet can be sent again with more rows.
"""

import io
from dataclasses import dataclass, field

import frappe
import openpyxl
from frappe import _
from frappe.utils import cstr, getdate
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from deputy_liaison.liaison_network import accounts
from deputy_liaison.liaison_network.doctype.jurisdiction.jurisdiction import TOWNSHIP_LEVELS
from deputy_liaison.liaison_network.doctype.staff_post.staff_post import PLACE_OF
from deputy_liaison.scope import STATION_ROLES, TOWNSHIP_ROLES, UNIT_ROLE

MOST_ROWS = 500  # of one sheet: a township has some dozens
# posts that a township's own people hold
POSTS = ("Township Clerk", "Township Chair", "Presidium Member", "Station Liaison Officer", UNIT_ROLE)
BODIES = {
	"Sub-district": {
		"kind": "Sub-district Working Committee",
		"chair_title": "主任",
		"meeting_title": "主任会议",
		"suffix": "人大工作委员会",
	},
	None: {
		"kind": "Township Presidium",
		"chair_title": "主席",
		"meeting_title": "主席团会议",
		"suffix": "人民代表大会主席团",
	},
}


@dataclass(frozen=True)
class Column:
	"""One column of a sheet.

	Args:
		key: its field.
		label: English source of its heading.
		required: whether a row must fill it in.
		choices: stored words it may hold; the sheet shows them in Chinese.
		default: what a new row on the page begins with.
		hint: English source of what the page says beside it.
	"""

	key: str
	label: str
	required: bool = True
	choices: tuple[str, ...] = ()
	default: str = ""
	hint: str = ""


SHEETS: dict[str, tuple[str, tuple[Column, ...]]] = {
	"township": (
		"The Township",
		(
			Column("name", "Township Name"),
			Column("level", "Level", choices=("Town", "Township", "Sub-district"), default="Town"),
		),
	),
	"villages": (
		"Villages and Communities",
		(
			Column("name", "Village Name"),
			Column("level", "Level", choices=("Village", "Community"), default="Village"),
		),
	),
	"stations": (
		"Stations",
		(
			Column("name", "Station Name"),
			Column("short_name", "Short Name"),
			Column(
				"type",
				"Station Type",
				choices=(
					"Deputies Home",
					"Deputy Liaison Station",
					"Deputy Work Station",
					"Deputy Liaison Room",
					"Deputy Reception Station",
					"Deputy Liaison Point",
					"Deputy Activity Room",
				),
			),
			Column("village", "Village Name", required=False, hint="Empty: the township's own station"),
		),
	),
	"units": (
		"Responsible Units",
		(
			Column("name", "Unit Name"),
			Column(
				"kind",
				"Unit Kind",
				choices=(
					"Township Office",
					"Village Committee",
					"Public Enterprise",
					"Bureau",
					"Government Office",
				),
			),
		),
	),
	"posts": (
		"Staff Posts",
		(
			Column("full_name", "Person Name"),
			Column("login", "Mobile Number or User Name"),
			Column("post", "Post", choices=POSTS),
			Column(
				"place",
				"Station or Unit",
				required=False,
				hint="Its name above; empty for clerk and chair",
			),
		),
	),
}


@dataclass
class Fault:
	"""What is wrong in one cell; `row` counts as the spreadsheet does, the heading being row 1."""

	sheet: str
	row: int
	column: str
	message: str

	def in_words(self) -> str:
		return _("{0}, row {1}, {2}: {3}").format(_(self.sheet), self.row, _(self.column), self.message)


@dataclass
class Plan:
	"""What a page or a spreadsheet asks for: rows by sheet, as text with stored words for choices."""

	rows: dict[str, list[dict]] = field(default_factory=dict)
	faults: list[Fault] = field(default_factory=list)

	def note(self, sheet: str, position: int, key: str, message: str) -> None:
		title, columns = SHEETS[sheet]
		label = next(column.label for column in columns if column.key == key)
		self.faults.append(Fault(title, position + 2, label, message))


@frappe.whitelist(methods=["GET", "POST"])
def sheets() -> list[dict]:
	"""What the page asks for, in the words of its reader.

	Returns:
		One dict a sheet: key, title, columns; a column is a field as the desk's forms want it.

	Raises:
		frappe.PermissionError: the caller is no Liaison Administrator.
	"""
	accounts.refuse_unless_manager()
	return [
		{"key": key, "title": _(title), "columns": [_as_field(column) for column in columns]}
		for key, (title, columns) in SHEETS.items()
	]


def _as_field(column: Column) -> dict:
	return {
		"fieldname": column.key,
		"fieldtype": "Select" if column.choices else "Data",
		"label": _(column.label),
		"options": [{"value": choice, "label": _(choice)} for choice in column.choices],
		"reqd": int(column.required),
		"default": column.default,
		"description": _(column.hint) if column.hint else "",
		"in_list_view": 1,
	}


@frappe.whitelist(methods=["GET"])
def template() -> None:
	"""Answer with the empty spreadsheet, one sheet to each kind of record, choices as lists.

	Raises:
		frappe.PermissionError: the caller is no Liaison Administrator.
	"""
	accounts.refuse_unless_manager()
	book = openpyxl.Workbook()
	book.remove(book.active)
	for title, columns in SHEETS.values():
		sheet = book.create_sheet(_(title))
		for number, column in enumerate(columns, 1):
			cell = sheet.cell(1, number, _(column.label) + ("*" if column.required else ""))
			cell.font = Font(bold=True)
			sheet.column_dimensions[cell.column_letter].width = 24
			if column.choices:
				words = ",".join(_(choice) for choice in column.choices)
				rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=not column.required)
				rule.add(f"{cell.column_letter}2:{cell.column_letter}{MOST_ROWS + 1}")
				sheet.add_data_validation(rule)
		sheet.freeze_panes = "A2"
	stream = io.BytesIO()
	book.save(stream)
	frappe.response.filename = f"{_('Bring a Township on Line')}.xlsx"
	frappe.response.filecontent = stream.getvalue()
	frappe.response.type = "binary"


@frappe.whitelist(methods=["POST"])
def read_sheet() -> dict:
	"""Read the uploaded spreadsheet (form field `file`) and check it; nothing is written or kept.

	Returns:
		rows: by sheet; faults: one text per bad cell, naming sheet, row and column.

	Raises:
		frappe.PermissionError: the caller is no Liaison Administrator.
		frappe.ValidationError: no spreadsheet of this form.
	"""
	accounts.refuse_unless_manager()
	upload = frappe.request.files.get("file")
	if not upload:
		frappe.throw(_("Choose the filled-in spreadsheet."))
	plan = parse(upload.stream.read())
	return _checked(plan)


@frappe.whitelist(methods=["POST"])
def check(rows: str | dict) -> dict:
	"""Check what the page asks for; nothing is written.

	Args:
		rows: by sheet (JSON or dict): township, villages, stations, units, posts.
	"""
	accounts.refuse_unless_manager()
	return _checked(from_page(frappe.parse_json(rows)))


@frappe.whitelist(methods=["POST"])
def bring_on_line(rows: str | dict) -> dict:
	"""Create what is missing of a township, all of it or nothing.

	Args:
		rows: by sheet, as for `check`.

	Returns:
		made: how many records of each sheet were created; slips: the account slips (HTML) to print.

	Raises:
		frappe.PermissionError: the caller is no Liaison Administrator.
		frappe.ValidationError: there are faults; the message lists them.
	"""
	accounts.refuse_unless_manager()
	plan = from_page(frappe.parse_json(rows))
	find_faults(plan)
	if plan.faults:
		frappe.throw(
			[frappe.utils.escape_html(fault.in_words()) for fault in plan.faults],
			title=_("Nothing Was Created"),
			as_list=True,
		)
	made = Builder(plan).build()
	# what a new station still lacks stands on its own form; here it would cover the slips
	frappe.clear_messages()
	return made


def _checked(plan: Plan) -> dict:
	find_faults(plan)
	return {"rows": plan.rows, "faults": [fault.in_words() for fault in plan.faults]}


def parse(content: bytes) -> Plan:
	"""A spreadsheet's rows with stored words for its Chinese choices.

	Args:
		content: the file.

	Raises:
		frappe.ValidationError: no xlsx file, a sheet is missing, or too many rows.
	"""
	try:
		book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
	except Exception:  # openpyxl raises what zip, XML and its own readers raise
		frappe.throw(_("This is no Excel file (.xlsx). Save it in Excel as .xlsx and choose it again."))
	plan = Plan()
	for key, (title, columns) in SHEETS.items():
		if _(title) not in book.sheetnames:
			frappe.throw(
				_("The sheet {0} is missing. Start from the template.").format(frappe.bold(_(title)))
			)
		plan.rows[key] = _rows_of(book[_(title)], columns)
	return plan


def _rows_of(sheet, columns: tuple[Column, ...]) -> list[dict]:
	rows = []
	for values in sheet.iter_rows(min_row=2, max_row=MOST_ROWS + 2, max_col=len(columns), values_only=True):
		cells = [_text(value) for value in [*values, *[None] * len(columns)][: len(columns)]]
		rows.append(dict(zip((column.key for column in columns), cells, strict=True)))
	while rows and not any(rows[-1].values()):
		rows.pop()
	if len(rows) > MOST_ROWS:
		frappe.throw(_("A sheet holds {0} rows at most.").format(MOST_ROWS))
	for row in rows:
		for column in columns:
			stored = {_(choice): choice for choice in column.choices}
			row[column.key] = stored.get(row[column.key], row[column.key])
	return rows


def _text(value) -> str:
	# Excel keeps a mobile number as a number
	if isinstance(value, float) and value.is_integer():
		value = int(value)
	return cstr(value).strip()


def from_page(rows: dict) -> Plan:
	"""The page's rows, reduced to the columns that are known."""
	plan = Plan()
	for key, (_title, columns) in SHEETS.items():
		given = (rows or {}).get(key) or []
		if isinstance(given, dict):
			given = [given]
		plan.rows[key] = [{column.key: _text(row.get(column.key)) for column in columns} for row in given]
		if len(given) > MOST_ROWS:
			frappe.throw(_("A sheet holds {0} rows at most.").format(MOST_ROWS))
	return plan


def find_faults(plan: Plan) -> None:
	"""Note every bad cell of the plan in it; reads the site, writes nothing."""
	for sheet, (_title, columns) in SHEETS.items():
		for position, row in enumerate(plan.rows[sheet]):
			if not any(row.values()):
				continue
			for column in columns:
				_check_cell(plan, sheet, position, column, row[column.key])
	if not any(row["name"] for row in plan.rows["township"]):
		plan.note("township", 0, "name", _("Name the township."))
	_check_twice(plan, "villages", "name")
	_check_twice(plan, "stations", "name")
	_check_twice(plan, "stations", "short_name")
	_check_twice(plan, "units", "name")
	_check_stations(plan)
	_check_posts(plan)


def _check_cell(plan: Plan, sheet: str, position: int, column: Column, value: str) -> None:
	if not value:
		if column.required:
			plan.note(sheet, position, column.key, _("is empty."))
	elif column.choices and value not in column.choices:
		known = _(", ").join(_(choice) for choice in column.choices)
		plan.note(sheet, position, column.key, _("{0} is not one of: {1}").format(value, known))
	elif len(value) > 140:
		plan.note(sheet, position, column.key, _("is longer than 140 characters."))


def _check_twice(plan: Plan, sheet: str, key: str) -> None:
	seen: dict[str, int] = {}
	for position, row in enumerate(plan.rows[sheet]):
		if row[key] and row[key] in seen:
			plan.note(
				sheet, position, key, _("{0} stands in row {1} already.").format(row[key], seen[row[key]])
			)
		seen.setdefault(row[key], position + 2)


def _check_stations(plan: Plan) -> None:
	villages = {row["name"] for row in plan.rows["villages"]}
	township = plan.rows["township"][0]["name"] if plan.rows["township"] else ""
	existing = _existing_township(township)
	known = villages | set(_names("Jurisdiction", "jurisdiction_name", {"parent_jurisdiction": existing}))
	for position, row in enumerate(plan.rows["stations"]):
		if row["village"] and row["village"] not in known:
			plan.note(
				"stations",
				position,
				"village",
				_("{0} is no village of this township.").format(row["village"]),
			)


def _check_posts(plan: Plan) -> None:
	stations = {row["name"] for row in plan.rows["stations"]}
	units = {row["name"] for row in plan.rows["units"]}
	holders = accounts.holders_of(row["login"].lower() for row in plan.rows["posts"])
	names = {login: holder.full_name for login, holder in holders.items()}
	for position, row in enumerate(plan.rows["posts"]):
		if not row["login"] or not row["full_name"]:
			continue
		login = row["login"].lower()
		known_as = names.get(login)
		if known_as and known_as != row["full_name"]:
			plan.note(
				"posts", position, "login", _("{0} is the login of {1} already.").format(login, known_as)
			)
		elif login not in holders and (reason := accounts.fault_in(row["full_name"], login)):
			plan.note("posts", position, "login", reason)
		names.setdefault(login, row["full_name"])
		wanted = {**dict.fromkeys(STATION_ROLES, stations), UNIT_ROLE: units}.get(row["post"])
		if wanted is not None and row["place"] not in wanted:
			plan.note(
				"posts",
				position,
				"place",
				_("name a station of the sheet.") if wanted is stations else _("name a unit of the sheet."),
			)


def _existing_township(name: str) -> str | None:
	return frappe.db.get_value(
		"Jurisdiction", {"jurisdiction_name": name, "level": ("in", tuple(TOWNSHIP_LEVELS))}
	)


def _names(doctype: str, field: str, filters: dict) -> list[str]:
	return frappe.get_all(doctype, filters, pluck=field) if all(filters.values()) else []


class Builder:
	"""Writes a checked plan, with the permissions of the session's user but for the accounts."""

	def __init__(self, plan: Plan) -> None:
		self.plan = plan
		self.made = dict.fromkeys(SHEETS, 0)
		self.first_passwords: list[tuple[str, str]] = []

	def build(self) -> dict:
		"""Create what is missing, from the township down to the posts."""
		self._township()
		self._villages()
		self._stations()
		self._units()
		self._posts()
		slips = accounts.slips(self.first_passwords) if self.first_passwords else ""
		return {"made": self.made, "slips": slips}

	def _known_or_new(self, sheet: str, doctype: str, known_by: dict, **values) -> str:
		name = frappe.db.get_value(doctype, known_by)
		if name:
			return name
		self.made[sheet] += 1
		return frappe.get_doc({"doctype": doctype, **known_by, **values}).insert().name

	def _township(self) -> None:
		row = self.plan.rows["township"][0]
		county = frappe.db.get_value(
			"Jurisdiction", {"level": "County"}, ["name", "jurisdiction_name"], as_dict=True
		)
		if not county:
			frappe.throw(_("Enter the county in the tree of places first."))
		self.township = self._known_or_new(
			"township",
			"Jurisdiction",
			{"jurisdiction_name": row["name"], "parent_jurisdiction": county.name},
			level=row["level"],
		)
		body = dict(BODIES.get(row["level"]) or BODIES[None])
		if not frappe.db.exists("Congress Body", {"jurisdiction": self.township}):
			name = f"{county.jurisdiction_name}{row['name']}{body.pop('suffix')}"
			frappe.get_doc(
				{
					"doctype": "Congress Body",
					"body_name": name,
					"jurisdiction": self.township,
					"congress_level": "Township Level",
					**body,
				}
			).insert()

	def _villages(self) -> None:
		self.villages = {
			row["name"]: self._known_or_new(
				"villages",
				"Jurisdiction",
				{"jurisdiction_name": row["name"], "parent_jurisdiction": self.township},
				level=row["level"],
			)
			for row in self._filled("villages")
		}
		for place in frappe.get_all(
			"Jurisdiction", {"parent_jurisdiction": self.township}, ["name", "jurisdiction_name"]
		):
			self.villages.setdefault(place.jurisdiction_name, place.name)

	def _stations(self) -> None:
		self.stations = {
			row["name"]: self._known_or_new(
				"stations",
				"Liaison Station",
				{
					"station_name": row["name"],
					"jurisdiction": self.villages.get(row["village"], self.township),
				},
				short_name=row["short_name"],
				station_type=row["type"],
				station_level="Village Level" if row["village"] else "Township Level",
			)
			for row in self._filled("stations")
		}

	def _units(self) -> None:
		self.units = {
			row["name"]: self._known_or_new(
				"units",
				"Responsible Unit",
				{"unit_name": row["name"], "jurisdiction": self.township},
				kind=row["kind"],
			)
			for row in self._filled("units")
		}

	def _posts(self) -> None:
		rows = self._filled("posts")
		holders = accounts.holders_of(row["login"].lower() for row in rows)
		users = {login: holder.name for login, holder in holders.items()}
		for row in rows:
			login = row["login"].lower()
			if login not in users:
				users[login], password = accounts.new_account(row["full_name"], login)
				self.first_passwords.append((users[login], password))
			user = users[login]
			self._known_or_new(
				"posts",
				"Staff Post",
				{"user": user, "post": row["post"], PLACE_OF[row["post"]]: self._place(row)},
				from_date=getdate(),
			)

	def _place(self, row: dict) -> str:
		if row["post"] in TOWNSHIP_ROLES:
			return self.township
		return (self.stations if row["post"] in STATION_ROLES else self.units)[row["place"]]

	def _filled(self, sheet: str) -> list[dict]:
		return [row for row in self.plan.rows[sheet] if any(row.values())]
