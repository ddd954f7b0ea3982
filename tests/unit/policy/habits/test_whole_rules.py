"""A rule with several mistakes is proposed as a whole: in the owner's own values, or not at all."""

import pytest

from bot.policy import RulesRefused, load
from tests.parts.rulefiles import files

HEAD = "ruleset: t\nlanguage: 1\nrules:\n"


def proposed(rule: str) -> str:
    with pytest.raises(RulesRefused) as refused:
        load("rules.yaml", files(rules=HEAD + rule).read)
    found = [error.whole for error in refused.value.errors if error.whole]
    assert len(found) <= 1
    if found:
        lines = [line for line in found[0] if line.startswith("  ")]
        load("rules.yaml", files(rules=HEAD + "\n".join(lines) + "\n").read)
    return "\n".join(found[0]) if found else ""


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        pytest.param(
            """\
  - name: strangers
    when:
      generic_nonmember_action: Hold
      accept_these_nonmembers: "@museum.example"
    then: Hold
    because: Members only.
""",
            """\
  - name: strangers
    when:
      sender.member: no
    unless:
      sender.domain: museum.example
    then: hold
    because: Members only.""",
            id="an exception among the conditions",
        ),
        pytest.param(
            """\
  - name: shares
    when:
      type: link submission
      body_shorter_than: 90
    then: remove
    because: "Hi {{author}}, please say more."
""",
            """\
  - name: shares
    when:
      links.count: over 0
      own.characters: under 90
    then: return
    because: |
      Hi {{ sender }}, please say more.
(return tells the author; to drop such a post without a word write  then: discard)""",
            id="names in the sentence, and what is told of the action",
        ),
        pytest.param(
            """\
  - name: lengths
    when:
      min_first_post_length: 30
      min_post_length: 15
    then: reject
    because: Too short.
""",
            """\
  - name: lengths
    when:
      any: [{all: [{own.characters: under 30}, {message.reply: no}]}, {own.characters: under 15}]
    then: return
    because: Too short.
(characters of the author's own text;  own.words  counts its words,  body.characters  the whole post)
(each limit acts for itself: one is enough (any:))""",
            id="limits, of which each acts for itself",
        ),
        pytest.param(
            """\
  - name: night
    when:
      currentdate :value "ge" "hour": "23"
      currentdate :value "lt" "hour": "05"
    then: fileinto
    because: At night.
""",
            """\
  - name: night
    when:
      any: [{now.hour: at least 23}, {now.hour: under 5}]
    then: hold
    because: At night.
(both together can never hold: one is enough (any:))""",
            id="two halves of a night",
        ),
        pytest.param(
            """\
  - name: often
    when:
      member_verbosity_threshold: 4
      member_verbosity_interval: 172800
    then: moderate
    because: Often.
""",
            """\
  - name: often
    when:
      sender.posts: {within: 2 days, at_least: 4}
    then: hold
    because: Often.
(sender.posts counts earlier posts, without this one)""",
            id="two settings that are one condition",
        ),
        pytest.param(
            """\
  - name: answers
    when:
      - "* ^Subject: *(Re|AW):"
      - "* ! ^(In-Reply-To|References):"
    then: "! moderators@list.example"
    because: No thread.
""",
            """\
  - name: answers
    when:
      all: [{subject.prefix: {has: re}}, {all: [{header.In-Reply-To: ''}, {header.References: ''}]}]
    then: hold
    because: No thread.""",
            id="a recipe of procmail",
        ),
        pytest.param(
            """\
  - name: files
    when:
      allof:
        - header :mime :anychild :param "filename" :matches "Content-Disposition": ["*.doc", "*.xls"]
        - size :over 2M
    then: ereject; stop
    because: No documents.
""",
            """\
  - name: files
    when:
      attachments.names: {any_matches: '([.]doc|[.]xls)$'}
      message.size: over 2 MB
    then: return
    because: No documents.""",
            id="tests of Sieve below allof",
        ),
        pytest.param(
            """\
  - name: half
    when:
      quoted.lines / total.lines: "> 0.4"
    then: bounce
    because: "{{ quoted.lines / total.lines }} % of it is quoted."
""",
            """\
  - name: half
    when:
      quoted.share: over 40 %
    then: return
    because: |
      {{ quoted.share }} of it is quoted.""",
            id="a share told as a fraction",
        ),
        pytest.param(
            """\
  - name: marked
    when:
      marked as: high importance
      except if:
        - from: Chair <chair@club.example>
        - it is a reply
    then: move to the "Check" folder
    because: Looked at first.
""",
            """\
  - name: marked
    when:
      header.Importance: {is: high}
    unless:
      any: [{sender: chair@club.example}, {message.reply: yes}]
    then: hold
    because: Looked at first.""",
            id="exceptions of which each spares",
        ),
    ],
)
def test_each_line_says_what_was_written(written, wanted):
    assert proposed(written) == wanted


@pytest.mark.parametrize(
    "rule",
    [
        "  - name: r\n    when:\n      body_shorter_than: 90\n    then:\n      hold: true\n      notify: o@example.org\n    because: B.\n",
        "  - name: r\n    when:\n      frobnicates: 3\n      body_shorter_than: 90\n    then: remove\n    because: B.\n",
        "  - name: r\n    when:\n      body_shorter_than: 90\n      is_reply: true\n    then: frobnicate\n    because: B.\n",
        "  - name: r\n    when:\n      body_shorter_than: 90\n      body_shorter_than: 40\n    then: remove\n    because: B.\n",
        "  - name: r\n    when:\n      is_reply: yes\n    then: reject\n    because: '{{ frobnicated }} is wrong.'\n",
    ],
    ids=[
        "two effects",
        "an unknown line",
        "an unknown action",
        "a line given twice",
        "an unknown name in the sentence",
    ],
)
def test_nothing_is_proposed_where_one_line_is_open(rule):
    assert proposed(rule) == ""


def test_one_slip_of_the_keyboard_is_told_alone():
    assert proposed("  - name: r\n    when: {own.word: under 3}\n    then: hold\n    because: B.\n") == ""


def test_a_sentence_of_python_is_told_with_the_rule():
    rule = '  - name: r\n    when: len(own.split()) < 5\n    then: return\n    because: f"{len(own.split())} words."\n'

    assert "own.words: under 5" in proposed(rule)
    assert "{{ own.words }} words." in proposed(rule)
