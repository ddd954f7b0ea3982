"""Writes the version of a returned post that would pass: mended as far as that goes without its author."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.dialogue.compose import CannotCompose, composed
from bot.dialogue.fixers import CUTTING, MENDING, Fix, Fixer, subject
from bot.dialogue.fixers.address import with_address
from bot.dialogue.meaning import ADDRESS, COMMENT, SUBJECT
from bot.lazy_regex import lazy_regex
from bot.mail.post import Post
from bot.mail.text.links import links_of
from bot.mail.text.subject import read_subject
from bot.policy.model.verdict import Disposition, Verdict

Judge = Callable[[Post], Verdict]
"""What the list's rules and the guards say of a post."""

LONGEST = 400_000
"""Octets of a post that is drafted anew; a longer one is no business of a mail that answers."""

_PASSES = frozenset({Disposition.ACCEPT, Disposition.DIGEST, None})
_PROBES = (15, 25, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400)
"""Words of a comment that are tried, to find how long a one the rules ask for."""
_SENTENCE = [
    "I",
    "pass",
    "this",
    "on",
    "because",
    "it",
    "says",
    "plainly",
    "what",
    "I",
    "have",
    "seen",
    "myself",
    "and",
    "what",
    "we",
    "talked",
    "about",
    "here",
    "last",
    "year",
    ".",
]
_SEEN = 50
"""Words of an article that rules still see as one."""
_LABEL = lazy_regex(r"\A\s*(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto)\s*:", re.IGNORECASE)
_NUMBER = lazy_regex(r"(?<![\d.,])\d{2,3}(?![\d.,]*\d)")
_ANYTHING = "What the harbour council said about the ferry"
_ANYWHERE = "https://www.example.com/2026/01/02/the-article.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A version of a post that the rules let pass, if its author writes what it ``asks`` for.

    ``fixes`` are what was changed, in order; ``words`` how many words of a comment are
    enough, 0 where none is asked for; ``mended`` the rules that it satisfies already, ``follows``
    those that it will once it has an address, from which the source in its subject follows.
    """

    post: Post = field(repr=False)
    fixes: tuple[Fix, ...] = ()
    asks: tuple[str, ...] = ()
    words: int = 0
    mended: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()


def draft(post: Post, judge: Judge, verdict: Verdict) -> Draft | None:
    """The best version of a post that was given ``verdict``; None where no mending brings it through."""
    if len(post.raw) > LONGEST or post.unreadable or not _is_returned(verdict):
        return None
    try:
        mended = _mended(_version(post, judge, failing(verdict)), judge, MENDING)
        cut = _mended(mended, judge, CUTTING, cutting=True) if mended.hard else mended
        found = _asking(cut, judge) if cut.left else Draft(post=cut.post, fixes=cut.fixes)
        return replace(found, mended=failing(verdict) - cut.left) if found else None
    except CannotCompose:
        return None


def _is_returned(verdict: Verdict) -> bool:
    """Whether a rule wants it back: what is held alone waits for a person, whatever its author writes."""
    return any(one.disposition is Disposition.RETURN for one in verdict.findings)


def failing(verdict: Verdict) -> frozenset[str]:
    """The rules that keep a post from going out."""
    return frozenset(one.rule for one in verdict.findings if one.disposition not in _PASSES)


def with_answer(post: Post, text: str, asks: Sequence[str], judge: Judge) -> Post:
    """
    The draft with what its author wrote: the subject; the address, the comment above if one was asked for.

    An address brings the name of its site into the subject, where the rules ask for a
    source. Raises CannotCompose.
    """
    if SUBJECT in asks:
        first = next((line for line in text.split("\n") if line.strip()), "")
        return _named(post, _LABEL.sub("", first).strip(' \t"“”„'))
    words, address = _taken(text) if ADDRESS in asks else (text, None)
    if address is not None:
        post = _addressed(post, judge, address)
    return _commented(post, words) if COMMENT in asks and words.strip() else post


def _addressed(post: Post, judge: Judge, address: str = _ANYWHERE) -> Post:
    """The post with the address of its article, and with the source that follows from it."""
    ready = composed(post, with_address(post, address))
    left = failing(judge(ready))
    sourced = (_applied(ready, fix) for fix in subject.fixes(ready)) if left else ()
    return next((one for one in sourced if one is not None and failing(judge(one)) < left), ready)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """A version on the way: the reasons ``left``, and those that no words of its author remove."""

    post: Post
    fixes: tuple[Fix, ...]
    left: frozenset[str]
    hard: frozenset[str]

    def beats(self, other: "_Version", *, cutting: bool) -> bool:
        """Whether it has fewer of the other's reasons; a cut is worth it only for what no words would do."""
        if self.hard < other.hard:
            return True
        return not cutting and self.hard <= other.hard and self.left < other.left


def _version(
    post: Post, judge: Judge, left: frozenset[str] | None = None, fixes: tuple[Fix, ...] = ()
) -> _Version:
    left = failing(judge(post)) if left is None else left
    hard, written = left, _written(post, judge)
    while hard and (ready := next(written, None)) is not None:
        hard &= failing(judge(ready))
    return _Version(post=post, fixes=fixes, left=left, hard=hard)


def _written(post: Post, judge: Judge) -> Iterator[Post]:
    """The post as if its author had written what can be asked for: address and comment, or a subject."""
    ready = _addressed(post, judge) if _lacks_address(post) else post
    yield _commented(ready, _prose(_PROBES[-1]))
    yield _named(post, _ANYTHING)


def _named(post: Post, words: str) -> Post:
    """The post with other words for its subject; "Re:", "Fwd:" and tags stay."""
    prefix = {"re": "Re: ", "fwd": "Fwd: "}.get(post.subject.prefixes[0], "") if post.subject.prefixes else ""
    tag = f"[{post.subject.list_tag}] " if post.subject.list_tag else ""
    bare = read_subject(words)
    return composed(post, post.text, subject=f"{tag}{prefix}{bare.text}")


def _mended(version: _Version, judge: Judge, fixers: Sequence[Fixer], *, cutting: bool = False) -> _Version:
    """The post after each fix that removed a reason and added none."""
    for fixer in fixers:
        if not (version.hard if cutting else version.left):
            break
        version = _best(version, fixer, judge, cutting=cutting)
    return version


def _best(version: _Version, fixer: Fixer, judge: Judge, *, cutting: bool) -> _Version:
    """The first of a fixer's changes that leaves the fewest reasons; the same where none removes any."""
    best = version
    for fix in fixer(version.post):
        made = _applied(version.post, fix)
        if made is None:
            continue
        left = failing(judge(made))
        tried = replace(fix, removes=version.left - left)
        one = _version(made, judge, left, fixes=(*version.fixes, tried))
        if cutting and one.left - version.left:
            one = _mended(one, judge, MENDING)
        fewer = (len(one.hard), len(one.left)) < (len(best.hard), len(best.left))
        if one.beats(version, cutting=cutting) and fewer:
            best = one
            if not (one.hard if cutting else one.left):
                break
    return best


def _applied(post: Post, fix: Fix) -> Post | None:
    try:
        text = post.text if fix.text is None else fix.text
        made = composed(post, text, subject=fix.subject, drop=fix.drop_files)
    except CannotCompose:
        return None
    return made if _shares_still(post, made) else None


def _shares_still(before: Post, after: Post) -> bool:
    """Whether what a post passes on is still seen in it: no fix blinds the rules, or hides a loss."""
    old, new = before.article, after.article
    if old is not None and (new is None or new.words < min(old.words, _SEEN)):
        return False
    if old is not None and new is not None and old.cut_off and new.words < old.words:
        return False
    return len(after.forwards) >= len(before.forwards) or not before.forwards


def _lacks_address(post: Post) -> bool:
    return post.article is not None and not post.article.url


def _asking(version: _Version, judge: Judge) -> Draft | None:
    """What the author must write for the rest to go: a comment, an address, both; None: nothing helps."""
    post = version.post
    for asks in () if version.hard else ((COMMENT,), (ADDRESS,), (SUBJECT,), (ADDRESS, COMMENT)):
        if ADDRESS in asks and not _lacks_address(post):
            continue
        ready = _addressed(post, judge) if ADDRESS in asks else post
        ready = _named(ready, _ANYTHING) if SUBJECT in asks else ready
        words = _enough(ready, judge, version.left) if COMMENT in asks else 0
        if words is not None and (words or not failing(judge(ready))):
            follows = _sourced(post, judge, ready) if ADDRESS in asks else frozenset[str]()
            return Draft(post=post, fixes=version.fixes, asks=asks, words=words, follows=follows)
    return None


def _sourced(post: Post, judge: Judge, ready: Post) -> frozenset[str]:
    """The rules that the address alone does not satisfy, but the source that is taken from it."""
    return failing(judge(composed(post, with_address(post, _ANYWHERE)))) - failing(judge(ready))


def _enough(post: Post, judge: Judge, left: Collection[str]) -> int | None:
    """
    How many words of a comment are enough; None where no number is.

    Where a reason that is left names a larger number, and a comment so long passes
    too, it is that: two numbers in one notice would be one too many.
    """

    def passes(count: int) -> bool:
        return not failing(judge(_commented(post, _prose(count))))

    if not passes(_PROBES[-1]) and not passes(_PROBES[len(_PROBES) // 2]):
        return None
    low, high = 0, len(_PROBES) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(_PROBES[middle]) else (middle + 1, high)
    texts = (one.text for one in judge(post).findings if one.rule in left)
    named = {int(number) for text in texts for number in _NUMBER.findall(text)}
    larger = sorted(one for one in named if _PROBES[low] < one <= _PROBES[-1])
    return next((one for one in larger if passes(one)), _PROBES[low])


def _prose(count: int) -> str:
    words = [_SENTENCE[n % len(_SENTENCE)] for n in range(count + count // len(_SENTENCE))]
    return " ".join(words).replace(" .", ".")


def _commented(post: Post, comment: str) -> Post:
    above, below = around_comment(post)
    parts = [one for one in (above, comment.strip("\n"), below) if one.strip()]
    return composed(post, "\n\n".join(parts))


def around_comment(post: Post) -> tuple[str, str]:
    """What of a text stands above a new comment (the line that says who passes it on), and what below."""
    lines = post.lines
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    names = post.via is not None and lines[first].strip().casefold().startswith(("fm", "from", "via"))
    at = first + 1 if names else first
    return "\n".join(lines[:at]).strip("\n"), "\n".join(lines[at:]).strip("\n")


def _taken(text: str) -> tuple[str, str | None]:
    """The words of an answer and the first address in it."""
    for line in text.split("\n"):
        for link in links_of(line):
            rest = text.replace(f"<{link.url}>", "").replace(link.url, "", 1)
            return rest.strip(), link.url
    return text, None
