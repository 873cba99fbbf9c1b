"""One masking rule for voters' data: 王*明, 138****5678 (rules.md §11)."""

import re

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
FULL_WIDTH = str.maketrans("０１２３４５６７８９－　", "0123456789- ")


def plain_phone(text: str | None) -> str:
	"""A phone number as it is stored and compared: half-width, without spaces and hyphens."""
	return (text or "").translate(FULL_WIDTH).replace(" ", "").replace("-", "")


def mask_name(name: str | None) -> str:
	"""`王明` → `王*`, `王小明` → `王*明`, `欧阳小明` → `欧**明`; empty stays empty."""
	name = (name or "").strip()
	if len(name) <= 1:
		return "*" * len(name)
	if len(name) == 2:
		return f"{name[0]}*"
	return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def names_in(text: str | None) -> list[str]:
	"""The names of a list typed with spaces, commas or 、 between them."""
	return [name for name in re.split(r"[\s,，、;；]+", text or "") if name]


def mask_names(text: str | None) -> str:
	"""`王明、李小华` → `王*、李*华`; a name that is masked already stays as it is."""
	return "、".join(mask_name(name) for name in names_in(text))


def mask_phone(phone: str | None) -> str:
	"""`13812345678` → `138****5678`; short or area-code numbers keep the last two digits only."""
	digits = (phone or "").strip()
	if not digits:
		return ""
	if len(digits) == 11:
		return f"{digits[:3]}****{digits[-4:]}"
	return f"{'*' * max(len(digits) - 2, 1)}{digits[-2:]}"


def mask_mobiles(text: str) -> str:
	"""A text with every mobile number in it masked."""
	return MOBILE.sub(lambda found: mask_phone(found[0]), text)


def is_masked(value: str | None) -> bool:
	"""Whether a form sends back a mask instead of a value."""
	return "*" in (value or "")


def mask_address(address: str | None) -> str:
	"""Village or street only: the place itself stands in its own field, so nothing of the text stays."""
	return "***" if (address or "").strip() else ""
