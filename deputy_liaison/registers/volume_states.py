"""States of a Register Volume: what each stands for (rules.md §3b)."""

OPEN = "Volume Open"
CLOSED = "Volume Closed"
ARCHIVED = "Volume Archived"
MASKED_ONLY = "Volume Masked Only"
UNSEALED = (OPEN, CLOSED)
SEALED = ("Volume Sealed", ARCHIVED, MASKED_ONLY)
