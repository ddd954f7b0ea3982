"""Checks that span several keys; done on the raw file, so that their errors come with all others."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from bot.settings.keys import LATER, PROVIDERS, Key


def cross_errors(values: Mapping[str, Any], lists: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, str]]:
    """Key and sentence of each error."""
    smtp, oauth = values.get("smtp"), values.get("oauth")
    issuers = oauth if isinstance(oauth, dict) else {}
    for name, told in (*_password_for_smtp(smtp), *_issuer(smtp, issuers)):
        yield ("smtp", name), told
    yield from _issuers(issuers)
    yield from _own_check(values, lists)
    yield from _repeated(lists, "id")
    yield from _repeated(lists, "address")
    yield from _shared_folder(lists)
    yield from _shared_place(lists)
    for number, each in enumerate(lists):
        for key, sentence in (
            *_digest(each.get("digest")),
            *_intake(each.get("intake"), issuers),
            *_members(each),
            *_itself(each),
            *_post(each),
        ):
            yield ("lists", number, *key), sentence


def _own_check(values: Mapping[str, Any], lists: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, str]]:
    """Whether the extra is there that our own check of authors takes."""
    if find_spec("cryptography") is not None:
        return
    for key, table in [((), values), *((("lists", number), each) for number, each in enumerate(lists))]:
        word = table.get("auth")
        if word in ("own", "either"):
            told = f'is "{word}", for which signatures are checked with the package cryptography. Install it'
            yield (*key, "auth"), f"{told}: {sys.executable} -m pip install cryptography"


def _password_for_smtp(smtp: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(smtp, dict):
        return
    if not smtp.get("username"):
        if smtp.get("oauth"):
            yield "username", "is missing: it says whose mailbox the tokens are for"
    elif not any(smtp.get(name) for name in ("password_file", "password", "oauth")):
        told = "is missing, since there is a username. Write it like this"
        yield "password_file", f'{told}: password_file = "smtp-password"'


def _issuer(table: Any, issuers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Whether the table that ``oauth`` names is there."""
    name = table.get("oauth") if isinstance(table, dict) else None
    if isinstance(name, str) and name not in issuers:
        yield "oauth", f'names "{name}", but there is no table [oauth.{name}]. Write one, with client_id'


def _issuers(issuers: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """What a table of an issuer that is not known here must say."""
    for name, table in issuers.items():
        if not isinstance(table, dict) or table.get("preset") or name in PROVIDERS:
            continue
        for key in ("issuer", "scope"):
            if not table.get(key):
                told = (
                    f"is missing, since {name} is not a provider that is known here ({', '.join(PROVIDERS)})"
                )
                yield ("oauth", name, key), told


def _repeated(lists: Sequence[Mapping[str, Any]], name: str) -> Iterator[tuple[Key, str]]:
    seen: dict[str, int] = {}
    for number, each in enumerate(lists):
        value = each.get(name)
        if not isinstance(value, str):
            continue
        first = seen.setdefault(value.lower(), number)
        if first != number:
            yield (
                ("lists", number, name),
                f'"{value}" is that of list number {first + 1} too. Each list needs its own',
            )


def _shared_folder(lists: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, str]]:
    seen: dict[tuple[object, ...], int] = {}
    for number, each in enumerate(lists):
        intake = each.get("intake")
        if not isinstance(intake, dict) or not isinstance(intake.get("host"), str):
            continue
        account = (intake["host"], str(intake.get("username")), str(intake.get("folder", "INBOX")))
        first = seen.setdefault(account, number)
        if first != number:
            yield (
                ("lists", number, "intake", "folder"),
                f"is read by list number {first + 1} too. Give each list a folder or an account of its own",
            )


def _shared_place(lists: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, str]]:
    """Lists may share a place to listen where what comes there is one thing."""
    seen: dict[str, tuple[int, tuple[object, object]]] = {}
    for number, each in enumerate(lists):
        intake = each.get("intake")
        if not isinstance(intake, dict) or not isinstance(intake.get("listen"), str):
            continue
        what = (intake.get("kind"), intake.get("next_hop"))
        first, known = seen.setdefault(intake["listen"], (number, what))
        if known != what:
            told = f"is that of list number {first + 1} too, which has another kind or next_hop"
            yield ("lists", number, "intake", "listen"), f"{told}. Name another port"


def _digest(digest: Any) -> Iterator[tuple[Key, str]]:
    if isinstance(digest, dict) and not any(name in digest for name in ("schedule", "max_posts", "max_size")):
        yield (
            ("digest", "schedule"),
            'is missing. Write when an issue is made, like this: schedule = "0 7 * * *"',
        )


def _intake(intake: Any, issuers: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    if not isinstance(intake, dict):
        return
    kind = intake.get("kind", "imap")
    if kind in LATER:
        yield ("intake", "kind"), f'"{kind}" ({LATER[kind]}) is not available yet. Write: kind = "imap"'
    elif kind in _LISTENS:
        yield from _listening(intake, kind)
    elif kind == "imap":
        yield from _mailbox(intake)
    for name, told in _issuer(intake, issuers):
        yield ("intake", name), told


_LISTENS = ("lmtp", "smtp-filter")
_MAILBOX = {"host": "imap.example.org", "username": "salon@lists.example.org"}
_OF_A_MAILBOX = (
    "host",
    "port",
    "security",
    "username",
    "password_file",
    "oauth",
    "folder",
    "parent_folder",
    "ca_file",
    "backlog",
    "poll_seconds",
)


_OF_A_FILTER = ("next_hop", "queue", "rules_page")


def _mailbox(intake: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    for name, example in _MAILBOX.items():
        if not intake.get(name):
            yield ("intake", name), f'is missing. Write it like this: {name} = "{example}"'
    if not any(intake.get(name) for name in ("password_file", "oauth")):
        yield ("intake", "password_file"), 'is missing. Write it like this: password_file = "imap-password"'
    for name in ("listen", "recipients", *_OF_A_FILTER):
        if name in intake:
            yield (
                ("intake", name),
                'is for kind = "lmtp" or "smtp-filter": an inbox is watched, nothing listens',
            )


def _listening(intake: Mapping[str, Any], kind: str) -> Iterator[tuple[Key, str]]:
    if not intake.get("listen"):
        yield ("intake", "listen"), 'is missing. Write it like this: listen = "127.0.0.1:8024"'
    if kind == "smtp-filter" and not intake.get("next_hop"):
        yield ("intake", "next_hop"), 'is missing. Write it like this: next_hop = "127.0.0.1:10026"'
    for name in _OF_A_FILTER if kind != "smtp-filter" else ():
        if name in intake:
            yield ("intake", name), 'is for kind = "smtp-filter"'
    for name in _OF_A_MAILBOX:
        if name in intake:
            yield (
                ("intake", name),
                f'is for kind = "imap"; with kind = "{kind}" your mail server comes by itself',
            )


def _itself(each: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """A list that sends its posts to its own inbox reaches nobody, and meets them again."""
    address = str(each.get("address", "")).lower()
    for table in ("post", "digest"):
        inner = each.get(table)
        if (
            table == "post"
            and isinstance(inner, dict)
            and (inner.get("next_hop") or inner.get("via", "smtp") != "smtp")
        ):
            continue
        if isinstance(inner, dict) and address in [to.lower() for to in _texts(inner.get("to"))]:
            told = "holds the list's own address: its posts would come back to its inbox and reach nobody"
            yield (table, "to"), f"{told}. Name the address that distributes to the members"


def _post(each: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Where accepted posts go."""
    post = each.get("post", {})
    if not isinstance(post, dict):
        return
    intake = each.get("intake")
    if isinstance(intake, dict) and intake.get("kind") == "smtp-filter":
        for name in ("via", "next_hop", "command", "to"):
            if name in post:
                told = 'is not for kind = "smtp-filter": what passes goes to the next_hop of [lists.intake]'
                yield ("post", name), told
        return
    via = post.get("via", "smtp")
    if via == "pipe":
        if not post.get("command"):
            told = (
                'is missing. Write it like this: command = ["/usr/lib/mailman/mail/mailman", "post", "salon"]'
            )
            yield ("post", "command"), told
    elif via == "lmtp" and not post.get("next_hop"):
        yield ("post", "next_hop"), 'is missing. Write it like this: next_hop = "127.0.0.1:8024"'
    passes_on = via in ("lmtp", "pipe") or bool(post.get("next_hop"))
    if not (passes_on or post.get("to")):
        told = 'is missing. Write it like this: to = ["salon-members@lists.example.org"]'
        yield (
            ("post", "to"),
            "must not be empty." + told.removeprefix("is missing.") if "to" in post else told,
        )
    if passes_on and "members" in _texts(post.get("to")):
        yield (
            ("post", "to"),
            'names "members", but these posts are passed on to a list manager, which has its own',
        )


def _members(each: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    if each.get("members"):
        return
    for table in ("post", "digest"):
        inner = each.get(table)
        if isinstance(inner, dict) and "members" in _texts(inner.get("to")):
            yield (
                (table, "to"),
                'names "members", but the list has none. Write under [[lists]]: members = "members.txt"',
            )
    if each.get("returns") == "members":
        yield (
            ("returns",),
            'is "members", but the list has none. Write under [[lists]]: members = "members.txt"',
        )


def _texts(value: Any) -> Sequence[Any]:
    return [value] if isinstance(value, str) else value if isinstance(value, list) else ()
