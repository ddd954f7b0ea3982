"""What a list has taught: the lines that close its posts, and what the posts say that others answer."""

from bot.mail.known.known import NOTHING, Asked, Known
from bot.mail.known.lesson import Taught, taught_by

__all__ = ["NOTHING", "Asked", "Known", "Taught", "taught_by"]
