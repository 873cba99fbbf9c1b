"""The demo accounts, one per role at least. The password is for demo sites only and no secret."""

import unicodedata
from dataclasses import dataclass

import frappe
from frappe import _

PASSWORD = "demo-2026"


@dataclass(frozen=True)
class Account:
	"""One demo account.

	Args:
		user_name: what it logs in with.
		full_name: Chinese name of the person.
		post: role that its Staff Post gives.
		place: what the post is for: name of a jurisdiction, station, unit, or the deputy's.
		sees: what it sees, in words.
	"""

	user_name: str
	full_name: str
	post: str
	place: str
	sees: str

	@property
	def user(self) -> str:
		return f"{self.user_name}@demo.invalid"


ACCOUNTS = (
	Account("guanliyuan", "邹文铭", "Liaison Administrator", "云岭县", "全县；管理设置、单位、岗位"),
	Account("xianganbu", "蒋晓娟", "County Deputy Affairs Officer", "云岭县", "全县"),
	Account("xianzhuren", "潘德松", "County Approver", "云岭县", "全县"),
	Account("zhuangan", "陶雪琴", "Township Clerk", "青川镇", "青川镇；梳理、分类、拟办、代录、归档"),
	Account("zhuxi", "范永恒", "Township Chair", "青川镇", "青川镇；审批交办"),
	Account("zhuxituan", "葛立舟", "Presidium Member", "北街", "北街站（联系的站）"),
	Account("lianluo", "许慧芳", "Station Liaison Officer", "北街", "北街站；登记来访、反馈、录入评价"),
	Account("hedong", "韦少泉", "Station Liaison Officer", "河东", "河东站"),
	Account("nanyuan", "柳淑云", "Station Liaison Officer", "南园", "南园站"),
	Account("daibiao", "方庆田", "Deputy", "方庆田", "本人接待的意见（不进后台）"),
	Account("shuiwu", "任家禄", "Responsible Unit Officer", "镇水务站", "交给镇水务站的交办单"),
	Account("jianshe", "苏广辉", "Responsible Unit Officer", "镇村镇建设办", "交给镇村镇建设办的交办单"),
	Account("yingji", "喻佩霞", "Responsible Unit Officer", "镇应急管理站", "交给镇应急管理站的交办单"),
	Account("shenji", "彭文达", "Oversight Auditor", "云岭县", "全县，只读、掩码"),
	Account("xiangzhuangan", "鲁秀珍", "Township Clerk", "石坪乡", "石坪乡"),
	Account("xiangzhuxi", "袁兴林", "Township Chair", "石坪乡", "石坪乡；审批交办"),
	Account("shiping", "吕玉梅", "Station Liaison Officer", "石坪", "石坪站"),
)


def accounts() -> None:
	"""Print the demo accounts, one per role, where the demo is loaded."""
	if not is_loaded():
		print("本站点没有演示数据")
		return
	rows = [("岗位", "用户名", "姓名", "看到什么")]
	rows += [(_(one.post, "zh"), one.user_name, one.full_name, one.sees) for one in ACCOUNTS]
	widths = [max(_width(row[column]) for row in rows) for column in range(3)]
	for row in rows:
		cells = [text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=False)]
		print("  ".join([*cells, row[3]]))
	print(f"密码都是 {PASSWORD}（仅限演示站点）")


def _width(text: str) -> int:
	"""Columns that a text takes in a terminal: Chinese characters take two."""
	return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def user_of(user_name: str) -> str:
	"""The user behind a demo user name.

	Raises:
		KeyError: no demo account has this name.
	"""
	return {one.user_name: one.user for one in ACCOUNTS}[user_name]


def is_loaded() -> bool:
	"""Whether the demo accounts are on this site."""
	return bool(frappe.db.exists("User", ACCOUNTS[-1].user))
