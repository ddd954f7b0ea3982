"""Facts about a shared article; absent where the post has none, or none was recognised."""

from collections.abc import Callable
from urllib.parse import urlsplit

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import ABSENT, UNKNOWN, Known, Number, Text, Value, YesNo
from bot.facts.vocabulary import fact
from bot.mail.post import Article, Post
from bot.mail.text.printed_dates import printed_date


@fact("article.link", Text(), lines=places.article_link)
def article_link(post: Post, _: Context) -> Value:
    """The article's own web address, not one that the comment mentions; empty where it is not given."""
    return _of(post, lambda article: article.url or "")


@fact("article.link_present", YesNo(), lines=places.article_link)
def article_link_present(post: Post, _: Context) -> Value:
    """Whether the article's own web address is given."""
    return _of(post, lambda article: bool(article.url))


@fact("article.link_alone", YesNo(), lines=places.article_link)
def article_link_alone(post: Post, _: Context) -> Value:
    """Whether the article's own web address stands alone on a line, without so much as "Link:" before it."""
    return _of(post, lambda article: article.url_alone and not _beside(post, article))


@fact("article.domain", Text(), lines=places.article_link)
def article_domain(post: Post, _: Context) -> Value:
    """The site of the article, such as "nytimes.com"; empty where its address is not given."""
    return _of(post, lambda article: _domain(post, article))


@fact("article.host", Text(), lines=places.article_link)
def article_host(post: Post, _: Context) -> Value:
    """The article's server by its whole name, such as "ann.blogspot.com", without "www."."""
    return _of(post, lambda article: _host(article.url or "").removeprefix("www."))


@fact("article.source", Text(), lines=places.article)
def article_source(post: Post, _: Context) -> Value:
    """The publication that the article is from, such as "Le Monde"; empty where the post does not name it."""
    return _of(post, lambda article: article.source or "")


@fact("article.headline", Text(), lines=places.article)
def article_headline(post: Post, _: Context) -> Value:
    """The article's headline, empty where there is none."""
    return _of(post, lambda article: article.headline or "")


@fact("article.byline", Text(), lines=places.article)
def article_byline(post: Post, _: Context) -> Value:
    """Who wrote the article, such as "Joan Reed"; empty where the post does not say."""
    return _of(post, lambda article: article.byline or "")


@fact(
    "article.age_days", Number("days"), lines=places.article, unknown="the date of the article was not found"
)
def article_age_days(post: Post, context: Context) -> Value:
    """How many days ago the article appeared; unknown where its date is not given or not understood."""
    if post.article is None:
        return ABSENT
    written = printed_date(post.article.date or "")
    return max(0, (context.now.date() - written).days) if written else UNKNOWN


@fact("articles.count", Number("articles"), lines=places.article)
def articles_count(post: Post, _: Context) -> Value:
    """How many articles the post shares."""
    return len(post.articles)


@fact("article.cut_off", YesNo(), lines=places.article_end)
def article_cut_off(post: Post, _: Context) -> Value:
    """Whether the article's text ends in the middle of a sentence."""
    return _of(post, lambda article: article.cut_off)


@fact("article.quoted", YesNo(), lines=places.article)
def article_quoted(post: Post, _: Context) -> Value:
    """Whether quote marks (">") stand before the article's lines, as where it was pasted into an answer."""
    return _of(post, lambda article: article.quoted)


@fact("article.clutter", Number("lines"), lines=places.article_clutter)
def article_clutter(post: Post, _: Context) -> Value:
    """How many lines of captions, credits, share and subscribe texts were copied along with the article."""
    return _of(post, lambda article: len(article.clutter))


def _of(post: Post, answer: Callable[[Article], Known]) -> Value:
    return ABSENT if post.article is None else answer(post.article)


def _beside(post: Post, article: Article) -> bool:
    """Whether words stand on the line of the article's address, beside it."""
    line = post.lines[article.url_line - 1] if 0 < article.url_line <= len(post.lines) else ""
    before, address, after = line.partition(article.url or "\n")
    return bool(address) and any(char.isalnum() for char in before + after.replace(address, ""))


def _domain(post: Post, article: Article) -> str:
    """The registered domain of the article's address, else its host without "www."."""
    known = next((link.domain for link in post.links if article.url in {link.url, link.canonical}), None)
    return known or (_host(article.url or "")).removeprefix("www.")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
