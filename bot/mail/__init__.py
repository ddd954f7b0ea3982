"""Reading mail: the octets of a message become a ``Post``. Pure, total, without I/O."""

from bot.mail.format.identity import identify
from bot.mail.read import read

__all__ = ["identify", "read"]
