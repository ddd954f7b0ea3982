"""A new fact, or a new action, is one definition: the rest of the language knows it by itself."""

import pytest

from bot.facts import VOCABULARY, Context, Facts, Number, fact
from bot.mail import read
from bot.policy import decide
from tests.parts.rulefiles import NOW, policy_of, refusal_of, rule, rules


@pytest.fixture
def a_new_fact():
    """A fact as somebody would write it in a file of its own: one decorated function."""
    before = len(VOCABULARY)

    @fact("own.exclamations", Number("marks"), examples=[("Subject: x\n\nNo!!\n", 2)])
    def exclamations(post, _):
        """How many exclamation marks the post has."""
        return post.text.count("!")

    yield VOCABULARY.find("own.exclamations")
    del VOCABULARY._facts["own.exclamations"]
    assert len(VOCABULARY) == before


def test_without_it_the_word_is_unknown():
    assert 'unknown fact "own.exclamations"' in refusal_of(rules(rule(when="{own.exclamations: over 3}")))


def test_the_definition_is_all_that_parser_checker_and_explanation_need(a_new_fact):
    policy = policy_of(
        rules(
            rule(when="{own.exclamations: over 3}", then="return", because="Of {{ own.exclamations }} marks!")
        )
    )
    verdict = decide(policy, Facts(read(b"Subject: x\n\nNo!!!!\n"), Context(now=NOW)))
    assert verdict.findings[0].text == "Of 4 marks!"
    assert verdict.rules[0].conditions[0].value == 4


def test_it_is_suggested_for_a_misspelt_one(a_new_fact):
    assert 'did you mean "own.exclamations"?' in refusal_of(rules(rule(when="{own.exclamatons: over 3}")))


def test_its_unit_and_its_kind_are_checked(a_new_fact):
    assert '"own.exclamations" counts marks, not lines' in refusal_of(
        rules(rule(when="{own.exclamations: 3 lines}"))
    )


def test_schema_and_manual_tell_of_it(a_new_fact):
    from bot.policy.publish.manual import manual
    from bot.policy.publish.schema import schema_text

    assert "own.exclamations" in schema_text()
    assert "How many exclamation marks the post has." in manual()
