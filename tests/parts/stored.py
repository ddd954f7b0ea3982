"""What tests of the store put into it."""

import datetime as dt
import hashlib
from typing import Any

from bot.lifecycle import Event, Outcome, Receipt
from bot.mail.post import Arrival, Envelope, Identity, ImapOrigin
from bot.notices.outgoing import Outgoing, OutgoingKind
from bot.policy.model.verdict import Disposition, Finding, RuleTrace, Span, Verdict
from bot.policy.model.verdict import Outcome as RuleOutcome
from bot.store import Case, Settlement

LIST = "salon.lists.example.org"
NOW = dt.datetime(2026, 1, 8, 9, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
LEASE = dt.timedelta(minutes=20)
ANN = "ann@example.net"


def an_arrival(
    uid: int, text: str = "", *, name: str | None = None, validity: int = 1, **changes: Any
) -> tuple[Arrival, Identity]:
    """A message at a UID of the inbox and its identity; equal texts are equal content."""
    name = f"{uid}@example.net" if name is None else name
    raw = f"Message-ID: <{name}>\r\n\r\n{text or f'text {uid}'}\r\n".encode()
    values: dict[str, Any] = {
        "raw": raw,
        "envelope": Envelope(reverse_path=ANN, recipients=("salon@lists.example.org",)),
        "origin": ImapOrigin(account="salon", folder="INBOX", validity=validity, uid=uid),
        "received": NOW - dt.timedelta(minutes=1),
        "size": len(raw),
    }
    return Arrival(**(values | changes)), Identity(
        message_id=name, content_hash=hashlib.sha256(raw).hexdigest()
    )


def a_mail(name: str, kind: OutgoingKind = OutgoingKind.POST, *to: str, raw: bytes = b"") -> Outgoing:
    """A mail that leaves."""
    return Outgoing(
        kind=kind,
        message_id=name,
        reverse_path="",
        recipients=to or ("members@lists.example.org",),
        raw=raw or f"Message-ID: <{name}>\r\n\r\nbytes of {name}\r\n".encode(),
    )


def a_verdict(disposition: Disposition = Disposition.RETURN, **changes: Any) -> Verdict:
    """What rules said of a post."""
    finding = Finding(
        rule="comment-too-short",
        text="Please add a comment.",
        disposition=disposition,
        spans=(Span(first_line=1, last_line=3),),
    )
    rule = RuleTrace(name="comment-too-short", outcome=RuleOutcome.MATCH, file="salon.yaml", line=4)
    values: dict[str, Any] = {
        "disposition": disposition,
        "findings": (finding,),
        "rules": (rule,),
        "digest": "d" * 64,
        "facts": {"own.words": 7, "sender.name": "Ann"},
    }
    return Verdict(**(values | changes))


def accepted(case: Case, **changes: Any) -> Settlement:
    """The decision to post a case."""
    values: dict[str, Any] = {
        "case": case.id,
        "event": Event.ACCEPT,
        "verdict": a_verdict(Disposition.ACCEPT, findings=()),
        "outgoing": (a_mail(case.message_id),),
        "folder": "Accepted",
        "author": ANN,
        "proven": True,
    }
    return Settlement(**(values | changes))


def returned(case: Case, **changes: Any) -> Settlement:
    """The decision to give a case back."""
    values: dict[str, Any] = {
        "case": case.id,
        "event": Event.RETURN,
        "verdict": a_verdict(),
        "outgoing": (a_mail(f"return.{case.id}@lists.example.org", OutgoingKind.RETURN, ANN),),
        "folder": "Returned",
        "author": ANN,
        "proven": True,
        "answered": ANN,
    }
    return Settlement(**(values | changes))


def held(case: Case, **changes: Any) -> Settlement:
    """The decision to hold a case, owners being told later."""
    values: dict[str, Any] = {
        "case": case.id,
        "event": Event.HOLD,
        "verdict": a_verdict(Disposition.HOLD),
        "folder": "Held",
        "author": ANN,
        "proven": True,
    }
    return Settlement(**(values | changes))


def digested(case: Case, **changes: Any) -> Settlement:
    """The decision to keep a case for the next issue."""
    verdict = a_verdict(Disposition.DIGEST, findings=())
    values: dict[str, Any] = {
        "case": case.id,
        "event": Event.DIGEST,
        "verdict": verdict,
        "folder": "Digested",
    }
    return Settlement(**(values | changes))


def receipts(outcome: Outcome, *to: str, reply: str = "250 2.0.0 Ok") -> tuple[Receipt, ...]:
    """The same answer for each recipient."""
    people = to or ("members@lists.example.org",)
    return tuple(Receipt(recipient=who, outcome=outcome, reply=reply) for who in people)
