"""Deputies' suggestions of the demo county in telling states, each moved by the people whose steps they are.

Only 方庆田 has an account of the deputies: his suggestions he hands in and rates himself; those of others came
on paper, and the clerk types them in with scans. Afterwards `_Way.move_back` moves the stamps back.
"""

import datetime
from dataclasses import dataclass, field

import frappe
from frappe.utils import add_days, getdate, now_datetime

from deputy_liaison.demo.accounts import ACCOUNTS, user_of
from deputy_liaison.demo.county import County
from deputy_liaison.demo.plan import COUNTY, TOWN
from deputy_liaison.demo.scan import return_slip
from deputy_liaison.deputies.standing import ACTIVE
from deputy_liaison.opinions import clock
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import STAGES
from deputy_liaison.scope import subtree
from deputy_liaison.state_machine import act
from deputy_liaison.working_days import is_working_day, limit_end

SUGGESTION = "Deputy Suggestion"
ORDER = "Dispatch Order"
DEPUTY = "daibiao"

# step and days since the one before
DISPATCHED = (("submit", 0), ("accept", 2), ("file", 3), ("dispatch", 3))
HANDLED = (*DISPATCHED, ("acknowledge", 1), ("ask", 5), ("discuss", 16))
REPLIED = (*HANDLED, ("show", 18), ("reply", 4))
SIGNED = (*REPLIED, ("sign", 3))
SECOND_ROUND = (*SIGNED, ("dissatisfied", 5), ("rehandle", 2), ("acknowledge", 1), ("ask", 4))
RATED = (*SIGNED, ("satisfied", 7))
PATHS = {
	"draft": (),
	"submitted": DISPATCHED[:1],
	"review": DISPATCHED[:2],
	"filed": DISPATCHED[:3],
	"dispatched": DISPATCHED,
	"handling": HANDLED,
	"replied": REPLIED,
	"second": SECOND_ROUND,
	"closed": RATED,
	"archived": (*RATED, ("archive", 20)),
}


@dataclass(frozen=True)
class Plan:
	"""One suggestion: to which congress, by how many besides its lead, about what, how far it came.

	Args:
		body: the congress.
		path: key of `PATHS`.
		days_ago: when it was handed in.
		signers: co-signing deputies.
		title: as on the paper.
		reasons: the grounds.
		proposals: what is proposed.
		category: Opinion Category.
		unit: lead unit.
		supporting: supporting units.
		result: class of the reply.
		own: of the deputy who has an account.
	"""

	body: str
	path: str
	days_ago: int
	signers: int
	title: str
	reasons: str
	proposals: str
	category: str
	unit: str
	supporting: tuple[str, ...] = ()
	result: str = "A"
	own: bool = False


PLANS = (
	Plan(
		TOWN,
		"archived",
		160,
		2,
		"关于改造白鹭村一至四组自来水管网的建议",
		"管网使用二十余年，冬季爆管频繁，186户村民用水没有保障。",
		"请镇水务站列入年度农村饮水安全巩固提升项目，汛期前完成改造。",
		"饮水水利",
		"镇水务站",
		("镇村镇建设办",),
	),
	Plan(
		TOWN,
		"closed",
		130,
		0,
		"关于在学士路小学门前设置减速带和护学岗的建议",
		"上下学时段车流量大，校门前没有减速设施。",
		"请设置减速带、警示标志，并安排护学岗。",
		"安全生产",
		"镇应急管理站",
		("青川派出所",),
		own=True,
	),
	Plan(
		TOWN,
		"closed",
		118,
		3,
		"关于整治河东路占道经营的建议",
		"早市占用机动车道，早高峰通行困难。",
		"请划定临时摊位，限时经营，并完善保洁。",
		"人居环境",
		"镇村镇建设办",
		("镇应急管理站",),
		result="B",
	),
	Plan(
		TOWN,
		"second",
		88,
		1,
		"关于疏通新塘村排洪沟的建议",
		"排洪沟淤塞，去年汛期两次漫水，倒灌农户院落。",
		"请全线清淤，修复垮塌沟壁，落实管护责任人。",
		"饮水水利",
		"镇水务站",
	),
	Plan(
		TOWN,
		"replied",
		60,
		0,
		"关于更换东门社区老旧消防器材的建议",
		"楼道灭火器多数过期，消防栓无水。",
		"请逐栋排查更换，并每季度公示检查结果。",
		"安全生产",
		"镇应急管理站",
		own=True,
	),
	Plan(
		TOWN,
		"handling",
		62,
		4,
		"关于建设枫林村灌溉提水泵站的建议",
		"枫林村三个组310亩水田靠天灌溉，连年减产。",
		"请勘测选址，列入明年小型农田水利项目。",
		"饮水水利",
		"镇水务站",
		("镇农业综合服务中心",),
	),
	Plan(
		TOWN,
		"handling",
		112,
		2,
		"关于整治南园片区雨污合流管网的建议",
		"雨天污水外溢，影响三个小区出行和卫生。",
		"请分期实施雨污分流，先行清疏主管。",
		"物业小区",
		"镇村镇建设办",
	),
	Plan(
		TOWN,
		"dispatched",
		12,
		1,
		"关于规范大塘村水库钓鱼管理的建议",
		"外来垂钓人员多，护栏缺失，去年发生一起险情。",
		"请加装护栏和警示牌，明确巡查责任。",
		"安全生产",
		"镇应急管理站",
		("镇水务站",),
	),
	Plan(
		TOWN,
		"filed",
		11,
		0,
		"关于开通赶集日城乡公交加密班次的建议",
		"每逢赶集日候车超过一小时，老人返程困难。",
		"请协调公交公司在赶集日加开四班。",
		"道路交通",
		"青川镇人民政府",
		own=True,
	),
	Plan(
		TOWN,
		"review",
		5,
		5,
		"关于建立村级老年助餐点的建议",
		"留守老人多，独居老人一日三餐难以保障。",
		"请在云溪村、柏树村先行试点，落实运营补助。",
		"低保养老残助",
		"镇民政办",
	),
	Plan(
		TOWN,
		"submitted",
		1,
		1,
		"关于修缮松岗村便民桥的建议",
		"桥面破损、护栏缺失，学生雨天过桥有危险。",
		"请检测后修缮，并增设限重标志。",
		"道路交通",
		"镇村镇建设办",
	),
	Plan(
		TOWN,
		"draft",
		0,
		0,
		"关于增设北街社区电动车充电棚的建议",
		"居民从楼上拉线充电，火灾隐患突出。",
		"请选址建设集中充电棚，并纳入消防巡查。",
		"安全生产",
		"镇应急管理站",
		own=True,
	),
	Plan(
		COUNTY,
		"handling",
		70,
		5,
		"关于加快县道青石线拓宽改造的建议",
		"县道青石线路窄弯急，货车与客车混行，近三年发生事故11起。",
		"请列入明年县级公路改造计划，先行整治三处急弯。",
		"道路交通",
		"县交通运输局",
	),
	Plan(
		COUNTY,
		"review",
		12,
		3,
		"关于完善农村学校营养餐监管的建议",
		"部分学校食材采购不公开，家长反映较多。",
		"请建立采购公示和家长陪餐制度。",
		"教育",
		"县教育体育局",
	),
	Plan(
		COUNTY,
		"submitted",
		2,
		2,
		"关于青川河流域跨乡镇联合治理的建议",
		"上下游治理标准不一，枯水期水质反复。",
		"请由县级牵头建立联席会议，统一监测和执法。",
		"人居环境",
		"县水利局",
	),
)


def hand_in_suggestions(county: County) -> None:
	"""Let the deputies hand in what `PLANS` says, and each go its way."""
	categories = dict(frappe.get_all("Opinion Category", fields=["category_name", "name"], as_list=True))
	results = dict(frappe.get_all("Result Class", fields=["code", "name"], as_list=True))
	free = {body: _deputies_of(county, body) for body in (TOWN, COUNTY)}
	own = county.deputy_named[next(one.place for one in ACCOUNTS if one.user_name == DEPUTY)]
	for plan in PLANS:
		pool = free[plan.body]
		signers = [own] if plan.own else [pool.pop(0)]
		signers += [pool.pop(0) for _ in range(plan.signers)]
		_Way(county, plan, signers, categories, results).go()
	frappe.set_user("Administrator")  # back to who loads the demo (loader.py)


def _deputies_of(county: County, body: str) -> list[str]:
	"""Deputies of a congress who work in the town and have no account."""
	here = frappe.get_all(
		"Deputy",
		{
			"jurisdiction": ("in", subtree(county.places[TOWN])),
			"deputy_name": ("not in", [one.full_name for one in ACCOUNTS]),
		},
		pluck="name",
	)
	return frappe.get_all(
		"Deputy Mandate",
		{"congress_body": county.bodies[body], "workflow_state": ACTIVE, "deputy": ("in", here)},
		pluck="deputy",
		order_by="electoral_district, name",
	)


@dataclass
class _Way:
	"""One suggestion on its way, and the person who takes each step."""

	county: County
	plan: Plan
	signers: list[str]
	categories: dict[str, str]
	results: dict[str, str]
	name: str = ""
	started: datetime.datetime = field(default_factory=lambda: now_datetime().replace(microsecond=0))
	since: dict[str, datetime.datetime] = field(default_factory=dict)

	@property
	def clerk(self) -> str:
		return user_of("zhuangan" if self.plan.body == TOWN else "xianganbu")

	@property
	def chair(self) -> str:
		return user_of("zhuxi" if self.plan.body == TOWN else "xianzhuren")

	@property
	def lead(self) -> str:
		"""Who acts for the lead deputy: himself, or the clerk from his paper."""
		return user_of(DEPUTY) if self.plan.own else self.clerk

	def go(self) -> None:
		day = add_days(getdate(), -self.plan.days_ago)
		self._write(day)
		for hour, (step, days) in enumerate(PATHS[self.plan.path]):
			day = self._working(add_days(day, days))
			getattr(self, f"_{step}")(day)
			self.move_back(datetime.datetime.combine(day, datetime.time(9, 10 + hour * 3)))
		self._count_as_reminded()

	@staticmethod
	def _working(day: datetime.date) -> datetime.date:
		"""The next working day, but at the latest yesterday."""
		while not is_working_day(day):
			day = add_days(day, 1)
		return min(day, add_days(getdate(), -1))

	def _write(self, day: datetime.date) -> None:
		frappe.set_user(self.lead)  # whose rights and person the draft is checked by
		lead, *others = self.signers
		doc = frappe.get_doc(
			{
				"doctype": SUGGESTION,
				"congress_body": self.county.bodies[self.plan.body],
				"occasion": "Between Sessions",
				"lead_deputy": lead,
				"raised_from": "Visits to Voters",
				"suggestion_title": self.plan.title,
				"reasons": self.plan.reasons,
				"proposals": self.plan.proposals,
				"cosigners": [{"deputy": one} for one in others],
				"on_paper": not self.plan.own,
				"handed_in_on": None if self.plan.own else self._working(day),
			}
		).insert()
		self.name = doc.name
		if not self.plan.own:
			doc.paper_scan = return_slip(SUGGESTION, self.name)
			doc.save()

	def _act(self, user: str, doctype: str, name: str, action: str, note: str = "", **values) -> None:
		frappe.set_user(user)  # whose post and person the action is checked by
		act(doctype, name, action, str(frappe.db.get_value(doctype, name, "modified")), values, note)

	def _move(self, user: str, action: str, note: str = "", **values) -> None:
		self._act(user, SUGGESTION, self.name, action, note, **values)

	# the congress's office

	def _submit(self, day: datetime.date) -> None:
		self._move(self.lead, "Submit Suggestion")
		frappe.db.set_value(SUGGESTION, self.name, "handed_in_on", day, update_modified=False)

	def _accept(self, day: datetime.date) -> None:
		self._move(self.clerk, "Accept Suggestion")
		frappe.db.set_value(SUGGESTION, self.name, "accepted_on", day, update_modified=False)

	def _file(self, day: datetime.date) -> None:
		units = self.county.units
		self._move(
			self.clerk,
			"File Suggestion",
			category=self.categories[self.plan.category],
			lead_unit=units[self.plan.unit],
			supporting_units=[{"unit": units[name]} for name in self.plan.supporting],
			responsible_person=frappe.db.get_value("Responsible Unit", units[self.plan.unit], "leader")
			or "单位主要负责人",
			publicity="Whole Text",
			proposal=f"建议由{self.plan.unit}主办，按期办理并书面答复代表。",
		)

	def _dispatch(self, day: datetime.date) -> None:
		limit = frappe.get_doc(SUGGESTION, self.name).order_limits["Lead"]
		self._move(
			self.chair,
			"Dispatch Suggestion",
			due_date=str(self._limit(getdate(), limit)),
			approval="同意，请主动联系代表，按期办理答复。",
		)
		self._set_due_date(day, limit)

	def _rehandle(self, day: datetime.date) -> None:
		again = str(self._limit(getdate(), "Rehandle Suggestion"))
		self._move(
			self.clerk, "Rehandle Suggestion", due_date=again, proposal="代表不满意，请现场核实后重新办理。"
		)
		self._set_due_date(day, "Rehandle Suggestion")

	def _archive(self, day: datetime.date) -> None:
		proposed = frappe.get_doc(SUGGESTION, self.name).defaults_for("Archive Suggestion")
		self._move(self.clerk, "Archive Suggestion", **proposed)

	def _limit(self, day: datetime.date, limit: str) -> datetime.date:
		return limit_end(day, limit, "Township Level" if self.plan.body == TOWN else "County")

	def _set_due_date(self, day: datetime.date, limit: str) -> None:
		"""The due date as it was then: the app refuses one that lies in the past."""
		due = self._limit(day, limit)
		opinion = min(due, self._limit(day, "Give Suggestion Opinion"))
		frappe.db.set_value(SUGGESTION, self.name, "due_date", due, update_modified=False)
		for order in self._orders():
			last_day = due if order.unit_role == "Lead" else opinion
			frappe.db.set_value(ORDER, order.name, "due_date", last_day, update_modified=False)

	# the units

	def _orders(self) -> list:
		"""Orders of the current round, the supporting units' before the lead unit's."""
		orders = frappe.get_all(
			ORDER,
			{"deputy_suggestion": self.name, "round": frappe.db.get_value(SUGGESTION, self.name, "round")},
			["name", "unit_role", "responsible_unit"],
			order_by="number desc",
		)
		return sorted(orders, key=lambda order: order.unit_role == "Lead")

	def _of_unit(self, order, day: datetime.date) -> tuple[str, str, dict]:
		"""The unit's officer; or the clerk, with the signed slip of a unit without an account."""
		unit = frappe.db.get_value(
			"Responsible Unit",
			order.responsible_unit,
			["unit_name", "has_account", "contact_person"],
			as_dict=True,
		)
		if unit.has_account:
			handler = next(one for one in ACCOUNTS if one.place == unit.unit_name)
			return handler.user, handler.full_name, {}
		frappe.set_user(self.clerk)  # who uploads the scan
		person = unit.contact_person or "经办人"
		slip = {
			"on_behalf_signer": person,
			"on_behalf_date": str(day),
			"on_behalf_scan": return_slip(ORDER, order.name),
		}
		return self.clerk, person, slip

	def _acknowledge(self, day: datetime.date) -> None:
		for order in self._orders():
			user, person, slip = self._of_unit(order, day)
			self._act(
				user, ORDER, order.name, "Acknowledge Order", acknowledged_by=person, handler=person, **slip
			)

	def _meet(self, stage: str, mode: str, outcome: str, day: datetime.date) -> None:
		order = self._orders()[-1]
		user, person, slip = self._of_unit(order, day)
		frappe.set_user(user)  # whose rights the insert is checked by
		lead = frappe.db.get_value("Deputy", self.signers[0], "deputy_name")
		frappe.get_doc(
			{
				"doctype": "Handling Meeting",
				"dispatch_order": order.name,
				"meeting_stage": stage,
				"met_on": day,
				"meeting_mode": mode,
				"participants": f"{lead}、{person}",
				"outcome": outcome,
				**slip,
			}
		).insert()

	def _ask(self, day: datetime.date) -> None:
		self._meet(STAGES[0], "Face to Face", "向代表了解建议背景和期望，约定现场查看。", day)

	def _discuss(self, day: datetime.date) -> None:
		self._meet(STAGES[1], "On the Site", "与代表一同到现场，通报进度，商定实施步骤。", day)

	def _show(self, day: datetime.date) -> None:
		self._meet(STAGES[2], "Face to Face", "向代表说明拟答复内容，代表认可。", day)

	def _reply(self, day: datetime.date) -> None:
		*supporting, lead = self._orders()
		for order in supporting:
			user, person, slip = self._of_unit(order, day)
			opinion = {"reply_date": str(day), "replied_by": person, "reply": "同意主办单位意见，全力配合。"}
			self._act(user, ORDER, order.name, "Give Order Opinion", **opinion, **slip)
		user, person, slip = self._of_unit(lead, day)
		frappe.set_user(user)  # who uploads the sealed letter
		later = {
			"explanation": "需分步实施。",
			"plan": "已列入工作计划，按月推进。",
			"plan_due": str(add_days(day, 150)),
		}
		self._act(
			user,
			ORDER,
			lead.name,
			"Reply to Order",
			result_class=self.results[self.plan.result],
			reply_form="In Writing",
			reply_date=str(day),
			replied_by=person,
			reply="您提出的建议收悉。经现场查看和研究，已按建议内容组织实施，感谢您的关心和监督。",
			reply_number=f"青建复〔{day.year}〕{PLANS.index(self.plan) + 1}号",
			signed_by=frappe.db.get_value("Responsible Unit", lead.responsible_unit, "leader") or person,
			reply_scan=return_slip(ORDER, lead.name),
			sent_to_signers=1,
			**(later if self.plan.result == "B" else {}),
			**slip,
		)

	# the deputy

	def _sign(self, day: datetime.date) -> None:
		frappe.set_user(self.lead)  # who uploads the proof
		proof = {} if self.plan.own else {"delivery_proof": return_slip(SUGGESTION, self.name)}
		self._move(self.lead, "Sign for Reply", reply_received_on=str(day), **proof)

	def _rate(self, day: datetime.date, action: str, **values) -> None:
		slip = {"return_slip_on": str(day), "return_slip_scan": return_slip(SUGGESTION, self.name)}
		asked = {"cosigners_asked": 1} if self.plan.signers else {}
		self._move(self.lead, action, **values, **asked, **({} if self.plan.own else slip))

	def _satisfied(self, day: datetime.date) -> None:
		result = "Satisfied" if self.plan.result == "A" else "Basically Satisfied"
		self._rate(day, "Rate Suggestion Satisfied", attitude_rating="Satisfied", result_rating=result)

	def _dissatisfied(self, day: datetime.date) -> None:
		reason = "只清了上游一段，下游仍然淤塞。"
		rated = {"attitude_rating": "Basically Satisfied", "rating_reason": reason}
		self._rate(day, "Rate Suggestion Dissatisfied", **rated)

	# dates

	def move_back(self, at: datetime.datetime) -> None:
		"""Date to `at` whatever the last act stamped with the present."""
		records = [(SUGGESTION, self.name)]
		for doctype in (ORDER, "Handling Meeting", "Commitment"):
			of_this = {"deputy_suggestion": self.name}
			records += [(doctype, name) for name in frappe.get_all(doctype, of_this, pluck="name")]
		for doctype, name in records:
			fields = [df.fieldname for df in frappe.get_meta(doctype).fields if df.fieldtype == "Datetime"]
			row = frappe.db.get_value(doctype, name, ["creation", "modified", *fields], as_dict=True)
			if fresh := {key: at for key, value in row.items() if value and value >= self.started}:
				frappe.db.set_value(doctype, name, fresh, update_modified=False)
				self._move_log_back(name, at)
		for row in frappe.get_all(
			"Suggestion Cosigner",
			{"parent": self.name, "confirmed_on": (">=", self.started)},
			pluck="name",
		):
			frappe.db.set_value("Suggestion Cosigner", row, "confirmed_on", at, update_modified=False)

	def _count_as_reminded(self) -> None:
		"""What has been late for long is no news of the next night."""
		for doctype, filters in (
			(SUGGESTION, {"name": self.name}),
			(ORDER, {"deputy_suggestion": self.name}),
		):
			for row in frappe.get_all(
				doctype, {**filters, "state_due": ("is", "set")}, ["name", "state_due"]
			):
				frappe.db.set_value(
					doctype,
					row.name,
					"last_reminder",
					clock.colour_today(row.state_due),
					update_modified=False,
				)

	def _move_log_back(self, name: str, at: datetime.datetime) -> None:
		lines = frappe.get_all(
			"Handling Log",
			filters={"reference_name": name, "at": (">=", self.started)},
			fields=["name", "from_state", "to_state"],
			order_by="at asc, creation asc",
		)
		for number, line in enumerate(lines):
			since = self.since.get(name)
			stamp = at + datetime.timedelta(milliseconds=number)
			seconds = int((at - since).total_seconds()) if since and line.from_state else 0
			frappe.db.set_value(
				"Handling Log",
				line.name,
				{"at": at, "creation": stamp, "modified": stamp, "seconds_in_state": seconds},
				update_modified=False,
			)
			if line.to_state:
				self.since[name] = at
