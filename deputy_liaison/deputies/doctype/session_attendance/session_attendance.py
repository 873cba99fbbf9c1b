import frappe
from frappe import _
from frappe.utils import get_datetime

from deputy_liaison.deputies import legal
from deputy_liaison.deputies.doctype.congress_session.congress_session import CLOSED, ON_LEAVE
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.scope import Scope


class SessionAttendance(LiaisonDocument):
	"""Whether a deputy was at one sitting of a session: present, on leave approved before it, or absent."""

	scope = Scope(jurisdiction="jurisdiction", deputy="deputy")

	def validate(self) -> None:
		# held until this is saved: a session that is being closed takes no more
		session = frappe.get_doc("Congress Session", self.session, for_update=True)
		self.jurisdiction = session.jurisdiction
		self.deputy_name = frappe.db.get_value("Deputy", self.deputy, "deputy_name")
		if session.workflow_state == CLOSED:
			frappe.throw(
				_("{0} is closed: its attendance is not changed any more.").format(
					frappe.bold(session.session_title)
				)
			)
		if self.deputy not in session.all_deputies():
			frappe.throw(
				_("{0} is no deputy of this congress on the first day of the session.").format(
					frappe.bold(self.deputy_name)
				)
			)
		self._check_once()
		self._check_leave(session)

	def _check_once(self) -> None:
		same = {"session": self.session, "sitting": self.sitting, "deputy": self.deputy}
		if frappe.db.exists("Session Attendance", {**same, "name": ("!=", self.name)}):
			frappe.throw(
				_("{0} stands in the roll of this sitting already.").format(frappe.bold(self.deputy_name)),
				frappe.DuplicateEntryError,
			)

	def _check_leave(self, session) -> None:
		sitting = session.sitting(self.sitting)
		if self.presence != ON_LEAVE:
			self.leave_approved_by = self.leave_approved_at = None
			return
		if not (self.leave_approved_by and self.leave_approved_at):
			frappe.throw(
				_("{0}: who approved the leave, and when? Otherwise choose {1}.").format(
					frappe.bold(self.deputy_name), frappe.bold(_("Absent"))
				),
				frappe.MandatoryError,
			)
		if legal.leave_is_late(get_datetime(self.leave_approved_at), get_datetime(sitting.starts_at)):
			frappe.throw(
				_(
					"{0}: leave is approved before the sitting, which began at {1}. Otherwise choose {2}."
				).format(
					frappe.bold(self.deputy_name),
					f"{get_datetime(sitting.starts_at):%Y-%m-%d %H:%M}",
					frappe.bold(_("Absent")),
				)
			)


def on_doctype_update() -> None:
	"""Hook of Frappe: one line to a deputy and sitting, whatever two clerks save at once."""
	frappe.db.add_unique(
		"Session Attendance", ["session", "sitting", "deputy"], constraint_name="one_line_to_a_sitting"
	)
