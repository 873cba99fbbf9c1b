"""Codes that people read from paper and type: without signs that look alike, and drawn as QR codes."""

import base64
import hashlib
import hmac
import io
import secrets
import unicodedata

import segno
from frappe.utils.password import get_encryption_key

# no 0 and O, no 1, I and L
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code(length: int) -> str:
	"""A random code of `length` signs, each worth nearly five bits."""
	return "".join(secrets.choice(SIGNS) for _sign in range(length))


def plain_code(typed: str | None) -> str:
	"""A code as it is compared: capitals, half-width, without spaces and hyphens."""
	folded = unicodedata.normalize("NFKC", typed or "").upper()
	return "".join(sign for sign in folded if sign.isalnum())


def keyed_hash(purpose: str, text: str) -> str:
	"""Hash of `text` that only this site can make; one purpose's tells nothing of another's."""
	return hmac.new(get_encryption_key().encode(), f"{purpose}|{text}".encode(), hashlib.sha256).hexdigest()


def qr_image(text: str, error: str = "M") -> str:
	"""The QR code of `text` as a data address, sharp at any size.

	Args:
		text: what a telephone's camera reads.
		error: how much may be dirty or torn: "L", "M", "Q" or "H".
	"""
	drawing = io.BytesIO()
	segno.make_qr(text, error=error, encoding="utf-8").save(drawing, kind="svg", scale=4, border=2)
	return f"data:image/svg+xml;base64,{base64.b64encode(drawing.getvalue()).decode()}"
