"""Facts about the subject line."""

import re

from bot.facts.context import Context
from bot.facts.kinds import Number, Text, Texts, Value, YesNo
from bot.facts.places import outside_the_text
from bot.facts.vocabulary import fact
from bot.lazy_regex import lazy_regex
from bot.mail.post import Post
from bot.mail.text.subject import bare_text, tags_of
from bot.mail.text.word_count import count_words

_SOURCE = lazy_regex(r"[(\[]([^()\[\]]{2,60})[)\]][\s.]*$")
_NO_SOURCE = lazy_regex(r"^(?:was\b|war:|[\d\s./:-]+$)", re.IGNORECASE)


ABBREVIATED = 3  # letters


@fact(
    "subject",
    Text(),
    lines=outside_the_text,
    examples=[
        ("Subject: [Salon] Re: Rain\n\n", "Rain"),
        ("Subject: [sale] Bicycle\n\n", "Bicycle"),
        ("Subject: [Salon] Re: [sale] Bicycle\n\n", "Bicycle"),
    ],
)
def subject(post: Post, _: Context) -> Value:
    """
    The subject without the tags in brackets at its front and without "Re:", "Fwd:" and their kin.

    To ask for a tag such as [sale] there is ``subject.tags``.
    """
    return bare_text(post.subject)


@fact(
    "subject.raw",
    Text(),
    lines=outside_the_text,
    examples=[("Subject: [Salon] Re: Rain\n\n", "[Salon] Re: Rain")],
)
def subject_raw(post: Post, _: Context) -> Value:
    """The subject as the author sent it, decoded, with the list's tag and every "Re:" and "Fwd:"."""
    return post.subject.raw


@fact(
    "subject.words", Number("words"), lines=outside_the_text, examples=[("Subject: Re: Rain in May\n\n", 3)]
)
def subject_words(post: Post, _: Context) -> Value:
    """How many words the subject has, without tag and "Re:" or "Fwd:"."""
    return count_words(bare_text(post.subject))


@fact(
    "subject.prefix",
    Texts(),
    lines=outside_the_text,
    examples=[("Subject: Re: Fwd: Rain\n\n", ("re", "fwd"))],
)
def subject_prefix(post: Post, _: Context) -> Value:
    """
    What stands before the subject, in one spelling for all languages.

    "re" stands for a reply, "fwd" for a forward, in the order of the subject.
    """
    return post.subject.prefixes


@fact(
    "subject.all_caps",
    YesNo(),
    lines=outside_the_text,
    examples=[
        ("Subject: STOP NOW\n\n", True),
        ("Subject: Stop now\n\n", False),
        ("Subject: UHD API\n\n", False),
    ],
)
def subject_all_caps(post: Post, _: Context) -> Value:
    """
    Whether the subject shouts: at least two words with letters, and no small letter in any of them.

    Words of up to three letters alone may be abbreviations, "UHD API", and do not shout.
    """
    text = bare_text(post.subject)
    if not text.isupper():
        return False
    letters = [count for word in text.split() if (count := sum(map(str.isalpha, word)))]
    return len(letters) > 1 and max(letters) > ABBREVIATED


@fact(
    "subject.tags",
    Texts(),
    lines=outside_the_text,
    examples=[
        ("Subject: [Salon] [sale] Bicycle\n\n", ("Salon", "sale")),
        ("Subject: Re: [sale] Bicycle\n\n", ("sale",)),
        ("Subject: Bicycle [sale]\n\n", ()),
    ],
)
def subject_tags(post: Post, _: Context) -> Value:
    """
    Every tag in brackets at the start of the subject, without its brackets, in order.

    Here is where to ask whether a post carries a tag such as [sale]: it is found
    before and after the list's own tag, and after "Re:".
    """
    return tags_of(post.subject)


@fact("subject.tag", Text(), lines=outside_the_text, examples=[("Subject: [Salon] Rain\n\n", "Salon")])
def subject_tag(post: Post, _: Context) -> Value:
    """
    The first tag in brackets at the start of the subject, mostly the list's own; empty where there is none.

    ``subject.tags`` has all of them.
    """
    return post.subject.list_tag or ""


@fact(
    "subject.source",
    Text(),
    lines=outside_the_text,
    examples=[('Subject: Fwd: "Rain" (The Gazette)\n\n', "The Gazette"), ("Subject: Rain\n\n", "")],
)
def subject_source(post: Post, _: Context) -> Value:
    """
    The publication that the subject names in brackets at its end: "NYT" in ``"Headline" (NYT)``.

    Empty where there is none. A year, a date and "(was: old subject)" are no publication.
    """
    found = _SOURCE.search(bare_text(post.subject))
    if not found or _NO_SOURCE.match(found[1].strip()):
        return ""
    return found[1].strip()
