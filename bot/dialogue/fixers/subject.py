"""Mends the subject of a post that passes an article on: its headline, and where it is from."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Article, Post
from bot.mail.text.links import domain_of
from bot.notices import clean

_LONGEST = 150
_TELLING = 3
"""Words of a subject from which on it may say what a post is about."""


def fixes(post: Post) -> Iterator[Fix]:
    """``Fwd:`` before what is there; the source behind it; headline and source in place of it."""
    if "re" in post.subject.prefixes:
        return
    words = clean.one_line(post.subject.text)
    article = post.article or Article(
        headline=None, source=None, byline=None, date=None, url=None, url_line=0, url_alone=False, words=0,
        cut_off=False, clutter=(), first_line=0, last_line=0,
    )  # fmt: skip
    source = _source(post, article)
    headline = clean.shorten(clean.one_line(article.headline or ""), _LONGEST)
    marked = "fwd" in post.subject.prefixes
    wanted = [f"Fwd: {words}" if words else ""]
    wanted.append(f"{words} ({source})" if words and source and not marked else "")
    wanted.append(f"Fwd: {words} ({source})" if words and source else "")
    named = [
        f'Fwd: "{headline}" ({source})' if headline and source else "",
        f'Fwd: "{headline}"' if headline else "",
    ]
    says_little = len(words.split()) < _TELLING and words.casefold() not in headline.casefold()
    wanted = [*named, *wanted] if says_little else [*wanted, *named]
    tag = f"[{post.subject.list_tag}] " if post.subject.list_tag else ""
    for one in filter(None, wanted):
        new = f"{tag}{one}"
        if new != post.subject.raw:
            yield Fix(said="subject", values={"new": new}, subject=new)


def _source(post: Post, article: Article) -> str:
    """The paper's or site's name as the post has it, else the site of the article's address."""
    if article.source:
        return clean.one_line(article.source)
    sender = next((one.sender for one in post.forwards if one.sender), None)
    if sender is not None:
        return clean.name(sender)
    return domain_of(article.url) if article.url else ""
