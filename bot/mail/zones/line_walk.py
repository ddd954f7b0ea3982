"""Walks down a text line by line and decides whose each line is."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.mail.known import NOTHING, Known
from bot.mail.post import Forward, Mailbox, Subject, ZoneKind
from bot.mail.text.lines import Line, next_said, peel
from bot.mail.zones.attribution_above import attribution_above, opens_attribution
from bot.mail.zones.attributions import Attribution, read_attribution
from bot.mail.zones.closing import signature_by_signs
from bot.mail.zones.forwards import Beginning, end_of_forward, introduced, make_forward, read_beginning
from bot.mail.zones.handed_on_by_hand import read_passing
from bot.mail.zones.inset_quotations import inset_runs
from bot.mail.zones.prescan import glance
from bot.mail.zones.quotation_extent import bar_of, indented_end, is_barred, quoted_end
from bot.mail.zones.scrubbed_parts import notes_at
from bot.mail.zones.sign_offs import ending_of
from bot.mail.zones.signatures_and_footers import banner_end, footer_at, last_said
from bot.mail.zones.taught_lines import answered_runs, taught_footer_at

_DEEPEST = 12
_MOST_MARKS = 8
_GREETING = 5  # words
_WORDING = 8  # lines above a quotation that may say whose it is
_SIGNED_RUNS = 3  # of the author's stretches only the last may end in a signature that nothing marks
_SIGNED_MESSAGE = "-----BEGIN PGP SIGNED MESSAGE"


class Walk:
    """
    One walk over the lines of a post.

    ``zones`` holds a kind and depth per line; ``forwards`` are outermost first;
    ``via`` names who passes on, ``source`` the publication that the author
    names ("From today's Herald"). A text is read once from top to bottom; only
    signatures and footers are looked for from its end.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        subject: Subject,
        *,
        reply: bool,
        returned: bool = False,
        author: Mailbox | None = None,
        known: Known = NOTHING,
    ) -> None:
        self.lines = lines
        self.glance = glance(lines)
        self.zones: list[tuple[ZoneKind, int]] = [(ZoneKind.OWN, 0)] * len(lines)
        self.forwards: list[Forward] = []
        self.via: str | None = None
        self.source: str | None = None
        self._subject = subject.text
        self._returned = returned
        self._author = author
        self._known = known
        self._forwarding = subject.forwards(reply=reply)
        self._replying = reply or "re" in subject.prefixes
        self._spoken = False
        self._counted = self._own_words = 0  # lines looked at, and own words on them
        self._beginnings = frozenset(self.glance.beginnings)
        self._barred: set[str] = set()

    def run(self) -> None:
        """Give every line its zone, the article's excepted."""
        end = footer_at(self.lines)
        if self._known.footers:
            end = taught_footer_at(self.lines, end, self._known.footers)
        end = notes_at(self.lines, end)
        self._mark(end, len(self.lines), ZoneKind.FOOTER)
        start = banner_end(self.lines, end)
        self._mark(0, start, ZoneKind.FOOTER)
        self._down(start, end)
        if self._replying and not self._forwarding:
            self._inset(start, end)
        self._endings(end)
        if self._known.answered and ZoneKind.QUOTATION not in {kind for kind, _ in self.zones}:
            self._quote_again()

    def _inset(self, start: int, end: int) -> None:
        """Quotations that only their indentation tells, in an answer that marks none otherwise."""
        if all(zone == (ZoneKind.OWN, 0) for zone in self.zones[start:end]):
            for first, behind in inset_runs(self.lines[start:end]):
                self._mark(start + first, start + behind, ZoneKind.QUOTATION, 1)

    def _quote_again(self) -> None:
        """What the answered post says is quoted, marked or not."""
        for start, stop in self.runs(ZoneKind.OWN):
            for first, behind in answered_runs(self.lines[start:stop], self._known.answered):
                self._mark(start + first, start + behind, ZoneKind.QUOTATION, 1)

    def _down(self, at: int, end: int) -> None:
        """Step from one line to the next on which something may begin; between them the author speaks."""
        for start in self.glance.every:
            if start >= end:
                break
            if start >= at:
                self._spoken = self._spoken or next_said(self.lines, at, start) < start
                at = self._step(start, end)

    def _mark(self, start: int, end: int, kind: ZoneKind, depth: int = 0) -> None:
        if start < end:
            self.zones[start:end] = [(kind, depth)] * (end - start)

    def _step(self, at: int, end: int) -> int:
        line = self.lines[at]
        if not line.bare and not line.depth:
            return at + 1
        if at in self._beginnings and (beginning := read_beginning(self.lines, at, end)) is not None:
            return self._begin(beginning, at, end)
        if line.bare and (attribution := self._attribution(at, end)) is not None:
            after = self._attributed(attribution, at, end)
            if after:
                return after
        if line.depth and not self._escaped(at):
            self._attribute_above(at)
            return self._quotation(at, at, end)
        if (after := self._passed_on(at, end)) > at:
            return after
        self._spoken = True
        return at + 1

    def _attribution(self, at: int, end: int) -> Attribution | None:
        return read_attribution(self.lines, at, end) if at in self.glance.attributions else None

    def _attribute_above(self, quoted: int) -> None:
        """Give the zone to own lines right above a quotation that say whose it is, in whatever words."""
        first = attribution_above(self.lines, quoted, self._floor(quoted))
        if first is not None:
            self._mark(first, quoted, ZoneKind.ATTRIBUTION, self.lines[first].depth)

    def _floor(self, at: int) -> int:
        """The first of the own lines right above ``at`` that may belong to an attribution."""
        floor = at
        while floor and at - floor < _WORDING and self.zones[floor - 1] == (ZoneKind.OWN, 0):
            floor -= 1
        return floor

    def _escaped(self, at: int) -> bool:
        """A single line that begins with ">From" is mbox armour, and no quotation."""
        if not self.lines[at].text.startswith(">From "):
            return False
        return sum(1 for line in self.lines[max(0, at - 1) : at + 2] if line.depth) == 1

    def _begin(self, beginning: Beginning, at: int, end: int) -> int:
        """A mark or header lines: a forward, or what a reply quotes without marks."""
        shared = not self._returned and (
            beginning.marked == "forward" or (bool(beginning.fields) and self._shares())
        )
        if shared:
            return self._forward(beginning, at, end, 1)
        self._mark(at, beginning.body, ZoneKind.ATTRIBUTION, beginning.depth)
        first = next_said(self.lines, beginning.body, end)
        if not beginning.depth and not self._answered_above(at) and first < end and self.lines[first].depth:
            return self._quotation(beginning.body, first, end)
        stop = self._stop_of(beginning, at, end)
        self._quote(beginning.body, stop, beginning.depth + 1)
        return max(stop, beginning.body)

    def _answered_above(self, at: int) -> bool:
        """Whether more than a greeting stands above these lines, so that the answer is not below them."""
        while self._counted < at and self._own_words <= _GREETING:
            if self.zones[self._counted][0] is ZoneKind.OWN:
                self._own_words += len(self.lines[self._counted].bare.split())
            self._counted += 1
        return self._own_words > _GREETING

    def _stop_of(self, beginning: Beginning, at: int, end: int) -> int:
        """Where what is quoted below header lines ends: by its marks, its indentation, or with the text."""
        if beginning.depth:
            return quoted_end(self.lines, beginning.body, end, beginning.depth, lenient=True)
        return indented_end(self.lines, at, beginning.body, end)

    def _shares(self) -> bool:
        """What header lines without a clear mark begin: a forward, unless the post is a reply."""
        return self._forwarding or not self._replying

    def _forward(self, beginning: Beginning, at: int, end: int, level: int) -> int:
        depth = beginning.depth or self._marked_below(beginning, end)
        stop = indented_end(self.lines, at, beginning.body, end)
        if depth:
            stop = quoted_end(self.lines, beginning.body, end, depth, lenient=True)
        return self._forwarded(beginning, at, max(stop, beginning.body), level)

    def _marked_below(self, beginning: Beginning, end: int) -> int:
        """The depth of what a bare "Forwarded message:" passes on with quote marks; what has none is own."""
        first = next_said(self.lines, beginning.body, end)
        return self.lines[first].depth if not beginning.fields and first < end else 0

    def _titled(self, beginning: Beginning) -> Beginning:
        """What Yandex does not repeat stands in the post's own subject."""
        fields = beginning.fields
        if (
            not self._forwarding
            or self.forwards
            or "from" not in fields
            or "subject" in fields
            or len(fields) > 2
        ):
            return beginning
        return replace(beginning, fields={**fields, "subject": self._subject})

    def _forwarded(self, beginning: Beginning, at: int, end: int, level: int) -> int:
        """A forwarded message between these lines, and those within it; the index behind its last line."""
        closing = self._closing(beginning, at, end)
        stop = end if closing is None else closing
        self._mark(at, beginning.body, ZoneKind.FORWARD_HEADER, level)
        self._mark(beginning.body, stop, ZoneKind.FORWARD, level)
        body = self._body(beginning.body, stop, beginning.depth)
        self.forwards.append(make_forward(self._titled(beginning), body, level))
        self._inside(beginning.body, stop, level + 1)
        if closing is None:
            closing = self._closed_below(beginning, stop)
        if closing is None:
            return stop
        self._mark(closing, closing + 1, ZoneKind.FORWARD_HEADER, level)
        return closing + 1

    def _closed_below(self, beginning: Beginning, stop: int) -> int | None:
        """The line right below a forward with quote marks that says that it ends there, without them."""
        below = next_said(self.lines, stop, len(self.lines))
        if beginning.marked != "forward" or below == len(self.lines) or below not in self._beginnings:
            return None
        return end_of_forward(self.lines, (below,), self.lines[below].bare)

    def _closing(self, beginning: Beginning, at: int, end: int) -> int | None:
        """The line that says that the forward ends there."""
        if beginning.marked != "forward":
            return None
        return end_of_forward(self.lines, self._between(beginning.body, end), self.lines[at].bare)

    def _between(self, at: int, end: int) -> Sequence[int]:
        """Lines between these on which a forward may begin or end."""
        beginnings = self.glance.beginnings
        return beginnings[bisect_left(beginnings, at) : bisect_left(beginnings, end)]

    def _inside(self, at: int, end: int, level: int) -> None:
        """Forwards within a forward, each one level deeper."""
        if level > _DEEPEST:
            return
        for start in self._between(at, end):
            beginning = read_beginning(self.lines, start, end) if start >= at else None
            if beginning is None or (beginning.marked == "original" and not beginning.fields):
                continue
            at = max(self._forwarded(beginning, start, end, level), start + 1)

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
        at = opens_attribution(lines, at, self._floor(at))
        after = next_said(lines, found.end, end)
        if after < end and (bar := bar_of(self.lines, after)) is not None:
            return self._bars(at, found.end, after, end, bar)
        if after < end and lines[after].depth > depth:
            self._mark(at, found.end, ZoneKind.ATTRIBUTION, depth)
            return self._quotation(found.end, after, end)
        if not found.sure:
            return 0
        if self._forwarding and after < end and not self._returned:
            return self._forward(introduced(found, depth, self._subject), at, end, 1)
        self._mark(at, found.end, ZoneKind.ATTRIBUTION, depth)
        if depth:
            return self._quotation(found.end, after, end) if after < end and lines[after].depth else found.end
        if not self._spoken:  # nothing above: this is the answer, and whom it answers is not quoted
            self._spoken = True
            return found.end
        self._quote(found.end, end, 1)
        return end

    def _bars(self, at: int, body: int, first: int, end: int, mark: str) -> int:
        """A quotation marked with "|", initials ("Ann> ...") or the like, as some clients do."""
        here = last = first
        while here < end and (self.lines[here].blank or is_barred(self.lines[here], mark)):
            last = here + 1 if not self.lines[here].blank else last
            here += 1
        self._mark(at, body, ZoneKind.ATTRIBUTION)
        self._mark(body, last, ZoneKind.QUOTATION, 1)
        if mark and mark not in self._barred and len(self._barred) < _MOST_MARKS:
            self._barred.add(mark)
            for below in range(last, end):  # it tells a quotation below answers, too
                if self.lines[below].bare.startswith(mark):
                    self._mark(below, below + 1, ZoneKind.QUOTATION, 1)
        return last

    def _quotation(self, start: int, first: int, end: int) -> int:
        """A run of lines with quote marks, blank lines between them included."""
        stop = max(quoted_end(self.lines, first, end, 1, lenient=False), first + 1)
        if start == first and not self._returned and self._shares():
            every = self.glance.every
            inside = every[bisect_right(every, first) : bisect_left(every, stop)]
            stop = next((at for at in inside if self._starts_forward(at, stop)), stop)
        self._quote(start, stop, 1)
        return stop

    def _starts_forward(self, at: int, end: int) -> bool:
        """Whether a forward begins within a quotation that nobody is said to have written."""
        beginning = read_beginning(self.lines, at, end) if at in self._beginnings else None
        if beginning is not None:
            return beginning.marked == "forward" or bool(beginning.fields)
        attribution = self._attribution(at, end) if self._forwarding else None
        return attribution is not None and attribution.sure

    def _quote(self, start: int, stop: int, least: int) -> None:
        depths = {line.depth for line in self.lines[start:stop]}
        if len(depths) == 1:
            self._mark(start, stop, ZoneKind.QUOTATION, max(least, *depths))
            return
        depth = least
        for at in range(start, stop):
            line = self.lines[at]
            if line.bare or line.depth:
                depth = max(line.depth, least)
            self.zones[at] = (ZoneKind.QUOTATION, depth)

    def _passed_on(self, at: int, end: int) -> int:
        """Read who passes on, and whence ("via NAME", "From today's Herald"); ``at`` where it is not said."""
        if self._spoken and (
            not (at and self.lines[at - 1].blank) or (self._replying and not self._forwarding)
        ):
            return at
        found = read_passing(self.lines[at].bare, first=not (self._spoken and self._answered_above(at)))
        if found is None or (found.short and not self._stands_alone(at, end)):
            return at
        if found.via and self._answers_below(at, end):
            self._mark(at, at + 1, ZoneKind.ATTRIBUTION)
            return at + 1
        self.via, self.source = self.via or found.via, self.source or found.source
        self._mark(at, at + 1, ZoneKind.FORWARD_HEADER, 1)
        return at + 1

    def _answers_below(self, at: int, end: int) -> bool:
        """Whether a quotation begins right below in a post that answers another."""
        below = next_said(self.lines, at + 1, end)
        return self._replying and not self._forwarding and below < end and self.lines[below].depth > 0

    def _stands_alone(self, at: int, end: int) -> bool:
        """Whether "via NAME" may be more than an answer of two words."""
        answering = self._replying and not self._forwarding
        return not answering and (at + 1 >= end or self.lines[at + 1].blank)

    def _endings(self, end: int) -> None:
        """Signature and disclaimer below each stretch of own text, and below what is forwarded."""
        endings = self.glance.endings
        runs = self.runs(ZoneKind.OWN)
        signed = {start for start, _ in runs[-_SIGNED_RUNS:]}
        for start, stop in runs:
            if start < end:
                behind = min(stop, end)
                marks = endings[bisect_left(endings, start) : bisect_left(endings, behind)]
                found = ending_of(
                    self.lines[start:behind],
                    self._author,
                    first=start == 0,
                    marks=[at - start for at in marks],
                    known=self._known.closing if start in signed else None,
                )
                self._mark(start + found.signature, start + found.disclaimer, ZoneKind.SIGNATURE)
                self._mark(start + found.disclaimer, behind, ZoneKind.FOOTER)
        self._sign_below(end)
        if "-----BEGIN PGP" in self.glance.said:
            self._armour()

    def _sign_below(self, end: int) -> None:
        """The author's signature right below what was forwarded without marks, if it says whose it is."""
        last = last_said(self.lines, end) - 1
        if last < 0 or self.zones[last][0] is not ZoneKind.FORWARD or self.lines[last].depth:
            return
        start, stop = self.runs(ZoneKind.FORWARD)[-1]
        at = signature_by_signs(self.lines[start:stop], self._author, self._known.closing, of_author=True)
        self._mark(start + at, stop, ZoneKind.SIGNATURE)

    def _armour(self) -> None:
        """The lines that PGP puts around a text (RFC 4880 7), wherever they stand in own words."""
        inside = False
        for at, line in enumerate(self.lines):
            if self.zones[at][0] not in (ZoneKind.OWN, ZoneKind.SIGNATURE, ZoneKind.FOOTER):
                inside = False
                continue
            bare = line.bare.removeprefix("- ")  # the escape within a signed message, section 7.1
            begins = bare.startswith("-----BEGIN PGP")
            heads = begins and bare.startswith(_SIGNED_MESSAGE)
            if begins and not heads:
                inside = True
            if (
                inside
                or heads
                or (line.bare.startswith("Hash: ") and at and "SIGNED MESSAGE" in self.lines[at - 1].bare)
            ):
                self._mark(at, at + 1, ZoneKind.SIGNATURE)
            inside = inside and not bare.startswith("-----END PGP")

    def runs(self, wanted: ZoneKind) -> list[tuple[int, int]]:
        """Runs of lines of one kind and depth, as pairs of first index and index behind."""
        found, start = [], 0
        for (kind, _), run in groupby(self.zones):
            stop = start + len(list(run))
            if kind is wanted:
                found.append((start, stop))
            start = stop
        return found
