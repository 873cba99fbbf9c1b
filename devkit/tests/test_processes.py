"""Children, servers, ports and the lock: with real processes and sockets."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from devkit import ports, process
from devkit.bench import Bench
from devkit.lock import only_one
from devkit.process import Identity
from devkit.servers import STARTED, Server, keep_port
from devkit.stop import Stop

LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"


class Folder(unittest.TestCase):
	def setUp(self):
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)


class TestPorts(unittest.TestCase):
	def test_a_taken_port_is_passed_over(self):
		with socket.create_server((ports.LOOPBACK, 0)) as taken:
			number = taken.getsockname()[1]
			self.assertFalse(ports.is_free(number))
			self.assertTrue(ports.answers(number))
			self.assertGreater(ports.pick(number), number)
		self.assertEqual(ports.pick(number), number)
		self.assertFalse(ports.answers(number))

	def test_a_promised_port_is_passed_over(self):
		free = ports.pick(24000)
		self.assertGreater(ports.pick(free, (free,)), free)


class TestRun(Folder):
	def run_python(self, code: str, **options) -> int:
		return process.run([sys.executable, "-c", code], self.folder / "x.log", self.folder, **options)

	def test_the_log_has_command_and_output(self):
		self.assertEqual(self.run_python("print('hello')"), 0)
		text = (self.folder / "x.log").read_text()
		self.assertTrue(text.startswith("$ "))
		self.assertIn("hello", text)

	def test_the_log_has_no_password(self):
		process.run(["echo", "--admin-password", "opensesame"], self.folder / "x.log", self.folder)
		self.assertIn("$ echo --admin-password ***", (self.folder / "x.log").read_text())

	def test_a_failure_shows_last_lines_and_log(self):
		with self.assertRaisesRegex(Stop, r"(?s)exit code 3.*the reason.*x\.log"):
			self.run_python("print('the reason'); raise SystemExit(3)")

	def test_a_full_disk_is_told_plainly(self):
		with self.assertRaisesRegex(Stop, "the disk is full"):
			self.run_python("raise SystemExit('OSError: [Errno 28] No space left on device')")

	def test_no_network_is_told_for_registries_only(self):
		failing = "raise SystemExit('Temporary failure in name resolution')"
		with self.assertRaisesRegex(Stop, "no network"):
			self.run_python(failing, registry=True)
		with self.assertRaisesRegex(Stop, "exit code 1"):
			self.run_python(failing)

	def test_a_missing_module_is_no_missing_network(self):
		with self.assertRaisesRegex(Stop, "exit code 1"):
			self.run_python("import not_there_at_all", registry=True)

	def test_a_wrong_hash_is_told(self):
		with self.assertRaisesRegex(Stop, "wrong hash"):
			self.run_python("raise SystemExit('THESE PACKAGES DO NOT MATCH THE HASHES')", registry=True)

	def test_an_interruption_ends_the_child(self):
		started = self.folder / "pid"
		code = f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
		# whoever starts the tests in the background may have told them to ignore the signal
		before = signal.signal(signal.SIGINT, signal.default_int_handler)
		self.addCleanup(signal.signal, signal.SIGINT, before)
		timer = threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT))
		timer.start()
		with self.assertRaises(KeyboardInterrupt):
			self.run_python(code)
		self.assertIsNone(Identity.of(int(started.read_text())))

	def test_a_killed_parent_takes_its_child_along(self):
		started = self.folder / "pid"
		child = f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
		parent = f"import sys; from pathlib import Path; from devkit import process\nprocess.run([sys.executable, '-c', {child!r}], Path('x.log').resolve(), Path.cwd())"
		env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
		running = subprocess.Popen([sys.executable, "-c", parent], cwd=self.folder, env=env)
		wait_for(lambda: started.exists() and started.read_text())
		pid = int(started.read_text())
		self.assertIsNotNone(Identity.of(pid))
		running.kill()
		running.wait()
		wait_for(lambda: Identity.of(pid) is None)


class TestLock(Folder):
	def test_the_second_is_told_about_the_first(self):
		with only_one(self.folder / "lock", "serve"):
			second = only_one(self.folder / "lock", "test")
			with self.assertRaisesRegex(Stop, f"serve, process {os.getpid()}"):
				second.__enter__()
		with only_one(self.folder / "lock", "test"):
			pass

	def test_a_dead_holder_holds_nothing(self):
		code = (
			"import os; from pathlib import Path; from devkit.lock import only_one\n"
			"with only_one(Path('lock'), 'serve'): os.kill(os.getpid(), 9)"
		)
		env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
		subprocess.run([sys.executable, "-c", code], cwd=self.folder, env=env, check=False)
		with only_one(self.folder / "lock", "test"):
			pass

	def test_what_a_killed_one_began_is_waited_for(self):
		code = (
			"import os, subprocess, sys, time; from pathlib import Path; from devkit import lock\n"
			"with lock.only_one(Path('lock'), 'serve'):\n"
			"	subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1.5)'], pass_fds=lock.held)\n"
			"	os.kill(os.getpid(), 9)"
		)
		env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
		subprocess.run([sys.executable, "-c", code], cwd=self.folder, env=env, check=False)
		began = time.monotonic()
		with only_one(self.folder / "lock", "test"):
			self.assertGreater(time.monotonic() - began, 0.5)


class TestServer(Folder):
	def setUp(self):
		super().setUp()
		self.bench = Bench(self.folder)
		self.bench.sites.mkdir(parents=True)
		self.server = Server(self.bench, "listener")
		self.addCleanup(self.server.stop)

	def start(self, version: str = "1") -> dict:
		port = self.server.port or keep_port(self.bench, "listener", 24100)
		command = [sys.executable, "-c", LISTEN, str(port)]
		self.server.start(command, ready=lambda: ports.answers(port), port=port, version=version)
		return self.server.record()

	def test_starts_once_and_stops(self):
		first = self.start()
		self.assertTrue(ports.answers(first["port"]))
		self.assertEqual(self.start(), first)
		self.assertTrue(self.server.stop())
		self.assertFalse(ports.answers(first["port"]))
		self.assertFalse(self.server.stop())

	def test_starts_anew_for_a_new_version(self):
		first = self.start()
		second = self.start("2")
		self.assertNotEqual(first["pid"], second["pid"])
		self.assertEqual(first["port"], second["port"])

	def test_a_killed_server_is_started_again(self):
		first = self.start()
		os.kill(first["pid"], signal.SIGKILL)
		STARTED[first["pid"]].wait()
		self.assertEqual(self.server.record(), {})
		self.assertTrue(ports.answers(self.start()["port"]))

	def test_a_killed_server_s_own_children_are_ended(self):
		port = keep_port(self.bench, "parent", 24200)
		code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {LISTEN!r}, '{port}']); time.sleep(60)"
		parent = Server(self.bench, "parent")
		parent.start([sys.executable, "-c", code], ready=lambda: ports.answers(port), port=port)
		pid = parent.record()["pid"]
		os.kill(pid, signal.SIGKILL)
		STARTED[pid].wait()
		self.assertTrue(ports.answers(port))
		self.assertEqual(parent.record(), {})
		self.assertTrue(ports.is_free(port))

	def test_another_process_with_an_old_number_is_left_alone(self):
		other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
		self.addCleanup(other.wait)
		self.addCleanup(other.kill)
		self.bench.run_files.mkdir(parents=True)
		record = {"pid": other.pid, "identity": "an earlier boot", "port": 1, "version": "1"}
		self.server.pid_file.write_text(json.dumps(record))
		self.assertFalse(self.server.stop())
		self.assertIsNone(other.poll())
		self.assertFalse(self.server.pid_file.exists())

	def test_one_that_does_not_start_says_why(self):
		with self.assertRaisesRegex(Stop, "(?s)listener did not start.*no such thing"):
			self.server.start(
				[sys.executable, "-c", "raise SystemExit('no such thing')"], ready=lambda: False
			)

	def test_a_taken_port_is_not_kept(self):
		port = self.start()["port"]
		self.server.stop()
		with socket.create_server((ports.LOOPBACK, port)):
			self.assertNotEqual(keep_port(self.bench, "listener", 24100), port)


def wait_for(condition, seconds: float = 10) -> None:
	deadline = time.monotonic() + seconds
	while not condition():
		if time.monotonic() > deadline:
			raise AssertionError("waited too long")
		time.sleep(0.05)
