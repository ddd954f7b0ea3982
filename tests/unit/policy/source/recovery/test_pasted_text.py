"""What comes from Word and from web pages, and texts that need quotes: the very line is named."""

import contextlib

import pytest
from inline_snapshot import snapshot

from bot.policy import RulesRefused, load
from bot.policy.errors import Report, TooManyErrors
from bot.policy.source.recovery.pasted_text import without_pastes
from tests.parts.rulefiles import Files, files, policy_of
from tests.parts.yardstick import cost

HEAD = """\
ruleset: r
language: 1
values:
  most: 5
lists:
  committee: [kim@example.org, lee@example.org]
rules:
  - name: sale-needs-price
    when:
      subject.tags: {has: sale}
      own.prices: 0
    unless:
      any:
        - sender: {in: $committee}
        - message.reply: yes
    then: return
    because: |
      Please say what your [sale] thing costs: nobody has to ask “how much”.
    examples:
      - facts: {subject: '[sale] Spade', own: For 5 EUR.}
        expect: no match
      - facts: {subject: '[sale] Spade', own.prices: 0}
        expect: return
  - name: too-many
    when:
      sender.posts: {within: 1 day, over: $most}
    then: hold
"""


def told(old, new):
    """The errors where a piece of the file is written otherwise: line, message, help."""
    assert old in HEAD
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=HEAD.replace(old, new)).read)
    return [(one.line, one.message, one.help) for one in refused.value.errors]


def test_the_file_is_good_before_anything_is_changed():
    assert policy_of(HEAD).examples == 2


def test_a_text_that_begins_with_a_bracket():
    said = "a text that begins with [ needs single quotes around it"
    assert told("'[sale] Spade', own.", "[sale] Spade, own.") == [(22, said, "write '[sale] Spade'")]
    assert told("'[sale] Spade', own:", "[Plots] [sale] Spade, big, own:") == [
        (20, said, "write '[Plots] [sale] Spade, big'")
    ]
    both = HEAD.replace("'[sale] Spade'", "[sale] Spade")
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=both).read)
    assert [(one.line, one.message) for one in refused.value.errors] == [(20, said), (22, said)]


@pytest.mark.parametrize("text", ["‘[sale] Spade’", "“[sale] Spade”", "„[sale] Spade“", "‘[sale] Spade'"])
def test_curly_quotes(text):
    said, help_ = "curly quotes (from Word): write straight ones", "write  '[sale] Spade'"
    assert told("'[sale] Spade', own.", f"{text}, own.") == [(22, said, help_)]


def test_curly_quotes_of_a_test():
    assert told("{has: sale}", "{has: ‘sale’}") == [
        (10, "curly quotes (from Word): write straight ones", "write  'sale'")
    ]


def test_curly_quotes_of_a_list():
    said = "curly quotes (from Word): write straight ones"
    assert told("{has: sale}", "{any_in: [“sale”, ‘swap’]}") == [
        (10, said, "write  'sale'"),
        (10, said, "write  'swap'"),
    ]


def test_words_behind_a_text_in_quotes():
    said, help_ = "words after a text in quotes", "put the quotes around all of it: '[sale] Spade 5 EUR'"
    assert told("'[sale] Spade', own.", "'[sale] Spade' 5 EUR, own.") == [(22, said, help_)]


def test_a_dash_and_a_dot_from_a_word_processor():
    assert told("  - name: too-many", "  – name: too-many") == [
        (24, "that dash is not a hyphen: write -", "write  - name: too-many")
    ]
    assert told("        - message.reply", "        • message.reply") == [
        (15, "that dot is not a hyphen: write -", "write  - message.reply: yes")
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("      own.prices: 0\n", "      own.prices:\u00a00\n", 11),
        ("      own.prices: 0\n", "\u00a0\u00a0\u00a0\u00a0\u00a0 own.prices: 0\n", 11),
        ("    then: return", "\u00a0   then: return", 16),
        ("Spade', own.prices: 0", "Spade',\u00a0own.prices: 0", 22),
        ("Spade', own.prices: 0", "Spade', own.prices:\u00a00", 22),
    ],
)
def test_a_no_break_space(old, new, line):
    assert [one[:2] for one in told(old, new)] == [(line, "there is a no-break space here")]


def test_no_break_spaces_of_a_whole_file_are_told_once():
    text = HEAD.replace("      ", "\u00a0\u00a0    ")
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=text).read)
    assert [one.message for one in refused.value.errors] == ["there is a no-break space here"]


def test_an_equals_sign():
    assert told("  most: 5", "  most = 5") == [(4, '"=" is not known here: write a colon', "write  most: 5")]


def test_an_equals_sign_in_each_line():
    said = '"=" is not known here: write a colon'
    assert told("  most: 5", "  most = 5\n  few = 3")[:2] == [
        (4, said, "write  most: 5"),
        (5, said, "write  few: 3"),
    ]


def test_a_hyphen_missing_below_any():
    said = 'a hyphen is missing before "{}:"'
    assert told("        - sender: {in", "        sender: {in") == [
        (14, said.format("sender"), "write  - sender: {in: $committee}")
    ]
    assert told("        - message.reply", "        message.reply") == [
        (15, said.format("message.reply"), "write  - message.reply: yes")
    ]


@pytest.mark.parametrize(
    "because",
    [
        "because: “Please” say it, [so ‘x’]",
        "because: Please say = and – or •",
        "because: |\n      – a dash\n      subject: [sale] Spade\n      most = 5\n      “Quoted”",
        "because: Please say it\n      – and why",
        "because:\n      – and why",
        "because: Please say it\n      x = 5 is meant",
        "because:\n      x = 5 is meant",
        "because: Please say it\n      kindly, “so”",
        "because: Please\n      say, ‘so’",
        "because: Costs,\u00a0please",
        "because: 'One: [sale] Spade'",
        'because: "{a: [sale] Spade}"',
    ],
)
def test_sentences_may_have_all_of_that(because):
    assert policy_of(f"rules:\n  - name: r\n    when: always\n    then: return\n    {because}\n")


@pytest.mark.parametrize(
    "begin", [b"{\\rtf1\\ansi ", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xfer\x00", b"\xd0\xcf\x11\xe0"]
)
def test_a_file_of_a_word_processor(begin):
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", Files({"rules.yaml": begin + HEAD.encode()}).read)
    assert [one.message for one in refused.value.errors] == [
        "the file is not plain text: save as .txt, UTF-8"
    ]


def test_what_people_see():
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=HEAD.replace("'[sale] Spade', own:", "“[sale] Spade”, own:")).read)
    assert refused.value.render() == snapshot("""\
error[R002]: curly quotes (from Word): write straight ones
  --> rules.yaml:20:26
   |
20 |       - facts: {subject: “[sale] Spade”, own: For 5 EUR.}
   |                          ^^^^^^^^^^^^^^ they do not work as quotes here
   = help: write '[sale] Spade'\
""")


@pytest.mark.parametrize("unit", [",‘", "{a: [x] y", "{a:\u00a0", "\u00a0", "{a: 'x' y,", "‘x’, "])
def test_a_hostile_file_costs_no_more_than_its_length(unit):
    text = "\n".join(["k: " + (unit * 5000)[:4900]] * 60)

    def mend():
        with contextlib.suppress(TooManyErrors):
            without_pastes(text, "rules.yaml", Report())

    assert cost(mend) < 300
