"""Loading: whatever is wrong, with the file or with the program, is told at its place."""

import pytest

from bot.policy import RulesRefused, load
from bot.policy.compile.rule_parser import RuleReader
from tests.parts.rulefiles import HEAD, files, policy_of, refusal_of, rule, rules
from tests.parts.yardstick import steepness


@pytest.mark.parametrize("problem", [RecursionError, KeyError, ValueError])
def test_a_fault_of_the_program_is_an_error_at_the_rule_that_it_fails_on(monkeypatch, problem):
    ways = RuleReader.rule

    def failing(reader, node):
        if node.get("name").text == "second":
            raise problem("hunter2")
        return ways(reader, node)

    monkeypatch.setattr(RuleReader, "rule", failing)
    text = HEAD + rules(rule("first"), rule("second"))
    with pytest.raises(RulesRefused) as refused:
        load("a.yaml", files(a=text).read)
    told = refused.value.render()
    assert told.splitlines()[:2] == [
        f"error[R021]: the program fails on what is here ({problem.__name__})",
        " --> a.yaml:7:5",
    ]
    assert "hunter2" not in told


@pytest.mark.parametrize("name", ["guard.twice", "Guard.x", "' guard.twice'"])
def test_the_names_of_guards_are_reserved(name):
    assert "the names that begin with guard. are those of the bot's own guards" in refusal_of(
        rules(rule(name))
    )


def test_a_name_that_only_looks_a_little_like_a_guards_is_free():
    with pytest.raises(AssertionError, match="not refused"):
        refusal_of(rules(rule("guardian"), rule("guards")))


@pytest.mark.parametrize("text", [r'"r\e[31m"', r'"a\0b"', r'"\x9b"', r'"\r"'])
def test_control_characters_are_refused_wherever_they_stand(text):
    assert "error[R003]: the text has a control character (U+" in refusal_of(rules(rule(text)))
    told = refusal_of(rules(rule(when=f"{{subject: {text}}}")))
    assert "the text has a control character" in told
    assert all(char.isprintable() or char == "\n" for char in told)


def test_a_name_is_a_line_that_can_be_shown():
    for text in (r'"a\bb"', r'"a\nb"', r'"a\u202eb"'):
        assert "the name has a character that cannot be shown" in refusal_of(rules(rule(text)))


def test_tabs_and_line_ends_are_no_control_characters():
    with pytest.raises(AssertionError, match="not refused"):
        refusal_of(rules(rule(when=r'{subject: "a\tb\nc"}')))


def test_the_time_of_loading_grows_with_the_file():
    few, many = (
        rules(*(rule(f"r{n}", f"{{own.words: over {n}}}") for n in range(size))) for size in (500, 2_000)
    )
    assert steepness(lambda: policy_of(few), lambda: policy_of(many), enough=10) < 10
