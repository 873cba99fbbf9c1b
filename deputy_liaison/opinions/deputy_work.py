"""What a deputy does on the own page: deputies have no desk (www/deputy*).

Records are read through the deputy's own scope, and actions run through the state machine. What is read or
written past them (an opinion that a voter told the deputy, the signers' names, a merged suggestion) is checked
and said here.
"""

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate

from deputy_liaison import scope
from deputy_liaison.deputies import standing
from deputy_liaison.opinions import duplicates, suggestion_notices, voters_in_text
from deputy_liaison.opinions.doctype.deputy_suggestion.deputy_suggestion import DOCTYPE, deputies_of
from deputy_liaison.opinions.doctype.dispatch_order.dispatch_order import orders_of
from deputy_liaison.opinions.doctype.handling_meeting.handling_meeting import meetings_of
from deputy_liaison.opinions.public_page.deputies import chosen
from deputy_liaison.opinions.public_page.words import plain_line, plain_words
from deputy_liaison.opinions.suggestion_states import MERGED, RETURNED, SET_ASIDE, WRITING
from deputy_liaison.short_codes import keyed_hash
from deputy_liaison.state_machine import actions_of, as_date, write_log

SHOWN = 100
TICKET = "Opinion Ticket"
VISIT = "Constituent Visit"
# how a voter's words reach a deputy outside the station; its other channels are the officer's
OWN_CHANNELS = ("Home Visit", "By Appointment", "Phone Call", "Letter")
# a form that was sent is known for so many seconds, should it be sent again
KNOWN = 24 * 60 * 60
# what a deputy does with a ticket; what else his or her posts allow has its place in the desk
TICKET_ACTIONS = (
	"Feed Back Ticket",
	"Feed Back Merged Ticket",
	"Decline Ticket",
)
SUGGESTION_ACTIONS = (
	"Submit Suggestion",
	"Submit Suggestion Again",
	"Confirm Cosigning",
	"Decline Cosigning",
	"Drop Suggestion Draft",
	"Withdraw Suggestion",
	"Sign for Reply",
	"Rate Suggestion Satisfied",
	"Rate Suggestion Dissatisfied",
)
CONVERTING = ("Convert Ticket", "Take Up Ticket")
# what the page says of a suggestion's course; the reasons of the second kind are for its deputies
COURSE = (
	"Submit Suggestion",
	"Take In for Delegation",
	"Accept Suggestion",
	"Pass Suggestion to Secretariat",
	"Turn Bill into Suggestion",
	"Put Bill on Agenda",
	"Submit Suggestion Again",
	"File Suggestion",
	"Merge Suggestion",
	"Main Suggestion Ended",
	"Dispatch at Meeting",
	"Dispatch Suggestion",
	"L3",
	"Sign for Reply",
	"Rating Passed On",
	"Remind of Rating",
	"Rate Suggestion Satisfied",
	"Rehandle Suggestion",
	"Review Suggestion Jointly",
	"Rehandle Suggestion After Review",
	"Close Suggestion Unrated",
	"Close Suggestion of Who Left",
)
REASONED = (
	"Return Suggestion to Deputy",
	"Set Suggestion Aside",
	"Decline Cosigning",
	"Rate Suggestion Dissatisfied",
	"Close Suggestion with Explanation",
	"Withdraw Suggestion",
)
# what the page can ask for on a phone
FIELD_KINDS = ("Data", "Small Text", "Text", "Select", "Date", "Check", "Int")
PAPER_FIELDS = (
	"congress_body",
	"occasion",
	"congress_session",
	"raised_from",
	"suggestion_title",
	"reasons",
	"proposals",
	"publicity",
	"repeated_for",
	"wants_contact",
	"for_reference",
)


def require_deputy() -> frozenset[str]:
	"""The Deputy records of the session's user.

	Raises:
		frappe.PermissionError: holds no post as deputy today.
	"""
	own = deputies_of()
	if not own:
		frappe.throw(_("This page is for deputies who hold a post."), frappe.PermissionError)
	return own


def day(value) -> str:
	"""A date for the page, empty for none."""
	return formatdate(getdate(value), "yyyy-MM-dd") if value else ""


def _naming(child: str, doctype: str, deputies: frozenset[str]) -> list[str]:
	"""Records whose table `child` names one of these deputies; the list itself is read within the scope.

	A list that joins the table would need `distinct`, with which Frappe 15 drops the order.
	"""
	named = {"parenttype": doctype, "deputy": ("in", list(deputies))}
	return frappe.get_all(child, named, pluck="parent") or [""]


def received_by(deputies: frozenset[str]) -> list[dict]:
	"""The tickets that these deputies received or were entrusted with, newest first.

	Args:
		deputies: names of the Deputy records; a person's other posts would show more.
	"""
	tickets = frappe.get_list(
		TICKET,
		or_filters={
			"name": ("in", _naming("Receiving Deputy", TICKET, deputies)),
			"entrusted_to": ("in", list(deputies)),
		},
		fields=[
			"name",
			"number",
			"subject",
			"workflow_state",
			"due_date",
			"received_on",
			"answer_to_tell_on",
			"creation",
		],
		order_by="received_on desc, creation desc",
		limit=SHOWN,
	)
	return [
		{
			"name": ticket.name,
			"number": ticket.number,
			"subject": ticket.subject,
			"state": _(ticket.workflow_state),
			"received_on": day(ticket.received_on),
			"due_date": day(ticket.due_date),
			"waits": ticket.workflow_state in ("Ticket To Feed Back", "Ticket Entrusted")
			or bool(ticket.answer_to_tell_on),
		}
		for ticket in tickets
	]


def own_stations(own: frozenset[str]) -> list[dict]:
	"""The stations in use in which these deputies work today, the last one first: deputy, name, title, township.

	Args:
		own: names of Deputy records; those that are not in office today have none.
	"""
	today = getdate()
	placed = {
		station: deputy for deputy, station in standing.placements(standing.in_office(own, today), today)
	}
	# the deputy's own placements say which
	stations = frappe.get_all(
		"Liaison Station",
		{
			"name": ("in", list(placed) or [""]),
			"merged_into": ("is", "not set"),
			"status": ("!=", "Closed Down"),
		},
		["name", "station_name as title", "jurisdiction"],
	)
	last_first = list(reversed(placed))
	return [
		{
			"deputy": placed[station.name],
			"name": station.name,
			"title": station.title,
			"township": scope.township_of(station.jurisdiction),
		}
		for station in sorted(stations, key=lambda row: last_first.index(row.name))
	]


def why_no_station(own: frozenset[str]) -> str:
	"""Why these deputies have none of `own_stations`, and whom to turn to."""
	if not standing.in_office(own, getdate()):
		return _(
			"Your mandate is not in force today, so you can register no opinion. "
			"If that is wrong, tell the congress office of your township."
		)
	return _(
		"You are not placed in a liaison station yet, so you can register no opinion here. Ask the congress "
		"office of your township to place you. What is urgent, tell the officer of the nearest station."
	)


@frappe.whitelist(methods=["POST"])
def register_opinion(
	entry: str,
	station: str,
	visit_time: str,
	content: str = "",
	channel: str = "Home Visit",
	is_anonymous: str | int = 0,
	reporter_name: str = "",
	reporter_phone: str = "",
	where: str = "",
	place: str = "",
	urgency: str = "Normal Urgency",
	handling_suggestion: str = "",
	may_be_contacted: str | int = 0,
	keep_confidential: str | int = 0,
	is_emergency: str | int = 0,
) -> str:
	"""Register what a voter told a deputy outside the station, as a visit to it (rules.md §2.2, T0→T1).

	Args:
		entry: what tells this form from others of the user: sent again, it registers nothing more.
		station: a Liaison Station in which the deputy works today.
		visit_time: when the voter said so.
		content: the matter in the voter's words.
		channel: one of `OWN_CHANNELS`.
		is_anonymous: whether the voter gave no name.
		reporter_name: the voter's name.
		reporter_phone: the voter's telephone.
		where: village, with a grid cell's code after a "|", as chosen of the township's list.
		place: where the matter is.
		urgency: as of a Visit Matter.
		handling_suggestion: what the deputy suggests.
		may_be_contacted: whether the unit may call the voter.
		keep_confidential: whether the voter asks for confidence.
		is_emergency: whether it is serious and urgent.

	Returns:
		The name of the ticket.

	Raises:
		frappe.PermissionError: no deputy in office, or one who doesn't work in this station.
		frappe.ValidationError: what is missing or wrong, in Chinese; nothing was registered.
	"""
	home = _own_station(station)
	meta = frappe.get_meta(VISIT)
	if not plain_line(visit_time):
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(_(meta.get_label("visit_time")))),
			frappe.MandatoryError,
		)
	if channel not in OWN_CHANNELS:
		frappe.throw(
			_("{0}: choose one of: {1}.").format(
				frappe.bold(_(meta.get_label("channel"))), _(", ").join(_(one) for one in OWN_CHANNELS)
			)
		)
	reporter = {"reporter_name": plain_line(reporter_name), "reporter_phone": plain_line(reporter_phone)}
	for field, text in reporter.items():
		if len(text) > meta.get_field(field).length:
			frappe.throw(
				_("{0}: at most {1} characters are possible.").format(
					frappe.bold(_(meta.get_label(field))), meta.get_field(field).length
				)
			)
	village, cell = chosen(home["township"], where)
	visit = frappe.get_doc(
		{
			"doctype": VISIT,
			"station": station,
			"visit_time": as_date(meta.get_field("visit_time"), plain_line(visit_time)),
			"channel": channel,
			"receiving_deputies": [{"deputy": home["deputy"]}],
			"is_anonymous": cint(is_anonymous),
			**reporter,
			"village": village,
			"head_count": 1,
			"may_be_contacted": cint(may_be_contacted),
			"keep_confidential": cint(keep_confidential),
			"is_emergency": cint(is_emergency),
			"matters": [
				{
					"content": plain_words(content),
					"urgency": urgency,
					"handling_suggestion": plain_words(handling_suggestion),
					"outcome": "To Be Handled",
				}
			],
		}
	)
	visit.flags.of_matter = {"grid_cell": cell, "place": plain_line(place)[:140]}
	return _registered_once(visit, entry)


def _own_station(station: str) -> dict:
	"""The station as one of `own_stations`.

	Raises:
		frappe.PermissionError: the user is no deputy in office, or doesn't work there.
	"""
	own = require_deputy()
	homes = own_stations(own)
	if not homes:
		frappe.throw(why_no_station(own), frappe.PermissionError)
	home = next((one for one in homes if one["name"] == station), None)
	if not home:
		frappe.throw(_("You don't work in this station. Choose your own."), frappe.PermissionError)
	return home


@frappe.whitelist(methods=["POST"])
def earlier_matters(content: str, station: str, where: str = "") -> list[dict]:
	"""Matters that a deputy received before and that one may repeat, while it is written down.

	Args:
		content: the matter as far as it is typed.
		station: a Liaison Station in which the deputy works today.
		where: as in `register_opinion`.

	Returns:
		As `duplicates.find`.

	Raises:
		frappe.PermissionError: no deputy in office, or one who doesn't work in this station.
	"""
	township = _own_station(station)["township"]
	village, _cell = chosen(township, where)
	return duplicates.find(content, township, village)


def _registered_once(visit: "frappe.model.document.Document", entry: str) -> str:
	"""Insert a visit of one matter unless this very form brought it already; the ticket's name."""
	form = keyed_hash("deputy's entry", f"{frappe.session.user}|{entry}")
	key = frappe.cache.make_key(f"liaison_deputy_entry|{form}")
	# one statement, so that of two taps at once only the first is taken
	if not frappe.cache.set(key, "", nx=True, ex=KNOWN):
		ticket = frappe.as_unicode(frappe.cache.get(key) or b"")
		if not scope.covers(None, TICKET, ticket):
			frappe.throw(_("This is being registered already. Look at your list in a moment."))
		return ticket
	try:
		# deputies record no visits of a station but by this form: post, mandate and placement were checked
		# in `register_opinion`
		visit.insert(ignore_permissions=True)
	except BaseException:
		frappe.cache.delete(key)
		raise
	ticket = visit.matters[0].ticket
	frappe.cache.set(key, ticket, ex=KNOWN)
	return ticket


def suggestions_of(deputies: frozenset[str]) -> list[dict]:
	"""The suggestions that these deputies lead or sign with others: what waits for them first, then what is new."""
	rows = frappe.get_list(
		DOCTYPE,
		or_filters={
			"name": ("in", _naming("Suggestion Cosigner", DOCTYPE, deputies)),
			"lead_deputy": ("in", list(deputies)),
		},
		fields=[
			"name",
			"number",
			"suggestion_title",
			"workflow_state",
			"lead_deputy",
			"rating_deputy",
			"result_rating",
			"due_date",
			"state_due",
			"handed_in_on",
			"creation",
		],
		order_by="creation desc",
		limit=SHOWN,
	)
	news = suggestion_notices.unread(row.name for row in rows)
	unsigned = set(
		frappe.get_all(
			"Suggestion Cosigner",
			{
				"parent": ("in", [row.name for row in rows] or [""]),
				"deputy": ("in", list(deputies)),
				"confirmed_on": ("is", "not set"),
			},
			pluck="parent",
		)
	)
	shown = [
		{
			"name": row.name,
			"number": row.number or "",
			"title": row.suggestion_title,
			"state": _(row.workflow_state),
			"handed_in_on": day(row.handed_in_on),
			"due_date": day(row.due_date),
			"leads": row.lead_deputy in deputies,
			"waits": _waits(row, deputies, row.name in unsigned),
			"news": news.get(row.name, []),
		}
		for row in rows
	]
	return sorted(shown, key=lambda row: (not row["waits"], not row["news"]))


def _waits(row: frappe._dict, deputies: frozenset[str], unsigned: bool) -> str:
	"""What the suggestion waits for from this deputy, in words; empty for nothing."""
	if unsigned and row.workflow_state in WRITING:
		return _("Please confirm that you sign with others")
	if row.lead_deputy in deputies and row.workflow_state == "Suggestion Returned to Deputy":
		return _("Please change it and hand it in again")
	if row.rating_deputy in deputies and row.workflow_state == "Suggestion Replied":
		return _("The reply is there: please sign for it")
	if row.rating_deputy in deputies and row.workflow_state == "Suggestion Awaiting Rating":
		return "" if row.result_rating else _("Please rate the reply until {0}").format(day(row.state_due))
	return ""


def congresses_of(deputies: frozenset[str]) -> list[dict]:
	"""The congresses in which these deputies hold a mandate now: name, title, sessions not closed yet."""
	mandates = frappe.qb.DocType("Deputy Mandate")
	bodies = frappe.qb.DocType("Congress Body")
	today = getdate()
	rows = (
		frappe.qb.from_(mandates)
		.inner_join(bodies)
		.on(bodies.name == mandates.congress_body)
		.select(bodies.name, bodies.body_name.as_("title"), bodies.congress_level)
		.distinct()
		.where(mandates.deputy.isin(list(deputies)) & (mandates.workflow_state == standing.ACTIVE))
		.where(mandates.from_date <= today)
		.where(mandates.to_date.isnull() | (mandates.to_date >= today))
		.orderby(bodies.congress_level)
		.run(as_dict=True)
	)
	for row in rows:
		row.sessions = frappe.get_all(
			"Congress Session",
			{
				"congress_body": row.name,
				"to_date": (">=", today),
				"workflow_state": ("!=", "Session Closed"),
			},
			["name", "session_title as title"],
			order_by="from_date",
		)
	return rows


def possible_signers(congress_body: str, deputies: frozenset[str]) -> list[dict]:
	"""The other deputies of a congress (deputy, name, delegation), whose names are public (代表法 §58)."""
	mandates = frappe.qb.DocType("Deputy Mandate")
	delegations = frappe.qb.DocType("Delegation")
	today = getdate()
	return (
		frappe.qb.from_(mandates)
		.left_join(delegations)
		.on(delegations.name == mandates.delegation)
		.select(
			mandates.deputy, mandates.deputy_name.as_("name"), delegations.delegation_name.as_("delegation")
		)
		.where((mandates.congress_body == congress_body) & (mandates.workflow_state == standing.ACTIVE))
		.where(mandates.deputy.notin(list(deputies)) & (mandates.from_date <= today))
		.where(mandates.to_date.isnull() | (mandates.to_date >= today))
		.orderby(delegations.delegation_name, mandates.deputy_name)
		.run(as_dict=True)
	)


@frappe.whitelist(methods=["POST"])
def save_draft(values: str | dict, name: str | None = None, ticket: str | None = None) -> str:
	"""Keep what a deputy wrote of a suggestion; the first time it becomes a draft.

	Args:
		values: the paper's fields, and cosigners as a list of Deputy names (JSON or dict).
		name: the draft.
		ticket: the opinion that it is made of, with a new draft.

	Returns:
		The draft's name.

	Raises:
		frappe.PermissionError: the user is no deputy, or the draft is another's.
	"""
	own = require_deputy()
	values = frappe.parse_json(values)
	if name:
		doc = frappe.get_doc(DOCTYPE, name)
		doc.check_permission("write")
	else:
		doc = frappe.new_doc(DOCTYPE)
		doc.lead_deputy = _lead_among(own, values.get("congress_body"))
		if ticket and may_convert(readable(TICKET, ticket)):
			doc.append("source_cases", {"ticket": ticket})
	doc.update({field: values[field] for field in PAPER_FIELDS if field in values})
	if "cosigners" in values:
		kept = {row.deputy: row for row in doc.cosigners}
		doc.set("cosigners", [])
		for deputy in dict.fromkeys(values["cosigners"]):
			row = kept.get(deputy)
			doc.append("cosigners", row.as_dict() if row else {"deputy": deputy})
	doc.save()
	return doc.name


def _lead_among(own: frozenset[str], congress_body: str | None) -> str:
	for deputy in sorted(own):
		if any(body.name == congress_body for body in congresses_of(frozenset({deputy}))):
			return deputy
	frappe.throw(_("You hold no mandate in force in this congress. Choose another."))


@frappe.whitelist(methods=["POST"])
def rate_ticket_reply(name: str, rating: str, remark: str | None = None) -> None:
	"""A receiving deputy's own rating of the reply to a ticket; it is kept apart from the reporter's.

	Args:
		name: an Opinion Ticket with a reply.
		rating: Satisfied, Basically Satisfied or Dissatisfied.
		remark: why, due where the deputy is dissatisfied.

	Raises:
		frappe.PermissionError: the user didn't receive the matter.
		frappe.ValidationError: there is no reply yet, or a reason is missing.
	"""
	own = require_deputy()
	ticket = frappe.get_doc(TICKET, name, for_update=True)
	ticket.check_permission("read")
	if why := why_not_rate_ticket(ticket, own):
		frappe.throw(why, frappe.PermissionError)
	if rating not in ticket.meta.get_field("deputy_rating").options.split("\n")[1:]:
		frappe.throw(_("Choose a rating."))
	remark = (remark or "").strip()
	if rating == "Dissatisfied" and not remark:
		frappe.throw(
			_("Please fill in: {0}").format(frappe.bold(_("Deputy's Remark"))), frappe.MandatoryError
		)
	# a ticket is moved by actions alone; who may rate was checked above
	ticket.db_set({"deputy_rating": rating, "deputy_rating_note": remark}, notify=True)
	note = " ".join(filter(None, (_(rating), remark)))
	write_log(ticket, "Rate Ticket as Deputy", event="Handling Event", note=note)


def why_not_rate_ticket(ticket, own: frozenset[str]) -> str | None:
	"""Why this deputy doesn't rate the reply to the ticket, or None."""
	if not own & {row.deputy for row in ticket.receiving_deputies}:
		return _("The reply is rated by a deputy who received the matter.")
	if ticket.workflow_state not in ("Ticket To Feed Back", "Ticket Awaiting Rating", "Ticket Closed"):
		return _("There is no reply to rate.")
	units = {post.unit for post in scope.posts() if post.unit}
	if any(order.responsible_unit in units for order in orders_of(ticket.name)):
		return _("A person of the responsible unit neither feeds back nor enters the rating.")
	return None


def offered(doctype: str, name: str) -> list[dict]:
	"""The actions that the deputy may take on the own page, each with the fields it asks for."""
	wanted = TICKET_ACTIONS if doctype == TICKET else SUGGESTION_ACTIONS
	actions = [action for action in actions_of(doctype, name) if action["action"] in wanted]
	for action in actions:
		action["label"] = _(action["action"])
		# what comes from paper is the clerk's to enter, and so is what a choice asks for in a table
		entered = [field for field in action["fields"] if field["fieldtype"] in FIELD_KINDS]
		elsewhere = [
			tuple(field["only_if"])
			for field in action["fields"]
			if field not in entered and field.get("only_if")
		]
		action["fields"] = [_described(field, elsewhere) for field in entered]
	return actions


def _described(field: dict, elsewhere: list[tuple[str, str]]) -> dict:
	"""A field as the page shows it, without the choices (field, value) that cannot be made here."""
	choices = []
	if field["fieldtype"] == "Select":
		choices = [
			{"value": option, "label": _(option)}
			for option in field["options"].split("\n")
			if option and (field["fieldname"], option) not in elsewhere
		]
	return {**field, "label": _(field["label"]), "choices": choices, "default": field["default"] or ""}


def replies_of(suggestion: str) -> list[dict]:
	"""The orders of a suggestion with their replies, for who may read it, the sealed letter among them."""
	orders = orders_of(suggestion, "deputy_suggestion")
	letters = {
		row.name: row
		for row in frappe.get_all(
			"Dispatch Order",
			{"deputy_suggestion": suggestion},
			[
				"name",
				"reply_number",
				"signed_by",
				"explanation",
				"plan",
				"plan_due",
				"handler",
				"handler_phone",
			],
		)
	}
	return [{**order, **letters[order.name]} for order in orders]


def answered_by(suggestion) -> str:
	"""The suggestion whose replies answer this one: itself, or the one that it was merged into."""
	if suggestion.workflow_state == MERGED and suggestion.main_suggestion:
		# every deputy of a merged suggestion is answered (重庆 §13): the link was set by a checked action
		return suggestion.main_suggestion
	return suggestion.name


def course_of(suggestion: str) -> list[dict]:
	"""What happened to a suggestion, the latest first: day, what, note (a reason that is for its deputies).

	Args:
		suggestion: one that the deputy may read; the reasons of internal steps are not told.
	"""
	lines = frappe.get_all(
		"Handling Log",
		{"reference_doctype": DOCTYPE, "reference_name": suggestion, "action": ("in", COURSE + REASONED)},
		["action", "note", "at"],
		order_by="at desc, creation desc",
	)
	return [
		{
			"on": day(line.at),
			"what": _(line.action),
			"note": line.note if line.action in REASONED else "",
		}
		for line in lines
	]


def reason_of(suggestion, course: list[dict]) -> str:
	"""Why a suggestion stands where it stands, if that wants a reason: it was returned, set aside or explained."""
	actions = {RETURNED: "Return Suggestion to Deputy", SET_ASIDE: "Set Suggestion Aside"}
	action = actions.get(suggestion.workflow_state)
	if suggestion.closing_way == "Explained After Review":
		action = "Close Suggestion with Explanation"
	if not action:
		return ""
	said = next((line["note"] for line in course if line["what"] == _(action)), "")
	# the chair decided on what the clerk proposed, and need not repeat it
	return said or (suggestion.proposal or "" if suggestion.workflow_state == SET_ASIDE else "")


@frappe.whitelist(methods=["POST"])
def note_seen(name: str) -> None:
	"""What is new of a suggestion is not new any more to who opened it; of others' news nothing changes.

	Args:
		name: a suggestion.

	Raises:
		frappe.PermissionError: the user is no deputy.
	"""
	require_deputy()
	suggestion_notices.note_read(name)


def meetings_about(suggestion: str) -> list[dict]:
	"""The meetings of the units with the deputies of a suggestion, for who may read it."""
	return meetings_of("deputy_suggestion", suggestion)


def readable(doctype: str, name: str) -> "frappe.model.document.Document":
	"""A record that the deputy may read.

	Raises:
		frappe.PermissionError: it is not theirs, or there is none: both sound the same.
	"""
	if not scope.covers(None, doctype, name):
		scope.refuse_out_of_scope()
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	return doc


def choices(doctype: str, fieldname: str) -> list[dict]:
	"""What a Select field offers, as value and label."""
	options = frappe.get_meta(doctype).get_field(fieldname).options.split("\n")
	return [{"value": option, "label": _(option)} for option in options if option]


def signers_of(suggestion) -> list[dict]:
	"""Who signs a suggestion: name, and how it was confirmed."""
	people = [suggestion.lead_deputy, *(row.deputy for row in suggestion.cosigners)]
	# the signers of a suggestion are named on its paper
	names = dict(frappe.get_all("Deputy", {"name": ("in", people)}, ["name", "deputy_name"], as_list=True))
	return [
		{"name": names[suggestion.lead_deputy], "how": _("Lead Deputy")},
		*(
			{
				"name": names[row.deputy],
				"how": _(row.confirmed_how) if row.confirmed_on else _("Not confirmed yet"),
			}
			for row in suggestion.cosigners
		),
	]


def paper_of(name: str, own: frozenset[str], ticket: str | None = None) -> "frappe.model.document.Document":
	"""The draft to write on, or a new one, prefilled from an opinion that is to become a suggestion.

	Raises:
		frappe.PermissionError: the draft, or the ticket, is not theirs.
	"""
	if name != "new":
		doc = readable(DOCTYPE, name)
		if doc.lead_deputy not in own or doc.workflow_state not in WRITING:
			frappe.throw(_("This is for the deputy who leads the suggestion."), frappe.PermissionError)
		return doc
	doc = frappe.new_doc(DOCTYPE)
	if ticket:
		source = readable(TICKET, ticket)
		if may_convert(source):
			doc.update(
				{
					"suggestion_title": source.subject,
					# the paper goes to units and into the congress's books
					"reasons": voters_in_text.masker_of([source.visit])(source.content),
					"raised_from": "Opinion of a Voter",
				}
			)
			doc.append("source_cases", {"ticket": source.name})
	return doc


def may_convert(ticket) -> bool:
	"""Whether the deputy may make the matter a suggestion: one received, or entrusted (rules.md §2.2)."""
	return any(action["action"] in CONVERTING for action in actions_of(TICKET, ticket.name))


@frappe.whitelist(methods=["GET"])
def reply_letter(order: str) -> None:
	"""Show the sealed letter of a reply to a deputy who signed the suggestion.

	Raises:
		frappe.PermissionError: the suggestion is not theirs, or there is no letter.
	"""
	require_deputy()
	suggestion, letter = frappe.db.get_value(
		"Dispatch Order", order, ("deputy_suggestion", "reply_scan")
	) or (
		None,
		None,
	)
	merged = {"main_suggestion": suggestion, "workflow_state": MERGED}
	if not letter or not (
		scope.covers(None, DOCTYPE, suggestion) or frappe.get_list(DOCTYPE, filters=merged, limit=1)
	):
		scope.refuse_out_of_scope()
	# the letter alone, not whatever file its address may name
	file = frappe.db.get_value(
		"File", {"file_url": letter, "attached_to_doctype": "Dispatch Order", "attached_to_name": order}
	)
	if not file:
		scope.refuse_out_of_scope()
	doc = frappe.get_doc("File", file)
	frappe.local.response.update(
		{
			"type": "download",
			"filename": doc.file_name,
			"filecontent": doc.get_content(),
			"display_content_as": "inline",
		}
	)
