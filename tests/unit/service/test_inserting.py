"""Lines put into a rule file: nothing else in it changes, and the rules still mean the same."""

import pytest

from bot.policy import load
from bot.service.replay.inserting import NoPlaceError, inserted, posts_in
from tests.parts.rulefiles import HEAD

NEW = [("facts: {own.words: 2}  # new", "expect: return")]
ONE = """\
# A list of ours.
ruleset: one
language: 1

rules:   # in this order

  # ---- Short ----

  - name: short      # what it guards
    when:
      own.words: under 4
    then: return
    because: |
      Too short.

      Really.

    # The examples hold for any sensible number.
    examples:
      - facts: {own.words: 3}   # nearly
        expect: return

      # not this one
      - facts:
          own.words: 9
        expect: no match   # long enough

  # ---- Long ----

  - name: long
    when: {own.words: over 900}
    then: hold   # rarely

# The end.
"""


def examples(text: str) -> int:
    """How many examples the file has, all of which hold."""
    return load("r.yaml", lambda _: text.encode()).examples


@pytest.mark.parametrize(
    ("rule", "before", "new"),
    [
        (
            "short",
            "        expect: no match   # long enough\n",
            "      - facts: {own.words: 2}  # new\n        expect: return\n",
        ),
        (
            "long",
            "    then: hold   # rarely\n",
            "    examples:\n      - facts: {own.words: 2}  # new\n        expect: no match\n",
        ),
    ],
)
def test_an_example_stands_behind_the_others_and_all_else_stays(rule, before, new):
    lines = [NEW[0]] if rule == "short" else [(NEW[0][0], "expect: no match")]

    text = inserted(ONE, rule, lines)

    assert text == ONE.replace(before, before + new)
    assert examples(text) == examples(ONE) + 1


@pytest.mark.parametrize(
    "because",
    ["Too short.", "'Too: short.'", "|\n      Too short.\n", "|\n      Too short.\n\n\n", ">-\n      Too\n      short.", '"Too\n      short."'],
)  # fmt: skip
@pytest.mark.parametrize(
    "end", ["", "\n", "\n\n", "\n# a remark\n", "\n- name: b\n  when: always\n  then: hold\n"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_wherever_a_rule_ends_the_next_line_is_found(because, end, line_end):
    text = (
        f"{HEAD}rules:\n- name: a\n  when: {{own.words: under 4}}\n  then: return\n  because: {because}{end}"
    )
    text = text.replace("\n", line_end)

    grown = inserted(text, "a", NEW)

    assert examples(grown) == 1
    assert [line for line in grown.splitlines() if line not in grown_lines()] == text.splitlines()
    assert ("\r\n" in grown) is (line_end == "\r\n")
    assert grown.count("\n") == grown.count("\r\n") or line_end == "\n"


def grown_lines() -> list[str]:
    return ["  examples:", "    - facts: {own.words: 2}  # new", "      expect: return"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules:\n  - {name: a, when: always, then: hold}\n", "is written in braces"),
        ("rules:\n  - name: a\n    when: always\n    then: hold\n    examples: [{facts: {own.words: 1}, expect: hold}]\n", "are written in brackets"),
        ("rules:\n  - name: b\n    when: always\n    then: hold\n", 'no rule "a"'),
        ("inherits: b.yaml\n", 'no rule "a"'),
    ],
)  # fmt: skip
def test_where_no_line_can_be_put_it_is_said(text, says):
    with pytest.raises(NoPlaceError, match=says):
        inserted(HEAD + text, "a", NEW)


def test_posts_that_are_examples_already_are_known():
    text = f"{HEAD}rules:\n  - name: a\n    when: always\n    then: hold\n    examples:\n      - post: ex/one.eml\n        expect: hold\n"

    assert posts_in(text, "a") == {"ex/one.eml"}
    assert posts_in(ONE, "short") == set()
