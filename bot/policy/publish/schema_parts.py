"""Building blocks of the JSON Schema: keys with their explanations, references, choices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.policy.model.keywords import Word, Words

Schema = dict[str, Any]

NAME = "[A-Za-z_][A-Za-z0-9_-]*"
TEXT: Schema = {"type": ["string", "number", "boolean"]}
YES_OR_NO: Schema = {
    "type": ["string", "boolean"],
    "pattern": "^(?:[Yy]es|[Nn]o|YES|NO)$",
    "defaultSnippets": [
        {"label": "yes", "body": "yes", "description": "It is so."},
        {"label": "no", "body": "no", "description": "It is not so."},
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names that a rule file gives: offered besides the words of the language."""

    values: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


NO_NAMES = Names()


def ref(name: str) -> Schema:
    """What a definition says."""
    return {"$ref": f"#/definitions/{name}"}


def keyed(meanings: Words, shapes: Mapping[str, Schema]) -> Schema:
    """A mapping with exactly the keys that ``meanings`` explains."""
    properties = {key: {**explained(meaning), **_apart(shapes[key])} for key, meaning in meanings.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _apart(shape: Schema) -> Schema:
    """A shape beside which a description may stand: keywords beside $ref do not count in draft 7."""
    return {"allOf": [shape]} if "$ref" in shape else shape


def explained(meaning: Word) -> Schema:
    """What people read when they point at a key, with an example."""
    return {
        "description": f"{meaning.about}\n\nFor example  {meaning.example}",
        "markdownDescription": f"{meaning.about}\n\n`{meaning.example}`",
    }


def named(shape: Schema, known: Iterable[str] = ()) -> Schema:
    """Lines of NAME: something, with the names that are known offered."""
    return {
        "type": "object",
        "properties": dict.fromkeys(known, shape),
        "patternProperties": {f"^{NAME}$": shape},
        "additionalProperties": False,
    }


def choice(meanings: Words) -> Schema:
    """One of several words, each with its meaning."""
    about = [meaning.about for meaning in meanings.values()]
    return {"enum": list(meanings), "enumDescriptions": about, "markdownEnumDescriptions": about}


def one_or_more(shape: Schema) -> Schema:
    """One, or a list of them."""
    return {"anyOf": [{"type": "array", "items": shape, "minItems": 1}, shape]}


def several() -> Schema:
    """Several texts; one alone is a list of one."""
    return {"anyOf": [{"type": "array", "items": TEXT}, TEXT]}


def offered(texts: Iterable[str]) -> Schema:
    """Texts that an editor offers, beside any other."""
    found = list(texts)
    return {"examples": found} if found else {}
