"""Rows of the ledger of deputies (R9): one row is one person, whose mandates share it.

It tells what held on the last day of the period, or today where that lies ahead. What a deputy doesn't make
public (telephone, address, birth) is for those who may read it on the record, and never for outside.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import frappe
from dateutil.relativedelta import relativedelta
from frappe.utils import getdate
from pypika.queries import QueryBuilder

from deputy_liaison import masking, scope
from deputy_liaison.deputies import standing
from deputy_liaison.deputies.legal import LEVELS
from deputy_liaison.deputies.offices import offices_of
from deputy_liaison.paper import joined, zh
from deputy_liaison.registers.row_source import (
	DAY,
	JURISDICTION,
	MONTH,
	STATION,
	Book,
	Row,
	RowSource,
	Value,
	lines,
	titles,
)
from deputy_liaison.registers.visit_rows import LEVELS as LEVEL_WORDS
from deputy_liaison.registers.visit_rows import TOWNSHIP_LEVELS

DEPUTY, MANDATE = "Deputy", "Deputy Mandate"
# who keeps the deputies' data, places them or inspects them
PRINTING_ROLES = frozenset(
	{
		"Liaison Administrator",
		"Station Liaison Officer",
		"Township Clerk",
		"Township Chair",
		"County Deputy Affairs Officer",
		"County Approver",
		"Oversight Auditor",
	}
)
# of the record's fields those that not everybody who sees the deputy may read
PRIVATE_LEVEL = 1
VALUES = {
	"deputy_name": Value("姓名"),
	"gender": Value("性别"),
	"ethnic_group": Value("民族"),
	"birth_month": Value("出生年月", MONTH),
	"native_place": Value("籍贯"),
	"political_affiliation": Value("政治面貌"),
	"education": Value("学历"),
	"degree": Value("学位"),
	"work_start_month": Value("参加工作时间", MONTH),
	"occupation_category": Value("职业构成"),
	"technical_title": Value("职称"),
	"employer_and_post": Value("工作单位及职务"),
	"levels": Value("在任层级"),
	"deputy_group": Value("代表小组"),
	"station": Value("联络站"),
	"grid_cells": Value("网格"),
	"offices": Value("任职类别"),
	"mobile": Value("联系电话"),
	"postal_address": Value("通讯地址"),
	"email": Value("电子邮箱"),
	"has_fixed_salary": Value("固定工资收入"),
	"honours": Value("表彰"),
	"remark": Value("备注"),
	"congress_level": Value("代表层级", of_part=True),
	"congress_body": Value("所属人大", of_part=True),
	"term": Value("届次", of_part=True),
	"certificate_no": Value("代表证号", of_part=True),
	"district": Value("选区", of_part=True),
	"elected_on": Value("当选日期", DAY, of_part=True),
	"election_type": Value("当选方式", of_part=True),
	"confirmation": Value("资格确认", of_part=True),
	"delegation": Value("代表团", of_part=True),
	"status": Value("资格状态", of_part=True),
}
OCCUPATIONS = {
	"Front-line Worker": ("workers", "一线工人"),
	"Farmer": ("farmers", "农民"),
	"Professional": ("professionals", "专业技术人员"),
	"Party or Government Cadre": ("cadres", "党政领导干部"),
	"Enterprise Manager": ("managers", "企业负责人"),
	"Village Cadre": ("village_cadres", "村社区干部"),
	"Armed Forces": ("soldiers", "解放军武警"),
	"Other Occupation": ("others", "其他职业"),
}
LEVEL_FIGURES = {
	"National": ("of_nation", "全国职务"),
	"Provincial": ("of_province", "省级职务"),
	"Prefecture": ("of_prefecture", "市级职务"),
	"County": ("of_county", "县级职务"),
	"Township Level": ("of_township", "乡镇职务"),
}
# persons and mandates in office on the day; who is listed beside them has left office or isn't confirmed
SUMS = {
	"listed": "登记人数",
	"persons": "在任人数",
	"mandates": "职务数",
	**dict(LEVEL_FIGURES.values()),
	"men": "男",
	"women": "女",
	"minority": "少数民族",
	"party": "中共党员",
	"non_party": "非中共",
	"college": "大专以上",
	"young": "35岁以下",
	"middle": "36至55岁",
	"old": "56岁以上",
	"age_unknown": "年龄不详",
	**dict(OCCUPATIONS.values()),
}
HIGHER_EDUCATION = frozenset({"Junior College", "Undergraduate Studies", "Postgraduate Studies"})
PARTY = frozenset({"Communist Party Member", "Probationary Party Member"})
YOUNG_UNTIL, OLD_FROM = 35, 56
# for who may read it on the deputy's record
PRIVATE = (
	"birth_month",
	"native_place",
	"work_start_month",
	"postal_address",
	"email",
	"has_fixed_salary",
	"remark",
)
# public are name, level, district, post and station; the telephone with consent (rules.md §11)
NOT_PUBLIC = (
	"ethnic_group",
	"political_affiliation",
	"education",
	"degree",
	"technical_title",
	"grid_cells",
	"honours",
)


def filters(book: Book) -> list[list]:
	"""Deputies of the place, or those placed in the station, who held a mandate in the period."""
	holding = _of_the_period(book).select(frappe.qb.DocType(MANDATE).deputy).distinct().run(pluck=True)
	return [["name", "in", sorted(_of_holder(book).intersection(holding)) or [""]]]


def _of_the_period(book: Book) -> QueryBuilder:
	"""The mandates that were held in the period; one that was found invalid never was."""
	mandates = frappe.qb.DocType(MANDATE)
	return (
		frappe.qb.from_(mandates)
		.where(mandates.workflow_state != standing.INVALID)
		.where(mandates.from_date.isnull() | (mandates.from_date <= book.last))
		.where(mandates.to_date.isnull() | (mandates.to_date >= book.first))
		.where(mandates.terminated_on.isnull() | (mandates.terminated_on >= book.first))
	)


def _of_holder(book: Book) -> set[str]:
	"""Everybody whom the holder's ledger is of; the list itself asks what the user may see of them."""
	if not book.of_station:
		within = scope.subtree(book.holder.name)
		return set(frappe.get_all(DEPUTY, {"jurisdiction": ("in", within)}, pluck="name"))
	placed = frappe.qb.DocType("Station Placement")
	return set(
		frappe.qb.from_(placed)
		.select(placed.deputy)
		.distinct()
		.where((placed.station == book.holder.name) & (placed.from_date <= book.last))
		.where(placed.to_date.isnull() | (placed.to_date >= book.first))
		.run(pluck=True)
	)


def read(book: Book) -> tuple[list[Row], bool]:
	"""The deputies of a ledger: by township, level and district.

	Returns:
		The rows, and whether they hold what deputies don't make public.
	"""
	deputies = frappe.get_list(
		DEPUTY,
		filters=filters(book),
		fields=[
			"name",
			"deputy_name",
			"gender",
			"ethnic_group",
			"birth_month",
			"native_place",
			"jurisdiction",
			"political_affiliation",
			"party_name",
			"education",
			"degree",
			"work_start_month",
			"occupation_category",
			"technical_title",
			"employer_and_post",
			"has_fixed_salary",
			"phone_public",
			# Frappe leaves these out for who may not read them
			"mobile",
			"email",
			"postal_address",
			"remark",
		],
		limit_page_length=0,
	)
	may_read = PRIVATE_LEVEL in frappe.get_meta(DEPUTY).get_permlevel_access("read")
	known = _Known.of(deputies, book)
	deputies.sort(key=known.place)
	full = bool(deputies) and may_read and not book.outside
	return [known.row(deputy) for deputy in deputies], full


@dataclass
class _Known:
	"""What was read for all rows at once: a row asks the database for nothing."""

	day: datetime.date
	outside: bool
	mandates: dict[str, list[frappe._dict]]
	positions: dict[str, int]
	groups: dict[str, str]
	group_names: dict[str, str]
	placements: dict[str, list[tuple[str, str]]]
	offices: dict[str, list[str]]
	honours: dict[str, list[str]]

	@classmethod
	def of(cls, deputies: list[frappe._dict], book: Book) -> "_Known":
		names = [deputy.name for deputy in deputies]
		day = min(book.last, getdate())
		groups = standing.groups_of(names or [""], day)
		return cls(
			day=day,
			outside=book.outside,
			mandates=mandates_of(names, book),
			positions=titles(JURISDICTION, "lft", (deputy.jurisdiction for deputy in deputies)),
			groups=groups,
			group_names=titles("Deputy Group", "group_name", groups.values()),
			placements=_placements_of(names, day),
			offices=offices_of(names, day),
			honours=_honours_of(names),
		)

	def place(self, deputy: frappe._dict) -> tuple:
		"""Where the person stands in the ledger."""
		first = next(iter(self.mandates[deputy.name]), frappe._dict(rank=len(LEVELS), district=""))
		return self.positions.get(deputy.jurisdiction, 0), first.rank, first.district, deputy.deputy_name

	def row(self, deputy: frappe._dict) -> Row:
		mandates = self.mandates[deputy.name]
		placements = self.placements.get(deputy.name, [])
		party = zh(deputy.political_affiliation)
		values = {
			"deputy_name": deputy.deputy_name,
			"gender": zh(deputy.gender),
			"ethnic_group": deputy.ethnic_group,
			"birth_month": deputy.birth_month,
			"native_place": deputy.native_place,
			"political_affiliation": f"{party}（{deputy.party_name}）" if deputy.party_name else party,
			"education": zh(deputy.education),
			"degree": zh(deputy.degree),
			"work_start_month": deputy.work_start_month,
			"occupation_category": zh(deputy.occupation_category),
			"technical_title": deputy.technical_title,
			"employer_and_post": deputy.employer_and_post,
			"levels": "、".join(dict.fromkeys(one.level for one in mandates if one.is_held)),
			"deputy_group": self.group_names.get(self.groups.get(deputy.name), ""),
			"station": lines(*(station for station, _cells in placements)),
			"grid_cells": lines(*(cells for _station, cells in placements)),
			"offices": lines(*self.offices.get(deputy.name, ["普通代表"])),
			"mobile": deputy.get("mobile") or "",
			"postal_address": deputy.get("postal_address") or "",
			"email": deputy.get("email") or "",
			"has_fixed_salary": "是" if deputy.has_fixed_salary else "否",
			"honours": lines(*self.honours.get(deputy.name, ())),
			"remark": deputy.get("remark") or "",
		}
		masks = dict.fromkeys((*PRIVATE, *(NOT_PUBLIC if self.outside else ())), "")
		if not deputy.phone_public:
			masks["mobile"] = masking.mask_phone(values["mobile"])
		return Row(
			record=deputy.name,
			number="",
			values=values,
			masks=masks,
			parts=[(one.cells, {"status": zh(one.state)} if self.outside else {}) for one in mandates],
			sums=self._sums(deputy, [one for one in mandates if one.is_held]),
		)

	def _sums(self, deputy: frappe._dict, held: list[frappe._dict]) -> dict[str, int]:
		if not held:
			return {"listed": 1}
		figures = ["listed", "persons", "men" if deputy.gender == "Man" else "women"]
		figures.append("party" if deputy.political_affiliation in PARTY else "non_party")
		if deputy.ethnic_group and deputy.ethnic_group != "汉族":
			figures.append("minority")
		if deputy.education in HIGHER_EDUCATION:
			figures.append("college")
		if deputy.occupation_category:
			figures.append(OCCUPATIONS[deputy.occupation_category][0])
		figures.append(self._age_band(deputy.birth_month))
		sums = dict.fromkeys(figures, 1)
		sums["mandates"] = len(held)
		for mandate in held:
			name = LEVEL_FIGURES[mandate.congress_level][0]
			sums[name] = sums.get(name, 0) + 1
		return sums

	def _age_band(self, birth_month: datetime.date | None) -> str:
		if not birth_month:
			return "age_unknown"
		age = relativedelta(self.day, getdate(birth_month)).years
		if age <= YOUNG_UNTIL:
			return "young"
		return "old" if age >= OLD_FROM else "middle"


def mandates_of(deputies: list[str], book: Book) -> dict[str, list[frappe._dict]]:
	"""Deputy → the mandates of the period, highest first, each with its cells. Deputies are public figures."""
	by_deputy = defaultdict(list)
	if not deputies:
		return by_deputy
	mandates = frappe.qb.DocType(MANDATE)
	rows = (
		_of_the_period(book)
		.select(mandates.star)
		.where(mandates.deputy.isin(deputies))
		.orderby(mandates.from_date, mandates.creation)
		.run(as_dict=True)
	)
	bodies = _bodies(row.congress_body for row in rows)
	terms = titles("Congress Term", "term_title", (row.term for row in rows))
	districts = titles("Electoral District", "district_name", (row.electoral_district for row in rows))
	delegations = titles("Delegation", "delegation_name", (row.delegation for row in rows))
	day = min(book.last, getdate())
	for row in rows:
		body = bodies.get(row.congress_body) or frappe._dict()
		row.rank = LEVELS.index(row.congress_level)
		row.level = LEVEL_WORDS.get(row.congress_level) or TOWNSHIP_LEVELS.get(body.level, "乡镇")
		row.district = districts.get(row.electoral_district) or row.electing_body or ""
		row.is_held = standing.is_held_on(row, day)
		row.state = standing.state_on(row, day)
		row.cells = {
			"congress_level": row.level,
			"congress_body": body.body_name or row.congress_body_text,
			"term": terms.get(row.term) or row.term_text,
			"certificate_no": row.certificate_no,
			"district": row.district,
			"elected_on": row.elected_on,
			"election_type": zh(row.election_type),
			"confirmation": joined(zh(row.confirmed_by), str(row.confirmed_on) if row.confirmed_on else "")
			if row.confirmed_on
			else "",
			"delegation": delegations.get(row.delegation, ""),
			"status": _status(row, day),
		}
		by_deputy[row.deputy].append(row)
	for mandates in by_deputy.values():
		mandates.sort(key=lambda row: row.rank)
	return by_deputy


def _status(mandate: frappe._dict, day: datetime.date) -> str:
	"""Its state on the day, and why and since when it is no longer in force."""
	state = standing.state_on(mandate, day)
	reason, since = {
		standing.TERMINATED: (mandate.termination_reason, mandate.terminated_on),
		standing.SUSPENDED: (mandate.suspension_reason, mandate.suspended_on),
		standing.ENDED: (None, mandate.to_date),
	}.get(state, (None, None))
	return lines(zh(state), zh(reason), str(since) if since else "")


def _bodies(names: Iterable[str | None]) -> dict[str, frappe._dict]:
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	rows = frappe.get_all(
		"Congress Body", {"name": ("in", wanted)}, ["name", "body_name", "jurisdiction.level"]
	)
	return {row.name: row for row in rows}


def _placements_of(deputies: list[str], day: datetime.date) -> dict[str, list[tuple[str, str]]]:
	"""Deputy → station and grid cells of the placements on `day`."""
	found = defaultdict(list)
	if not deputies:
		return found
	placed, stations = frappe.qb.DocType("Station Placement"), frappe.qb.DocType(STATION)
	for deputy, station, cells in (
		frappe.qb.from_(placed)
		.inner_join(stations)
		.on(stations.name == placed.station)
		.select(placed.deputy, stations.station_name, placed.grid_cell_names)
		.where(placed.deputy.isin(deputies) & (placed.from_date <= day))
		.where(placed.to_date.isnull() | (placed.to_date >= day))
		.orderby(placed.from_date, placed.creation)
		.run()
	):
		found[deputy].append((station, cells or ""))
	return found


def _honours_of(deputies: list[str]) -> dict[str, list[str]]:
	found = defaultdict(list)
	if not deputies:
		return found
	for row in frappe.get_all(
		"Deputy Honour",
		{"parenttype": DEPUTY, "parent": ("in", deputies)},
		["parent", "honour"],
		order_by="parent asc, idx asc",
	):
		found[row.parent].append(row.honour)
	return found


SOURCE = RowSource(
	doctype=DEPUTY,
	holders=(JURISDICTION, STATION),
	printing_roles=PRINTING_ROLES,
	values=VALUES,
	sums=SUMS,
	filters=filters,
	read=read,
)
