"""Conditions of procmail (``* ^Subject:.*sale``, ``* ! ^FROM_DAEMON``, ``* > 100000``) as lines of a rule."""

import re

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.written import opposite

_CONDITION = lazy_regex(
    r"(?:\*\s*)?(?P<not>!\s*)?(?:(?P<place>HB|BH|[HB])\s*\?\?\s*)?(?P<test>[\^<>(].*)", re.DOTALL
)
_BARE = lazy_regex(r"\*|!?\s*\^|!?\s*[<>]\s*\d{4,}$")
_REPLY = lazy_regex(r"[ *]*\(?(?:re|aw|sv|antw)(?:\|(?:re|aw|sv|antw))*\)?:?\*?", re.IGNORECASE)
_SIZE = lazy_regex(r"(?P<sign>[<>])\s*(?P<number>\d+)")
_THERE = lazy_regex(r"\^\(?(?P<names>[A-Za-z][\w-]*(?:\|[A-Za-z][\w-]*)*)\)?:(?:\.\*)?\$?")
_FIELD = lazy_regex(r"\^(?P<name>[A-Za-z][\w-]*):[ ]?(?:\*|\.\*)?(?P<pattern>.+)")
_SENT = lazy_regex(r"\^(?P<how>FROM|TO|FROM_|TO_)(?!_?(?:DAEMON|MAILER))(?P<text>_?[\w.@-]+)")
_FACTS = {"subject": "subject", "from": "sender", "sender": "sender", "to": "recipients", "cc": "recipients"}
_PARTS = lazy_regex(r"\^?Content-Type: ?(?:\.\*)?multipart/mixed", re.IGNORECASE)
_ROBOTS = lazy_regex(r"\^FROM_(?:DAEMON|MAILER)")
_DOMAIN = lazy_regex(r"(?:\.\*)?@(?:\(?\.\*\\?\.\)\?)?(?P<hosts>[\w.\\|()-]+)\$?")
_KILO = 1024
_BACKSLASH = "\\"


def procmail_line(text: str) -> str:
    """The line for one condition; "" where it is none, or asks what no rule asks (weights, programs)."""
    found = _CONDITION.fullmatch(text.strip())
    if not found or not (found["place"] or _BARE.match(text.lstrip())):
        return ""
    there = _THERE.fullmatch(found["test"])
    if there and found["not"]:
        return _there(there["names"].split("|"), "all", "''")
    line = _of_body(found["test"]) if "B" in (found["place"] or "") else _of_header(found["test"])
    return opposite(line) if line and found["not"] else line


def _of_body(pattern: str) -> str:
    if pattern[0] in "<>":
        return _size(pattern)
    place = "own" if pattern[0] == "^" else "body"  # quoted lines begin with their marks
    return f"{place}: {{matches: {_single(pattern)}}}"


def _of_header(test: str) -> str:
    if test[0] in "<>":
        return _size(test)
    if _ROBOTS.fullmatch(test):
        return "message.automatic: yes"
    if _PARTS.fullmatch(test):
        return "attachments.count: over 0"
    if found := _THERE.fullmatch(test):
        return _there(found["names"].split("|"), "any", "{is_not: ''}")
    if found := _SENT.fullmatch(test):
        text = found["text"].lstrip("_")
        fact = "sender" if found["how"].startswith("FROM") else "recipients"
        if fact == "sender":
            return f"sender: {{contains: {text}}}"
        return f"recipients: {{has: {text}}}" if "@" in text else f"recipients: {{any_matches: {text}}}"
    found = _FIELD.fullmatch(test)
    if not found:
        return ""
    fact = _FACTS.get(found["name"].lower(), f"header.{found['name']}")
    pattern = found["pattern"].lstrip()
    if fact == "subject" and _REPLY.fullmatch(pattern):
        return "subject.prefix: {has: re}"
    if fact == "sender" and (domain := _domain(pattern)):
        return domain
    return f"{fact}: {{{'any_matches' if fact == 'recipients' else 'matches'}: {_single(pattern)}}}"


def _size(test: str) -> str:
    found = _SIZE.fullmatch(test)
    if not found:
        return ""
    how, number = ("over" if found["sign"] == ">" else "under"), int(found["number"])
    for unit, size in (("MB", _KILO * _KILO), ("KB", _KILO), ("KB", 1000)):
        if number and number % size == 0:
            return f"message.size: {how} {number // size} {unit}"
    return f"message.size: {how} {number} bytes"


def _there(names: list[str], group: str, test: str) -> str:
    """Whether any of the fields is there, or none is."""
    lines = [f"{{header.{name}: {test}}}" for name in names]
    return f"{group}: [{', '.join(lines)}]" if len(lines) > 1 else lines[0][1:-1]


def _domain(pattern: str) -> str:
    r"""``.*@(.*\.)?(one\.example|two\.example)``: the hosts of senders, and those below them."""
    found = _DOMAIN.fullmatch(pattern)
    hosts = found["hosts"].strip("()").split("|") if found else []
    if not found or not all(re.fullmatch(r"[\w-]+(?:\\?\.[\w-]+)+", host) for host in hosts):
        return ""
    if len(hosts) == 1 and "?" not in pattern:
        return f"sender.domain: {hosts[0].replace(_BACKSLASH, '')}"
    below = "(^|[.])" if "?" in pattern else "^"
    inner = "|".join(host.replace("\\", "").replace(".", "[.]") for host in hosts)
    return f"sender.domain: {{matches: {_single(f'{below}({inner})$')}}}"


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"
