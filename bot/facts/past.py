"""Facts over a span of time before the post: how much somebody writes, what was there before."""

from collections.abc import Iterable
from functools import lru_cache

from bot.facts.calendar import OfRule, begin
from bot.facts.history import Back, History, Memory, Question
from bot.facts.kinds import UNKNOWN, CountWithin, SeenWithin, Value
from bot.facts.places import article_link, outside_the_text
from bot.facts.vocabulary import VOCABULARY, Recall, past_fact


@past_fact("sender.posts", CountWithin("posts"))
def sender_posts(post: Memory, history: History, back: Back) -> Value:
    """How many earlier posts of the author went to the members in that time, digests included."""
    return history.posts(back.since, author=post.author, matched=back.matched) if post.author else UNKNOWN


@past_fact("sender.returned", CountWithin("posts"))
def sender_returned(post: Memory, history: History, back: Back) -> Value:
    """How many earlier posts of the author were returned in that time."""
    return (
        history.posts(back.since, author=post.author, returned=True, matched=back.matched)
        if post.author
        else UNKNOWN
    )


@past_fact("sender.newcomer", SeenWithin())
def sender_newcomer(post: Memory, history: History, back: Back) -> Value:
    """
    Whether all posts of the author that went to the members lie in that time; so it is where there is none.

    The bot looks back over 400 days, and knows of none before it came.
    """
    if not post.author:
        return UNKNOWN
    return history.ever(post.author) == history.posts(back.since, author=post.author)


@past_fact("list.posts", CountWithin("posts"))
def list_posts(_: Memory, history: History, back: Back) -> Value:
    """How many earlier posts of all authors went to the members in that time, digests included."""
    return history.posts(back.since, matched=back.matched)


@past_fact("thread.posts", CountWithin("posts"))
def thread_posts(post: Memory, history: History, back: Back) -> Value:
    """How many earlier posts of the same thread went to the members in that time."""
    return history.posts(back.since, thread=history.thread_of(post), matched=back.matched)


@past_fact("thread.sender_posts", CountWithin("posts"))
def thread_sender_posts(post: Memory, history: History, back: Back) -> Value:
    """How many of the earlier posts of the thread in that time are by the same author."""
    if not post.author:
        return UNKNOWN
    return history.posts(back.since, author=post.author, thread=history.thread_of(post), matched=back.matched)


@past_fact("thread.last_by_sender", SeenWithin())
def thread_last_by_sender(post: Memory, history: History, back: Back) -> Value:
    """Whether the last post of the same thread in that time is by the same author."""
    if not post.author:
        return UNKNOWN
    last = history.latest(back.since, history.thread_of(post), post.author)
    return last is not None and last.by_author


@past_fact("thread.subject_changed", SeenWithin(), lines=outside_the_text)
def thread_subject_changed(post: Memory, history: History, back: Back) -> Value:
    """Whether the last post of the same thread in that time had another subject, tags and "Re:" aside."""
    last = history.latest(back.since, history.thread_of(post), post.author)
    return last is not None and last.subject != post.subject


@past_fact("own.duplicate", SeenWithin())
def own_duplicate(post: Memory, history: History, back: Back) -> Value:
    """
    Whether a post of the author with the same own words went to the members in that time.

    Capitals, signs and line ends aside. A post without words of its own is no duplicate.
    """
    if not post.author:
        return UNKNOWN
    return bool(post.own) and history.said(back.since, post.author, post.own)


@past_fact("article.duplicate", SeenWithin(), lines=article_link)
def article_duplicate(post: Memory, history: History, back: Back) -> Value:
    """
    Whether the same article went to the members in that time.

    It is the same where its web address is, tracking marks aside, or where at
    least half of its text is: a part of it, another cut, a corrected word count as the same.
    """
    return bool(post.url or post.prints) and history.shared(post, back.since)


def answers(
    questions: Iterable[Question], memory: Memory, history: History, zone: str = "UTC"
) -> dict[Question, Value]:
    """The answer to each question for a post that is not in the history itself, on the list's clock."""
    return {question: answer(question, memory, history, zone) for question in questions}


def answer(question: Question, memory: Memory, history: History, zone: str = "UTC") -> Value:
    """The answer to one question."""
    recall, matched = _asking(question)
    if recall is None:
        return UNKNOWN
    return recall(memory, history, Back(begin(question.within, memory.at, zone), matched))


@lru_cache
def _asking(question: Question) -> tuple[Recall | None, str]:
    """What answers a question, and the rule that must have matched what counts."""
    fact = VOCABULARY.find(question.fact)
    span = question.within
    return fact.recall if fact else None, span.rule if isinstance(span, OfRule) else ""
