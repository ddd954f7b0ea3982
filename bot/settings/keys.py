"""The type of a settings key, and names that keys may hold and that others know more of."""

Key = tuple[str | int, ...]
"""Where a value stands: ("lists", 0, "digest", "schedule")."""

LATER = {
    "mailman3": "Mailman 3",
    "mailman-notices": "Mailman 2's hold notices",
}
"""Kinds of intake that are planned but not built."""

PROVIDERS = ("microsoft365", "outlook", "gmail")
"""Providers of tokens whose addresses are known (`bot.oauth`)."""

SECRETS = ("password", "database_password", "client_secret", "approved")
"""Keys that stand in files of their own, or in the environment, and never in the settings."""
