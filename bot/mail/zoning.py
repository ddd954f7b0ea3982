"""Walking down a text, line by line, and saying whose each line is."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby

from bot.mail.clues import wrapped
from bot.mail.forwards import Beginning, make_forward, read_beginning
from bot.mail.glance import glance
from bot.mail.lines import Line, next_said, peel
from bot.mail.links import links_of, may_link
from bot.mail.passing import read_passing
from bot.mail.post import Forward, Subject, ZoneKind
from bot.mail.quotes import Attribution, date_of, person_of, read_attribution
from bot.mail.signature import banner_end, disclaimer_at, footer_at, signature_at

_DEEPEST = 12
_BARS = ("|", "¦")


class Walk:
    """
    One walk over the lines of a post.

    ``zones`` holds a kind and depth per line; ``forwards`` are outermost first;
    ``via`` names who passes on, ``source`` the publication that the author
    names ("From today's Herald"); ``linked`` tells whether there may be
    links. A text is read once from top to bottom; only
    signatures and footers are looked for from its end.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        text: str,
        subject: Subject,
        *,
        reply: bool,
        returned: bool = False,
    ) -> None:
        self.lines = lines
        self.linked = may_link(text)
        self.glance = glance(lines, text)
        self.zones: list[tuple[ZoneKind, int]] = [(ZoneKind.OWN, 0)] * len(lines)
        self.forwards: list[Forward] = []
        self.via: str | None = None
        self.source: str | None = None
        self._subject = subject.text
        self._returned = returned
        self._forwarding = "fwd" in subject.prefixes
        self._replying = reply or "re" in subject.prefixes
        self._spoken = False

    def run(self) -> None:
        """Give every line its zone, the article's excepted."""
        end = footer_at(self.lines)
        self._mark(end, len(self.lines), ZoneKind.FOOTER)
        start = banner_end(self.lines[:end])
        self._mark(0, start, ZoneKind.FOOTER)
        self._down(start, end)
        self._endings(end)

    def _down(self, at: int, end: int) -> None:
        """Step from one line to the next on which something may begin; between them the author speaks."""
        for start in self.glance.every:
            if start >= end:
                break
            if start >= at:
                self._spoken = self._spoken or next_said(self.lines, at, start) < start
                at = self._step(start, end)

    def _mark(self, start: int, end: int, kind: ZoneKind, depth: int = 0) -> None:
        self.zones[start:end] = [(kind, depth)] * (end - start)

    def _step(self, at: int, end: int) -> int:
        line = self.lines[at]
        if line.blank and not line.depth:
            return at + 1
        if not line.blank and (beginning := read_beginning(self.lines, at, end)) is not None:
            return self._begin(beginning, at, end)
        if not line.blank and (attribution := self._attribution(at, end)) is not None:
            after = self._attributed(attribution, at, end)
            if after:
                return after
        if line.depth and not self._escaped(at):
            return self._quotation(at, at, end)
        if (after := self._passed_on(at, end)) > at:
            return after
        self._spoken = True
        return at + 1

    def _attribution(self, at: int, end: int) -> Attribution | None:
        return read_attribution(self.lines, at, end) if at in self.glance.attributions else None

    def _escaped(self, at: int) -> bool:
        """A single line that begins with ">From" is mbox armour, and no quotation."""
        around = self.lines[max(0, at - 1) : at + 2]
        return self.lines[at].text.startswith(">From ") and sum(1 for line in around if line.depth) == 1

    def _begin(self, beginning: Beginning, at: int, end: int) -> int:
        """A mark or header lines: a forward, or what a reply quotes without marks."""
        shared = not self._returned and (
            beginning.marked == "forward" or (bool(beginning.fields) and self._shares())
        )
        if shared:
            return self._forward(beginning, at, end, 1)
        stop = (
            end
            if not beginning.depth
            else self._quoted_end(beginning.body, end, beginning.depth, lenient=True)
        )
        self._mark(at, beginning.body, ZoneKind.ATTRIBUTION, beginning.depth)
        self._quote(beginning.body, stop, beginning.depth + 1)
        return max(stop, beginning.body)

    def _shares(self) -> bool:
        """What header lines without a clear mark begin: a forward, unless the post is a reply."""
        return self._forwarding or not self._replying

    def _forward(self, beginning: Beginning, at: int, end: int, level: int) -> int:
        depth = beginning.depth
        stop = self._quoted_end(beginning.body, end, depth, lenient=True) if depth else end
        stop = max(stop, beginning.body)
        self._mark(at, beginning.body, ZoneKind.FORWARD_HEADER, level)
        self._mark(beginning.body, stop, ZoneKind.FORWARD, level)
        self.forwards.append(make_forward(beginning, self._body(beginning.body, stop, depth), level))
        self._inside(beginning.body, stop, level + 1)
        return stop

    def _inside(self, at: int, end: int, level: int) -> None:
        """Forwards within a forward, each one level deeper."""
        beginnings = self.glance.beginnings
        for start in beginnings[bisect_left(beginnings, at) : bisect_left(beginnings, end)]:
            if level > _DEEPEST:
                break
            beginning = read_beginning(self.lines, start, end) if start >= at else None
            if beginning is None or (beginning.marked == "original" and not beginning.fields):
                continue
            self._mark(start, beginning.body, ZoneKind.FORWARD_HEADER, level)
            self._mark(beginning.body, end, ZoneKind.FORWARD, level)
            body = self._body(beginning.body, end, beginning.depth)
            self.forwards.append(make_forward(beginning, body, level))
            at, level = max(beginning.body, start + 1), level + 1

    def _body(self, start: int, end: int, depth: int) -> str:
        """The text of a forwarded message without the quote marks of its level."""
        lines = self.lines[start:end]
        if min([line.depth for line in lines if line.bare], default=0) > depth:
            depth += 1
        texts = [peel(line, depth) for line in lines] if depth else [line.text for line in lines]
        return "\n".join(texts).strip("\n")

    def _attributed(self, found: Attribution, at: int, end: int) -> int:
        """Read an attribution and what it introduces; 0 where it introduces nothing."""
        lines, depth = self.lines, self.lines[at].depth
        after = next_said(lines, found.end, end)
        if after < end and self._barred(after):
            return self._bars(at, found.end, after, end)
        if after < end and lines[after].depth > depth:
            self._mark(at, found.end, ZoneKind.ATTRIBUTION, depth)
            return self._quotation(found.end, after, end)
        if not found.sure:
            return 0
        if self._forwarding and after < end and not self._returned:
            return self._forward(_as_beginning(found, depth, self._subject), at, end, 1)
        self._mark(at, found.end, ZoneKind.ATTRIBUTION, depth)
        if depth:
            return self._quotation(found.end, after, end) if after < end and lines[after].depth else found.end
        if not self._spoken:  # nothing above: this is the answer, and whom it answers is not quoted
            self._spoken = True
            return found.end
        self._quote(found.end, end, 1)
        return end

    def _barred(self, at: int) -> bool:
        bare = self.lines[at].bare
        return bare.startswith(_BARS) or (
            0 < bare.find(">", 0, 14) == len(bare[:14].partition(">")[0].rstrip()) > 0
            and bare.partition(">")[0].isalpha()
        )

    def _bars(self, at: int, body: int, first: int, end: int) -> int:
        """A quotation marked with "|" or initials ("Ann> ..."), as some clients do."""
        here = last = first
        while here < end and (self.lines[here].blank or self._barred(here)):
            last = here + 1 if not self.lines[here].blank else last
            here += 1
        self._mark(at, body, ZoneKind.ATTRIBUTION)
        self._mark(body, last, ZoneKind.QUOTATION, 1)
        return last

    def _quotation(self, start: int, first: int, end: int) -> int:
        """A run of lines with quote marks, blank lines between them included."""
        stop = max(self._quoted_end(first, end, 1, lenient=False), first + 1)
        if start == first and not self._returned and self._shares():
            every = self.glance.every
            inside = every[bisect_right(every, first) : bisect_left(every, stop)]
            stop = next((at for at in inside if self._starts_forward(at, stop)), stop)
        self._quote(start, stop, 1)
        return stop

    def _starts_forward(self, at: int, end: int) -> bool:
        """Whether a forward begins within a quotation that nobody is said to have written."""
        if self.lines[at].blank:
            return False
        beginning = read_beginning(self.lines, at, end)
        if beginning is not None:
            return beginning.marked == "forward" or bool(beginning.fields)
        attribution = self._attribution(at, end) if self._forwarding else None
        return attribution is not None and attribution.sure

    def _quote(self, start: int, stop: int, least: int) -> None:
        depth = least
        for at in range(start, stop):
            line = self.lines[at]
            if line.bare or line.depth:
                depth = max(line.depth, least)
            self.zones[at] = (ZoneKind.QUOTATION, depth)

    def _quoted_end(self, at: int, end: int, depth: int, *, lenient: bool) -> int:
        """Where lines of at least that depth end; lines that a mailer broke off still belong to them."""
        last = at
        while at < end:
            line = self.lines[at]
            if line.depth >= depth:
                last = at + 1
            elif line.bare:
                if not self._broken_off(at, end, lenient=lenient):
                    break
                last = at + 1
            at += 1
        return last

    def _broken_off(self, at: int, end: int, *, lenient: bool) -> bool:
        """
        Whether an unmarked line is the rest of the quoted one above.

        In a reply, an answer may stand right there: only a line that goes on in
        small letters, or a lone link, between two quoted ones is taken.
        """
        line, above = self.lines[at], self.lines[at - 1] if at else self.lines[at]
        if above.blank and not above.depth:
            return False
        broken = wrapped(above.text, line.text)
        if lenient:
            return broken or self._surrounded(at, end)
        between = at + 1 < end and self.lines[at + 1].depth > 0
        if not between:
            return False
        lone = any(len(link.url) > len(line.bare) - 8 for link in links_of(line.bare))
        return lone or (broken and line.bare[:1].islower())

    def _surrounded(self, at: int, end: int) -> bool:
        """Whether quoted lines go on below within the same paragraph."""
        below = next(
            (line for line in self.lines[at + 1 : min(end, at + 9)] if line.depth or line.blank), None
        )
        return below is not None and below.depth > 0

    def _passed_on(self, at: int, end: int) -> int:
        """Read who passes on, and whence ("via NAME", "From today's Herald"); ``at`` where it is not said."""
        if self._spoken and not (at and self.lines[at - 1].blank):
            return at
        found = read_passing(self.lines[at].bare, first=not self._spoken)
        if found is None or (at + 1 < end and found.short and not self.lines[at + 1].blank):
            return at
        self.via, self.source = self.via or found.via, self.source or found.source
        self._mark(at, at + 1, ZoneKind.FORWARD_HEADER, 1)
        return at + 1

    def _endings(self, end: int) -> None:
        """Signature and disclaimer below each stretch of the author's own text."""
        for start, stop in self.runs(ZoneKind.OWN):
            if start < end:
                self._ending(start, min(stop, end))

    def runs(self, wanted: ZoneKind) -> list[tuple[int, int]]:
        """Runs of lines of one kind and depth, as pairs of first index and index behind."""
        found, start = [], 0
        for (kind, _), run in groupby(self.zones):
            stop = start + len(list(run))
            if kind is wanted:
                found.append((start, stop))
            start = stop
        return found

    def _ending(self, start: int, stop: int) -> None:
        stretch = self.lines[start:stop]
        disclaimer = disclaimer_at(stretch)
        self._mark(start + disclaimer, stop, ZoneKind.FOOTER)
        signature = signature_at(stretch[:disclaimer], first=start == 0)
        self._mark(start + signature, start + disclaimer, ZoneKind.SIGNATURE)


def _as_beginning(found: Attribution, depth: int, subject: str) -> Beginning:
    """An attribution that introduces a forward, as Outlook for Mac writes it."""
    person = person_of(found.text)
    sender = f"{person.name or ''} <{person.address}>" if person else ""
    fields = {"from": sender, "date": date_of(found.text) or "", "subject": subject}
    return Beginning("forward", found.end, depth, {name: value for name, value in fields.items() if value})
