"""Mail that came back: for whom, and whether for good (RFC 3464, and what servers write instead)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError

from bot.mail.format.header import split_head
from bot.mail.format.limits import Defects, LimitPassed
from bot.mail.format.mime_tree import Reader
from bot.mail.post import Post

_TOKEN = re.compile(rb"(?<![a-z2-7])[a-z2-7]{16}(?![a-z2-7])", re.IGNORECASE)
_READ = 300_000  # octets of a report that are looked at
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_HARD = re.compile(rb"^Status:\s*5\.|^Action:\s*failed", re.IGNORECASE | re.MULTILINE)
_SAYS = re.compile(rb"^(?:Status|Action):", re.IGNORECASE | re.MULTILINE)
_FULL = re.compile(
    rb"^Status:\s*5\.2\.2|mailbox (?:is )?full|over ?quota|quota exceeded", re.IGNORECASE | re.MULTILINE
)
_JUDGED = re.compile(rb"^Status:\s*5\.7\.", re.IGNORECASE | re.MULTILINE)
_CODE = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
_OF_ADDRESSES = frozenset({"550", "551", "553"})
_NOBODY = re.compile(
    r"\b(?:no such (?:user|mailbox)|unknown user|user unknown|does(?: not|n't) exist|doesn't have an?"
    r"|mailbox not found|mailbox (?:is )?disabled|recipient address rejected: access denied)\b",
    re.IGNORECASE,
)
_JUDGES = re.compile(
    r"\b(?:spam|block(?:ed|list)|blacklist|reputation|policy|dmarc|spf|dkim|denied|banned|listed|virus|content)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """Mail to a member that came back; ``hard``: for good, so that another try is of no use."""

    person: str
    hard: bool


def bounce_of(post: Post, people: Mapping[str, str]) -> Bounce | None:
    """
    The member whose mail came back with this report; ``people`` by the tokens that only they got.

    The token stands in the address to which the report went (VERP), or in the mail that
    it gives back: without it anybody could say that somebody's mail bounced.
    """
    head = post.raw[:_READ]
    found = {people[name] for token in _TOKEN.findall(head) if (name := token.decode().lower()) in people}
    if len(found) != 1 or not is_report(post):
        return None
    return Bounce(person=found.pop(), hard=is_hard(post))


def is_report(post: Post) -> bool:
    """Whether it says that mail was not delivered; an absence notice comes back the same way."""
    if _statuses(post):
        return True
    return any(_failures(post.raw[:_READ]))


def is_hard(post: Post) -> bool:
    """
    Whether an address takes no mail: a full mailbox, a delay, a server that is away are not for good.

    A report in the form of RFC 3464 is believed in what its status says: the mail that it gives
    back says what its author likes.
    """
    status = _statuses(post)
    if not _SAYS.search(status):
        report = post.raw[:_READ]
        return not _FULL.search(report) and bool(_failures(report)[1])
    judged = _JUDGED.search(status) and not _NOBODY.search(status.decode("utf-8", "replace"))
    return bool(_HARD.search(status)) and not _FULL.search(status) and not judged


def _statuses(post: Post) -> bytes:
    """What the parts that are a delivery status say (RFC 3464 2), their fields' names aside."""
    if post.type != "multipart/report":
        return b""
    raw, defects = post.raw[:_READ], Defects()
    reader = Reader(len(raw), defects)
    try:
        root = reader.read(raw, split_head(raw, 0, len(raw), defects), len(raw))
        return b"\n".join(reader.octets(part) for part in root.walk() if part.type in _STATUS)
    except LimitPassed:
        return b""


def is_hard_refusal(reply: str) -> bool:
    """
    Whether a server's 5yz reply says that there is nobody at an address (RFC 3463 3.2: 5.1.z, 5.2.1).

    What it says of the mailbox's room, of the sender or of the message is not for good: else members
    would be paused for a post that their provider took for spam.
    """
    code = _CODE.search(reply)
    if _NOBODY.search(reply):
        return True
    if code and code[1] != "0":
        return (code[1] == "1" and code[2] not in {"7", "8"}) or (code[1], code[2]) == ("2", "1")
    return reply[:3] in _OF_ADDRESSES and not (_JUDGES.search(reply) or _FULL.search(reply.encode()))


def failed_addresses(report: bytes) -> frozenset[str]:
    """The addresses that a report names as failed for good or for now, in lower case."""
    temporary, permanent = _failures(report)
    return frozenset(each.lower() for each in (*temporary, *permanent))


def _failures(report: bytes) -> tuple[set[str], set[str]]:
    from flufl.bounce import all_failures  # noqa: PLC0415 - loaded when it is needed: few lists serve members themselves

    try:
        temporary, permanent = all_failures(message_from_bytes(report))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return set(), set()
    return ({_text(one) for one in temporary}, {_text(one) for one in permanent})


def _text(address: object) -> str:
    return address.decode("utf-8", "replace") if isinstance(address, bytes) else str(address)
