"""Unwraps links that filters and social sites have wrapped; knows which parameters track readers."""

import base64
import binascii
import functools
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.lazy_regex import lazy_regex


@dataclass(frozen=True, slots=True)
class _Tables:
    everywhere: frozenset[str]
    begins: tuple[str, ...]
    sites: dict[str, frozenset[str]]
    redirects: tuple[tuple[str, str, str], ...]


@functools.cache
def _tables() -> _Tables:
    tables = tomllib.loads(resources.files("bot.mail.text").joinpath("tracking.toml").read_text("utf-8"))
    return _Tables(
        everywhere=frozenset(tables["everywhere"]),
        begins=tuple(tables["begins"]),
        sites={site: frozenset(names) for site, names in tables["sites"].items()},
        redirects=tuple((entry["host"], entry["path"], entry["parameter"]) for entry in tables["redirects"]),
    )


_GOOGLE = lazy_regex(r"(?:www|news|scholar)\.google\.[a-z.]{2,6}")
_V3 = lazy_regex(r"/v3/__(.{4,6000}?)__;([A-Za-z0-9_-]{0,4000})[!*]")


def unwrap(url: str) -> str:
    """The address inside Safe Links, Google, Proofpoint and other redirects; at most five deep."""
    for _ in range(5):
        inner = _inner(url)
        if inner is None or not inner.lower().startswith(("http://", "https://")):
            return url
        url = inner
    return url


def _inner(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    ways: tuple[Callable[[str, str, str, str], str | None], ...] = (_by_query, _google, _proofpoint, _cisco)
    return next((inner for way in ways if (inner := way(host, parts.path, parts.query, url))), None)


def _by_query(host: str, path: str, query: str, _: str) -> str | None:
    for where, begins, name in _tables().redirects:
        if (host == where or (where[0] == "." and host.endswith(where))) and path.startswith(begins):
            return _parameter(query, name)
    return None


def _parameter(query: str, *names: str) -> str | None:
    given = dict(reversed(parse_qsl(query, max_num_fields=200))) if query.count("&") < 200 else {}
    return next((given[name] for name in names if name in given), None)


def _google(host: str, path: str, query: str, _: str) -> str | None:
    if not _GOOGLE.fullmatch(host):
        return None
    if path == "/url":
        return _parameter(query, "url", "q")
    if path.startswith("/amp/s/"):
        return f"https://{path[7:]}"
    return None


def _proofpoint(host: str, path: str, query: str, url: str) -> str | None:
    if host == "urldefense.proofpoint.com" and path.startswith("/v2/"):
        wrapped = _parameter(query, "u")
        return unquote(wrapped.replace("-", "%").replace("_", "/")) if wrapped else None
    if host not in ("urldefense.com", "urldefense.us") or not (found := _V3.search(url)):
        return None
    return _filled(found[1], found[2])


def _filled(url: str, spares: str) -> str:
    """Version 3 puts "*" for each character that it took out, and the characters in base64 behind."""
    try:
        taken = base64.urlsafe_b64decode(spares + "=" * (-len(spares) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        taken = ""
    characters = iter(taken)
    filled = "".join(next(characters, "*") if char == "*" else char for char in url)
    scheme, colon, rest = filled.partition(":/")
    return f"{scheme}://{rest.lstrip('/')}" if colon else filled


def _cisco(host: str, path: str, _: str, __: str) -> str | None:
    if host != "secure-web.cisco.com":
        return None
    inner = unquote(path.rpartition("/")[2])
    return inner if inner.startswith("http") else None


def strip_tracking(url: str) -> str:
    """The address without parameters that tell who shared or clicked it; the others stay as they are."""
    address, hash_, fragment = url.partition("#")
    page, mark, query = address.partition("?")
    host = page.partition("//")[2].partition("/")[0].lower()
    sites = _tables().sites
    own = next((sites[end] for end in _ends(host) if end in sites), frozenset[str]())
    kept = [part for part in query.split("&") if part and not _tracks(part, own)]
    fragment = fragment.partition(":~:")[0]
    if _tracks(fragment, own) and "=" in fragment:
        fragment = ""
    return page + (mark + "&".join(kept) if kept else "") + (hash_ + fragment if fragment else "")


def _ends(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))][:10]


def _tracks(part: str, own: frozenset[str]) -> bool:
    name = part.partition("=")[0].lower()
    return name in own or name in _tables().everywhere or name.startswith(_tables().begins)
