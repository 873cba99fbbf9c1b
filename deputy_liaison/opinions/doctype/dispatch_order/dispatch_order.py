from dataclasses import replace

import frappe
from frappe import _
from frappe.utils import date_diff, formatdate, getdate, now_datetime

from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.liaison_network.doctype.responsible_unit.responsible_unit import refuse_units_of_others
from deputy_liaison.numbering import note_handwritten, take_number
from deputy_liaison.opinions import clock, dispatch_letters, notices, priority
from deputy_liaison.opinions.doctype.commitment.commitment import follow_reply
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import contactable_visit
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import check_before_reply
from deputy_liaison.opinions.doctype.supervision_entry.supervision_entry import settle
from deputy_liaison.opinions.ticket_states import (
	ACCEPTED,
	ISSUED,
	ORDER_OPEN,
	ORDER_WITHDRAWN,
	REPLIED,
)
from deputy_liaison.paper import as_typed
from deputy_liaison.persons import display_name, same_person, units_of
from deputy_liaison.scope import CLERK_OF, UNIT_ROLE, Scope
from deputy_liaison.state_machine import Ask, Move, begin, internal_move
from deputy_liaison.working_days import limit_end

TOWNSHIP, COUNTY = "Township Level", "County"
HANDLING, COORDINATION = "Handling Order", "Village Coordination"
# what an order stands for, of which exactly one is set
SOURCES = {"opinion_ticket": "Opinion Ticket", "deputy_suggestion": "Deputy Suggestion"}
# a suggestion is answered by a signed and sealed letter to all who signed it (rules.md §3)
LETTER = ("reply_number*", "signed_by*", "reply_scan*", "sent_to_signers*")
# what is taken over from the signed return slip when nobody of the unit enters it
SLIP = ("on_behalf_signer*", "on_behalf_date*", "on_behalf_scan*")
# role of a unit → the limit of its part; a suggestion names others (rules.md §3)
LIMITS = {"Lead": "Reply to Order", "Supporting": "Give Order Opinion"}
LIMITS_AGAIN = {**LIMITS, "Lead": "Rehandle Ticket"}
OF_UNIT = frozenset(
	{
		"Acknowledge Order",
		"Pass On Order",
		"Record First Contact",
		"Reply to Order",
		"Give Order Opinion",
		"Request Order Return",
		"Request Order Extension",
		"Report Village Result",
		"Give Up Village Order",
	}
)
# decisions on what a unit asked for → who asked
DECISIONS = {
	"Grant Order Return": "return_requested_by",
	"Refuse Order Return": "return_requested_by",
	"Grant Order Extension": "extension_requested_by",
	"Refuse Order Extension": "extension_requested_by",
}
# level of an order → who may type in what its unit put on paper (permissions.md, 代录)
CLERKS = frozenset(CLERK_OF.values())


class DispatchOrder(LiaisonDocument):
	"""What one unit is asked to handle, and what it did (rules.md §2.3, §2.4)."""

	scope = Scope(
		jurisdiction="jurisdiction",
		township="township",
		station="station",
		unit="responsible_unit",
		also_unit="passed_on_from",
	)
	kept = (*clock.KEPT, "step_due")
	# who acts is said by the Workflow alone: the chair decides on requests without editing orders
	moved_without_write = True
	asks = {
		"Acknowledge Order": Ask(("acknowledged_by*", "handler*", "handler_phone")),
		"Pass On Order": Ask(("acting_unit*",), note="optional"),
		"Record First Contact": Ask(
			("first_contact_on*", "first_contact_with*", "first_contact_mode*", "first_contact_note")
		),
		"Request Order Return": Ask(("return_reason*",)),
		"Grant Order Return": Ask(("new_unit*", "return_decision")),
		"Refuse Order Return": Ask(("return_decision*",)),
		"Request Order Extension": Ask(("extension_until*", "extension_reason*")),
		"Grant Order Extension": Ask(("extension_until*", "extension_decision")),
		"Refuse Order Extension": Ask(("extension_decision*",)),
		"Reply to Order": Ask(
			(
				"result_class*",
				"reply_form*",
				"reply_date*",
				"replied_by*",
				"reply*",
				"explanation",
				"plan",
				"plan_due",
				"handling_method",
			)
		),
		"Give Order Opinion": Ask(("reply_date*", "replied_by*", "reply*")),
		"Report Village Result": Ask(("reply_date*", "replied_by*", "reply*")),
		"Give Up Village Order": Ask(("withdrawal_reason*",)),
	}
	system_moves = {
		(REPLIED, ACCEPTED): frozenset({"L6"}),
		**{(state, ORDER_WITHDRAWN): frozenset({"L8"}) for state in ORDER_OPEN},
	}
	batch = {"Acknowledge Order": ()}

	def before_insert(self) -> None:
		self.number = take_number(self)

	def number_series(self) -> tuple[str, str, int]:
		"""Mark, series and year of the slip's number."""
		return (*slip_series(self.handling_level, self.jurisdiction), getdate(self.issued_on).year)

	def after_insert(self) -> None:
		super().after_insert()
		note_handwritten(self)

	def validate(self) -> None:
		if len([field for field in SOURCES if self.get(field)]) != 1:
			frappe.throw(_("An order stands for exactly one matter."))

	def source(self) -> LiaisonDocument:
		"""The record that the order was issued for."""
		field = next(field for field in SOURCES if self.get(field))
		return frappe.get_doc(SOURCES[field], self.get(field))

	def onload(self) -> None:
		super().onload()
		self.set_onload("clock", clock.said_of(self))
		self.set_onload("opinions", self.supporting_opinions())
		self.set_onload("sends_letter", dispatch_letters.sends_letter(self.name, self.handling_level))
		self.set_onload("reporter_may_be_called", bool(contactable_visit(self)) and self._is_of_unit())

	def entered(self, from_state: str | None) -> None:
		clock.keep(self, from_state)

	def on_update(self) -> None:
		super().on_update()
		if self.has_value_changed("state_due"):
			clock.follow_orders(self)
		settle(self)
		notices.after_move(self)

	def is_archived(self) -> bool:
		return self.source().is_archived()

	def may_change_files(self, user: str | None = None) -> bool:
		"""The unit, and who types in what it put on paper."""
		of_unit = scopes.covers(user, self.doctype, self.name, {UNIT_ROLE})
		return super().may_change_files(user) and (of_unit or self.is_typed_in_by(user))

	def is_typed_in_by(self, user: str | None = None) -> bool:
		"""Whether the user is the clerk of the order's level, who enters for its unit (permissions.md, 代录)."""
		return scopes.covers(user, self.doctype, self.name, {CLERK_OF[self.handling_level]})

	def _is_of_unit(self) -> bool:
		return any(post.post == UNIT_ROLE and post.unit == self.responsible_unit for post in scopes.posts())

	def supporting_opinions(self) -> list[dict]:
		"""What the supporting units wrote in this round, for who reads the lead unit's order (rules.md §2.4).

		Returns:
			unit_name, reply_date, replied_by and reply of each opinion, oldest first.
		"""
		if self.unit_role != "Lead":
			return []
		# given to the lead unit: who may read its order may read them
		given = frappe.get_all(
			self.doctype,
			filters={
				self._source_field(): self.get(self._source_field()),
				"round": self.round,
				"unit_role": "Supporting",
				"reply_date": ("is", "set"),
			},
			fields=["responsible_unit.unit_name", "reply_date", "replied_by", "reply"],
			order_by="reply_date asc, number asc",
		)
		for row in given:
			row.update({"reply_date": formatdate(row.reply_date, "yyyy-MM-dd"), "reply": as_typed(row.reply)})
		return given

	def _acts_for_unit(self, action: str) -> bool:
		"""Whether the session's user takes the action as a person of the unit, not from its signed slip."""
		passed_on = action == "Request Order Return" and self.passed_on_from
		return self._is_of_unit() or bool(
			passed_on and self.passed_on_from in self._units_of(frappe.session.user)
		)

	def why_not(self, action: str, user: str) -> str | None:
		if action in DECISIONS:
			return self._why_not_decide(action, user)
		if action not in OF_UNIT or not self.passed_on_from:
			return None
		units = self._units_of(user)
		if scopes.covers(user, self.doctype, self.name, CLERKS):
			return None
		# only who passed an order on may ask to give it back, and nothing else
		if action == "Request Order Return":
			return None if self.passed_on_from in units else self._goes_back_through()
		if self.passed_on_from not in units or self.responsible_unit in units:
			return None
		acting = frappe.get_cached_value("Responsible Unit", self.responsible_unit, "unit_name")
		return _("The order was passed on: {0} acts on it.").format(acting)

	def _why_not_decide(self, action: str, user: str) -> str | None:
		"""Maker and checker are two persons, and a unit decides on no request of its own (permissions.md, 2)."""
		if same_person(user, self.get(DECISIONS[action])):
			return _("Who asked for it doesn't decide on it: it is for another person.")
		if {self.responsible_unit, self.passed_on_from} & units_of(user):
			return _("A person of the responsible unit doesn't decide on what it asks for.")
		return None

	def _units_of(self, user: str) -> set[str]:
		"""The units that the user is a person of today."""
		return {post.unit for post in scopes.posts(user) if post.post == UNIT_ROLE}

	def _goes_back_through(self) -> str:
		passed_on_by = frappe.get_cached_value("Responsible Unit", self.passed_on_from, "unit_name")
		return _("An order that was passed on goes back through {0}.").format(passed_on_by)

	def ask_for(self, action: str) -> Ask:
		ask = super().ask_for(action)
		if action == "Reply to Order" and self.deputy_suggestion and not self.source().for_reference:
			ask = replace(ask.also(*LETTER), choices={"reply_form": ("In Writing",)})
		return ask if action not in OF_UNIT or self._acts_for_unit(action) else ask.also(*SLIP)

	def defaults_for(self, action: str) -> dict:
		today = str(getdate())
		myself = display_name(frappe.session.user) if self._is_of_unit() else ""
		replied = {"reply_date": today, "replied_by": myself}
		return {
			"Acknowledge Order": {"acknowledged_by": myself, "handler": self.handler or myself},
			"Pass On Order": {"acting_unit": self.source().get("lead_unit")},
			"Record First Contact": {
				"first_contact_on": today,
				"first_contact_with": "Receiving Deputy",
				"first_contact_mode": "Face to Face",
			},
			"Request Order Extension": {"extension_until": str(self._longest_extension())},
			"Reply to Order": {**replied, "reply_form": "In Writing"},
			"Give Order Opinion": replied,
			"Report Village Result": replied,
		}.get(action, {})

	# moves: `on_…` checks and stamps before the state is saved, `after_…` has effects elsewhere

	def on_acknowledge_order(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self.acknowledged_on = now_datetime()

	def on_pass_on_order(self, move: Move) -> None:
		"""Once, to a unit of the own line; the limit runs on from the dispatch (rules.md §2.4, 分办)."""
		line = frappe.db.get_value("Responsible Unit", self.responsible_unit, "jurisdiction")
		acting = frappe.get_cached_doc("Responsible Unit", self.acting_unit)
		if acting.name == self.responsible_unit or acting.jurisdiction not in scopes.subtree(line):
			frappe.throw(
				_("{0}: choose another unit of your own line.").format(frappe.bold(_("Acting Unit")))
			)
		self._refuse_second_order(acting)
		self.passed_on_from = self.responsible_unit
		self.passed_on_on = now_datetime()
		self.responsible_unit = acting.name

	def after_pass_on_order(self, move: Move) -> None:
		self._tell_source({"lead_unit": self.responsible_unit})

	def on_record_first_contact(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self._refuse_outside_handling("first_contact_on")

	def on_request_order_return(self, move: Move) -> None:
		if not self._acts_for_unit("Request Order Return"):
			self._note_entry_on_behalf()
		until = limit_end(getdate(self.issued_on), "Request Order Return", self.handling_level)
		if getdate() > until:
			frappe.throw(
				_("A return could be asked for until {0}. Ask for an extension, or reply.").format(until)
			)
		self.return_requested_on = now_datetime()
		self.return_requested_by = frappe.session.user

	def on_grant_order_return(self, move: Move) -> None:
		refuse_units_of_others([self.new_unit], self.handling_level, self.township)
		self._refuse_second_order(frappe.get_cached_doc("Responsible Unit", self.new_unit))
		self.return_decided_on = now_datetime()
		self.withdrawn_on = self.return_decided_on
		self.withdrawal_reason = self.return_reason

	def after_grant_order_return(self, move: Move) -> None:
		"""Rule L4: the new unit gets an order of its own in the same round, with its own full limit."""
		source = self.source()
		order = issue_order(source, self.new_unit, self.unit_role, rule="L4", previous=self.name)
		self._put_in_own_place(source, order)

	def _put_in_own_place(self, source: LiaisonDocument, order: LiaisonDocument) -> None:
		"""The matter names the new unit where it named this one, so that the next round asks the right units."""
		table = "supporting_units" if self.unit_role == "Supporting" else "separate_units"
		for row in source.get(table):
			if row.unit == self.responsible_unit:
				row.db_set("unit", order.responsible_unit)
				# a page of the matter that is open is out of date with it
				source.db_set("modified", now_datetime(), notify=True)
				return
		if self.unit_role == "Lead":
			of_lead = {"lead_unit": order.responsible_unit, "intermediary_unit": None}
			source.db_set({**of_lead, "due_date": order.due_date}, notify=True)

	def on_refuse_order_return(self, move: Move) -> None:
		self.return_decided_on = now_datetime()
		self.paused_days = date_diff(getdate(self.return_decided_on), getdate(self.return_requested_on))
		self.due_date = clock.after_stop(
			getdate(self.due_date), getdate(self.return_requested_on), getdate(self.return_decided_on)
		)

	def after_refuse_order_return(self, move: Move) -> None:
		self._tell_source({"due_date": self.due_date})

	def on_request_order_extension(self, move: Move) -> None:
		self._note_entry_on_behalf()
		if getdate() > getdate(self.due_date):
			frappe.throw(_("The due date has passed: an extension is asked for before it. Reply now."))
		self._check_extension()
		# what is granted may differ, and takes the place of both
		self.extension_asked_until = self.extension_until
		self.due_before_extension = self.due_date
		self.extension_requested_on = now_datetime()
		self.extension_requested_by = frappe.session.user

	def on_grant_order_extension(self, move: Move) -> None:
		self._check_extension()
		self.extension_decided_on = now_datetime()
		self.extension_granted = 1
		self.due_date = getdate(self.extension_until)

	def after_grant_order_extension(self, move: Move) -> None:
		self._tell_source({"due_date": self.due_date})

	def on_refuse_order_extension(self, move: Move) -> None:
		self.extension_decided_on = now_datetime()

	def _longest_extension(self):
		return limit_end(getdate(self.due_date), "Extend Order", self.handling_level)

	def _check_extension(self) -> None:
		until, longest = getdate(self.extension_until), self._longest_extension()
		if not getdate(self.due_date) < until <= longest:
			frappe.throw(
				_("{0}: choose a day after {1} and not later than {2}.").format(
					frappe.bold(_("Extension Asked Until")), self.due_date, longest
				)
			)

	def on_reply_to_order(self, move: Move) -> None:
		self._note_entry_on_behalf()
		check_before_reply(self)
		self._refuse_outside_handling("reply_date")
		self._check_result()
		self.reply_user = frappe.session.user

	def after_reply_to_order(self, move: Move) -> None:
		self._move_source("L3")
		follow_reply(self)

	def on_give_order_opinion(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self._refuse_outside_handling("reply_date")
		self.reply_user = frappe.session.user

	def after_give_order_opinion(self, move: Move) -> None:
		"""It is written to the lead unit, which reads it on its own order."""
		source = self._source_field()
		of_round = {source: self.get(source), "round": self.round, "unit_role": "Lead"}
		for name in frappe.get_all(
			self.doctype, {**of_round, "workflow_state": ("in", ORDER_OPEN)}, pluck="name"
		):
			notices.of_opinion(frappe.get_doc(self.doctype, name), self)

	def on_report_village_result(self, move: Move) -> None:
		self.on_give_order_opinion(move)

	def after_report_village_result(self, move: Move) -> None:
		self._move_source("L5")

	def on_give_up_village_order(self, move: Move) -> None:
		self._note_entry_on_behalf()
		self.withdrawn_on = now_datetime()

	def after_give_up_village_order(self, move: Move) -> None:
		self._move_source("L5 given up")

	def on_l8(self, move: Move) -> None:
		self.withdrawn_on = now_datetime()
		self.withdrawal_reason = move.note

	def _move_source(self, rule: str) -> None:
		"""What the answer of the lead order does to its matter; of several the last one (rules.md §2.5)."""
		source = self.source()
		waiting = frappe.db.exists(
			self.doctype,
			{
				self._source_field(): source.name,
				"round": self.round,
				"unit_role": "Lead",
				"workflow_state": ("in", ORDER_OPEN),
			},
		)
		if not waiting:
			internal_move(source.doctype, source.name, source.order_moves[rule], rule.split(maxsplit=1)[0])

	def _source_field(self) -> str:
		return next(field for field in SOURCES if self.get(field))

	def _tell_source(self, values: dict) -> None:
		"""The matter shows what holds for its lead unit's order; that order's move was checked for the user.

		Of units that handle it separately the order is a lead order too, but not the one that is shown.
		"""
		source = self.source()
		shown = {source.lead_unit, source.intermediary_unit} - {None, ""}
		if self.unit_role == "Lead" and shown & {self.responsible_unit, self.passed_on_from}:
			source.db_set(values, notify=True)

	def _refuse_second_order(self, unit: LiaisonDocument) -> None:
		taken = {self._source_field(): self.get(self._source_field()), "round": self.round}
		if frappe.db.exists(self.doctype, {**taken, "responsible_unit": unit.name}):
			frappe.throw(_("{0} has an order on this matter already.").format(frappe.bold(unit.unit_name)))

	def _check_result(self) -> None:
		result = frappe.get_cached_doc("Result Class", self.result_class)
		needed = []
		if result.needs_explanation and not self.explanation:
			needed.append("explanation")
		if result.needs_plan:
			needed += [field for field in ("plan", "plan_due") if not self.get(field)]
		if needed:
			labels = _(", ").join(_(self.meta.get_label(field)) for field in needed)
			frappe.throw(
				_("A reply of class {0} needs: {1}").format(
					frappe.bold(result.result_label), frappe.bold(labels)
				),
				frappe.MandatoryError,
			)

	def _refuse_outside_handling(self, field: str) -> None:
		"""A day of handling lies between the dispatch and today."""
		day = getdate(self.get(field))
		label = frappe.bold(_(self.meta.get_label(field)))
		if day > getdate():
			frappe.throw(_("{0} lies in the future.").format(label))
		if day < getdate(self.issued_on):
			frappe.throw(_("{0} lies before the dispatch.").format(label))

	def _note_entry_on_behalf(self) -> None:
		"""Nobody of the unit acts: the clerk types in the signed slip, marked 代录 (permissions.md)."""
		if self._is_of_unit():
			return
		self._refuse_outside_handling("on_behalf_date")
		self.entered_on_behalf = 1
		self.flags.entered_on_behalf = True


def slip_series(level: str | None, jurisdiction: str) -> tuple[str, str]:
	"""Mark and series of the slips' numbers of a township, or of the county (registers.md §0).

	Args:
		level: of the handling; a township's without one.
		jurisdiction: a place in the township.
	"""
	if level == COUNTY:
		return "县转", "Dispatch Order County"
	return "转", f"Dispatch Order {scopes.township_of(jurisdiction)}"


def issue_orders(source: LiaisonDocument, kind: str = HANDLING) -> None:
	"""Rules L1 and L7: orders to the lead units and to each supporting unit, in the matter's current round.

	Args:
		source: the ticket (or other matter), just approved; the move on it was checked for the user.
		kind: Village Coordination asks a village, which the township does not order about (rules.md §2.2).
	"""
	rule = "L1" if (source.round or 0) <= 1 else "L7"
	slip = source.handwritten_slip
	if slip:
		source.db_set("handwritten_slip", None, update_modified=False)
	if kind == COORDINATION:
		issue_order(source, source.village_unit, "Lead", kind=kind, rule=rule, slip=slip)
		return
	for position, unit in enumerate(source.acting_units()):
		issue_order(source, unit, "Lead", rule=rule, slip=None if position else slip)
	for row in source.supporting_units:
		issue_order(source, row.unit, "Supporting", rule=rule)


def issue_order(
	source: LiaisonDocument,
	unit: str,
	role: str,
	*,
	rule: str,
	kind: str = HANDLING,
	previous: str = "",
	slip: str | None = None,
) -> LiaisonDocument:
	"""One order of `source` to `unit`.

	`previous` is the order that it follows, if not its last lead order; `slip` the number of its handwritten slip.
	"""
	facts = source.order_facts()
	order = frappe.new_doc("Dispatch Order")
	order.update(facts)
	level = source.handling_level or TOWNSHIP
	field = order._source_field()
	if not previous and role == "Lead":
		previous = frappe.db.get_value(
			"Dispatch Order",
			{field: source.name, "unit_role": "Lead"},
			"name",
			order_by="round desc, creation desc",
		)
	order.update(
		{
			"order_kind": kind,
			"handling_level": level,
			"jurisdiction": source.jurisdiction,
			"unit_role": role,
			"responsible_unit": unit,
			"intermediary_unit": source.intermediary_unit if unit == source.intermediary_unit else None,
			"round": source.round or 0,
			"previous_order": previous or None,
			"category": source.category,
			"urgency": source.urgency,
			"proposal": source.proposal,
			"approval": None if kind == COORDINATION else source.approval,
			"responsible_person": source.responsible_person,
			"due_date": _due(source, role, level, anew=rule == "L4"),
			"issued_on": now_datetime(),
			"issued_by": display_name(frappe.session.user),
			"handwritten_number": slip,
			**priority.carried_to_order(source),
		}
	)
	begin(order, "Issue Order", ISSUED, rule=rule)
	return order


def _due(source: LiaisonDocument, role: str, level: str, anew: bool):
	"""A supporting unit's opinion is due earlier, and never after the lead unit's reply."""
	limits = getattr(source, "order_limits", LIMITS_AGAIN if (source.round or 0) > 1 else LIMITS)
	if source.get("explanation_only"):
		limits = {**limits, "Lead": "Reply with Explanation"}
	due = limit_end(getdate(), limits["Lead"], level) if anew else getdate(source.due_date)
	return due if role == "Lead" else min(due, limit_end(getdate(), limits["Supporting"], level))


def accept_replies(source: LiaisonDocument) -> None:
	"""Rule L6: the answer is told, so the round's orders are done; who gave no opinion by now need not."""
	for order in _of_round(source, (REPLIED,)):
		internal_move("Dispatch Order", order, ACCEPTED, "L6")
	withdraw_open_orders(source, _("The matter was answered."))


def withdraw_open_orders(source: LiaisonDocument, reason: str) -> None:
	"""Rule L8: the units are told that nothing is asked of them any more."""
	for order in _of_round(source, ORDER_OPEN):
		internal_move("Dispatch Order", order, ORDER_WITHDRAWN, "L8", note=reason)


def _of_round(source: LiaisonDocument, states: tuple[str, ...]) -> list[str]:
	field = next(field for field, doctype in SOURCES.items() if doctype == source.doctype)
	return frappe.get_all(
		"Dispatch Order",
		{field: source.name, "round": source.round or 0, "workflow_state": ("in", states)},
		pluck="name",
		order_by="creation",
	)


def orders_of(source: str, field: str = "opinion_ticket") -> list[frappe._dict]:
	"""The orders of a ticket, or with `field` of another matter, for who may read that matter."""
	orders = frappe.get_all(
		"Dispatch Order",
		filters={field: source},
		fields=[
			"name",
			"number",
			"unit_role",
			"responsible_unit",
			"responsible_unit.unit_name",
			"round",
			"workflow_state",
			"due_date",
			"state_due",
			"acknowledged_on",
			"acknowledged_by",
			"issued_on",
			"issued_by",
			"order_kind",
			"reply_date",
			"result_class",
			"result_class.result_label",
			"reply",
			"entered_on_behalf",
		],
		order_by="round asc, number asc",
	)
	for order in orders:
		order.state_label = _(order.workflow_state)
		order.role_label = _(order.unit_role)
		order.colour = clock.colour_today(order.state_due)
	return orders


def on_doctype_update() -> None:
	"""Scope × state × date; and one lead order to a round of a ticket."""
	frappe.db.add_index("Dispatch Order", ["responsible_unit", "workflow_state", "due_date"])
	# the whole list, newest first; Frappe 16 makes this one itself, under this name
	frappe.db.add_index("Dispatch Order", ["creation"], "creation")
	frappe.db.add_index("Dispatch Order", ["workflow_state", "creation"])
	frappe.db.add_index("Dispatch Order", ["township", "creation"])
	frappe.db.add_index("Dispatch Order", ["township", "workflow_state", "creation"])
	frappe.db.add_index("Dispatch Order", ["township", "state_due"])
	frappe.db.add_index("Dispatch Order", ["responsible_unit", "state_due"])
	frappe.db.add_index("Dispatch Order", ["state_due"])
	frappe.db.add_unique("Dispatch Order", ["opinion_ticket", "round", "responsible_unit"])
	frappe.db.add_unique("Dispatch Order", ["deputy_suggestion", "round", "responsible_unit"])
