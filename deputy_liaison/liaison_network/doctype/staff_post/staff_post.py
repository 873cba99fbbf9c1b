import frappe
from frappe import _
from frappe.utils import add_days, getdate, now_datetime

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.liaison_network.open_work import open_work, tell_chairs
from deputy_liaison.liaison_network.post_holders import grant_or_take_role
from deputy_liaison.persons import display_name, same_person
from deputy_liaison.scope import (
	COUNTY_ROLES,
	DEPUTY_ROLE,
	STATION_ROLES,
	TOWNSHIP_ROLES,
	UNIT_ROLE,
	Scope,
	forget_posts,
)
from deputy_liaison.state_machine import Ask, Move, write_log

ACTIVE = "Post Active"
HANDING_OVER = "Post Handing Over"
PLACE_OF = {
	**dict.fromkeys(COUNTY_ROLES | TOWNSHIP_ROLES, "jurisdiction"),
	**dict.fromkeys(STATION_ROLES, "station"),
	UNIT_ROLE: "unit",
	DEPUTY_ROLE: "deputy",
}
DATES = ("from_date", "to_date")


class StaffPost(LiaisonDocument):
	"""Who may do what where, from when to when: the one place that grants a role and its scope.

	A post ends with its last day; what hangs on it is handed over by the actions of rules.md §3b.
	"""

	scope = Scope(jurisdiction="place", station="station", unit="unit")
	born_in = ACTIVE
	moved_without_write = True
	editable = {
		ACTIVE: frozenset({*DATES, "account_type", "holder_name", "place", "successor_name", "witness_name"})
	}
	asks = {
		"Begin Hand-over": Ask(("to_date*", "successor", "witness*"), note="optional"),
		"Complete Hand-over": Ask(note="optional"),
	}

	def onload(self) -> None:
		super().onload()
		self.set_onload("open_work", open_work(self))

	def validate(self) -> None:
		if self.is_new() and self.is_acting and not self.flags.issued_by_chair:
			frappe.throw(_("Acting posts are given by the township chair, in the list of posts."))
		self._refuse_own_post()
		self._refuse_role_profile()
		self._check_place()
		self._name_people()
		if self.to_date and getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(
				_("{0} must not be before {1}.").format(
					frappe.bold(_("To Date")), frappe.bold(_("From Date"))
				)
			)
		if self.is_acting and not self.is_new() and self._is_prolonged():
			frappe.throw(_("An acting post is not prolonged. Give a new one with a reason of its own."))

	def _is_prolonged(self) -> bool:
		before = self.get_doc_before_save()
		return getdate(self.to_date) > getdate(before.to_date) if self.to_date else True

	def _refuse_own_post(self) -> None:
		# who confirms a hand-over to himself takes over what was given to him by somebody else
		if frappe.session.user == "Administrator" or isinstance(self.flags.move, Move):
			return
		if same_person(frappe.session.user, self.user):
			frappe.throw(_("Nobody gives or changes a post of their own."), frappe.PermissionError)

	def _refuse_role_profile(self) -> None:
		holder = frappe.get_doc("User", self.user)
		if holder.get("role_profile_name") or holder.get("role_profiles"):
			frappe.throw(
				_(
					"{0} has a Role Profile, which would rewrite the roles of the post. Remove it first."
				).format(frappe.bold(display_name(self.user)))
			)

	def _check_place(self) -> None:
		place = PLACE_OF[self.post]
		if not self.get(place):
			frappe.throw(_("Please fill in: {0}").format(frappe.bold(_(self.meta.get_label(place)))))
		for other in {"jurisdiction", "station", "unit", "deputy"} - {place}:
			self.set(other, None)
		self.place = place_of(self)

	def _name_people(self) -> None:
		"""Set the names beside the accounts. These are Dynamic Links: a Link lets a list join any column of User."""
		self.account_type = "User"
		self.holder_name = display_name(self.user)
		self.successor_name = display_name(self.successor)
		self.witness_name = display_name(self.witness)

	def place_title(self) -> str:
		"""Name of what the post is bound to: a place, a station, a unit or a deputy."""
		column = PLACE_OF[self.post]
		doctype = self.meta.get_field(column).options
		return frappe.db.get_value(doctype, self.get(column), frappe.get_meta(doctype).get_title_field())

	def after_insert(self) -> None:
		super().after_insert()
		write_log(
			self,
			"Give Acting Post" if self.is_acting else "Give Post",
			to_state=ACTIVE,
			note=self.acting_reason or "",
		)

	def on_update(self) -> None:
		super().on_update()
		forget_posts()
		self._tidy()
		self._log_dates()

	def _log_dates(self) -> None:
		before = self.get_doc_before_save()
		if not before or isinstance(self.flags.move, Move):
			return
		old, new = (
			" – ".join(str(doc.get(day) or "…") for day in DATES).replace("None", "…")
			for doc in (before, self)
		)
		if old != new:
			write_log(self, "Change Post Dates", event="Handling Event", note=f"{old} → {new}")

	def after_delete(self) -> None:
		forget_posts()
		self._tidy()

	def _tidy(self) -> None:
		grant_or_take_role(self.user, self.post)
		if self.unit:
			held = frappe.db.exists("Staff Post", {"unit": self.unit, "post": UNIT_ROLE})
			frappe.db.set_value("Responsible Unit", self.unit, "has_account", int(bool(held)))

	def why_not(self, action: str, user: str) -> str | None:
		if action == "Begin Hand-over":
			return _("Nobody gives or changes a post of their own.") if same_person(user, self.user) else None
		receiver = self.successor or self.witness
		if user == receiver:
			return None
		return _("{0} confirms this hand-over.").format(frappe.bold(display_name(receiver)))

	def defaults_for(self, action: str) -> dict:
		return {"Begin Hand-over": {"to_date": str(self.to_date or getdate())}}.get(action, {})

	def on_begin_hand_over(self, move: Move) -> None:
		before = self.get_doc_before_save() or frappe.get_doc(self.doctype, self.name)
		if before.to_date and getdate(self.to_date) > getdate(before.to_date):
			frappe.throw(_("A hand-over does not prolong the post: it ends on {0}.").format(before.to_date))
		if self.successor and (self.is_acting or same_person(self.successor, self.user)):
			frappe.throw(
				_("{0}: choose another person.").format(frappe.bold(_("Successor")))
				if not self.is_acting
				else _("An acting post is not passed on. Leave {0} empty.").format(
					frappe.bold(_("Successor"))
				)
			)
		self._check_witness()

	def _check_witness(self) -> None:
		if same_person(self.witness, self.user) or same_person(self.witness, self.successor):
			frappe.throw(_("{0}: choose a third person.").format(frappe.bold(_("Witness"))))
		township = scopes.township_of(self.place)
		for post in scopes.posts(self.witness):
			if post.post == "County Approver" or (
				post.post == "Township Chair" and post.jurisdiction == township
			):
				return
		frappe.throw(
			_("{0}: choose a chair of this township or the county's approver.").format(
				frappe.bold(_("Witness"))
			)
		)

	def after_begin_hand_over(self, move: Move) -> None:
		if self.successor:
			self._give_to_successor()
		else:
			tell_chairs(self)

	def _give_to_successor(self) -> None:
		begins = max(getdate(add_days(self.to_date, 1)), getdate())
		same = {
			"user": self.successor,
			"post": self.post,
			**{PLACE_OF[self.post]: self.get(PLACE_OF[self.post])},
		}
		for post in frappe.get_all("Staff Post", same, ["to_date"]):
			if not post.to_date or getdate(post.to_date) >= begins:
				return
		frappe.get_doc({"doctype": "Staff Post", **same, "from_date": begins}).insert()

	def on_complete_hand_over(self, move: Move) -> None:
		self.handed_over_on = now_datetime()


def place_of(post: "StaffPost") -> str | None:
	"""The jurisdiction that a post belongs to, whatever it is bound to; None for a deputy without station."""
	if post.jurisdiction:
		return post.jurisdiction
	station = post.station or frappe.db.get_value("Deputy", post.deputy, "station")
	if station:
		return frappe.db.get_value("Liaison Station", station, "jurisdiction")
	return frappe.db.get_value("Responsible Unit", post.unit, "jurisdiction") if post.unit else None


def tidy_roles() -> None:
	"""Nightly: give and take roles for posts that began or ended; takes back only what a post granted."""
	posts = frappe.qb.DocType("Staff Post")
	for user, role in frappe.qb.from_(posts).select(posts.user, posts.post).distinct().run():
		grant_or_take_role(user, role)


def report_ended_posts() -> None:
	"""Nightly: a post that ended yesterday with open work and no hand-over goes to the chairs, never silently."""
	yesterday = add_days(getdate(), -1)
	for name in frappe.get_all("Staff Post", {"to_date": yesterday, "workflow_state": ACTIVE}, pluck="name"):
		post = frappe.get_doc("Staff Post", name)
		if open_work(post):
			write_log(post, "Post Ended", event="Handling Event")
			tell_chairs(post)
