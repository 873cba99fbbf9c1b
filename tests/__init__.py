"""Tests, one file per capability, each named for what it proves."""
