"""Stock methods that answer past the list and form hooks, closed for our DocTypes (permissions.md).

Each override keeps the stock method's name and answer. What is not ours goes to the stock method
unchanged. An override guards its dotted path only, so none of these is the guard of a write.
"""

import json
from collections import Counter

import frappe
from frappe import client
from frappe.desk import listview, notifications, query_report, search
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.tag import tag as tags
from frappe.desk.form import linked_with
from frappe.desk.form import load as forms
from frappe.desk.form import utils as form_utils
from frappe.utils import goal
from frappe.workflow.doctype.workflow import workflow as workflows

from deputy_liaison import scope
from deputy_liaison.companions import COLUMNS, is_ours

TICKET = "Opinion Ticket"
Filters = str | dict | list | None


@frappe.whitelist(methods=["GET", "POST"])
def get_count(doctype: str, filters: Filters = None, debug: bool = False, cache: bool = False) -> int:
	"""Override of `frappe.client.get_count`, which counts any rows by any column.

	Ours, and what hangs on ours, are counted as the user's own list shows them.
	"""
	if not is_ours(doctype) and doctype not in COLUMNS:
		return client.get_count(doctype, filters, debug, cache)
	_refuse_rows(doctype)
	# a column with few values, so that the stock method's limit on groups is never reached
	groups = listview.get_group_by_count(doctype, _as_json(filters), "docstatus")
	return sum(group["count"] for group in groups)


@frappe.whitelist(methods=["GET", "POST"])
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list[dict]:
	"""Override of the stock method, which counts by assignee with no check at all."""
	if field != "assigned_to" or not is_ours(doctype):
		return listview.get_group_by_count(doctype, current_filters, field)
	_refuse_rows(doctype)
	tasks = frappe.get_all(
		"ToDo",
		filters={
			"reference_type": doctype,
			"status": ("!=", "Cancelled"),
			"allocated_to": ("is", "set"),
		},
		fields=["allocated_to", "reference_name"],
	)
	filters = frappe.parse_json(current_filters) or []
	if isinstance(filters, dict):
		filters = [[doctype, key, "=", value] for key, value in filters.items()]
	seen = frappe.get_list(
		doctype,
		filters=[*filters, [doctype, "name", "in", [task.reference_name for task in tasks] or [""]]],
		pluck="name",
		limit_page_length=0,
	)
	counts = Counter(task.allocated_to for task in tasks if task.reference_name in set(seen))
	return [{"name": user, "count": count} for user, count in counts.most_common(50)]


@frappe.whitelist(methods=["GET", "POST"])
def get_workflow_state_count(doctype: str, workflow_state_field: str, states: str | list) -> list[dict]:
	"""Override of the stock method, which counts the states of all rows."""
	if not is_ours(doctype):
		return workflows.get_workflow_state_count(doctype, workflow_state_field, states)
	_refuse_rows(doctype)
	filters = {workflow_state_field: ["not in", frappe.parse_json(states)]}
	return [
		{workflow_state_field: group["name"], "count": group["count"]}
		for group in listview.get_group_by_count(doctype, json.dumps(filters), workflow_state_field)
		if group["name"]
	]


@frappe.whitelist(methods=["GET", "POST"])
def validate_link(doctype: str, docname: str, fields: str | list | None = None) -> dict:
	"""Override of the stock method: what the user may not see is answered like what does not exist."""
	if is_ours(doctype) and not _may_see(doctype, docname):
		return {"name": None}
	return client.validate_link(doctype, docname, fields)


@frappe.whitelist(methods=["GET", "POST"])
def get_link_title(doctype: str, docname: str) -> str | None:
	"""Override of the stock method, which tells the title of any row."""
	if is_ours(doctype) and not _may_see(doctype, docname):
		return docname
	return search.get_link_title(doctype, docname)


@frappe.whitelist(methods=["GET", "POST"])
def getdoc(doctype: str, name: str, **asked: str | None) -> None:
	"""Override of the form's own request, which tells the title of whatever the record names."""
	answer = frappe.call(forms.getdoc, doctype=doctype, name=name, **asked)
	if titles := frappe.local.response.get("_link_titles"):
		frappe.local.response["_link_titles"] = _titles_by_sight(titles)
	return answer


def _titles_by_sight(titles: dict[str, str]) -> dict[str, str]:
	"""A voter's matter that the user may not see is called by its number; its title is its first words."""
	named = {key: key.partition("::")[2] for key in titles if key.startswith(f"{TICKET}::")}
	unseen = set(named.values()) - scope.covered(None, TICKET, list(named.values()))
	numbers = dict(frappe.get_all(TICKET, {"name": ("in", unseen or [""])}, ["name", "number"], as_list=True))
	return {key: numbers.get(named.get(key), title) for key, title in titles.items()}


@frappe.whitelist(methods=["GET", "POST"])
def get_tagged_docs(doctype: str, tag: str) -> list:
	"""Override of the stock method, which names every row with the tag."""
	if not is_ours(doctype):
		return tags.get_tagged_docs(doctype, tag)
	_refuse_rows(doctype)
	filters = {"_user_tags": ("like", tag)}
	return [[name] for name in frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0)]


@frappe.whitelist(methods=["GET", "POST"])
def get_next(
	doctype: str,
	value: str,
	prev: int | str,
	filters: Filters = None,
	sort_order: str = "desc",
	sort_field: str = "modified",
) -> str | None:
	"""Override of the stock method, which compares the user's rows with a column of any row."""
	if is_ours(doctype) and not _may_see(doctype, value):
		scope.refuse_out_of_scope()
	return form_utils.get_next(doctype, value, prev, filters, sort_order, sort_field)


@frappe.whitelist(methods=["GET", "POST"])
def get_links(doctype: str, docname: str) -> dict[str, list]:
	"""Override of `frappe.desk.form.linked_with.get`: early builds of 15 list linked rows unchecked."""
	if not is_ours(doctype):
		return linked_with.get(doctype, docname)
	if not _may_see(doctype, docname):
		scope.refuse_out_of_scope()
	# later builds refuse the whole answer where one DocType is out of reach
	links = {
		linked: dict(link)
		for linked, link in linked_with.get_linked_doctypes(doctype).items()
		if frappe.has_permission(linked)
	}
	found = linked_with.get_linked_docs(doctype, docname, links)
	return {linked: rows for linked in found if (rows := _seen_only(linked, found[linked]))}


@frappe.whitelist(methods=["GET", "POST"])
def get_open_count(doctype: str, name: str, items: str | list | None = None) -> dict:
	"""Override of `frappe.desk.notifications.get_open_count`, which counts a form's connections unchecked."""
	answer = notifications.get_open_count(doctype, name, items)
	if not is_ours(doctype):
		return answer
	links = frappe.get_meta(doctype).get_dashboard_data()
	rows = answer["count"]
	if isinstance(rows, list):
		# as early builds of 15 answer
		rows[:] = _counted_by_sight(rows, "name", links, name)
	else:
		# what the record itself names is its own
		rows["external_links_found"] = _counted_by_sight(rows["external_links_found"], "doctype", links, name)
	return answer


def _counted_by_sight(rows: list[dict], key: str, links: dict, name: str) -> list[dict]:
	return [
		{key: row[key], "count": _seen_links(links, row[key], name), "open_count": 0}
		for row in rows
		if frappe.has_permission(row[key])
	]


def _seen_links(links: dict, linked: str, name: str) -> int:
	field = links.get("non_standard_fieldnames", {}).get(linked, links.get("fieldname"))
	# the desk shows no more than 99+
	return len(frappe.get_list(linked, filters={field: name}, pluck="name", limit_page_length=100))


@frappe.whitelist(methods=["GET", "POST"])
def get_data_for_custom_field(doctype: str, field: str, names: str | list | None = None) -> dict:
	"""Override of the stock method: early builds of 15 give the column of every row."""
	if not is_ours(doctype):
		given = {"names": names} if names else {}
		return query_report.get_data_for_custom_field(doctype, field, **given)
	_refuse_rows(doctype)
	filters = {"name": ("in", frappe.parse_json(names))} if names else {}
	return dict(
		frappe.get_list(doctype, filters=filters, fields=["name", field], as_list=True, limit_page_length=0)
	)


@frappe.whitelist(methods=["GET", "POST"])
def get_chart(
	chart_name: str | None = None, chart: str | dict | None = None, **asked: str | int | None
) -> dict | None:
	"""Override of the charts' data: a heat map counts every row, a stored answer is another user's."""
	drawn = frappe.get_doc("Dashboard Chart", chart_name) if chart_name else frappe.parse_json(chart)
	if is_ours(drawn.get("document_type")):
		if drawn.get("type") == "Heatmap":
			scope.refuse_out_of_scope()
		asked |= {"refresh": 1} if chart_name else {"no_cache": 1}
	return frappe.call(dashboard_chart.get, chart_name=chart_name, chart=chart, **asked)


@frappe.whitelist(methods=["GET", "POST"])
def get_monthly_goal_graph_data(goal_doctype: str, **asked: str | dict | None) -> dict:
	"""Override of the stock method, which sums any column of any rows by month."""
	if is_ours(goal_doctype):
		scope.refuse_out_of_scope()
	return frappe.call(goal.get_monthly_goal_graph_data, goal_doctype=goal_doctype, **asked)


@frappe.whitelist(methods=["GET", "POST"])
def get_monthly_results(goal_doctype: str, **asked: str | dict | None) -> dict:
	"""Override of the same on early builds of 15, where it is whitelisted by itself."""
	if is_ours(goal_doctype):
		scope.refuse_out_of_scope()
	return frappe.call(goal.get_monthly_results, goal_doctype=goal_doctype, **asked)


def _may_see(doctype: str, name: str) -> bool:
	return not frappe.get_meta(doctype).istable and scope.covers(None, doctype, name)


def _seen_only(doctype: str, rows: list[dict]) -> list[dict]:
	if not is_ours(doctype):
		return rows
	if not frappe.has_permission(doctype):
		return []
	names = [row["name"] for row in rows]
	seen = set(
		frappe.get_list(doctype, filters={"name": ("in", names)}, pluck="name", limit_page_length=len(names))
	)
	return [row for row in rows if row["name"] in seen]


def _refuse_rows(doctype: str) -> None:
	"""Rows of a table are read with their record, never by themselves."""
	if frappe.get_meta(doctype).istable:
		scope.refuse_out_of_scope()


def _as_json(filters: Filters) -> str:
	return filters if isinstance(filters, str) else json.dumps(filters or [], default=str)
