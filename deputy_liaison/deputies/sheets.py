"""The Excel sheet of deputies: the columns of 代表基本信息台账 (R9), one row a person or a person's mandate."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import ClassVar

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from deputy_liaison.deputies.doctype.deputy_mandate.deputy_mandate import BODY_KIND
from deputy_liaison.deputies.legal import LEVELS
from deputy_liaison.deputies.standing import ACTIVE, PENDING, SHORT_LEVELS, SUSPENDED
from deputy_liaison.sheet_exchange import ExcelSheet, save
from deputy_liaison.spreadsheets import BadCell, Column, Row, closed_up, day

DEPUTY, MANDATE, PLACEMENT = "Deputy", "Deputy Mandate", "Station Placement"
# what lies outside the county has no record to link to
OUTSIDE = {"National": "全国人民代表大会", "Provincial": "省人民代表大会", "Prefecture": "市人民代表大会"}
YES = frozenset({"是", "有", "√", "1", "Y"})
NO = frozenset({"否", "无", "×", "0", "N"})


def levels(cell) -> tuple[str, ...]:
	"""`县、镇`, `县级人大代表`, `乡镇` → congress levels, highest first.

	Raises:
		BadCell: a level that there is not.
	"""
	words = {**{short: level for level, short in SHORT_LEVELS.items()}, "乡": "Township Level"}
	found = set()
	for one in re.split(r"[、,;/+和]", closed_up(cell)):
		bare = re.sub(r"(人大)?(代表)?$|级", "", one.removesuffix("代表").removesuffix("人大"))
		if not bare:
			continue
		level = words.get({"乡镇": "镇", "县区": "县", "区": "县"}.get(bare, bare))
		if not level:
			raise BadCell(_("{0} is not one of: {1}").format(one, "全国、省、市、县、乡镇"))
		found.add(level)
	return tuple(level for level in LEVELS if level in found)


def yes_or_no(cell) -> int | None:
	"""是 or 否.

	Raises:
		BadCell: anything else.
	"""
	words = closed_up(cell)
	if not words:
		return None
	if words not in YES | NO:
		raise BadCell(_("{0} is not one of: {1}").format(words, "是、否"))
	return int(words in YES)


def _of_deputy(field: str, label: str, *aliases: str, **values) -> Column:
	return Column(field, label, aliases=aliases, **{"read": closed_up, **values})


def _choice(field: str, label: str, *aliases: str, **values) -> Column:
	return _of_deputy(field, label, *aliases, options_of=(DEPUTY, field), **values)


class DeputySheet(ExcelSheet):
	"""Deputies of a township with their mandates and stations.

	A person is known by name and month of birth or telephone; where the sheet leaves it open, the reader
	is asked. Mandates come in unconfirmed, as they do by hand: another person confirms them.
	"""

	doctype = DEPUTY
	title = "Sheet of Deputies"
	columns = (
		_of_deputy("deputy_name", "Deputy Name", "代表姓名", required=True, width=10),
		_choice("gender", "Sex", required=True, width=6),
		_choice("ethnic_group", "Ethnic Group", width=8, synonyms={"汉": "汉族"}),
		_of_deputy("birth_month", "Birth Month", "出生日期", "出生时间", "生日", read=day),
		_of_deputy("native_place", "Native Place"),
		_choice(
			"political_affiliation",
			"Political Affiliation",
			"党派",
			"党派(政治面貌)",
			synonyms={
				"中共": "Communist Party Member",
				"党员": "Communist Party Member",
				"预备党员": "Probationary Party Member",
				"团员": "Youth League Member",
				"群众": "No Party Affiliation",
			},
		),
		_choice(
			"education",
			"Education",
			"文化程度",
			synonyms={
				"本科": "Undergraduate Studies",
				"大学": "Undergraduate Studies",
				"专科": "Junior College",
				"中专": "Senior High School",
				"研究生": "Postgraduate Studies",
			},
		),
		_choice("degree", "Academic Degree", width=8),
		_of_deputy("work_start_month", "Work Began In", "参加工作年月", read=day),
		_choice("occupation_category", "Occupation Category", "职业", "身份"),
		_of_deputy("technical_title", "Technical Title"),
		_of_deputy("employer_and_post", "Employer and Post", "单位及职务", "工作单位", "单位职务", width=30),
		Column(
			"levels",
			"Congress Level",
			levels,
			aliases=("代表层级", "层级", "代表级别"),
			shown=lambda held: "、".join(SHORT_LEVELS[level] for level in held),
		),
		Column("certificate_no", "Certificate No.", closed_up, aliases=("证号", "代表证编号")),
		Column(
			"district",
			"Electoral District",
			closed_up,
			aliases=("选区(选举单位)", "选举单位", "所在选区"),
			width=20,
		),
		Column("elected_on", "Elected On", day, aliases=("当选时间",)),
		Column("election_type", "Election Type", closed_up, options_of=(MANDATE, "election_type")),
		Column(
			"station_name", "Current Station", closed_up, aliases=("联络站", "所属联络站", "进站"), width=22
		),
		_of_deputy("mobile", "Telephone", "联系电话", "手机", "手机号", "手机号码", "电话号码"),
		_of_deputy("postal_address", "Postal Address", "地址", "住址", "家庭住址", width=26),
		_of_deputy("email", "Deputy E-mail", "邮箱"),
		Column(
			"has_fixed_salary",
			"Has Fixed Salary",
			yes_or_no,
			aliases=("固定工资收入",),
			shown=lambda has: "是" if has else "否",
		),
		Column("remark", "Remark"),
	)
	of_mandate = frozenset(
		{"levels", "certificate_no", "district", "elected_on", "election_type", "station_name"}
	)

	def find(self, rows: list[Row], answers: dict[int, str]) -> None:
		"""Tell who is who: see the class; rows of one person follow the first of them."""
		known = self._known(rows)
		self.first_rows: dict[int, Row] = {}
		self.same_as: dict[int, int] = {}
		above: dict[str, list[Row]] = defaultdict(list)
		for row in rows:
			name = row.values["deputy_name"]
			self._tell(row, known[name], above[name], answers)
			above[name].append(row)
			self.first_rows[row.number] = row

	def _known(self, rows: Iterable[Row]) -> dict[str, list[dict]]:
		found = defaultdict(list)
		for one in frappe.get_list(
			DEPUTY,
			{
				"deputy_name": ("in", sorted({row.values["deputy_name"] for row in rows})),
				"jurisdiction": ("in", self.places),
			},
			["name", "deputy_name", "gender", "birth_month", "mobile", "employer_and_post"],
			limit_page_length=0,
			order_by="creation",
		):
			found[one.deputy_name].append(one)
		return found

	def _tell(self, row: Row, known: list[dict], above: list[Row], answers: dict[int, str]) -> None:
		if row.number in answers:
			self._take(row, answers[row.number], known, above)
			return
		for other in above:
			if _certain(row.values, other.values):
				self.same_as[row.number] = other.number
				return
		certain = [one for one in known if _certain(row.values, one)]
		if len(certain) == 1:
			row.record = certain[0].name
			return
		taken = {other.record for other in above}
		maybe_known = [one for one in known if one.name not in taken and _possible(row.values, one)]
		maybe_above = [other for other in above if _possible(row.values, other.values)]
		if len(maybe_known) == 1 and not maybe_above:
			row.record = maybe_known[0].name
		elif maybe_known or maybe_above:
			row.question = {
				"text": _("More than one person may be meant. Who is {0} in this row?").format(
					row.values["deputy_name"]
				),
				"choices": [
					*({"value": one.name, "label": _described(one)} for one in maybe_known),
					*(
						{
							"value": f"row:{other.number}",
							"label": _("The same as in row {0}").format(other.number),
						}
						for other in maybe_above
					),
					{"value": "", "label": _("Another person, not entered yet")},
				],
			}

	def _take(self, row: Row, answer: str, known: list[dict], above: list[Row]) -> None:
		if answer.startswith("row:"):
			if answer not in {f"row:{other.number}" for other in above}:
				row.note(None, _("The answer to this row no longer fits. Choose the file again."))
				return
			self.same_as[row.number] = int(answer.removeprefix("row:"))
		elif answer in {one.name for one in known}:
			row.record = answer
		elif answer:
			row.note(None, _("The answer to this row no longer fits. Choose the file again."))

	def write(self, row: Row) -> str:
		"""The person, then the mandates and the station that the row names."""
		if row.number in self.same_as:
			row.record = self.first_rows[self.same_as[row.number]].record
		known = row.record
		values = {field: value for field, value in row.values.items() if field not in self.of_mandate}
		if not known:
			values["jurisdiction"] = self.township
		elif row.number in self.same_as:
			# the first of the person's rows has said who it is
			values = {}
		deputy = save(DEPUTY, known, values, row, self.columns)
		self._mandates(row, deputy)
		self._station(row, deputy)
		return deputy

	def _mandates(self, row: Row, deputy: str) -> None:
		held = self._held(deputy)
		given = {
			field: row.values[field]
			for field in ("certificate_no", "elected_on", "election_type")
			if field in row.values
		}
		for level in row.values.get("levels", ()):
			# number and district of a row with several levels are those of the lowest
			lowest = level == row.values["levels"][-1]
			values = dict(given) if lowest else {}
			if lowest and (district := row.values.get("district")):
				values |= self._district(level, district)
			if level not in held:
				values |= {
					"deputy": deputy,
					"congress_level": level,
					"jurisdiction": self.township,
					**self._congress(level, values),
				}
				row.changes.append(self._said_of_new(deputy, level))
			save(MANDATE, held.get(level), values, row, self.columns)

	def _held(self, deputy: str) -> dict[str, str]:
		"""Level → the mandate that a row of this person speaks of."""
		return _by_level({"deputy": deputy, "workflow_state": ("in", (PENDING, ACTIVE, SUSPENDED))})

	def _congress(self, level: str, values: dict) -> dict:
		"""What a new mandate says of its congress beyond the level."""
		if level not in OUTSIDE:
			return {}
		return {
			"congress_body_text": OUTSIDE[level],
			"holds_this_county": 1,
			"from_date": values.get("elected_on") or getdate(),
		}

	def _said_of_new(self, deputy: str, level: str) -> str:
		return _("New mandate: {0}").format(SHORT_LEVELS[level])

	def _district(self, level: str, name: str) -> dict:
		if level in OUTSIDE:
			return {"electing_body": name}
		found = frappe.db.get_value(
			"Electoral District",
			{"district_name": name, "congress_level": level, "jurisdiction": ("in", self.places)},
		)
		if not found:
			frappe.throw(
				_("{0}: {1} is not entered in this township. Enter it first.").format(
					frappe.bold(_("Electoral District")), frappe.bold(name)
				)
			)
		return {"electoral_district": found}

	def _station(self, row: Row, deputy: str) -> None:
		wanted = row.values.get("station_name")
		if not wanted:
			return
		station = self.names_within("Liaison Station", "station_name").get(wanted)
		if not station:
			frappe.throw(
				_("{0}: {1} is no station of this township.").format(
					frappe.bold(_("Current Station")), frappe.bold(wanted)
				)
			)
		today = getdate()
		current = frappe.get_all(
			PLACEMENT,
			{"deputy": deputy, "to_date": ("is", "not set")},
			["name", "station", "from_date"],
			order_by="from_date desc",
		)
		if any(one.station == station for one in current):
			return
		for one in current:
			save(PLACEMENT, one.name, {"to_date": max(one.from_date, add_days(today, -1))}, row, self.columns)
		save(PLACEMENT, None, {"deputy": deputy, "station": station, "from_date": today}, row, self.columns)
		row.changes.append(_("Placed in {0}").format(wanted))

	def stored(self) -> list[dict]:
		"""Every deputy of the township with a mandate in force or to come, by name."""
		own = [column.field for column in self.columns if column.field not in self.of_mandate]
		deputies = frappe.get_list(
			DEPUTY,
			{"jurisdiction": ("in", self.places), "credential_status": ("!=", "Terminated Credentials")},
			["name", "station", *own],
			order_by="deputy_name",
			limit_page_length=0,
		)
		stations = {
			name: title for title, name in self.names_within("Liaison Station", "station_name").items()
		}
		mandates = self._stored_mandates([one.name for one in deputies])
		return [
			{**one, **mandates.get(one.name, {}), "station_name": stations.get(one.station)}
			for one in deputies
		]

	def _of_stored(self) -> dict:
		"""Which mandates the sheet tells of."""
		return {"workflow_state": ("in", (PENDING, ACTIVE, SUSPENDED))}

	def _stored_mandates(self, deputies: list[str]) -> dict[str, dict]:
		districts = dict(frappe.get_all("Electoral District", fields=["name", "district_name"], as_list=True))
		found: dict[str, dict] = {}
		rows = frappe.get_list(
			MANDATE,
			{"deputy": ("in", deputies), **self._of_stored()},
			[
				"deputy",
				"congress_level",
				"certificate_no",
				"elected_on",
				"election_type",
				"electoral_district",
				"electing_body",
			],
			limit_page_length=0,
		)
		# the lowest comes last and so gives number and district, as a sheet taken in is understood
		for row in sorted(rows, key=lambda one: LEVELS.index(one.congress_level)):
			person = found.setdefault(row.deputy, {"levels": ()})
			person.update(
				levels=(*person["levels"], row.congress_level),
				certificate_no=row.certificate_no,
				elected_on=row.elected_on,
				election_type=row.election_type,
				district=districts.get(row.electoral_district) or row.electing_body,
			)
		return found


class ElectedSheet(DeputySheet):
	"""Those elected to the congresses of the township and the county whose term has begun (换届).

	Who was a deputy before is recognised and keeps the record; the mandate is a new one, of the new term.
	"""

	title = "Sheet of the Elected"
	# where they go is proposed once they are in office
	columns = tuple(column for column in DeputySheet.columns if column.field != "station_name")

	under_way: ClassVar = {"stage": "Term Change Under Way"}

	@classmethod
	def is_offered(cls) -> bool:
		return bool(frappe.db.exists("End of Term", cls.under_way))

	def find(self, rows: list[Row], answers: dict[int, str]) -> None:
		"""Find the new terms first: a row without a level is of the only one there is."""
		self.terms = self._terms()
		column = next(column for column in self.columns if column.field == "levels")
		for row in rows:
			levels_given = row.values.get("levels") or tuple(self.terms)
			if len(levels_given) > 1 and not row.values.get("levels"):
				row.note(column, _("Say of which congress: {0}").format(_shorts(self.terms)))
			elif unknown := [level for level in levels_given if level not in self.terms]:
				row.note(
					column,
					_("No change of term is under way for {0}. Begin it first.").format(_shorts(unknown)),
				)
			else:
				row.values["levels"] = tuple(levels_given)
		super().find([row for row in rows if not row.faults], answers)

	def _terms(self) -> dict[str, dict]:
		"""Level → congress_body, term and from_date of the new terms of this township and the county."""
		bodies = {
			body.name: body.congress_level
			for body in frappe.get_all(
				"Congress Body",
				{"kind": ("in", list(BODY_KIND.values()))},
				["name", "congress_level", "jurisdiction"],
			)
			if body.congress_level == "County" or body.jurisdiction == self.township
		}
		runs = frappe.get_all(
			"End of Term",
			{**self.under_way, "congress_body": ("in", list(bodies))},
			["congress_body", "new_term", "former_term", "first_session_on"],
		)
		found = {
			bodies[run.congress_body]: {
				"congress_body": run.congress_body,
				"term": run.new_term,
				"former_term": run.former_term,
				"from_date": run.first_session_on,
			}
			for run in runs
		}
		return {level: found[level] for level in LEVELS if level in found}

	def _held(self, deputy: str) -> dict[str, str]:
		return _by_level({"deputy": deputy, "term": ("in", self._new_terms())})

	def _new_terms(self) -> list[str]:
		return [one["term"] for one in self.terms.values()]

	def _congress(self, level: str, values: dict) -> dict:
		known = self.terms[level]
		return {
			"election_type": values.get("election_type") or "General Election",
			**{field: known[field] for field in ("congress_body", "term", "from_date")},
		}

	def _said_of_new(self, deputy: str, level: str) -> str:
		former = {"deputy": deputy, "term": self.terms[level]["former_term"]}
		if frappe.db.exists(MANDATE, former):
			return _("Elected again: {0}").format(SHORT_LEVELS[level])
		return _("Elected: {0}").format(SHORT_LEVELS[level])

	def stored(self) -> list[dict]:
		"""Those of the new term who are entered already."""
		self.terms = self._terms()
		elected = set(frappe.get_all(MANDATE, {"term": ("in", self._new_terms())}, pluck="deputy"))
		return [row for row in super().stored() if row["name"] in elected]

	def _of_stored(self) -> dict:
		return {"term": ("in", self._new_terms())}


def _shorts(congress_levels: Iterable[str]) -> str:
	return "、".join(SHORT_LEVELS[level] for level in congress_levels)


def _by_level(filters: dict) -> dict[str, str]:
	"""Level → mandate, of the mandates that the filters leave; the later where there are two."""
	found = frappe.get_all(MANDATE, filters, ["name", "congress_level"], order_by="from_date")
	return {one.congress_level: one.name for one in found}


def _certain(one: dict, other: dict) -> bool:
	"""Whether two of one name are one person beyond doubt: born in one month, or one telephone."""
	return _possible(one, other) and any(
		one.get(field) and _bare(one.get(field)) == _bare(other.get(field))
		for field in ("birth_month", "mobile")
	)


def _possible(one: dict, other: dict) -> bool:
	"""Whether nothing tells two of one name apart."""
	return all(
		not one.get(field) or not other.get(field) or _bare(one.get(field)) == _bare(other.get(field))
		for field in ("gender", "birth_month")
	)


def _bare(value) -> str:
	return (
		str(getdate(value).replace(day=1))
		if hasattr(value, "year")
		else re.sub(r"[\s-]", "", str(value or ""))
	)


def _described(one: dict) -> str:
	born = f"{one.birth_month:%Y-%m}" if one.birth_month else ""
	return _(", ").join(filter(None, (one.deputy_name, born, one.employer_and_post, one.get("mobile"))))
