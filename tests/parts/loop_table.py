"""The table of loops and backscatter as mail on the wire: what comes, what becomes of it, whether it is answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.parts.salon import post

OUT, ANSWERED = "accept", "return"
HELD, DROPPED = "hold", "discard"
BRIEF = "brief"
"""A word in the subject for which the rules return a post."""
RULES = f"""ruleset: loops
language: 1
rules:
  - name: too-short
    when: {{subject: {{has_word: {BRIEF}}}}}
    then: return
    because: Please write more.
"""
FORGED = "dmarc=fail header.from=example.net"
ME = "ann@example.net"


@dataclass(frozen=True, kw_only=True)
class Row:
    """
    One kind of mail.

    ``good`` is what becomes of it where the rules would let it pass, ``faulty`` where
    they would return it. ``swap`` are lines of the finished mail with what takes their place.
    """

    row: int
    kind: str
    good: str
    faulty: str
    text: str = "The tide is out."
    subject: str = "Tides"
    swap: tuple[tuple[str, str], ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)

    def mail(self, number: int, *, faulty: bool) -> tuple[str, bytes]:
        """Its Message-ID as the journal has it, and its octets; an author of its own, so that no limit counts."""
        name = f"loop.{number}.{'faulty' if faulty else 'good'}@example.net"
        subject = f"{self.subject} {number}{' ' + BRIEF if faulty else ''}"
        raw = post(self.text, subject=subject, message_id=name, **self.changes).decode()
        for line, other in self.swap:
            assert line in raw, line
            raw = raw.replace(line, other)
        person = f"ann{number}{'f' if faulty else 'g'}@example.net"
        return name, raw.replace(ME, person).replace("\n", "\r\n").encode()


def row(number: int, kind: str, good: str, faulty: str | None = None, **given: Any) -> Row:
    """A row; what is faulty is held unless another word is said."""
    own = {name: given.pop(name) for name in ("text", "subject", "swap") if name in given}
    faulty = faulty or (good if good != OUT else HELD)
    return Row(row=number, kind=kind, good=good, faulty=faulty, changes=given, **own)


def typed(content_type: str) -> tuple[tuple[str, str], ...]:
    """Another Content-Type."""
    return (("Content-Type: text/plain; charset=utf-8", f"Content-Type: {content_type}"),)


def report(kind: str, part: str) -> dict[str, Any]:
    """A report (RFC 6522) with its part for programs."""
    text = f"--b\n\nThis is a report.\n--b\nContent-Type: message/{kind}\n\n{part}\n--b--"
    return {"text": text, "swap": typed(f'multipart/report; report-type={kind}; boundary="b"')}


STATUS = "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; bo@example.com\nAction: failed\nStatus: 5.1.1\n"
SIGNED = "--s\nContent-Type: text/plain\n\nThe tide is out.\n--s\nContent-Type: application/pgp-signature\n\nabc\n--s--"
DISPLAYED = (
    "Reporting-UA: x\nFinal-Recipient: rfc822; ann@example.net\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n"
)
FORGED_BELOW = (
    "Received: from x by relay.evil.example; now\n"
    "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\nSubject: "
)
HTML = "<p>The tide is out.</p>"
HOP = "Received: from a.example.net by b.example.net; Tue, 13 Jan 2026 08:02:11 +0000"

ROWS: tuple[Row, ...] = (
    row(1, "a member's post, proven", OUT, ANSWERED),
    row(2, "a post without a proof", OUT, authenticated=False),
    row(3, "a member's From, forged", OUT, results=FORGED),
    row(4, "a forged proof below another's trace", OUT, authenticated=False,
        swap=(("Subject: ", FORGED_BELOW),)),
    row(5, "a bounce", DROPPED, path="", **report("delivery-status", STATUS)),
    row(5, "a bounce with a return address", DROPPED, **report("delivery-status", STATUS)),
    row(6, "a bounce of qmail", DROPPED, path="", from_="MAILER-DAEMON@mx.example.net", subject="failure notice"),
    row(6, "a bounce of postmaster", DROPPED, from_=f"Postmaster <postmaster@{ME.partition('@')[2]}>",
        subject="Undeliverable: Tides"),
    row(7, "a receipt that it was read", DROPPED, **report("disposition-notification", DISPLAYED)),
    row(8, "a complaint", DROPPED, **report("feedback-report", "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n")),
    row(9, "a vacation answer", DROPPED, extra="Auto-Submitted: auto-replied (vacation)"),
    row(9, "a vacation answer, oddly written", DROPPED, extra="AUTO-SUBMITTED: (x) Auto-Generated; a=b"),
    row(9, "a person's Auto-Submitted: no", OUT, ANSWERED, extra="Auto-Submitted: No (by hand); x=y"),
    row(10, "an Exchange absence", DROPPED, extra="X-Autoreply: yes"),
    row(10, "bulk mail", DROPPED, extra="Precedence: bulk"),
    row(10, "an absence known by its subject", HELD, subject="Abwesenheitsnotiz: Tides"),
    row(10, "an inbox rule of Exchange", HELD, extra=f"X-MS-Exchange-Inbox-Rules-Loop: {ME}"),
    row(11, "a person's mail that suppresses answers", OUT, ANSWERED, extra="X-Auto-Response-Suppress: All"),
    row(12, "a challenge", HELD, subject="Please confirm your message"),
    row(16, "a digest answered whole", OUT, ANSWERED, subject="Re: Salon Digest, Vol 3, Issue 2",
        text="I agree.\n\n> Message: 1\n> The tide is out.\n> ----------------------\n> Message: 2\n> It is in."),
    row(17, "another list's post", OUT, extra="List-Id: Quay <quay.example.com>\nList-Post: <mailto:q@example.com>"),
    row(18, "our List-Id", HELD, extra="List-Id: Salon <salon.lists.example.org>"),
    row(18, "a forged loop mark", HELD, extra="X-Loop: salon.lists.example.org 0000000000000000"),
    row(18, "another's loop mark", OUT, ANSWERED, extra="X-Loop: quay@example.com"),
    row(19, "a post handed on 60 times", HELD, extra="\n".join([HOP] * 60)),
    row(20, "a post that was sent on", OUT, extra="Resent-From: bob@example.com"),
    row(21, "a signed post", OUT, ANSWERED, text=SIGNED,
        swap=typed('multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary="s"')),
    row(22, "an encrypted post", HELD, text="--s\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--s\n"
        "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n--s--",
        swap=typed('multipart/encrypted; protocol="application/pgp-encrypted"; boundary="s"')),
    row(23, "an answer to an invitation", HELD, text="BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR",
        swap=typed("text/calendar; method=REPLY")),
    row(24, "the list in Bcc", HELD, to="bob@example.com"),
    row(25, "two lists in To", OUT, ANSWERED, to="quay@lists.example.com, salon@lists.example.org"),
    row(26, "letters beyond ASCII", OUT, from_="Änn <änn@example.net>"),
    row(27, "no author", HELD, from_="undisclosed: ;"),
    row(27, "an empty author", HELD, from_="<>", path=ME),
    row(28, "two authors", HELD, from_=f"{ME}, Bob <bob@example.net>"),
    row(28, "two From fields", HELD, extra="From: bob@example.net"),
    row(29, "two Message-IDs", HELD, extra="Message-ID: <second@example.net>"),
    row(30, "Reply-To elsewhere", OUT, ANSWERED, extra="Reply-To: bob@example.com"),
    row(31, "an assistant in Sender", OUT, ANSWERED, extra="Sender: Bo <bo@example.net>"),
    row(32, "a role", HELD, from_="Shop <noreply@example.net>"),
    row(32, "a list's owner", HELD, path="owner-quay@example.net"),
    row(32, "the list's own address", HELD, from_="Salon <salon@lists.example.org>"),
    row(34, "an empty post", OUT, ANSWERED, text=""),
    row(34, "HTML alone", OUT, ANSWERED, text=HTML, swap=typed("text/html; charset=utf-8")),
    row(35, "mail to the bot's account", HELD, to="bot@lists.example.org"),
    row(36, "over the limit", HELD, text="\n".join(["The tide is out."] * 4000)),
)  # fmt: skip
"""All rows but those that answer mail of ours (13, 14, 15, 33): these are played after it is there."""


def wire() -> Iterator[tuple[Row, bool, str, bytes]]:
    """Every row twice: a post that the rules let pass, and one that they return."""
    for number, one in enumerate(ROWS, 1):
        for faulty in (False, True):
            yield one, faulty, *one.mail(number, faulty=faulty)
