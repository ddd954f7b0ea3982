"""Facts about lengths: how much of a post is whose."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Known, Number, Text, YesNo
from bot.facts.vocabulary import fact
from bot.mail.post import Post, ZoneKind
from bot.mail.text.lines import without_marks
from bot.mail.text.word_count import count_words

_GAP = re.compile(r"\n[ \t]*\n\s*")
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SEAL, _SEALED = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a post whose length rules may ask; ``lines`` finds where it stands."""

    name: str
    whose: str
    text: Callable[[Post], str]
    words: Callable[[Post], int]
    lines: Callable[[Post], places.Spans]
    counted: Callable[[Post], list[str]] | None = None
    about_lines: str | None = None
    paragraphs: Callable[[Post], int] | None = None
    about_paragraphs: str | None = None


def filled_lines(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return list(filter(str.strip, text.split("\n")))


def enter_lengths(part: Part) -> None:
    """Make the facts of one part: its text, words, characters, lines, paragraphs, share and presence."""
    for tail, kind, about, answer in _questions(part):
        fact(part.name + tail, kind, lines=part.lines, about=about)(_about_post(answer))


def _questions(part: Part) -> list[tuple[str, Text | Number | YesNo, str, Callable[[Post], Known]]]:
    return [
        ("", Text(), f"The text of {part.whose}.", part.text),
        (".words", Number("words"), _WORDS.format(part.whose), part.words),
        (
            ".characters",
            Number("characters"),
            f"How many characters there are in {part.whose}; blanks in a row and line ends count as one.",
            lambda post: len(" ".join(part.text(post).split())),
        ),
        (
            ".lines",
            Number("lines"),
            part.about_lines or f"How many lines there are in {part.whose}; blank lines do not count.",
            lambda post: len(part.counted(post) if part.counted else filled_lines(part.text(post))),
        ),
        (
            ".paragraphs",
            Number("paragraphs"),
            part.about_paragraphs or _PARAGRAPHS.format(part.whose),
            part.paragraphs or (lambda post: len(paragraphs_of(part.text(post)))),
        ),
        (
            ".share",
            Number("%"),
            _SHARE.format(part.whose),
            lambda post: _share(part.words(post), post.words.total),
        ),
        (
            ".present",
            YesNo(),
            f"Whether there is any text in {part.whose}.",
            lambda post: bool(part.text(post).strip()),
        ),
    ]


_WORDS = """How many words there are in {}.

A word is a run of non-spaces; of Chinese, Japanese and Korean text two characters are one word."""

_PARAGRAPHS = "How many paragraphs there are in {}: pieces of text with a blank line between them."

_ARTICLE_PARAGRAPHS = """How many paragraphs of text there are in the shared article.

Address, headline, byline, date and captions are none."""

_SHARE = "Of all words of the post, how many are in {}, from 0 to 100 %."


def _about_post(answer: Callable[[Post], Known]) -> Callable[[Post, Context], Known]:
    return lambda post, _: answer(post)


def paragraphs_of(text: str) -> list[str]:
    """The pieces of a text with a blank line between them."""
    return [piece for piece in _GAP.split(text) if piece.strip()]


def _share(words: int, total: int) -> float:
    return round(100 * words / total, 1) if total else 0


def _zone_text(*kinds: ZoneKind) -> Callable[[Post], str]:
    return lambda post: post.text_of(*kinds)


def _of_a_quotation(post: Post) -> list[str]:
    """The lines of quotations that are not blank behind their marks."""
    lines = post.text_of(ZoneKind.QUOTATION).split("\n")
    # Hardly a line has nothing but marks, so that these are taken off only there.
    return [line for line in lines if line.strip(" \t>").strip() or without_marks(line).strip()]


def _of_a_signature(post: Post) -> list[str]:
    """The lines of a signature without "-- " before them (RFC 3676 4.3) and without PGP's (RFC 4880 7)."""
    kept, sealed = list[str](), False
    for line in filled_lines(post.text_of(ZoneKind.SIGNATURE)):
        sealed = sealed or line.startswith(_SEAL)
        if not sealed and not line.startswith(_SIGNED):
            kept.append(line)
        sealed = sealed and not line.startswith(_SEALED)
    return kept[1:] if kept and kept[0].rstrip() == "--" else kept


def _article_paragraphs(post: Post) -> int:
    return sum(each.paragraphs for each in post.articles) if post.zones_of(ZoneKind.ARTICLE) else 0


enter_lengths(
    Part(
        name="own",
        whose="what the author wrote, without quotations, forwards, articles, signature and list footers",
        text=_zone_text(ZoneKind.OWN),
        words=lambda post: post.words.own,
        lines=places.comment,
    )
)
enter_lengths(
    Part(
        name="quoted",
        whose="the quotation of earlier posts",
        text=lambda post: without_marks(post.text_of(ZoneKind.QUOTATION)),
        words=lambda post: post.words.quoted,
        lines=places.zones(ZoneKind.QUOTATION),
        counted=_of_a_quotation,
    )
)
enter_lengths(
    Part(
        name="forwarded",
        whose="the messages that are passed on",
        text=_zone_text(ZoneKind.FORWARD),
        words=lambda post: post.words.forwarded,
        lines=places.zones(ZoneKind.FORWARD_HEADER, ZoneKind.FORWARD),
    )
)
enter_lengths(
    Part(
        name="article",
        whose="the shared article",
        text=_zone_text(ZoneKind.ARTICLE),
        words=lambda post: post.words.article,
        lines=places.article,
        paragraphs=_article_paragraphs,
        about_paragraphs=_ARTICLE_PARAGRAPHS,
    )
)
enter_lengths(
    Part(
        name="footer",
        whose="footers: of lists, of virus scanners, and what companies say about confidential mail",
        text=_zone_text(ZoneKind.FOOTER),
        words=lambda post: count_words(post.text_of(ZoneKind.FOOTER)),
        lines=places.zones(ZoneKind.FOOTER),
    )
)
enter_lengths(
    Part(
        name="body",
        whose="the whole post",
        text=lambda post: post.text,
        words=lambda post: post.words.total,
        lines=places.whole_text,
    )
)
enter_lengths(
    Part(
        name="signature",
        whose="the signature",
        text=_zone_text(ZoneKind.SIGNATURE),
        words=lambda post: count_words(post.text_of(ZoneKind.SIGNATURE)),
        lines=places.zones(ZoneKind.SIGNATURE),
        counted=_of_a_signature,
        about_lines="How many lines the signature has; blank lines, '--' and a PGP signature do not count.",
    )
)
