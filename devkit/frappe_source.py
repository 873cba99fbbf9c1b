"""The registries' Frappe: a republished develop branch of August 2023, with its names put back.

Frappe itself is not on PyPI. What is there under another name is Frappe's source with identifiers renamed;
the renames below turned round give the original, but for three weeks of commits and a few pictures.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tarfile
from pathlib import Path

from devkit import process
from devkit.bench import Bench
from devkit.stop import Stop

PACKAGE, VERSION = "criscostack", "1.0.0"
ARCHIVE = f"{PACKAGE}-{VERSION}.tar.gz"
SHA256 = "82f55713e9ee191d5a6c8eaba215ae3da4ab9ee20d8eaa27f501351ee6345478"

# Longest first. Bytes, because pictures and translations pass through as well.
NAMES = (
	(b"CRISCOSTACK", b"FRAPPE"),
	(b"Criscostack", b"Frappe"),
	(b"criscostack", b"frappe"),
	(b"Criscoerp", b"ERPNext"),
	(b"criscoerp", b"erpnext"),
	(b"Crisco", b"Frappe"),
	(b"brik_helper", b"bench_helper"),
)


def restore(data: bytes) -> bytes:
	"""A file's content, or its name, as upstream has it."""
	for renamed, original in NAMES:
		data = data.replace(renamed, original)
	return data


def verify(archive: Path, sha256: str) -> None:
	"""Refuse an archive that is not the pinned one."""
	found = hashlib.sha256(archive.read_bytes()).hexdigest()
	if found != sha256:
		raise Stop(f"{archive.name} is not the pinned archive (sha256 {found}, wanted {sha256}); not used")


def download(bench: Bench, log: Path, tick) -> None:
	"""Fetch the archive from PyPI, unless the right one is here already."""
	folder = bench.path / "downloads"
	archive = folder / ARCHIVE
	if archive.exists():
		try:
			return verify(archive, SHA256)
		except Stop:
			archive.unlink()
	folder.mkdir(parents=True, exist_ok=True)
	pin = folder / "pin.txt"
	pin.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n")
	command = [
		bench.python,
		"-m",
		"pip",
		"download",
		"--no-input",
		"--disable-pip-version-check",
		"--no-deps",
	]
	command += ["--no-build-isolation", "--no-binary", PACKAGE, "--require-hashes", "-r", pin, "-d", folder]
	process.run(command, log, cwd=folder, env=bench.environment(), tick=tick, registry=True)
	return verify(archive, SHA256)


def unpack(archive: Path, target: Path, sha256: str = SHA256) -> None:
	"""Write the restored tree beside its place and move it there whole."""
	verify(archive, sha256)
	part = target.with_name(f".{target.name}.part")
	shutil.rmtree(part, ignore_errors=True)
	with tarfile.open(archive) as tar:
		for member in tar:
			inner = Path(member.name).parts[1:]
			if not member.isfile() or not inner or ".." in inner or inner[-1] == ".DS_Store":
				continue
			place = part / os.fsdecode(restore(os.fsencode(os.path.join(*inner))))
			place.parent.mkdir(parents=True, exist_ok=True)
			place.write_bytes(restore(tar.extractfile(member).read()))
	project = part / "pyproject.toml"
	# upstream takes the version from the package, and so does its own code
	text = re.sub(r"(?m)^version = .*$", 'dynamic = ["version"]', project.read_text(), count=1)
	project.write_text(text)
	shutil.rmtree(target, ignore_errors=True)
	part.rename(target)
