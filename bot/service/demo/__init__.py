"""``listwarden demo``: the real daemon between a small IMAP server and a mail sink, all on loopback."""

from bot.service.demo.show import Shown, run_demo

__all__ = ["Shown", "run_demo"]
