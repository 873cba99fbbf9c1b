"""Sealing in several processes at once, and in one that is killed: on committed rows, as on a real site."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate

from deputy_liaison.registers import completeness, sealed_files, sealing, verifying
from deputy_liaison.state_machine import act
from tests import pdf_text
from tests.base import LiaisonTestCase

DOCTYPE = "Register Volume"
# before any mandate of the small county: all its books are empty there
YEAR = 2019
AT_ONCE = 8
# the books that stations and offices both keep
BOOKS = ("R3", "R7", "R9", "R15")
DAYS = 5


@dataclass(frozen=True)
class Keeper:
	"""Whose volumes are numbered in one series, by names of the world.

	Args:
		place: station or town.
		mark: what stands before the numbers.
		maker: who opens the volumes and hands them in.
		sealer: who seals them.
	"""

	place: str
	mark: str
	maker: str
	sealer: str


WEST = Keeper("station_west", "西", "other_officer", "chair")
KEEPERS = (
	WEST,
	Keeper("station", "东", "officer", "vice"),
	Keeper("town", "甲镇", "clerk", "chair"),
	Keeper("station_b", "南", "officer_b", "chair_b"),
	Keeper("town_b", "乙镇", "clerk_b", "chair_b"),
)


class CommittedVolumes(LiaisonTestCase):
	"""Volumes of one day each; taken away again afterwards."""

	def setUp(self) -> None:
		super().setUp()
		# threads of their own ask for it
		self.site = frappe.local.site
		self.first = getdate(f"{YEAR}-01-01")
		self.take_away()

	def tearDown(self) -> None:
		self.take_away()
		frappe.db.savepoint("before_test")
		super().tearDown()

	def take_away(self) -> None:
		frappe.db.rollback()
		towns = (self.world.town, self.world.town_b)
		of_year = {"from_date": (">=", self.first), "to_date": ("<=", f"{YEAR}-12-31")}
		names = frappe.get_all(DOCTYPE, {"township": ("in", towns), **of_year}, pluck="name")
		for name in names:
			for path in self.on_disk(name):
				path.unlink()
		entries = [
			*frappe.get_all("Volume Correction", {"volume": ("in", names or [""])}, pluck="name"),
			*frappe.get_all("Loss Statement", {"paper": ("in", names or [""])}, pluck="name"),
		]
		made = ("in", [*names, *entries] or [""])
		waiting = frappe.get_all("Workflow Action", {"reference_name": made}, pluck="name")
		for doctype, column, of in (
			("Workflow Action Permitted Role", "parent", ("in", waiting or [""])),
			("Workflow Action", "reference_name", made),
			("Handling Log", "reference_name", made),
			("Version", "docname", made),
			("File", "attached_to_name", made),
			("Volume Correction", "name", made),
			("Loss Statement", "name", made),
			(DOCTYPE, "name", made),
		):
			frappe.db.delete(doctype, {column: of})
		series = [self.series(keeper) for keeper in KEEPERS]
		frappe.db.delete("Number Counter", {"series": ("in", series), "year": YEAR})
		frappe.db.commit()

	def on_disk(self, name: str) -> list:
		return list(sealed_files.folder().glob(f"volume-{name}-*"))

	def place(self, keeper: Keeper) -> str:
		return getattr(self.world, keeper.place)

	def series(self, keeper: Keeper) -> str:
		return f"{DOCTYPE} {self.place(keeper)}"

	def volume(self, keeper: Keeper, code: str, first: str, last: str) -> "frappe.model.document.Document":
		"""An unsaved volume of one of the keeper's books."""
		of_station = keeper.place.startswith("station")
		return frappe.get_doc(
			{
				"doctype": DOCTYPE,
				"definition": frappe.db.get_value("Register Definition", {"code": code}),
				"station": self.place(keeper) if of_station else None,
				"from_date": first,
				"to_date": last,
			}
		)

	def opened(self, count: int, keeper: Keeper = WEST, code: str = "R3") -> list[str]:
		names = []
		with self.as_user(keeper.maker):
			for i in range(count):
				day = str(add_days(self.first, i))
				names.append(self.volume(keeper, code, day, day).insert().name)
		frappe.db.commit()
		return names

	def apart(self, work: Callable[[], None]) -> None:
		"""Run `work` in a thread with its own connection, as another process of the site."""
		failed = []

		def run() -> None:
			frappe.init(self.site)
			frappe.connect()
			frappe.local.lang = "zh"
			try:
				work()
			except Exception as error:  # told by the test's own thread
				failed.append(error)
			finally:
				frappe.destroy()

		thread = threading.Thread(target=run)
		thread.start()
		thread.join()
		if failed:
			raise failed[0]

	def steps(self, name: str, *steps: tuple[str, str]) -> None:
		for key, action in steps:
			frappe.set_user(self.world.users[key])
			act(DOCTYPE, name, action, str(frappe.db.get_value(DOCTYPE, name, "modified")), {})
			frappe.db.commit()


class TestParallel(CommittedVolumes):
	def test_a_hundred_volumes_get_a_hundred_numbers_without_a_gap(self):
		books = [(keeper, self.opened(DAYS, keeper, code)) for keeper in KEEPERS for code in BOOKS]
		with ThreadPoolExecutor(AT_ONCE) as pool:
			list(pool.map(self.close_and_seal, *zip(*books, strict=True)))
		frappe.db.rollback()
		codes = []
		for keeper in KEEPERS:
			names = [name for of, names in books if of == keeper for name in names]
			volumes = [frappe.get_doc(DOCTYPE, name) for name in names]
			self.assertEqual({volume.workflow_state for volume in volumes}, {"Volume Sealed"})
			self.assertEqual(
				sorted(volume.number for volume in volumes),
				[f"{keeper.mark}册〔{YEAR}〕第{i:03d}号" for i in range(1, len(BOOKS) * DAYS + 1)],
			)
			for volume in volumes:
				self.assertEqual(verifying.differences(volume), [])
				self.assertPrinted(volume)
			codes += [volume.verification_code for volume in volumes]
		self.assertEqual((len(codes), len(set(codes))), (100, 100))

	def close_and_seal(self, keeper: Keeper, names: list[str]) -> None:
		"""A book's volumes: handed in together, then sealed one after the other, as each waits for the one before."""

		def work() -> None:
			for key, action in ((keeper.maker, "Close Volume"), (keeper.sealer, "Seal Volume")):
				for name in names:
					self.steps(name, (key, action))

		self.apart(work)

	def assertPrinted(self, volume: "frappe.model.document.Document") -> None:
		"""Each of its papers bears its own number and code."""
		papers = [file for file in sealing.sealed_files(volume) if file.kind == "pdf"]
		self.assertEqual([file.edition for file in papers], ["full", "masked"])
		for paper in papers:
			cover = pdf_text.pages(paper.content())[0]
			self.assertIn(volume.number, cover)
			self.assertIn(volume.verification_code, cover)


class TestDecidedAtOnce(CommittedVolumes):
	"""Two decisions of which the second began before the first was written, and so sees nothing of it."""

	def setUp(self) -> None:
		super().setUp()
		self.volume = self.opened(1)[0]
		self.steps(self.volume, ("other_officer", "Close Volume"), ("chair", "Seal Volume"))

	def decided_at_once(self, doctype: str, action: str, **values) -> list[str]:
		"""Two entries on the volume, which two people decide on at once."""
		with self.as_user("other_officer"):
			entries = [frappe.get_doc({"doctype": doctype, **values}).insert().name for _i in range(2)]
		frappe.db.commit()
		first, second = entries
		self.apart(lambda: self.decide_after(doctype, second, action, "vice", first, "chair"))
		frappe.db.rollback()
		return entries

	def decide_after(self, doctype: str, name: str, action: str, key: str, other: str, other_key: str):
		frappe.set_user(self.world.users[key])
		# from its first reading on, a transaction sees what was there by then
		modified = str(frappe.db.get_value(doctype, name, "modified"))
		self.apart(lambda: self.decide(doctype, other, action, other_key))
		act(doctype, name, action, modified, {})
		frappe.db.commit()

	def decide(self, doctype: str, name: str, action: str, key: str) -> None:
		frappe.set_user(self.world.users[key])
		act(doctype, name, action, str(frappe.db.get_value(doctype, name, "modified")), {})
		frappe.db.commit()

	def test_two_corrections_have_two_numbers(self):
		late = "西接〔2019〕第001号"
		with patch.object(completeness.Checks, "records", return_value={"late": late}):
			entries = self.decided_at_once(
				"Volume Correction",
				"Confirm Correction",
				volume=self.volume,
				entry_number=late,
				correct_text="补登此条",
				reason="漏记",
			)
		numbers = [frappe.db.get_value("Volume Correction", name, "sequence") for name in entries]
		self.assertEqual(numbers, [1, 2])
		self.assertEqual(verifying.differences(frappe.get_doc(DOCTYPE, self.volume)), [])

	def test_two_reprints_have_two_numbers(self):
		entries = self.decided_at_once(
			"Loss Statement",
			"Approve Reprint",
			lost_paper=DOCTYPE,
			paper=self.volume,
			lost_on=getdate(),
			lost_by="钱联络",
			circumstances="搬办公室时遗失。",
		)
		counts = [frappe.db.get_value("Loss Statement", name, "reprint_count") for name in entries]
		self.assertEqual(counts, [1, 2])


class TestOpenedAtOnce(CommittedVolumes):
	def test_of_two_who_open_the_same_days_one_is_refused(self):
		refused = []

		def open_late() -> None:
			with self.as_user("clerk"):
				# from its first reading on, a transaction sees what was there by then
				frappe.get_all(DOCTYPE, limit=1)
				self.apart(lambda: self.opened(1))
				volume = self.volume(WEST, "R3", f"{YEAR}-01-01", f"{YEAR}-12-31")
				try:
					volume.insert()
					frappe.db.commit()
				except frappe.ValidationError as error:
					refused.append(str(error))

		self.apart(open_late)
		frappe.db.rollback()
		self.assertEqual(len(frappe.get_all(DOCTYPE, {"station": self.world.station_west})), 1)
		self.assertIn("不重叠", refused[0])


class TestKilled(CommittedVolumes):
	def test_a_killed_process_leaves_an_unsealed_volume_that_is_sealed_the_next_time(self):
		name = self.opened(1)[0]
		self.steps(name, ("other_officer", "Close Volume"))
		for owner, method in (
			(sealing.typesetting, "typeset"),
			(sealed_files.Writer, "attach"),
			(sealing, "signature"),
			(frappe.db.__class__, "commit"),
		):
			with self.subTest(killed_in=method):
				self.seal_in_a_process_that_is_killed(name, owner, method)
				frappe.db.rollback()
				state = frappe.db.get_value(DOCTYPE, name, ["workflow_state", "seal"], as_dict=True)
				self.assertEqual(state, {"workflow_state": "Volume Closed", "seal": None})
				self.assertEqual(frappe.db.count("File", {"attached_to_name": name}), 0)
		self.assertEqual(len(self.on_disk(name)), 6)
		self.steps(name, ("chair", "Seal Volume"))
		self.assertEqual(verifying.differences(frappe.get_doc(DOCTYPE, name)), [])
		self.assertEqual(len(self.on_disk(name)), 6)

	def seal_in_a_process_that_is_killed(self, name: str, owner: object, method: str) -> None:
		child = os.fork()
		if not child:
			# the parent's connection is the child's too: it must be neither used nor closed here
			def die(*args, **kwargs) -> None:
				os.kill(os.getpid(), signal.SIGKILL)

			with patch.object(owner, method, die):
				self.apart(lambda: self.steps(name, ("chair", "Seal Volume")))
			os._exit(1)
		_child, status = os.waitpid(child, 0)
		self.assertEqual(os.WTERMSIG(status), signal.SIGKILL)
