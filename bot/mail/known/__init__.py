"""What a list has taught: the lines that close its posts, and what the posts say that others answer."""

from bot.mail.known.known import NOTHING, Known

__all__ = ["NOTHING", "Known"]
