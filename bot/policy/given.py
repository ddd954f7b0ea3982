"""The facts that an example gives, and those that follow from them in any real mail."""

from collections.abc import Mapping
from dataclasses import replace

from bot import mail
from bot.facts import VOCABULARY, Context, Known, Unknown
from bot.mail.post import Post
from bot.mail.subject import read_subject

SUBJECT = "subject"
RAW = "subject.raw"
_TAG, _TAGS = "subject.tag", "subject.tags"


def as_in_mail(given: Mapping[str, Known], context: Context) -> dict[str, Known]:
    """
    The facts with what the reader of real mail makes of a subject.

    ``subject: "[sale] Bicycle"`` becomes the subject "Bicycle" with the tag "sale",
    "Re: Rain" the answer "Rain". What the example itself gives stays.
    """
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
    read = {SUBJECT: read_subject(subject).text} if isinstance(subject, str) else {}
    return {**_with_tags(given), **read}


def _with_tags(given: Mapping[str, Known]) -> dict[str, Known]:
    """A tag that is given alone is among the tags, and the first of the tags is the tag."""
    tag, tags = given.get(_TAG), given.get(_TAGS)
    if isinstance(tag, str) and tag and tags is None:
        return {**given, _TAGS: (tag,)}
    if isinstance(tags, tuple) and tags and tag is None:
        return {**given, _TAG: tags[0]}
    return dict(given)
