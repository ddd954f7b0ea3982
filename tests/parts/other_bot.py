"""A second list with a bot of our kind: what it returns to a mail of the first."""

import datetime as dt
import re

from bot.facts import Context, Facts
from bot.mail import read
from bot.mail.mailing_list import MailingList
from bot.mail.origin.own_marks import Marks
from bot.notices import Answerable, Occasion, Stamp, write_return
from bot.policy import decide, load

RULES = b"""ruleset: other
language: 1
rules:
  - name: never-enough
    when: always
    then: return
    because: Please say more.
"""
MARKS = re.compile(rb"^(?:Auto-Submitted|X-Auto-Response-Suppress|Precedence|X-Loop):.*\r\n", re.MULTILINE)


def returned_by_another(raw: bytes, address: str, number: int, *, marked: bool) -> bytes:
    """
    The notice in answer to a mail that its list, at ``address``, got.

    Not ``marked``: a server on the way has taken its marks off, and it has a return
    address that passed DMARC, as no mail of ours ever has.
    """
    given = read(raw)
    when = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)
    marks = Marks(secret=b"another's secret", list_id="other.example.net", domain=address.partition("@")[2])
    listed = MailingList(id="other.example.net", address=address, name="Other")
    findings = decide(load("r.yaml", lambda _: RULES), Facts(given, Context(now=when))).findings
    token = str(marks.token("return", given.from_[0].address, str(number)))
    stamp = Stamp(
        date=when,
        message_id=marks.message_id(str(number), "return"),
        boundary=f"b{number}",
        loop_mark=marks.loop_mark(given.message_id or ""),
    )
    occasion = Occasion(case=f"20260120-{number:04}-AAAA", answerable=Answerable(to=address, token=token))
    written = write_return(given, findings, listed, given.from_[0].address, stamp, occasion)
    proof = f"Authentication-Results: mx.example.org; dmarc=pass header.from={address.partition('@')[2]}\r\n"
    path = "" if marked else address
    sent = written.raw if marked else MARKS.sub(b"", written.raw)
    return f"Return-Path: <{path}>\r\n{proof}".encode() + sent
