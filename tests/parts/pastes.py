"""
Articles as members paste them: twelve papers, eleven places of the comment, twelve layouts.

``papers/*.txt`` holds the papers, invented word for word: header lines, an empty one, then a line a
paragraph behind ``H`` (above the text), ``B`` (text) or ``T`` (below it).
"""

import html
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

from bot.mail.post import Post, ZoneKind

FOLDER = Path(__file__).parent / "papers"
SENDER = "Ruth Adler"
INITIALS = "RA"
_PARAGRAPH = 60  # characters of a line of the paper that tells
_TELLING = 40


@dataclass(frozen=True)
class Paper:
    """An article of one paper: what is above its text, the text, what is below, and two comments on it."""

    name: str
    header: dict[str, str]
    head: list[str]
    body: list[str]
    tail: list[str]

    @property
    def paragraphs(self) -> list[str]:
        """All of it, from top to bottom."""
        return [*self.head, *self.body, *self.tail]


@dataclass(frozen=True)
class Block:
    """A paragraph of a paste: whose it is ("own", "article", "header"), and whether it is set bold."""

    owner: str
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Paste:
    """One message of the matrix, and whose words are whose."""

    name: str
    raw: bytes
    own: list[str]
    article: list[str]


@cache
def papers() -> list[Paper]:
    """Every paper."""
    return [_paper(path) for path in sorted(FOLDER.glob("*.txt"))]


def _paper(path: Path) -> Paper:
    head, _, body = path.read_text("utf-8").partition("\n\n")
    header = dict(line.split(": ", 1) for line in head.splitlines())
    lines = [line.split(" ", 1) for line in body.splitlines() if line]
    told = {mark: [text for here, text in lines if here == mark] for mark in "HBT"}
    return Paper(path.stem, header, told["H"], told["B"], told["T"])


def _article(paper: Paper, *, address: bool = True) -> list[Block]:
    blocks = [Block("article", text, bold=text == paper.header["Headline"]) for text in paper.paragraphs]
    return [Block("article", paper.header["Url"]), *blocks] if address else blocks


def _above(paper: Paper) -> Block:
    return Block("own", paper.header["Comment-above"])


def _below(paper: Paper) -> Block:
    return Block("own", paper.header["Comment-below"])


def _seed(paper: Paper) -> list[Block]:
    return [Block("header", f"FM: {SENDER}"), _above(paper), *_article(paper)]


def _plain(paper: Paper) -> list[Block]:
    return [_above(paper), *_article(paper)]


def _ruled_above(paper: Paper) -> list[Block]:
    return [_above(paper), Block("rule", "----------"), *_article(paper, address=False)]


def _none(paper: Paper) -> list[Block]:
    return _article(paper)


def _signed_below(paper: Paper) -> list[Block]:
    return [*_article(paper), _below(paper), Block("own", SENDER.split(maxsplit=1)[0])]


def _label(paper: Paper) -> list[Block]:
    return [*_article(paper), Block("own", f"My comment: {paper.header['Comment-below']}")]


def _ruled_below(paper: Paper) -> list[Block]:
    return [*_article(paper), Block("rule", "-----"), _below(paper)]


def _bracket(paper: Paper) -> list[Block]:
    blocks = _article(paper)
    here = 1 + len(paper.head) + 2
    return [
        *blocks[:here],
        Block("own", f"[My comment: {paper.header['Comment-below']} -- {INITIALS}]"),
        *blocks[here:],
    ]


def _capitals(paper: Paper) -> list[Block]:
    return [*_article(paper), Block("own", paper.header["Comment-below"].upper())]


def _both(paper: Paper) -> list[Block]:
    return [
        _above(paper),
        *_article(paper),
        Block("rule", "* * *"),
        _below(paper),
        Block("own", SENDER.split(maxsplit=1)[0]),
    ]


PLACES: dict[str, tuple[Callable[[Paper], list[Block]], str]] = {
    "above, with FM": (_seed, "Fwd: {}"),
    "above, headline as subject": (_plain, "{headline}"),
    "above, subject of one's own": (_plain, "For the discussion on Thursday"),
    "above, rule, no address": (_ruled_above, "Fwd: {}"),
    "none": (_none, "Fwd: {}"),
    "below, signed": (_signed_below, "Fwd: {}"),
    "below, labelled": (_label, "Fwd: {}"),
    "below a rule": (_ruled_below, "Fwd: {}"),
    "in brackets within": (_bracket, "Fwd: {}"),
    "below, capitals": (_capitals, "Fwd: {}"),
    "above and below": (_both, "Fwd: {}"),
}


def _lines(blocks: Sequence[Block], joint: str = "\n\n", width: int = 0, indent: str = "") -> str:
    texts = [
        textwrap.fill(each.text, width, break_long_words=False, break_on_hyphens=False)
        if width
        else each.text
        for each in blocks
    ]
    if indent:
        texts = [
            text if each.owner != "article" else textwrap.indent(text, indent)
            for each, text in zip(blocks, texts, strict=True)
        ]
    return joint.join(texts) + "\n"


def _gmail_text(blocks: Sequence[Block]) -> str:
    texts = []
    for number, each in enumerate(blocks):
        text = each.text
        if each.bold:
            text = f"*{text}*"
        elif text.startswith("By "):
            text = f"{text} <https://www.example.com/by/writer>"
        elif each.owner == "article" and number % 5 == 3 and len(text) > 150:
            words = text.split()
            first, rest = " ".join(words[:6]), " ".join(words[6:])
            texts.append(
                f"{first}\n<https://www.example.com/topic/a-long-address-of-a-topic>\n{textwrap.fill(rest, 72)}"
            )
            continue
        texts.append(textwrap.fill(text, 72, break_long_words=False, break_on_hyphens=False))
    return "\n\n".join(texts) + "\n"


def _html_gmail(blocks: Sequence[Block]) -> str:
    parts = []
    for each in blocks:
        text = html.escape(each.text)
        if each.text.startswith("https://"):
            text = f'<a href="{text}">{text}</a>'
        if each.owner != "article":
            parts.append(f"<div>{text}</div><div><br></div>")
        else:
            parts.append(f"<h1>{text}</h1>" if each.bold else f'<p style="margin:0px 0px 1em">{text}</p>')
    return f'<div dir="ltr">{"".join(parts)}</div>'


def _html_outlook(blocks: Sequence[Block]) -> str:
    parts = [
        f'<p class="MsoNormal" style="mso-margin-top-alt:auto;mso-margin-bottom-alt:auto">{html.escape(each.text)}<o:p></o:p></p>'
        for each in blocks
    ]
    return f'<html><body lang="EN-GB"><div class="WordSection1">{"".join(parts)}</div></body></html>'


LAYOUTS: dict[str, tuple[str, Callable[[Sequence[Block]], str]]] = {
    "a line a paragraph": ("plain", _lines),
    "wrapped at 72": ("plain", lambda blocks: _lines(blocks, width=72)),
    "wrapped at 60": ("plain", lambda blocks: _lines(blocks, width=60)),
    "no blank lines": ("plain", lambda blocks: _lines(blocks, joint="\n")),
    "no blank lines, wrapped": ("plain", lambda blocks: _lines(blocks, joint="\n", width=72)),
    "three blank lines": ("plain", lambda blocks: _lines(blocks, joint="\n\n\n\n")),
    "article indented": ("plain", lambda blocks: _lines(blocks, width=70, indent="    ")),
    "blanks on blank lines": ("plain", lambda blocks: _lines(blocks, joint="\n\u00a0\n")),
    "flowed": ("flowed", lambda blocks: _lines(blocks, width=72)),
    "Gmail's text": ("plain", _gmail_text),
    "Gmail's HTML": ("html", _html_gmail),
    "Outlook's HTML": ("html", _html_outlook),
}


def pastes(papers_: Sequence[Paper] | None = None) -> Iterator[Paste]:
    """The whole matrix."""
    for paper in papers_ or papers():
        for place in PLACES:
            for layout in LAYOUTS:
                yield paste(paper, place, layout)


def paste(paper: Paper, place: str, layout: str) -> Paste:
    """One message."""
    build, subject = PLACES[place]
    blocks = build(paper)
    form, render = LAYOUTS[layout]
    text = render(blocks)
    message = EmailMessage(policy=SMTP.clone(cte_type="8bit"))
    message["From"] = f"{SENDER} <ruth@example.org>"
    message["To"] = "salon@lists.example.org"
    message["Subject"] = "[Salon] " + subject.format(
        paper.header["Subject"], headline=paper.header["Headline"]
    )
    message["Message-ID"] = "<paste@example.org>"
    message["Date"] = "Thu, 12 Feb 2026 09:14:07 +0100"
    if form == "html":
        message.set_content(text, subtype="html")
    elif form == "flowed":
        message.set_content(_flowed(text), params={"format": "flowed"})
    else:
        message.set_content(text)
    own = [block.text for block in blocks if block.owner == "own"]
    article = [block.text for block in blocks if block.owner == "article"]
    return Paste(f"{paper.name} | {place} | {layout}", bytes(message), own, article)


def _flowed(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        f"{line} " if line and number + 1 < len(lines) and lines[number + 1] else line
        for number, line in enumerate(lines)
    )


def folded(text: str) -> str:
    """A text as it is compared: letters and digits alone."""
    return "".join(char for char in text.casefold() if char.isalnum())


def parted_right(paste_: Paste, post: Post) -> bool:
    """Whether every comment is the author's own, and no paragraph of the article is."""
    own = folded(post.text_of(ZoneKind.OWN, ZoneKind.SIGNATURE))
    longer = [text for text in paste_.article if len(text) > _PARAGRAPH]
    return all(folded(text) in own for text in paste_.own) and not any(
        folded(text)[:_TELLING] in own for text in longer
    )
