"""
The HTML digest, laid out for a phone.

No octet of anybody's HTML is taken over: a post is built from the lines of its
text, escaped by the template. There is no form, no script, nothing that a mail
program would fetch; the pictures travel along (RFC 2392). Its styles stand
once, in the head: a program that drops them still shows headings, paragraphs
and quotations as what they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from bot.notices import clean, entity
from bot.notices.digests import prose
from bot.notices.digests.foot import foot
from bot.notices.digests.form import Form
from bot.notices.digests.issue import Issue, Item
from bot.notices.digests.notes import about_post, file_notes, no_text, where, where_files_are
from bot.notices.digests.pictures import Picture
from bot.notices.digests.stretches import Stretch

_FOLDS_ABOVE = 6  # lines of 75 characters
_SIGNATURE = 4  # lines of it that are shown
_COLUMNS = 75
_BEGINS = 15  # lines of an article in which its headline may stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """
    A stretch as HTML: its element, its class, its paragraphs (elements themselves in a quotation).

    ``folded`` is seen only by a reader who asks for it (or whose program cannot
    fold), under ``label``.
    """

    tag: str
    look: str
    shown: tuple[Markup, ...] = ()
    folded: tuple[Markup, ...] = ()
    label: str = ""


def write(issue: Issue, seed: str) -> bytes:
    """The issue as a text/html part, with its pictures where it has any (RFC 2387)."""
    html = entity.text(page(issue, seed), subtype="html")
    pictures = [picture for item in issue.items for picture in item.pictures]
    if not pictures:
        return html
    files = [entity.picture(one.data, one.type, one.name, _cid(one, issue, seed)) for one in pictures]
    return entity.multipart("related", [html, *files], seed, level=2, type_="text/html")


def page(issue: Issue, seed: str = "") -> str:
    """The issue as one HTML document."""
    return _template().render(
        issue=issue,
        say=issue.texts.say,
        about=lambda item: " · ".join(about_post(issue, item)),
        threads=[list(group) for _, group in groupby(issue.items, key=lambda item: item.thread)],
        post=lambda item, last: _post(issue, item, seed, last=last),
        foot=[prose.with_commands(one, issue.mailing_list.self_service) for one in foot(issue)],
        note=prose.paragraphs(issue.mailing_list.digest_note.splitlines()),
        link=prose.link,
    )


def _post(issue: Issue, item: Item, seed: str, *, last: bool = True) -> Markup:
    return Markup(  # noqa: S704 - the template escapes what it is given
        _posts().render(
            issue=issue,
            item=item,
            blocks=_blocks(issue, item),
            pictures=[(one, _cid(one, issue, seed)) for one in item.pictures],
            files=[] if item.piece else file_notes(item.post),
            files_are=where_files_are(issue, item),
            minutes=issue.reading_time(item),
            about=_share_line(item),
            address=_share_address(item),
            say=issue.texts.say,
            last=last,
            answer=_answer(item, issue.mailing_list.address),
            write=_private(item),
            archive=issue.archive_link(item),
            link=prose.link,
        )
    )


def _share_line(item: Item) -> str:
    """Headline and publication of a shared article; the headline only where the text below has none."""
    if item.share is None or item.piece:
        return ""
    headline = "" if _stands_below(item, item.share.headline) else item.share.headline
    return ", ".join(filter(None, [headline, item.share.publication]))


def _share_address(item: Item) -> str:
    """Where the article is, but where the author's own words say so, which stay as they are."""
    address = item.share.url if item.share else ""
    own = (line for one in item.stretches or () if one.look == "own" for line in one.lines)
    return "" if any(address in line for line in own) else address


def _stands_below(item: Item, headline: str) -> bool:
    """Whether the text itself shows it: as headline, or as its first words."""
    handed_on = [one for one in item.stretches or () if one.look in {"article", "headline", "forward"}]
    begins = (line for one in handed_on for line in one.lines[:_BEGINS])
    return any(one.look == "headline" for one in handed_on) or headline in " ".join(" ".join(begins).split())


def _weigh(issue: Issue, item: Item) -> int:
    return len(_post(issue, item, "").encode("utf-8", "replace")) + 260  # its line in the contents


def _blocks(issue: Issue, item: Item) -> list[Block]:
    found = [block for one in item.stretches or () for block in _block(issue, item, one)]
    return found or [Block(tag="p", look="n", shown=(escape(no_text(issue, item)),))]


def _block(issue: Issue, item: Item, one: Stretch) -> list[Block]:
    if one.left_out:
        return [_instead(issue, item, one)]
    match one.look:
        case "quotation":
            return [_folding(issue, prose.nested(one.lines))]
        case "signature":
            return [_signature(issue, [line for line in one.lines if line.strip()])]
        case "facts" | "footer":
            return [Block(tag="div", look="s", shown=_line_by_line(prose.unquoted(one.lines)))]
        case "attribution" | "clutter":
            return [Block(tag="div", look="s", shown=prose.paragraphs(one.lines))]
        case "article" | "forward" | "headline":
            lines = [line for line in one.lines if not _said_above(item, line)]
            tag = "h3" if one.look == "headline" else "div"
            return [Block(tag=tag, look="f", shown=prose.paragraphs(prose.unquoted(lines)))]
        case _:
            return [Block(tag="div", look="", shown=prose.paragraphs(prose.unquoted(one.lines)))]


def _said_above(item: Item, line: str) -> bool:
    """Whether the line is what stands above the post: the headline, the article's address."""
    said = clean.one_line(line)
    return bool(said) and (
        said == item.title or (item.share is not None and said.strip("<>") == item.share.url)
    )


def _instead(issue: Issue, item: Item, one: Stretch) -> Block:
    """A line in the place of what is not shown, with the way to it."""
    say, lines = issue.texts.say, issue.texts.count("line", one.left_out)
    if not one.source:
        return Block(tag="div", look="s", shown=(escape(say("digest.left_out", lines=lines)),))
    author, number = where(issue, one.source)
    part = number.removeprefix(str(one.source))
    name = Markup("<bdi>{}</bdi>{}").format(author, part)
    name = name if part else Markup('<a href="#m{}">{}</a>').format(one.source, name)
    if one.look == "quotation":
        return Block(tag="blockquote", look="q", shown=(Markup("<p>{}: {}</p>").format(name, one.lines[0]),))
    place = say("digest.the_post", author="{author}")
    if not part:
        place = say("digest.above" if one.source < item.number else "digest.below", place=place)
    place = escape(place).replace("{author}", name)
    return Block(
        tag="div", look="s", shown=(escape(say("digest.left_out_of", lines=lines)).replace("{place}", place),)
    )


def _signature(issue: Issue, lines: Sequence[str]) -> Block:
    """The first lines; more of them are a reader's to open."""
    shown, rest = tuple(lines[:_SIGNATURE]), tuple(lines[_SIGNATURE:])
    if len(rest) < 2:
        return Block(tag="div", look="s", shown=_line_by_line((*shown, *rest)))
    label = issue.texts.count("more_line", len(rest))
    return Block(tag="div", look="s", shown=_line_by_line(shown), folded=_line_by_line(rest), label=label)


def _line_by_line(lines: Sequence[str]) -> tuple[Markup, ...]:
    linked = [prose.linked(clean.one_line(line)) for line in lines if line.strip()]
    return (Markup("<br>\n").join(linked),) if linked else ()


def _folding(issue: Issue, paragraphs: tuple[Markup, ...]) -> Block:
    heights = [
        sum(-(-len(line) // _COLUMNS) or 1 for line in one.striptags().split("\n")) for one in paragraphs
    ]
    kept = 1
    while kept < len(paragraphs) and sum(heights[: kept + 1]) <= _FOLDS_ABOVE:
        kept += 1
    rest = sum(heights[kept:])
    if rest <= 2:
        return Block(tag="blockquote", look="q", shown=paragraphs)
    label = issue.texts.count("quoted_line", rest)
    return Block(tag="blockquote", look="q", shown=paragraphs[:kept], folded=paragraphs[kept:], label=label)


def _answer(item: Item, to: str) -> str:
    """A mailto that keeps subject and thread (RFC 6068): a digest's own subject tells nobody anything."""
    subject = quote(f"Re: {clean.one_line(item.post.subject.text) or item.title}", safe="")
    parent = quote(f"<{item.post.message_id}>", safe="@") if item.post.message_id else ""
    return f"mailto:{quote(to, safe='@')}?subject={subject}" + (f"&In-Reply-To={parent}" if parent else "")


def _private(item: Item) -> str:
    to = item.post.from_[0].address if item.post.from_ else ""
    return f"mailto:{quote(to, safe='@')}?subject={quote(f'Re: {item.title}', safe='')}"


def _cid(picture: Picture, issue: Issue, seed: str) -> str:
    return f"{picture.cid}.{seed}@{issue.mailing_list.domain}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bot.notices.digests"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _template() -> Template:
    return _environment().get_template("issue.html")


@cache
def _posts() -> Template:
    return _environment().get_template("post.html")


FORM = Form(name="html", alternative=2, write=write, weigh=_weigh)
