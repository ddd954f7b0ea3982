"""The marks by which the bot recognises its own mail; nobody else can make them."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Literal

from bot.mail.origin.references import answered
from bot.mail.origin.tokens import MAC, NAME, Token, spelled
from bot.mail.origin.trace import body_of
from bot.mail.post import Post

LOOP_FIELD = "X-Loop"
MAC_CHARACTERS = 32
"""Hex digits of a mark: 128 bits."""

WORD = re.compile(r"[A-Za-z0-9_-]{1,100}")
OWN_ID = re.compile(r"([a-z0-9_-]+)\.([a-z0-9_-]+)\.([0-9a-f]{32})@([^\s@<>]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """
    The marks of one list's mail.

    ``secret`` keys every mark (16 octets at least, ValueError below),
    ``list_id`` is the List-Id without brackets, ``domain`` stands behind the @
    of Message-IDs. A mark of one list says nothing to another.
    """

    secret: bytes = field(repr=False)
    list_id: str
    domain: str

    def __post_init__(self) -> None:
        if len(self.secret) < 16:
            raise ValueError("the secret of the marks needs 16 octets or more")

    def message_id(self, case: str, kind: str) -> str:
        """
        The Message-ID, without brackets, of the bot's mail of that kind about that case.

        The same case and kind give the same id for ever, so that a repeated
        mail is seen to be one. Both are made of ASCII letters, digits, "-" and
        "_" (ValueError otherwise).
        """
        if not (WORD.fullmatch(case) and WORD.fullmatch(kind)):
            raise ValueError(f"no word for a Message-ID: {kind!r}, {case!r}")
        return f"{kind}.{case}.{self._mac('message-id', kind, case)}@{self.domain}"

    def kind_of(self, message_id: str) -> str | None:
        """The kind of our mail that has this Message-ID, with or without <>; None where it is not ours."""
        made = self.made(message_id)
        return None if made is None else made[0]

    def made(self, message_id: str) -> tuple[str, str] | None:
        """The kind and the case (or token) of which we made this Message-ID; None where it is not ours."""
        own = OWN_ID.fullmatch(message_id.strip().strip("<>").lower())
        if own is None or own[4] != self.domain.lower():
            return None
        genuine = hmac.compare_digest(own[3], self._mac("message-id", own[1], own[2]))
        return (own[1], own[2]) if genuine else None

    def token(self, purpose: str, person: str, *about: str) -> Token:
        """
        The token that goes to one person: the same words give the same one for ever.

        ``about`` is what it is for (a case and the round of its dialogue, say).
        """
        words = (purpose, person.lower(), *about)
        name = spelled(self._digest("token-name", *words), NAME)
        return Token(name, self.token_mac(name, purpose, person))

    def token_mac(self, name: str, purpose: str, person: str) -> str:
        """What makes the token of that name genuine, bound to list, purpose and person."""
        return spelled(self._digest("token", name, purpose, person.lower()), MAC)

    def is_genuine(self, token: Token, purpose: str, person: str) -> bool:
        """Whether we made that token for that person; takes the same time for any wrong one."""
        wanted = self.token_mac(token.name, purpose, person)
        return hmac.compare_digest(token.mac.encode(), wanted.encode())

    def is_ours(self, message_id: str) -> bool:
        """Whether the bot wrote the mail of this Message-ID, with or without <>."""
        return self.kind_of(message_id) is not None

    def answered(self, post: Post) -> dict[str, str]:
        """Message-ID and kind of each of our mails that a post answers, by In-Reply-To and References."""
        kinds = {message_id: self.kind_of(message_id) for message_id in answered(post.header)}
        return {message_id: kind for message_id, kind in kinds.items() if kind is not None}

    def short_token(self, purpose: str, person: str) -> str:
        """
        A token of sixteen letters and digits (80 bits) that stands for one person by itself.

        It is on no record: whoever knows the people finds whose it is. It stands in
        addresses and subjects, so capitals do not matter to it.
        """
        return base64.b32encode(self._digest(f"short {purpose}", person)[:10]).decode("ascii").lower()

    def loop_mark(self, message_id: str) -> str:
        """The X-Loop value for the mail that leaves with this Message-ID: our list-id and its mac."""
        return f"{self.list_id} {self._mac('loop', _bare(message_id))}"

    def mark_of(self, post: Post) -> Literal["ours", "forged"] | None:
        """Whether a post carries a loop mark in our list's name, and whether we made it."""
        marks = [mark for mark in map(self._mark, _loop_fields(post)) if mark is not None]
        if not marks:
            return None
        wanted = self._mac("loop", _bare(post.message_id or ""))
        genuine = [hmac.compare_digest(mark, wanted.encode()) for mark in marks]
        return "ours" if any(genuine) else "forged"

    def carries_loop_mark(self, post: Post) -> bool:
        """Whether the post went through this list before: it carries a mark that only we can make."""
        return self.mark_of(post) == "ours"

    def _mark(self, value: str) -> bytes | None:
        """The mac of a mark in our list's name; "" where it has none; None for another's mark."""
        list_id, _, mac = value.strip().lower().partition(" ")
        return mac.strip().encode() if list_id.strip("<>") == self.list_id.lower() else None

    def _mac(self, purpose: str, *words: str) -> str:
        return self._digest(purpose, *words).hex()[:MAC_CHARACTERS]

    def _digest(self, purpose: str, *words: str) -> bytes:
        said = "\0".join((purpose, self.list_id, *words)).lower()
        return hmac.new(self.secret, said.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


def list_trace(post: Post, list_id: str, address: str) -> str | None:
    """The field that shows that this very list sent the post before (RFC 2919, RFC 2369), if any."""
    for name, own in (
        ("List-Id", rf"<{re.escape(list_id)}>"),
        ("X-BeenThere", rf"^\s*{re.escape(address)}\s*$"),
        ("List-Post", rf"<mailto:{re.escape(address)}[?>]"),
    ):
        if any(re.search(own, value, re.IGNORECASE) for value in post.header.all(name)):
            return name
    return None


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>")


def _loop_fields(post: Post) -> tuple[str, ...]:
    return tuple(body_of(item) for item in post.header if item.name.lower() == LOOP_FIELD.lower())
