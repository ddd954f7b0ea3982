"""Writes docs/rules.md, the manual of the rule language, from its keywords, facts, actions and guards."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.facts import VOCABULARY, Fact
from bot.policy.compile.actions import ACTIONS
from bot.policy.guards.circumstances import Guard
from bot.policy.guards.guards import FIXED, GATE, LATE
from bot.policy.model import keywords
from bot.policy.model.fact_examples import example_of
from bot.policy.publish import manual_prose as prose


def manual() -> str:
    """The page in Markdown."""
    parts = (_keys(), [prose.CONDITIONS], _tests(), _facts(), _actions(), _ends())
    head = prose.HEAD.format(first=prose.FIRST_FILE)
    page = "\n".join([head, *(text for part in parts for text in part)])
    return re.sub(r"\n{3,}", "\n\n", page)


def _keys() -> Iterator[str]:
    yield _section("## Keys of a rule file", keywords.FILE)
    yield _section("## Keys of a rule", keywords.RULE)
    yield _section("### After `mode:`", keywords.MODES)
    yield _section("### After `on_unknown:`", keywords.ON_UNKNOWN)
    yield _section("### Keys of an example", keywords.EXAMPLE)
    yield _section("### After the name of a list", keywords.LIST)
    yield _section("### Keys of a change of an inherited rule", keywords.CHANGE)


def _tests() -> Iterator[str]:
    yield _section("### Lines that hold other lines", keywords.GROUPS)
    yield _section("### Tests of a number", keywords.NUMBER_TESTS) + prose.NUMBERS
    yield _section("### Tests of a text", {**keywords.TEXT_TESTS, "case": keywords.CASE}) + prose.TEXTS
    yield _section("### Tests of a list of texts", keywords.LIST_TESTS)
    yield prose.OTHER_TESTS
    yield _section("### Tests of the past", keywords.HISTORY_TESTS)
    yield _section("Spans of time:", keywords.SPANS)
    yield prose.MATCHED


def _facts() -> Iterator[str]:
    yield f"## Facts\n\nWhat a rule may ask of a post.\n\n{prose.UNKNOWN}"
    for group in dict.fromkeys(_group(fact) for fact in VOCABULARY):
        facts = sorted(
            (fact for fact in VOCABULARY if _group(fact) == group), key=lambda fact: fact.name != group
        )
        rows = [_fact(fact) for fact in facts]
        yield _table(f"### `{group}`", ("fact", "is", "what it tells", "for example"), rows)
    yield _table("### `header`", ("fact", "is", "what it tells", "for example"), [prose.OTHER_FIELDS])


def _group(fact: Fact) -> str:
    return fact.name.partition(".")[0]


def _fact(fact: Fact) -> tuple[str, str, str, str]:
    about = fact.about.replace("\n\n", " ").replace("``", "`")
    return f"`{fact.name}`", fact.kind.phrase, about, f"`{fact.name}: {example_of(fact)}`"


def _actions() -> Iterator[str]:
    yield prose.ACTING
    yield _section("### Dispositions", keywords.DISPOSITIONS)
    rows = [
        (
            f"`{one.word}`",
            str(one.takes),
            one.about,
            " or ".join(f"`{one.word}: {each}`" for each in one.examples),
        )
        for one in ACTIONS.values()
    ]
    yield _table("### Actions", ("action", "takes", "what it does", "for example"), rows)


def _ends() -> Iterator[str]:
    order = " > ".join(f"`{word}`" for word in ("discard", "hold", "return", "digest", "accept"))
    yield prose.SEVERAL.format(strength=order)
    late = [(f"`{name}`", "`hold`", about) for name, about in LATE.items()]
    yield prose.GUARDS.format(fixed=_guards(FIXED), gate=_guards(GATE), late=_guard_rows(late))


def _guards(guards: Iterable[Guard]) -> str:
    rows = [(f"`{one.name}`", f"`{one.disposition}`", one.about) for one in guards]
    return _guard_rows(rows)


def _guard_rows(rows: Sequence[tuple[str, str, str]]) -> str:
    return _rows(("guard", "makes it", "the post is, or"), rows) + "\n"


def _section(title: str, meanings: keywords.Words) -> str:
    rows = [(f"`{word}`", meaning.about, f"`{meaning.example}`") for word, meaning in meanings.items()]
    return _table(title, ("word", "what it means", "for example"), rows)


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return f"{title}\n\n{_rows(heads, rows)}\n"


def _rows(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
