"""How the county leads its stations: documents, the plan of three years, campaigns, checks and inspections."""

import datetime
import itertools
from dataclasses import dataclass

import frappe
from frappe.utils import add_days, getdate

from deputy_liaison.demo.accounts import user_of
from deputy_liaison.demo.county import County
from deputy_liaison.demo.plan import (
	COUNTY,
	GROUPS_TOWN,
	HOMES_TOWN,
	MAIN_STATION,
	TOWNSHIPS,
	Township,
)
from deputy_liaison.demo.together import insert_together
from deputy_liaison.liaison_network.doctype.standard_check.standard_check import items_of_standard
from deputy_liaison.liaison_network.doctype.station_inspection.station_inspection import (
	recheck,
	report_rectified,
)

SCHEME = "代表之家、联络站建设管理考评办法（23条）"
STANDARD = "七有四好三上墙"
DOCUMENTS = (
	("Work Plan", "云岭县人大代表活动阵地创建工作实施方案", "云人发〔2017〕6号", "2017-03-02"),
	(
		"Implementing Opinion",
		"关于加强人大代表之家和代表工作站建设的实施意见",
		"云人发〔2017〕9号",
		"2017-04-18",
	),
	("Work Plan", "巩固提升2017—2019三年行动计划", "云人发〔2017〕11号", "2017-05-10"),
	("Assessment Rules", "云岭县人大代表之家、代表工作站建设管理考评办法", "云人发〔2018〕4号", "2018-02-26"),
)
# year: what was planned and reached of homes, stations and touch screens (seeds S0-03, S0-04, S0-17);
# the last two stations came four years later
TARGETS = {
	2017: (("乡镇代表之家", 6, 6, "个"), ("村（社区）代表工作站", 60, 67, "个")),
	2018: (("乡镇代表之家", 5, 5, "个"), ("村（社区）代表工作站", 55, 51, "个")),
	2019: (
		("乡镇代表之家", 3, 3, "个"),
		("村（社区）代表工作站", 50, 45, "个"),
		("触控一体机", 165, 163, "台"),
	),
}
TASKS = (
	("印发实施方案和实施意见，召开动员会", "县人大常委会代表工委", "2017-04-20"),
	("14个乡镇（街道）建成代表之家", "各乡镇人大主席团", "2019-06-28"),
	("村（社区）代表工作站挂牌", "各乡镇人大主席团", "2019-10-30"),
	("每站购置一台触控一体机，建立微信工作群", "县人大常委会办公室", "2019-11-15"),
	("印发考评办法，开展首次考评", "县人大常委会代表工委", "2018-12-20"),
)
GAPS = {
	"有公示栏": "代表信息公示栏未更新",
	"有台账": "活动记录缺两个月",
	"有活动计划": "年度计划未按月分解",
	"有经费保障": "年度经费未登记",
	"管理好": "档案未按年度装订",
	"活动好": "第二季度只开展一次活动",
	"代表信息上墙": "缺新任代表照片",
	"活动计划上墙": "接待安排未上墙",
}
# visitors and solved opinions of the years before, of a reception station and of a liaison point (seed S4-18)
BALANCES = {"Deputy Reception Station": (780, 71, 62), "Deputy Liaison Point": (255, 31, 27)}


def lead_the_network(county: County) -> None:
	"""Insert all of it, in the order in which it happened."""
	documents = _documents(county)
	_three_year_plan(county, documents)
	_creation_campaign(county)
	_balances(county)
	_checks(county)
	_inspections(county)


def _insert(doctype: str, **values):
	return frappe.get_doc({"doctype": doctype, **values}).insert()


def _documents(county: County) -> dict[str, str]:
	names = {
		title: _insert(
			"Policy Document",
			document_title=title,
			document_number=number,
			document_kind=kind,
			issued_by="云岭县人大常委会",
			issued_on=issued_on,
			applies_to="Whole County",
			jurisdiction=county.places[COUNTY],
		).name
		for kind, title, number, issued_on in DOCUMENTS
	}
	scheme = frappe.get_doc("Assessment Scheme", {"scheme_name": SCHEME})
	scheme.update({"policy_document": names[DOCUMENTS[3][1]], "adopted_on": DOCUMENTS[3][3]})
	scheme.save()
	return names


def _three_year_plan(county: County, documents: dict[str, str]) -> None:
	_insert(
		"Station Campaign",
		campaign_name="巩固提升2017—2019三年行动计划",
		campaign_kind="Action Plan",
		jurisdiction=county.places[COUNTY],
		policy_document=documents[DOCUMENTS[2][1]],
		from_date="2017-01-01",
		to_date="2019-12-31",
		campaign_note="三年内乡镇有代表之家、村（社区）有代表工作站，一站一台触控一体机。",
		phases=[
			{"phase_name": name, "from_date": f"{year}-01-01", "to_date": f"{year}-12-31", "content": content}
			for name, year, content in (
				("全面建设", 2017, "制定标准，先建代表之家和中心村代表工作站。"),
				("规范提升", 2018, "印发考评办法，制度上墙，建好台账。"),
				("巩固覆盖", 2019, "村（社区）全覆盖，配齐触控一体机，开展考评验收。"),
			)
		],
		tasks=[
			{"task": task, "responsible": responsible, "done_on": done_on}
			for task, responsible, done_on in TASKS
		],
		targets=[
			{"target_year": year, "target": target, "planned": planned, "reached": reached, "unit": unit}
			for year, targets in TARGETS.items()
			for target, planned, reached, unit in targets
		],
	)


def _creation_campaign(county: County) -> None:
	"""The town's 26 homes in three phases, accepted one by one; two are still to be put right (seed 003)."""
	town = _township(HOMES_TOWN)
	today = getdate()
	# the last March that is over
	year = today.year if today >= datetime.date(today.year, 4, 10) else today.year - 1
	document = _insert(
		"Policy Document",
		document_title=f"{year}年做好新一届“人大代表之家”创建工作的意见",
		document_number=f"银人发〔{year}〕2号",
		document_kind="Implementing Opinion",
		issued_by="银杏镇人大主席团",
		issued_on=f"{year}-02-27",
		applies_to="Stations at Villages",
		jurisdiction=county.places[HOMES_TOWN],
	)
	phases = (
		("准备阶段", (1, 10), "召开主席团会议和创建工作发动会议，确定先行试点单位。"),
		("组织实施阶段", (11, 25), "落实场所、牌子、制度、方案、召集人和记载，制度放大上墙。"),
		("检查验收阶段", (25, 31), "主席团成员和有关人员逐家检查验收，发现问题及时解决。"),
	)
	tasks = (
		("准备阶段", "召开镇人大主席团会议", "镇人大主席团", 3),
		("准备阶段", "召开创建工作发动会议", "镇人大主席团", 5),
		("准备阶段", "在湖滨社区先行试点", "湖滨社区代表之家", 10),
		("组织实施阶段", "明确26家负责人和召集人", "各代表之家", 15),
		("组织实施阶段", "统一制作标志牌，制度放大上墙", "镇人大办", 22),
		("组织实施阶段", "四簿四卡发放到家", "镇人大办", 25),
		("检查验收阶段", "逐家检查验收", "镇人大主席团成员", 31),
	)
	_insert(
		"Station Campaign",
		campaign_name=f"{year}年新一届“人大代表之家”创建活动",
		campaign_kind="Creation Campaign",
		jurisdiction=county.places[HOMES_TOWN],
		policy_document=document.name,
		from_date=f"{year}-03-01",
		to_date=f"{year}-03-31",
		phases=[
			{
				"phase_name": name,
				"from_date": f"{year}-03-{first:02d}",
				"to_date": f"{year}-03-{last:02d}",
				"content": content,
			}
			for name, (first, last), content in phases
		],
		tasks=[
			{"phase_name": phase, "task": task, "responsible": who, "done_on": f"{year}-03-{day:02d}"}
			for phase, task, who, day in tasks
		],
		targets=[
			{"target_year": year, "target": target, "planned": count, "reached": count, "unit": "家"}
			for target, count in (("建在村部", 12), ("建在社区", 6), ("建在企业（单位）", 8))
		],
		acceptances=[
			{"station": county.stations[plan.short_name], **_accepted(number, year)}
			for number, plan in enumerate(town.stations[1:])
		],
	)


def _accepted(number: int, year: int) -> dict:
	seen = {"has_sign": 1, "has_walls": 1, "has_files": 1, "acceptance_result": "Acceptance Passed"}
	day = {"accepted_on": f"{year}-03-{25 + number % 6:02d}"}
	if number in (7, 19):
		note = "门前有牌子、墙上有内容；橱内资料不全，限期补齐。"
		return {
			**seen,
			**day,
			"has_files": 0,
			"acceptance_result": "To Be Put Right",
			"acceptance_note": note,
		}
	if number in (4, 12, 23):
		note = f"3月{25 + number % 6}日初验缺代表述职制度，已补上墙；4月8日复查通过。"
		return {**seen, "accepted_on": f"{year}-04-08", "acceptance_note": note}
	return {**seen, **day}


def _balances(county: County) -> None:
	"""6,180 visitors and 572 solved opinions of the years before this app counted (seed S4-18)."""
	for plan in _township(GROUPS_TOWN).stations[1:]:
		visitors, opinions, solved = BALANCES[plan.station_type]
		_insert(
			"Opening Balance",
			station=county.stations[plan.short_name],
			until_year=getdate().year - 2,
			figures_from="镇人大历年工作总结",
			visitors=visitors,
			opinions=opinions,
			opinions_solved=solved,
		)


def _checks(county: County) -> None:
	"""Every station against the county's standard; one in three lacks something, one is half done."""
	standard = frappe.db.get_value("Station Standard", {"standard_name": STANDARD})
	items = items_of_standard(standard)
	lacking = [*GAPS.items()]
	checks = []
	for town in TOWNSHIPS:
		checker = county.chairs[town.name]
		for plan in town.stations:
			number, gaps = len(checks), {}
			if number % 3 == 1:
				gaps = dict(
					itertools.islice(itertools.cycle(lacking), number % 8, number % 8 + 1 + number % 2)
				)
			rows = [
				{
					**item,
					"result": "Item Not Met" if item["item_title"] in gaps else "Item Met",
					"gap": gaps.get(item["item_title"]),
				}
				for item in items
			]
			if plan.short_name == "河东":
				rows[-1]["result"] = "Not Looked At"
			check = frappe.new_doc(
				"Standard Check",
				station=county.stations[plan.short_name],
				standard=standard,
				checked_on=add_days(getdate(), -40 - number % 25),
				checked_by=checker,
			)
			check.extend("items", rows)
			checks.append(check)
	insert_together(checks)


@dataclass(frozen=True)
class Inspected:
	"""One inspection: where, how long ago, what was found, and how many days there are for it."""

	user: str
	station: str
	days_ago: int
	item: str = ""
	finding: str = ""
	days: int = 20


INSPECTED = (
	Inspected("zhuangan", "河东", 45, "有公示栏", "代表信息公示栏缺3名代表照片。", 20),
	Inspected("zhuangan", MAIN_STATION, 40, "有台账", "上半年接待登记簿有两次未签名。", 15),
	Inspected("zhuangan", "南园", 12, "活动计划上墙", "第四季度接待安排未上墙。", 30),
	Inspected("zhuxi", MAIN_STATION, 150),
	Inspected("xiangzhuangan", "石坪", 60),
	Inspected("xiangzhuangan", "黑石", 30, "有经费保障", "年度经费使用无记录。", 45),
	Inspected("xianganbu", "大箐", 33, "管理好", "档案未按年度装订。", 60),
	Inspected("xianganbu", "甘井", 26, "有固定场所", "活动室与仓库混用，需清理。", 40),
	Inspected("xianganbu", "银杏", 75),
	Inspected("xianganbu", "纺织", 18, "代表信息上墙", "缺新任代表照片。", 30),
	Inspected("xianganbu", "长岭一站", 90),
	Inspected("xianganbu", "炭山", 21, "有活动计划", "无第四季度活动计划。", 25),
)


def _inspections(county: County) -> None:
	"""By those whose work it is (seed S0-09); one finding is overdue, one was put right and rechecked."""
	standard = frappe.db.get_value("Station Standard", {"standard_name": STANDARD})
	for one in INSPECTED:
		frappe.set_user(user_of(one.user))  # whose rights and level the inspection has
		day = add_days(getdate(), -one.days_ago)
		finding = {"item": one.item, "finding": one.finding, "due_date": add_days(day, one.days)}
		inspection = _insert(
			"Station Inspection",
			station=county.stations[one.station],
			inspected_on=day,
			inspectors=frappe.db.get_value("User", user_of(one.user), "full_name"),
			standard=standard,
			guidance="资料随做随记，接待安排提前3天上墙。",
			findings=[finding] if one.finding else [],
		)
		if one.finding and one.station == MAIN_STATION:
			row = inspection.findings[0].name
			frappe.set_user(user_of("lianluo"))  # the station's officer reports it
			note = "已请当事代表补签，今后当场签名。"
			report_rectified(inspection.name, row, str(add_days(day, 9)), note)
			frappe.set_user(user_of(one.user))  # another person rechecks
			recheck(inspection.name, row, True, "抽查三次接待记录，签名齐全。")
	frappe.set_user("Administrator")  # back to who loads the demo (loader.py)


def _township(name: str) -> Township:
	return next(town for town in TOWNSHIPS if town.name == name)
