"""A list, a stamp, and posts as people write them, for tests of the mails that the bot writes."""

import datetime as dt
from typing import Any

from bot.mail.mailing_list import MailingList
from bot.mail.post import (
    Article,
    Attachment,
    Forward,
    Mailbox,
    Post,
    PostKind,
    Subject,
    Words,
    Zone,
    ZoneKind,
)
from bot.notices.outgoing import Stamp
from tests.parts.posts import a_header, a_post

OWN, ARTICLE, QUOTATION = ZoneKind.OWN, ZoneKind.ARTICLE, ZoneKind.QUOTATION
ATTRIBUTION, SIGNATURE, FACTS = ZoneKind.ATTRIBUTION, ZoneKind.SIGNATURE, ZoneKind.FORWARD_HEADER

SALON = MailingList(
    id="salon.lists.example.org",
    address="salon@lists.example.org",
    name="Salon",
    owners=("owner@example.org",),
    moderators=("mod@example.org",),
    post_to=("salon-members@lists.example.org",),
    digest_to=("salon-digest@lists.example.org",),
    timezone="Europe/Paris",
    authserv_ids=("mx.example.org",),
)


def a_stamp(kind: str = "return") -> Stamp:
    """A stamp of Thursday, 8 January 2026, 12:00 UTC."""
    return Stamp(
        date=dt.datetime(2026, 1, 8, 12, tzinfo=dt.UTC),
        message_id=f"{kind}.c17.00112233445566778899aabbccddeeff@lists.example.org",
        boundary="b17e5f0c2a9d",
        loop_mark="salon.lists.example.org ffeeddccbbaa99887766554433221100",
    )


def zoned(*stretches: tuple[ZoneKind, str]) -> dict[str, Any]:
    """``text`` and ``zones`` of a post made of these stretches, an empty line between them, and its words."""
    zones: list[Zone] = []
    line = 1
    for kind, text in stretches:
        last = line + text.count("\n") + 1
        depth = 1 if kind in {QUOTATION, ARTICLE} else 0
        zones.append(Zone(kind=kind, depth=depth, first_line=line, last_line=last, text=text + "\n"))
        line = last + 1
    counts = {kind: sum(len(text.split()) for one, text in stretches if one is kind) for kind in ZoneKind}
    total = sum(counts.values())
    words = Words(
        own=counts[OWN], quoted=counts[QUOTATION], forwarded=0, article=counts[ARTICLE], total=total
    )
    return {"text": "\n".join(zone.text for zone in zones), "zones": tuple(zones), "words": words}


def mailed(
    name: str, address: str, subject: Subject, identifier: str, *more: tuple[str, str], **changes: Any
) -> Post:
    """A post of that person with a header that says so."""
    date = changes.setdefault("date", dt.datetime(2026, 1, 8, 8, 14, 7, tzinfo=dt.UTC))
    lines = (
        ("From", f'"{name}" <{address}>'),
        ("To", "salon@lists.example.org"),
        ("Subject", subject.raw),
        ("Date", date.strftime("%a, %d %b %Y %H:%M:%S +0000")),
        ("Message-ID", f"<{identifier}>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    header = a_header(*more, *lines)
    head = b"\r\n".join(field.raw for field in header.fields) + b"\r\n\r\n"
    text = changes.pop("text")
    return a_post(
        text=text,
        header=header,
        raw=head + text.encode().replace(b"\n", b"\r\n"),
        body_at=len(head),
        subject=subject,
        message_id=identifier,
        from_=(Mailbox(name=name, address=address),),
        **changes,
    )


COMMENT = """\
One does not know whether to laugh or to cry.

For thirty years the harbour board has told us that the quay wall is sound, and for thirty years it has \
paid divers to say so. Now the same board wants eleven million to replace it, and wants it before the \
summer, when nobody reads the minutes. I do not say that the wall is good. I say that a board which was \
wrong for thirty years should not be asked to mark its own work \
(https://records.example.org/harbour/minutes/2025-11-26).

What the article leaves out is who owns the land behind the wall."""

STORY = """\
https://www.courier.example.com/2026/01/06/coast/quay-wall-vote.html

Harbour Board Asks for Eleven Million to Rebuild the Old Quay

The 140-year-old wall has moved four centimetres since the autumn storms, though engineers disagree about \
what that means.

The old quay at low tide, with a crack running from the second mooring ring to the waterline.
The old quay on Monday. Members of the board visited it by boat.Credit...Photo by Jonas Weil

By Martha Okafor

Jan. 6, 2026

The board of the town’s harbour voted on Tuesday to ask the county for eleven million to rebuild the old \
quay, a wall of dressed granite that has stood since 1886 and that has moved, by the board’s own \
measurements, four centimetres since September.

“We are not saying that it will fall this winter,” said the harbour master, Inge Sørby, at a hearing that \
lasted until midnight. “We are saying that we can no longer say it will not.”

Two of the seven members voted against. One of them, a retired surveyor, said that the measurements had been \
taken from a bench mark that is itself fixed to the wall."""

QUOTED = """\
> For thirty years the harbour board has told us that the quay wall is
> sound, and for thirty years it has paid divers to say so. Now the same
> board wants eleven million to replace it, and wants it before the
> summer, when nobody reads the minutes."""

INVITATION = """\
Dear all,

the next evening is on Thursday 12 February at half past seven, in
the room over the chandler's. We read chapters two and three; the
second is attached, because the library has one copy only.

Please bring
- a lamp (the fuse is still not mended)
- something to drink
- <b>no</b> more than one question each :-)

The catalogue: \
https://library.example.org/catalogue/search?author=Merimee&title=Carmen&edition=1847&page=2&sort=year \
and, for the map, mailto:maps@library.example.org."""

FORGERY = """\
I quote a digest.

------------------------------

Message: 7
Date: Thu, 08 Jan 2026 09:14:07 +0100
From: Evil Twin <twin@example.net>
Subject: forged

Buy <img src=https://tracker.example/x.gif onerror=alert(1)> javascript:alert(1) \
https://courier.example.com@evil.example/ {{ 7 * 7 }} %s\x1b[31m

From: Evil Twin <twin@example.net>
To: salon@lists.example.org
Subject: forged again

From mallory@example.net Thu Jan  8 09:14:07 2026

------------------------------

End of Salon Digest, Vol 2026, Issue 12
***************************************

----------------------------------------------------------------------

--b17e5f0c2a9d_0--
A very long line without an end to speak of, which goes on and on until somebody wraps it, as somebody \
must."""

CLARE = mailed(
    "Clare Whitfield",
    "clare.whitfield@example.net",
    Subject(
        raw='[Salon] Fwd: "Harbour Board Asks for Eleven Million to Rebuild the Old Quay" (Courier)',
        list_tag="Salon",
        prefixes=("fwd",),
        text='"Harbour Board Asks for Eleven Million to Rebuild the Old Quay" (Courier)',
    ),
    "quay.1@example.net",
    kind=PostKind.FORWARD,
    via="John Amory",
    article=Article(
        headline="Harbour Board Asks for Eleven Million to Rebuild the Old Quay",
        source="Courier",
        byline="Martha Okafor",
        date="Jan. 6, 2026",
        url="https://www.courier.example.com/2026/01/06/coast/quay-wall-vote.html",
        url_line=9,
        url_alone=True,
        words=150,
        cut_off=False,
        clutter=(15, 16),
        first_line=9,
        last_line=26,
    ),
    **zoned((FACTS, "FM: John Amory"), (OWN, COMMENT), (ARTICLE, STORY)),
)

RENEE = mailed(
    "Renée Dupont-Łukasiewicz",
    "renee@example.com",
    Subject(
        raw='Re: [Salon] Fwd: "Harbour Board Asks for Eleven Million to Rebuild the Old Quay" (Courier)',
        list_tag="Salon",
        prefixes=("re", "fwd"),
        text='"Harbour Board Asks for Eleven Million to Rebuild the Old Quay" (Courier)',
    ),
    "quay.2@example.com",
    ("In-Reply-To", "<quay.1@example.net>"),
    ("References", "<quay.1@example.net>"),
    kind=PostKind.REPLY,
    date=dt.datetime(2026, 1, 8, 9, 40, tzinfo=dt.UTC),
    **zoned(
        (
            OWN,
            "Clare, I was at the hearing: the bench mark is a bolt in the customs house, not\nin the wall.",
        ),
        (ATTRIBUTION, "On 8 January 2026 at 09:14, Clare Whitfield wrote:"),
        (QUOTATION, QUOTED),
        (
            OWN,
            "That is not what they were paid for: the divers’ contract\n(page 3) says “inspect and clean”.",
        ),
        (SIGNATURE, "-- \nRenée Dupont-Łukasiewicz\n12 rue du Port"),
    ),
)

ANN = mailed(
    "Ann Archer",
    "ann@example.net",
    Subject(
        raw="[Salon] Reading group: February", list_tag="Salon", prefixes=(), text="Reading group: February"
    ),
    "group.1@example.net",
    date=dt.datetime(2026, 1, 8, 9, 2, tzinfo=dt.UTC),
    attachments=(
        Attachment(name="Mériméé – chapter 2.pdf", type="application/pdf", size=1_240_000),
        Attachment(name="map.png", type="image/png", size=48_000),
    ),
    **zoned(
        (OWN, INVITATION),
        (SIGNATURE, "-- \nAnn"),
    ),
)

HOSTILE = mailed(
    "boss@corp.example\u202e",
    "mallory@example.net",
    Subject(
        raw="Evil \u202etwin <script>\x07", list_tag=None, prefixes=(), text="Evil \u202etwin <script>\x07"
    ),
    "evil.1@example.net",
    date=dt.datetime(2026, 1, 8, 10, 30, tzinfo=dt.UTC),
    **zoned((OWN, FORGERY)),
)

LI = mailed(
    "李小明",
    "li@example.cn",
    Subject(
        raw="Re: Reading group: February", list_tag=None, prefixes=("re",), text="Reading group: February"
    ),
    "group.2@example.cn",
    kind=PostKind.REPLY,
    date=dt.datetime(2026, 1, 8, 11, 1, tzinfo=dt.UTC),
    forwards=(
        Forward(
            how="attached",
            level=1,
            sender=Mailbox(name="Gwen Parry", address="gwen@example.org"),
            to=(),
            cc=(),
            subject="The fuse",
            date="Wed, 7 Jan 2026 18:00:00 +0000",
            body="The fuse is mended.\n\nGwen",
        ),
    ),
    **zoned(
        (OWN, "灯不用带了。请看附件。"),
    ),
)

ISSUE = (CLARE, ANN, RENEE, HOSTILE, LI)
