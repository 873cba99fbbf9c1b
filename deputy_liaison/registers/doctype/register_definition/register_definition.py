import re

import frappe
from frappe import _

from deputy_liaison.document import LiaisonDocument
from deputy_liaison.registers.row_sources import ROW_SOURCES
from deputy_liaison.scope import Scope

TOKEN = re.compile(r"{([^{}]*)}")


class RegisterDefinition(LiaisonDocument):
	"""A register as data: its columns in order with heading, width and mask, its foot and signatures."""

	scope = Scope(open=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("contents", self.contents())

	def validate(self) -> None:
		self._check_columns()
		self._check_page_foot()

	def shown_columns(self) -> list:
		"""The columns that are printed, in order."""
		return [column for column in self.columns if not column.hide]

	def contents(self) -> dict:
		"""The definition in words: what each column holds, and the foot with its figures named."""
		words = ROW_SOURCES[self.row_source].labels()
		return {
			"columns": [
				{
					"number": column.column_number,
					"heading": " ".join((column.heading or "").split()),
					"holds": "、".join(words.get(name, name) for line in column.lines() for name in line),
					"masked": column.masked,
					"hide": column.hide,
				}
				for column in self.columns
			],
			"page_foot": TOKEN.sub(
				lambda token: f"【{words.get(token[1], token[1])}】", self.page_foot or ""
			),
		}

	def signatures(self) -> list[str]:
		"""What is written at the foot for signing, from left to right."""
		return [line.strip() for line in (self.signature_line or "").splitlines() if line.strip()]

	def _check_columns(self) -> None:
		if not self.shown_columns():
			frappe.throw(_("A register needs at least one column that is shown."))
		source = ROW_SOURCES[self.row_source]
		for column in self.columns:
			where = _("Column {0}").format(frappe.bold(frappe.utils.escape_html(column.heading)))
			names = [name for line in column.lines() for name in line]
			unknown = [name for name in names if name not in source.ROW_VALUES | source.PART_VALUES]
			if unknown or not names:
				frappe.throw(
					_("{0}: there is no row value {1}. Choose from: {2}").format(
						where,
						frappe.bold(frappe.utils.escape_html(", ".join(unknown) or column.source_field)),
						", ".join(sorted(source.ROW_VALUES | source.PART_VALUES)),
					)
				)
			if not source.PART_VALUES.isdisjoint(names) and not source.PART_VALUES.issuperset(names):
				frappe.throw(
					_("{0}: values of the visit and values of its matters don't fit into one cell.").format(
						where
					)
				)
			if (column.width or 0) <= 0:
				frappe.throw(_("{0}: the width must be greater than 0.").format(where))

	def _check_page_foot(self) -> None:
		sums = ROW_SOURCES[self.row_source].SUMS
		unknown = [name for name in TOKEN.findall(self.page_foot or "") if name not in sums]
		if unknown:
			frappe.throw(
				_("{0}: {1} is not a figure of the page. Choose from: {2}").format(
					frappe.bold(_("Page Foot")),
					frappe.bold(frappe.utils.escape_html(", ".join(f"{{{name}}}" for name in unknown))),
					", ".join(f"{{{name}}}" for name in sums),
				)
			)
