"""Where in a scene a sign may show: the places of the paragraphs that have what it needs, found at once."""

from collections.abc import Iterable, Sequence
from itertools import compress, count

from bot.mail.article.once import once
from bot.mail.article.scene import Scene, comment_words
from bot.mail.zones.names_in_text import may_begin

SHORT_WORDS = 14
FEW_WORDS = 40
LABEL_WORDS = 4
BRIEF_WORDS = 5
DATED_WORDS = 9
TITLE_WORDS = (3, 32)
REACH = 9  # paragraphs of a front: headline, lead, byline, date, captions

_POSTSCRIPTS = frozenset(("PS", "Ps", "P.", "P "))
_TAIL = 40  # characters among which initials stand
_HEAD = 34  # characters among which a label ends
_NEAR_END = 3  # paragraphs
_LABELLED = 8  # words of a paragraph that may be nothing but a label

Places = Sequence[int]


class Gates:
    """
    The gates of a scene: under each name the places of the paragraphs that pass it, ascending.

    A gate costs a look at each paragraph once, however many signs stand behind it.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._seen = scene.seen
        self.every: Places = range(len(scene.seen))
        scene.rule_out()

    def _below(self, places: Iterable[int]) -> Places:
        """The places right below these."""
        end = len(self._seen)
        return [at + 1 for at in places if at + 1 < end]

    def _behind(self, places: Sequence[int]) -> Places:
        """All places below the first of these."""
        return range(places[0] + 1, len(self._seen)) if places else ()

    # How long it is, and where it stands.

    @once
    def few(self) -> Places:
        """It has few words."""
        return [at for at, each in enumerate(self._seen) if each.words < FEW_WORDS]

    @once
    def short(self) -> Places:
        """It has even fewer."""
        return [at for at in self.few if self._seen[at].words <= SHORT_WORDS]

    @once
    def brief(self) -> Places:
        """It is a greeting at most."""
        return [at for at in self.short if self._seen[at].words <= BRIEF_WORDS]

    @once
    def long(self) -> Places:
        """It has many words."""
        return [at for at, each in enumerate(self._seen) if each.words >= FEW_WORDS]

    @once
    def first(self) -> Places:
        """It is the first."""
        return self.every[:1]

    @once
    def near_end(self) -> Places:
        """It is one of the last."""
        return self.every[-_NEAR_END:]

    # Its first and last characters, and marks in it.

    @once
    def uncapitalised(self) -> Places:
        """It begins with no capital."""
        return [
            at
            for at, each in enumerate(self._seen)
            if not (each.text[0].isupper() and each.text[0].isalnum())
        ]

    @once
    def marked(self) -> Places:
        """It begins with a mark."""
        return [at for at in self.uncapitalised if not self._seen[at].text[0].isalnum()]

    @once
    def small(self) -> Places:
        """It begins with a small letter."""
        first = [(at, self._seen[at].text[0]) for at in self.uncapitalised]
        return [at for at, letter in first if letter.islower() and letter.isalnum()]

    @once
    def bracketed(self) -> Places:
        """It begins with a bracket."""
        return [at for at in self.marked if self._seen[at].text[0] in "[({"]

    @once
    def starred(self) -> Places:
        """It begins with a star."""
        return [at for at in self.marked if self._seen[at].text[0] == "*"]

    @once
    def capitals(self) -> Places:
        """Its second letter is no small one."""
        return [at for at, each in enumerate(self._seen) if not each.text[1:2].islower()]

    @once
    def labelled(self) -> Places:
        """A label stands before it."""
        may = [at for at, each in enumerate(self._seen) if _may_be_labelled(each.words, each.text)]
        return list(filter(self._scene.is_labelled, may))

    @once
    def below_label(self) -> Places:
        """A label with nothing behind it stands right above."""
        return self._below([at for at in self.labelled if self._seen[at].words <= LABEL_WORDS])

    @once
    def asking(self) -> Places:
        """A question mark stands in it."""
        return [at for at, each in enumerate(self._seen) if "?" in each.text or "？" in each.text]

    @once
    def announcing(self) -> Places:
        """It ends in a colon."""
        return [at for at, each in enumerate(self._seen) if each.text.endswith((":", "："))]

    @once
    def few_announcing(self) -> Places:
        """It has few words and ends in a colon."""
        return [at for at in self.announcing if self._seen[at].words < FEW_WORDS]

    @once
    def dashed(self) -> Places:
        """A dash stands near its end."""
        tails = [each.text[-_TAIL:] for each in self._seen]
        return [
            at for at, tail in enumerate(tails) if "-" in tail or "–" in tail or "—" in tail or "~" in tail
        ]

    @once
    def quoting(self) -> Places:
        """A quotation may stand in it."""
        return [at for at, each in enumerate(self._seen) if each.plain is not each.text]

    # What is printed in heads.

    @once
    def headlines(self) -> Places:
        """It has the shape of a headline."""
        return [at for at in self.few if self._seen[at].headline]

    @once
    def of_title(self) -> Places:
        """It has as many words as a title."""
        least, most = TITLE_WORDS
        return [at for at in self.few if least <= self._seen[at].words <= most]

    @once
    def titled(self) -> Places:
        """It is what the subject calls the article."""
        return _true(self._scene.titled)

    @once
    def below_titled(self) -> Places:
        """That stands above it."""
        return self._behind(self.titled)

    @once
    def above_titled(self) -> Places:
        """That stands nowhere above it, but here or below."""
        return self.every[: self.titled[0] + 1] if self.titled else ()

    @once
    def bylined(self) -> Places:
        """It names who wrote the text, and that is not the sender."""
        return _true(self._scene.bylines)

    @once
    def above_byline(self) -> Places:
        """It has few words, and such a byline may stand one or two paragraphs below."""
        return self.few if self.bylined else ()

    @once
    def own_bylined(self) -> Places:
        """It names the sender as who wrote the text."""
        return _true(self._scene.own_bylines)

    @once
    def below_own_byline(self) -> Places:
        """That stands above it."""
        return self._behind(self.own_bylined)

    @once
    def dated(self) -> Places:
        """A line of it holds a date and nothing else."""
        return [at for at in self.few if self._seen[at].dated]

    @once
    def date_words(self) -> Places:
        """It has so few words that a date may tell whence it is."""
        return [at for at in self.short if self._seen[at].words <= DATED_WORDS]

    @once
    def datelined(self) -> Places:
        """It begins with a dateline."""
        return _true(self._scene.datelined)

    @once
    def below_front(self) -> Places:
        """A byline of somebody else, or a dateline, stands a few paragraphs above."""
        fronts = {*self.bylined, *self.datelined}
        return sorted({below for at in fronts for below in self.every[at + 1 : at + 1 + REACH]})

    @once
    def above_inset(self) -> Places:
        """The first dateline, which is indented, stands below."""
        return self.every[: self._scene.inset_from]

    @once
    def set_apart(self) -> Places:
        """The text of the article above is indented, or otherwise than this one."""
        return [
            at
            for at, front in enumerate(self._scene.fronts)
            if front is not None and (front > 1 or abs(front - self._seen[at].paragraph.indent) > 1)
        ]

    @once
    def named(self) -> Places:
        """It is short, and the subject or author names publications."""
        return self.short if self._scene.papers else ()

    # Who wrote it, and whether that is told below.

    @once
    def biographies(self) -> Places:
        """It begins with the name that a byline above had."""
        return _true(self._scene.biographies)

    @once
    def below_writer(self) -> Places:
        """A byline of somebody else with a whole name stands above."""
        return self._behind([at for at, _ in self._scene.writers])

    @once
    def short_below_writer(self) -> Places:
        """It is short besides."""
        return [at for at in self.below_writer if self._seen[at].words <= SHORT_WORDS]

    @once
    def above_writer(self) -> Places:
        """Such a short one stands right below."""
        return [at - 1 for at in self.short_below_writer]

    @once
    def sign_offs(self) -> Places:
        """It is a farewell, the sender's name, or both."""
        return _true(self._scene.sign_offs)

    @once
    def above_sign_off(self) -> Places:
        """That stands right below."""
        return [at - 1 for at in self.sign_offs if at]

    # Addresses.

    @once
    def linked(self) -> Places:
        """An address stands in it."""
        return [at for at, each in enumerate(self._seen) if each.link]

    @once
    def addressed(self) -> Places:
        """An address stands in it for its own sake."""
        return [at for at in self.linked if self._seen[at].address is not None]

    @once
    def link_within(self) -> Places:
        """An address stands among other words."""
        return [at for at in self.linked if self._seen[at].address is None]

    @once
    def below_address(self) -> Places:
        """An address stands right above for its own sake."""
        return self._below(self.addressed)

    @once
    def near_address(self) -> Places:
        """It has few words, and an address stands for its own sake within two paragraphs."""
        places, seen = self.addressed, self._seen
        near = {beside for at in places for beside in (at - 2, at - 1, at + 1, at + 2)}
        return [at for at in sorted(near) if 0 <= at < len(seen) and seen[at].words < FEW_WORDS]

    # What a paper puts around its text.

    @once
    def furniture(self) -> Places:
        """It is a caption, a credit, "Share this" or the like."""
        return [at for at, each in enumerate(self._seen) if each.furniture]

    @once
    def below_furniture(self) -> Places:
        """That stands right above."""
        return self._below(self.furniture)

    @once
    def rights(self) -> Places:
        """It tells of rights."""
        return [at for at in self._if(holds=self._scene.whole.rights) if self._seen[at].rights]

    @once
    def released(self) -> Places:
        """It has words of a press release."""
        return [at for at in self._if(holds=self._scene.whole.releases) if self._seen[at].released]

    @once
    def notices(self) -> Places:
        """It is a notice of the paper."""
        return [at for at, each in enumerate(self._seen) if each.notice]

    @once
    def below_end(self) -> Places:
        """Rights, a notice or a biography stand right above."""
        return self._below(sorted({*self.rights, *self.notices, *self.biographies}))

    @once
    def ruled(self) -> Places:
        """It is a drawn line."""
        return [at for at in self.marked if self._seen[at].rule]

    @once
    def below_ruled(self) -> Places:
        """A drawn line stands right above."""
        return self._below(self.ruled)

    @once
    def opening(self) -> Places:
        """It says that an excerpt begins."""
        return [at for at in self.marked if self._seen[at].opens]

    @once
    def above_opening(self) -> Places:
        """The first of these stands below."""
        return self.every[: self.opening[0]] if self.opening else ()

    @once
    def ending(self) -> Places:
        """It says that an excerpt ends."""
        may = self._if(holds="end" in self._scene.whole.folded)
        return [at for at in may if self._seen[at].ends]

    @once
    def below_ending(self) -> Places:
        """That stands above it."""
        return self._behind(self.ending)

    # Who speaks in it.

    @once
    def speaking(self) -> Places:
        """An "I" speaks."""
        return [at for at in self._if(holds=self._scene.whole.speaks) if self._seen[at].speaks]

    @once
    def together(self) -> Places:
        """A "we" or a "you" stands in it, and no "I"."""
        may, seen = self._if(holds=self._scene.whole.together), self._seen
        return [at for at in may if not seen[at].speaks and seen[at].together]

    @once
    def turning(self) -> Places:
        """It turns to the list."""
        return [at for at in self._if(holds=self._scene.whole.turns) if self._seen[at].turns]

    @once
    def reporting(self) -> Places:
        """Somebody in it "said" something."""
        return [at for at in self._if(holds=self._scene.whole.reports) if self._seen[at].reports]

    @once
    def coded(self) -> Places:
        """It has marks of programs."""
        return [at for at in self._if(holds=self._scene.whole.code) if self._seen[at].coded]

    @once
    def in_tongues(self) -> Places:
        """Its scene is in more than one language."""
        return self._if(holds=self._scene.tongues)

    @once
    def met(self) -> Places:
        """It mentions a name that one above mentions."""
        return _true(self._scene.met)

    def _if(self, *, holds: bool) -> Places:
        """All places, where this holds of the whole scene."""
        return self.every if holds else ()


def _true(flags: Sequence[bool]) -> Places:
    return list(compress(count(), flags))


def _may_be_labelled(words: int, text: str) -> bool:
    head = text[:_HEAD]
    return (
        (words <= _LABELLED and may_begin(text, comment_words()))
        or text[:2] in _POSTSCRIPTS
        or ":" in head
        or "-" in head
        or "–" in head
        or "—" in head
    )
