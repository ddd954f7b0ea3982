"""Takes apart what somebody wrote who knows another system: words, texts, patterns, numbers, yes or no."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.facts import VOCABULARY, Text, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.words.lexicon import facts, stems_of, words_of
from bot.policy.compile.habits.written import unbraced
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence

_PIECE = lazy_regex(
    r"/(?P<slashes>(?:[^/\\\s]|\\.|(?<=\w)[ ](?=\w))+)/[a-z]*(?=$|[\s)])"
    r"|\"(?P<double>[^\"]*)\"|(?<!\w)'(?P<single>[^']*)'"
    r"|(?P<address>(?:(?<![\w.+*%-])[\w.+*%-]+)?@[\w.-]+)"
    r"|(?P<sign>=~|!~|<=|>=|==|!=|\?\?|[<>=~!|])"
    r"|(?P<number>(?<![\w.])\d+(?:[.,]\d+)*)(?::\d\d)?\s*(?P<unit>%|[A-Za-z]+\b)?(?P<more>\s*\+)?"
    r"|(?P<field>\b[Xx](?:-\w+)+|\b[A-Za-z]+(?:-[A-Za-z]+)+\b(?=\"|$|\s|:))"
    r"|(?P<host>\b(?<![^\W\d][.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}\b(?:/[\w./-]*)?)"
    r"|(?P<word>[^\W\d]+(?:['’]t)?)"
)
_SIGNS = {
    "=~": ("matches",), "!~": ("matches", "not"), "??": ("contains",), "~": ("not",), "!": ("not",),
    "!=": ("not", "is"), "==": ("is",), "=": ("is",), ">": ("over",), "<": ("under",),
    ">=": ("least",), "<=": ("most",), "|": (),
}  # fmt: skip
_ONES = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: number for number, word in enumerate(_ONES.split())}
NUMBERS |= {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "half": 50}
_NO_MORE = (
    (lazy_regex(r"\b(?:no|not) (?:more|longer|over|larger|bigger) than\b"), "at most"),
    (lazy_regex(r"\b(?:no|not) (?:less|fewer|shorter|smaller) than\b"), "at least"),
)
_ONE_SPAN = lazy_regex(r"\b(than|over|under|within|last) an? (?=(?:hour|day|week|month|year)\b)")
_WHERE = lazy_regex(r"(?P<text>[\w' -]+?) in (?:the )?(?P<where>subject(?: line)?|title|body|text)")
_CODE = lazy_regex(r"[A-Za-z]{2,}-\d[\w-]*")
_FIELD = lazy_regex(r"[A-Za-z]+(?:-[A-Za-z]+)+|[Xx](?:-\w+)+")
_YES = frozenset(("yes", "true", "on", "1", "", "any", "some", "present", "exists"))
_NO = frozenset(("no", "false", "off", "0", "none", "nothing", "absent"))
_ASKS = lazy_regex(
    r"(?P<before>.*?)\b(?:contains?|includes?|has|have|mentions?|says|(?:starts|begins|ends) with)\s+"
    r"(?P<text>[\w' -]+)$"
)
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_THEN = frozenset(("hold", "reject", "discard", "accept", "defer", "moderate"))
_COMPARING = frozenset(("gt", "ge", "lt", "le", "eq", "ne", "gte", "lte"))
_NAME = lazy_regex(r"[A-Za-z][\w-]*")
_SWITCHED = frozenset(("on", "off", "true", "false", "yes", "no"))
_OPERANDS = frozenset(("operator", "op", "value", "values", "above", "below", "for", "within", "weekday"))
_IGNORED = frozenset(("platform", "state", "type", "if"))


@dataclass(slots=True)
class Pieces:
    """
    What was found: ``words`` in their order, ``texts`` to compare with, a ``pattern``, a number and its unit.

    ``asked`` are the words before the colon. ``answer`` is what yes or no behind it says, None where
    something else stands there.
    ``names`` are what may be fields of a header.
    """

    words: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    pattern: str = ""
    number: float | None = None
    unit: str = ""
    answer: bool | None = True
    rest: str = ""

    @property
    def stems(self) -> frozenset[str]:
        """The stems of the words."""
        return stems_of(self.words)


def take_apart(key: str, value: Node | None) -> Pieces:
    """The pieces of ``KEY: VALUE``, or of a text without a value."""
    found = Pieces()
    inner, behind = _unwrapped(key, value)
    if inner.startswith("-"):
        found.words.append("not")
    _add(found, inner, of_key=True)
    found.asked = list(found.words)
    if isinstance(behind, Sequence):
        found.texts += [item.text.strip() for item in behind.items if isinstance(item, Scalar)]
        if found.texts and all(text.startswith("^") for text in found.texts):
            found.pattern, found.texts = "|".join(found.texts), []
        found.answer = None
    elif isinstance(behind, Scalar):
        _value(found, behind)
    _sort_out(found)
    _wanted_in_words(found, inner)
    return found


def _wanted_in_words(found: Pieces, key: str) -> None:
    """``the subject contains sale: yes``, and ``has: attachment``, where the value is what is asked."""
    behind = _ASKS.fullmatch(key)
    literal = found.texts or found.pattern or found.number is not None
    if (
        behind
        and found.answer is not None
        and not literal
        and facts().best(stems_of(words_of(behind["before"])))
    ):
        found.texts = [behind["text"].strip()]
        found.words = found.asked = words_of(key.removesuffix(behind["text"]))
    elif (placed := _WHERE.fullmatch(key)) and found.answer is True and not literal:
        found.texts = [placed["text"].strip()]
        found.words = found.asked = words_of(placed["where"])
    elif found.answer is None and not literal and not facts().best(stems_of(words_of(key))):
        found.answer = True if facts().best(found.stems) else None


def _unwrapped(key: str, value: Node | None) -> tuple[str, Node | None]:
    """``author: {account_age: 5}`` as "author account_age" and 5; what tells nothing is left out."""
    while isinstance(value, Mapping) and value.entries:
        entries = [one for one in value.entries if one.key.text not in _IGNORED]
        named = [one for one in entries if one.key.text in {"entity_id", "field", "attribute", "key"}]
        for one in named:
            key += f" {one.value.text}" if isinstance(one.value, Scalar) else ""
        entries = [one for one in entries if one not in named]
        if not entries or len({one.key.text for one in entries} - _OPERANDS) > 1:
            return key, None  # several questions: none of them alone is what is asked
        key, value = f"{key} {entries[0].key.text}", entries[0].value
    return key, value


def _value(found: Pieces, node: Scalar) -> None:
    text = unbraced(node.text).strip()
    low = text.lower()
    if low in _YES or low in _NO:
        found.answer = low in _YES
        return
    if low in _THEN and found.asked:
        found.answer = True
        return
    found.answer = None
    if ".*" in text:
        found.pattern = text
        return
    if _CODE.fullmatch(text):
        found.texts.append(text)
        return
    before = len(found.words)
    _add(found, text, of_key=False)
    found.rest = (
        " ".join(text.split()) if len(found.words) > before or not (found.texts or found.pattern) else ""
    )


def _add(found: Pieces, text: str, *, of_key: bool) -> None:
    """Sort the pieces of one text; words of a value that say how to compare are words like those of a key."""
    text = unbraced(text)
    if header := re.match(r"\s*\*?\s*\^([A-Z][\w-]*):(?:\.\*|\s)*(.+)", text):
        if "-" in header[1]:
            found.names.append(header[1])
            found.texts.append(header[2])
        else:
            found.words += [*words_of(header[1]), "matches"]
            found.pattern = header[2]
        return
    text = re.sub(r"\^(TO|FROM)_?", r"\1 ", text)
    text = re.sub(r":comparator\s+\"[^\"]*\"", "", text)
    text = _ONE_SPAN.sub(r"\1 1 ", text)
    for words, plain in _NO_MORE:
        text = words.sub(plain, text)
    for piece in _PIECE.finditer(text):
        _TAKE[str(piece.lastgroup)](found, piece, of_key)


def _slashes(found: Pieces, piece: re.Match[str], _: bool) -> None:  # noqa: FBT001 - one form for all
    found.pattern = piece["slashes"]


def _quoted(found: Pieces, piece: re.Match[str], _: bool) -> None:  # noqa: FBT001
    text = piece[0][1:-1].strip()
    several = text.startswith("[") and text.endswith("]") and "," in text
    found.texts += [one.strip("\"' ") for one in text[1:-1].split(",")] if several else [piece[0][1:-1]]


def _address(found: Pieces, piece: re.Match[str], _: bool) -> None:  # noqa: FBT001
    found.texts.append(piece[0])


def _sign(found: Pieces, piece: re.Match[str], _: bool) -> None:  # noqa: FBT001
    found.words += _SIGNS[piece[0]]


def _number(found: Pieces, piece: re.Match[str], _: bool) -> None:  # noqa: FBT001
    found.number = float(piece["number"].replace(",", ""))
    unit = (piece["unit"] or "").lower()
    if unit in {"or", "and", "a", "per", "in", "to", "today"}:
        found.words.append(unit)
        unit = ""
    found.unit = unit
    found.words += words_of(unit) if len(unit) > 2 else []
    found.words += ["least"] if piece["more"] else []


def _field(found: Pieces, piece: re.Match[str], _: bool) -> None:  # noqa: FBT001
    _name(found, piece[0])


def _name(found: Pieces, name: str) -> None:
    found.names.append(name)
    found.words += words_of(name)


def _host(found: Pieces, piece: re.Match[str], of_key: bool) -> None:  # noqa: FBT001
    text = piece[0]
    if of_key or VOCABULARY.find(text):
        found.words += words_of(text)
    else:
        found.texts.append(text)


def _word(found: Pieces, piece: re.Match[str], _: bool) -> None:  # noqa: FBT001
    word = piece[0]
    low = word.lower()
    if low == "false":
        found.words.append("not")
        return
    if low in NUMBERS and found.number is None:
        found.number = NUMBERS[low]
        found.unit = "%" if low in {"half", "quarter"} else found.unit
    elif low in {"quarter", "quarters"}:
        found.number, found.unit = 25 * (found.number or 1), "%"
    found.words += words_of(word)


def _sort_out(found: Pieces) -> None:
    """Of several texts those that name what is asked are words: ``header :contains "subject" "sale"``."""
    while len(found.texts) > 1 and found.answer:
        first, *others = found.texts
        if first.lower() in _COMPARING:
            found.words.append(first.lower())
            found.texts = others
            continue
        if "exist" in found.stems:
            break
        named = facts().best(stems_of(words_of(first)))
        if _FIELD.fullmatch(first) or (not named and "header" in found.words and first.isalpha()):
            found.names.append(first)
            found.texts = others
        elif named:
            found.words += words_of(first)
            found.texts = others
        else:
            break
    if found.texts and found.answer and "exist" in found.stems and all(map(_NAME.fullmatch, found.texts)):
        found.names += found.texts
        found.texts = []
    if len(found.texts) == 1 and found.answer and found.texts[0] in _SWITCHED:
        _switched(found)
    if len(found.texts) == 1 and found.number is None and found.texts[0].isdecimal():
        _number_in_quotes(found)


def _switched(found: Pieces) -> None:
    """``is_state("sender.member", "off")``."""
    known = VOCABULARY.find(facts().best(found.stems))
    if known is not None and isinstance(known.kind, YesNo):
        found.answer = found.texts.pop() in _YES


def _number_in_quotes(found: Pieces) -> None:
    """``"hour" "22"``; days of the week are counted from Sunday, 0."""
    known = VOCABULARY.find(facts().best(found.stems))
    if known is None or isinstance(known.kind, Text | Texts):
        return
    number = int(found.texts.pop())
    if known.name == "now.weekday":
        found.texts.append(_DAYS[number % 7])
    else:
        found.number = float(number)


_TAKE: dict[str, Callable[[Pieces, re.Match[str], bool], None]] = {
    "slashes": _slashes,
    "double": _quoted,
    "single": _quoted,
    "address": _address,
    "sign": _sign,
    "number": _number,
    "unit": _number,
    "more": _number,
    "field": _field,
    "host": _host,
    "word": _word,
}
"""How each kind of piece is taken, by the name of its last group."""
