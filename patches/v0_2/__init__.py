"""Release 0.2."""
