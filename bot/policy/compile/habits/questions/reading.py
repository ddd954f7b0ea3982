"""Reads ``KEY: VALUE`` and whole expressions in the regular forms of any system as a line."""

import re
from collections.abc import Iterator

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.questions.lines import lines_asked
from bot.policy.compile.habits.questions.operators import leading, trailing
from bot.policy.compile.habits.questions.question import MEASURES, Question
from bot.policy.compile.habits.questions.values import asked_behind, asked_in
from bot.policy.compile.habits.several import bare
from bot.policy.compile.habits.written import is_yes, listed, opposite
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence

_MOST = 200  # characters
_NOT = lazy_regex(r"(?:[!~]\s*|(?:not|no|isnt|non|without)[ _-]+|-(?=[a-z]))(?P<rest>.+)", re.IGNORECASE)
_HOW = lazy_regex(r"(?P<name>[^()]*\w)\s*\((?P<how>[\w ,-]+)\)")
_BRACES = lazy_regex(r"\s*\$?\{\{(?P<inner>.*)\}\}\s*|\s*\{%\s*if\s(?P<block>.*)%\}\s*", re.DOTALL)
_NAME = r"[A-Za-z_][\w.\[\]'\"-]*"
_CALL = lazy_regex(
    rf"(?P<word>[A-Za-z_]\w*)\(\s*(?P<name>{_NAME})\s*,\s*(?P<quote>['\"/])(?P<text>.+)(?P=quote)\w*\s*\)"
)
_METHOD = lazy_regex(
    rf"(?P<name>{_NAME})\.(?P<word>[A-Za-z]+)\(\s*(?P<quote>['\"/])(?P<text>.+)(?P=quote)\w*\s*\)"
)
_IN = lazy_regex(
    rf"(?P<quote>['\"])(?P<text>.+?)(?P=quote)\s+(?P<not>not\s+)?in\s+(?P<name>{_NAME})", re.IGNORECASE
)
_STATE = lazy_regex(rf"is_state\(\s*['\"](?P<name>{_NAME})['\"]\s*,\s*['\"](?P<text>\w+)['\"]\s*\)")
_OF_STATE = lazy_regex(
    r"(?:states|state_attr|float|int|str|lower|upper|trim|len|length|count|size)\(\s*['\"]?([\w.]+)['\"]?\s*\)"
)
_FILTER = lazy_regex(
    r"(?:(?<!\s)\s+)?\|\s*(?:int|float|lower|upper|trim|string|length|count|default\([^()]*\))(?:\(\d*\))?|\.(?:lower|upper|strip|trim|toLowerCase|toString)\(\)",
    re.IGNORECASE,
)
_SIGNED = lazy_regex(
    rf"(?P<name>{_NAME}(?: {_NAME}){{0,3}}?)\s*(?P<sign>[<>=!]=?=?|=~|!~|~)\s*(?P<rest>[^<>=~!].*)"
)
_WORDED = lazy_regex(rf"(?P<name>{_NAME}(?: {_NAME}){{0,3}}?)\s+(?P<rest>\S.*)")
_COUNTED = lazy_regex(
    r"(?P<how>[a-z ]+?) (?P<number>\d[\d.,]*\s?(?:%|[KkMm][Bb])?) (?P<name>[a-z][\w. ]*)", re.IGNORECASE
)
_ABOUT = frozenset(
    ("entity_id", "entity", "field", "attribute", "fact", "key", "variable", "property", "header", "left")
)
_GROUPS = {
    **dict.fromkeys(("or", "anyof", "any_of", "any", "oneof"), "any"),
    **dict.fromkeys(("and", "allof", "all_of", "all"), "all"),
    **dict.fromkeys(("not", "none", "noneof", "nor"), "none"),
}
_TUPLE = lazy_regex(
    rf"(?P<name>{_NAME})\.startswith\(\s*\((?P<texts>(?:\s*(?:'[^']*'|\"[^\"]*\")\s*,?)+)\)\s*\)",
    re.IGNORECASE,
)
_BLANK = lazy_regex(rf"(?:is_?)?(?:blank|empty|null|none)\(\s*(?P<name>{_NAME})\s*\)", re.IGNORECASE)
_COUNTING = (
    (lazy_regex(r"len\(\s*([\w.]+?)\.split\(\s*\)\s*\)|([\w.]+)\s*\|\s*word_?count"), r"\1\2.words"),
    (lazy_regex(r"len\(\s*([\w.]+)\s*\)|([\w.]+)\s*\|\s*(?:length|count)"), r"\1\2.length"),
)
_BETWEEN = lazy_regex(r"\bbetween \d[\d.,]*\s*$", re.IGNORECASE)
_ENDING_SIGN = lazy_regex(r"(?P<name>[\w.]+) ?(?P<sign>~=|=~|!~|!=|==|[<>]=?)")
_KINDS = frozenset(("condition", "platform", "trigger", "type", "kind", "alias", "id"))
_CALLS = {
    "contains": "contains",
    "includes": "contains",
    "startswith": "starts_with",
    "endswith": "ends_with",
}
_CALLS |= {
    "matches": "matches",
    "match": "matches",
    "test": "matches",
    "regex_match": "matches",
    "search": "matches",
}


def lines_read(entry: Entry) -> Iterator[str]:
    """The lines that ``KEY: VALUE`` may be; none where a piece of it is in no known form."""
    key, value = entry.key.text.strip(), entry.value
    if len(key) > _MOST:
        return
    if group := _grouped(key, value):
        yield group
    if key.lower() in {"not", "unless"}:
        yield from map(opposite, _denied(value))
        return
    for name, question in _questions(key, value):
        yield from lines_asked(question.about(name))


def _denied(value: Node) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield expression_read(value.text)
    elif isinstance(value, Mapping) and len(value.entries) == 1:
        yield next(lines_read(value.entries[0]), "")


def _questions(key: str, value: Node) -> Iterator[tuple[str, Question]]:
    """A name with the question behind it: the operator stands at the end of the key, or in the value."""
    if (
        (answer := is_yes(value)) is not None
        and (inner := _leaf(key)) is not None
        and (inner.how != "yes" or set("=<>") & set(key))
    ):
        yield inner.name, inner if answer else inner.turned()
    asked = asked_behind(value)
    if asked and key[0] not in "!~-":
        yield key, asked
    if (found := _NOT.fullmatch(key)) is not None:
        for name, question in _questions(found["rest"], value):
            yield name, question.turned()
        return
    if called := _HOW.fullmatch(key):
        yield from _called(called, value)
        return
    if (signed := _ENDING_SIGN.fullmatch(key)) is not None and isinstance(value, Scalar):
        sign = "=~" if signed["sign"] == "~=" else signed["sign"]
        if (asked := asked_in(f"{sign} {value.text}")) is not None:
            yield signed["name"], asked
        return
    if (ended := trailing(key)) is not None:
        name, how, denied = ended
        if (asked := _behind(how, value)) is not None:
            yield name, asked.turned() if denied else asked


def _called(found: re.Match[str], value: Node) -> Iterator[tuple[str, Question]]:
    """``title (includes-word, case-sensitive)``: the first word that compares."""
    if "case" in found["how"] or "+" in found["name"]:
        return
    for word in found["how"].split(","):
        if (operator := leading(word.strip())) is not None and not operator.rest:
            asked = _behind(operator.how, value)
            if asked is not None:
                yield found["name"], asked.turned() if operator.denied else asked
            return


def _behind(how: str, value: Node) -> Question | None:
    """The question whose operator is known, with what stands behind it."""
    if isinstance(value, Scalar):
        written = f"{how.replace('_', ' ')} {value.text}"
        return asked_in(written) if how not in MEASURES or value.text[:1].isdigit() else None
    if isinstance(value, Sequence) and (inner := asked_behind(value)):
        several = {"contains": "has_any", "has_phrase": "has_any"}
        several |= {one: f"{one} any" for one in ("starts_with", "ends_with", "matches")}
        return Question(how=several.get(how, how), texts=inner.texts)
    return None


def mapping_read(node: Mapping) -> Iterator[str]:
    """``{field: subject, operator: contains, value: sale}`` and ``{entity_id: reply, state: on}``."""
    kind = node.get("condition")
    if isinstance(kind, Scalar) and (group := _grouped(kind.text, node.get("conditions"))):
        yield group
        return
    template = node.get("value_template")
    if isinstance(template, Scalar):
        yield expression_read(template.text)
    about = [one.value.text for one in node if one.key.text in _ABOUT and isinstance(one.value, Scalar)]
    rest = tuple(one for one in node if one.key.text not in _ABOUT | _KINDS)
    if len(about) != 1 or not 0 < len(rest) < 3:
        return
    asked = asked_behind(Mapping(entries=rest, at=node.at))
    if asked is not None:
        yield from lines_asked(asked.about(about[0]))


def all_must_hold(node: Sequence) -> bool:
    """Whether a list is one of a system in which every condition of a list must hold."""
    return all(
        (isinstance(item, Mapping) and item.entries[0].key.text.lower() in {"condition", "alias", "platform"})
        or (isinstance(item, Scalar) and item.text.startswith("*"))
        for item in node.items
    )


def _grouped(word: str, value: Node | None) -> str:
    """``conditions:`` below ``condition: or``, and ``OR: [...]``, where each of them is read."""
    group = _GROUPS.get(word.lower(), "")
    items = value.items if isinstance(value, Sequence) else ()
    lines = [_item(item) for item in items]
    return f"{group}: {listed(f'{{{line}}}' for line in lines)}" if group and lines and all(lines) else ""


def _item(item: Node) -> str:
    if isinstance(item, Scalar):
        return expression_read(item.text)
    if not isinstance(item, Mapping) or not item.entries:
        return ""
    several = () if len(item.entries) > 1 else lines_read(item.entries[0])
    return next(filter(None, (*mapping_read(item), *several)), "")


def expression_read(text: str) -> str:
    """The line for an expression, "" where a piece of it is in no known form."""
    if len(text) > _MOST:
        return ""
    found = _BRACES.fullmatch(text)
    return _either((found["inner"] or found["block"] or "") if found else text)


def name_asked(text: str) -> str:
    """The name in an expression that only fetches or counts it: ``states('links') | int``."""
    for form, plain in _COUNTING:
        text = form.sub(plain, text)
    return _OF_STATE.sub(r"\1", _FILTER.sub("", text.strip())).strip()


def _either(text: str) -> str:
    for signs, group in ((("||", "or"), "any"), (("&&", "and"), "all")):
        parts = _split(text, signs)
        if len(parts) > 1:
            lines = [_either(part) for part in parts]
            if all(lines):
                return f"{group}: {listed(f'{{{line}}}' for line in lines)}"
            return _one(text)
    return _one(text)


def _one(text: str) -> str:
    text = text.strip()
    if (found := _NOT.fullmatch(text)) is not None and text[:1] in "!~nN":
        inner = _either(found["rest"])
        return opposite(inner) if inner else ""
    if text.startswith("(") and text.endswith(")") and _closes(text):
        return _either(text[1:-1])
    question = _leaf(text)
    return next(lines_asked(question), "") if question else ""


def _closes(text: str) -> bool:
    """Whether the bracket at the front is the one at the end."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _split(text: str, signs: tuple[str, str]) -> list[str]:
    """The parts between signs or words that stand in no brackets and quotation marks."""
    parts, depth, quote, start, at = list[str](), 0, "", 0, 0
    while at < len(text):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"" and (at == 0 or not text[at - 1].isalnum()):
            quote = char
        else:
            depth += (char in "([{") - (char in ")]}")
            width = _sign_at(text, at, signs) if depth == 0 else 0
            width = 0 if width and _BETWEEN.search(text[start:at]) else width
            if width:
                parts.append(text[start:at])
                at = start = at + width
                continue
        at += 1
    return [*parts, text[start:]]


def _sign_at(text: str, at: int, signs: tuple[str, str]) -> int:
    sign, word = signs
    if text.startswith(sign, at):
        return len(sign)
    apart = at > 0 and text[at - 1] == " " and text[at + len(word) : at + len(word) + 1] == " "
    return len(word) if apart and text[at : at + len(word)].lower() == word else 0


def _leaf(text: str) -> Question | None:
    """One comparison."""
    for form, plain in _COUNTING:
        text = form.sub(plain, text)
    text = _OF_STATE.sub(r"\1", _FILTER.sub("", text.strip())) if "is_state" not in text else text.strip()
    for read in (_state, _blank, _at_front, _in_text, _of_call, _of_sign, _counted, _in_words):
        if (question := read(text)) is not None:
            return question
    return Question(name=text, how="yes", texts=("yes",)) if re.fullmatch(r"[\w.\- ]+", text) else None


def _state(text: str) -> Question | None:
    found = _STATE.fullmatch(text)
    inner = asked_in(found["text"]) if found else None
    return inner.about(found["name"]) if found and inner else None


def _at_front(text: str) -> Question | None:
    """``subject.startswith(("re:", "aw:"))``."""
    found = _TUPLE.fullmatch(text)
    texts = tuple(one.strip(" '\"") for one in found["texts"].split(",") if one.strip()) if found else ()
    return Question(name=found["name"], how="starts_with any", texts=texts) if found and texts else None


def _blank(text: str) -> Question | None:
    found = _BLANK.fullmatch(text)
    return Question(name=found["name"], how="yes", texts=("no",), denied=True) if found else None


def _in_text(text: str) -> Question | None:
    found = _IN.fullmatch(text)
    if not found:
        return None
    return Question(
        name=found["name"], how="contains", texts=(found["text"],), denied=found["not"] is not None
    )


def _of_call(text: str) -> Question | None:
    found = _CALL.fullmatch(text) or _METHOD.fullmatch(text)
    how = _CALLS.get(found["word"].lower().replace("_", ""), "") if found else ""
    if not found or not how:
        return None
    return Question(
        name=found["name"], how="matches" if found["quote"] == "/" else how, texts=(found["text"],)
    )


def _of_sign(text: str) -> Question | None:
    found = _SIGNED.fullmatch(text)
    if not found:
        return None
    asked = asked_in(f"{found['sign'].replace('===', '==').replace('!==', '!=')} {found['rest']}")
    return asked.about(found["name"]) if asked else None


def _counted(text: str) -> Question | None:
    """``more than 3 links``."""
    found = _COUNTED.fullmatch(text)
    operator = leading(f"{found['how']} {found['number']}") if found else None
    if found is None or operator is None or operator.how not in MEASURES or not operator.rest[:1].isdigit():
        return None
    return Question(name=found["name"], how=operator.how, texts=(operator.rest,), denied=operator.denied)


def _in_words(text: str) -> Question | None:
    """``subject contains sale``: the first place from which the rest is an operator with what it compares."""
    words = text.split(" ")
    for at in range(1, min(len(words), 5)):
        operator = leading(" ".join(words[at:]))
        if operator is not None and operator.rest:
            asked = asked_in(" ".join(words[at:]))
            return asked.about(bare(" ".join(words[:at]))) if asked else None
    return None
