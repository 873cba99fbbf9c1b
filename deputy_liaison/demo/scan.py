"""A drawn stand-in for the scan of a signed return slip."""

import io

import frappe
from PIL import Image, ImageDraw


def return_slip(doctype: str, name: str) -> str:
	"""Attach the picture to a record, privately and once; its address."""
	attached = frappe.db.get_value(
		"File", {"attached_to_doctype": doctype, "attached_to_name": name}, "file_url"
	)
	if attached:
		return attached
	return (
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"return-slip-{name}.png",
				"attached_to_doctype": doctype,
				"attached_to_name": name,
				"is_private": 1,
				"content": _picture(),
			}
		)
		.insert()
		.file_url
	)


def _picture() -> bytes:
	"""Ruled lines, a signature's stroke and a round seal; no words, so no font is needed."""
	paper = Image.new("RGB", (600, 360), "white")
	pen = ImageDraw.Draw(paper)
	pen.rectangle((30, 30, 570, 330), outline="black", width=2)
	for y in range(80, 330, 50):
		pen.line((30, y, 570, y), fill="grey")
	pen.line([(70 + 9 * x, 300 - 14 * (x % 3)) for x in range(12)], fill="navy", width=3)
	pen.ellipse((420, 200, 540, 320), outline="red", width=5)
	out = io.BytesIO()
	paper.save(out, "PNG")
	return out.getvalue()
