"""What a text that tells of a post says as a line: ``contains a phone number``, ``longer than own text``."""

import re

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.systems import named_elsewhere
from bot.policy.compile.habits.words.lexicon import facts, light_words, stems_of, words_of
from bot.policy.compile.habits.words.meaning import line_by_meaning, retold
from bot.policy.compile.habits.words.proof import proven
from bot.policy.source.nodes import Scalar

_THING = lazy_regex(
    r"(?:(?:has|have|contains?|includes?|with|is) )?(?:an?|any|some) (?P<thing>\S.*)", re.IGNORECASE
)
_PLACES = frozenset(
    ("subject", "own", "quoted", "body", "signature", "article", "forwarded", "sender", "footer")
)
_BESIDE = lazy_regex(
    r"(?:is )?(?P<how>longer|shorter|more|less|fewer) than (?:the |its |their )?"
    r"(?P<other>own|quoted|article|body|signature)(?: (?P<unit>words?|lines?|text|comment))?",
    re.IGNORECASE,
)


def names_a_thing(text: str) -> bool:
    """Whether a text is a thing that rules can ask for, with "a", "any" or "some" before it: "a link"."""
    found = _THING.fullmatch(text.strip())
    if not found:
        return False
    stems = stems_of(words_of(found["thing"]))
    return bool(facts().best(stems)) and bool(stems - light_words())


def line_told(name: str, node: Scalar) -> str:
    """The line that provably says of fact ``name`` what the text tells; "" for none."""
    text = " ".join(node.text.split())
    if beside := _two_facts(name, text) or (name == "subject" and named_elsewhere("subject length", node)):
        return beside
    of_fact = f"{name.replace('.', ' ')} {text}"
    lines = (retold(name, node), line_by_meaning(of_fact, None), line_by_meaning(text, None))
    return next((line for line in lines if line and _is_new(name, line) and _says(name, text, line)), "")


def _says(name: str, text: str, line: str) -> bool:
    """Whether a line says what the text tells of the fact, or of the post where the fact is its text."""
    elsewhere = name in {"own", "body"} and line.partition(".")[0] not in _PLACES
    return proven(f"{name}: {text}", line) or (elsewhere and proven(text, line))


def _is_new(name: str, line: str) -> bool:
    """Whether a line does more than to compare with the text itself."""
    bare = line.removeprefix("none: [")
    place = bare.partition(":")[0].partition(".")[0]
    moved = place != name.partition(".")[0] and place in _PLACES and name in _PLACES
    return not moved and (not bare.startswith(f"{name}:") or ": ''" in line)


def _two_facts(name: str, text: str) -> str:
    """``longer than own text`` behind ``quoted``: two facts of one unit, compared."""
    found = _BESIDE.fullmatch(text)
    unit = "lines" if found and (found["unit"] or "").startswith("line") else "words"
    asked, other = f"{name}.{unit}", f"{found['other'].lower()}.{unit}" if found else ""
    if not found or name == found["other"].lower() or not (VOCABULARY.find(asked) and VOCABULARY.find(other)):
        return ""
    return f"{asked}: {'over' if found['how'].lower() in {'longer', 'more'} else 'under'} {other}"
