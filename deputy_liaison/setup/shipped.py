"""The records that the app ships as data, under the top-level fixtures folder."""

import json
from pathlib import Path

import frappe


def shipped(*parts: str) -> list[dict] | dict:
	"""Read one file of the fixtures folder, e.g. ``shipped("workflow", "states.json")``."""
	path = Path(frappe.get_app_path("deputy_liaison", "fixtures", *parts))
	return json.loads(path.read_text(encoding="utf-8"))
