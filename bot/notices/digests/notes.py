"""Sentences of an issue that stand in the place of something: words left out, files, a post without text."""

from bot.mail.post import Post
from bot.notices import clean, phrases
from bot.notices.digests.issue import Issue, Item, all_shown, file_name
from bot.notices.digests.stretches import Stretch

_SEALS = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)


def where(issue: Issue, source: int) -> tuple[str, str]:
    """The author of a post of the whole issue, and its number, with its part where that is another."""
    author, part = issue.places[source]
    number = str(source)
    return author, number if part == issue.part else f"{number} ({issue.part_named(part)})"


def in_place_of(issue: Issue, stretch: Stretch) -> str:
    """What stands in the place of words that are not shown, and where they are."""
    say, lines = issue.texts.say, issue.texts.count("line", stretch.left_out)
    if not stretch.source:
        return say("digest.left_out", lines=lines)
    author, number = where(issue, stretch.source)
    if stretch.look == "quotation":
        return say("digest.quoted", author=author, number=number, words=stretch.lines[0])
    place = say("digest.message", number=number, author=author)
    return say("digest.left_out_of", lines=lines, place=place)


def no_text(issue: Issue, item: Item) -> str:
    """Why nothing of a post is shown."""
    if item.stretches is None:
        return issue.texts.say("digest.cannot_show")
    return issue.texts.say("digest.encrypted" if item.post.encrypted else "digest.no_text")


def file_notes(post: Post) -> tuple[str, ...]:
    """Name, type and size of each attachment; signatures, which programs check, are none to a reader."""
    return tuple(
        ", ".join(
            [
                *([clean.shorten(clean.one_line(one.name), 100)] if one.name else []),
                clean.one_line(one.type),
                phrases.size(one.size),
            ]
        )
        for one in post.attachments
        if one.type.lower() not in _SEALS
    )


def where_files_are(issue: Issue, item: Item) -> str:
    """A sentence for readers of a form that has no attachments itself."""
    say = issue.texts.say
    if "mime" in issue.formats:
        return say("digest.files_mime")
    if item in issue.carried:
        return say("digest.files_carried", file=file_name(item))
    if all_shown(item, issue.formats):
        return say("digest.files_html")
    if "html" not in issue.formats:
        archive = issue.archive_link(item)
        return (
            say("digest.files_archive", link=archive)
            if archive
            else say("digest.files_plain", author=item.author)
        )
    return say("digest.files_large", author=item.author)


def about_post(issue: Issue, item: Item) -> list[str]:
    """What contents lists say of a post beside its title and author: how long it takes, what is attached."""
    files = len(file_notes(item.post))
    minutes = issue.reading_time(item)
    return [*([minutes] if minutes else []), *([issue.texts.count("attachment", files)] if files else [])]
