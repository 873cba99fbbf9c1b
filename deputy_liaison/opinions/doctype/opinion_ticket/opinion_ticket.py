import frappe
from frappe import _
from frappe.utils import cast, cint, formatdate, getdate, now_datetime

from deputy_liaison import archive_numbers
from deputy_liaison import scope as scopes
from deputy_liaison.document import LiaisonDocument
from deputy_liaison.handling_record import record_of
from deputy_liaison.liaison_network.doctype.responsible_unit.responsible_unit import (
	VILLAGE_COMMITTEE,
	refuse_ended,
	refuse_units_of_others,
)
from deputy_liaison.link_filters import among
from deputy_liaison.numbering import formatted, next_number
from deputy_liaison.opinions import (
	accusations,
	archiving,
	clock,
	conversions,
	handwritten_slips,
	merged_tickets,
	notices,
	notices_in_full,
	voters_in_text,
)
from deputy_liaison.opinions.doctype.constituent_identity.constituent_identity import store
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import (
	accept_replies,
	issue_orders,
	orders_of,
	withdraw_open_orders,
)
from deputy_liaison.opinions.handling_summary import follow_state
from deputy_liaison.opinions.registering import split_off
from deputy_liaison.opinions.stage_strip import stages
from deputy_liaison.opinions.ticket_states import (
	ANSWER_STANDS,
	ANSWERED,
	ARCHIVED,
	AWAITING_RATING,
	CLOSED,
	ENTRUSTED,
	IN_HANDLING,
	PENDING,
	REGISTERED,
	TICKET_ENDED,
	TO_FEED_BACK,
	VILLAGE,
)
from deputy_liaison.persons import display_name, same_person, units_of
from deputy_liaison.scope import DEPUTY_ROLE, Scope
from deputy_liaison.state_machine import Ask, Move, roles_for, write_log
from deputy_liaison.working_days import limit_end

TOWNSHIP, COUNTY = "Township Level", "County"
# how long it is kept (rules.md §11)
RETENTION = "D10"
DISPATCH, ESCALATE, CHANNEL = "Dispatch to Unit", "Escalate to County", "Name the Right Channel"

# what the station knows of a matter; its classes are the clerk's (rules.md §2, actors)
SORTED = frozenset({"subject", "village", "place", "grid_cell", "people_affected", "station_proposal"})
CLASSES = frozenset({"category", "nature", "urgency"})
CLERK = frozenset({"Township Clerk"})
PROPOSED = (
	"proposed_by",
	"proposer",
	"proposed_on",
	"proposed_route",
	"explanation_only",
	"approved_by",
	"approver",
	"approved_on",
	"approval",
	"out_of_scope_reason",
	"channel_office",
	"channel_address",
	"channel_phone",
	"handwritten_slip",
)
# what is proposed anew once a closed matter is taken up again; the rates count it for its unit meanwhile, and
# no order goes there before a new approval
OF_THE_HANDLING = (
	"intermediary_unit",
	"village_unit",
	"due_date",
	"responsible_person",
	"proposal",
	"notice_given_on",
	"notice_way",
	"withdrawal_wished_on",
	"withdrawal_wish",
)
UNIT_TABLES = ("supporting_units", "separate_units")
# what every round brings anew
OF_THE_ROUND = (
	"reporter_rating",
	"rating_source",
	"rated_on",
	"rating_reason",
	"rating_due",
	"rating_reminded_on",
	"deputy_rating",
	"deputy_rating_note",
	"feedback_mode",
	"feedback_on",
	"feedback_by",
	"feedback_note",
	"posted_at",
	"posted_from",
	"posted_to",
	"posting_photo",
)
UNREACHABLE = "Could Not Be Reached"
TOLD_IN_PERSON = ("Face to Face", "By Telephone", "By Text Message", "By WeChat", "In Writing")
BY_OFFICER = ("Signature", "Telephone")
# a petition's channel is named in writing (信访工作条例 §23)
IN_WRITING = ("Handed Over", "Sent by Post")
# attempts on at least so many days before a reporter counts as out of reach (rules.md §2.2)
ATTEMPTS, ATTEMPT_DAYS = 3, 2

CHANNEL_FIELDS = ("out_of_scope_reason*", "channel_office*", "channel_address", "channel_phone")
UNIT_FIELDS = (
	"lead_unit",
	"supporting_units",
	"separate_units",
	"intermediary_unit",
	"explanation_only",
	"due_date*",
	"responsible_person*",
)
BY_ROUTE = {
	**{field.rstrip("*"): ("proposed_route", DISPATCH) for field in UNIT_FIELDS},
	**{field.rstrip("*"): ("proposed_route", CHANNEL) for field in CHANNEL_FIELDS},
	handwritten_slips.FIELD: ("proposed_route", DISPATCH),
}
PROPOSAL_FIELDS = (
	"category*",
	"authority_level*",
	"proposed_route*",
	"urgency",
	*UNIT_FIELDS,
	*CHANNEL_FIELDS,
	"proposal*",
)
POSTING_FIELDS = ("posted_at*", "posted_from*", "posted_to*", "posting_photo*", "posting_consent")
# decided by another person than the one who proposed
DECISIONS = frozenset(
	{
		"Dispatch Ticket",
		"Dispatch Ticket at County",
		"Return Ticket to Clerk",
		"Return Ticket to Township",
		"Escalate Ticket",
		"Name Ticket Channel",
	}
)
# what is proposed or sent on a slip, which may have been written by hand
NAMING_UNITS = frozenset(
	{"Propose Ticket", "Propose Ticket at County", "Send Ticket to Village", "Rehandle Ticket"}
)
TELLING = frozenset(
	{
		"Feed Back Ticket",
		"Feed Back Merged Ticket",
		"Close Unrated Ticket",
		"Close Converted Ticket",
		"Close Ticket with Explanation",
	}
)
RATING = frozenset({"Rate Ticket Satisfied", "Rate Ticket Dissatisfied"})


class OpinionTicket(LiaisonDocument):
	"""One matter of a voter, from registration to the archive (rules.md §2.1, §2.2).

	The ticket says where the matter stands with the congress's office; each Dispatch Order says where
	one unit stands with it. The lead order of the current round moves the ticket.
	"""

	scope = Scope(
		jurisdiction="jurisdiction",
		township="township",
		station="station",
		deputy_child="Receiving Deputy",
		deputy="entrusted_to",
		restriction="restriction",
	)
	editable = {REGISTERED: SORTED | CLASSES, PENDING: SORTED | CLASSES}
	kept = clock.KEPT
	# who acts is said by the Workflow alone: the county decides on tickets that it may not edit
	moved_without_write = True
	asks = {
		"Explain Ticket": Ask(("answer*", "policy_basis")),
		"Ask Ticket Rating": Ask(
			("feedback_mode*", "feedback_on*"), choices={"feedback_mode": TOLD_IN_PERSON}
		),
		"Close Answered Ticket": Ask(note="optional"),
		"Propose Ticket": Ask(
			PROPOSAL_FIELDS,
			only_if=BY_ROUTE,
		),
		"Propose Ticket at County": Ask(
			PROPOSAL_FIELDS,
			only_if=BY_ROUTE,
			choices={"proposed_route": (DISPATCH, CHANNEL)},
		),
		"Return Ticket to Clerk": Ask(note="required"),
		"Return Ticket to Township": Ask(note="required"),
		"Dispatch Ticket": Ask(("due_date*", "approval*")),
		"Dispatch Ticket at County": Ask(("due_date*", "approval*")),
		"Escalate Ticket": Ask(note="required"),
		"Name Ticket Channel": Ask(CHANNEL_FIELDS, note="optional"),
		"Close Out of Scope Ticket": Ask(("notice_given_on*", "notice_way*"), note="optional"),
		"Mark Ticket as Accusation": Ask(("names_own_leaders", "accused_unit")),
		"Restrict Ticket to County": Ask(note="required"),
		"Close Forwarded Ticket": Ask(("receiving_authority*", "forwarded_on*", "forward_receipt*")),
		"Merge Ticket": Ask(("main_ticket*",), note="optional"),
		"Split Ticket": Ask(("split_matter*", "split_category")),
		"Send Ticket to Village": Ask(("category*", "village_unit*", "due_date*", "proposal*")),
		"Entrust Ticket": Ask(("entrusted_to*",), note="required"),
		"Decline Ticket": Ask(note="required"),
		"Convert Ticket": Ask(),
		"Take Up Ticket": Ask(),
		"Close Converted Ticket": Ask(
			("feedback_mode*", "feedback_on*", "feedback_note"), choices={"feedback_mode": TOLD_IN_PERSON}
		),
		"Feed Back Ticket": Ask(
			("feedback_mode*", "feedback_on*", "feedback_note"), choices={"feedback_mode": TOLD_IN_PERSON}
		),
		"Feed Back Merged Ticket": Ask(
			("feedback_mode*", "feedback_on*", "feedback_note", "feedback_attempts*"),
			only_if={"feedback_attempts": ("feedback_mode", UNREACHABLE)},
			choices={"feedback_mode": (*TOLD_IN_PERSON, UNREACHABLE)},
		),
		"Close Unrated Ticket": Ask(
			("feedback_mode*", *POSTING_FIELDS, "feedback_attempts*"),
			only_if={
				**{field.rstrip("*"): ("feedback_mode", "Posted Publicly") for field in POSTING_FIELDS},
				"feedback_attempts": ("feedback_mode", UNREACHABLE),
			},
			choices={"feedback_mode": ("Posted Publicly", UNREACHABLE)},
		),
		"Rate Ticket Satisfied": Ask(
			("reporter_rating*", "rating_source*"), choices={"rating_source": BY_OFFICER}
		),
		"Rate Ticket Dissatisfied": Ask(
			("rating_source*", "rating_reason*"), choices={"rating_source": BY_OFFICER}
		),
		"Rehandle Ticket": Ask(("due_date*", "proposal*")),
		"Review Ticket Jointly": Ask(("review_decision*",)),
		"Rehandle Ticket After Review": Ask(("due_date*",), note="optional"),
		"Close Ticket with Explanation": Ask(
			("feedback_mode*", "feedback_on*"), note="required", choices={"feedback_mode": TOLD_IN_PERSON}
		),
		"Withdraw Ticket": Ask(("withdrawal_basis*",), note="required"),
		"Reopen Ticket": Ask(("reopen_reason*",)),
		"Archive Ticket": Ask(("archive_number*", "retention*")),
	}
	batch = {
		"Propose Ticket": ("category", "lead_unit"),
		"Propose Ticket at County": ("category", "lead_unit"),
		"Dispatch Ticket": ("due_date",),
		"Dispatch Ticket at County": ("due_date",),
		"Return Ticket to Clerk": (),
		"Return Ticket to Township": (),
		"Escalate Ticket": (),
		"Close Out of Scope Ticket": (),
		"Feed Back Ticket": (),
		"Close Answered Ticket": (),
		"Archive Ticket": ("archive_number",),
	}
	system_moves = {
		(ANSWERED, CLOSED): frozenset({"Close Ticket on the Spot"}),
		(ANSWERED, REGISTERED): frozenset({"Reopen Answered Ticket"}),
		(IN_HANDLING, TO_FEED_BACK): frozenset({"L3"}),
		(VILLAGE, TO_FEED_BACK): frozenset({"L5"}),
		(VILLAGE, REGISTERED): frozenset({"L5"}),
		# a rating with a rule's name beside it is the reporter's own by code (扫码)
		(AWAITING_RATING, CLOSED): frozenset({"Close Ticket Unrated", "Rate Ticket Satisfied"}),
		(AWAITING_RATING, AWAITING_RATING): frozenset({"Rate Ticket Dissatisfied"}),
		(ENTRUSTED, REGISTERED): frozenset({"Take Up Limit"}),
	}
	# where its orders' answers take it (rules.md §2.5)
	order_moves = {"L3": TO_FEED_BACK, "L5": TO_FEED_BACK, "L5 given up": REGISTERED}

	def before_insert(self) -> None:
		self.township = scopes.township_of(self.jurisdiction)
		year = getdate(self.received_on).year
		self.number = formatted("意", year, next_number(f"Opinion Ticket {self.township}", year))

	def entered(self, from_state: str | None) -> None:
		clock.keep(self, from_state)

	def on_update(self) -> None:
		super().on_update()
		self._note_corrections()
		merged_tickets.follow_main(self)
		notices.after_move(self)

	def _editable_in(self, state: str) -> frozenset[str]:
		"""The station says what it knows until a dispatch is proposed; the township's clerk classifies."""
		free = super()._editable_in(state)
		if not free or self.handling_level == COUNTY:
			return frozenset()
		if scopes.covers(None, self.doctype, self.name, CLERK):
			return free
		return SORTED if state == REGISTERED else frozenset()

	def _note_corrections(self) -> None:
		"""A plain save leaves in the record what was written before and what stands now."""
		before = self.get_doc_before_save()
		if not before or isinstance(self.flags.move, Move):
			return
		said = [
			_("{0}: {1} → {2}").format(
				_(df.label), *(_in_words(df, doc.get(df.fieldname)) for doc in (before, self))
			)
			for df in self.meta.fields
			if df.fieldname in SORTED | CLASSES
			and cast(df.fieldtype, before.get(df.fieldname)) != cast(df.fieldtype, self.get(df.fieldname))
		]
		if said:
			write_log(self, "Correct Facts", event="Handling Event", note="\n".join(said))

	def before_save(self) -> None:
		super().before_save()
		follow_state(self)

	def is_archived(self) -> bool:
		return self.workflow_state == ARCHIVED

	def onload(self) -> None:
		super().onload()
		self.set_onload("clock", clock.said_of(self))
		self.set_onload("stages", stages(self))
		self.set_onload("orders", orders_of(self.name))
		self.set_onload("merged", merged_tickets.shown(self.name))
		self.set_onload("answers", merged_tickets.answers_to_tell(self))
		self.set_onload("record", handling_record(self))
		self.set_onload("notice_in_full", notices_in_full.is_offered(self))
		if self.workflow_state == CLOSED:
			self.set_onload("missing_papers", archiving.missing_papers(self))

	# who may not, whatever the Workflow says

	def why_not(self, action: str, user: str) -> str | None:
		if action in DECISIONS and same_person(user, self.proposed_by):
			return _("Who proposed a dispatch doesn't decide on it: it is for another person.")
		if action in TELLING | RATING:
			return self._why_not_of_unit(action, user) or self._why_not_of_deputy(action, user)
		if action in ("Decline Ticket", "Take Up Ticket") and not self._is_deputy(user, {self.entrusted_to}):
			return _("The deputy to whom the matter was entrusted decides on it.")
		received = {row.deputy for row in self.receiving_deputies}
		if action == "Convert Ticket" and not self._is_deputy(user, received):
			return _("A deputy who received the matter makes it a suggestion.")
		return None

	def why_not_rate(self, user: str) -> str | None:
		"""Why a person may not rate the answer, in whichever state; None where nothing stands against it."""
		return self._why_not_of_unit("Rate Ticket Satisfied", user)

	def _why_not_of_unit(self, action: str, user: str) -> str | None:
		"""Nobody of a unit feeds back or rates its own work; who answered, or typed the reply in, doesn't rate."""
		orders = frappe.get_all(
			"Dispatch Order",
			or_filters=self._answered_by(action),
			fields=["responsible_unit", "passed_on_from", "reply_user"],
		)
		units = {unit for order in orders for unit in (order.responsible_unit, order.passed_on_from)}
		if units & units_of(user):
			return _("A person of the responsible unit neither feeds back nor enters the rating.")
		if action not in RATING:
			return None
		if any(same_person(user, order.reply_user) for order in orders):
			return _("Who entered the reply doesn't enter its rating.")
		explained = {
			"reference_doctype": self.doctype,
			"reference_name": self.name,
			"action": "Explain Ticket",
		}
		if any(same_person(user, one) for one in frappe.get_all("Handling Log", explained, pluck="user")):
			return _("Who answered the matter doesn't enter the rating: it is for another person.")
		return None

	def _answered_by(self, action: str) -> dict:
		"""Whose orders hold the answer that the action tells: of a merged matter its main one's, or a suggestion's."""
		tickets = [self.name]
		if action == "Feed Back Merged Ticket":
			tickets.append(self.main_ticket)
		suggestions = []
		if action == "Close Converted Ticket":
			suggestions = [one.name for one in conversions.suggestions_from(self.name)]
		return {"opinion_ticket": among(tickets), "deputy_suggestion": among(suggestions)}

	def _why_not_of_deputy(self, action: str, user: str) -> str | None:
		"""Of the deputies, only who received the matter tells the reporter; helpers and others read."""
		is_deputy = any(post.post == DEPUTY_ROLE for post in scopes.posts(user))
		if not is_deputy or self._is_deputy(user, {row.deputy for row in self.receiving_deputies}):
			return None
		offices = roles_for(self, action) - {DEPUTY_ROLE}
		if any(scopes.acting_posts(user, self.doctype, self.name, role) for role in offices):
			return None
		return _("The answer is told by a deputy who received the matter.")

	@staticmethod
	def _is_deputy(user: str, deputies: set[str]) -> bool:
		return any(post.deputy in deputies for post in scopes.posts(user) if post.post == DEPUTY_ROLE)

	# what a dialog asks for

	def ask_for(self, action: str) -> Ask:
		ask = super().ask_for(action)
		if action in NAMING_UNITS:
			return handwritten_slips.asked_for(ask, self)
		if action == "Withdraw Ticket" and merged_tickets.followers_of(self.name):
			return ask.also("all_reporters_ask*")
		if action == "Close Forwarded Ticket" and not self._is_anonymous():
			# the reporter is told where it went, without its content (P20)
			return ask.also("notice_given_on*", "notice_way*")
		return ask

	def _is_anonymous(self) -> bool:
		return bool(frappe.db.get_value("Constituent Visit", self.visit, "is_anonymous"))

	def defaults_for(self, action: str) -> dict:
		# what has to be looked for, only where it is asked for: a batch asks for every row
		if action == "Archive Ticket":
			number = archive_numbers.next_number(self, getdate(self.closed_on).year, RETENTION)
			return {"archive_number": number, "retention": RETENTION}
		if action == "Send Ticket to Village":
			return {
				"village_unit": self._village_unit(),
				"due_date": str(self._limit(action)),
				"proposal": "",
			}
		today = getdate()
		proposed = {
			"authority_level": self.authority_level or TOWNSHIP,
			"proposed_route": DISPATCH,
			"due_date": str(self._limit("Reply to Order")),
		}
		handled_again = {"due_date": str(self._limit("Rehandle Ticket"))}
		told = {"feedback_on": str(today), "feedback_mode": "By Telephone"}
		return {
			"Propose Ticket": proposed,
			"Propose Ticket at County": {**proposed, "authority_level": COUNTY, "proposal": ""},
			"Dispatch Ticket": {"approval": _("Agreed. Please handle it and reply within the time limit.")},
			"Dispatch Ticket at County": {
				"approval": _("Agreed. Please handle it and reply within the time limit.")
			},
			"Close Out of Scope Ticket": {"notice_given_on": str(today), "notice_way": "Handed Over"},
			"Close Forwarded Ticket": {
				"forwarded_on": str(today),
				"notice_given_on": str(today),
				"notice_way": "Handed Over",
			},
			"Split Ticket": {"split_category": self.category},
			"Ask Ticket Rating": told,
			"Feed Back Ticket": told,
			"Feed Back Merged Ticket": {**told, "feedback_attempts": []},
			"Close Unrated Ticket": {
				"feedback_mode": UNREACHABLE,
				"posted_from": str(today),
				"feedback_attempts": [],
			},
			"Rate Ticket Satisfied": {"reporter_rating": "Satisfied", "rating_source": "Signature"},
			"Rate Ticket Dissatisfied": {"rating_source": "Signature", "rating_reason": ""},
			"Rehandle Ticket": {**handled_again, "proposal": ""},
			"Rehandle Ticket After Review": handled_again,
			"Close Ticket with Explanation": told,
			"Withdraw Ticket": {
				"withdrawal_basis": "Reporter by Code" if self.withdrawal_wished_on else "Reporter Signed"
			},
		}.get(action, {})

	def _limit(self, key: str):
		return limit_end(getdate(), key, self.handling_level or TOWNSHIP)

	def _village_unit(self) -> str | None:
		if not self.village:
			return None
		return frappe.db.get_value(
			"Responsible Unit",
			{"kind": VILLAGE_COMMITTEE, "jurisdiction": self.village, "valid_to": ("is", "not set")},
		)

	# moves: `on_…` checks and stamps before the state is saved, `after_…` has effects elsewhere

	def on_explain_ticket(self, move: Move) -> None:
		"""A new answer begins: what was said of an earlier one stays in the record alone."""
		self._forget_round()
		move.note = self.answer

	def on_propose_ticket(self, move: Move) -> None:
		if self.proposed_route == DISPATCH:
			self._check_dispatch()
			handwritten_slips.check(self)
		else:
			self.handwritten_slip = None
		if self.proposed_route != CHANNEL:
			self.update(dict.fromkeys(field.rstrip("*") for field in CHANNEL_FIELDS))
		self._forget_round()
		self.proposed_by = frappe.session.user
		self.proposer = display_name(self.proposed_by)
		self.proposed_on = now_datetime()

	def on_propose_ticket_at_county(self, move: Move) -> None:
		self.on_propose_ticket(move)

	def on_return_ticket_to_clerk(self, move: Move) -> None:
		self._forget_proposal()

	def on_return_ticket_to_township(self, move: Move) -> None:
		self._forget_proposal()
		self.handling_level = TOWNSHIP
		self.escalated_on = None

	def on_escalate_ticket(self, move: Move) -> None:
		"""The county's officer proposes anew; what the township wrote stays in the record."""
		self._forget_proposal()
		self.handling_level = COUNTY
		self.escalated_on = now_datetime()

	def _forget_proposal(self) -> None:
		self.update(dict.fromkeys(PROPOSED))

	def _check_dispatch(self) -> None:
		self._check_units()
		refuse_units_of_others(self._named_units(), self.handling_level or TOWNSHIP, self.township)
		self._check_due_date()
		if self.explanation_only:
			# the day that the dialog proposes is that of a matter to be done (rules.md §2.4)
			self.due_date = min(getdate(self.due_date), self._limit("Reply with Explanation"))

	def on_dispatch_ticket(self, move: Move) -> None:
		self._check_dispatch()
		self.approved_by = frappe.session.user
		self.approver = display_name(self.approved_by)
		self.approved_on = now_datetime()
		self.round = cint(self.round) or 1

	def after_dispatch_ticket(self, move: Move) -> None:
		issue_orders(self)

	def on_dispatch_ticket_at_county(self, move: Move) -> None:
		self.on_dispatch_ticket(move)

	def after_dispatch_ticket_at_county(self, move: Move) -> None:
		issue_orders(self)

	def on_send_ticket_to_village(self, move: Move) -> None:
		handwritten_slips.check(self)
		self._forget_round()
		self._check_due_date()
		unit = frappe.get_cached_doc("Responsible Unit", self.village_unit)
		refuse_ended(unit)
		if unit.kind != VILLAGE_COMMITTEE or scopes.township_of(unit.jurisdiction) != self.township:
			frappe.throw(
				_("{0}: choose a village or community committee of this township.").format(
					frappe.bold(_("Coordinating Village Unit"))
				)
			)
		if frappe.db.exists(
			"Dispatch Order",
			{"opinion_ticket": self.name, "round": cint(self.round), "responsible_unit": unit.name},
		):
			frappe.throw(_("{0} was asked already. Propose a dispatch.").format(frappe.bold(unit.unit_name)))

	def after_send_ticket_to_village(self, move: Move) -> None:
		issue_orders(self, "Village Coordination")

	def on_name_ticket_channel(self, move: Move) -> None:
		# reopened, the ticket forgets the channel; the record keeps where the reporter was sent
		named = _("{0}: {1}").format(_(self.out_of_scope_reason), self.channel_office)
		move.note = "\n".join(filter(None, (named, move.note)))
		self.approved_by = frappe.session.user
		self.approver = display_name(self.approved_by)
		self.approved_on = now_datetime()

	def on_close_out_of_scope_ticket(self, move: Move) -> None:
		self._refuse_future("notice_given_on")
		visit = frappe.db.get_value("Constituent Visit", self.visit, ["is_anonymous", "reporter_address"])
		unclear = visit and (visit[0] or not visit[1])
		if (
			self.out_of_scope_reason == "Petition Matter"
			and self.notice_way not in IN_WRITING
			and not unclear
		):
			frappe.throw(
				_("A petition matter is answered in writing: choose {0} or {1} as {2}.").format(
					*(_(way) for way in IN_WRITING), frappe.bold(_("Notice Given By"))
				)
			)
		self._close("Channel Named")

	def on_mark_ticket_as_accusation(self, move: Move) -> None:
		self.restriction = 2 if self.names_own_leaders or self.handling_level == COUNTY else 1
		accusations.seal(self)

	def after_mark_ticket_as_accusation(self, move: Move) -> None:
		accusations.forget_traces(self)
		accusations.mark_followers(self)
		notices.of_accusation(self)

	def on_restrict_ticket_to_county(self, move: Move) -> None:
		"""Only on reading it does the chair see that it names the township's own leaders."""
		self.names_own_leaders = 1
		self.restriction = 2

	def after_restrict_ticket_to_county(self, move: Move) -> None:
		accusations.restrict_further(self)
		notices.of_accusation(self)

	def on_close_forwarded_ticket(self, move: Move) -> None:
		self._refuse_future("forwarded_on")
		self._refuse_future("notice_given_on")
		if self.accused_unit and accusations.is_sent_to(self.accused_unit, self.receiving_authority):
			frappe.throw(
				_("{0}: an accusation is never forwarded to the unit that it accuses.").format(
					frappe.bold(_("Receiving Authority"))
				)
			)
		self._close("Accusation Passed On")

	def on_merge_ticket(self, move: Move) -> None:
		if not scopes.covers(None, self.doctype, self.main_ticket):
			scopes.refuse_out_of_scope()
		main = frappe.get_doc(self.doctype, self.main_ticket)
		if main.name == self.name:
			frappe.throw(
				_("{0}: choose another ticket than this one.").format(frappe.bold(_("Merged Into Ticket")))
			)
		if main.workflow_state in TICKET_ENDED or main.restriction:
			frappe.throw(
				_("{0} is {1}; a ticket is merged into one that is still open.").format(
					frappe.bold(main.number), _(main.workflow_state)
				)
			)
		if main.township != self.township:
			frappe.throw(_("{0} belongs to another township.").format(frappe.bold(main.number)))
		self._forget_round()
		if main.workflow_state in ANSWER_STANDS:
			self.answer_to_tell_on = getdate()

	def after_merge_ticket(self, move: Move) -> None:
		"""Those that were merged into this one follow it, so that no chain has to be walked."""
		merged_tickets.hand_on(self)

	def after_split_ticket(self, move: Move) -> None:
		split_off(self, move.values["split_matter"].strip(), move.values.get("split_category"))

	def on_split_ticket(self, move: Move) -> None:
		self.split_matter = None
		self.split_category = None

	def on_entrust_ticket(self, move: Move) -> None:
		self._check_county_deputy()
		self._forget_round()
		self.entrusted_on = getdate()

	def _check_county_deputy(self) -> None:
		"""A county deputy who works in, or was elected from, this township (rules.md §2.2, T1→TE)."""
		deputy = frappe.get_doc("Deputy", self.entrusted_to)
		mandates = frappe.get_all(
			"Deputy Mandate",
			{"deputy": deputy.name, "congress_level": COUNTY, "workflow_state": "Mandate Active"},
			pluck="jurisdiction",
		)
		placed = {scopes.township_of(deputy.jurisdiction), scopes.township_of_station(deputy.station)}
		places = placed | {scopes.township_of(place) for place in mandates}
		if not mandates or self.township not in places:
			frappe.throw(
				_("{0} is no county deputy who works in or was elected from this township.").format(
					frappe.bold(deputy.deputy_name)
				)
			)

	def on_decline_ticket(self, move: Move) -> None:
		self.entrusted_to = None
		self.entrusted_on = None

	def on_take_up_limit(self, move: Move) -> None:
		self.on_decline_ticket(move)

	def on_convert_ticket(self, move: Move) -> None:
		self._check_suggestion()
		self._forget_round()

	def on_take_up_ticket(self, move: Move) -> None:
		self._check_suggestion(COUNTY)

	def _check_suggestion(self, level: str | None = None) -> None:
		"""The deputy accepts by handing in the suggestion, which keeps the ticket as its source."""
		if not any(level in (None, one.handling_level) for one in conversions.suggestions_from(self.name)):
			frappe.throw(
				_("Hand in the suggestion to the county's congress first; the ticket follows it.")
				if level
				else _("Hand in the suggestion first; the ticket follows it.")
			)

	def on_close_converted_ticket(self, move: Move) -> None:
		"""Once the suggestion is answered, or ended without an answer, the reporter is told."""
		if not conversions.answered_on(self.name):
			frappe.throw(_("The suggestion has not been answered yet."))
		self._told(move)
		self._close("Became a Suggestion")

	def on_ask_ticket_rating(self, move: Move) -> None:
		self._told(move)
		self.rating_due = self._limit("Rate Ticket")

	def on_feed_back_ticket(self, move: Move) -> None:
		self._told(move)
		self.rating_due = self._limit("Rate Ticket")

	def after_feed_back_ticket(self, move: Move) -> None:
		accept_replies(self)

	def on_feed_back_merged_ticket(self, move: Move) -> None:
		state = frappe.db.get_value(self.doctype, self.main_ticket, "workflow_state")
		if state not in ANSWER_STANDS:
			frappe.throw(_("The main ticket is {0}: there is no answer to tell yet.").format(_(state)))
		if self.feedback_mode == UNREACHABLE:
			self._check_attempts()
			self._note_attempts(move)
		else:
			self._told(move)
		self.answer_to_tell_on = None

	def _told(self, move: Move) -> None:
		self._refuse_future("feedback_on")
		if getdate(self.feedback_on) < getdate(self.received_on):
			frappe.throw(
				_("{0} lies before the matter was received.").format(frappe.bold(_("Feedback Date")))
			)
		self.feedback_by = display_name(frappe.session.user)
		# a new round forgets the feedback; the record of the handling keeps it
		told = _("Told on {0}: {1}").format(formatdate(self.feedback_on, "yyyy-MM-dd"), _(self.feedback_mode))
		move.note = "\n".join(filter(None, (told, self.feedback_note, move.note)))

	def on_close_unrated_ticket(self, move: Move) -> None:
		"""Posted or out of reach: nothing is rated, and both stay outside the bases (rules.md §5)."""
		if self.feedback_mode == "Posted Publicly":
			self._check_posting()
		else:
			self._check_attempts()
		self.feedback_on = getdate()
		self.feedback_by = display_name(frappe.session.user)
		self._close(self.feedback_mode)

	def after_close_unrated_ticket(self, move: Move) -> None:
		accept_replies(self)
		if self.posting_consent:
			consent = {"how": self.posting_consent, "on": str(getdate()), "recorded_by": self.feedback_by}
			store("Constituent Visit", self.visit, {"posting_consent": consent})

	def _check_posting(self) -> None:
		self._refuse_future("posted_from")
		if getdate(self.posted_to) < getdate(self.posted_from):
			frappe.throw(
				_("{0} lies before {1}.").format(frappe.bold(_("Posted To")), frappe.bold(_("Posted From")))
			)
		anonymous = frappe.db.get_value("Constituent Visit", self.visit, "is_anonymous")
		if not anonymous and not self.posting_consent:
			frappe.throw(
				_("The reporter is known: nothing is posted without consent. Fill in {0}.").format(
					frappe.bold(_("Consent to the Posting"))
				)
			)

	def _check_attempts(self) -> None:
		days = {getdate(row.tried_on) for row in self.feedback_attempts}
		if any(day > getdate() for day in days):
			frappe.throw(_("{0} lies in the future.").format(frappe.bold(_("Tried On"))))
		if len(self.feedback_attempts) < ATTEMPTS or len(days) < ATTEMPT_DAYS:
			frappe.throw(
				_("List at least {0} attempts on at least {1} days.").format(ATTEMPTS, ATTEMPT_DAYS),
				title=_("Something Is Missing"),
			)

	def _note_attempts(self, move: Move) -> None:
		"""A new round forgets them; the record of the handling keeps them."""
		self.feedback_by = display_name(frappe.session.user)
		tried = (
			f"{formatdate(row.tried_on, 'yyyy-MM-dd')} {_(row.tried_by)} {row.outcome or ''}".strip()
			for row in self.feedback_attempts
		)
		said = (_(UNREACHABLE), *tried, self.feedback_note, move.note)
		move.note = "\n".join(filter(None, said))

	def on_rate_ticket_satisfied(self, move: Move) -> None:
		if self.reporter_rating not in ("Satisfied", "Basically Satisfied"):
			frappe.throw(
				_("{0}: choose {1} or {2}; for a dissatisfied reporter use the other button.").format(
					frappe.bold(_("Reporter's Rating")), _("Satisfied"), _("Basically Satisfied")
				)
			)
		self._note_rating(move)
		self._close("Rated by Reporter")

	def on_rate_ticket_dissatisfied(self, move: Move) -> None:
		self.reporter_rating = "Dissatisfied"
		self._note_rating(move)

	def _note_rating(self, move: Move) -> None:
		self.rated_on = now_datetime()
		# a new round forgets the rating; the record of the handling keeps its reason
		move.note = " ".join(filter(None, (self.rating_reason, move.note)))

	def on_close_ticket_unrated(self, move: Move) -> None:
		self._close("No Rating Returned")

	def on_rehandle_ticket(self, move: Move) -> None:
		handwritten_slips.check(self)
		self._begin_next_round()

	def after_rehandle_ticket(self, move: Move) -> None:
		issue_orders(self)

	def on_rehandle_ticket_after_review(self, move: Move) -> None:
		self._begin_next_round()

	def after_rehandle_ticket_after_review(self, move: Move) -> None:
		issue_orders(self)

	def _begin_next_round(self) -> None:
		self._check_units()
		self._check_due_date()
		self.round = cint(self.round) + 1
		self._forget_round()

	def _forget_round(self) -> None:
		self.update(dict.fromkeys(OF_THE_ROUND))
		self.set("feedback_attempts", [])

	def on_close_ticket_with_explanation(self, move: Move) -> None:
		self.feedback_note = None
		self._told(move)
		self._close("Explained After Review")

	def after_close_ticket_with_explanation(self, move: Move) -> None:
		merged_tickets.ask_again(self)
		merged_tickets.let_tell(self)

	def on_close_answered_ticket(self, move: Move) -> None:
		self._close("Answer Explained")

	def on_close_ticket_on_the_spot(self, move: Move) -> None:
		self._close("Answered on the Spot")

	def _close(self, way: str) -> None:
		self.closed_on = now_datetime()
		self.closing_way = way

	def on_reopen_ticket(self, move: Move) -> None:
		until = limit_end(self.closed_on, "Reopen Window", self.handling_level or TOWNSHIP)
		if getdate() > until:
			frappe.throw(
				_("The ticket could be reopened until {0}. Register the matter anew.").format(
					formatdate(until, "yyyy-MM-dd")
				)
			)
		self.closed_on = None
		self.closing_way = None
		self.reopened_on = now_datetime()
		self.round = cint(self.round) + 1
		self._forget_round()
		self._forget_proposal()
		self.update(dict.fromkeys(OF_THE_HANDLING))
		for table in UNIT_TABLES:
			self.set(table, [])

	def on_withdraw_ticket(self, move: Move) -> None:
		if self.withdrawal_basis == "Reporter by Code" and not self.withdrawal_wished_on:
			frappe.throw(
				_("{0}: the reporter has not asked for it by code. Choose how the wish was told.").format(
					frappe.bold(_("Withdrawn At Whose Wish"))
				)
			)
		self.withdrawn_on = now_datetime()

	def after_withdraw_ticket(self, move: Move) -> None:
		withdraw_open_orders(self, move.note)

	def on_archive_ticket(self, move: Move) -> None:
		opens_until = limit_end(self.closed_on, "Reopen Window", self.handling_level or TOWNSHIP)
		if getdate() <= opens_until:
			frappe.throw(
				_("The reporter may ask for reopening until {0}. Archive the ticket after that day.").format(
					formatdate(opens_until, "yyyy-MM-dd")
				)
			)
		if missing := archiving.missing_papers(self):
			frappe.throw(
				_("Papers are missing for the archive: {0}").format(_(", ").join(missing)),
				title=_("Something Is Missing"),
			)
		archive_numbers.check(self)
		self.archived_on = now_datetime()

	# what its orders ask of it

	def acting_units(self) -> list[str]:
		"""The units that lead: one, or several where they handle it separately; an intermediary passes on."""
		return [self.intermediary_unit or self.lead_unit, *(row.unit for row in self.separate_units)]

	def order_facts(self) -> dict:
		"""What its orders take over."""
		deputies = [row.deputy for row in self.receiving_deputies]
		return {
			"opinion_ticket": self.name,
			"station": self.station,
			"subject": self.subject,
			# a unit learns who reported by `reveal_to_unit` alone
			"matter": voters_in_text.masker_of([self.visit])(self.content),
			"reporter": self.reporter,
			"deputies": "、".join(
				frappe.get_all("Deputy", {"name": ("in", deputies or [""])}, pluck="deputy_name")
			),
		}

	def _named_units(self) -> list[str]:
		"""Every unit that the proposal names, whatever its part."""
		tables = [row.unit for table in UNIT_TABLES for row in self.get(table)]
		return [unit for unit in (self.lead_unit, self.intermediary_unit, *tables) if unit]

	def _check_units(self) -> None:
		if not self.lead_unit and not self.intermediary_unit:
			frappe.throw(
				_("{0} is empty. Return the ticket so that a unit is proposed.").format(
					frappe.bold(_("Lead Unit"))
				)
				if self.proposed_by
				else _("Please fill in: {0}").format(frappe.bold(_("Lead Unit"))),
				frappe.MandatoryError,
			)
		self._check_intermediary()
		units = [
			self.lead_unit,
			*(row.unit for row in self.supporting_units),
			*(row.unit for row in self.separate_units),
		]
		twice = {unit for unit in units if unit and units.count(unit) > 1}
		if twice:
			names = frappe.get_all("Responsible Unit", filters={"name": ("in", twice)}, pluck="unit_name")
			frappe.throw(
				_("{0} is named twice. A unit either leads or supports.").format(
					frappe.bold(_(", ").join(names))
				)
			)

	def _check_intermediary(self) -> None:
		if self.intermediary_unit and not frappe.db.get_value(
			"Responsible Unit", self.intermediary_unit, "may_be_intermediary"
		):
			frappe.throw(
				_("{0}: choose a unit that may pass orders on, such as the government's office.").format(
					frappe.bold(_("Intermediary Unit"))
				)
			)

	def _check_due_date(self) -> None:
		if not self.due_date:
			frappe.throw(_("Please fill in: {0}").format(frappe.bold(_("Due Date"))), frappe.MandatoryError)
		if getdate(self.due_date) < getdate():
			frappe.throw(
				_("{0} {1} lies before the dispatch. Choose today or a later day.").format(
					frappe.bold(_("Due Date")), self.due_date
				)
			)

	def _refuse_future(self, field: str) -> None:
		if self.get(field) and getdate(self.get(field)) > getdate():
			frappe.throw(_("{0} lies in the future.").format(frappe.bold(_(self.meta.get_label(field)))))


def _in_words(df, value) -> str:
	"""What a field held, as the record of the handling says it."""
	if not value:
		return "—"
	if df.fieldtype == "Link":
		return frappe.get_cached_doc(df.options, value).get_title()
	return _(value) if df.fieldtype == "Select" else str(value)


def handling_record(ticket: OpinionTicket) -> list[dict]:
	"""The lines of the Handling Log for who may read the ticket, its orders' among them, oldest first."""
	return record_of([ticket.name, *(order.name for order in orders_of(ticket.name))])


def on_doctype_update() -> None:
	"""Scope × state × date: what every list and card asks for (performance.md)."""
	# the whole list, newest first; Frappe 16 makes this one itself, under this name
	frappe.db.add_index("Opinion Ticket", ["creation"], "creation")
	frappe.db.add_index("Opinion Ticket", ["workflow_state", "creation"])
	frappe.db.add_index("Opinion Ticket", ["township", "creation"])
	frappe.db.add_index("Opinion Ticket", ["township", "workflow_state", "creation"])
	frappe.db.add_index("Opinion Ticket", ["station", "creation"])
	# the cases and matters of a month, which rates and reports count
	for date in ("first_order_on", "received_on"):
		frappe.db.add_index("Opinion Ticket", [date])
		frappe.db.add_index("Opinion Ticket", ["township", date])
	frappe.db.add_index("Opinion Ticket", ["township", "workflow_state", "due_date"])
	frappe.db.add_index("Opinion Ticket", ["township", "state_due"])
	frappe.db.add_index("Opinion Ticket", ["state_due"])
	# a new matter is compared with those of the last year (duplicates.py)
	frappe.db.add_index("Opinion Ticket", ["township", "received_on"])
	frappe.db.add_index("Opinion Ticket", ["main_ticket"])
	frappe.db.add_index("Opinion Ticket", ["entrusted_to"])
	frappe.db.add_unique("Opinion Ticket", ["township", "number"])
