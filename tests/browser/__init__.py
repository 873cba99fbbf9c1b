"""Flows in real Chromium against a served site."""
