"""Finds the links of a text, as written and in canonical form, so that the same page is the same link."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import can_ada
from publicsuffixlist import PublicSuffixList

from bot.lazy_regex import lazy_regex
from bot.mail.text.homographs import shown_host
from bot.mail.text.link_wrappers import strip_tracking, unwrap

_BEGIN = lazy_regex(r"(?:https?|ftp)://|(?<![\w@./-])www\.(?=[^\W_])", re.IGNORECASE)
# What no address holds: blanks, controls, angle brackets, bidi marks, East Asian punctuation.
_RUN = lazy_regex(
    "[^\\s<>|`\\\\^\x00-\x20\x7f\u00a0\u00ab\u00bb\u1680\u2000-\u200b\u200e\u200f\u2018\u201a-\u201f\u2028-\u202f"
    "\u2039\u203a\u205f\u2060-\u206f\u3000-\u303f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
_EAST = lazy_regex("[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_BROKEN = lazy_regex(r"<(?:https?:|ftp:|www\.)[^<>\n]*\n", re.IGNORECASE)
_LONGEST = 4000  # characters of an address
_KEPT = 2_000  # characters: no longer line or address is remembered
_HOST_END = lazy_regex(r"[/?#]")
_LABEL = lazy_regex(r"(?!-)[^\s.@:/?#\[\]!\"$%&'()*+,;=~]{1,63}(?<!-)")
_PORT = lazy_regex(r":(\d{1,5})(?!\d)")
_MARKS = lazy_regex("[()\\[\\]{}\"'\u1100-\U0010ffff]")  # no other character ends an address
_PLAIN_HOST = lazy_regex(
    r"(?>(?:[a-z0-9]++-*+)+)(?<!-)(?>(?:\.(?>(?:[a-z0-9]++-*+)+)(?<!-))*)(?=[/?#]|\Z)",
    re.IGNORECASE | re.ASCII,
)
_LITERAL = lazy_regex(r"\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?(?=[/?#\s.,;)]|\Z)")
_SURELY_LABELS = 60  # in a host of that length no label is too long
_CLOSING = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,:;!?…*’"
_AROUND = lazy_regex(r"[\s<>()\[\]*.\ufeff\u200b]")
_SHORT = lazy_regex(r"/[A-Za-z0-9]{1,40}")


@dataclass(frozen=True, slots=True)
class Found:
    """A link in a text: the address as written, its line (from 1), whether nothing else stands there."""

    url: str
    line: int
    alone: bool


def find_links(line: str, number: int = 1) -> Iterator[Found]:
    """
    The links with a scheme (http, https, ftp) or "www." of one line, in order.

    Brackets and punctuation around an address are left out, those that belong
    to it stay. ``<URL>`` and ``URL <URL>`` are one link. Bare host names are
    none: "future.Credit" would be one of them.
    """
    at, before, earlier, run = 0, 0, "", 0
    while begin := _BEGIN.search(line, at):
        if begin.start() >= run:
            run = _run_end(line, begin.start())
        url = _read(line, begin.start(), begin.end(), run)
        at = begin.start() + len(url) if url else begin.end()
        if not url or (url == earlier and not line[before : begin.start()].strip(" <>()[]*:")):
            before = at
            continue
        yield Found(url, number, _alone(line, url))
        before, earlier = at, url


def links_of(line: str) -> Iterable[Found]:
    """The links of one line, counted as line 1; remembered, for a line is looked at from many sides."""
    if "://" not in line and not may_link(line):
        return ()
    return _remembered(line) if len(line) <= _KEPT else find_links(line)


@functools.lru_cache(maxsize=512)
def _remembered(line: str) -> tuple[Found, ...]:
    return tuple(find_links(line))


def may_link(text: str) -> bool:
    """Whether a link may be in the text; a cheap look, for most lines have none."""
    return "://" in text or "www." in text or "www." in text.lower()


def _alone(line: str, url: str) -> bool:
    return len(line) <= len(url) + 80 and not _AROUND.sub("", line.replace(url, ""))


def _run_end(line: str, start: int) -> int:
    """Where what an address may hold ends; looked for once in each run, however many begin in it."""
    run = _RUN.match(line, start)
    return run.end() if run else start


def _read(line: str, start: int, after_scheme: int, run: int) -> str:
    text = line[start : min(run, start + _LONGEST)]
    scheme = 0 if text[:4].lower() == "www." else after_scheme - start
    host = _host(text[scheme:])
    if not host:
        return ""
    end = scheme + len(host)
    if line[start - 1 : start] == "$" or text[end : end + 1] == "@":
        return ""
    found = text[:end] + _tail(text, end, line[start - 1 : start], host)
    return found.rstrip("_") if line[start - 1 : start] == "_" else found


def _host(rest: str) -> str:
    """The authority at the beginning of ``rest``: user part, labels, port; "" where there is none."""
    if (plain := _PLAIN_HOST.match(rest)) and len(plain[0]) < _SURELY_LABELS:
        return plain[0]
    if rest.startswith("["):  # RFC 3986 3.2.2: an IPv6 address stands in brackets
        literal = _LITERAL.match(rest)
        return literal[0] if literal else ""
    cut = _HOST_END.search(rest)
    authority = rest[: cut.start()] if cut else rest
    user = authority.rfind("@") + 1
    labels: list[str] = []
    at = user
    while label := _LABEL.match(authority, at):
        labels.append(_western(label[0], behind=bool(labels)))
        at += len(labels[-1])
        if (
            len(labels[-1]) < len(label[0])
            or authority[at : at + 1] != "."
            or not _LABEL.match(authority, at + 1)
        ):
            break
        at += 1
    if not labels or any("_" in label for label in labels[-2:]):
        return ""
    if authority[at : at + 1] == "-" or authority[at : at + 2] in (".-", "..") or len(labels[-1]) > 62:
        return ""
    port = _PORT.match(authority, at)
    return authority[: port.end() if port else at]


def _western(label: str, *, behind: bool) -> str:
    """What a label is without words run together with it: "comこれは" behind a dot is "com"."""
    east = _EAST.search(label) if behind and not label.isascii() else None
    return label[: east.start()] if east and east.start() > 1 and label[: east.start()].isascii() else label


def _tail(text: str, at: int, opened: str, host: str) -> str:
    """Path, query and fragment from ``at`` on, up to what no longer belongs to the address."""
    if text[at : at + 1] not in ("/", "?", "#"):
        return ""
    if host.lower() == "t.co":  # its slugs are letters and digits only
        slug = _SHORT.match(text, at)
        return slug[0] if slug else ""
    tail = _trim(text[at : _stop(text, at, opened)])
    return "" if tail == "#" else tail


def _trim(tail: str) -> str:
    end = len(tail)
    odd = {mark for mark in "'\"" if tail.count(mark) % 2}
    while end and (tail[end - 1] in _TRAILING or tail[end - 1] in odd):
        end -= 1
    return tail[:end]


def _stop(text: str, at: int, opened: str) -> int:
    """Where the address ends: at a bracket or quotation mark opened outside, or at East Asian words."""
    brackets: list[str] = []
    doubles = opened != '"' and text.count('"', at) % 2 == 0
    for mark in _MARKS.finditer(text, at):
        here, char = mark.start(), mark[0]
        if char in "([{":
            brackets.append(char)
        elif char in _CLOSING:
            if not brackets or brackets.pop() != _CLOSING[char]:
                return here
        elif _ends(text, here, opened, doubles=doubles):
            return here
    return len(text)


def _ends(text: str, here: int, opened: str, *, doubles: bool) -> bool:
    """Whether a character other than a bracket ends the address."""
    char = text[here]
    if char == '"':
        return not doubles
    if char == "'":
        return _apostrophe_ends(text, here, opened)
    # East Asian words right behind a Western letter are the sentence going on.
    return (
        char > "\u10ff"
        and _EAST.match(char) is not None
        and text[here - 1].isascii()
        and text[here - 1].isalnum()
    )


def _apostrophe_ends(text: str, at: int, opened: str) -> bool:
    """Whether an apostrophe closes what was opened before the address, or is a genitive ("...'s")."""
    return opened == "'" or text[at + 1 :].rstrip(_TRAILING) == "s"


def canonical(url: str) -> str:
    """
    The address without wrappers, tracking parameters and marks of the text part.

    As browsers write it (WHATWG URL); "www." links count as http. An address
    that cannot be parsed is given back as it is.
    """
    return _remembered_form(url) if len(url) <= _KEPT else _canonical(url)


def _canonical(url: str) -> str:
    address = url if "://" in url[:8] else f"http://{url}"
    address = unwrap(address)
    try:
        return str(can_ada.parse(strip_tracking(can_ada.parse(address).href)).href)
    except ValueError:
        return url


_remembered_form = functools.lru_cache(maxsize=4096)(_canonical)


def domain_of(url: str) -> str:
    """The registered domain of an address ("bbc.co.uk"); the host where it has none, "" without a host."""
    return _remembered_domain(url) if len(url) <= _KEPT else _domain_of(url)


def _domain_of(url: str) -> str:
    try:
        host = can_ada.parse(url).hostname
    except ValueError:
        return ""
    return _registered(host)


_remembered_domain = functools.lru_cache(maxsize=1024)(_domain_of)


@functools.lru_cache(maxsize=4096)
def _registered(host: str) -> str:
    domain = str(_suffixes().privatesuffix(host) or host)
    return shown_host(domain)


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


def may_be_broken(text: str) -> bool:
    """Whether an address within "<...>" may go on over a line's end."""
    return "<" in text and _BROKEN.search(text) is not None


def join_broken(lines: Sequence[str]) -> list[tuple[str, int]]:
    """
    Lines in which addresses that were broken within "<...>" are whole again.

    Gives pairs of text and line number; a line that was drawn to the one before
    it is left out. An address is drawn together over at most eight lines.
    """
    joined: list[tuple[str, int]] = []
    at = 0
    while at < len(lines):
        text, used = _whole(lines, at)
        joined.append((text, at + 1))
        at += used
    return joined


def _whole(lines: Sequence[str], at: int) -> tuple[str, int]:
    text = lines[at]
    opened = text.rfind("<")
    if opened < 0 or ">" in text[opened:] or not _BEGIN.match(text, opened + 1):
        return text, 1
    for used in range(2, min(9, len(lines) - at + 1)):
        more = lines[at + used - 1].strip(" \t")
        if not more or " " in more.partition(">")[0]:
            break
        text += more
        if ">" in more:
            return text, used
    return lines[at], 1
