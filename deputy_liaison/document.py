"""Base of our DocTypes: what holds for every way in, whatever the controller adds."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cast

from deputy_liaison import scope as scopes
from deputy_liaison.persons import display_name
from deputy_liaison.scope import Scope
from deputy_liaison.state_machine import Ask, Move, say_whose_turn_it_is

STATE = "workflow_state"


class LiaisonDocument(Document):
	"""A scoped document.

	Class attributes:
		scope: where a row belongs (`scope.py`); every DocType of ours declares one.
		asks: action → what the actor fills in with it; a DocType with asks is moved by actions alone.
		system_moves: (from, to) → rules by which the app itself may move it.
		editable: state → fields that may be changed by a plain save in that state.
		born_in: state in which a person may insert a record with asks; None: only another record makes it.
		batch: actions that can be taken on many at once → fields of theirs that may differ from one to the next.
		slow: those of `batch` that take seconds each: done in the background, each for itself.
		moved_without_write: who may take an action is said by the Workflow alone, and needs no write permission.
		kept: fields that the app keeps beside the record's own life; a page that was open meanwhile stays valid.
	"""

	scope: Scope | None = None
	asks: dict[str, Ask] = {}
	system_moves: dict[tuple[str, str], frozenset[str]] = {}
	editable: dict[str, frozenset[str]] = {}
	born_in: str | None = None
	batch: dict[str, tuple[str, ...]] = {}
	slow: frozenset[str] = frozenset()
	moved_without_write = False
	kept: tuple[str, ...] = ()

	def onload(self) -> None:
		self.set_onload(
			"people",
			{
				user: {"name": user, "email": user, "fullname": display_name(user)}
				for user in {self.owner, self.modified_by}
			},
		)
		if self.editable:
			# for the form, so that it offers no change that the save would refuse
			free = self._editable_in(self.get(STATE))
			self.set_onload(
				"locked",
				{field: int(field not in free) for field in sorted(set().union(*self.editable.values()))},
			)

	def before_validate(self) -> None:
		"""A file address that is typed in, or sent by a client, must not point to a public file."""
		for row in (self, *self.get_all_children()):
			for df in row.meta.get("fields", {"fieldtype": ("in", ("Attach", "Attach Image"))}):
				address = row.get(df.fieldname)
				if address and not address.startswith("/private/files/"):
					frappe.throw(_("{0}: upload the file as a private one.").format(frappe.bold(_(df.label))))

	def before_save(self) -> None:
		if self.is_new():
			self._refuse_merged()
		self._follow_place()
		self._leave_kept()

	def _follow_place(self) -> None:
		"""The township follows the place, whatever a client sends."""
		if self.scope and self.scope.township:
			before = self.get_doc_before_save()
			place = self.get(self.scope.jurisdiction)
			stays = before and before.get(self.scope.jurisdiction) == place
			self.set(
				self.scope.township, before.get(self.scope.township) if stays else scopes.township_of(place)
			)

	def _leave_kept(self) -> None:
		before = self.get_doc_before_save()
		if before and not isinstance(self.flags.move, Move):
			for field in self.kept:
				self.set(field, before.get(field))

	def _refuse_merged(self) -> None:
		"""What was merged into another one stands for nothing new."""
		for field in self.meta.get_link_fields():
			name = self.get(field.fieldname)
			if not name or not frappe.get_meta(field.options).has_field("merged_into"):
				continue
			if successor := frappe.get_cached_value(field.options, name, "merged_into"):
				frappe.throw(
					_("{0} was merged into {1}. Choose that one.").format(
						*(
							frappe.bold(frappe.get_cached_doc(field.options, one).get_title())
							for one in (name, successor)
						)
					)
				)

	def after_insert(self) -> None:
		self._check_written_row("create")

	def on_update(self) -> None:
		if isinstance(self.flags.move, Move):
			say_whose_turn_it_is(self)
		if self.scope and any(
			column and self.has_value_changed(column)
			for column in (self.scope.jurisdiction, self.scope.station, self.scope.unit, self.scope.deputy)
		):
			self._check_written_row("write")

	def validate_workflow(self) -> None:
		"""Replaces the stock check, which knows roles only: a state is moved by an action or not at all."""
		if not self.asks or isinstance(self.flags.move, Move):
			return
		before = self.get_doc_before_save()
		if before is None and self.born_in and self.get(STATE) in (None, "", self.born_in):
			self.set(STATE, self.born_in)
			return
		if before is None or before.get(STATE) != self.get(STATE):
			frappe.throw(
				_("The state changes by the action buttons only, not by saving the page."),
				frappe.ValidationError,
				title=_("Not Saved"),
			)
		self._refuse_changes_outside_stage(before)

	def _editable_in(self, state: str) -> frozenset[str]:
		return self.editable.get(state, frozenset())

	def _refuse_changes_outside_stage(self, before: Document) -> None:
		free = self._editable_in(before.get(STATE))
		for field in self.meta.get("fields"):
			if field.fieldname in free:
				continue
			if field.fieldtype in frappe.model.table_fields:
				changed = _rows(self, field.fieldname) != _rows(before, field.fieldname)
			elif field.fieldtype in frappe.model.no_value_fields:
				continue
			else:
				# the desk sends texts where the database gives dates and numbers
				changed = cast(field.fieldtype, self.get(field.fieldname)) != cast(
					field.fieldtype, before.get(field.fieldname)
				)
			if changed:
				frappe.throw(
					_("{0} cannot be changed in the state {1}.").format(
						frappe.bold(_(field.label)), frappe.bold(_(before.get(STATE)))
					),
					title=_("Not Saved"),
				)

	def load_doc_before_save(self, *args: bool, **kwargs: bool) -> None:
		"""What an action read and locked stands as it was read; nothing else may take the place of the stored row."""
		if as_locked := self.flags.pop("as_locked", None):
			self._doc_before_save = as_locked
		else:
			super().load_doc_before_save(*args, **kwargs)

	def update_child_table(self, fieldname: str, df: Document | None = None) -> None:
		"""A move leaves tables alone in which it changed nothing; stock writes and searches each of them."""
		before = self.get_doc_before_save()
		if before and isinstance(self.flags.move, Move) and _same_rows(self, before, fieldname):
			return
		super().update_child_table(fieldname, df)

	def _check_written_row(self, ptype: str) -> None:
		"""Nobody writes a row into a place that his or her writing posts don't cover."""
		# who switches the check off says there who was checked; no client can set a flag
		if self.flags.ignore_permissions or not self.scope:
			return
		if not scopes.covers(None, self.doctype, self.name, scopes.roles_with(self.doctype, ptype)):
			scopes.refuse_out_of_scope()

	def notify_update(self) -> None:
		"""Tell the open page only: the stock list broadcast reaches all who may read the DocType."""
		frappe.publish_realtime(
			"doc_update",
			{"modified": self.modified, "doctype": self.doctype, "name": self.name},
			doctype=self.doctype,
			docname=self.name,
			after_commit=True,
		)

	def before_discard(self) -> None:
		frappe.throw(_("This record cannot be discarded. Withdraw it with a reason instead."))

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		self._refuse_renaming()

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Runs even where the caller asked Frappe to skip its checks, `before_rename` among them."""
		self._refuse_renaming()

	def _refuse_renaming(self) -> None:
		frappe.throw(_("Records are not renamed or merged by their internal name."), frappe.PermissionError)

	def entered(self, from_state: str | None) -> None:
		"""Called by every move with the new state set and not yet saved; `from_state` None: a new record."""

	def is_archived(self) -> bool:
		"""Whether the record, its files included, is closed to every change."""
		return False

	def may_change_files(self, user: str | None = None) -> bool:
		"""Whether this person adds, replaces and deletes the record's files."""
		return frappe.has_permission(self.doctype, "write", self, user=user)

	def opens_file(self, address: str, user: str | None = None) -> bool:
		"""Whether the record's readers open its file at this address as they open the record."""
		return True

	def on_trash(self) -> None:
		if self.get("number"):
			frappe.throw(_("{0} has a number and cannot be deleted.").format(frappe.bold(self.number)))

	def why_not(self, action: str, user: str) -> str | None:
		"""Why this person may not take `action` on this record, or None. Shown, and enforced."""
		return None

	def ask_for(self, action: str) -> Ask:
		"""What `action` asks of the session's user; an action that a county added asks for a remark."""
		return self.asks.get(action) or Ask(note="optional")

	def defaults_for(self, action: str) -> dict:
		"""What the action's dialog is prefilled with."""
		return {}


class LiaisonRow(Document):
	"""A row of a child table of ours: it is saved with its record, whose rules would else not be asked."""

	def has_permission(self, permtype: str = "read", **asked) -> bool:
		"""Frappe 15.44 asks for some right on the record's DocType; here it is the record that counts."""
		return super().has_permission(permtype, **asked) and frappe.has_permission(
			self.parenttype, permtype, self.parent, user=asked.get("user")
		)

	def before_print(self, settings: dict | None = None) -> None:
		self._refuse_alone()

	def validate(self) -> None:
		self._refuse_alone()

	def on_trash(self) -> None:
		self._refuse_alone()

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		self._refuse_alone()

	def _refuse_alone(self) -> None:
		frappe.throw(_("This row is changed in its record only."), frappe.PermissionError)


def _same_rows(doc: Document, before: Document, fieldname: str) -> bool:
	"""Whether a table holds the very rows that are stored, in their order and unchanged."""
	names = [[row.name for row in one.get(fieldname)] for one in (doc, before)]
	return names[0] == names[1] and _rows(doc, fieldname) == _rows(before, fieldname)


def _rows(doc: Document, fieldname: str) -> list[dict]:
	ignored = {"modified", "modified_by", "idx", "creation", "owner", "docstatus", "parent"}
	return [
		{key: value for key, value in row.as_dict(no_nulls=True).items() if key not in ignored}
		for row in doc.get(fieldname)
	]
