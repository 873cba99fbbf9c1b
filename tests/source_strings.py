"""The English texts of the app: those that a screen may show, and those that occur at all.

Read from the files themselves, so that nothing is missed that no test happens to open.
"""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from frappe.utils import is_html, strip_html_tags

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "deputy_liaison"
FIXTURES = ROOT / "fixtures"
# what the asset build writes, and the links to what is read at the top level
SKIPPED = {"dist", "node_modules", "__pycache__", "fixtures", "patches"}

# calls whose literal arguments are actions, rules and states that the handling record shows
LOGGED = {"begin", "internal_move", "write_log", "limit_end"}
SPEAKING = {"throw", "msgprint"}
SHOWN_KEYS = {"label", "title", "primary_action_label", "placeholder"}

JS_STRING = r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
JS_CALL = re.compile(rf"\b_?_\(\s*{JS_STRING}")
JS_SHOWN = re.compile(rf"\b(?:{'|'.join(sorted(SHOWN_KEYS))})\s*:\s*{JS_STRING}")
JS_SPEAKING = re.compile(r"frappe\.(?:throw|msgprint|show_alert|confirm)\(\s*[\"'`]")
JS_LITERAL = re.compile(JS_STRING)
NOT_TEXT = re.compile(
	r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<style.*?</style>|<script.*?</script>|<[^>]*>", re.S
)

# of a record of this DocType: the keys of its own, and of its child tables, that a screen shows
SHOWN_IN_RECORDS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
	"Custom HTML Block": (("name",), {}),
	"Dashboard": (("dashboard_name",), {}),
	"Dashboard Chart": (("chart_name",), {}),
	"Desktop Icon": (("label",), {}),
	"DocType": (
		("name", "description"),
		{
			"fields": ("label", "description", "placeholder"),
			"actions": ("label", "group"),
			"links": ("group",),
			"states": ("title",),
		},
	),
	"Liaison Settings": ((), {"time_limits": ("limit_key", "congress_level", "unit")}),
	"List View Settings": ((), {}),
	"Module Onboarding": (("title", "subtitle", "success_message"), {}),
	"Notification": (("name",), {}),
	"Number Card": (("label",), {}),
	"Onboarding Step": (("title", "description", "action_label"), {}),
	"Page": (("title",), {}),
	"Print Format": (("name",), {}),
	"Report": (("report_name",), {"columns": ("label",), "filters": ("label",)}),
	"Role": (("role_name",), {}),
	"Web Form": (
		("title", "introduction_text", "button_label"),
		{"web_form_fields": ("label", "description")},
	),
	"Workflow": (("workflow_name",), {}),
	"Workflow Action Master": (("workflow_action_name",), {}),
	"Workflow State": (("workflow_state_name",), {}),
	"Workspace": (
		("title", "label"),
		{
			"shortcuts": ("label", "format"),
			"links": ("label", "description"),
			"charts": ("label",),
			"number_cards": ("label",),
			"quick_lists": ("label",),
		},
	),
	"Workspace Sidebar": (("title",), {"items": ("label",)}),
}
# records of the site's own words: their values are data
DATA = {
	"Assessment Scheme",
	"Opinion Category",
	"Register Definition",
	"Result Class",
	"Station Rule",
	"Station Standard",
}


class Sources:
	"""What the files of the app say in English.

	Attributes:
		shown: source string → where it stands; each needs Chinese.
		mentioned: every string that occurs anywhere; a row of the dictionary for any other is unused.
		faults: places that no dictionary can reach, such as an untranslated message.
	"""

	def __init__(self) -> None:
		self.shown: dict[str, set[str]] = defaultdict(set)
		self.mentioned: set[str] = set()
		self.faults: list[str] = []
		self._module_names()
		for folder in (APP, FIXTURES):
			for path in sorted(folder.rglob("*")):
				if path.is_file() and not SKIPPED.intersection(path.relative_to(folder).parts):
					self._read(path)

	def _read(self, path: Path) -> None:
		where = str(path.relative_to(ROOT))
		if path.suffix == ".py":
			self._python(path.read_text(encoding="utf-8"), where)
		elif path.suffix == ".json":
			self._json(json.loads(path.read_text(encoding="utf-8")), where)
		elif path.suffix in (".js", ".ts", ".vue"):
			self._script(path.read_text(encoding="utf-8"), where)
		elif path.suffix in (".html", ".jinja"):
			self._template(path.read_text(encoding="utf-8"), where)

	def _show(self, text: object, where: str) -> None:
		if isinstance(text, str) and (text := text.strip()):
			self.shown[text].add(where)
			self.mentioned.add(text)

	def _module_names(self) -> None:
		for line in (APP / "modules.txt").read_text(encoding="utf-8").splitlines():
			self._show(line, "modules.txt")

	# Python

	def _python(self, code: str, where: str) -> None:
		for node in ast.walk(ast.parse(code)):
			if isinstance(node, ast.Constant) and isinstance(node.value, str):
				self.mentioned.add(node.value)
			elif isinstance(node, ast.Call):
				self._python_call(node, where)
			elif isinstance(node, ast.Dict):
				for key, value in zip(node.keys, node.values, strict=True):
					if getattr(key, "value", None) in SHOWN_KEYS and isinstance(value, ast.Constant):
						self._show(value.value, f"{where}:{value.lineno}")
			elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
				"asks",
				"system_moves",
			):
				for text in _keys_and_rules(node):
					self._show(text, f"{where}:{node.lineno}")
			elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "app_title":
				self._show(node.value.value, where)

	def _python_call(self, node: ast.Call, where: str) -> None:
		called = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
		where = f"{where}:{node.lineno}"
		first = node.args[0] if node.args else None
		if called in ("_", "_lt"):
			if isinstance(first, ast.Constant):
				# as Frappe looks it up
				text = strip_html_tags(first.value) if is_html(first.value) else first.value
				self._show(text, where)
			elif isinstance(first, ast.JoinedStr):
				self.faults.append(f"{where}: put the values in by .format() after the translation")
		elif called in SPEAKING and isinstance(first, ast.Constant | ast.JoinedStr):
			self.faults.append(f"{where}: a message without translation")
		elif called in LOGGED:
			for argument in node.args:
				# one of two texts, too
				choices = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
				for choice in choices:
					if isinstance(choice, ast.Constant) and choice.value:
						self._show(choice.value, where)

	# scripts and templates

	def _script(self, code: str, where: str) -> None:
		for match in JS_LITERAL.finditer(code):
			self.mentioned.add(_unquoted(match[1]))
		for pattern in (JS_CALL, JS_SHOWN):
			for match in pattern.finditer(code):
				if match[1].startswith("`") and "${" in match[1]:
					self.faults.append(f"{where}: {match[0]}: hand the values over as the second argument")
				else:
					self._show(_unquoted(match[1]), where)
		for match in JS_SPEAKING.finditer(code):
			self.faults.append(f"{where}: {match[0]}: a message without translation")

	def _template(self, code: str, where: str) -> None:
		self._script(code, where)
		if words := re.findall(r"[A-Za-z][A-Za-z ]+", NOT_TEXT.sub(" ", code)):
			self.faults.append(f"{where}: text without translation: {', '.join(words)}")

	# records

	def _json(self, content: dict | list, where: str) -> None:
		for text in _texts(content):
			self.mentioned.add(text)
		for record in content if isinstance(content, list) else [content]:
			self._record(record, where)

	def _record(self, record: dict, where: str) -> None:
		doctype = record.get("doctype")
		if doctype in DATA:
			return
		if doctype not in SHOWN_IN_RECORDS:
			self.faults.append(f"{where}: say in SHOWN_IN_RECORDS what a screen shows of a {doctype}")
			return
		own, tables = SHOWN_IN_RECORDS[doctype]
		for key in own:
			self._show(record.get(key), where)
		for table, keys in tables.items():
			for row in record.get(table) or []:
				for key in keys:
					self._show(row.get(key), where)
				if row.get("fieldtype") == "Select" and not row.get("hidden"):
					for option in (row.get("options") or "").split("\n"):
						self._show(option, f"{where}: {row['fieldname']}")
						if set("'\"&<>").intersection(option):
							self.faults.append(
								f"{where}: {option}: lists escape such marks before they translate"
							)
		if doctype == "Workspace":
			self._workspace_blocks(json.loads(record.get("content") or "[]"), where)

	def _workspace_blocks(self, blocks: list[dict], where: str) -> None:
		for block in blocks:
			for key, text in block.get("data", {}).items():
				if key == "text" or key.endswith("_name"):
					self._show(re.sub(r"<[^>]*>", "", str(text)), where)


def _keys_and_rules(node: ast.Assign) -> Iterator[str]:
	# the keys of what an action asks for are field names
	if isinstance(node.value, ast.Dict):
		yield from (key.value for key in node.value.keys if isinstance(key, ast.Constant))
	for part in ast.walk(node.value):
		if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "frozenset":
			yield from (text.value for text in ast.walk(part) if isinstance(text, ast.Constant))


def _unquoted(literal: str) -> str:
	inner = literal[1:-1]
	return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), inner, flags=re.S)


def _texts(content: object) -> Iterator[str]:
	if isinstance(content, str):
		yield from {content, *content.split("\n")}
	elif isinstance(content, dict):
		for value in content.values():
			yield from _texts(value)
	elif isinstance(content, list):
		for value in content:
			yield from _texts(value)
