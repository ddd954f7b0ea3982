"""
The HTML digest, laid out for a phone.

No octet of anybody's HTML is taken over: a post is built from the zones of its
text, escaped by the template. There is no image, no form, no script, nothing
that a mail program would fetch.
"""

from functools import cache
from urllib.parse import quote

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import escape

from bot.notices import clean, entity, phrases
from bot.notices.digests import prose
from bot.notices.digests.blocks import Block, blocks
from bot.notices.digests.form import CANNOT_SHOW, Form
from bot.notices.digests.issue import Issue, Item
from bot.notices.digests.quoting import Repeats


def write(issue: Issue, _: str) -> bytes:
    """The issue as a text/html part."""
    return entity.text(page(issue), subtype="html")


def page(issue: Issue) -> str:
    """The issue as one HTML document, its styles inlined because mail programs drop style sheets."""
    repeats = Repeats(issue.items)
    html = _template().render(
        issue=issue,
        day=phrases.day(issue.date),
        posts=[(item, _shown(item, repeats)) for item in issue.items],
        answer=_answer,
        files=_files,
        link=prose.link,
    )
    return _inliner().inline(html)


def _shown(item: Item, repeats: Repeats) -> tuple[Block, ...]:
    """One post's blocks; a post that breaks this code costs the issue its text only, never the issue."""
    try:
        found = blocks(item, repeats)
    except Exception:  # noqa: BLE001 - one bad post never blocks a digest (CVE-2006-2941)
        return (Block(look="note", shown=(escape(CANNOT_SHOW),)),)
    empty = "This post is encrypted." if item.post.encrypted else "This post has no text."
    return found or (Block(look="note", shown=(escape(empty),)),)


def _answer(item: Item, to: str) -> str:
    """A mailto that keeps subject and thread (RFC 6068): a digest's own subject tells nobody anything."""
    subject = quote(f"Re: {clean.one_line(item.post.subject.text) or item.title}", safe="")
    parent = quote(f"<{item.post.message_id}>", safe="") if item.post.message_id else ""
    return f"mailto:{quote(to, safe='@')}?subject={subject}" + (f"&In-Reply-To={parent}" if parent else "")


def _files(item: Item) -> tuple[str, ...]:
    return tuple(
        f"{clean.shorten(clean.one_line(one.name or 'without a name'), 80)} "
        f"({clean.one_line(one.type)}, {phrases.size(one.size)})"
        for one in item.post.attachments
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot.notices.digests"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("issue.html")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)


FORM = Form(name="html", alternative=2, write=write)
