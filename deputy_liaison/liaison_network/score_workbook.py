"""The scoring grid of a round as a spreadsheet: out, filled in, and in again with every bad cell named.

Two sheets of one shape, scores and reasons, with a row to each station and a column to each criterion.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import frappe
import openpyxl
from frappe import _
from frappe.utils import cint, cstr
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection

from deputy_liaison.liaison_network.station_scores import STAGES, Entry, as_score, enter_all, sheet

SCORES = "Scores Sheet"
REASONS = "Reasons Sheet"
CRITERIA = "Criteria Sheet"
FIXED = 3  # columns before the criteria: record, station, state
HEADING = 1
MOST_ROWS = 500
OPEN_CELL = PatternFill("solid", fgColor="FFF9E5")
STAGE = {stage.key: stage for stage in STAGES}


@dataclass(frozen=True)
class Cell:
	"""One filled-in cell of the sheet of scores, with its fellow of the sheet of reasons."""

	row: int
	column: str
	station: dict
	criterion: dict
	score: str
	reason: str

	def named(self, message: str) -> str:
		"""The message with where the cell is."""
		where = _("{0}, cell {1}{2} ({3}, criterion {4})").format(
			_(SCORES), self.column, self.row, self.station["station_name"], self.criterion["no"]
		)
		return _("{0}: {1}").format(where, message)


@frappe.whitelist(methods=["GET"])
def download(assessment_year: int | str, jurisdiction: str | None = None) -> None:
	"""Answer with the round's grid as far as the user may see it; cells that are his or her turn are yellow.

	Args:
		assessment_year: the round.
		jurisdiction: only stations of this place and below it.
	"""
	shown = sheet(assessment_year, jurisdiction)
	book = openpyxl.Workbook()
	book.remove(book.active)
	_write_cells(book.create_sheet(_(SCORES)), shown, "score")
	_write_cells(book.create_sheet(_(REASONS)), shown, "reason")
	_write_criteria(book.create_sheet(_(CRITERIA)), shown)
	stream = io.BytesIO()
	book.save(stream)
	frappe.response.filename = f"{_('Score Sheet')}{cint(assessment_year)}.xlsx"
	frappe.response.filecontent = stream.getvalue()
	frappe.response.type = "binary"


def _write_cells(target, shown: dict, what: str) -> None:
	headings = [_("Internal Record"), _("Station Name"), _("Assessment State")]
	headings += [
		_("{0}. {1} ({2} points)").format(row["no"], row["criterion"], f"{row['points']:g}")
		for row in shown["criteria"]
	]
	_put_row(target, headings)
	for cell in target[HEADING]:
		cell.font = Font(bold=True)
		cell.alignment = Alignment(wrap_text=True, vertical="top")
		target.column_dimensions[cell.column_letter].width = 14
	target.row_dimensions[HEADING].height = 110
	target.column_dimensions["A"].hidden = True
	target.column_dimensions["B"].width = 26
	for number, station in enumerate(shown["stations"], HEADING + 1):
		_put_row(target, [station["name"], station["station_name"], station["state_label"]])
		stage = STAGE.get(station["stage"])
		for position, criterion in enumerate(shown["criteria"], FIXED + 1):
			score = station["scores"][criterion["no"]]
			cell = _put(target.cell(number, position), _shown_value(score, stage, what))
			if stage:
				cell.fill = OPEN_CELL
				cell.protection = Protection(locked=False)
			if what == "score" and (said := _said(score)):
				cell.comment = Comment(said, _("Score Sheet"), height=120, width=260)
	target.freeze_panes = target.cell(HEADING + 1, FIXED + 1)


def _put_row(target, values: list) -> None:
	number = target.max_row + 1 if target.max_row > 1 or target.cell(1, 1).value is not None else 1
	for position, value in enumerate(values, 1):
		_put(target.cell(number, position), value)


def _put(cell, value):
	cell.value = value
	if isinstance(value, str):
		# a text that begins with = is no formula, whoever typed it
		cell.data_type = "s"
	return cell


def _shown_value(score: dict, stage, what: str):
	"""What stands in a cell: the stage's own entry; where it is nobody's turn, the last one made."""
	keys = [stage.key] if stage else [one.key for one in reversed(STAGES) if score[one.key] is not None][:1]
	for key in keys:
		return score[key] if what == "score" else score[f"{key}_reason"] or None
	return None


def _said(score: dict) -> str:
	lines = [
		f"{_(stage.label)} {score[stage.key]:g} {score[stage.of('reason')]}".strip()
		for stage in STAGES
		if score[stage.key] is not None
	]
	if "proposed" in score:
		lines.append(f"{_('Proposed Score')} {score['proposed']:g} {score['figures']}")
	return "\n".join(lines)


def _write_criteria(target, shown: dict) -> None:
	_put_row(
		target,
		[
			_("Criterion Number"),
			_("Criterion Module"),
			_("Criterion Text"),
			_("Full Points"),
			_("Deduction Rule"),
			_("How It Is Assessed"),
		],
	)
	for row in shown["criteria"]:
		keys = ("no", "module", "criterion", "points", "deduction_rule", "evidence")
		_put_row(target, [row[key] for key in keys])
	for letter, width in zip("ABCDEF", (6, 14, 44, 8, 40, 24), strict=True):
		target.column_dimensions[letter].width = width
	for row in target.iter_rows():
		for cell in row:
			cell.alignment = Alignment(wrap_text=True, vertical="top")


@frappe.whitelist(methods=["POST"])
def upload(assessment_year: int | str, jurisdiction: str | None = None) -> dict:
	"""Read a filled-in grid (form field `file`); it is entered whole, or not at all.

	Returns:
		saved: how many scores were changed; faults: one text per bad cell, naming sheet, cell and station.

	Raises:
		frappe.ValidationError: no spreadsheet of this form.
	"""
	given = frappe.request.files.get("file")
	if not given:
		frappe.throw(_("Choose the filled-in spreadsheet."))
	return enter_workbook(given.stream.read(), assessment_year, jurisdiction)


def enter_workbook(content: bytes, assessment_year: int | str, jurisdiction: str | None = None) -> dict:
	"""As `upload`, for the file's content."""
	shown = sheet(assessment_year, jurisdiction)
	scores, reasons = _opened(content)
	criteria = _criteria_in(scores, shown)
	faults: list[str] = []
	entries: list[tuple[Cell, Entry]] = []
	for cell in _cells(scores, reasons, shown, criteria, faults):
		stage = STAGE.get(cell.station["stage"])
		known = cell.station["scores"][cell.criterion["no"]]
		if not stage:
			if _changed(cell, known):
				faults.append(
					cell.named(
						_("scores of this station are not yours to enter now ({0}).").format(
							cell.station["state_label"]
						)
					)
				)
			continue
		if not cell.score:
			# an empty cell leaves what was entered meanwhile
			if cell.reason and known[stage.key] is None:
				faults.append(cell.named(_("there is a reason, but no score.")))
			continue
		entries.append((cell, Entry(cell.station["name"], cell.criterion["no"], cell.score, cell.reason)))
	for cell, entry in entries:
		entry.fault = as_score(entry.score, cell.criterion["points"])[1]
		if entry.fault:
			faults.append(cell.named(entry.fault))
	if faults or not entries:
		return {"saved": 0, "faults": faults}
	answer = enter_all([entry for _cell, entry in entries])
	by_place = {(entry.assessment, entry.criterion_no): cell for cell, entry in entries}
	return {
		"saved": answer["saved"],
		"faults": [
			by_place[fault["assessment"], fault["criterion_no"]].named(fault["message"])
			for fault in answer["faults"]
		],
	}


def _opened(content: bytes) -> tuple:
	try:
		book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
	except Exception:  # openpyxl raises what zip, XML and its own readers raise
		frappe.throw(_("This is no Excel file (.xlsx). Save it in Excel as .xlsx and choose it again."))
	for title in (SCORES, REASONS):
		if _(title) not in book.sheetnames:
			frappe.throw(
				_("The sheet {0} is missing. Start from the sheet that you download here.").format(
					frappe.bold(_(title))
				)
			)
	if book[_(SCORES)].max_row > MOST_ROWS:
		frappe.throw(_("A sheet holds {0} rows at most.").format(MOST_ROWS))
	return book[_(SCORES)], book[_(REASONS)]


def _criteria_in(scores, shown: dict) -> dict[int, dict]:
	"""Column → criterion, by the number that its heading begins with."""
	known = {str(row["no"]): row for row in shown["criteria"]}
	found = {}
	for cell in scores[HEADING][FIXED:]:
		number = cstr(cell.value).partition(".")[0].strip()
		if number in known:
			found[cell.column] = known[number]
	if len(found) != len(known):
		frappe.throw(
			_("The headings are not those of this round. Start from the sheet that you download here.")
		)
	return found


def _cells(scores, reasons, shown: dict, criteria: dict[int, dict], faults: list[str]) -> Iterator[Cell]:
	stations = {row["name"]: row for row in shown["stations"]}
	said = {cstr(row[0].value): row for row in reasons.iter_rows(min_row=HEADING + 1) if cstr(row[0].value)}
	for row in scores.iter_rows(min_row=HEADING + 1):
		if not any(cstr(cell.value).strip() for cell in row):
			continue
		station = stations.get(cstr(row[0].value))
		if not station:
			faults.append(
				_("{0}, row {1}: {2} is no station of this round here.").format(
					_(SCORES), row[0].row, cstr(row[1].value) or "—"
				)
			)
			continue
		fellow = said.get(station["name"], ())
		for cell in row[FIXED:]:
			if cell.column in criteria:
				reason = fellow[cell.column - 1].value if len(fellow) >= cell.column else ""
				yield Cell(
					cell.row,
					cell.column_letter,
					station,
					criteria[cell.column],
					cstr(cell.value).strip(),
					cstr(reason).strip(),
				)


def _changed(cell: Cell, known: dict) -> bool:
	shown = _shown_value(known, None, "score")
	value, fault = as_score(cell.score, cell.criterion["points"])
	return bool(fault) or value != shown
