"""What the list puts on a post, and whose name stands in From: never one that receivers would refuse."""

import dataclasses
import email
import email.policy

import pytest

from bot.mail import read
from bot.mail.origin.domains import aligned
from bot.notices import write_repost
from bot.notices.dressing import dress
from tests.parts.reading import SALON, a_stamp
from tests.parts.salon import post

STRICT = frozenset({"strict.example", "news.strict.example"})
SALON_OURS = dataclasses.replace(SALON, from_rewrite="when needed", post_to=("a@example.org",))


def signed(
    domain: str, signer: str, fields: str = "from:to:subject:date:message-id", more: str = ""
) -> bytes:
    extra = f"DKIM-Signature: v=1; a=rsa-sha256; d={signer}; s=x; h={fields};{more} bh=x; b=y"
    return post("Words.", from_=f"Anne Lee <anne@{domain}>", extra=extra)


def refused(domain, signers):
    return domain in STRICT and not any(aligned(one, domain) for one in signers)


def leaves(raw: bytes, **changes):
    stamp = dataclasses.replace(a_stamp("post"), refused=refused)
    mail = write_repost(read(raw), dataclasses.replace(SALON_OURS, **changes), stamp)
    return email.message_from_bytes(mail.raw, policy=email.policy.default)


@pytest.mark.parametrize(
    ("raw", "changes", "rewritten"),
    [
        (signed("lax.example", "lax.example"), {}, False),
        (signed("lax.example", "lax.example"), {"prefix": "[Salon]"}, False),
        (post("Words.", from_="Anne Lee <anne@lax.example>"), {}, False),
        (signed("strict.example", "strict.example"), {}, False),
        (signed("news.strict.example", "strict.example"), {}, False),
        (signed("strict.example", "strict.example"), {"prefix": "[Salon]"}, True),
        (signed("strict.example", "strict.example"), {"footer": "Salon meets on Thursdays."}, True),
        (post("Words.", from_="Anne Lee <anne@strict.example>"), {}, True),
        (signed("strict.example", "mailer.example"), {}, True),
        (signed("strict.example", "strict.example", "from:to:list-unsubscribe"), {}, True),
        (signed("strict.example", "strict.example", more=" l=5;"), {}, True),
        (signed("lax.example", "lax.example"), {"from_rewrite": "always"}, True),
        (post("Words.", from_="Anne Lee <anne@strict.example>"), {"from_rewrite": "never"}, False),
    ],
)
def test_from_is_rewritten_where_the_authors_domain_would_have_it_refused(raw, changes, rewritten):
    message = leaves(raw, **changes)

    if rewritten:
        assert message["From"] == "Anne Lee via Salon <salon@lists.example.org>"
        assert message["Reply-To"].startswith("Anne Lee <anne@")
        assert message["DKIM-Signature"] is None
    else:
        assert message["From"].startswith("Anne Lee <anne@")
        assert message["Reply-To"] is None


def test_a_prefix_stands_once_and_behind_re():
    changed = {"prefix": "[Salon] "}

    assert leaves(post("x", subject="Tea"), **changed)["Subject"] == "[Salon] Tea"
    assert leaves(post("x", subject="Re: Tea"), **changed)["Subject"] == "Re: [Salon] Tea"
    assert leaves(post("x", subject="Re: [Salon] Tea"), **changed)["Subject"] == "Re: [Salon] Tea"


ALTERNATIVE = (
    b"From: a@example.net\r\nTo: salon@lists.example.org\r\nSubject: x\r\nMessage-ID: <1@example.net>\r\n"
    b"Date: Tue, 13 Jan 2026 08:02:11 +0000\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<p>Hello.</p>\r\n--b--\r\n"
)
MIXED = ALTERNATIVE.replace(b"alternative", b"mixed").replace(
    b"text/html\r\n\r\n<p>Hello.</p>", b"image/gif; name=a.gif\r\n\r\nGIF"
)


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        (post("Grüße."), ["text/plain"]),
        (ALTERNATIVE, ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/plain"]),
        (MIXED, ["multipart/mixed", "text/plain", "image/gif", "text/plain"]),
    ],
)
def test_a_footer_stands_below_the_text_as_mime_allows(raw, kinds):
    message = leaves(raw, footer="Salon meets on Thursdays.\n")

    parts = list(message.walk())
    assert [part.get_content_type() for part in parts] == kinds
    assert parts[-1].get_content().rstrip().endswith("Salon meets on Thursdays.")
    assert ("Grüße." in parts[0].get_content()) if len(kinds) == 1 else True


def test_a_text_that_its_author_signed_gets_no_footer():
    raw = ALTERNATIVE.replace(
        b"multipart/alternative", b'multipart/signed; protocol="application/pgp-signature"'
    )

    assert leaves(raw, footer="Thursdays.").get_content_type() == "multipart/signed"


def test_a_post_on_which_nothing_is_put_is_the_very_same():
    read_post = read(post("Words."))

    assert dress(read_post, SALON, None) is read_post
