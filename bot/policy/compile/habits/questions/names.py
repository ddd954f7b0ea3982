"""The facts that a name of another system may stand for: all of its words name the fact, or tell nothing."""

import re
from functools import lru_cache

from bot.facts import VOCABULARY, Choice, Fact, Number, Text, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.questions.question import MEASURES, Question
from bot.policy.compile.habits.words.lexicon import facts, section, stems_of, words_of

_FIELD = lazy_regex(
    r"(?:(?:headers?|field|mail_?header)[\s._:\[\"']+)?(?P<name>[A-Za-z][\w]*(?:-[\w]+)+)[\"'\]]*|"
    r"(?:headers?|field)[\s._:\[\"']+(?P<other>[A-Za-z][\w-]*)[\"'\]]*"
)
_OURS = {
    "subject": "subject",
    "from": "sender",
    "sender": "sender",
    "to": "recipients",
    "cc": "recipients",
}
_ROOTS = frozenset(
    (
        *(
            "message",
            "post",
            "mail",
            "email",
            "msg",
            "trigger",
            "event",
            "github",
            "incoming",
            "thread",
            "entity",
        ),
        *(
            "binary",
            "sensor",
            "input",
            "boolean",
            "self",
            "it",
            "its",
            "the",
            "a",
            "an",
            "of",
            "is",
            "are",
            "was",
        ),
        *(
            "has",
            "have",
            "in",
            "contain",
            "containing",
            "with",
            "any",
            "there",
            "this",
            "that",
            "for",
            "by",
            "data",
        ),
        *(
            "context",
            "payload",
            "object",
            "item",
            "field",
            "envelope",
            "author",
            "user",
            "total",
            "number",
            "count",
        ),
        *("num", "amount", "nr", "value", "raw", "text"),
    )
)
"""Words that tell nothing of a name beside others that do."""
_RATIO = lazy_regex(
    r"(?P<part>[a-z]+)[._ ](?P<unit>lines|words) */ *(?:total|all|body|message|post)[._ ]?(?:(?P=unit))?"
)
_COUNTS = frozenset(["number", "count", "num", "amount", "total", "nr", "size", "length", "len", "n"])
_MOST_WORDS = 7
_NAME = lazy_regex(r"[^\W\d](?:[^\W\d]|[\s.:\[\]'\"-]+(?=[^\W\d]))*[\]'\"]*")
_GROUPS = {"title": "subject", "content": "body", "comment": "own", "quotation": "quoted", "quote": "quoted"}
_GROUPS |= {"sig": "signature", "file": "attachment", "url": "link", "recipient": "recipient"}


def facts_named(name: str, question: Question) -> tuple[Fact, ...]:
    """Facts that the name may stand for and that can be asked so, the likeliest first."""
    if own := VOCABULARY.find(name.strip()):
        field = name.strip().lower().partition(".")[2] if name.lower().startswith("header.") else ""
        if field not in {"subject", "from", "to", "cc", "sender"}:
            return (own,) if _can_be(own, question) else _of_group(own, question)
    if found := _FIELD.fullmatch(name.strip().strip("'\"")):
        field = found["name"] or found["other"]
        known = VOCABULARY.find(_OURS.get(field.lower(), f"header.{field}"))
        if known and (found["other"] or "header." in known.name) and _can_be(known, question):
            return (known,)
        if found["name"] and "_" not in field and known:
            return ()
    if not _NAME.fullmatch(name):
        return ()
    stems = stems_of(words_of(name))
    ours = frozenset(_GROUPS.get(stem, stem) for stem in stems)
    named = (VOCABULARY.find(one) for one in dict.fromkeys((*_named(stems), *_named(ours))))
    return tuple(fact for fact in named if fact is not None and _can_be(fact, question))


def _of_group(fact: Fact, question: Question) -> tuple[Fact, ...]:
    """Of a fact that cannot be asked so the one that counts it, or says whether it is there."""
    wanted = ("count", "share", "words") if question.how in MEASURES else ("present", "count")
    plain = "." not in fact.name and not isinstance(fact.kind, Number | YesNo | Choice)
    others = (VOCABULARY.find(f"{fact.name.partition('.')[0]}.{one}") for one in wanted)
    unit = question.texts[0].rpartition(" ")[2] if question.texts else ""
    if question.how in MEASURES and not isinstance(fact.kind, Texts) and "%" not in unit:
        counted = VOCABULARY.find(f"{fact.name}.{unit.rstrip('s')}s") if plain and unit.isalpha() else None
        return (counted,) if counted and _can_be(counted, question) else ()
    return tuple(one for one in others if plain and one and _can_be(one, question))[:1]


@lru_cache(maxsize=2048)
def _named(stems: frozenset[str]) -> tuple[str, ...]:
    """Names of facts of which a phrase stands there and no word is left over, the longest phrase first."""
    if not stems or len(stems) > _MOST_WORDS or stems & _bounds():
        return ()
    phrases: dict[str, set[str]] = {}
    longest: dict[str, float] = {}
    for weight, name in facts().fitting(stems):
        longest[name] = max(weight, longest.get(name, 0.0))
    for name, phrase in facts().phrases:
        if name in longest and phrase <= stems:
            phrases.setdefault(name, set()).update(phrase)
    roots = stems_of(_ROOTS)
    whole = [
        name
        for name in longest
        if not stems - phrases[name] - roots - stems_of(words_of(name.partition(".")[0]))
    ]
    return tuple(sorted(whole, key=lambda name: -longest[name]))


def _can_be(fact: Fact, question: Question) -> bool:
    """Whether a fact can be asked so."""
    kind, how = fact.kind, question.how
    if how in MEASURES:
        return isinstance(kind, Number) and _of_unit(kind.unit, question.texts[0])
    if how == "yes":
        return isinstance(kind, YesNo | Number) or (
            isinstance(kind, Text | Texts) and question.texts[0] not in "10"
        )
    if isinstance(kind, Number):
        return (
            how in {"", "is"} and question.texts[0][:1].isdigit() and _of_unit(kind.unit, question.texts[0])
        )
    if isinstance(kind, Choice):
        return how in {"", "is", "in"}
    numeric = how in {"", "is"} and question.texts[0].isdigit()
    return isinstance(kind, Text | Texts) and not numeric


def _of_unit(unit: str, text: str) -> bool:
    """Whether a number may have the unit that is written behind it."""
    written = text.lstrip("0123456789., ").lower()
    if not text[:1].isdigit():
        return unit != "bytes"
    if unit == "bytes":
        return bool(re.fullmatch(r"(?:[km](?:i?b)?|bytes?)?", written))
    if not written:
        return True
    words = {word for word, phrase in _units() if phrase == unit}
    return written in {unit, unit.removesuffix("s"), *words} or (
        unit == "%" and written in {"percent", "pct"}
    )


@lru_cache(maxsize=1)
def _bounds() -> frozenset[str]:
    """Words that say how to compare: a name with one of them asks more than its fact."""
    told = (phrase for name, phrase in section("tests").phrases if name not in {"word", "contains", "is"})
    return frozenset(word for phrase in told for word in phrase) - {"old", "end", "start"}


@lru_cache(maxsize=1)
def _units() -> tuple[tuple[str, str], ...]:
    told = {"chars": "characters", "char": "characters", "letters": "characters", "urls": "links"}
    told |= {"files": "attachments", "recipients": "addresses", "people": "addresses", "messages": "posts"}
    told |= {"mails": "posts", "levels": "levels", "phones": "numbers"}
    return tuple(told.items())


def share_named(name: str) -> str:
    """``quoted.share`` for "quoted.lines / total.lines"; "" for any other name."""
    found = _RATIO.fullmatch(name.strip().lower())
    share = f"{found['part']}.share" if found else ""
    return share if VOCABULARY.find(share) else ""


def facts_told(name: str) -> str:
    """The fact that a name in a sentence stands for, such as "author" and "quoted_lines"; "" for none."""
    if share := share_named(name):
        return share
    for how, text in (("over", "1"), ("", "a")):
        found = facts_named(name, Question(how=how, texts=(text,)))
        if found:
            return found[0].name
    return ""


def is_known(word: str) -> bool:
    """Whether a word means something here, so that it is hardly a slip of the keyboard for another."""
    stems = stems_of(words_of(word))
    known = frozenset(one for _, phrase in facts().phrases for one in phrase) | stems_of(_ROOTS | _COUNTS)
    return bool(stems) and stems <= known | frozenset(
        one for _, phrase in section("tests").phrases for one in phrase
    )
