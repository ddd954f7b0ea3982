"""Which posts of an issue share the same article."""

from collections import Counter
from collections.abc import Sequence

from bot.mail.post import Article, Post, ZoneKind
from bot.mail.text.links import canonical
from bot.notices import clean
from bot.notices.digests.quoting import runs
from bot.notices.digests.tails import tail_of

_SAME = 0.5  # of the runs of five words of the shorter text
_FEWEST = 40  # runs; a shorter text is no evidence
_TITLE = 4  # words; a shorter headline ("Obituary") is that of many articles
_LARGEST = 4_000_000  # characters looked at of all articles


def shared_first(posts: Sequence[Post]) -> list[int | None]:
    """For each post the index of the first post that shares its article (its own, where it is the first)."""
    found = _Found()
    return [found.first(index, post) for index, post in enumerate(posts)]


def shared_article(post: Post) -> Article | None:
    """The article that a post shares; none where it stands in the mail that an answer copies."""
    article = post.article
    if article is None:
        return None
    line = article.first_line or article.url_line
    return None if any(zone.first_line <= line <= zone.last_line for zone in tail_of(post)) else article


class _Found:
    """The articles met so far: by address, by headline, by text."""

    def __init__(self) -> None:
        self._by_name: dict[str, int] = {}
        self._by_run: dict[tuple[str, ...], int] = {}
        self._sizes: dict[int, int] = {}
        self._left = _LARGEST

    def first(self, index: int, post: Post) -> int | None:
        article = shared_article(post)
        if article is None:
            return None
        names = _names(article)
        text = post.text_of(ZoneKind.ARTICLE)[: self._left]
        self._left -= len(text)
        words = runs(text)
        first = next((self._by_name[name] for name in names if name in self._by_name), None)
        first = self._same_text(words) if first is None else first
        first = index if first is None else first
        for name in names:
            self._by_name.setdefault(name, first)
        for run in words:
            self._by_run.setdefault(run, first)
        self._sizes[first] = max(len(words), self._sizes.get(first, 0))
        return first

    def _same_text(self, words: frozenset[tuple[str, ...]]) -> int | None:
        if len(words) < _FEWEST:
            return None
        shared = Counter(self._by_run[run] for run in words if run in self._by_run)
        best, count = next(iter(shared.most_common(1)), (None, 0))
        if best is None or self._sizes[best] < _FEWEST:
            return None
        return best if count >= _SAME * min(len(words), self._sizes[best]) else None


def _names(article: Article) -> list[str]:
    url = canonical(article.url).rstrip("/") if article.url else ""
    path = url.partition("://")[2].partition("/")[2]
    headline = clean.one_line(article.headline or "").casefold()
    return [
        *([f"address {url}"] if path else []),  # a front page is no article
        *([f"headline {headline}"] if len(headline.split()) >= _TITLE else []),
    ]
