"""
A signature without its delimiter: the last lines of a text that look more like a signature than like words.

Every place where one may begin is weighed by its signs (closing.toml); none decides alone.
"""

import functools
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from importlib import resources

from bot.mail.known.lesson import CLOSING_LINES
from bot.mail.known.line_keys import line_key
from bot.mail.post import Mailbox
from bot.mail.text.lines import Line
from bot.mail.text.phrases import vocabulary
from bot.mail.zones.names_in_text import names_of, plain_words
from bot.mail.zones.signatures_and_footers import last_said, parts

_MOST_LINES = 30
_MOST_BLOCKS = 5
_LAST = 4
_NEARLY_ALL = 0.7
_PROSE = 58  # characters: lines of a sentence that a mailer broke are longer
_LONGEST = 120
_MAIL = re.compile(r"@(?<=[^\s@<>()]@)[^\s@<>()]")  # the sign first: the search leaps from one to the next
_PHONE = re.compile(r"(?<!\w)\+?(?:\(?\d{2,5}\)?[ .\-/]{1,3}){2,4}\d{2,6}(?!\w)")
_KEY = re.compile(
    r"\b(?:pgp|gpg|fingerprint|key ?id|public key|finger|voice|fax|phone|tel|icq|irc|http|www|ftp)\b"
)
_KEY_PARTS = ("gp", "finger", "key", "voice", "fax", "phone", "tel", "ic", "irc", "http", "www", "ftp")
_COLUMNS = re.compile(r"\S(?:\s*[|#*]\s+|\s{3,}|\t+)\S")
_PARTED = ("   ", "|", "#", "*")  # one of these, or white space of another kind, stands between columns
_SPEAKER = re.compile(r"(?:--?|[–—~])\s?[A-Z][\w.' ]{2,40}\W{0,3}$")
_SPOKEN = 60  # characters at a line's end that tell who said it
_SIGNATURE_WORDS = 60
_WHOSE = frozenset(("name", "own-address", "all-seen-before"))
_OF_MEMORY = frozenset(("seen-before", "all-seen-before", "seen-above"))
_OF_MAIL = frozenset(("mail-address", "own-address"))
_ANY = "any"
_OPENING = frozenset("\"“'«")
_CODE_ENDS = ("{", "}", ";", "):", "=")
_FRAMES = "|#*+/\\:"
_ASCII_MARKS = bytes(octet for octet in range(128) if not chr(octet).isalnum())
_NO_WORDS = "".join(char for char in map(chr, range(128)) if not (char.isalnum() or char in "_'"))


class Block:
    """The lines of a text from a place where a signature may begin."""

    def __init__(
        self, lines: Sequence[Line], at: int, end: int, author: Mailbox | None, seen: Collection[int]
    ) -> None:
        self.lines = lines
        self.at = at
        self.said = [line for line in lines[at:end] if line.bare]
        self.bares = [line.bare for line in self.said]
        self.text = "\n".join(self.bares)
        self.small = self.text.lower()
        self.author = author
        self.seen = seen
        self.again = sum(1 for line in self.said if line.number in seen) / len(self.said) if seen else 0.0
        self.core = [bare for bare in self.bares if bare[0].isalnum() or any(map(str.isalnum, bare))]


Sign = Callable[[Block], float]
SIGNS: dict[str, Sign] = {}
"""Every sign by its name; each says how strongly it shows, mostly 0 or 1."""


def _sign(function: Sign) -> Sign:
    SIGNS[function.__name__.strip("_").replace("_", "-")] = function
    return function


@_sign
def _any(_: Block) -> float:
    """Every place: what has to be outweighed."""
    return 1


@_sign
def _ruled(block: Block) -> float:
    """It begins with a drawn line."""
    return parts(block.bares[0]) or not any(map(str.isalnum, block.bares[0]))


@_sign
def _framed(block: Block) -> float:
    """Most of its lines begin or end with the same mark, as the sides of a box do."""
    if len(block.bares) < 3:
        return 0
    firsts = "".join([bare[0] for bare in block.bares])
    lasts = "".join([bare[-1] for bare in block.bares])
    most = max([firsts.count(mark) + lasts.count(mark) for mark in _FRAMES])
    return most > len(firsts) * 0.7 and ("@" in block.text or _last_name(block) > 0)


@_sign
def _name(block: Block) -> float:
    """It has the author's whole name."""
    name = _plain(block.author.name or "") if block.author else ""
    return " " in name and _has(block, name)


@_sign
def _short_name(block: Block) -> float:
    """Its first line is how the author signs: first name or initials."""
    if not block.core or len(block.core) > 6 or _sentences(block):
        return 0
    return plain_words(block.core[0]) in names_of(block.author)


@_sign
def _last_name(block: Block) -> float:
    """Its first lines have the author's last name."""
    last = _plain(block.author.name or "").rpartition(" ")[2] if block.author else ""
    if len(last) < 3 or (block.text.isascii() and last not in block.small):
        return 0
    return any(last in _plain(bare).split() for bare in block.core[:3])


_plain = functools.lru_cache(maxsize=512)(plain_words)  # a line stands in many blocks


def _has(block: Block, name: str) -> bool:
    if block.text.isascii() and not all(map(block.small.__contains__, name.split(" "))):
        return False
    return name in " ".join(map(_plain, block.bares))


@_sign
def _own_address(block: Block) -> float:
    """It has the author's address, or one with the same name at another host."""
    address = block.author.address.lower() if block.author else ""
    local = address.partition("@")[0]
    return bool(address) and (address in block.small or (len(local) > 3 and f"{local}@" in block.small))


@_sign
def _mail_address(block: Block) -> float:
    """It has a mail address."""
    return "@" in block.text and _MAIL.search(block.text) is not None


@_sign
def _phone(block: Block) -> float:
    """It has a telephone number."""
    return any(map(_has_phone, block.bares))


@_sign
def _link(block: Block) -> float:
    """It has an address of the web."""
    return "://" in block.text or "www." in block.text


@_sign
def _keys(block: Block) -> float:
    """It tells of keys, telephones and the like."""
    return min(3, sum(map(_keys_in, block.bares))) / 3


@functools.lru_cache(maxsize=512)
def _in_columns(bare: str) -> bool:
    if bare.isprintable() and not any(map(bare.__contains__, _PARTED)):
        return False
    return _COLUMNS.search(bare) is not None


@functools.lru_cache(maxsize=512)
def _names_speaker(bare: str) -> bool:
    return _SPEAKER.search(bare[-_SPOKEN:]) is not None


@functools.lru_cache(maxsize=512)
def _has_phone(bare: str) -> bool:
    return any(map(str.isdigit, bare)) and _PHONE.search(bare) is not None


@functools.lru_cache(maxsize=512)
def _keys_in(bare: str) -> int:
    small = bare.lower()
    return len(_KEY.findall(small)) if any(map(small.__contains__, _KEY_PARTS)) else 0


@_sign
def _columns(block: Block) -> float:
    """Its lines with words stand in columns."""
    return bool(block.core) and sum(map(_in_columns, block.core)) / len(block.core) > 0.4


@_sign
def _drawn(block: Block) -> float:
    """Much of it is drawn with marks."""
    said = block.text.replace(" ", "").replace("\n", "")
    return len(said) > 30 and _letters_in(said) < 0.6 * len(said)


def _letters_in(text: str) -> int:
    """How many letters and digits a text has."""
    if text.isascii():  # a hundredth of the time
        return len(text.encode().translate(None, _ASCII_MARKS))
    return sum(map(str.isalnum, text))


@_sign
def _motto(block: Block) -> float:
    """A line of it begins with a quotation mark, or ends with who said it."""
    quoted = not _OPENING.isdisjoint([bare[0] for bare in block.bares])
    return quoted or any(map(_names_speaker, block.bares))


@_sign
def _prose(block: Block) -> float:
    """The share of its lines that are sentences broken by a mailer."""
    pairs = zip(block.bares, block.bares[1:], strict=False)
    broken = [
        above
        for above, below in pairs
        if len(above) > _PROSE and below[0].islower() and not _in_columns(above)
    ]
    return min(1.0, 2 * len(broken) / len(block.bares))


@_sign
def _sentence(block: Block) -> float:
    """Its first line is a sentence, or goes on with one."""
    first = block.core[0] if block.core else ""
    return first.endswith((".", "?", "!", ":", ",")) or first[:1].islower() or len(first) > _LONGEST


@_sign
def _sentences(block: Block) -> float:
    """The share of its lines that end as sentences do."""
    ending = [bare for bare in block.core if bare[-1] in ".?!:" and len(bare) > 25]
    return len(ending) / len(block.core) if ending else 0.0


@_sign
def _long(block: Block) -> float:
    """How many lines it has above six."""
    return max(0, len(block.core) - 6) / 6


@_sign
def _single(block: Block) -> float:
    """It is one line."""
    return len(block.core) == 1


@_sign
def _touching(block: Block) -> float:
    """A line of words stands right above it."""
    return block.at > 0 and bool(block.lines[block.at - 1].bare) and not parts(block.lines[block.at - 1].bare)


@_sign
def _farewell(block: Block) -> float:
    """A farewell stands right above it."""
    above = last_said(block.lines, block.at)
    return bool(above) and plain_words(block.lines[above - 1].bare) in vocabulary().closings


@_sign
def _item(block: Block) -> float:
    """It begins as an item of a list does."""
    return re.match(r"(?:[-*•+]|\d{1,2}[.)]|\[\d)\s?\S", block.core[0]) is not None if block.core else 0


@_sign
def _code(block: Block) -> float:
    """A line of it ends as those of programs do."""
    return any(bare.endswith(_CODE_ENDS) for bare in block.bares)


@_sign
def _seen_before(block: Block) -> float:
    """The share of its lines that closed earlier posts of the author."""
    return block.again


@_sign
def _all_seen_before(block: Block) -> float:
    """Nearly all of its lines closed earlier posts of the author."""
    return block.again > _NEARLY_ALL


@_sign
def _seen_above(block: Block) -> float:
    """So did the line above it."""
    above = last_said(block.lines, block.at) if block.seen else 0
    return above > 0 and block.lines[above - 1].number in block.seen


def signature_by_signs(
    lines: Sequence[Line],
    author: Mailbox | None,
    known: frozenset[int] = frozenset(),
    *,
    of_author: bool = False,
) -> int:
    """
    The index at which a signature begins that nothing marks; the number of lines where none does.

    ``known`` are the keys of lines that closed earlier posts of the author;
    ``of_author``: whether it must say whose it is. The first lines of a text
    with words are never a signature.
    """
    seen = seen_in(lines, known) if known else frozenset()
    if not (seen or _may_close(lines, author)):
        return len(lines)
    best, score = len(lines), 0.0
    for block in _blocks(lines, author, seen):
        found = _score(block, score, of_author=of_author)
        if found > score:
            best, score = block.at, found
    return best


def _score(block: Block, least: float, *, of_author: bool) -> float:
    """What the signs of a block tell together; no more are read where that is ``least`` at most."""
    score, whose = 0.0, False
    for name, weight, more in _ordered(again=bool(block.seen), mailed="@" in block.text):
        if score + more <= least:
            return least
        value = SIGNS[name](block)
        score += weight * value
        whose = whose or (name in _WHOSE and bool(value))
        if name == _ANY and not whose and (of_author or _is_long(block)):
            return least
    return score


@functools.cache
def _ordered(*, again: bool, mailed: bool) -> tuple[tuple[str, float, float], ...]:
    """
    The signs with their weights, and what those from there on can add.

    First come those that tell whose a block is, then what tells against it. Those are left out that a
    block cannot show in which nothing was seen before (``again``), or without an "@" (``mailed``).
    """
    weights = closing_weights()
    never = (frozenset() if again else _OF_MEMORY) | (frozenset() if mailed else _OF_MAIL)
    names = sorted(SIGNS, key=lambda name: (name not in _WHOSE, name != _ANY, weights.get(name, 0) >= 0))
    names = [*names[: len(_WHOSE) + 1], *sorted(names[len(_WHOSE) + 1 :], key=_turn)]
    added = [0.0 if name in never else max(0.0, weights.get(name, 0)) for name in names]
    return tuple(
        (name, weights.get(name, 0.0), sum(added[at:]))
        for at, name in enumerate(names)
        if name not in never and (weights.get(name) or name in _WHOSE)
    )


def _turn(name: str) -> tuple[bool, float]:
    weight = closing_weights().get(name, 0.0)
    return weight >= 0, -weight


def seen_in(lines: Sequence[Line], known: frozenset[int]) -> frozenset[int]:
    """
    The numbers of the last lines that closed earlier posts of the author.

    None where one of the last few did not, or where all that is remembered of a
    post did: then it is an earlier one that is sent again.
    """
    said = [line for line in lines[-2 * _MOST_LINES :] if line.bare][-CLOSING_LINES:]
    if not any(line_key(line.bare) in known for line in said[-_LAST:]):
        return frozenset()
    again = [line for line in said if line_key(line.bare) in known]
    farewells = vocabulary().closings
    seen = frozenset(line.number for line in again if _plain(line.bare) not in farewells)
    return seen if len(again) < CLOSING_LINES else frozenset()


def _may_close(lines: Sequence[Line], author: Mailbox | None) -> bool:
    """A quick look: whether a drawn line, an address or the author's name stands near the end."""
    bares = [line.bare for line in lines[-_MOST_LINES:] if line.bare]
    if not all(map(str.isalnum, [bare[0] for bare in bares])):
        return True
    said = "\n".join(bares).lower()
    words = plain_words(author.name or "").split() if author else []
    return "@" in said or any(word in said for word in words)


def candidates(
    lines: Sequence[Line], author: Mailbox | None, seen: Collection[int] = ()
) -> list[tuple[int, dict[str, float]]]:
    """Every place where a signature may begin, with the signs of the lines from there on."""
    found = []
    for block in _blocks(lines, author, seen):
        signs = signs_of(block)
        if not (_WHOSE.isdisjoint(signs) and _is_long(block)):
            found.append((block.at, signs))
    return found


def _blocks(lines: Sequence[Line], author: Mailbox | None, seen: Collection[int]) -> Iterator[Block]:
    """The blocks from every place where a signature may begin; none has a line too long for one."""
    end = last_said(lines, len(lines))
    for at in _places(lines, end, author, seen):
        block = Block(lines, at, end, author, seen)
        if any(line.number not in seen for line in block.said if len(line.bare) > _LONGEST):
            return
        if block.core:
            yield block


def _is_long(block: Block) -> bool:
    """Whether it is too much for a signature that does not even tell whose it is."""
    if block.again or len(block.text) <= 2 * _SIGNATURE_WORDS:
        return False
    return len(block.text.split()) > _SIGNATURE_WORDS


def signs_of(block: Block) -> dict[str, float]:
    """The signs that the lines show."""
    return {name: float(value) for name, shows in SIGNS.items() if (value := shows(block))}


def _places(lines: Sequence[Line], end: int, author: Mailbox | None, seen: Collection[int]) -> list[int]:
    """The indices at which it may begin; none above the lines that were seen before, and a few blocks."""
    first = next((at for at, line in enumerate(lines) if line.bare), end)
    known = min(seen) - lines[0].number if seen else end
    lowest = max(first, min(known - 1, end - _MOST_LINES - 1))
    names = tuple(names_of(author))
    found: list[int] = []
    blocks = 0
    for at in range(end - 1, lowest, -1):
        bare, above = lines[at].bare, lines[at - 1].bare
        if not bare or at == first:
            continue
        parted = not above
        if parted or _again(lines, at, seen) or parts(bare) or parts(above) or _may_sign(bare, names):
            found.append(at)
        blocks += parted
        if blocks >= _MOST_BLOCKS and at <= known:
            break
    return found


def _again(lines: Sequence[Line], at: int, seen: Collection[int]) -> bool:
    """Whether lines that were seen before begin there."""
    return lines[at].number in seen and lines[at - 1].number not in seen


def _may_sign(bare: str, names: tuple[str, ...]) -> bool:
    """Whether a line right below others begins with the author's name."""
    if bare.isascii() and not bare.lstrip(_NO_WORDS).lower().startswith(names):
        return False
    words = plain_words(bare)
    return len(words) < 60 and any(
        words == name or words.startswith(f"{name} ") for name in names if len(name) > 1
    )


@functools.cache
def closing_weights() -> Mapping[str, float]:
    """The weights that come with the program."""
    text = (resources.files("bot.mail.zones") / "closing.toml").read_text("utf-8")
    return {name: float(value) for name, value in tomllib.loads(text).items()}
