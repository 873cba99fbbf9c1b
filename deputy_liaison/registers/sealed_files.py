"""The files of a sealed volume on disk: written before the seal is set, afterwards never replaced.

A name holds random signs, so that nobody can put a file of his own in its place beforehand. What an
interrupted sealing left behind is found by its name and removed by the next one.
"""

import hashlib
import os
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import frappe

DOCTYPE = "Register Volume"
SEAL = "Seal Volume"
FULL, MASKED = "full", "masked"
EDITIONS = (FULL, MASKED)
EDITION_WORDS = {FULL: "全本", MASKED: "掩码本"}
# what was composed, as data; the paper; the sheet
KINDS = ("json", "pdf", "xlsx")
NAME = re.compile(r"volume-(\w+)-[0-9a-f]{16}-(full|masked)\.(?:json|pdf|xlsx)")
ADDRESS = "/private/files/"
DAY_SECONDS = 86400


@dataclass(frozen=True)
class SealedFile:
	"""One file of a volume, as the seal names it.

	Args:
		edition: "full" or "masked".
		kind: "json", "pdf" or "xlsx".
		address: where it lies; what a File record calls its URL.
		title: what it is called for people.
		digest: SHA-256 of its content.
		size: its bytes.
	"""

	edition: str
	kind: str
	address: str
	title: str
	digest: str
	size: int

	@property
	def path(self) -> Path:
		return folder() / self.address.removeprefix(ADDRESS)

	def content(self) -> bytes | None:
		"""What lies on disk now, None if nothing does."""
		try:
			return self.path.read_bytes()
		except FileNotFoundError:
			return None

	def is_as_sealed(self, content: bytes) -> bool:
		"""Whether `content` is what was sealed."""
		return (len(content), digest_of(content)) == (self.size, self.digest)

	def as_dict(self) -> dict:
		return asdict(self)


def folder() -> Path:
	"""Where the site keeps its private files."""
	return Path(frappe.get_site_path("private", "files"))


def is_full_edition(address: str) -> bool:
	"""Whether a full edition lies at this address, whatever the database says of it."""
	found = NAME.fullmatch(address.removeprefix(ADDRESS))
	return bool(found) and found[2] == FULL


def digest_of(content: bytes) -> str:
	return hashlib.sha256(content).hexdigest()


class Writer:
	"""Writes the files of one sealing.

	Args:
		volume: name of the volume, which the caller has locked and which is not sealed.
		title: what its files are called for people.
	"""

	def __init__(self, volume: str, title: str) -> None:
		self.volume = volume
		self.title = title
		self.token = secrets.token_hex(8)
		self.files: list[SealedFile] = []
		for path in _lying_about(volume):
			path.unlink(missing_ok=True)

	def write(self, edition: str, kind: str, content: bytes) -> SealedFile:
		"""Put one file on disk for good before anything names it."""
		name = f"volume-{self.volume}-{self.token}-{edition}.{kind}"
		with (folder() / name).open("xb") as file:
			file.write(content)
			file.flush()
			os.fsync(file.fileno())
		written = SealedFile(
			edition,
			kind,
			ADDRESS + name,
			f"{self.title}-{EDITION_WORDS[edition]}.{kind}",
			digest_of(content),
			len(content),
		)
		self.files.append(written)
		return written

	def attach(self) -> None:
		"""Make the File records by which Frappe knows them: part of the transaction that sets the seal."""
		_sync(folder())
		for file in self.files:
			record = frappe.get_doc(
				{
					"doctype": "File",
					"owner": frappe.session.user,
					"file_name": file.title,
					"file_url": file.address,
					"file_size": file.size,
					"is_private": 1,
					"folder": "Home/Attachments",
					"attached_to_doctype": DOCTYPE,
					"attached_to_name": self.volume,
				}
			)
			# Frappe's own insert would write the content a second time. Without a content hash no later
			# upload of the same content shares, and with its deletion removes, the sealed file.
			record.db_insert()


def _sync(path: Path) -> None:
	"""A name in a folder is on disk only when the folder is."""
	handle = os.open(path, os.O_RDONLY)
	try:
		os.fsync(handle)
	finally:
		os.close(handle)


def destroy(files: list[SealedFile], volume: str) -> None:
	"""Remove files and their records for ever; one that is gone already was removed by a try before."""
	for file in files:
		file.path.unlink(missing_ok=True)
	_sync(folder())
	# past delete_doc, which would keep a copy of the record
	frappe.db.delete(
		"File",
		{
			"attached_to_doctype": DOCTYPE,
			"attached_to_name": volume,
			"file_url": ("in", [file.address for file in files]),
		},
	)


def _lying_about(volume: str) -> list[Path]:
	return [path for path in folder().glob(f"volume-{volume}-*") if NAME.fullmatch(path.name)]


def once_sealed(volumes: Collection[str]) -> set[str]:
	"""Those of the volumes that were sealed, by their seal or by what else still tells of it.

	The log counts too: whoever empties a seal must not get the files removed.
	"""
	wanted = ("in", list(volumes) or [""])
	return {
		*frappe.get_all(
			DOCTYPE,
			filters={"name": wanted},
			or_filters={"seal": ("is", "set"), "manifest": ("is", "set")},
			pluck="name",
		),
		*frappe.get_all(
			"Handling Log",
			{"reference_doctype": DOCTYPE, "reference_name": wanted, "action": SEAL},
			pluck="reference_name",
		),
	}


def remove_interrupted() -> None:
	"""Daily: full values of voters must not lie about because a sealing was killed and not done again.

	Never a file of a volume that was sealed, known or not: what somebody took out of the database by hand is
	found by verifying it (`verifying._changed_file`).
	"""
	yesterday = time.time() - DAY_SECONDS
	old = defaultdict(list)
	for path in folder().glob("volume-*"):
		if (found := NAME.fullmatch(path.name)) and path.stat().st_mtime < yesterday:
			old[found[1]].append(path)
	for volume in old.keys() - once_sealed(old):
		for path in old[volume]:
			path.unlink(missing_ok=True)
