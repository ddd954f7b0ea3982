"""Listwarden: a moderation bot for mailing lists."""

__version__ = "0.1.0"
