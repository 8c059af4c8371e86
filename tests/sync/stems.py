"""The ideas of the protocol that have a page, vectors, and code in both languages."""

STEMS = (
    *("op", "clock", "calendar", "appeal", "moderation", "merge", "scope", "tree"),
    *("personal", "privacy", "witness", "regain", "carry", "procedure", "review", "project", "duty", "lease"),
    *("match", "draw", "tips", "meeting", "blind", "poll", "live"),
)
