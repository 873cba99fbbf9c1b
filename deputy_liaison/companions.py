"""Records of Frappe's own that hang on ours: who may not see the record sees none of its companions.

Comments, files, versions, tasks and the like name the document that they belong to in two columns.
Stock Frappe shows them by role or by owner; here the criterion of `scope.py` on that document comes first.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import cstr

from deputy_liaison import scope
from deputy_liaison.paper import LANGUAGE, zh
from deputy_liaison.persons import display_name

# DocType → its columns with the DocType and the name of the document that it belongs to
COLUMNS = {
	"Activity Log": ("reference_doctype", "reference_name"),
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"Deleted Document": ("deleted_doctype", "deleted_name"),
	"DocShare": ("share_doctype", "share_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"File": ("attached_to_doctype", "attached_to_name"),
	"Notification Log": ("document_type", "document_name"),
	"Tag Link": ("document_type", "document_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Version": ("ref_doctype", "docname"),
	"View Log": ("reference_doctype", "reference_name"),
	"Workflow Action": ("reference_doctype", "reference_name"),
}


def is_ours(doctype: str | None) -> bool:
	"""Whether rows of the DocType are under the criterion; child tables of ours count as well."""
	return bool(doctype) and doctype in {*frappe.get_hooks("scoped"), *frappe.get_hooks("rows_of_scoped")}


def query_condition(user: str | None, companion: str) -> str:
	"""Condition for the list of `companion`: what hangs on a document of ours follows that document."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	type_column, name_column = (f"`tab{companion}`.`{column}`" for column in COLUMNS[companion])
	ours = frappe.get_hooks("scoped")
	names = ", ".join(frappe.db.escape(doctype) for doctype in ours)
	ways = [f"ifnull({type_column}, '') not in ({names})"]
	for doctype in ours:
		condition = scope.criterion(user, doctype)
		if condition == scope.DENY:
			continue
		way = f"{type_column} = {frappe.db.escape(doctype)}"
		if condition:
			way = f"({way} and {name_column} in (select `name` from `tab{doctype}` where {condition}))"
		ways.append(way)
	return f"({' or '.join(ways)})"


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""Hook `has_permission` of the companions: False where the document is out of reach."""
	return no_objection() if covers(doc, user) else False


def no_objection() -> bool | None:
	"""Leaves a framework DocType to Frappe's own rules: None on 15, where the first answer that a hook
	gives counts, and True on 16, where every hook must agree."""
	return True if int(frappe.__version__.split(".")[0]) > 15 else None


def documents_of(doc: Document) -> list[tuple[str, str]]:
	"""DocType and name of our documents that the companion belongs to: as stored, and as it is to be."""
	columns = COLUMNS[doc.doctype]
	named = [tuple(doc.get(column) for column in columns)]
	if doc.name and (stored := frappe.db.get_value(doc.doctype, doc.name, columns)):
		named.append(tuple(stored))
	return [pair for pair in dict.fromkeys(named) if pair[0] in frappe.get_hooks("scoped")]


def covers(doc: Document, user: str | None = None) -> bool:
	"""Whether `user` may see the documents that the companion belongs to; True if none is ours."""
	return all(scope.covers(user, doctype, name) for doctype, name in documents_of(doc))


def sign_comment(doc: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of Comment: only on what one may see, and under one's own name."""
	if doc.reference_doctype not in frappe.get_hooks("scoped"):
		return
	if not covers(doc):
		scope.refuse_out_of_scope()
	doc.comment_email = frappe.session.user
	doc.comment_by = display_name(frappe.session.user)


def check_tag(doc: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of Tag Link: who tags a record may write it; early builds of 15 ask nothing."""
	if doc.document_type in frappe.get_hooks("scoped") and not frappe.has_permission(
		doc.document_type, "write", doc.document_name
	):
		scope.refuse_out_of_scope()


def check_task(doc: Document, method: str | None = None) -> None:
	"""Hook `validate` of ToDo: giver and receiver both have a post for the document."""
	if not covers(doc):
		scope.refuse_out_of_scope()
	if doc.allocated_to and not covers(doc, doc.allocated_to):
		frappe.throw(
			_("{0} holds no post for this record, so it cannot be assigned to this person.").format(
				frappe.bold(display_name(doc.allocated_to))
			),
			frappe.PermissionError,
		)


def say_in_words(version: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of Version: a timeline says its values as the form does.

	Stock shows what is stored: the English of a choice, the name of a linked record, 'null' for nothing.
	"""
	if version.ref_doctype not in frappe.get_hooks("scoped"):
		return
	meta = frappe.get_meta(version.ref_doctype)
	history = frappe.parse_json(version.data)
	_put_in_words(meta, history.get("changed", ()))
	for table, _index, _row, of_row in history.get("row_changed", ()):
		_put_in_words(frappe.get_meta(meta.get_field(table).options), of_row)
	version.data = frappe.as_json(history, indent=None)


def _put_in_words(meta: Meta, changes: list[list]) -> None:
	for change in changes:
		df = meta.get_field(change[0])
		change[1:] = [_in_words(df, value) for value in change[1:]]


def _in_words(df, value) -> str:
	if value is None:
		return ""
	if df and df.fieldtype == "Select":
		return zh(value)
	if df and df.fieldtype == "Check":
		return _("Yes", lang=LANGUAGE) if value else _("No", lang=LANGUAGE)
	if value and df and df.fieldtype == "Link":
		title = frappe.get_meta(df.options).get_title_field()
		return zh(cstr(frappe.db.get_value(df.options, value, title))) or value
	if df and df.fieldtype == "Dynamic Link":
		# ours name accounts alone
		return display_name(value) or value
	return value


def refuse_sharing(doc: Document, method: str | None = None) -> None:
	"""Hook `validate` of what opens a document past the posts: DocShare, share keys, following by mail.

	A share outlives the post of its receiver and gives rights that the role does not; a mail to a
	follower is sent unchecked. So our records know neither.
	"""
	doctype = doc.get("share_doctype") or doc.get("reference_doctype") or doc.get("ref_doctype")
	if is_ours(doctype):
		frappe.throw(
			_("Records of this kind are not shared or followed. Who sees them follows from the posts."),
			frappe.PermissionError,
		)
