"""
Writes the JSON Schema (draft 7) of the rule language, for completion and hover texts in editors.

Built from the vocabulary, the actions and ``words``. It serves while people
type; what they read of a refused file is written by the checker, which knows more.
"""

import json
import re
from dataclasses import dataclass, field

from bot.facts import VOCABULARY, Fact, Kind
from bot.facts.vocabulary import HEADER
from bot.policy.compile.action import Action, Takes
from bot.policy.compile.action_parser import SHORT
from bot.policy.compile.actions import ACTIONS
from bot.policy.compile.documents import LANGUAGE
from bot.policy.examples.run_examples import EXPECTED
from bot.policy.model import keywords
from bot.policy.model.keywords import Word
from bot.policy.publish.schema_parts import (
    NAME,
    NO_NAMES,
    TEXT,
    YES_OR_NO,
    Names,
    Schema,
    choice,
    explained,
    keyed,
    named,
    offered,
    one_or_more,
    ref,
    several,
)
from bot.policy.publish.schema_tests import name_of, test_of, text_test, value_of

_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_RETURN = {"const": "return"}
_ANY_HEADER = f"^{re.escape(HEADER)}[!-9;-~]+$"


def schema_text(names: Names = NO_NAMES) -> str:
    """The schema as a file."""
    return json.dumps(schema(names), ensure_ascii=False, indent=1) + "\n"


def schema(names: Names = NO_NAMES) -> Schema:
    """The schema as plain data; ``names`` are offered beside the words of the language."""
    return _Writing(names).file()


@dataclass(slots=True)
class _Writing:
    """Writes the schema for the names of one file."""

    names: Names
    definitions: dict[str, Schema] = field(default_factory=dict)

    def file(self) -> Schema:
        lines = self._lines()
        self.definitions["then"] = self._then()
        self.definitions["condition"] = {
            "anyOf": [{"type": "string", **offered(["always", *self.names.conditions])}, lines]
        }
        shapes: dict[str, Schema] = {
            "ruleset": {"type": "string"},
            "language": {"const": LANGUAGE, "default": LANGUAGE},
            "inherits": one_or_more({"type": "string"}),
            "guideline": {"type": "string"},
            "values": named(TEXT),
            "lists": _lists(self.names),
            "conditions": named(ref("condition")),
            "rules": {"type": "array", "items": self._rule()},
            "change": self._changes(),
        }
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Rules of a mailing list (listwarden)",
            **keyed(keywords.FILE, shapes),
            "anyOf": [{"required": ["rules"]}, {"required": ["inherits"]}],
            "definitions": self.definitions,
        }

    def _rule(self) -> Schema:
        shapes: dict[str, Schema] = {
            "name": {"type": "string"},
            "when": ref("condition"),
            "unless": ref("condition"),
            "then": ref("then"),
            "because": {"type": "string"},
            "guideline": {"type": "string"},
            "mode": choice(keywords.MODES),
            "on_unknown": choice(keywords.ON_UNKNOWN),
            "from": _DAY,
            "until": _DAY,
            "examples": {"type": "array", "items": _example()},
        }
        returns = {"type": "object", "required": ["disposition"], "properties": {"disposition": _RETURN}}
        warns = {"type": "object", "required": [SHORT]}
        return {
            **keyed(keywords.RULE, shapes),
            "required": ["name", "when", "then"],
            "if": {
                "required": ["then"],
                "properties": {"then": {"anyOf": [_RETURN, returns, {"const": SHORT}, warns]}},
            },
            "then": {"required": ["because"]},
        }

    def _changes(self) -> Schema:
        shapes: dict[str, Schema] = {
            "mode": choice(keywords.MODES),
            "on_unknown": choice(keywords.ON_UNKNOWN),
            "then": ref("then"),
            "until": _DAY,
            "because": {"type": "string"},
            "guideline": {"type": "string"},
            "also_unless": ref("condition"),
        }
        change = keyed(keywords.CHANGE, shapes)
        return {
            "type": "object",
            "properties": dict.fromkeys(self.names.rules, change),
            "additionalProperties": change,
        }

    def _then(self) -> Schema:
        disposition = choice(keywords.DISPOSITIONS)
        rules = one_or_more({"type": "string", **offered(self.names.rules)})
        meanings = {
            **keywords.THEN,
            **{
                word: Word(one.about, f"then: {{{word}: {one.examples[0]}}}") for word, one in ACTIONS.items()
            },
        }
        shapes = {word: _behind(one, rules) for word, one in ACTIONS.items()}
        alone = choice({**keywords.DISPOSITIONS, SHORT: Word(ACTIONS[SHORT].about, f"then: {SHORT}")})
        return {"anyOf": [alone, keyed(meanings, {"disposition": disposition, **shapes})]}

    def _lines(self) -> Schema:
        """Lines of a condition: facts with their tests, any/all/none, names of conditions."""
        facts = {fact.name: {**_told(fact), "allOf": [self._test(fact.kind)]} for fact in VOCABULARY}
        inner = {"anyOf": [{"type": "array", "items": ref("condition"), "minItems": 1}, ref("condition")]}
        groups = {word: {**explained(meaning), **inner} for word, meaning in keywords.GROUPS.items()}
        own = {name: _by_name(name) for name in self.names.conditions}
        taken = "|".join(re.escape(name) for name in [*facts, *groups, *own] if "." not in name)
        header = {"description": "What a field of the header says, empty where it is absent.", **text_test()}
        return {
            "type": "object",
            "properties": {**facts, **groups, **own},
            "patternProperties": {_ANY_HEADER: header, f"^(?!(?:{taken})$){NAME}$": _by_name("so named")},
            "additionalProperties": False,
            "minProperties": 1,
        }

    def _test(self, kind: Kind) -> Schema:
        name = name_of(kind)
        if name not in self.definitions:
            self.definitions[name] = test_of(kind, self.names)
        return ref(name)


def _told(fact: Fact) -> Schema:
    return {"description": f"{fact.about}\n\nIt is {fact.kind.phrase}."}


def _by_name(name: str) -> Schema:
    return {"description": f"Whether the condition {name} holds.", **YES_OR_NO}


def _lists(names: Names) -> Schema:
    shapes = {word: {"type": "string"} if word == "file" else several() for word in keywords.LIST}
    return named({"anyOf": [several(), keyed(keywords.LIST, shapes)]}, names.lists)


def _behind(action: Action, rules: Schema) -> Schema:
    """What may stand behind the word of an action."""
    match action.takes:
        case Takes.YES:
            return YES_OR_NO
        case Takes.YES_OR_TEXTS:
            return several()
        case Takes.TEXT:
            return {**TEXT, **offered(action.examples)}
        case Takes.NUMBER:
            return {"type": ["string", "number"], **offered(action.examples)}
        case Takes.CHOICE:
            return one_or_more({"enum": list(action.choices)})
        case Takes.RULE_NAMES:
            return rules
        case Takes.FIELD:
            return {
                "type": "object",
                "properties": {"name": TEXT, "value": TEXT},
                "required": ["name", "value"],
            }


def _example() -> Schema:
    facts = {
        "type": "object",
        "properties": {fact.name: {**_told(fact), **value_of(fact.kind)} for fact in VOCABULARY},
        "patternProperties": {_ANY_HEADER: TEXT},
        "additionalProperties": False,
    }
    expect: Schema = {"enum": list(EXPECTED)}
    shapes: dict[str, Schema] = {"facts": facts, "post": {"type": "string"}, "expect": expect}
    return {**keyed(keywords.EXAMPLE, shapes), "required": ["expect"]}
