"""Mends articles that are too long: cut at the end of a paragraph, with a mark where the rest was."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Article, Post
from bot.mail.text.word_count import count_words

_MARK = "[...]"
_LONG = 40
"""Words from which on a paragraph is cut inside, too."""
_SENTENCE_ENDS = (".", "!", "?", '."', '!"', '?"', ".”", "?”")
_MOST = 9
"""Cuts that are tried, from much to little."""


def fixes(post: Post) -> Iterator[Fix]:
    """The first article cut after one of its paragraphs; the one that keeps most first."""
    article = post.article
    if article is None or not article.first_line:
        return
    said = "excerpt" if article.url or post.links else "excerpt_alone"
    ends = _ends(post, article)
    for end in _spread(ends[:-1]):
        kept = post.lines[article.first_line - 1 : end]
        yield Fix(said=said, values={"words": count_words("\n".join(kept))}, text=_cut(post, article, end))


def _ends(post: Post, article: Article) -> list[int]:
    """The numbers of the lines that end a paragraph of the article, in a long one a sentence."""
    lines = post.lines
    ends: list[int] = []
    words = 0
    for n in range(article.first_line, article.last_line + 1):
        line = lines[n - 1].rstrip()
        words += len(line.split())
        is_last = n == article.last_line or not lines[n].strip()
        if line and (is_last or (words > _LONG and line.endswith(_SENTENCE_ENDS))):
            ends.append(n)
            words = 0
    return ends


def _spread(ends: list[int]) -> list[int]:
    """At most so many of them over the whole length, the last first."""
    if len(ends) <= _MOST:
        return ends[::-1]
    return sorted({ends[round(n * (len(ends) - 1) / (_MOST - 1))] for n in range(_MOST)}, reverse=True)


def _cut(post: Post, article: Article, end: int) -> str:
    lines = post.lines
    moved = article.url if article.url and end < article.url_line <= article.last_line else None
    rest = lines[article.last_line :]
    above = lines[:end]
    while above and above[-1].strip() in {"", _MARK}:
        above.pop()
    return "\n".join([*above, "", _MARK, *(["", moved] if moved else []), *rest]).rstrip("\n")
