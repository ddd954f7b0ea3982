"""Writes the version of a returned post that would pass: mended as far as that goes without its author."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.dialogue.compose import CannotCompose, composed
from bot.dialogue.fixers import CUTTING, MENDING, Fix, Fixer
from bot.dialogue.fixers.address import with_address
from bot.dialogue.meaning import ADDRESS, COMMENT
from bot.mail.post import Post
from bot.mail.text.links import links_of
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
_ANYWHERE = "https://www.example.com/2026/01/02/the-article.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A version of a post that the rules let pass, if its author writes what it ``asks`` for.

    ``fixes`` are what was changed, in order; ``words`` how many words of a comment are
    enough, 0 where none is asked for.
    """

    post: Post = field(repr=False)
    fixes: tuple[Fix, ...] = ()
    asks: tuple[str, ...] = ()
    words: int = 0


def draft(post: Post, judge: Judge, verdict: Verdict) -> Draft | None:
    """The best version of a post that was given ``verdict``; None where no mending brings it through."""
    if len(post.raw) > LONGEST or post.unreadable:
        return None
    try:
        mended, fixes, left = _mended(post, judge, failing(verdict), MENDING)
        cut, cuts, _ = _mended(mended, judge, left, CUTTING, spared=_for_words(mended, judge, left))
        fixes = (*fixes, *cuts)
        return _asking(cut, fixes, judge) if failing(judge(cut)) else Draft(post=cut, fixes=fixes)
    except CannotCompose:
        return None


def failing(verdict: Verdict) -> frozenset[str]:
    """The rules that keep a post from going out."""
    return frozenset(one.rule for one in verdict.findings if one.disposition not in _PASSES)


def with_answer(post: Post, text: str, asks: Sequence[str]) -> Post:
    """The draft with what its author wrote: the address, the comment above. Raises CannotCompose."""
    words, address = _taken(text) if ADDRESS in asks else (text, None)
    if address is not None:
        post = composed(post, with_address(post, address))
    return _commented(post, words) if words.strip() else post


def _mended(
    post: Post,
    judge: Judge,
    left: frozenset[str],
    fixers: Sequence[Fixer],
    spared: frozenset[str] = frozenset(),
) -> tuple[Post, tuple[Fix, ...], frozenset[str]]:
    """The post after each fix that removed a reason and added none; none for those that are ``spared``."""
    done: list[Fix] = []
    for fixer in fixers:
        if left <= spared:
            break
        best = _best(post, fixer, judge, left, spared)
        if best is not None:
            fix, post, left = best
            done.append(fix)
    return post, tuple(done), left


def _best(
    post: Post, fixer: Fixer, judge: Judge, left: frozenset[str], spared: frozenset[str]
) -> tuple[Fix, Post, frozenset[str]] | None:
    """The first of a fixer's changes that leaves the fewest reasons; None where none removes any."""
    best: tuple[Fix, Post, frozenset[str]] | None = None
    for fix in fixer(post):
        made = _applied(post, fix)
        if made is None:
            continue
        after, fewest = failing(judge(made)), best[2] if best else left
        if after < left and len(after - spared) < len(fewest - spared):
            best = (fix, made, after)
            if not after - spared:
                break
    return best


def _for_words(post: Post, judge: Judge, left: frozenset[str]) -> frozenset[str]:
    """The reasons that words of the author's own would remove: no cutting is to get round them."""
    return left - failing(judge(_commented(post, _prose(_PROBES[-1])))) if left else left


def _applied(post: Post, fix: Fix) -> Post | None:
    try:
        text = post.text if fix.text is None else fix.text
        return composed(post, text, subject=fix.subject, drop=fix.drop_files)
    except CannotCompose:
        return None


def _asking(post: Post, fixes: tuple[Fix, ...], judge: Judge) -> Draft | None:
    """What the author must write for the rest to go: a comment, an address, both; None: nothing helps."""
    for asks in ((COMMENT,), (ADDRESS,), (ADDRESS, COMMENT)):
        if ADDRESS in asks and (post.article is None or post.article.url):
            continue
        ready = composed(post, with_address(post, _ANYWHERE)) if ADDRESS in asks else post
        words = _enough(ready, judge) if COMMENT in asks else 0
        if words is not None and (words or not failing(judge(ready))):
            return Draft(post=post, fixes=fixes, asks=asks, words=words)
    return None


def _enough(post: Post, judge: Judge) -> int | None:
    """How many words of a comment are enough; None where no number is."""

    def passes(count: int) -> bool:
        return not failing(judge(_commented(post, _prose(count))))

    if not passes(_PROBES[-1]) and not passes(_PROBES[len(_PROBES) // 2]):
        return None
    low, high = 0, len(_PROBES) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(_PROBES[middle]) else (middle + 1, high)
    return _PROBES[low]


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
