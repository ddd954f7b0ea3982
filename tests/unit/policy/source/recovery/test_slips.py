"""Slips that people make with keys, brackets and names: each error says where it is and what to write."""

import pytest

from bot.policy import RulesRefused, load
from tests.parts.rulefiles import HEAD, files, rule, rules


def errors_of(text):
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=HEAD + text).read)
    return [(one.line, one.column, one.message, one.help) for one in refused.value.errors]


TOO_DEEP = """\
rules:
  - name: r
    when:
      own.words: under 5
      then: hold
    unless:
      any:
        - message.reply: yes
          because: Too short.
      examples:
        - facts: {own.words: 300}
          expect: hold
"""


def test_a_key_of_the_rule_among_its_conditions_and_its_examples_still_run():
    help_ = 'begin it in column 5, like "name:"'
    assert errors_of(TOO_DEEP) == [
        (7, 7, '"then:" is a key of the rule and begins too far right', help_),
        (11, 11, '"because:" is a key of the rule and begins too far right', help_),
        (12, 7, '"examples:" is a key of the rule and begins too far right', help_),
        (
            14,
            19,
            'an example of "r" fails: expected hold, got no match',
            "line 6 does not hold: own.words: under 5 (it is 300)",
        ),
    ]


def test_a_key_of_an_example_among_its_facts():
    text = rules(rule(examples="\n      - facts:\n          own.words: 5\n          expect: hold"))
    said = '"expect:" is a key of the example and begins too far right'
    assert errors_of(text)[0] == (10, 11, said, "begin it in the same column as facts:")


def test_a_key_of_a_rule_at_the_left_edge():
    text = "rules:\n  - name: r\n    when: always\nthen: hold\n"
    help_ = "then: is a key of a rule: begin the line in the same column as name: of its rule"
    assert (6, 1, 'unknown key "then" in the rule file', help_) in errors_of(text)


def test_a_fact_of_an_example_without_facts():
    text = rules(rule(examples="\n      - own.words: 5\n        expect: hold"))
    help_ = "it is a fact: write it after facts:, for example  facts: {own.words: 5}"
    assert errors_of(text) == [(8, 9, 'unknown key "own.words" in an example', help_)]


@pytest.mark.parametrize(
    "text",
    [
        rules(rule(when="{subject: [sale]}")),
        rules(rule(when="{subject: {starts_with: [sale]}}")),
        rules(rule(when="{subject: {matches: [sale]}}")),
        rules(rule(because="[sale]")),
        rules(rule(guideline="[sale]")),
        rules(rule(examples="\n      - facts: {subject: [sale]}\n        expect: hold")),
        "values: {v: [sale]}\n" + rules(rule()),
    ],
)
def test_a_tag_without_quotes(text):
    ((_, _, _, help_),) = errors_of(text)
    assert help_.startswith("a text that begins with [ needs single quotes: '[sale]'")


@pytest.mark.parametrize("line", ["subject: [sale] bicycle", "subject: {is: [sale] bicycle}"])
def test_a_text_behind_a_tag_without_quotes(line):
    ((_, _, said, help_),) = errors_of(rules(rule(when=f"\n      {line}")))
    assert said == "a text that begins with [ needs single quotes around it"
    assert help_ == "write '[sale] bicycle'"


def test_a_value_that_is_no_number_is_blamed_where_it_is_written():
    text = "values:\n  most: 3l5\n  few: many\n" + rules(
        rule("a", when="{own.words: over $most}"),
        rule("b", when="{own.words: under $most}"),
        rule("c", when="{own.lines: between $few and 9}"),
    )
    assert errors_of(text) == [
        (4, 9, '"3l5" is not a number, and the value "most" must be one', 'did you mean "315"?'),
        (
            5,
            8,
            '"many" is not a number, and the value "few" must be one',
            "write it in digits, for example 250",
        ),
    ]


@pytest.mark.parametrize(("word", "test"), [("none", "0"), ("yes", "over 0")])
def test_a_word_in_the_place_of_a_number(word, test):
    ((_, _, _, help_),) = errors_of(rules(rule(when=f"{{own.prices: {word}}}")))
    assert help_ == (f"write  {test}" if test.isdigit() else f'write "{test}"')


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        (rules(rule(then="{hold}")), "write then: hold or then: {disposition: hold, ...}"),
        (rules(rule(when="sender is ann@b.c")), "below when: write sender: ann@b.c"),
        ("values: [min: 5]\n" + rules(rule()), "write each on a line of its own below, further right"),
    ],
)
def test_what_to_write_instead(text, help_):
    ((_, _, _, said),) = errors_of(text)
    assert " ".join(said.split()) == help_


def test_a_file_that_cannot_be_inherited_hides_no_other_error():
    text = (
        "inherits: [saln.yaml, salon.yaml]\n"
        "values: {min_comment: 5}\nlists: {staff: {add: [a@b.c]}}\nchange: {gone: {mode: off}}\n"
        + rules(
            rule("a", when="{shares: yes, own.words: ovr 5, own.wrds: 3}", then="retrun"),
            rule("b", when="{own.words: under $min}", unless="{sender: {in: $team}}", because="'{{ max }}'"),
        )
    )
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=HEAD + text, salon=HEAD + rules(rule("s"))).read)
    assert [one.message for one in refused.value.errors] == [
        'the inherited file "saln.yaml" cannot be read: no such file or directory',
        '"ovr 5" is not a test of a number of words',
        'unknown fact "own.wrds"',
        'unknown action "retrun"',
    ]


def test_one_typo_hides_no_other():
    text = rules(
        rule("a", when="{own.words: ovr 50, article.wrds: over 3}", unless="{quoted.lines: betwen 3 and 5}"),
        rule("b", then="retrun", mode="lve", examples="\n      - facts: {own.wrds: 3}\n        expect: hld"),
    )
    helps = ["over 50", "article.words", "between 3 and 5", "return", "live", "own.words", "hold"]
    assert [help_ for *_, help_ in errors_of(text)] == [f'did you mean "{word}"?' for word in helps]


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("from", "write  sender.name: bob"),
        ("author", "write  sender.name: bob"),
        ("title", "write  subject: {has_phrase: bob}"),
        ("tag", "write  subject.tags: {has: bob}"),
    ],
)
def test_what_people_call_a_fact(word, wanted):
    ((_, _, said, help_),) = errors_of(rules(rule(when=f"{{{word}: bob}}")))
    assert (said, help_) == (f'unknown fact "{word}"', wanted)


@pytest.mark.parametrize("written", ["five", "5.", "5 per day", "Five"])
def test_a_value_in_words_or_with_more_behind_it(written):
    text = f"values:\n  a_day: {written}\n" + rules(
        rule(when="{sender.posts: {within: 24 hours, at_least: $a_day}}"),
        rule("s", when="{own.words: over $a_day}"),
    )
    said = f'"{written}" is not a number, and the value "a_day" must be one'
    assert errors_of(text) == [(4, 10, said, "write  a_day: 5")]


@pytest.mark.parametrize(
    ("test", "help_"),
    [
        ("under ten", "write  under 10"),
        ("ten", "write  10"),
        ("at least a dozen", "write  at least 12"),
        ("'< $few'", 'write "under $few"'),
        ("no", "write  0"),
    ],
)
def test_a_number_in_words_and_a_sign_before_a_value(test, help_):
    text = "values: {few: 10}\n" + rules(
        rule(when=f"{{own.words: {test}}}"), rule("s", when="{own.words: $few}")
    )
    assert [one[-1] for one in errors_of(text)] == [help_]


def test_a_test_of_the_fact_of_nearly_that_name():
    text = rules(rule(when="{subject.tag: {has: sale}}"))
    assert [one[2:] for one in errors_of(text)] == [
        ('"has" is not a test of a text', 'did you mean "subject.tags"?')
    ]


def test_forgotten_brackets_around_a_list():
    text = rules(rule(when="{own: {has_any: for sale, selling, to sell}}"))
    said, help_ = '"has_any" takes a list in brackets', "write  has_any: [for sale, selling, to sell]"
    assert [one[2:] for one in errors_of(text)] == [(said, help_)]


@pytest.mark.parametrize("text", ["kim@example.org, lee@example.org", "kim@example.org or lee@example.org"])
def test_two_addresses_in_one_text(text):
    said = "two addresses in one text"
    found = errors_of(rules(rule(when=f"\n      sender: {text}")))
    assert [one[2:] for one in found] == [(said, "write  {in: [kim@example.org, lee@example.org]}")]
    listed = "lists:\n  us: [kim@example.org lee@example.org]\n" + rules(rule(when="{sender: {in: $us}}"))
    assert [one[1:] for one in errors_of(listed)] == [(8, said, "write  [kim@example.org, lee@example.org]")]


def test_a_text_with_addresses_in_it_is_a_text():
    assert load("rules.yaml", files(rules=HEAD + rules(rule(when="{own: Write to a@b.org or c@d.org}"))).read)


@pytest.mark.parametrize("key", ["When", "wehn"])
def test_a_misspelt_key_is_not_missed_too(key):
    found = errors_of(rules(rule()).replace("when:", f"{key}:"))
    assert [one[2] for one in found] == [f'unknown key "{key}" in a rule']


def test_what_a_rule_that_does_nothing_is_called():
    example = "\n      - facts: {{own.words: 9}}\n        expect: {}"
    text = rules(rule(when="{own.words: 8}", examples=example.format("accept")))
    help_ = "where a rule does nothing, the post passes: write  expect: no match"
    assert [one[3] for one in errors_of(text)] == [help_]
    assert [one[3] for one in errors_of(text.replace("expect: accept", "expect: nothing"))] == [
        'did you mean "no match"?'
    ]
    accepting = rules(rule(when="{own.words: 8}", then="accept", examples=example.format("accept")))
    assert [one[3] for one in errors_of(accepting)] == ["line 5 does not hold: own.words: 8 (it is 9)"]


def test_the_lines_of_unless_are_told_where_a_rule_matches():
    text = rules(
        rule(
            when="{own.words: 8}",
            unless="{sender: kim@example.org}",
            examples="\n      - facts: {own.words: 8, sender: lee@example.org}\n        expect: no match",
        )
    )
    assert errors_of(text)[0][3] == (
        "all that when: asks for is so: line 5: own.words: 8 (it is 8); "
        "and unless: makes no exception: line 7: sender: kim@example.org (it is lee@example.org)"
    )


def test_two_rules_of_one_name_are_told_even_where_one_of_them_fails():
    text = (
        "ruleset: x\nlanguage: 1\nrules:\n"
        "  - name: two\n    when: {own.words: '> 50'}\n    then: hold\n"
        "  - name: two\n    when: always\n    then: hold\n"
    )
    with pytest.raises(RulesRefused) as refused:
        load("x.yaml", lambda _: text.encode())
    assert [error.code for error in refused.value.errors] == ["R011", "R004"]
