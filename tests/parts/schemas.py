"""A judge for the part of JSON Schema that our schema uses, and YAML 1.2's types for what it judges."""

import re
from typing import Any

import yaml

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "number": (int, float),
}
NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def plain(text):
    """A YAML text as data, typed as editors do it (YAML 1.2, core schema)."""
    return _plain(yaml.compose(text, Loader=yaml.SafeLoader))


def _plain(node):
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if node.style in {"'", '"', "|", ">"}:
        return node.value
    if node.value in {"true", "false"}:
        return node.value == "true"
    if node.value in {"", "~", "null"}:
        return None
    return float(node.value) if NUMBER.fullmatch(node.value) else node.value


def fits(value, schema, root):
    """Whether a value is what a schema says. Raises KeyError on a keyword that is not known here."""
    return all(JUDGES[word](value, told, schema, root) for word, told in schema.items())


def _ref(value, told, _, root):
    return fits(value, root["definitions"][told.rpartition("/")[2]], root)


def _type(value, told, *_):
    kinds = [told] if isinstance(told, str) else told
    return any(
        isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
        for kind in kinds
    )


def _properties(value, told, _, root):
    return not isinstance(value, dict) or all(
        fits(value[key], told[key], root) for key in value if key in told
    )


def _patterns(value, told, _, root):
    pairs = [
        (key, shape)
        for key in (value if isinstance(value, dict) else ())
        for pattern, shape in told.items()
        if re.search(pattern, key)
    ]
    return all(fits(value[key], shape, root) for key, shape in pairs)


def _additional(value, told, schema, root):
    if not isinstance(value, dict) or told is True:
        return True
    rest = [
        key
        for key in value
        if key not in schema.get("properties", {})
        and not any(re.search(one, key) for one in schema.get("patternProperties", {}))
    ]
    return not rest if told is False else all(fits(value[key], told, root) for key in rest)


def _if(value, told, schema, root):
    return not fits(value, told, root) or fits(value, schema.get("then", {}), root)


def _anything(*_):
    return True


JUDGES = {
    "$ref": _ref,
    "type": _type,
    "enum": lambda value, told, *_: (
        any(type(one) is type(value) and one == value for one in told)
        or (isinstance(value, float) and value in [one for one in told if type(one) is int])
    ),
    "const": lambda value, told, *_: value == told,
    "pattern": lambda value, told, *_: not isinstance(value, str) or bool(re.search(told, value)),
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _additional,
    "required": lambda value, told, *_: not isinstance(value, dict) or all(key in value for key in told),
    "minProperties": lambda value, told, *_: not isinstance(value, dict) or len(value) >= told,
    "minItems": lambda value, told, *_: not isinstance(value, list) or len(value) >= told,
    "items": lambda value, told, _, root: (
        not isinstance(value, list) or all(fits(item, told, root) for item in value)
    ),
    "anyOf": lambda value, told, _, root: any(fits(value, one, root) for one in told),
    "allOf": lambda value, told, _, root: all(fits(value, one, root) for one in told),
    "if": _if,
    "then": _anything,
    **dict.fromkeys(("$schema", "title", "definitions", "description", "markdownDescription"), _anything),
    **dict.fromkeys(
        ("enumDescriptions", "markdownEnumDescriptions", "default", "examples", "defaultSnippets"), _anything
    ),
}
