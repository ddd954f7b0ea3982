"""What an author means by an answer to a return: one of a few things, or nothing that is clear."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogue.clauses import Meaning
from bot.dialogue.machines import reads_like_one
from bot.dialogue.own_words import Answer, is_only_more, words_of
from bot.dialogue.set_words import agreed, commanded, is_polite, is_question_to_us
from bot.dialogue.to_us import Speech, speech_to_us, without_lead_in
from bot.lazy_regex import lazy_regex
from bot.mail.post import Post
from bot.mail.text.links import links_of
from bot.mail.text.word_count import count_words

COMMENT, ADDRESS, SUBJECT = "comment", "address", "subject"
"""What an author may be asked to write into a draft."""

_FEWEST = 8
"""Words of a comment; fewer may be a remark to the bot."""
_PLAINLY = 15
"""Words from which on a text with a question in it may be a comment, and no question to us."""
_SURELY = 40
"""Words from which on it is one."""
_SUBJECT = 25
"""Words of a subject."""
_SPEECH = {
    None: Meaning.WORDS,
    Speech.TO_US: Meaning.DOUBTED,
    Speech.WITHDRAWS: Meaning.WITHDRAW,
}
_SENTENCES = lazy_regex(r"[.!?…]\s+\w")
_RUN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What an answer means, and the text that comes with it; ``machine``: it reads like a program's."""

    meaning: Meaning
    text: str = ""
    machine: bool = False


def understand(
    answer: Answer, original: Post, shown: str, asks: Sequence[str], *, certain: bool
) -> Understood:
    """
    What an author means.

    ``shown`` is the draft as the notice showed it, ``asks`` what was asked for.
    ``certain``: the answer came to the address that only this notice names, so
    that an empty one means yes.
    """
    names = [box.name or "" for box in original.from_]
    said = commanded(answer.words, names)
    if said is None and reads_like_one(answer.words):
        return Understood(meaning=Meaning.UNCLEAR, text=answer.words, machine=True)
    if answer.edited is not None and said in {None, Meaning.OK} and _is_edited(answer, shown, asks):
        return Understood(meaning=Meaning.TEXT, text=answer.edited)
    if said is not None:
        return Understood(meaning=said, text=answer.words)
    if not words_of(answer.words):
        empty = Meaning.OK if certain and not answer.whole.strip() else Meaning.UNCLEAR
        return Understood(meaning=empty)
    if is_whole(answer.whole, original):
        return Understood(meaning=Meaning.TEXT, text=answer.whole)
    if not asks and agreed(answer.words, names):
        return Understood(meaning=Meaning.OK, text=answer.words)
    if SUBJECT in asks and (line := _subject(answer.words, names)):
        return Understood(meaning=Meaning.WORDS, text=line)
    meaning = _of_words(answer.words, asks, original.text)
    text = without_lead_in(answer.words) if meaning in {Meaning.WORDS, Meaning.DOUBTED} else answer.words
    return Understood(meaning=meaning, text=text)


def is_whole(text: str, original: Post) -> bool:
    """Whether a text is the post anew: it holds much of the article, its address, or the author's words."""
    words = words_of(text)
    article = original.article
    if article is not None and article.words:
        passage = "\n".join(original.lines[article.first_line - 1 : article.last_line])
        return _shared(words_of(passage), words) > 0.4 or (
            article.url is not None and article.url in text and len(words) > 30
        )
    return _shared(words_of(original.text), words) > 0.25


def is_same(before: Post, after: Post) -> bool:
    """Whether a post is another one sent again: the same article, or most of the same words."""
    old, new = before.article, after.article
    if old is not None and new is not None and old.url and old.url == new.url:
        return True
    return _shared(words_of(before.text), words_of(after.text)) > 0.5


def _shared(before: Sequence[str], after: Sequence[str]) -> float:
    """The share of the runs of words of one text that stand in another."""
    wanted = {tuple(before[at : at + _RUN]) for at in range(len(before) - _RUN + 1)}
    found = {tuple(after[at : at + _RUN]) for at in range(len(after) - _RUN + 1)}
    return len(wanted & found) / len(wanted) if wanted else 0.0


def _is_edited(answer: Answer, shown: str, asks: Sequence[str]) -> bool:
    """Whether the shown post was changed by hand: more than an address that a program wrote twice."""
    more = is_only_more(shown, answer.edited or "")
    if more is None:
        return True
    return not (asks and words_of(answer.words)) and len(more.split()) > 3


def _subject(text: str, names: Sequence[str]) -> str:
    """The one line that is no politeness, where it can be a subject; several sentences are none."""
    lines = [line.strip() for line in text.split("\n") if line.strip() and not is_polite(line, names)]
    if len(lines) != 1 or _SENTENCES.search(lines[0]) or not 0 < count_words(lines[0]) <= _SUBJECT:
        return ""
    return "" if "?" in lines[0] and is_question_to_us(lines[0]) else lines[0]


def _of_words(text: str, asks: Sequence[str], article: str) -> Meaning:
    """What some sentences are."""
    if ADDRESS in asks and any(links_of(line) for line in text.split("\n")):
        return _SPEECH[speech_to_us(text, article)] if COMMENT in asks else Meaning.WORDS
    count = count_words(text)
    asked = "?" in text
    to_us = asked and (count < _PLAINLY or (count < _SURELY and is_question_to_us(text)))
    if COMMENT in asks and count >= _FEWEST and not to_us:
        return _SPEECH[speech_to_us(text, article)]
    return Meaning.HELP if asked else Meaning.UNCLEAR
