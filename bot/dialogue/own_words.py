"""What of an answer is its sender's own: the notice that it quotes is taken off, however it is quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.lazy_regex import lazy_regex
from bot.mail.origin.tokens import without_tokens
from bot.mail.post import Post, ZoneKind

_MARKS = lazy_regex(r"^[ \t]*(?:[>|][ \t]?)+")
_WORD = lazy_regex(r"\w+", re.UNICODE)
_SAID = 5
"""Words in a row that nobody writes by chance just as the notice does."""
_FEW = 3
"""Words below which a line of the notice is known only as a whole."""
_OURS = frozenset({ZoneKind.QUOTATION, ZoneKind.ATTRIBUTION, ZoneKind.FORWARD_HEADER})
_RULES = lazy_regex(r"[\s_=*~.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    A notice as its receiver read it.

    ``text`` is all of it, ``post`` what it shows of the post between the lines
    ``begins`` and ``ends`` ("" where it shows none).
    """

    text: str
    post: str = ""
    begins: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What somebody answered.

    ``words`` are their own lines without signature, greeting lines kept; ``whole`` is
    all that stands above the notice, with what they pass on or quote themselves;
    ``edited`` the shown post where they changed it between its marks, else None.
    """

    words: str
    whole: str
    edited: str | None = None


def own_words(post: Post, notice: Notice) -> Answer:
    """Take the notice off an answer; a notice that nobody has kept is known by its marks alone."""
    lines, kinds = post.lines, _kinds(post)
    said = _Said(notice)
    first = _where_it_begins(lines, kinds, said)
    last = _where_it_ends(lines, first)
    above = [*range(first), *range(last, len(lines))]
    below = [n for n in range(first, last) if _is_new(lines[n], kinds[n], said)]
    theirs = {*_OURS, ZoneKind.SIGNATURE, ZoneKind.FOOTER}
    own = [n for n in sorted((*above, *below)) if kinds[n] not in theirs]
    return Answer(
        words=_text([lines[n] for n in own]),
        whole=_text([lines[n] for n in above]),
        edited=_edited(lines[first:], notice) if notice.post else None,
    )


def shown_post(text: str, begins: str, ends: str) -> Notice:
    """A notice by its text and by the lines between which it shows a post."""
    lines = text.split("\n")
    words = [words_of(without_marks(line)) for line in lines]
    first = next((n for n, line in enumerate(words) if line == words_of(begins)), None)
    last = next((n for n in reversed(range(len(words))) if words[n] == words_of(ends)), None)
    shown = "" if first is None or last is None else "\n".join(lines[first + 1 : last])
    return Notice(text=text, post=shown, begins=begins, ends=ends)


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: no case, no punctuation."""
    return _WORD.findall(text.casefold())


def without_marks(line: str) -> str:
    """A line without the marks of a quotation before it."""
    return _MARKS.sub("", line)


class _Said:
    """What the notice says, in runs of words and in whole lines."""

    def __init__(self, notice: Notice) -> None:
        words = words_of(notice.text)
        shown = words_of(notice.post)
        self.runs = _runs(words)
        self.ours = self.runs - _runs(shown)
        self.lines = {tuple(words_of(line)) for line in notice.text.split("\n")} - {()}

    def of_us(self, words: Sequence[str]) -> bool:
        """Whether a line has words that only the notice says, none of them the post's."""
        return bool(_runs(words) & self.ours)

    def holds(self, words: Sequence[str]) -> bool:
        """Whether the notice, the post in it too, says all of a line."""
        if len(words) < _SAID:
            return tuple(words) in self.lines or _stands_in(words, self.lines)
        covered = set[int]()
        for at in range(len(words) - _SAID + 1):
            if tuple(words[at : at + _SAID]) in self.runs:
                covered.update(range(at, at + _SAID))
        return len(covered) >= len(words) - 2


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _SAID]) for at in range(len(words) - _SAID + 1)}


def _stands_in(words: Sequence[str], lines: set[tuple[str, ...]]) -> bool:
    """A short rest of a line that a mail program broke anew."""
    if len(words) < _FEW:
        return False
    size = len(words)
    return any(line[at : at + size] == tuple(words) for line in lines for at in range(len(line) - size + 1))


def _kinds(post: Post) -> list[ZoneKind]:
    kinds = [ZoneKind.OWN] * len(post.lines)
    for zone in post.zones:
        for number in range(zone.first_line, zone.last_line + 1):
            kinds[number - 1] = zone.kind
    return kinds


def _where_it_begins(lines: list[str], kinds: list[ZoneKind], said: _Said) -> int:
    """The index of the first line of the notice, with what leads up to it; the end where there is none."""
    words = [words_of(without_marks(line)) for line in lines]
    first = next((n for n in range(len(lines)) if _begins(words, n, said)), None)
    if first is None:
        quoted = (n for n, kind in enumerate(kinds) if kind in _OURS)
        return len(lines) if said.runs else next(quoted, len(lines))
    while first and _leads_up(lines[first - 1], kinds[first - 1]):
        first -= 1
    return first


def _where_it_ends(lines: list[str], first: int) -> int:
    """The index behind the last marked line of a notice that is marked; the end where it is not."""
    marked = [n for n in range(first, len(lines)) if _MARKS.match(lines[n])]
    return marked[-1] + 1 if len(marked) > 3 else len(lines)


def _begins(words: list[list[str]], at: int, said: _Said) -> bool:
    """Whether the notice stands at a line: it says so there, or on over the line's end."""
    if said.of_us(words[at]):
        return True
    after = next((one for one in words[at + 1 : at + 3] if one), [])
    joined = [*words[at], *after]
    return bool(words[at]) and any(
        run in said.ours for run in _runs(joined) if run[0] in words[at] and not said.of_us(after)
    )


def _leads_up(line: str, kind: ZoneKind) -> bool:
    """Whether a line above the notice belongs to it: its attribution, header lines, marks, empty lines."""
    if kind in _OURS or kind in {ZoneKind.FORWARD, ZoneKind.FOOTER}:
        return True
    bare = without_marks(line).strip()
    if not bare:
        return True
    return _RULES.fullmatch(bare) is not None and bare != "--"


def _is_new(line: str, kind: ZoneKind, said: _Said) -> bool:
    """Whether a line below the beginning of the notice is the answerer's: unmarked, and not said there."""
    if kind in _OURS or _MARKS.match(line):
        return False
    words = words_of(line)
    return bool(words) and not said.holds(words)


def _edited(below: list[str], notice: Notice) -> str | None:
    """The post between its marks, where somebody changed what it says there; None where all is as it was."""
    begins, ends = words_of(notice.begins), words_of(notice.ends)
    at = [n for n, line in enumerate(below) if words_of(without_marks(line)) == begins]
    until = [n for n, line in enumerate(below) if words_of(without_marks(line)) == ends]
    if not at or not until or until[-1] <= at[0]:
        return None
    inside = _unmarked(below[at[0] + 1 : until[-1]])
    before, after = words_of(notice.post), words_of(inside)
    if after == before or len(after) < len(before) // 2:
        return None
    return inside


def _unmarked(lines: list[str]) -> str:
    """The lines with one level of marks taken off, where they have any."""
    marked = [re.sub(r"^[ \t]*[>|] ?", "", line) for line in lines]
    return _text(marked)


def _text(lines: list[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines)
    return without_tokens(re.sub(r"\n{3,}", "\n\n", text)).strip("\n")


def is_only_more(before: str, after: str) -> str | None:
    """What was put into a text in one place, where nothing else of it was changed; else None."""
    old, new = words_of(before), words_of(after)
    if len(new) <= len(old):
        return None
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    end = len(old) - start
    if new[len(new) - end :] != old[start:]:
        return None
    return " ".join(new[start : len(new) - end])
