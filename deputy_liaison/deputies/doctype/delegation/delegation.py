import frappe
from frappe import _

from deputy_liaison.deputies import legal, standing
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class Delegation(LiaisonDocument):
	"""A delegation (代表团) of a congress in one term; a township may do without (代表法 §14)."""

	scope = Scope(jurisdiction="jurisdiction", open=True)

	def onload(self) -> None:
		super().onload()
		self.set_onload("members", self.members())

	def validate(self) -> None:
		body = frappe.db.get_value("Congress Body", self.congress_body, "jurisdiction")
		if not legal.has_congress(frappe.get_cached_value("Jurisdiction", body, "level")):
			frappe.throw(_("A sub-district has no congress of its own, so no delegations."))
		self.jurisdiction = body
		term = frappe.db.get_value("Congress Term", self.term, ("congress_body", "term_title"), as_dict=True)
		if term.congress_body != self.congress_body:
			frappe.throw(
				_("{0} is a term of another congress. Choose one of this congress.").format(
					frappe.bold(term.term_title)
				)
			)
		for field in ("head", "deputy_head"):
			if self.get(field) and not self._sits_in_term(self.get(field)):
				frappe.throw(
					_("{0}: {1} is no deputy of this congress in this term.").format(
						frappe.bold(_(self.meta.get_label(field))),
						frappe.db.get_value("Deputy", self.get(field), "deputy_name"),
					)
				)

	def _sits_in_term(self, deputy: str) -> bool:
		return bool(
			frappe.db.exists(
				"Deputy Mandate",
				{"deputy": deputy, "term": self.term, "workflow_state": ("!=", standing.INVALID)},
			)
		)

	def members(self) -> list[dict]:
		"""The mandates of the delegation: name, deputy_name, district, state."""
		return _mandates(self.term, self.name) if self.name and not self.is_new() else []


def _mandates(term: str, delegation: str | None) -> list[dict]:
	mandates = frappe.qb.DocType("Deputy Mandate")
	districts = frappe.qb.DocType("Electoral District")
	query = (
		frappe.qb.from_(mandates)
		.left_join(districts)
		.on(districts.name == mandates.electoral_district)
		.select(mandates.name, mandates.deputy_name, districts.district_name, mandates.workflow_state)
		.where((mandates.term == term) & mandates.workflow_state.isin((standing.PENDING, *standing.HELD)))
		.orderby(districts.district_name, mandates.deputy_name)
	)
	query = query.where(mandates.delegation == delegation if delegation else mandates.delegation.isnull())
	return [{**row, "state": _(row.workflow_state)} for row in query.run(as_dict=True)]


@frappe.whitelist(methods=["GET", "POST"])
def without_delegation(delegation: str) -> list[dict]:
	"""The mandates of the delegation's term that belong to none yet: name, deputy_name, district, state.

	Raises:
		frappe.PermissionError: the user may not change the delegation.
	"""
	doc = frappe.get_doc("Delegation", delegation)
	doc.check_permission("write")
	return _mandates(doc.term, None)


@frappe.whitelist(methods=["POST"])
def take_in(delegation: str, mandates: str | list) -> list[dict]:
	"""Make these mandates members of the delegation.

	Args:
		delegation: a Delegation.
		mandates: names of mandates of its term (JSON or list).

	Returns:
		The delegation's members afterwards.

	Raises:
		frappe.PermissionError: the user may not change the delegation or one of the mandates.
	"""
	doc = frappe.get_doc("Delegation", delegation)
	doc.check_permission("write")
	for name in frappe.parse_json(mandates):
		mandate = frappe.get_doc("Deputy Mandate", name)
		mandate.delegation = doc.name
		mandate.save()
	return doc.members()
