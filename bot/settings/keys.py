"""The type of a settings key, and the kinds of intake that are planned but not built."""

Key = tuple[str | int, ...]
"""Where a value stands: ("lists", 0, "digest", "schedule")."""

LATER = {
    "lmtp": "mail handed over by LMTP",
    "mailman3": "Mailman 3",
    "mailman-notices": "Mailman 2's hold notices",
}
"""Kinds of intake that are planned but not built."""
