"""Reads Authentication-Results fields (RFC 8601) with mistrust: what is ambiguous proves nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.mail.format.comments import comment_end

LONGEST = 32_768
MOST_RESULTS = 100
MOST_PROPERTIES = 50

QUOTED = r'"(?:[^"\\]|\\.)*"'
# Wider than the token of RFC 2045: real servers leave base64, IPv6 addresses and whole mailboxes unquoted.
VALUE = rf'(?:{QUOTED}(?:@[^\s"]*)?|[^\s"]+)'
KEYWORD = r"[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"

OUTSIDE = re.compile(rf'{QUOTED}|[^"\\();]+|[(;]', re.DOTALL)
AUTHSERV_ID = re.compile(rf"\s*({QUOTED}|[^\s\"=]+)(?:\s+\d+)?\s*", re.DOTALL)
METHOD = re.compile(rf"\s*({KEYWORD})\s*(?:/\s*\d+\s*)?=\s*({KEYWORD})(?:\s+|$)", re.ASCII)
NAME = rf"({KEYWORD}(?:\s*\.\s*{KEYWORD})?)\s*="
# "smtp.mailfrom= smtp.helo=x": the null reverse-path leaves a value empty.
PROPERTY = re.compile(rf"{NAME}(?:\s+(?={NAME}|$)|\s*({VALUE})(?:\s+|$)|$)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    One method's result: ``dkim``, ``pass``, {"header.d": "example.org"}.

    Method, result and the properties' names are lower case, values are
    unquoted. ``reason`` is among the properties by that name.
    """

    method: str
    result: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationResults:
    """
    One field: who speaks, and what it found.

    ``authserv_id`` is lower case and unquoted, None where the server wrote
    none. Where ``well_formed`` is false the field could not be divided surely
    and has no results.
    """

    authserv_id: str | None
    results: tuple[Result, ...] = ()
    well_formed: bool = True

    def of(self, method: str) -> tuple[Result, ...]:
        """The results of one method, in their order."""
        return tuple(result for result in self.results if result.method == method)


def parse_results(text: str) -> AuthenticationResults:
    """
    Read the body of an Authentication-Results field (RFC 8601 2.2); never raises.

    Comments, folding, quoted strings, versions and missing authserv-ids are
    understood. A passed result whose properties are ambiguous is left out: a
    signer chooses some of the text in it.
    """
    segments = _segments(text)
    if segments is None:
        return AuthenticationResults(authserv_id=_readable_id(text), well_formed=False)
    if METHOD.match(segments[0]):
        return AuthenticationResults(authserv_id=None, results=_results(segments))
    identity = AUTHSERV_ID.fullmatch(segments[0])
    if identity is None:
        return AuthenticationResults(authserv_id="", well_formed=False)
    return AuthenticationResults(authserv_id=_unquote(identity[1]).lower(), results=_results(segments[1:]))


def _readable_id(text: str) -> str:
    """The authserv-id of a damaged field: who is to blame is worth knowing even then."""
    start = _segments(text[:LONGEST].partition(";")[0])
    identity = AUTHSERV_ID.fullmatch(start[0]) if start else None
    return _unquote(identity[1]).lower() if identity else ""


def _segments(text: str) -> list[str] | None:
    """Cut at each ";" outside quoted strings and comments (now a space); None where one stays open."""
    if len(text) > LONGEST:
        return None
    segments: list[list[str]] = [[]]
    for piece in _pieces(text):
        if piece is None:
            return None
        if piece == ";":
            segments.append([])
        else:
            segments[-1].append(piece)
    return ["".join(segment) for segment in segments] if len(segments) <= MOST_RESULTS else None


def _pieces(text: str) -> Iterator[str | None]:
    """Text, quoted strings, ";", and " " for a comment; a final None where something stays open."""
    at = 0
    while at < len(text):
        piece = OUTSIDE.match(text, at)
        if piece is None:
            yield None
            return
        at = piece.end()
        if piece[0] != "(":
            yield piece[0]
            continue
        end = comment_end(text, at)
        yield " " if end else None
        if not end:
            return
        at = end


def _results(segments: list[str]) -> tuple[Result, ...]:
    return tuple(result for segment in segments if (result := _result(segment)) is not None)


def _result(segment: str) -> Result | None:
    head = METHOD.match(segment)
    if head is None:
        return None
    method, result = head[1].lower(), head[2].lower()
    properties = _properties(segment, head.end())
    if properties is None and result == "pass":
        return None
    return Result(method=method, result=result, properties=properties or {})


def _properties(segment: str, at: int) -> dict[str, str] | None:
    """The properties from ``at`` on; None where one is no property or stands twice."""
    properties: dict[str, str] = {}
    while at < len(segment):
        found = PROPERTY.match(segment, at)
        name = "".join(found[1].split()).lower() if found else ""
        if found is None or name in properties or len(properties) == MOST_PROPERTIES:
            return None
        properties[name] = _unquote(found[3] or "")
        at = found.end()
    return properties


def _unquote(value: str) -> str:
    """The content of a quoted string; ``"local part"@domain`` keeps its quotes: they belong to it."""
    if len(value) < 2 or not (value.startswith('"') and value.endswith('"')):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
