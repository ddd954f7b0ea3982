"""Reading mail: the octets of a message become a ``Post``. Pure, total, without I/O."""

from bot.mail.format.identity import identify
from bot.mail.read import Unread, read

__all__ = ["Unread", "identify", "read"]
