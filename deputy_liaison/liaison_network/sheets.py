"""The Excel sheets of places: stations, grid cells and handling units of a township."""

import frappe
from frappe import _

from deputy_liaison.sheet_exchange import ExcelSheet, save
from deputy_liaison.spreadsheets import Column, Row, closed_up, number


class NamedSheet(ExcelSheet):
	"""Rows of one DocType that are known by one field within the township."""

	known_by: str
	label_field: str
	# fields of the row that are no fields of the record
	own_fields = frozenset({"village"})
	also_stored = ("jurisdiction",)

	def find(self, rows: list[Row], answers: dict[int, str]) -> None:
		"""A row is the record of the same name; a second row of that name is a fault."""
		known = self.names_within(self.doctype, self.known_by)
		places = self.villages()
		first: dict[str, int] = {}
		for row in rows:
			key = row.values[self.known_by]
			if key in first:
				row.note(
					self._column(self.known_by), _("{0} stands in row {1} already.").format(key, first[key])
				)
			first.setdefault(key, row.number)
			row.record = known.get(key)
			self._find_place(row, places)

	def _find_place(self, row: Row, places: dict[str, str]) -> None:
		village = row.values.get("village")
		if village and village not in places:
			row.note(self._column("village"), _("{0} is no village of this township.").format(village))
		elif village:
			row.values["jurisdiction"] = places[village]
		elif not row.record:
			row.values["jurisdiction"] = self.township

	def _column(self, field: str) -> Column:
		return next(column for column in self.columns if column.field == field)

	def write(self, row: Row) -> str:
		"""Insert or update the record by its own fields."""
		values = {field: value for field, value in row.values.items() if field not in self.own_fields}
		return save(self.doctype, row.record, values, row, self.columns)

	def stored(self) -> list[dict]:
		"""All of the township that still stand, by village and name."""
		fields = {column.field for column in self.columns} - self.own_fields
		names = {place: name for name, place in self.villages().items()}
		found = frappe.get_list(
			self.doctype,
			{"jurisdiction": ("in", self.places), "valid_to": ("is", "not set")},
			[*fields, *self.also_stored],
			order_by=self.known_by,
			limit_page_length=0,
		)
		return [
			{**one, "village": "" if one.jurisdiction == self.township else names[one.jurisdiction]}
			for one in sorted(found, key=lambda one: self.places.index(one.jurisdiction))
		]


class GridCellSheet(NamedSheet):
	"""Grid cells, known by their code."""

	doctype = "Grid Cell"
	title = "Sheet of Grid Cells"
	known_by = "code"
	columns = (
		Column("grid_name", "Grid Name", closed_up, required=True, aliases=("网格", "网格名"), width=20),
		Column("code", "Grid Code", closed_up, required=True, aliases=("编码", "网格编码", "编号", "代码")),
		Column(
			"village",
			"Village Name",
			closed_up,
			required=True,
			aliases=("村", "社区", "村社区", "所属村社区"),
			width=18,
		),
		Column("grid_worker", "Grid Worker", closed_up, aliases=("网格长", "负责人")),
	)


class UnitSheet(NamedSheet):
	"""Handling units, known by their name."""

	doctype = "Responsible Unit"
	title = "Sheet of Responsible Units"
	known_by = "unit_name"
	columns = (
		Column("unit_name", "Unit Name", closed_up, required=True, aliases=("单位", "承办单位"), width=26),
		Column("short_name", "Short Name", closed_up, aliases=("单位简称",)),
		Column(
			"kind",
			"Unit Kind",
			closed_up,
			required=True,
			aliases=("类别", "性质"),
			options_of=("Responsible Unit", "kind"),
		),
		Column("leader", "Leader", closed_up, aliases=("主要负责人", "领导")),
		Column("contact_person", "Contact Person", closed_up, aliases=("经办人", "联络人")),
		Column("phone", "Telephone", closed_up, aliases=("联系电话", "电话号码", "手机")),
	)


class StationSheet(NamedSheet):
	"""Liaison stations, known by their name."""

	doctype = "Liaison Station"
	title = "Sheet of Liaison Stations"
	known_by = "station_name"
	own_fields = frozenset({"village", "parent"})
	also_stored = ("jurisdiction", "parent_station")
	columns = (
		Column(
			"station_name",
			"Station Name",
			closed_up,
			required=True,
			aliases=("联络站", "站名", "阵地名称"),
			width=28,
		),
		Column("short_name", "Short Name", closed_up, required=True),
		Column(
			"station_type",
			"Station Type",
			closed_up,
			required=True,
			aliases=("类型", "阵地类型"),
			options_of=("Liaison Station", "station_type"),
		),
		Column(
			"station_level",
			"Station Level",
			closed_up,
			aliases=("层级", "级别"),
			options_of=("Liaison Station", "station_level"),
		),
		Column(
			"host_type",
			"Host Type",
			closed_up,
			aliases=("依托", "依托单位"),
			options_of=("Liaison Station", "host_type"),
		),
		Column(
			"village", "Village Name", closed_up, aliases=("村", "社区", "村社区", "所在村社区"), width=18
		),
		Column("parent", "Parent Station", closed_up, aliases=("上级站", "所属代表之家"), width=22),
		Column("address", "Address", aliases=("地点", "详细地址"), width=26),
		Column("phone", "Station Phone", closed_up, aliases=("电话", "联系电话")),
		Column("floor_area", "Floor Area (m2)", number, aliases=("面积", "场所面积", "建筑面积")),
		Column(
			"premises_use",
			"Premises Use",
			closed_up,
			aliases=("场所性质", "专用或兼用"),
			options_of=("Liaison Station", "premises_use"),
		),
		Column("reception_pattern", "Reception Pattern", aliases=("接待日", "接待时间"), width=18),
		Column("wechat_group_name", "WeChat Group Name", aliases=("微信群", "微信群名"), width=20),
	)

	def find(self, rows: list[Row], answers: dict[int, str]) -> None:
		"""As for all, and a level follows from the place where the sheet has none."""
		super().find(rows, answers)
		for row in rows:
			if not row.record and not row.values.get("station_level"):
				in_village = row.values.get("jurisdiction") != self.township
				row.values["station_level"] = "Village Level" if in_village else "Township Level"

	def write(self, row: Row) -> str:
		"""As for all; the parent may be a row further up."""
		if parent := row.values.get("parent"):
			known = self.names_within(self.doctype, self.known_by).get(parent)
			if not known:
				frappe.throw(
					_("{0}: {1} is no station of this township, or stands further down.").format(
						frappe.bold(_("Parent Station")), frappe.bold(parent)
					)
				)
			row.values["parent_station"] = known
		return super().write(row)

	def stored(self) -> list[dict]:
		"""As for all, with the parent's name."""
		names = {name: title for title, name in self.names_within(self.doctype, self.known_by).items()}
		return [{**row, "parent": names.get(row["parent_station"])} for row in super().stored()]
