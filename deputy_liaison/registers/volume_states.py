"""States of a Register Volume: what each stands for (rules.md §3b)."""

OPEN = "Volume Open"
CLOSED = "Volume Closed"
ARCHIVED = "Volume Archived"
MASKED_ONLY = "Volume Masked Only"
UNSEALED = (OPEN, CLOSED)
SEALED = ("Volume Sealed", ARCHIVED, MASKED_ONLY)
# an entry that says what is right instead of what a sealed volume says
CORRECTION, CORRECTED = "Volume Correction", "Correction Confirmed"
