"""Where a file makes no sense, the line to blame is named in plain words, and the rest is read too."""

import random
import re

import pytest

from bot.policy import RulesRefused, load
from tests.parts.accidents import SHIPPED
from tests.parts.rulefiles import files
from tests.parts.tries import tries

GOOD = """\
ruleset: x
language: 1

rules:
  - name: short
    when:
      links.count: at least 1
      own.words: under 40
    then: return
    because: |
      Please write more.
    examples:
      - facts: {links.count: 1, own.words: 3}
        expect: return
      - facts: {links.count: 1, own.words: 90}
        expect: no match

  - name: long
    when:
      own.words: over 900
    then: hold
    because: A long post.
    examples:
      - facts: {own.words: 901}
        expect: hold
"""
JARGON = re.compile(
    r"block|scalar|mapping|simple key|<|yaml|token|stream|\bflow|document|anchor", re.IGNORECASE
)


def errors_of(text):
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=text).read)
    return refused.value.errors


def broken(old, new):
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (broken("    when:\n      links", "    when\n      links"), 6, 'a colon is missing after "when"'),
        (broken("rules:", "rules"), 4, 'a colon is missing after "rules"'),
        (broken("then: return", "then:return"), 9, "a space is missing after the colon"),
        (broken("      own.words: under 40", "    own.words: under 40"), 8, 'unknown key "own.words" in a rule'),
        (broken("      own.words: under 40", "       own.words: under 40"), 8, '"own.words:" begins in the wrong column'),
        (broken("    because: |", "  because: |"), 10, '"because:" begins in the wrong column'),
        (broken("      Please write", "  Please write"), 11, "the line begins in the wrong column"),
        (broken("    then: hold", "    - then: hold"), 21, 'a hyphen too many before "then:"'),
        (broken("  - name: long", "    name: long"), 18, '"name" is given twice'),
        (broken("      - facts: {own.words: 901}", "        facts: {own.words: 901}"), 0, ""),
        (broken("    examples:\n      - facts: {own.words: 901}", "      - facts: {own.words: 901}"), 23,
         "an example without examples: above it"),
        (broken("hold\n    because: A long", "hold because: A long"), 21, '"because:" must begin a line of its own'),
        (broken("|\n      Please", "| Please"), 10, "a text on the same line as the sign | before it"),
        (broken("rules:\n  - name: short", "rules: - name: short"), 4, 'a hyphen on the same line as "rules:"'),
        (broken("{links.count: 1, own.words: 3}", "links.count: 1, own.words: 3}"), 13,
         "the bracket } closes nothing"),
        (broken("own.words: 3}", "own.words: 3"), 13, "the bracket { is not closed, or a comma is missing"),
        (broken("then: hold", "then: hold}"), 21, 'unknown action "hold}"'),
        (broken("    then: hold", "   } then: hold"), 21, "the bracket } closes nothing"),
        (broken("    when:\n      own.words: over 900", "      own.words: over 900"), 19, "a condition without when: above it"),
        (broken("own.words: over 900", "own.words > 900"), 20, 'a colon is missing after "own.words"'),
        (broken("A long post.", '"A "long" post."'), 22, 'a " inside "..." ends the text'),
        (broken("A long post.", "'A long post."), 22, "the quote ' is not closed"),
        (broken("A long post.", "[Salon] A long post."), 22, "a text that begins with [ needs single quotes around it"),
    ],
)  # fmt: skip
def test_the_line_to_blame_is_named(text, line, said):
    if line:
        found = errors_of(text)
        assert [(one.line, one.message) for one in found][:1] == [(line, said)]
    else:
        assert errors_of(text)


def test_the_end_of_a_line_on_a_line_of_its_own():
    text = broken(
        "{links.count: 1, own.words: 90}\n        expect: no match",
        "{own.words: 90}\n        expect: no m\natch",
    )
    assert (17, "this line has no key") in [(one.line, one.message) for one in errors_of(text)]


def test_a_condition_on_the_line_of_its_key_is_read_all_the_same():
    text = broken("    when:\n      own.words: over 900\n", "    when: own.words: ovr 900\n")
    assert [(one.line, one.message) for one in errors_of(text)] == [
        (19, '"own.words:" must begin a line of its own'),
        (19, '"ovr 900" is not a test of a number of words'),
    ]


def test_what_else_is_wrong_is_said_too():
    text = (
        broken("then: return", "then:return")
        .replace("then: hold", "then: hlod")
        .replace("over 900", "ovr 900")
    )
    assert [(one.line, one.message) for one in errors_of(text)] == [
        (9, "a space is missing after the colon"),
        (20, '"ovr 900" is not a test of a number of words'),
        (21, 'unknown action "hlod"'),
    ]


def test_every_message_is_plain_english():
    chance = random.Random(3)
    for path in SHIPPED:
        lines = path.read_text(encoding="utf-8").split("\n")
        for _ in range(tries(10)):
            for error in _errors_with(_damaged(lines, chance)):
                if error.code == "R002":
                    assert not JARGON.search(
                        re.sub(r'"[^"]*"', "", f"{error.message} {error.note} {error.help}")
                    ), error.render()
                assert error.help or error.note, error.render()


def _damaged(lines, chance):
    """The file with one line moved, cut, joined with the next, or with a sign too many or too few."""
    at = chance.choice(
        [n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    )
    line, cut = lines[at], chance.randrange(len(lines[at]) + 1)
    ways: tuple[list[str], ...] = (
        [" " * chance.choice((1, 2, 3)) + line],
        [line[min(2, len(line) - len(line.lstrip())) :]],
        [line.replace(":", "", 1)],
        [line.replace(": ", ":", 1)],
        [line[:cut] + chance.choice("'\"[]{}-|") + line[cut:]],
        [line.replace("- ", "", 1)],
        [line[:cut], line[cut:]],
        [],
    )
    return "\n".join([*lines[:at], *chance.choice(ways), *lines[at + 1 :]])


def _errors_with(text):
    try:
        load("rules.yaml", lambda name: text.encode() if name == "rules.yaml" else _beside(name))
    except RulesRefused as refused:
        return refused.errors
    return ()


def _beside(name):
    return next(path for path in SHIPPED if path.name == name).read_bytes()
