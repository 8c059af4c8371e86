"""A terminal in the village office: keeps villages' logs, and what comes while its line is cut (sync/spec/carry.md)."""
