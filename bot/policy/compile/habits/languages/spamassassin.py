"""Tests of SpamAssassin (``header NAME Subject =~ /free/i``) as lines of a rule."""

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.written import opposite

_PATTERN = r"m?/(?P<pattern>(?:[^/\\]|\\.)+)/(?P<flags>[a-z]*)"
_HEADER = lazy_regex(rf"header\s+(?:\w+\s+)?(?P<field>[\w-]+)(?::\w+)?\s*(?P<how>=~|!~)\s*{_PATTERN}")
_EXISTS = lazy_regex(r"header\s+(?:\w+\s+)?exists:(?P<field>[\w-]+)")
_PART = lazy_regex(rf"(?P<part>body|rawbody|full|uri)\s+(?:\w+\s+)?(?:=~\s*)?{_PATTERN}")
_FIELDS = {
    "subject": "subject",
    "from": "sender",
    "to": "recipients",
    "cc": "recipients",
    "tocc": "recipients",
}
_PARTS = {"body": "body", "uri": "links"}
_SEVERAL = frozenset(("recipients", "links"))


def spamassassin_line(text: str) -> str:
    """The line for one test; "" for anything else, and for what no line can ask (raw bodies)."""
    text = text.strip()
    if found := _EXISTS.fullmatch(text):
        return f"header.{found['field']}: {{is_not: ''}}"
    if found := _HEADER.fullmatch(text):
        fact = _FIELDS.get(found["field"].lower(), f"header.{found['field']}")
        line = f"{fact}: {_test(fact, found['pattern'], found['flags'])}"
        return opposite(line) if found["how"] == "!~" else line
    found = _PART.fullmatch(text)
    fact = _PARTS.get(found["part"], "") if found else ""
    return f"{fact}: {_test(fact, found['pattern'], found['flags'])}" if found and fact else ""


def _test(fact: str, pattern: str, flags: str) -> str:
    written = "'" + pattern.replace("\\/", "/").replace("'", "''") + "'"
    if fact in _SEVERAL:
        return f"{{any_matches: {written}}}"
    return f"{{matches: {written}}}" if "i" in flags else f"{{matches: {written}, case: yes}}"
