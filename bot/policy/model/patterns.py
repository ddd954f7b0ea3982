r"""
Compiles owners' patterns: RE2, linear on any input, with ``\b``, ``\w`` and ``\s`` for all of Unicode.

RE2 knows these for ASCII only. Classes are written out (``\w`` becomes
``[\p{L}\p{M}\p{N}_]``). A pattern with ``\b`` runs on a text in which
every border of a word is marked by two copies of a control character: ``\b``
takes one of them, everything else skips them.
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import re2

from bot.lazy_regex import lazy_regex
from bot.policy.model.normalise import lowered

BORDER = "\x81"  # a control character without a meaning (Unicode 23.1): no text misses it, and it is short
LONGEST = 1_000  # characters of a pattern
LARGEST = 12_000  # instructions of its program
MOST, MOST_TEXT = 2_000, 50_000  # words and their characters in a first look: more make it slow to compile
_WORD = r"\p{L}\p{M}\p{N}_"
_SPACE = r"\s\p{Z}\x{85}"
_CLASSES = {"w": _WORD, "s": _SPACE}
_OTHERS = lazy_regex(r"\W+")
_MARKS = BORDER * 2
FEW = 24
"""Of so many characters beside letters and digits each is marked by itself, which is faster."""
_EDGE = ("escape", r"\b")
_ASCII = frozenset(string.ascii_letters + string.digits)
_BEFORE, _BEHIND = r"(?:\A|[^A-Za-z0-9])", r"(?:\z|[^A-Za-z0-9])"
_LINE_END = lazy_regex(r"(?<=[^\s])[ \t]*\n[ \t]*(?=[^\s])")
_BLANKS = r"[\s\v\x1c-\x1f]+"
_TOKEN = lazy_regex(
    r"""(?P<class>\[\^?\]?(?:\\(?:[pP]\{\^?\w+\}|x\{[0-9A-Fa-f]+\}|.)|\[:\^?\w+:\]|[^\]\\])*\])
      | (?P<escape>\\(?:[pP](?:\{\^?\w+\}|\w)|x(?:\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2})|[0-7]{2,3}|.))
      | (?P<open>\((?:\?(?:P?<\w+>|[imsU-]*:|[imsU-]+\)))?)
      | (?P<repeat>[*+?]\??|\{\d+(?:,\d*)?\}\??)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


_TOO_LARGE = (
    "the pattern is too large to stay fast",
    r"use smaller numbers in {...}, or fewer \w with {...}",
)


class PatternError(ValueError):
    """The pattern is refused; ``help`` says what to write instead."""

    def __init__(self, sentence: str, help_: str) -> None:
        super().__init__(sentence)
        self.help = help_


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern as typed in the rule file; ``case``: capitals count."""

    typed: str
    case: bool
    found_in: Callable[[str], bool]


def compile_pattern(typed: str, *, case: bool) -> Pattern:
    """
    A pattern that searches anywhere in a text; ``^`` and ``$`` are the edges of lines.

    A blank in it finds the end of a line within a paragraph too: mail programs break lines where they like.
    Raises PatternError where RE2 refuses it, or where it is too large to stay fast.
    """
    if len(typed) > LONGEST:
        raise PatternError(f"the pattern has {len(typed):,} characters", f"at most {LONGEST:,} are allowed")
    _refuse_what_re2_lacks(typed)
    pattern = _compiled_from(typed, case=case)
    return _over_line_ends(pattern) if " " in typed else pattern


def _over_line_ends(pattern: Pattern) -> Pattern:
    found_in = pattern.found_in
    return Pattern(
        pattern.typed,
        pattern.case,
        lambda text: found_in(text) or ("\n" in text and found_in(_without_line_ends(text))),
    )


@lru_cache(maxsize=8)
def _without_line_ends(text: str) -> str:
    """Each paragraph on one line."""
    return _LINE_END.sub(" ", text)


def _compiled_from(typed: str, *, case: bool) -> Pattern:
    tokens = list(_tokens(typed))
    options = _options(case=case)
    marked = any(token == _EDGE for token in tokens)
    whole = _compiled("(?m)" + "".join(_translated(tokens, marked=marked)), options)
    needed = _needed(tokens)
    if not marked:
        return Pattern(
            typed,
            case,
            lambda text: (
                (needed in lowered(text) or not text.isascii()) and whole.search(octets(text)) is not None
            ),
        )
    ascii_only = _compiled(f"(?m){typed}", options)
    anywhere = [("open", "(?:)") if token == _EDGE else token for token in tokens]
    loose = _compiled("(?m)" + "".join(_translated(anywhere, marked=False)), options)

    def found_in(text: str) -> bool:
        if text.isascii():
            return needed in lowered(text) and ascii_only.search(octets(text)) is not None
        return loose.search(octets(text)) is not None and whole.search(marked_octets(text)) is not None

    return Pattern(typed, case, found_in)


def _needed(tokens: Sequence[tuple[str, str]]) -> str:
    """A text that stands in small letters in every text of ASCII that matches; "" where none is sure to."""
    runs, depth = [""], 0
    for (kind, text), (behind, _) in pairwise([*tokens, ("end", "")]):
        if (kind, text) == ("other", "|") and depth == 0:
            return ""
        if kind == "open":
            depth += not text.endswith(")")
        elif (kind, text) == ("other", ")"):
            depth -= 1
        if depth == 0 and kind == "other" and (text in _ASCII or text == " ") and behind != "repeat":
            runs[-1] += text.lower()
        elif (kind, text) != _EDGE:
            runs.append("")
    return max(runs, key=len)


def _options(*, case: bool) -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True  # where a group matched is never asked
    options.case_sensitive = case
    return options


@lru_cache(maxsize=8)
def octets(text: str) -> bytes:
    """The text as RE2 takes it; many patterns ask for the same text, one after the other."""
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=8)
def marked_octets(text: str) -> bytes:
    """The same with marks at the borders of words."""
    return mark_borders(text).encode("utf-8", "replace")


def likely_finder(wanted: Iterable[str], *, case: bool) -> Callable[[str], str | None]:
    """
    A fast first look which of these normal texts may stand in a normal text, or in one of ASCII alone.

    None: surely none of them, as whole words; else most likely the one that it names, if it names one.
    """
    different = set(wanted)
    if len(different) > MOST or sum(map(len, different)) > MOST_TEXT:
        return lambda _: ""
    kinds: dict[tuple[str, str], list[str]] = {}
    for one in sorted(different):
        edges = (_BEFORE if one[0] in _ASCII else "", _BEHIND if one[-1] in _ASCII else "")
        kinds.setdefault(edges, []).append(_BLANKS.join(map(re2.escape, one.split(" "))))
    written = "|".join(f"{before}({'|'.join(ones)}){behind}" for (before, behind), ones in kinds.items())
    options = _options(case=case)
    options.never_capture = False
    try:
        finder = re2.compile(written, options)
    except re2.error:
        return lambda _: ""

    def first(text: str) -> str | None:
        found = finder.search(octets(text))
        return None if found is None else str(next(filter(None, found.groups()), b""), "utf-8")

    return first


def mark_borders(text: str) -> str:
    """The text with two marks at every border between a word and something else."""
    text = text.replace(BORDER, "")
    others = [char for char in set(text) if not (char.isalnum() or char == "_")]
    if len(others) > FEW:
        text = _OTHERS.sub(rf"{_MARKS}\g<0>{_MARKS}", text)
    for char in others if len(others) <= FEW else ():
        text = text.replace(char, f"{_MARKS}{char}{_MARKS}")
    return f"{_MARKS}{text}{_MARKS}".replace(_MARKS * 2, "")


def _refuse_what_re2_lacks(typed: str) -> None:
    if re.search(r"\(\?(?:<?[=!]|>)", typed):
        raise PatternError(
            "look-ahead and look-behind are not possible here",
            "they would make a pattern slow on some posts; write two tests, one of them under unless:",
        )
    if re.search(r"(?<!\\)(?:\\\\)*\\(?:[1-9]|k[<{'])|\(\?P=", typed):
        raise PatternError(
            "back-references such as \\1 are not possible here",
            "they would make a pattern slow on some posts; list the possible texts with |",
        )
    found = re.search(r"(?<!\\)(?:\\\\)*\\([BQEGKRXZ])", typed)
    if found:
        instead = r"write \z for the end of the text" if found[1] == "Z" else "write the text itself"
        raise PatternError(f"\\{found[1]} has no meaning here", instead)


def _compiled(pattern: str, options: re2.Options) -> re2._Regexp:
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0]
        sentence = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        if "too large" in sentence:
            raise PatternError(*_TOO_LARGE) from None
        raise PatternError(
            f"the pattern is not understood: {_readable(sentence)}",
            _pattern_help(sentence, pattern.removeprefix("(?m)")),
        ) from None
    if compiled.programsize > LARGEST:
        raise PatternError(*_TOO_LARGE)
    return compiled


def _readable(sentence: str) -> str:
    names = {
        "missing ]": "a bracket [ is not closed",
        "missing )": "a bracket ( is not closed",
        "unexpected )": "a bracket ) closes nothing",
        "no argument for repetition operator": "there is nothing before a *, + or ?",
        "bad repetition operator": "two repetition signs follow each other",
        "invalid repetition size": "a number in {...} is larger than 1000",
        "invalid escape sequence": "a backslash before a character that needs none",
        "invalid character class range": "a range in [...] runs backwards, or has no such name",
        "trailing \\": "it ends with a backslash",
    }
    return next((name for key, name in names.items() if key in sentence), sentence.replace(BORDER, ""))


def _pattern_help(sentence: str, typed: str) -> str:
    if "missing )" in sentence or "unexpected )" in sentence or "missing ]" in sentence:
        return r"put a backslash before a bracket that stands for itself: \( or \["
    if "repetition operator" in sentence and typed.startswith("*"):
        return f"a * stands for repetition in a pattern; write {{contains: {typed.strip('*.') or 'a text'}}}"
    if "repetition operator" in sentence:
        return r"put a backslash before a sign that stands for itself: \* or \+ or \?"
    return "for plain words use has_word, has_phrase or contains instead of a pattern"


def _tokens(typed: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(typed):
        yield str(found.lastgroup), found[0]


def _translated(tokens: list[tuple[str, str]], *, marked: bool) -> Iterator[str]:
    dot_takes_lines = any(
        kind == "open" and "s" in text.partition("?")[2] and "P<" not in text for kind, text in tokens
    )
    for kind, text in _borders_inward(tokens):
        if (kind, text) == _EDGE:
            yield BORDER
            continue
        written = _atom(kind, text, marked=marked, dot_takes_lines=dot_takes_lines)
        yield _after_borders(kind, text, written) if marked else written


def _borders_inward(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    r"""``\b^`` and ``$\b`` mean the same as ``^\b`` and ``\b$``; a second ``\b`` adds nothing."""
    ordered: list[tuple[str, str]] = []
    for token in tokens:
        if token == _EDGE and ordered and ordered[-1] == _EDGE:
            continue
        if ordered and (
            (ordered[-1] == _EDGE and token[1] == "^") or (ordered[-1][1] == "$" and token == _EDGE)
        ):
            ordered.insert(-1, token)
        else:
            ordered.append(token)
    return ordered


def _atom(kind: str, text: str, *, marked: bool, dot_takes_lines: bool) -> str:
    """One token with Unicode classes; with marks, what is negated does not take a mark."""
    mark = BORDER if marked else ""
    if kind == "escape" and text[1] in "ws":
        return f"[{_CLASSES[text[1]]}]"
    if kind == "escape" and text[1] in "WSD":
        return f"[^{_CLASSES.get(text[1].lower(), '0-9')}{mark}]"
    if kind == "escape" and text[1] == "P" and marked:
        return f"[^{text.replace('P', 'p', 1)}{mark}]"
    if kind == "class":
        return _class(text, mark)
    if kind == "other" and text == "." and marked:
        return f"[^{mark}]" if dot_takes_lines else rf"[^\n{mark}]"
    return text


def _class(text: str, mark: str) -> str:
    if re.search(r"(?<!\\)(?:\\\\)*\\W", text):
        raise PatternError(
            r"\W inside [...] is not possible here", r"write the characters themselves, or (?:\W|...)"
        )
    if re.search(r"(?<!\\)(?:\\\\)*\\S", text):
        text = text.replace(r"\S", r"\P{Z}") if r"\s" not in text else r"[\x{0}-\x{10fffd}]"
    text = text.replace(r"\w", _WORD).replace(r"\s", _SPACE)
    if not mark:
        return text
    return text[:-1] + mark + "]" if text.startswith("[^") else text


def _after_borders(kind: str, text: str, written: str) -> str:
    """What takes a character skips the marks before it; so do the ends of a line and of the text."""
    zero_width = kind == "escape" and text[1] in "Az"
    if kind in {"class", "escape"} and not zero_width:
        return f"(?:{BORDER}*{written})"
    if text in {"$", r"\z"}:
        return f"{BORDER}*{written}"
    if kind == "other" and text not in "^|()":
        return f"(?:{BORDER}*{written})"
    return written
