"""Who sees which rows: one criterion per user and DocType, made from the Staff Posts active today.

The list hook returns it, the form hook runs it on the one name, reports and registers put it into
their own queries: so they cannot disagree. Posts are resolved to names once per request and written
as a literal IN on one indexed column; a sub-query on the tree costs seconds at a million rows.
A controller declares its columns as ``scope = Scope(...)``; that is all a new DocType needs.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.base_document import get_controller
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import getdate
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn

DENY = "1=0"
COUNTY_ROLES = frozenset(
	{"Liaison Administrator", "County Deputy Affairs Officer", "County Approver", "Oversight Auditor"}
)
TOWNSHIP_ROLES = frozenset({"Township Clerk", "Township Chair"})
STATION_ROLES = frozenset({"Station Liaison Officer", "Presidium Member"})
UNIT_ROLE = "Responsible Unit Officer"
DEPUTY_ROLE = "Deputy"
# whose office works at a matter, and who decides, by the level that handles it
CLERK_OF = {"Township Level": "Township Clerk", "County": "County Deputy Affairs Officer"}
APPROVER_OF = {"Township Level": "Township Chair", "County": "County Approver"}
# asked once by every request: a text, because building it each time takes as long as running it;
# a closed account holds none, as its key, and on early builds of 15 its session, still open the door
POSTS_TODAY = """
	select post.user, post.name, post.post, post.jurisdiction, post.station, post.unit, post.deputy, post.is_acting
	from `tabStaff Post` post inner join `tabUser` account on account.name = post.user and account.enabled = 1
	where post.user in %(users)s and post.from_date <= %(today)s
		and (post.to_date is null or post.to_date >= %(today)s)
	order by post.creation
"""
READING = frozenset({None, "read", "select", "print", "report", "export", "email"})


@dataclass(frozen=True)
class Scope:
	"""Which columns of a DocType say where it belongs.

	Args:
		jurisdiction: column with a Jurisdiction; townships see their subtree.
		township: column with the township that took the record in, for lists that grow long: one value on
			one index is read in order where a list of places is not. Kept by the base class.
		station: column with a Liaison Station; officers see their own.
		unit: column with a Responsible Unit; its officers see their own.
		deputy_child: child DocType (Table MultiSelect of deputies) through which a deputy is concerned.
		deputy: column with the Deputy concerned.
		station_sees_township: masters that a station picks from, such as the township's deputies.
		also_unit: column with a second unit that sees the row, e.g. the one that passed it on.
		restriction: Int column that takes a row from all but few: 1 leaves it to the township's chairs and
			the county's approvers, 2 to the latter alone (an accusation; permissions.md, rule 5).
		open: public catalogue, readable by every holder of a DocPerm (places, bodies, units); written by
			scope all the same.
	"""

	jurisdiction: str | None = None
	township: str | None = None
	station: str | None = None
	unit: str | None = None
	also_unit: str | None = None
	deputy_child: str | None = None
	deputy: str | None = None
	restriction: str | None = None
	station_sees_township: bool = False
	open: bool = False


@dataclass(frozen=True)
class Post:
	"""One active Staff Post, as much of it as scope needs."""

	name: str
	post: str
	jurisdiction: str | None
	station: str | None
	unit: str | None
	deputy: str | None
	is_acting: int


def posts(user: str | None = None) -> tuple[Post, ...]:
	"""Posts that `user` holds today; both ends of their dates are inclusive. Read once per request."""
	user = user or frappe.session.user
	return posts_of([user])[user]


def posts_of(users: Collection[str]) -> dict[str, tuple[Post, ...]]:
	"""User → the posts held today, of several users in one query. Read once per request."""
	cache = remembered("posts")
	if unknown := [user for user in users if user not in cache]:
		held = {user: [] for user in unknown}
		for row in frappe.db.sql(POSTS_TODAY, {"users": unknown, "today": getdate()}, as_dict=True):
			held[row.pop("user")].append(Post(**row))
		cache.update({user: tuple(of_user) for user, of_user in held.items()})
	return {user: cache[user] for user in users}


def accounts_with_posts(posts: DocType) -> QueryBuilder:
	"""The open accounts with one of these posts today, to be narrowed by further conditions.

	Args:
		posts: the table Staff Post of the query.
	"""
	users = frappe.qb.DocType("User")
	return (
		frappe.qb.from_(posts)
		.inner_join(users)
		.on((users.name == posts.user) & (users.enabled == 1))
		.select(posts.user)
		.distinct()
		.where(posts.from_date <= getdate())
		.where(posts.to_date.isnull() | (posts.to_date >= getdate()))
		.orderby(posts.user)
	)


def forget_posts() -> None:
	"""Drop what this request remembers of posts and places, after one of them changed."""
	for key in ("posts", "subtree", "station_place", "criterion", "identity", "accounts"):
		remembered(key).clear()


def subtree(jurisdiction: str) -> tuple[str, ...]:
	"""Names of a place and everything below it."""
	cache = remembered("subtree")
	if jurisdiction not in cache:
		table = frappe.qb.DocType("Jurisdiction")
		bounds = frappe.db.get_value("Jurisdiction", jurisdiction, ("lft", "rgt"))
		cache[jurisdiction] = (
			tuple(
				frappe.qb.from_(table)
				.select(table.name)
				.where((table.lft >= bounds[0]) & (table.rgt <= bounds[1]))
				.orderby(table.lft)
				.run(pluck=True)
			)
			if bounds
			else ()
		)
	return cache[jurisdiction]


def township_of(jurisdiction: str | None) -> str | None:
	"""The town, township or sub-district that a place lies in; the place itself where it is one."""
	if not jurisdiction:
		return None
	return frappe.get_cached_value("Jurisdiction", jurisdiction, "township") or jurisdiction


def township_of_station(station: str | None) -> str | None:
	"""The township that a station lies in."""
	return township_of(_station_place(station)) if station else None


def townships_in_reach() -> list[dict]:
	"""name and jurisdiction_name of the townships that the user's posts belong to, all for the county."""
	filters = {"level": ("in", ("Town", "Township", "Sub-district")), "valid_to": ("is", "not set")}
	held = posts()
	if frappe.session.user != "Administrator" and not any(post.post in COUNTY_ROLES for post in held):
		own = {post.jurisdiction for post in held if post.post in TOWNSHIP_ROLES}
		own |= {township_of_station(post.station) for post in held if post.post in STATION_ROLES}
		filters["name"] = ("in", sorted(filter(None, own)) or [""])
	return frappe.get_all("Jurisdiction", filters, ["name", "jurisdiction_name"], order_by="lft")


def criterion(user: str | None, doctype: str, roles: Iterable[str] | None = None) -> str:
	"""SQL condition on `doctype` for `user`: empty for the whole site, ``1=0`` for nothing.

	Args:
		user: the user, or None for the session's.
		doctype: a DocType of ours whose controller declares a scope.
		roles: only posts with one of these roles count (writing, transitions); None: all (reading).
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	held = [post for post in posts(user) if roles is None or post.post in roles]
	scope = declared(doctype)
	# a public catalogue is open to readers; who writes it does so within the own scope
	if held and scope and scope.open and roles is None:
		return ""
	return condition_of(doctype, held)


def condition_of(doctype: str, held: list[Post]) -> str:
	"""SQL condition on `doctype` for the rows that lie within these posts' scope together."""
	if frappe.get_meta(doctype).istable:
		return _condition_of_rows(doctype, held)
	scope = declared(doctype)
	if not held or scope is None:
		return DENY
	whole_site = any(post.post in COUNTY_ROLES for post in held)
	everybody = "" if whole_site else " or ".join(_conditions(doctype, scope, held)) or DENY
	if not scope.restriction or everybody == DENY:
		return everybody
	return _with_restricted(doctype, scope, held, everybody)


def _with_restricted(doctype: str, scope: Scope, held: list[Post], everybody: str) -> str:
	"""Rows that are open to everybody in scope, and the restricted ones for those few who decide on them."""
	if any(post.post == "County Approver" for post in held):
		return ""
	column = f"`tab{doctype}`.`{scope.restriction}`"
	chairs = [post for post in held if post.post == "Township Chair"]
	theirs = " or ".join(_conditions(doctype, scope, chairs))
	if theirs and theirs == everybody:
		return f"({everybody}) and {column} in (0, 1)"
	plain = f"({everybody}) and {column} = 0" if everybody else f"{column} = 0"
	return f"({plain}) or (({theirs}) and {column} = 1)" if theirs else plain


def _condition_of_rows(child: str, held: list[Post]) -> str:
	"""Rows of a child table follow their record: Frappe asks for no more than some right on its DocType."""
	tables = {"options": child, "fieldtype": ("in", frappe.model.table_fields)}
	ways = []
	for parent in frappe.get_all("DocField", filters=tables, pluck="parent", distinct=True):
		condition = condition_of(parent, held)
		if condition == DENY:
			continue
		way = f"`tab{child}`.`parenttype` = {frappe.db.escape(parent)}"
		if condition:
			way += f" and `tab{child}`.`parent` in (select `name` from `tab{parent}` where {condition})"
		ways.append(f"({way})")
	return " or ".join(ways) or DENY


def _conditions(doctype: str, scope: Scope, held: list[Post]) -> list[str]:
	towns: dict[str, None] = {}
	places: dict[str, None] = {}
	stations: dict[str, None] = {}
	units: dict[str, None] = {}
	deputies: dict[str, None] = {}
	for post in held:
		if post.post in TOWNSHIP_ROLES and post.jurisdiction and scope.township:
			towns[post.jurisdiction] = None
		elif post.post in TOWNSHIP_ROLES and post.jurisdiction:
			places.update(dict.fromkeys(subtree(post.jurisdiction)))
		elif post.post in STATION_ROLES and post.station:
			if scope.station_sees_township:
				places.update(dict.fromkeys(subtree(township_of_station(post.station))))
			stations[post.station] = None
		elif post.post == UNIT_ROLE and post.unit:
			units[post.unit] = None
		elif post.post == DEPUTY_ROLE and post.deputy:
			deputies[post.deputy] = None
	# a station inside a place already seen adds nothing but a slow OR over a second column
	stations = {
		s: None for s in stations if _station_place(s) not in places and township_of_station(s) not in towns
	}

	conditions = []
	for column, values in (
		(scope.township, towns),
		(scope.jurisdiction, places),
		(scope.station, stations),
		(scope.unit, units),
		(scope.also_unit, units),
		(scope.deputy, deputies),
	):
		if column and values:
			conditions.append(f"`tab{doctype}`.`{column}` in ({_literals(values)})")
	if scope.deputy_child and deputies:
		conditions.append(
			f"`tab{doctype}`.`name` in (select `parent` from `tab{scope.deputy_child}`"
			f" where `parenttype` = {frappe.db.escape(doctype)} and `deputy` in ({_literals(deputies)}))"
		)
	return conditions


def _literals(values: Iterable[str]) -> str:
	return ", ".join(frappe.db.escape(value) for value in values)


def _station_place(station: str) -> str | None:
	cache = remembered("station_place")
	if station not in cache:
		cache[station] = frappe.db.get_value("Liaison Station", station, "jurisdiction")
	return cache[station]


def remembered(key: str) -> dict:
	"""What this request has asked for already, under a name of its own; `forget_posts` drops it."""
	store = getattr(frappe.local, "deputy_liaison_scope", None)
	if store is None:
		store = frappe.local.deputy_liaison_scope = {}
	return store.setdefault(key, {})


def declared(doctype: str) -> Scope | None:
	"""The scope that the DocType's controller declares."""
	return getattr(get_controller(doctype), "scope", None)


def query_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook `permission_query_conditions`."""
	condition = criterion(user, doctype)
	return f"({condition})" if condition else ""


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""Hook `has_permission`: the list's criterion, run on this one row. True or False on every path."""
	# a new row is checked once written (LiaisonDocument.after_insert); what is stored is not new,
	# whatever the copy says that a client sent
	if doc.is_new() and not (doc.name and frappe.db.exists(doc.doctype, doc.name)):
		return True
	return covers(user, doc.doctype, doc.name, None if ptype in READING else roles_with(doc.doctype, ptype))


def roles_with(doctype: str, ptype: str) -> set[str]:
	"""Roles that the DocType's permissions give `ptype` on the document itself."""
	return {row.role for row in frappe.get_meta(doctype).permissions if not row.permlevel and row.get(ptype)}


def covers(user: str | None, doctype: str, name: str, roles: Iterable[str] | None = None) -> bool:
	"""Whether `user` may see (or, with `roles`, act on) the stored row `name`."""
	condition = criterion(user, doctype, roles)
	return not condition or bool(_within(condition, doctype, [name]))


def covered(user: str | None, doctype: str, names: list[str], roles: Iterable[str] | None = None) -> set[str]:
	"""Those of the stored rows `names` that `user` may see (or, with `roles`, act on), in one query."""
	return set(_within(criterion(user, doctype, roles), doctype, names))


def _within(condition: str, doctype: str, names: list[str]) -> list[str]:
	if condition == DENY or not names:
		return []
	table = frappe.qb.DocType(doctype)
	rows = frappe.qb.from_(table).select(table.name).where(table.name.isin(names))
	if condition:
		# the list hook's own text, made of escaped literals
		rows = rows.where(PseudoColumn(f"({condition})"))
	return rows.run(pluck=True)


def acting_posts(user: str | None, doctype: str, name: str, role: str) -> list[Post]:
	"""The posts of `role` by which `user` may act on the row; acting posts come last."""
	if not covers(user, doctype, name, {role}):
		return []
	held = [post for post in posts(user) if post.post == role]
	return sorted(held, key=lambda post: post.is_acting)


def refuse_out_of_scope() -> None:
	"""One message for what is out of scope and for what does not exist: it tells an outsider nothing."""
	frappe.throw(
		_("You hold no post for this place. Ask the liaison administrator for a post."),
		frappe.PermissionError,
	)
