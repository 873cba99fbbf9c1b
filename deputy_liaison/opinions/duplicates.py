"""Earlier matters that may be the same: offered where one is written down and where it is sorted out.

What is offered never goes beyond the list: the criterion of `scope.py` is part of the one query. Accusations
are left out for everybody, and so is what was merged or withdrawn: the main ticket stands for it.
"""

import datetime
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import reduce
from itertools import groupby
from operator import add, itemgetter, or_

import frappe
from frappe import _
from frappe.query_builder.functions import IfNull
from frappe.utils import add_days, cint, getdate
from pypika import Case
from pypika.terms import PseudoColumn, ValueWrapper
from rapidfuzz import fuzz

from deputy_liaison import scope as scopes
from deputy_liaison.opinions.ticket_states import MERGED, WITHDRAWN

TICKET = "Opinion Ticket"
VISIT = "Constituent Visit"
SHORTEST = 12
OFFERED = 5
SHOWN = 120
DAYS = 365
# pairs of characters that are looked for; a matter is told by its first few words
PAIRS = 16
# tried on pairs from the work of stations: the same matter told twice has 54 and more, another one at most as much
LIKELY = 42
SAME_VILLAGE = 4
SAME_ROAD = 8
STANDS_FOR_NOTHING = ("Ticket Draft", MERGED, WITHDRAWN)

# words that say nothing about the matter
EMPTY = frozenset(
	"的了是在有我们你他她它这那就也都还很不没无到去来上下里和与及或被把给让请希望求能可以要想会着过得地之一个人大家些吗呢吧啊么什怎为对从于但又再已经常"
)
# words that say where: a shared road alone doesn't make one matter of two
NAMED_PLACES = re.compile(
	r"(?:(?![的在到了是])[一-鿿]){2,3}?(?:小区|社区|花园|大街|大道|公路|路|街|巷|村)"
	r"|(?:[一二三四五六七八九十]+|[0-9]+)(?:组|社|号楼|栋|期|号)"
)
PLACES = re.compile(NAMED_PLACES.pattern + "|[中东西南北]段|村口|附近|旁边|门口")


@frappe.whitelist(methods=["POST"])
def likely_earlier(
	content: str,
	station: str | None = None,
	village: str | None = None,
	category: str | None = None,
) -> list[dict]:
	"""Earlier matters that a matter may repeat, while it is written down at the front desk.

	Args:
		content: the matter as far as it is typed.
		station: the station of the visit.
		village: where the reporter lives, if that is known yet.
		category: the matter's category, if that is known yet.

	Returns:
		At most five, the likeliest first; see `_shown`.

	Raises:
		frappe.PermissionError: the user doesn't record visits.
	"""
	if not frappe.has_permission(VISIT, "create"):
		scopes.refuse_out_of_scope()
	# at the county no station says where; the village does
	township = scopes.township_of_station(station) or scopes.township_of(village)
	return find(content, township, village, category)


@frappe.whitelist(methods=["POST"])
def likely_earlier_of(ticket: str) -> list[dict]:
	"""Earlier matters that a registered ticket may repeat, for who sorts it out.

	Raises:
		frappe.PermissionError: the user may not read the ticket.
	"""
	doc = frappe.get_doc(TICKET, ticket)
	doc.check_permission("read")
	if doc.restriction:
		return []
	return find(doc.content, doc.township, doc.village, doc.category, leave_out=ticket)


def find(
	content: str | None,
	township: str | None,
	village: str | None = None,
	category: str | None = None,
	leave_out: str | None = None,
) -> list[dict]:
	"""Matters of one township and the last year that are like `content`, as far as the user's posts reach.

	Args:
		content: the words of the matter.
		township: where it was brought.
		village: its village; those of the same one are likelier.
		category: its category.
		leave_out: the ticket itself.

	Returns:
		At most five, the likeliest first; see `_shown`.
	"""
	text = (content or "")[: cint(frappe.get_cached_doc("Liaison Settings").matter_length) or None]
	words = _telling(text)
	reach = scopes.criterion(None, TICKET)
	if len(_plain(text)) < SHORTEST or not township or not words or reach == scopes.DENY:
		return []
	rows = _narrowed(text, reach, township, village, category, leave_out)
	likely = [
		(score, row) for score, row in zip(_scores(text, village, rows), rows, strict=True) if score >= LIKELY
	]
	likely.sort(key=lambda found: (-found[0], -found[1].received_on.timestamp()))
	return [_shown(row, words) for _score, row in likely[:OFFERED]]


def _narrowed(
	text: str,
	reach: str,
	township: str,
	village: str | None,
	category: str | None,
	leave_out: str | None,
) -> list[frappe._dict]:
	"""Matters that share a telling pair of characters, the village or the category, in one query.

	Those with the most pairs come first, then the newest: a month of others from the same village crowds out none.
	"""
	ticket, unit, station, place = (
		frappe.qb.DocType(doctype)
		for doctype in (TICKET, "Responsible Unit", "Liaison Station", "Jurisdiction")
	)
	says = [ticket.content.like(f"%{pair}%") for pair in _pairs(text)]
	shared = reduce(add, (Case().when(way, 1).else_(0) for way in says), ValueWrapper(0))
	ways = [*says]
	ways += [ticket.village == village] if village else []
	ways += [ticket.category == category] if category else []
	if not ways:
		return []
	query = (
		frappe.qb.from_(ticket)
		.left_join(unit)
		.on(unit.name == ticket.lead_unit)
		.left_join(station)
		.on(station.name == ticket.station)
		.left_join(place)
		.on(place.name == ticket.village)
		.select(
			ticket.name,
			ticket.number,
			ticket.content,
			ticket.received_on,
			ticket.workflow_state,
			ticket.village,
			ticket.place,
			place.jurisdiction_name.as_("village_name"),
			unit.unit_name,
			station.station_name,
		)
		.where(
			(ticket.township == township)
			& (ticket.received_on >= _since())
			& (IfNull(ticket.restriction, 0) == 0)
			& ticket.workflow_state.notin(STANDS_FOR_NOTHING)
			& (ticket.name != (leave_out or ""))
		)
		.where(reduce(or_, ways))
		.orderby(shared, order=frappe.qb.desc)
		.orderby(ticket.received_on, order=frappe.qb.desc)
		.limit(cint(frappe.get_cached_doc("Liaison Settings").matters_compared) or 300)
	)
	if reach:
		# the list hook's own text, made of escaped literals
		query = query.where(PseudoColumn(f"({reach})"))
	return query.run(as_dict=True)


def _since() -> datetime.date:
	return getdate(add_days(getdate(), -DAYS))


def _plain(text: str) -> str:
	"""Letters, figures and Chinese characters alone, full width as half width."""
	return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def _telling(text: str) -> list[str]:
	"""The runs of characters that tell what the matter is: without places, punctuation and empty words."""
	spaced = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).lower())
	without = "".join(" " if sign in EMPTY else sign for sign in PLACES.sub(" ", spaced))
	return without.split()


def _pairs(text: str) -> list[str]:
	"""Pairs of neighbouring characters; what is left of a matter without places and empty words is rare."""
	pairs = [run[at : at + 2] for run in _telling(text) for at in range(len(run) - 1)]
	return list(dict.fromkeys(pairs))[:PAIRS]


def _scores(text: str, village: str | None, rows: list[frappe._dict]) -> list[float]:
	"""How like each of the rows the matter is, from 0 to 112.

	Half is RapidFuzz's token_set_ratio of single characters, as Chinese has no blanks between words and
	two people tell the same thing in another order, one at more length; half is the share of common
	characters weighed by how rare they are among the rows, else 修, 坏 and 老人 would make everything
	alike. The same village or road adds a little, never enough by itself.
	"""
	mine = "".join(_telling(text))
	others = ["".join(_telling(row.content or "")) for row in rows]
	seen = Counter(sign for run in (mine, *others) for sign in set(run))
	roads = set(NAMED_PLACES.findall(text))

	def weight(signs: Iterable[str]) -> float:
		return sum(math.log(1 + (len(rows) + 1) / seen[sign]) for sign in signs)

	scores = []
	for row, other in zip(rows, others, strict=True):
		common = weight(set(mine) & set(other))
		rare = 100 * common / (math.sqrt(weight(set(mine)) * weight(set(other))) or 1)
		alike = fuzz.token_set_ratio(" ".join(mine), " ".join(other))
		near = SAME_VILLAGE if village and row.village == village else 0
		near += SAME_ROAD if roads & set(NAMED_PLACES.findall(row.content or "")) else 0
		scores.append((alike + rare) / 2 + near)
	return scores


def _shown(row: frappe._dict, words: list[str]) -> dict:
	"""What a person needs to judge: name, number, day, state, where, who handles it, and the words.

	`words` are the first 120 characters as pieces of text, each with whether the new matter says it too.
	"""
	return {
		"name": row.name,
		"number": row.number,
		"day": str(getdate(row.received_on)),
		"state": _(row.workflow_state),
		"where": row.place or row.village_name or "",
		"handled_by": row.unit_name or row.station_name or "",
		"words": _marked(row.content or "", words),
	}


def _marked(content: str, words: list[str]) -> list[dict]:
	"""The beginning of `content` cut into pieces; pairs of characters that stand in `words` too are marked."""
	shown = content[:SHOWN] + ("…" if len(content) > SHOWN else "")
	pairs = {run[at : at + 2] for run in words for at in range(len(run) - 1)}
	# width and case as in the comparison, but sign for sign, so that the positions stay
	signs = [unicodedata.normalize("NFKC", sign).lower() for sign in shown]
	marks = [False] * len(shown)
	for at in range(len(signs) - 1):
		if signs[at] + signs[at + 1] in pairs:
			marks[at] = marks[at + 1] = True
	return [
		{"text": "".join(sign for _mark, sign in piece), "marked": marked}
		for marked, piece in groupby(zip(marks, shown, strict=True), key=itemgetter(0))
	]
