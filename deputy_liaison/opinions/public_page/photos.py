"""Photos from the public page: known by their content, drawn anew, without what the camera wrote into them."""

import io
from collections.abc import Iterable

import frappe
from frappe import _
from PIL import Image, ImageOps
from werkzeug.datastructures import FileStorage

MOST_PHOTOS = 3
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000  # a few kilobytes can claim to be a picture that fills the memory
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP")


def redrawn(sent: Iterable[FileStorage]) -> list[bytes]:
	"""The photos as JPEG, upright, at most 2,000 pixels a side; place and time of taking are not kept.

	Raises:
		frappe.ValidationError: too many, too large, or no picture whatever its name says.
	"""
	files = [file for file in sent if file and file.filename]
	if len(files) > MOST_PHOTOS:
		frappe.throw(_("At most {0} photos are possible.").format(MOST_PHOTOS))
	return [_redrawn(file.stream.read(MOST_BYTES + 1), position) for position, file in enumerate(files, 1)]


def _redrawn(content: bytes, position: int) -> bytes:
	if len(content) > MOST_BYTES:
		frappe.throw(
			_("Photo {0} is larger than {1} MB. Choose a smaller one.").format(
				position, MOST_BYTES // 1024 // 1024
			)
		)
	try:
		plain = _opened(content)
	except Exception:  # a file broken on purpose makes Pillow raise whatever it trips over
		plain = None
	if not plain:
		frappe.throw(_("Photo {0} is no picture that can be opened. Choose a JPG or PNG.").format(position))
	drawn = io.BytesIO()
	plain.save(drawn, "JPEG", quality=82)
	return drawn.getvalue()


def _opened(content: bytes) -> Image.Image | None:
	"""The picture upright and no larger than is kept; None where it has too many dots to be looked at."""
	with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
		if picture.width * picture.height > MOST_PIXELS:
			return None
		# a JPEG is decoded at a fraction of its size at once
		picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
		upright = ImageOps.exif_transpose(picture).convert("RGB")
	upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
	# a new picture with nothing but the dots: converting keeps what the file said beside them
	plain = Image.new("RGB", upright.size)
	plain.paste(upright)
	return plain


def keep(photos: list[bytes], doctype: str, name: str) -> None:
	"""Attach the photos to a record as private files; who may hand them in was checked by the caller."""
	for position, content in enumerate(photos, 1):
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{_('Photo of the Reporter')}{position}-{name}.jpg",
				"content": content,
				"is_private": 1,
			}
		)
		# a guest may write no File; switch, token, limits and content were checked in `hand_in`
		file.insert(ignore_permissions=True)
		# afterwards, as attaching writes a comment on the record, which is for accounts
		file.db_set({"attached_to_doctype": doctype, "attached_to_name": name})
