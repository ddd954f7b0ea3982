"""
The plain digest, as RFC 1153 has it: one text, posts between lines of dashes, so that programs can burst it.

RFC 1153 names no escape for a post that holds such lines itself; ours is that
of RFC 934 (a line that starts with a dash gets "- " before it), and a space
before whatever else a bursting program could take for a new message or the end.
"""

import re
import textwrap

from bot.lazy_regex import lazy_regex
from bot.notices import clean, entity
from bot.notices.digests.contents import cover
from bot.notices.digests.form import Form
from bot.notices.digests.issue import Issue, Item
from bot.notices.digests.notes import file_notes, in_place_of, no_text, where_files_are
from bot.notices.digests.stretches import Stretch

_COVER_END = "-" * 70
_POST_END = "-" * 30
_WIDEST = 78
_WRAPPED = 76
_LONGEST_WORD = 900  # a line of mail has 998 octets (RFC 5322 2.1.1)
_QUOTE_MARKS = lazy_regex(r"(?:[ ]?>)+[ ]?")
_FIELD = lazy_regex(r"[A-Za-z][A-Za-z0-9-]*:(?:\s|$)")
_END_OF = lazy_regex(r"\s*End of\b.*\bDigest\b", re.IGNORECASE)


def write(issue: Issue, _: str) -> bytes:
    """The issue as a text/plain part, not encoded: what programs burst out of it keeps no header of MIME."""
    return entity.text(text(issue), eight_bit=True)


def text(issue: Issue) -> str:
    """The issue as one text with LF ends: no line over 78 characters but for links and words as long."""
    end = f"End of {issue.title}"
    lines = [*cover(issue), "", _COVER_END, ""]
    for item in issue.items:
        lines += [*_head(item), "", *_body(issue, item), "", _POST_END, ""]
    return "\n".join([*lines, end, "*" * len(end), ""])


def _head(item: Item) -> list[str]:
    post = item.post
    people = ", ".join(clean.person(one) for one in post.from_) or "(nobody)"
    fields = {
        "Message": str(item.number),
        "Date": clean.one_line(post.header.first("Date") or ""),
        "From": people,
        "Subject": clean.subject(post.subject.raw),
        "Message-ID": f"<{clean.one_line(post.message_id)}>" if post.message_id else "",
        "In-Reply-To": clean.one_line(post.header.first("In-Reply-To") or ""),
    }
    return [line for name, value in fields.items() if value for line in _field(name, value)]


def _field(name: str, value: str) -> list[str]:
    return textwrap.wrap(
        f"{name}: {clean.shorten(value, 900)}",
        _WRAPPED,
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _body(issue: Issue, item: Item) -> list[str]:
    post = item.post
    blocks = [_shown_stretch(issue, one) for one in item.stretches or ()] or [[f"[{no_text(issue, item)}]"]]
    files = [] if item.piece else file_notes(post)
    if files:
        named = [f"[{issue.texts.say('digest.attachment', file=one)}]" for one in files]
        blocks.append([*named, f"[{where_files_are(issue, item)}]"])
    lines = [line for block in blocks for one in [*block, ""] for line in _wrapped(one.rstrip())][:-1]
    return _stuffed(lines)


def _shown_stretch(issue: Issue, one: Stretch) -> list[str]:
    if one.left_out:
        return [f"[{in_place_of(issue, one)}]"]
    lines = "\n".join(one.lines).strip("\n").split("\n")
    if one.look == "quotation":
        return [f"> {line}".rstrip() for line in lines]
    if one.look == "facts":  # RFC 1153 knows no message in a message: its head starts no post
        return [f"  {line}" for line in lines]
    return lines


def _wrapped(line: str) -> list[str]:
    """The line in pieces of at most 78 characters, each with its quote marks; links and words stay whole."""
    if len(line) <= (_WRAPPED if line.startswith("-") else _WIDEST):
        return [line]
    marks = _QUOTE_MARKS.match(line)
    mark = marks[0] if marks else ""
    pieces = (
        textwrap.wrap(
            line[len(mark) :],
            _WRAPPED - len(mark),
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
            replace_whitespace=False,
        )
        if len(mark) < _WRAPPED // 2
        else [line[len(mark) :]]
    )
    return [mark + short for piece in pieces for short in _cut(piece, _WRAPPED - len(mark))]


def _cut(piece: str, width: int) -> list[str]:
    """Text without spaces (Chinese, Japanese) is cut anywhere, a path only where it must be, a link never."""
    if len(piece) <= _WIDEST or "://" in piece or width < _WRAPPED // 2:
        return [piece]
    width = _LONGEST_WORD if piece.isascii() else width
    return [piece[at : at + width] for at in range(0, len(piece), width)]


def _stuffed(lines: list[str]) -> list[str]:
    following = [*lines[1:], ""]
    previous = ["", *lines[:-1]]
    return [
        _safe(line, begins=not before.strip(), next_line=after)
        for before, line, after in zip(previous, lines, following, strict=True)
    ]


def _safe(line: str, *, begins: bool, next_line: str) -> str:
    if line.startswith("-"):
        return f"- {line}"
    if _END_OF.match(line) or line.startswith("From "):
        return f" {line}"
    if begins and _FIELD.match(line) and (_FIELD.match(next_line) or next_line[:1] in {" ", "\t"}):
        return f" {line}"
    return line


def _weigh(issue: Issue, item: Item) -> int:
    return sum(len(line.encode("utf-8", "replace")) + 1 for line in [*_head(item), *_body(issue, item)])


FORM = Form(name="plain", alternative=1, write=write, weigh=_weigh)
