"""Which posts of an issue share the same article."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.mail.post import Article, Post, ZoneKind
from bot.mail.text.links import canonical
from bot.notices import clean
from bot.notices.digests.quoting import PASTED, Run, longest, sequence
from bot.notices.digests.tails import tail_of

_SAME = 0.5  # of the runs of five words of the shorter text
_OTHER = 0.1  # ... less than that is another text
_FEWEST = 40  # runs; a shorter text is no evidence
_TITLE = 4  # words; a shorter headline ("Obituary") is that of many articles
_LARGEST = 4_000_000  # characters looked at of all posts
_WRITTEN = (ZoneKind.OWN, ZoneKind.FORWARD, ZoneKind.ARTICLE)


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
        self._by_run: dict[Run, int] = {}
        self._sizes: dict[int, int] = {}
        self._left = _LARGEST

    def first(self, index: int, post: Post) -> int | None:
        article = shared_article(post)
        names = _names(article) if article else []
        words = sequence(self._handed_on(post, article))
        shared = Counter(self._by_run[run] for run in set(words) if run in self._by_run)
        first = next((self._by_name[name] for name in names if name in self._by_name), None)
        if first is not None and self._differs(words, first, shared):
            first = None
        first = self._same_text(words, shared) if first is None else first
        if article is None and first is None:
            self._keep(index, words)
            return None
        first = index if first is None else first
        for name in names:
            self._by_name.setdefault(name, first)
        self._keep(first, words)
        return first

    def _keep(self, first: int, words: Sequence[Run]) -> None:
        for run in words:
            self._by_run.setdefault(run, first)
        self._sizes[first] = max(len(words), self._sizes.get(first, 0))

    def _handed_on(self, post: Post, article: Article | None) -> str:
        """The article; of a post that shows none all but quotations, for it may be one that nothing marks."""
        kinds = [ZoneKind.ARTICLE] if article and post.text_of(ZoneKind.ARTICLE).strip() else _WRITTEN
        tail = tail_of(post)
        text = "\n".join(zone.text for zone in post.zones if zone.kind in kinds and zone not in tail)
        text = text[: self._left]
        self._left -= len(text)
        return text

    def _differs(self, words: Sequence[Run], first: int, shared: Mapping[int, int]) -> bool:
        """Whether both texts are known, and have nothing but a name in common: that of a page with news."""
        shorter = min(len(words), self._sizes[first])
        return shorter >= _FEWEST and shared.get(first, 0) < _OTHER * shorter

    def _same_text(self, words: Sequence[Run], shared: Counter[int]) -> int | None:
        best, count = next(iter(shared.most_common(1)), (None, 0))
        if best is None or min(len(words), self._sizes[best]) < _FEWEST:
            return None
        on_end = longest(self._by_run.get(run) == best for run in words)
        enough = _SAME * min(len(words), self._sizes[best])
        return best if count >= enough and on_end >= PASTED else None


def _names(article: Article) -> list[str]:
    url = canonical(article.url).rstrip("/") if article.url else ""
    path = url.partition("://")[2].partition("/")[2]
    headline = clean.one_line(article.headline or "").casefold()
    return [
        *([f"address {url}"] if path else []),  # a front page is no article
        *([f"headline {headline}"] if len(headline.split()) >= _TITLE else []),
    ]
