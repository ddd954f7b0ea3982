"""The facts that an example gives, and those that would follow from them in real mail."""

from collections.abc import Mapping
from dataclasses import replace

from bot import mail
from bot.facts import VOCABULARY, Context, Known, Unknown
from bot.mail.post import Post, Words, Zone, ZoneKind
from bot.mail.text.subject import bare_text, read_subject
from bot.mail.text.word_count import count_words

BODY = "body"
SUBJECT = "subject"
RAW = "subject.raw"
_TAG, _TAGS = "subject.tag", "subject.tags"


def as_in_mail(given: Mapping[str, Known], context: Context) -> dict[str, Known]:
    """
    The facts with what the reader of real mail makes of a subject and of texts.

    ``subject: "[sale] Bicycle"`` becomes the subject "Bicycle" with the tag "sale",
    "Re: Rain" the answer "Rain"; ``own: For 5 EUR.`` has three words and a price.
    What the example itself gives stays.
    """
    return {**_of_texts(given, context), **_of_subject(given, context)}


def _of_texts(given: Mapping[str, Known], context: Context) -> dict[str, Known]:
    """Lengths, prices and links of the texts that are given: of what the author wrote, of a quotation ..."""
    texts = {part: text for part in PARTS if isinstance(text := given.get(part), str) and text.strip()}
    body = texts.pop(BODY, None)
    whole = _counted({BODY: body}, context) if body else {}
    return {**whole, **_counted(texts, context)} if texts else whole


def _counted(texts: Mapping[str, str], context: Context) -> dict[str, Known]:
    """What the facts about these parts say, and those about links, which stand in any part."""
    post = _post_of(texts)
    asked = [fact for fact in VOCABULARY if fact.name in _TOLD or _is_count(fact.name, texts)]
    told = {fact.name: fact.answer(post, context) for fact in asked}
    return {name: value for name, value in told.items() if value and not isinstance(value, Unknown)}


def _post_of(texts: Mapping[str, str]) -> Post:
    """A post that is made of these texts, each of its kind whatever it says."""
    post = mail.read(_PLAIN + "\n".join(texts.values()).encode("utf-8", "replace"))
    zones, counts, first = list[Zone](), dict[str, int](), 1
    for part, text in texts.items():
        last = first + text.count("\n")
        zone = Zone(kind=PARTS[part], depth=0, first_line=first, last_line=last, text=text.strip("\n"))
        zones, first = [*zones, zone], last + 1
        counts |= {part: count_words(text)} if part in _COUNTS else {}
    words = replace(_NO_WORDS, **counts, total=sum(count_words(text) for text in texts.values()))
    return replace(post, zones=tuple(zones), words=words)


def _is_count(name: str, texts: Mapping[str, str]) -> bool:
    head, _, tail = name.partition(".")
    return head in texts and tail in _COUNTED


PARTS = {
    "own": ZoneKind.OWN,
    "quoted": ZoneKind.QUOTATION,
    "forwarded": ZoneKind.FORWARD,
    "article": ZoneKind.ARTICLE,
    "signature": ZoneKind.SIGNATURE,
    "footer": ZoneKind.FOOTER,
    BODY: ZoneKind.OWN,
}
"""The facts that are a text of the post, and what kind of text."""

_COUNTED = frozenset(
    (
        "words",
        "characters",
        "lines",
        "paragraphs",
        "present",
        "prices",
        "phone_numbers",
        "sentences",
        "longest_line",
        "longest_paragraph",
    )
)
_TOLD = frozenset(fact.name for fact in VOCABULARY if fact.name.partition(".")[0] == "links")
_COUNTS = frozenset(("own", "quoted", "forwarded", "article"))
_NO_WORDS = Words(own=0, quoted=0, forwarded=0, article=0, total=0)
_PLAIN = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"


def _of_subject(given: Mapping[str, Known], context: Context) -> dict[str, Known]:
    written = given.get(RAW, given.get(SUBJECT))
    if not isinstance(written, str):
        return _with_tags(given)
    post = replace(mail.read(b""), subject=read_subject(written))
    told = {fact.name: fact.answer(post, context) for fact in VOCABULARY if _is_of_subject(fact.name)}
    known = {name: value for name, value in told.items() if not isinstance(value, Unknown)}
    return {**_answering(post), **known, **_kept(given)}


def _is_of_subject(name: str) -> bool:
    return name.partition(".")[0] == SUBJECT


def _answering(post: Post) -> dict[str, Known]:
    return {"message.reply": post.subject.prefixes[0] == "re"} if post.subject.prefixes else {}


def _kept(given: Mapping[str, Known]) -> dict[str, Known]:
    """What was given; a subject of its own beside the raw one is read like one."""
    subject = given.get(SUBJECT)
    read = {SUBJECT: bare_text(read_subject(subject))} if isinstance(subject, str) else {}
    return {**_with_tags(given), **read}


def _with_tags(given: Mapping[str, Known]) -> dict[str, Known]:
    """A tag that is given alone is among the tags, and the first of the tags is the tag."""
    tag, tags = given.get(_TAG), given.get(_TAGS)
    if isinstance(tag, str) and tag and tags is None:
        return {**given, _TAGS: (tag,)}
    if isinstance(tags, tuple) and tags and tag is None:
        return {**given, _TAG: tags[0]}
    return dict(given)
