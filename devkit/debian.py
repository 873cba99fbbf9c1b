"""Debian's packages: what is missing is installed for root, and named in one line for anybody else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from devkit import process
from devkit.stop import Stop

# The program that must be there, and the package that brings it. The server's core package has no service
# of its own, so that no database of the machine is started or changed.
PROGRAMS = {
	"mariadbd": "mariadb-server-core",
	"mariadb-install-db": "mariadb-server-core",
	"mariadb": "mariadb-client-core",
	"redis-server": "redis-server",
	"node": "nodejs",
	"npm": "npm",
	"chromium": "chromium",
	"wkhtmltopdf": "wkhtmltopdf",
	"pdftotext": "poppler-utils",
	"fc-list": "fontconfig",
	"git": "git",
}
# Genuine Frappe 16 compiles its database client
COMPILING = {"gcc": "gcc", "pkg-config": "pkg-config"}
COMPILING_FILES = {"mysql.h": "libmariadb-dev", "Python.h": "python3-dev"}
SBIN = os.pathsep.join(["/usr/local/sbin", "/usr/sbin", "/sbin"])


def missing(genuine: bool = False) -> list:
	"""The packages whose programs, fonts or modules are not there."""
	search = os.environ.get("PATH", os.defpath) + os.pathsep + SBIN
	programs = {**PROGRAMS, **COMPILING} if genuine else PROGRAMS
	names = {package for program, package in programs.items() if not shutil.which(program, path=search)}
	if not _has_chinese_font():
		names.add("fonts-noto-cjk")
	if not _has_venv():
		names.add("python3-venv")
	if genuine:
		names |= {package for file, package in COMPILING_FILES.items() if not _has_header(file)}
	return sorted(names)


def install(names: list, log: Path, cwd: Path, tick) -> None:
	"""Install what is missing, as root; anybody else is told what to ask for."""
	if not names:
		return
	wanted = " ".join(names)
	if not shutil.which("apt-get"):
		raise Stop(f"missing on this machine: {wanted} (Debian's names; there is no apt-get here)")
	if os.geteuid() != 0:
		raise Stop(f"missing on this machine; as root run: apt-get install --no-install-recommends {wanted}")
	env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
	process.run(["apt-get", "update"], log, cwd=cwd, env=env, tick=tick, registry=True)
	command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
	process.run(command, log, cwd=cwd, env=env, tick=tick, registry=True)
	still = missing()
	if set(still) & set(names):
		raise Stop(f"installed, but still not found: {' '.join(still)}; see {log}")


def _has_chinese_font() -> bool:
	if not shutil.which("fc-list"):
		return False
	found = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
	return bool(found.stdout.strip())


def _has_venv() -> bool:
	probe = [sys.executable, "-c", "import ensurepip, venv"]
	return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _has_header(file: str) -> bool:
	return any(Path("/usr/include").rglob(file))
