"""Faulty posts of all kinds for one list, with what of each is its author's own."""

import email.policy
import json
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path

from bot.mail import read
from tests.parts.salon import ROOT
from tests.real import write_posts

RULES = """ruleset: mine
language: 1
inherits: [salon.yaml, quoting.yaml, format.yaml, subjects.yaml]
"""
REAL = [
    "cobol-027",
    "cypherpunks-009",
    "cypherpunks-017",
    "cypherpunks-030",
    "cypherpunks-038",
    "cypherpunks-046",
    "cypherpunks-054",
    "cypherpunks-062",
    "cypherpunks-071",
    "cypherpunks-080",
    "cypherpunks-091",
    "cypherpunks-100",
    "cypherpunks-113",
    "cypherpunks-122",
    "cypherpunks-131",
    "cypherpunks-141",
    "imagej-devel-006",
    "imagej-devel-022",
    "ksummit-027",
    "usrp-users-002",
]
"""Every eighth of the 173 labelled posts that these rules return."""
COMMENT = (
    "I have followed this question since my years at the port, and what strikes me is that for the first time "
    "somebody has counted what the silence cost us. The paper does not say who paid for the count. I would "
    "like to know that before anybody here calls it good news."
)
HEADLINE, SOURCE, URL = (
    "River Towns Agree to Raise Flood Barriers",
    "Valley Courier",
    "https://www.valley-courier.example/2026/01/15/barriers.html",
)
OWN = "The tide tables of the harbour have been wrong since the autumn, and I ask who else has noticed it."
FOOTER = (
    "_______________________________________________\nSalon mailing list\nsalon@lists.example.org\n"
    "To unsubscribe send an email to salon-leave@lists.example.org"
)
SMALL_PRINT = (
    "This e-mail and any attachments are confidential. If you are not the intended recipient, please delete it "
    "and tell the sender at once."
)


@dataclass(frozen=True, kw_only=True)
class Faulty:
    """A post with a fault: its octets as the inbox has them, and the lines that its author wrote."""

    name: str
    raw: bytes
    own: tuple[str, ...]
    message_id: str
    author: str


def article(words: int, *, gaps: bool = True, headline: str = HEADLINE) -> str:
    """A newspaper's article of about so many words."""
    said = (
        (
            "The council of the river towns met for hour {n} on Thursday, and the engineers said that the walls above "
            "the bridge would not stand another winter."
        ),
        '"Nobody in this room got what they came for," said Ruth Amsel, who presided over part {n} of the session.',
        "Under the plan, which has {n} chapters, the upper towns receive a share of the ferry tolls in return.",
    )
    body: list[str] = []
    while sum(len(one.split()) for one in body) < words:
        body.append(said[len(body) % 3].format(n=len(body) + 2))
    return f"{headline}\n\nBy Jakob Stern\n\nJan. 15, 2026\n\n" + ("\n\n" if gaps else "\n").join(body)


def share(
    *, name: str = "FM: {author}", comment: str = COMMENT, url: str = URL, words: int = 180, gaps: bool = True
) -> str:
    """A post that shares an article, all of it right but for what is changed."""
    return "\n\n".join(one for one in (name, comment, url, article(words, gaps=gaps)) if one)


def quoted(lines: int, depth: int = 1) -> str:
    """An earlier post, quoted."""
    rows = [
        f"{'>' * (1 + n % depth)} Line {n} of what was said before about the harbour." for n in range(lines)
    ]
    return "\n".join(["On Mon, 12 Jan 2026, Bob Baker <bob@example.com> wrote:", *rows])


def forwarded(mark: str, words: int = 90) -> str:
    """A mail of somebody else, as a program passes it on."""
    head = f"{mark}\nFrom: Carla Cole <carla@example.com>\nDate: Mon, 12 Jan 2026 10:00:00 +0000\n"
    text = " ".join(
        f"The ferry of {n} o'clock was late again, and nobody says why." for n in range(words // 12)
    )
    return f"{head}Subject: The ferry\nTo: Dora <dora@example.com>\n\n{text}"


GOOD = f'Fwd: "{HEADLINE}" ({SOURCE})'
Kind = tuple[str, str, tuple[str, ...]]
"""Subject, text, the author's own lines."""

SHARES: dict[str, Kind] = {
    "no-fwd": (f'"{HEADLINE}" ({SOURCE})', share(), (COMMENT,)),
    "no-subject": ("", share(), (COMMENT,)),
    "empty-subject": ("interesting", share(), (COMMENT,)),
    "shouting": ("FWD: RIVER TOWNS AGREE TO RAISE FLOOD BARRIERS (VALLEY COURIER)", share(), (COMMENT,)),
    "no-source": (f"Fwd: {HEADLINE}", share(), (COMMENT,)),
    "no-name": (GOOD, share(name=""), (COMMENT,)),
    "no-link": (GOOD, share(url=""), (COMMENT,)),
    "link-in-a-line": (GOOD, share(url=f"The whole of it is at {URL} for a week."), (COMMENT,)),
    "link-in-brackets": (GOOD, share(url=f"Source: <{URL}>"), (COMMENT,)),
    "no-comment": (GOOD, share(comment=""), ()),
    "short-comment": (
        GOOD,
        share(comment="Well worth the time of all who live there."),
        ("Well worth the time",),
    ),
    "too-long": (GOOD, share(words=700), (COMMENT,)),
    "too-long-no-link": (GOOD, share(words=500, url=""), (COMMENT,)),
    "too-long-no-comment": (GOOD, share(words=500, comment=""), ()),
    "too-long-no-gaps": (GOOD, share(words=500, gaps=False), (COMMENT,)),
    "nothing-right": ("Barriers", share(name="", url="", comment="", words=600), ()),
    "bare-link": ("Barriers", URL, ()),
    "forward-bare": ("Fwd: The ferry", forwarded("---------- Forwarded message ---------"), ()),
    "forward-outlook": ("FW: The ferry", forwarded("-----Original Message-----"), ()),
    "forward-unmarked": (
        "The ferry",
        f"{COMMENT}\n\n{forwarded('---------- Forwarded message ---------')}",
        (COMMENT,),
    ),
    "forward-german": (
        "WG: Die Fähre",
        f"FM: {{author}}\n\nBitte lesen.\n\n{forwarded('-------- Weitergeleitete Nachricht --------')}",
        ("Bitte lesen.",),
    ),
}
OTHERS: dict[str, Kind] = {
    "long-signature": (
        "Tide tables",
        f"{OWN}\n\n-- \nAnn Author\nHarbour Master\n1 Quay Road\nOld Town\nTel. 1\nFax 2\nMobile 3\nhttps://a.example",
        (OWN,),
    ),
    "small-print": ("Tide tables", f"{OWN}\n\nAnn\n\n{SMALL_PRINT}", (OWN,)),
    "small-print-in-signature": ("Tide tables", f"{OWN}\n\n-- \nAnn\n{SMALL_PRINT}", (OWN,)),
    "top-posted": ("Re: Tide tables", f"{OWN}\n\n{quoted(60)}", (OWN,)),
    "all-quoted": ("Re: Tide tables", f"{quoted(60)}\n\nI agree with this.", ("I agree with this.",)),
    "long-block": ("Re: Tide tables", f"{quoted(30)}\n\n{OWN}\n\n> one more line\n\n{OWN}", (OWN, OWN)),
    "nested": ("Re: Tide tables", f"{OWN}\n\n{quoted(60, 3)}", (OWN,)),
    "list-footer": (
        "Re: Tide tables",
        f"{quoted(4)}\n> " + FOOTER.replace("\n", "\n> ") + f"\n\n{OWN}",
        (OWN,),
    ),
    "shouting-post": ("WHO CHECKS THE TIDE TABLES", OWN, (OWN,)),
    "many-marks": ("Who checks the tide tables???", OWN, (OWN,)),
    "says-nothing": ("Question", OWN, (OWN,)),
    "without-subject": ("", OWN, (OWN,)),
    "of-a-digest": ("Re: Salon Digest, Vol 12, Issue 3", f"{OWN}\n\n{quoted(5)}", (OWN,)),
}
_numbers = count(1)


def made() -> list[Faulty]:
    """Forty posts written for this."""
    plain = [_post(name, *kind) for name, kind in {**SHARES, **OTHERS}.items()]
    rich = [
        _post("html-share", GOOD, share(comment=""), (), html="alone"),
        _post("html-post", "Tide tables", OWN, (OWN,), html="alone"),
        _post("picture", "Tide tables", OWN, (OWN,), file=("tide.png", "image/png")),
        _post("document", GOOD, share(), (COMMENT,), file=("barriers.pdf", "application/pdf")),
        _post("winmail", "Tide tables", OWN, (OWN,), file=("winmail.dat", "application/ms-tnef")),
        _post(
            "html-and-picture", GOOD, share(words=500), (COMMENT,), html="beside", file=("t.png", "image/png")
        ),
    ]
    return [*plain, *rich]


def _post(
    name: str,
    subject: str,
    text: str,
    own: tuple[str, ...],
    *,
    html: str = "",
    file: tuple[str, str] | None = None,
) -> Faulty:
    number = next(_numbers)
    author = f"author{number}@example.net"
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = f"Ann Author {number} <{author}>"
    mail["To"], mail["Date"] = "salon@lists.example.org", "Tue, 13 Jan 2026 08:02:11 +0000"
    if subject:
        mail["Subject"] = subject
    mail["Message-ID"] = f"<faulty.{number}@example.net>"
    if subject.startswith("Re:"):
        mail["In-Reply-To"] = "<earlier@example.com>"
    text = text.replace("{author}", f"Ann Author {number}")
    rows = "".join(f"<p>{part}</p>" for part in text.replace("<", "&lt;").split("\n\n"))
    if html == "alone":
        mail.set_content(f"<html><body>{rows}</body></html>", subtype="html")
    else:
        mail.set_content(text + "\n")
    if html == "beside":
        mail.add_alternative(f"<html><body>{rows}</body></html>", subtype="html")
    if file:
        kind, _, subtype = file[1].partition("/")
        mail.add_attachment(b"\x89PNG of " + bytes(600), maintype=kind, subtype=subtype, filename=file[0])
    own = tuple(one.replace("{author}", f"Ann Author {number}") for one in own)
    return Faulty(
        name=name,
        raw=proven(author) + mail.as_bytes(),
        own=own,
        message_id=f"faulty.{number}@example.net",
        author=author,
    )


def proven(author: str) -> bytes:
    """What a receiving server puts above a post whose author it could confirm."""
    return (
        f"Return-Path: <{author}>\r\nAuthentication-Results: mx.example.org; dmarc=pass header.from="
        f"{author.partition('@')[2]}\r\nReceived: from out by mx.example.org; Tue, 13 Jan 2026 08:02:12 +0000\r\n"
    ).encode()


def real(archives: Callable[[str], Path | None]) -> Iterator[Faulty]:
    """The labelled posts whose archive is at hand; ``archives`` gives a repository's git directory, or None."""
    folder = ROOT / "tests" / "real"
    entries = {
        entry["name"].removesuffix(".eml"): entry for entry in json.loads((folder / "index.json").read_text())
    }
    labels = (json.loads(line) for line in (folder / "labels.jsonl").read_text().splitlines())
    zones = {label["name"].removesuffix(".eml"): label["zones"] for label in labels}
    for name in REAL:
        gitdir = archives(entries[name]["repo"])
        if gitdir is None:
            continue
        try:
            raw = write_posts.find_post(entries[name], str(gitdir))
        except (subprocess.CalledProcessError, LookupError):
            continue
        yield _real(name, raw, zones[name])


def _real(name: str, raw: bytes, zones: Sequence[tuple[str, int, int]]) -> Faulty:
    head, _, body = raw.partition(b"\n\n")
    head = re.sub(rb"(?m)^(From: \S+) at (\S+)", rb"\1@\2", head)  # Pipermail veils addresses
    fields = email.message_from_bytes(head + b"\n\n", policy=email.policy.compat32)
    box = read(head + b"\n\n").from_[0]
    kept = "".join(
        f"{field}: {' '.join(str(value).split())}\n"
        for field, value in fields.items()
        if field.lower() in {"from", "subject", "in-reply-to", "references"}
        or field.lower().startswith(("mime", "content"))
    )
    top = f"{kept}To: salon@lists.example.org\nDate: Tue, 13 Jan 2026 08:02:11 +0000\nMessage-ID: <real.{name}@example.net>\n"
    lines = body.decode("utf-8", "replace").split("\n")
    own = tuple(
        line
        for kind, first, last in zones
        if kind == "own"
        for line in lines[first - 1 : last]
        if line.strip()
    )
    mail = proven(box.address) + top.encode("utf-8", "replace").replace(b"\n", b"\r\n") + b"\r\n"
    return Faulty(
        name=name,
        raw=mail + body.replace(b"\n", b"\r\n"),
        own=own,
        message_id=f"real.{name}@example.net",
        author=box.address,
    )
