"""Whatever arrives, the mails about it can be written and sent."""

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail.read import read
from bot.notices import (
    Answerable,
    CannotRepost,
    Entry,
    HeldItem,
    Receiver,
    wire,
    write_held,
    write_held_bundle,
    write_issue,
    write_repost,
    write_return,
)
from bot.policy.model.verdict import Disposition, Finding, Span
from tests.parts.letters import opened
from tests.parts.reading import SALON, a_stamp
from tests.parts.tries import tries

FIELDS = st.sampled_from(
    [
        b"From: =?utf-8?q?Ann=0D=0ABcc:_x=40example.net?= <ann@example.net>\r\n",
        b'From: "boss@corp.example" <ann@example.net>, x@example.org\n',
        b"Subject: =?utf-8?b?w7zDtg==?=\r\n =?utf-8?q?=E2=80=AE?=\r\n",
        b"Message-ID: <" + b"m" * 1100 + b"@example.net>\r\n",
        b"Message-ID: <a b>\r\n",
        b"References: <one@example.net> \xff <two\r@example.net>\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n",
        b"Content-Type: text/html; charset=utf-7\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Date: Thu, 99 Jan 99999 00:00:00 +9999\r\n",
        b"DKIM-Signature: v=1\r\n",
        b"no field\r\n",
        b"\r\n",
    ]
)
LINES = st.sampled_from(
    [b"--x\r\n", b"--x--\r\n", b"Content-Type: text/plain\r\n", b"\r\n", b"\n", b"\r", b"\x00", b"- \r\n", b"-" * 30 + b"\r\n",
     b"From me\r\n", b"> quoted\r\n", "é\u202e字".encode(), b"<a href='https://x.example/'>x</a>", b"y" * 1200, b"=\r\n"]
)  # fmt: skip
MESSAGES = st.builds(
    lambda head, body: b"".join([*head, b"\r\n", *body]),
    st.lists(FIELDS, max_size=6),
    st.lists(LINES | st.binary(max_size=40), max_size=12),
)
EVERY_FORM = dataclasses.replace(SALON, digest_formats=("html", "plain", "mime"))

RECEIVER = Receiver(address="mod@example.org", answerable=Answerable(to="salon@example.org", token="lw-x"))


@settings(max_examples=tries(25), deadline=None)
@given(MESSAGES)
def test_every_mail_can_be_written(raw):
    post = read(raw)
    why = (
        Finding(
            rule="r",
            text=post.text[:50] or "x",
            disposition=Disposition.RETURN,
            spans=(Span(first_line=1, last_line=9),),
        ),
    )

    item = HeldItem(case="c1", post=post, findings=why)
    issue = write_issue([Entry(case="c1", post=post)] * 2, EVERY_FORM, 1, lambda _: a_stamp())
    for outgoing in (
        write_return(post, why, SALON, "ann@example.net", a_stamp()),
        write_held(item, SALON, RECEIVER, a_stamp()),
        write_held_bundle([item] * 2, SALON, RECEIVER, a_stamp()),
        *issue,
    ):
        message = opened(outgoing)
        for name in ("From", "Date", "Message-ID", "Subject", "To"):
            assert len(message.get_all(name, [])) == 1, f"{name}: RFC 5322 3.6"
        for line in outgoing.raw.partition(b"\r\n\r\n")[0].split(b"\r\n"):
            assert len(line) <= 76 or b"=?" not in line, "RFC 2047 2"


@settings(max_examples=tries(80), deadline=None)
@given(MESSAGES)
def test_a_repost_is_fit_to_be_sent_or_left_to_a_person(raw):
    post = read(raw)
    try:
        sent = write_repost(post, SALON, a_stamp()).raw
    except CannotRepost:
        assert wire.is_unfit(post.raw)
        return
    assert not wire.is_unfit(sent)
