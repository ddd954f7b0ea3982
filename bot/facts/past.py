"""Facts over a span of time before the post: how much somebody writes, what was there before."""

import datetime as dt
from collections.abc import Iterable

from bot.facts.history import History, Memory, Question
from bot.facts.kinds import UNKNOWN, CountWithin, SeenWithin, Value
from bot.facts.places import article_link
from bot.facts.vocabulary import VOCABULARY, past_fact


@past_fact("sender.posts", CountWithin("posts"))
def sender_posts(post: Memory, history: History, since: dt.datetime) -> Value:
    """How many earlier posts of the author went to the members in that time, digests included."""
    return history.posts(since, author=post.author) if post.author else UNKNOWN


@past_fact("sender.returned", CountWithin("posts"))
def sender_returned(post: Memory, history: History, since: dt.datetime) -> Value:
    """How many earlier posts of the author were returned in that time."""
    return history.posts(since, author=post.author, returned=True) if post.author else UNKNOWN


@past_fact("thread.posts", CountWithin("posts"))
def thread_posts(post: Memory, history: History, since: dt.datetime) -> Value:
    """How many earlier posts of the same thread went to the members in that time."""
    return history.posts(since, thread=history.thread_of(post))


@past_fact("thread.sender_posts", CountWithin("posts"))
def thread_sender_posts(post: Memory, history: History, since: dt.datetime) -> Value:
    """How many of the earlier posts of the thread in that time are by the same author."""
    if not post.author:
        return UNKNOWN
    return history.posts(since, author=post.author, thread=history.thread_of(post))


@past_fact("article.duplicate", SeenWithin(), lines=article_link)
def article_duplicate(post: Memory, history: History, since: dt.datetime) -> Value:
    """
    Whether the same article went to the members in that time.

    It is the same where its web address is, tracking marks aside, or where at
    least half of its text is: a part of it, another cut, a corrected word count as the same.
    """
    return bool(post.url or post.prints) and history.shared(post, since)


def answers(questions: Iterable[Question], memory: Memory, history: History) -> dict[Question, Value]:
    """The answer to each question for a post that is not in the history itself."""
    return {question: _answer(question, memory, history) for question in questions}


def _answer(question: Question, memory: Memory, history: History) -> Value:
    fact = VOCABULARY.find(question.fact)
    if fact is None or fact.recall is None:
        return UNKNOWN
    return fact.recall(memory, history, memory.at - question.within)
