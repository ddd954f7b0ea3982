"""
The signs that a paragraph shows: each a small function, each with a weight for each zone in weights.toml.

No sign decides alone. A function takes the scene and the paragraph's place in it.
"""

import re
from collections.abc import Callable

from bot.mail.article.gates import (
    BRIEF_WORDS,
    DATED_WORDS,
    FEW_WORDS,
    LABEL_WORDS,
    REACH,
    SHORT_WORDS,
    TITLE_WORDS,
    Gates,
)
from bot.mail.article.scene import Scene
from bot.mail.article.seen import ITEM
from bot.mail.text.clues import has_date, has_whole_date
from bot.mail.text.phrases import fold
from bot.mail.zones.names_in_text import plain_words
from bot.mail.zones.printed.article_lines import is_title
from bot.mail.zones.printed.bylines import name_alone

Sign = Callable[[Scene, int], bool]
SIGNS: dict[str, Sign] = {}
"""Every sign by its name."""

EVIDENCE = frozenset(
    ("titled", "byline", "dateline", "address", "date", "dated-head", "rights", "paper", "released")
)
"""The signs of which an article that nobody announces shows one at least."""
_TABLE: list[tuple[str, Sign, str, bool]] = []
_OMISSION = re.compile(
    r"[\[(<]?\s?(?:\.{3,}|…|snip|\.\.\. ?snip ?\.\.\.|text deleted|deleted|cut)\s?[\])>]?", re.IGNORECASE
)
_SPEAKER = re.compile(r"(?:[A-Z][A-Z.'’-]{1,30} ){0,3}[A-Z][A-Z.'’-]{1,30}:\s|[QA][.:]\s")
_SENTENCE_ENDS = (
    ".",
    "!",
    "?",
    "…",
    "。",
    "！",
    "？",
    ":)",
    ":-)",
    ";)",
    ";-)",
    '"',
    "”",
    "»",
    "’",
    "'",
    ")",
    "]",
)
_STOPS = (".", "!", "?", ",", ";")
_INSET = 3  # blanks
_LINE_WORDS = 8  # words that make a line prose
_FRONT = 3  # paragraphs
_OPENING, _CLOSING = ('"', "“", "„", "«"), ('"', "”", "“", "»")
_GREETED = 3  # words of "Dear all:"
_SIGNED = 40  # characters of a name behind a dash
_INITIALLED = re.compile(r"[.!?)\]]\s{0,2}[-–—~]{1,2}\s?(\w[\w. ]{0,30})[)\]]?$")


def sign(gate: str, *, exact: bool = False) -> Callable[[Sign], Sign]:
    """
    Make a function a sign, under its name.

    ``gate`` is one of Gates, which all paragraphs pass that show it; ``exact``: all that pass show it.
    """

    def add(function: Sign) -> Sign:
        name = function.__name__.replace("_", "-")
        SIGNS[name] = function
        _TABLE.append((name, function, gate, exact))
        return function

    return add


def signs_of(scene: Scene) -> list[tuple[str, ...]]:
    """The names of the signs that each paragraph shows."""
    gates = Gates(scene)
    found: list[list[str]] = [[] for _ in scene.seen]
    for name, shows, gate, exact in _TABLE:
        places = getattr(gates, gate)
        for at in places if exact else [at for at in places if shows(scene, at)]:
            found[at].append(name)
    return list(map(tuple, found))


@sign("titled", exact=True)
def titled(scene: Scene, at: int) -> bool:
    """It is what the subject calls the article."""
    return scene.titled[at]


@sign("below_titled")
def below_title(scene: Scene, at: int) -> bool:
    """What the subject calls the article stands a few paragraphs above."""
    return any(scene.titled[max(0, at - REACH) : at])


@sign("above_titled")
def above_title(scene: Scene, at: int) -> bool:
    """It is prose, and what the subject calls the article comes only further below."""
    return scene.seen[at].words > SHORT_WORDS and any(scene.titled[at:]) and not any(scene.titled[:at])


@sign("headlines", exact=True)
def headline(scene: Scene, at: int) -> bool:
    """It stands alone and has the shape of a headline."""
    return scene.seen[at].headline


@sign("of_title")
def title_case(scene: Scene, at: int) -> bool:
    """It is capitalised as English headlines are."""
    here = scene.seen[at]
    return TITLE_WORDS[0] <= here.words <= TITLE_WORDS[1] and is_title(here.bare)


@sign("headlines")
def echoed(scene: Scene, at: int) -> bool:
    """It has the shape of a headline, and the next paragraphs have most of its longer words again."""
    return headline(scene, at) and scene.echoed(at)


@sign("starred")
def starred(scene: Scene, at: int) -> bool:
    """It is set in stars, as a mailer writes bold words."""
    text = scene.seen[at].text
    return len(text) > 6 and text[0] == "*" == text[-1]


@sign("addressed", exact=True)
def address(scene: Scene, at: int) -> bool:
    """An address stands in it for its own sake."""
    return scene.seen[at].address is not None


@sign("below_address", exact=True)
def below_address(scene: Scene, at: int) -> bool:
    """An address stands right above."""
    return at > 0 and scene.seen[at - 1].address is not None


@sign("near_address", exact=True)
def linked(scene: Scene, at: int) -> bool:
    """An address stands for its own sake right above or below, or next to that."""
    if scene.seen[at].words >= FEW_WORDS:
        return False
    near = (*scene.seen[max(0, at - 2) : at], *scene.seen[at + 1 : at + 3])
    return any(each.link and each.address is not None for each in near)


@sign("link_within", exact=True)
def link_within(scene: Scene, at: int) -> bool:
    """An address stands among other words."""
    return scene.seen[at].link and scene.seen[at].address is None


@sign("link_within")
def sentence_linked(scene: Scene, at: int) -> bool:
    """It is a sentence near the top, with an address in it."""
    here = scene.seen[at]
    return at < _FRONT and here.link and here.address is None and here.words > 3 and here.text.endswith(".")


@sign("few_announcing")
def between_excerpts(scene: Scene, at: int) -> bool:
    """It ends in a colon, and what stands above and below it is in quotation marks."""
    below = scene.seen[at + 1 : at + 2]
    announced = scene.seen[at].text.endswith(":") and any(each.text.startswith(_OPENING) for each in below)
    return announced and at > 0 and scene.seen[at - 1].text.endswith(_CLOSING)


@sign("quoting")
def excerpted(scene: Scene, at: int) -> bool:
    """All of it is in quotation marks, and a remark between two such stands right above or below."""
    text = scene.seen[at].text
    if not text.startswith(_OPENING) or not text.endswith(_CLOSING):
        return False
    return any(
        0 <= beside < len(scene.seen) and between_excerpts(scene, beside) for beside in (at - 1, at + 1)
    )


@sign("bylined", exact=True)
def byline(scene: Scene, at: int) -> bool:
    """It names who wrote the text, and that is not the sender."""
    return scene.bylines[at]


@sign("own_bylined", exact=True)
def own_byline(scene: Scene, at: int) -> bool:
    """It names the sender as who wrote the text."""
    return scene.own_bylines[at]


@sign("below_own_byline")
def below_own_byline(scene: Scene, at: int) -> bool:
    """A line above names the sender as who wrote the text."""
    return any(scene.own_bylines[max(0, at - REACH) : at])


@sign("below_front", exact=True)
def below_byline(scene: Scene, at: int) -> bool:
    """A byline of somebody else, or a dateline, stands a few paragraphs above."""
    start = max(0, at - REACH)
    return any(scene.bylines[start:at]) or any(scene.datelined[start:at])


@sign("above_byline")
def above_byline(scene: Scene, at: int) -> bool:
    """It is short, and a byline of somebody else stands one or two paragraphs below."""
    return scene.seen[at].words < FEW_WORDS and any(scene.bylines[at + 1 : at + 3])


@sign("short")
def name(scene: Scene, at: int) -> bool:
    """A name stands alone on its first line, and it is not the sender's."""
    here = scene.seen[at]
    alone = here.words <= SHORT_WORDS and name_alone(here.lines[0].strip("*_ ")) is not None
    return alone and not signs_off(scene, at)


@sign("dated", exact=True)
def date(scene: Scene, at: int) -> bool:
    """A line of it holds a date and nothing else."""
    return scene.seen[at].dated


@sign("date_words")
def dated_head(scene: Scene, at: int) -> bool:
    """It is short and has a date with its year among other words, as "WSJ 01 Jul 96"."""
    here = scene.seen[at]
    dated = (
        has_date(here.text) if here.words <= 5 else here.words <= DATED_WORDS and has_whole_date(here.text)
    )
    return (
        dated
        and not here.dated
        and not here.text.endswith(_STOPS)
        and not here.link
        and not titled(scene, at)
    )


@sign("datelined", exact=True)
def dateline(scene: Scene, at: int) -> bool:
    """It begins with a place, a date or an agency, and a dash."""
    return scene.datelined[at]


@sign("named")
def paper(scene: Scene, at: int) -> bool:
    """It begins with the name of the publication."""
    here = scene.seen[at]
    return here.words <= SHORT_WORDS and any(fold(here.bare).startswith(paper) for paper in scene.papers)


@sign("furniture", exact=True)
def furniture(scene: Scene, at: int) -> bool:
    """It is a caption, a credit, "Share this" or the like."""
    return scene.seen[at].furniture


@sign("rights", exact=True)
def rights(scene: Scene, at: int) -> bool:
    """It tells of rights."""
    return scene.seen[at].rights


@sign("released", exact=True)
def released(scene: Scene, at: int) -> bool:
    """It has words of a press release: a company "today announced", "For immediate release"."""
    return scene.seen[at].released


@sign("notices", exact=True)
def notice(scene: Scene, at: int) -> bool:
    """It is a notice of the paper: who contributed, where more is to be had, who the writer is."""
    return scene.seen[at].notice


@sign("biographies", exact=True)
def biography(scene: Scene, at: int) -> bool:
    """It begins with the name that the byline had."""
    return scene.biographies[at]


@sign("below_furniture", exact=True)
def below_furniture(scene: Scene, at: int) -> bool:
    """What a paper puts around its text stands right above."""
    return at > 0 and scene.seen[at - 1].furniture


@sign("below_ruled", exact=True)
def below_rule(scene: Scene, at: int) -> bool:
    """A drawn line stands right above."""
    return at > 0 and scene.seen[at - 1].rule


@sign("set_apart")
def set_otherwise(scene: Scene, at: int) -> bool:
    """It is indented otherwise than the text of the article above."""
    front = scene.fronts[at]
    return front is not None and abs(front - scene.seen[at].paragraph.indent) > 1


@sign("set_apart")
def set_alike(scene: Scene, at: int) -> bool:
    """It is indented as the text of the article above is."""
    front = scene.fronts[at]
    return front is not None and front > 1 and abs(front - scene.seen[at].paragraph.indent) <= 1


@sign("set_apart")
def inset(scene: Scene, at: int) -> bool:
    """It is set deeper than the text of the article above, and begins small, asks, or says "we" or "I"."""
    front, here = scene.fronts[at], scene.seen[at]
    if front is None or front > 1 or here.paragraph.indent - front < _INSET:
        return False
    return here.speaks or here.together or small_start(scene, at) or asks(scene, at)


@sign("set_apart")
def outdented(scene: Scene, at: int) -> bool:
    """It stands at the margin, and the text of the article above does not."""
    front = scene.fronts[at]
    return front is not None and front > 1 and scene.seen[at].paragraph.indent <= 1 and not rule(scene, at)


@sign("above_inset")
def above_inset(scene: Scene, at: int) -> bool:
    """It is prose at the margin, and the first dateline below is indented."""
    here = scene.seen[at]
    return here.words > _LINE_WORDS and at < scene.inset_from and here.paragraph.indent <= 1


@sign("short_below_writer")
def writer_signs(scene: Scene, at: int) -> bool:
    """It is the name, or the first name, of who wrote the article above."""
    return scene.writer_signs(at)


@sign("above_writer")
def above_writer_signs(scene: Scene, at: int) -> bool:
    """The name of who wrote the article above stands right below."""
    return at + 1 < len(scene.seen) and scene.seen[at + 1].words <= 3 and scene.writer_signs(at + 1)


@sign("opening", exact=True)
def excerpt_begins(scene: Scene, at: int) -> bool:
    """It says that an excerpt begins, between dashes or the like."""
    return scene.seen[at].opens


@sign("ending", exact=True)
def excerpt_ends(scene: Scene, at: int) -> bool:
    """It says that an excerpt ends, between dashes or the like."""
    return scene.seen[at].ends


@sign("above_opening", exact=True)
def above_excerpt(scene: Scene, at: int) -> bool:
    """The first line that says that an excerpt begins stands below."""
    return scene.awaited[at]


@sign("below_ending")
def below_excerpt(scene: Scene, at: int) -> bool:
    """A line above says that an excerpt ends, and no other begins since."""
    return scene.ended[at]


@sign("below_end", exact=True)
def below_end(scene: Scene, at: int) -> bool:
    """Rights, notices or a biography stand right above."""
    above = scene.seen[at - 1]
    return at > 0 and (above.rights or above.notice or biography(scene, at - 1))


@sign("ruled", exact=True)
def rule(scene: Scene, at: int) -> bool:
    """It is a drawn line."""
    return scene.seen[at].rule


@sign("brief")
def omission(scene: Scene, at: int) -> bool:
    """It says that something was left out."""
    return _OMISSION.fullmatch(scene.seen[at].text) is not None


@sign("labelled", exact=True)
def label(scene: Scene, at: int) -> bool:
    """It begins with "My comment:", with the sender's initials or first name and a colon, or with "PS"."""
    return scene.is_labelled(at)


@sign("below_label", exact=True)
def below_label(scene: Scene, at: int) -> bool:
    """A label with nothing behind it stands right above."""
    return at > 0 and scene.seen[at - 1].words <= LABEL_WORDS and label(scene, at - 1)


@sign("bracketed")
def bracketed(scene: Scene, at: int) -> bool:
    """It stands in brackets from end to end and is more than a caption."""
    text = scene.seen[at].text
    return scene.seen[at].words > 5 and text[0] in "[({" and text.rstrip("-– *")[-1:] in ("]", ")", "}")


@sign("bracketed")
def aside(scene: Scene, at: int) -> bool:
    """It is a remark in brackets, labelled or initialled."""
    return bracketed(scene, at) and (label(scene, at) or initialled(scene, at))


@sign("dashed")
def initialled(scene: Scene, at: int) -> bool:
    """It ends with the sender's initials or name behind a dash."""
    found = _INITIALLED.search(scene.seen[at].text[-_SIGNED:])
    return found is not None and plain_words(found[1]) in scene.names


@sign("speaking")
def voice(scene: Scene, at: int) -> bool:
    """An "I" stands in it outside of quotation marks, where few other paragraphs have one."""
    return scene.seen[at].speaks and scene.personal < 0.4 and not scene.columned[at]


@sign("speaking")
def common_voice(scene: Scene, at: int) -> bool:
    """An "I" stands in it outside of quotation marks, as in many of its paragraphs, or of its article's."""
    return scene.seen[at].speaks and (scene.personal >= 0.4 or scene.columned[at])


@sign("together", exact=True)
def together(scene: Scene, at: int) -> bool:
    """A "we" or a "you" stands in it outside of quotation marks."""
    return not scene.seen[at].speaks and scene.seen[at].together


@sign("turning", exact=True)
def turns(scene: Scene, at: int) -> bool:
    """It turns to the list, or has a tone that papers do not have."""
    return scene.seen[at].turns


@sign("coded", exact=True)
def code(scene: Scene, at: int) -> bool:
    """It is from a program, its output or a table, and no sentence."""
    return scene.seen[at].coded


@sign("brief")
def greeting(scene: Scene, at: int) -> bool:
    """It greets."""
    here = scene.seen[at]
    ends = (",", "!", ":") if here.words <= _GREETED else (",", "!")
    return here.words <= BRIEF_WORDS and here.text.endswith(ends) and here.text[:1].isupper()


@sign("sign_offs", exact=True)
def signs_off(scene: Scene, at: int) -> bool:
    """It is a farewell, the sender's name, or both."""
    return scene.sign_offs[at]


@sign("above_sign_off", exact=True)
def above_sign_off(scene: Scene, at: int) -> bool:
    """A farewell or the sender's name stands right below."""
    return at + 1 < len(scene.seen) and scene.sign_offs[at + 1]


@sign("quoting")
def quoting(scene: Scene, at: int) -> bool:
    """Much of it stands in quotation marks."""
    here = scene.seen[at]
    return here.words > 8 and len(here.plain) < 0.8 * len(here.text)


@sign("reporting")
def reporting(scene: Scene, at: int) -> bool:
    """Somebody in it "said" or "told"."""
    return scene.seen[at].words > 6 and scene.seen[at].reports


@sign("speaking")
def interview(scene: Scene, at: int) -> bool:
    """An "I" stands in it beside what somebody else said: a reporter's, more likely than a member's."""
    here = scene.seen[at]
    return here.speaks and (reporting(scene, at) or len(here.plain) < len(here.text))


@sign("capitals")
def speaker(scene: Scene, at: int) -> bool:
    """It begins with the name of who speaks, in capitals, as transcripts do."""
    return _SPEAKER.match(scene.seen[at].text) is not None


@sign("capitals")
def capitals(scene: Scene, at: int) -> bool:
    """It is written in capitals."""
    here = scene.seen[at]
    return here.words > 5 and here.text.isupper()


@sign("in_tongues")
def other_tongue(scene: Scene, at: int) -> bool:
    """It is in another language than what stands above it."""
    here = scene.seen[at].tongue
    above = next(
        (each.tongue for each in reversed(scene.seen[max(0, at - 6) : at]) if each.tongue is not None), None
    )
    return here is not None and above is not None and here != above


@sign("met", exact=True)
def names_met(scene: Scene, at: int) -> bool:
    """It mentions names that were mentioned above."""
    return scene.met[at]


@sign("short", exact=True)
def short(scene: Scene, at: int) -> bool:
    """It has few words."""
    return scene.seen[at].words <= SHORT_WORDS


@sign("long", exact=True)
def long(scene: Scene, at: int) -> bool:
    """It has many words."""
    return scene.seen[at].words >= FEW_WORDS


@sign("every")
def unfinished(scene: Scene, at: int) -> bool:
    """It does not end as sentences do."""
    text = scene.seen[at].bare
    return not text.endswith(_SENTENCE_ENDS) and "://" not in text.rpartition(" ")[2]


@sign("small")
def small_start(scene: Scene, at: int) -> bool:
    """It begins with a small letter, and what stands above is finished."""
    here = scene.seen[at]
    begins = here.text[:1].islower() and not here.link
    return begins and (at == 0 or (not unfinished(scene, at - 1) and not rule(scene, at - 1)))


@sign("asking")
def asks(scene: Scene, at: int) -> bool:
    """It ends in a question."""
    return scene.seen[at].plain.rstrip().endswith(("?", "？"))


@sign("announcing", exact=True)
def announces(scene: Scene, at: int) -> bool:
    """It ends in a colon."""
    return scene.seen[at].text.endswith((":", "："))


@sign("uncapitalised")
def item(scene: Scene, at: int) -> bool:
    """It is an item of a list."""
    return ITEM.match(scene.seen[at].text) is not None


@sign("first", exact=True)
def first(_: Scene, at: int) -> bool:
    """Nothing stands above."""
    return at == 0


@sign("near_end")
def last(scene: Scene, at: int) -> bool:
    """Nothing stands below but a sign-off."""
    return at + 1 == len(scene.seen) or (at + 2 == len(scene.seen) and signs_off(scene, at + 1))


@sign("near_end", exact=True)
def near_end(scene: Scene, at: int) -> bool:
    """Few words stand below."""
    return at + 3 >= len(scene.seen)
