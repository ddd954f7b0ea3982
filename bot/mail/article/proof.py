"""What must be shown before words are taken from their author for an article: in doubt they stay own."""

from bot.mail.article import signs
from bot.mail.article.addresses import is_page
from bot.mail.article.credits.facts import Piece
from bot.mail.article.credits.papers import may_name, named_in, publisher_of
from bot.mail.article.scene import Scene
from bot.mail.article.seen import Seen
from bot.mail.article.signs import SIGNS
from bot.mail.zones.printed.bylines import is_date

_PRINTED = ("byline", "dateline", "rights", "paper", "titled", "released")
"""The signs that only a printed text shows; addresses and dates stand in announcements and records, too."""
_ABOVE = 2  # paragraphs above a stretch that may tell whence it is
_REPORTED = 2  # paragraphs of a printed text in which somebody "said" something
_CODED = 0.3  # of the words of a program's output
_PROSE = 15  # words of a paragraph in which somebody may speak
_FRONT = 6  # paragraphs among which "WSJ 01 Jul 96" stands
_ADDRESSED = 0.8  # of the longer paragraphs of a letter a "we" or a "you" stands in
_TITLE = (3, 16)  # words, fewest and most
_IMPRINTED, _INITIALS = 30, 2  # words of a head, letters of what is no name of a paper
_LEAST_OPENED = 3  # paragraphs
_REMARK, _BESIDE_LINK = 30, 4  # words of a remark, paragraphs for each link
_SPOKEN = 0.5  # of the longer paragraphs of one's own report
_OPENING, _CLOSING = '"“„«', '"”“»'


def told(scene: Scene) -> bool:
    """Whether there is evidence enough of an article that nobody announces."""
    seen, places = scene.seen, range(len(scene.seen))
    if any(scene.bylines) or any(scene.datelined):
        return True
    whole = scene.whole
    if (whole.rights or whole.releases) and any(each.rights or each.released for each in seen):
        return True
    if any(signs.dated_head(scene, at) for at in places[:_FRONT]):
        return True
    if scene.papers and any(signs.paper(scene, at) for at in places):
        return True
    if any(is_imprinted(each) for each in seen[:_FRONT]):
        return True
    dated = [at for at, each in enumerate(seen) if each.dated]
    if any(_is_dated_by(scene, at) for at in dated):
        return True
    if not scene.linked:
        return False
    if _opens_with_page(scene) or any(_is_dated_headline(scene, at) for at in dated):
        return True
    return any(signs.linked(scene, at) and (scene.titled[at] or _headed(scene, at)) for at in places)


def is_proven(scene: Scene, piece: Piece, *, announced: bool) -> bool:
    """
    Whether a stretch shows enough to be taken from the author's own words.

    ``announced``: the post says that it shares something, or its subject names a
    publication. Else a sign of print must stand in the stretch or right above it,
    or the address of an article's page, the name of a known publication, or reports
    of what people said.
    """
    if announced:
        return _is_prose(scene, piece)
    if _is_list_of_links(scene, piece):
        return False
    if piece.places[0] == 0 and scene.linked and _opens_with_page(scene):
        return True
    near = [*range(max(0, piece.places[0] - _ABOVE), piece.places[0]), *piece.places]
    return (
        any(SIGNS[name](scene, at) for at in near for name in _PRINTED)
        or any(_names_publication(scene, at) for at in near)
        or any(_is_dated_by(scene, at) for at in near)
        or (scene.linked and any(_is_dated_headline(scene, at) for at in near))
        or sum(1 for at in piece.places if signs.reporting(scene, at)) >= _REPORTED
    )


def _opens_with_page(scene: Scene) -> bool:
    """Whether the text is an address, a headline and reports of what people said, in which nobody speaks."""
    if (
        len(scene.seen) < _LEAST_OPENED
        or not scene.seen[0].lone
        or any(each.coded for each in scene.seen[1:])
    ):
        return False
    headed = not scene.seen[1].speaks and signs.headline(scene, 1)
    below = scene.seen[1:]
    if not headed or any(
        each.speaks or each.turns or (each.together and each.words > _PROSE) for each in below
    ):
        return False
    return is_reported(scene) and any(each.words > _PROSE for each in below)


def _is_dated_headline(scene: Scene, at: int) -> bool:
    """Whether a date stands alone on a line right above or below a headline."""
    here = scene.seen[at]
    if not here.dated:
        return False
    if len(here.lines) > 1:
        return any(_TITLE[0] <= len(line.split()) <= _TITLE[1] and not is_date(line) for line in here.lines)
    return any(0 <= beside < len(scene.seen) and scene.echoed(beside) for beside in (at - 1, at + 1))


def _is_list_of_links(scene: Scene, piece: Piece) -> bool:
    """Whether addresses stand in it with short remarks, and no text of an article."""
    here = [scene.seen[at] for at in piece.places]
    links = sum(1 for each in here if each.link)
    return links > 1 and links * _BESIDE_LINK >= len(here) and all(each.words < _REMARK for each in here)


def is_own_report(scene: Scene) -> bool:
    """Whether most of its longer paragraphs say "I", and the sender's name stands below."""
    return scene.personal > _SPOKEN and any(scene.sign_offs[-2:])


def _is_prose(scene: Scene, piece: Piece) -> bool:
    """Whether it is no program, its output or a table."""
    words = sum(scene.seen[at].words for at in piece.places)
    return sum(scene.seen[at].words for at in piece.places if scene.seen[at].coded) < _CODED * words


def _is_dated_by(scene: Scene, at: int) -> bool:
    """Whether a date stands alone beside a name, as papers print it that put no "By"."""
    if not scene.seen[at].dated:
        return False
    return any(signs.name(scene, here) for here in (at - 1, at + 1) if 0 <= here < len(scene.seen))


def _names_publication(scene: Scene, at: int) -> bool:
    """Whether it has the address of a page, or of a known publication, or the name of one beside a date."""
    here = scene.seen[at]
    address = here.address
    if address is not None and (is_page(address) or publisher_of(address) is not None):
        return True
    if is_imprinted(here):
        return True
    dated = signs.dated_head(scene, at)
    if dated and at + 1 < len(scene.seen) and _is_quoted_title(scene.seen[at + 1]):
        return True
    return (address is not None or dated) and named_in(here.text) is not None


def is_imprinted(paragraph: Seen) -> bool:
    """Whether the name of a known publication, and nothing else, stands on one of its first lines."""
    if paragraph.words > _IMPRINTED:
        return False
    lines = (line.strip("*_ :") for line in paragraph.lines[:3])
    return any(len(line) > _INITIALS and may_name(line) and named_in(line) == line for line in lines)


def _is_quoted_title(paragraph: Seen) -> bool:
    """Whether it is a title in quotation marks, as some cite the article that they excerpt."""
    text = paragraph.text
    return (
        _TITLE[0] <= paragraph.words <= _TITLE[1] and text[0] in _OPENING and text.rstrip(".")[-1] in _CLOSING
    )


def _headed(scene: Scene, at: int) -> bool:
    return signs.headline(scene, at) and signs.title_case(scene, at)


def is_letter(scene: Scene) -> bool:
    """Whether nearly all of its longer paragraphs have a "we" or a "you", and none an "I"."""
    prose = [each for each in scene.seen if each.words > _PROSE and not each.rule]
    if not prose or any(each.speaks for each in prose):
        return False
    return sum(1 for each in prose if each.together) >= _ADDRESSED * len(prose)


def is_reported(scene: Scene) -> bool:
    """Whether somebody is said to have said something, as papers tell and members mostly do not."""
    return any(signs.reporting(scene, at) for at in range(len(scene.seen)))
