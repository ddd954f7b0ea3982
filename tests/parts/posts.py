"""Posts for tests that are not about reading: built, not parsed."""

import datetime as dt
from dataclasses import fields
from typing import Any

from bot.mail.post import (
    Envelope,
    Field,
    Header,
    Mailbox,
    Post,
    PostKind,
    Subject,
    Words,
    Zone,
    ZoneKind,
)

ANN = Mailbox(name="Ann Archer", address="ann@example.net")
LIST = Mailbox(name="Salon", address="salon@lists.example.org")


def a_header(*lines: tuple[str, str]) -> Header:
    """A header of these fields, topmost first."""
    return Header(tuple(_field(name, value) for name, value in lines))


def _field(name: str, value: str) -> Field:
    return Field(name=name, value=value, raw=f"{name}: {value}".encode())


def a_subject(text: str) -> Subject:
    """A subject without list tag and prefixes."""
    return Subject(raw=text, list_tag=None, prefixes=(), text=text)


def a_post(*lines: tuple[str, str], text: str = "The tide tables of March are out.", **changes: Any) -> Post:
    """
    A plain post of Ann's; ``lines`` are header fields put above its own.

    ``changes`` replace attributes of the Post; a ``subject`` may be a text.
    """
    if isinstance(changes.get("subject"), str):
        changes["subject"] = a_subject(changes["subject"])
    attributes = _attributes(text) | changes
    attributes.setdefault("header", a_header(*lines, *_own_fields(attributes)))
    raw = b"\r\n".join(field.raw for field in attributes["header"]) + b"\r\n\r\n"
    attributes.setdefault("raw", raw + text.encode())
    attributes.setdefault("body_at", len(raw))
    assert set(attributes) <= {field.name for field in fields(Post)}
    return Post(**attributes)


def _own_fields(attributes: dict[str, Any]) -> list[tuple[str, str]]:
    people = ", ".join(f"{box.name} <{box.address}>" for box in attributes["from_"])
    own = [
        ("From", people),
        ("To", LIST.address),
        ("Subject", attributes["subject"].raw),
        ("Date", "Thu, 05 Mar 2026 09:14:07 +0000"),
    ]
    if attributes["message_id"]:
        own.append(("Message-ID", f"<{attributes['message_id']}>"))
    return own


def _attributes(text: str) -> dict[str, Any]:
    count = len(text.split())
    last = text.count("\n") + 1
    zone = Zone(kind=ZoneKind.OWN, depth=0, first_line=1, last_line=last, text=text)
    return {
        "envelope": Envelope(reverse_path="ann@example.net"),
        "message_id": "tides.1@example.net",
        "from_": (ANN,),
        "sender": None,
        "to": (LIST,),
        "cc": (),
        "date": dt.datetime(2026, 3, 5, 9, 14, 7, tzinfo=dt.UTC),
        "subject": a_subject("Tide tables"),
        "kind": PostKind.ORIGINAL,
        "type": "text/plain",
        "html_only": False,
        "text": text,
        "zones": (zone,),
        "forwards": (),
        "via": None,
        "article": None,
        "links": (),
        "words": Words(own=count, quoted=0, forwarded=0, article=0, total=count),
        "attachments": (),
    }
