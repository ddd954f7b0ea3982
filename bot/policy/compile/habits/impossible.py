"""Texts that a fact can never be: ``www.`` in a site, an address in a domain, ``pdf`` for a type of files."""

import re
from collections.abc import Callable

from bot.lazy_regex import lazy_regex
from bot.mail.text.links import domain_of
from bot.policy.compile.habits.written import quoted

_ADDRESS = lazy_regex(r".*<(?P<address>[^<>\s@]+@[^<>\s@]+)>")
_HOST = lazy_regex(r"(?:[a-z][a-z0-9+.-]*://)?(?P<host>[\w.-]+\.\w{2,})(?P<path>[:/?#].*)?", re.IGNORECASE)
_BETWEEN = lazy_regex(r"(?:(?<!\s)\s+)?[,|;]\s*(?:or\s+)?|(?<!\s)\s+or\s+")
_FILE = lazy_regex(r"(?:file|map|regexp|https?|hash|lmdb)[:;]/?|/[\w.-]+/")
_NAMED_FILE = lazy_regex(r"\bfile\b|\w\.(?:txt|csv|map)\b", re.IGNORECASE)
_SOMEBODY_AT = lazy_regex(
    r"(?:some|any|every)(?:one|body) (?:at|from|with) (?P<host>[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE
)
_NAME = lazy_regex(r"[^\W\d_][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}")
IN_A_FILE = (
    "the entries of a file are a list",
    "name the file at the top of the rules,  lists: {banned: {file: banned.txt}}  and write  {in: $banned}",
)
_TYPES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "txt": "text/plain",
    "html": "text/html",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}
_FAMILIES = frozenset(
    ("image", "text", "audio", "video", "application", "multipart", "message", "font", "model")
)
_PREFIXES = {
    "aw": "re",
    "sv": "re",
    "antw": "re",
    "rif": "re",
    "fw": "fwd",
    "wg": "fwd",
    "tr": "fwd",
    "rv": "fwd",
}


def never(fact: str, text: str) -> tuple[str, str] | None:
    """Why the fact is never this text, and what to write; None where it may be."""
    look = _LOOKS.get(fact.lower())
    return look(fact.lower(), text.strip()) if look and text.strip() else None


def _field(fact: str, text: str) -> tuple[str, str] | None:
    """An address alone in a field that has a name beside it."""
    if "@" not in text or set(" <") & set(text):
        return None
    asked = (
        "recipients: {has: " + quoted(text) + "}" if fact[7:] in {"to", "cc"} else f"sender: {quoted(text)}"
    )
    return "the field has a name beside the address", f"write  {asked}"


def may_become(fact: str, text: str) -> bool:
    """
    Whether what the fact never is today it may be tomorrow.

    Which names are sites of their own stands in a list that changes (publicsuffix.org).
    """
    host = text.strip().lower()
    found = _HOST.fullmatch(host) if fact in {"links.domains", "article.domain"} else None
    return found is not None and found["host"] == host and not host.startswith("www.")


def _site(fact: str, text: str) -> tuple[str, str] | None:
    low = text.lower()
    whole = fact.endswith((".hosts", ".host"))
    if "@" in low:
        return _of_address(low)
    parts = [part for part in _BETWEEN.split(low) if part]
    if len(parts) > 1 and all("." in part for part in parts):
        return "these are several sites", f"write  {{any_in: [{', '.join(parts)}]}}"
    found = _HOST.fullmatch(low)
    if not found:
        return (
            ("a site has a dot in its name", f"write the whole name, such as {low}.com")
            if "." not in low
            else None
        )
    host = found["host"].removeprefix("www.")
    domain = domain_of(f"https://{host}/")
    if low != found["host"] or host != found["host"]:
        return (
            "a site is given without www. and without anything around it",
            f"write  {host if whole else domain}",
        )
    if whole or host == domain:
        return None
    asks = "article.host" if fact.startswith("article") else "links.hosts"
    return f'of that address the site is "{domain}"', f"ask  {asks}  for the whole name, or write  {domain}"


def _of_address(text: str) -> tuple[str, str]:
    return "a domain is what comes after the @", f"write  {text.rpartition('@')[2].strip('<> ')}"


def _domain(_: str, text: str) -> tuple[str, str] | None:
    if "@" in text:
        return _of_address(text)
    if text.startswith(".") and len(text) > 1:
        return "no domain begins with a dot", f"write  {{ends_with: {text}}}"
    if _FILE.match(text):
        return IN_A_FILE
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) > 1 and all("." in part for part in parts):
        return "these are several domains", f"write  {{in: [{', '.join(parts)}]}}"
    if re.search(r"[\s/:,]", text):
        return "a domain is one word without / and :", "write the domain alone, such as example.org"
    return None


def _sender(_: str, text: str) -> tuple[str, str] | None:
    if _FILE.match(text) or (" " in text and _NAMED_FILE.search(text)):
        return IN_A_FILE
    if found := _ADDRESS.fullmatch(text):
        return "an address is given without the name beside it", f"write  {found['address']}"
    if text.startswith("^") or ".*" in text:
        return "a pattern is compared letter by letter here", f"write  sender: {{matches: {quoted(text)}}}"
    if text.startswith("@") and text.count("@") == 1:
        return "no address begins with @", f"write  sender.domain: {text[1:]}"
    if "@" in text or "*" in text:
        return None
    if "." in text and " " not in text:
        return "an address has an @ in it", f"write  sender.domain: {text}"
    if found := _SOMEBODY_AT.fullmatch(text):
        return "an address has an @ in it", f"write  sender.domain: {found['host']}"
    if _NAME.fullmatch(text):
        return "an address has an @ in it", f"write  sender.name: {quoted(text)}"
    return "an address has an @ in it", "write the whole address, such as ann@example.org"


def _recipient(_: str, text: str) -> tuple[str, str] | None:
    if found := _ADDRESS.fullmatch(text):
        return "an address is given without the name beside it", f"write  {found['address']}"
    return (
        ("an address has an @ in it", "write the whole address")
        if "@" not in text and "*" not in text
        else None
    )


def _type(_: str, text: str) -> tuple[str, str] | None:
    low = text.lower().removeprefix("*").removeprefix(".")
    if "/" in low or "*" in low:
        return None
    endings = [one.strip("*. ") for one in _BETWEEN.split(low)]
    if len(endings) > 1 and all(map(str.isalnum, endings)):
        pattern = f"[.]({'|'.join(endings)})$"
        return (
            "a type is not a file name extension",
            f"write  attachments.names: {{any_matches: '{pattern}'}}",
        )
    if not re.fullmatch(r"[\w-]+", low):
        return "a type has two parts, such as image/png", "write one such as image/png"
    if low in _FAMILIES:
        return "a type has two parts, such as image/png", f"write  {{any_matches: '^{low}/'}}"
    known = f"write  {_TYPES[low]}  or" if low in _TYPES else "write"
    return (
        "a type is not a file name extension",
        f"{known}  attachments.names: {{any_matches: '\\.{re.escape(low)}$'}}",
    )


def _prefix(_: str, text: str) -> tuple[str, str] | None:
    low = text.lower().strip(" :[]")
    word = _PREFIXES.get(low, low)
    if text.lower() in {"re", "fwd"}:
        return None
    say = f"write  {{has: {word}}}" if word in {"re", "fwd"} else "write  {has: re}  or  {has: fwd}"
    return "what comes before a subject is given as re or fwd, in all languages", say


_LOOKS: dict[str, Callable[[str, str], tuple[str, str] | None]] = {
    **dict.fromkeys(("header.from", "header.sender", "header.to", "header.cc"), _field),
    **dict.fromkeys(("links.domains", "links.hosts", "article.domain", "article.host"), _site),
    "sender.domain": _domain,
    "sender": _sender,
    "recipients": _recipient,
    "attachments.types": _type,
    "message.type": _type,
    "subject.prefix": _prefix,
}
