"""Whose key this is, who calls, and how a phone becomes known."""
