"""Sealing in several processes at once, and in one that is killed: on committed rows, as on a real site."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate

from deputy_liaison.registers import completeness, sealed_files, sealing, verifying
from deputy_liaison.registers.doctype.register_volume.register_volume import RegisterVolume
from deputy_liaison.state_machine import act
from tests.base import LiaisonTestCase

DOCTYPE = "Register Volume"
VOLUMES = 100
AT_ONCE = 8


class CommittedVolumes(LiaisonTestCase):
	"""Volumes of 西站, one day each; taken away again afterwards."""

	def setUp(self) -> None:
		super().setUp()
		self.definition = frappe.db.get_value("Register Definition", {"code": "R3"})
		self.first = getdate("2019-01-01")
		self.take_away()

	def tearDown(self) -> None:
		self.take_away()
		frappe.db.savepoint("before_test")
		super().tearDown()

	def take_away(self) -> None:
		frappe.db.rollback()
		names = frappe.get_all(DOCTYPE, {"station": self.world.station_west}, pluck="name")
		for name in names:
			for path in self.on_disk(name):
				path.unlink()
		entries = [
			*frappe.get_all("Volume Correction", {"volume": ("in", names or [""])}, pluck="name"),
			*frappe.get_all("Loss Statement", {"paper": ("in", names or [""])}, pluck="name"),
		]
		for doctype in ("Handling Log", "Workflow Action"):
			frappe.db.delete(doctype, {"reference_name": ("in", entries or [""])})
		for doctype, column in (
			(DOCTYPE, "name"),
			("Volume Correction", "volume"),
			("Loss Statement", "paper"),
			("File", "attached_to_name"),
			("Handling Log", "reference_name"),
			("Workflow Action", "reference_name"),
			("Version", "docname"),
		):
			frappe.db.delete(doctype, {column: ("in", names or [""])})
		frappe.db.delete("Number Counter", {"series": f"{DOCTYPE} {self.world.station_west}"})
		frappe.db.commit()

	def on_disk(self, name: str) -> list:
		return list(sealed_files.folder().glob(f"volume-{name}-*"))

	def opened(self, count: int) -> list[str]:
		names = []
		with self.as_user("other_officer"):
			for i in range(count):
				day = str(add_days(self.first, i))
				volume = {
					"doctype": DOCTYPE,
					"definition": self.definition,
					"station": self.world.station_west,
					"from_date": day,
					"to_date": day,
				}
				names.append(frappe.get_doc(volume).insert().name)
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

	@property
	def site(self) -> str:
		return frappe.local.site

	def steps(self, name: str, *steps: tuple[str, str]) -> None:
		for key, action in steps:
			frappe.set_user(self.world.users[key])
			act(DOCTYPE, name, action, str(frappe.db.get_value(DOCTYPE, name, "modified")), {})
			frappe.db.commit()


class TestParallel(CommittedVolumes):
	def test_a_hundred_volumes_get_a_hundred_numbers_without_a_gap(self):
		names = self.opened(VOLUMES)
		site = self.site
		with patch.object(type(self), "site", site):
			self.steps_of_first(names[0])
			paper = self.paper(names[0])
			# the paper of each is the same work again; what is looked at here is the database
			with (
				patch.object(sealing.typesetting, "typeset", return_value=paper),
				# days of one book stand for a hundred books here: those wait for no other
				patch.object(RegisterVolume, "_unsealed_before", return_value=[]),
				ThreadPoolExecutor(AT_ONCE) as pool,
			):
				list(pool.map(self.close_and_seal, names[1:]))
		frappe.db.rollback()
		rows = frappe.get_all(
			DOCTYPE, {"station": self.world.station_west}, ["name", "number", "workflow_state"]
		)
		self.assertEqual({row.workflow_state for row in rows}, {"Volume Sealed"})
		self.assertEqual(
			sorted(row.number for row in rows), [f"西册〔2019〕第{i:03d}号" for i in range(1, VOLUMES + 1)]
		)
		self.assertEqual(
			len({frappe.db.get_value(DOCTYPE, name, "verification_code") for name in names}), VOLUMES
		)
		for name in names[:: VOLUMES // 10]:
			self.assertEqual(verifying.differences(frappe.get_doc(DOCTYPE, name)), [])

	def steps_of_first(self, name: str) -> None:
		self.close_and_seal(name)
		frappe.db.rollback()

	def paper(self, name: str) -> bytes:
		files = sealing.sealed_files(frappe.get_doc(DOCTYPE, name))
		return next(file for file in files if file.kind == "pdf").content()

	def close_and_seal(self, name: str) -> None:
		self.apart(lambda: self.steps(name, ("other_officer", "Close Volume"), ("chair", "Seal Volume")))


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
		with patch.object(type(self), "site", self.site):
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
				volume = frappe.get_doc(
					{
						"doctype": DOCTYPE,
						"definition": self.definition,
						"station": self.world.station_west,
						"from_date": "2019-01-01",
						"to_date": "2019-12-31",
					}
				)
				try:
					volume.insert()
					frappe.db.commit()
				except frappe.ValidationError as error:
					refused.append(str(error))

		with patch.object(type(self), "site", self.site):
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
		site = self.site
		child = os.fork()
		if not child:
			# the parent's connection is the child's too: it must be neither used nor closed here
			def die(*args, **kwargs) -> None:
				os.kill(os.getpid(), signal.SIGKILL)

			with patch.object(type(self), "site", site), patch.object(owner, method, die):
				self.apart(lambda: self.steps(name, ("chair", "Seal Volume")))
			os._exit(1)
		_child, status = os.waitpid(child, 0)
		self.assertEqual(os.WTERMSIG(status), signal.SIGKILL)
