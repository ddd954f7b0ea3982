"""A list's own file on top of a shared one."""

import pytest
from inline_snapshot import snapshot

from bot.policy import RulesRefused, decide, load
from tests.parts.rulefiles import HEAD as OPENING
from tests.parts.rulefiles import Given, files, outcomes, rule, rules

PARENT = """\
ruleset: shared
language: 1
values: {least: 50}
lists: {staff: [ann@example.org, bob@example.org]}
conditions:
  short: {own.words: under $least}
rules:
  - name: comment
    when: short
    unless: {sender: {in: $staff}}
    then: return
    because: 'At least {{ least }} words, please.'
    examples:
      - facts: {own.words: 49}
        expect: return
      - facts: {own.words: 50}
        expect: no match
"""
HEAD = "ruleset: salon\nlanguage: 1\ninherits: shared.yaml\n"


def child(text, parent=PARENT):
    return load("lists/salon.yaml", files_of(HEAD + text, parent).read)


def files_of(text, parent):
    found = files(x=text, y=parent)
    found["lists/salon.yaml"], found["lists/shared.yaml"] = found.pop("x.yaml"), found.pop("y.yaml")
    return found


def refused(text, parent=PARENT):
    with pytest.raises(RulesRefused) as caught:
        child(text, parent)
    return caught.value.render()


def outcome(policy, **facts):
    values = {name.replace("_", ".", 1): value for name, value in facts.items()}
    return outcomes(decide(policy, Given(values)))


def test_a_child_has_the_rules_of_its_parent_first():
    policy = child("rules:\n  - name: own\n    when: always\n    then: hold\n")
    assert [rule.name for rule in policy.rules] == ["comment", "own"]
    assert policy.name == "salon"
    assert set(policy.files) == {"lists/salon.yaml", "lists/shared.yaml"}


def test_a_child_changes_a_value_and_leaves_the_examples_of_its_parent_alone():
    policy = child("values: {least: 20}\n")
    assert outcome(policy, own_words=30) == {"comment": "no match"}
    assert outcome(policy, own_words=19) == {"comment": "match"}
    assert policy.examples == 2


def test_the_sentence_tells_the_value_of_the_child():
    verdict = decide(child("values: {least: 20}\n"), Given({"own.words": 1}))
    assert verdict.findings[0].text == "At least 20 words, please."


@pytest.mark.parametrize(
    "lists",
    [
        "lists: {staff: {add: [cat@example.org], remove: [Bob@example.org]}}\n",
        "lists: {add: {staff: [cat@example.org]}, remove: {staff: [Bob@example.org]}}\n",
    ],
)
def test_a_child_adds_to_a_list_and_removes_from_it(lists):
    policy = child(lists)
    for sender, expected in [("ann", "no match"), ("bob", "match"), ("cat", "no match")]:
        assert outcome(policy, own_words=1, sender=f"{sender}@example.org")["comment"] == expected


def test_a_child_changes_mode_action_end_and_exceptions_of_a_rule():
    assert outcome(child("change: {comment: {mode: shadow}}\n"), own_words=1)["comment"] == "shadow"
    assert outcome(child("change: {comment: {until: 2026-01-06}}\n"), own_words=1)["comment"] == "off"
    held = decide(child("change: {comment: {then: hold}}\n"), Given({"own.words": 1}))
    assert held.disposition == "hold"
    excepted = child("change: {comment: {also_unless: {message.reply: yes}}}\n")
    assert outcome(excepted, own_words=1, message_reply=True)["comment"] == "no match"
    assert outcome(excepted, own_words=1, sender="ann@example.org")["comment"] == "no match"
    assert outcome(excepted, own_words=1)["comment"] == "match"


def test_the_digest_follows_the_parent_too():
    assert child("").digest != child("", PARENT + "# changed\n").digest


def test_a_grandchild_inherits_through_its_parent():
    found = files_of(HEAD + "values: {least: 20}\n", PARENT)
    found["lists/young.yaml"] = HEAD.replace("shared", "salon").encode() + b"values: {least: 5}\n"
    policy = load("lists/young.yaml", found.read)
    assert outcome(policy, own_words=10)["comment"] == "no match"


def test_what_a_child_gets_wrong_is_said_in_its_own_lines():
    assert refused(
        "values: {leest: 3, least: many}\n"
        "lists: {staff: [x], stuff: {add: [y]}, add: {staf: [z]}, remove: {staff: [bop@example.org]}}\n"
        "conditions: {short: always}\n"
        "change: {coment: {mode: off}, comment: {moed: off}}\n"
        "rules:\n  - name: comment\n    when: always\n    then: hold\n"
    ) == snapshot("""\
error[R007]: no rule uses the value "leest"
 --> lists/salon.yaml:4:10
  |
4 | values: {leest: 3, least: many}
  |          ^^^^^ it changes nothing
  = help: did you mean "least"?

error[R011]: the value "least" must be a number: it is 50 in lists/shared.yaml
 --> lists/salon.yaml:4:27
  |
4 | values: {leest: 3, least: many}
  |                           ^^^^ no number
  = help: write for example "50"

error[R004]: the list "staff" is inherited
 --> lists/salon.yaml:5:9
  |
5 | lists: {staff: [x], stuff: {add: [y]}, add: {staf: [z]}, remove: {staff: [bop@example.org]}}
  |         ^^^^^ it exists already
  = help: staff: {add: [one], remove: [another]}

error[R008]: unknown list "stuff"
 --> lists/salon.yaml:5:21
  |
5 | lists: {staff: [x], stuff: {add: [y]}, add: {staf: [z]}, remove: {staff: [bop@example.org]}}
  |                     ^^^^^ no such list
  = help: did you mean "staff"?

error[R008]: unknown list "staf"
 --> lists/salon.yaml:5:46
  |
5 | lists: {staff: [x], stuff: {add: [y]}, add: {staf: [z]}, remove: {staff: [bop@example.org]}}
  |                                              ^^^^ no such list
  = help: did you mean "staff"?

error[R008]: "bop@example.org" is not in the list "staff"
 --> lists/salon.yaml:5:75
  |
5 | lists: {staff: [x], stuff: {add: [y]}, add: {staf: [z]}, remove: {staff: [bop@example.org]}}
  |                                                                           ^^^^^^^^^^^^^^^ nothing to remove
  = help: did you mean "bob@example.org"?

error[R004]: the condition "short" is inherited already
 --> lists/salon.yaml:6:14
  |
6 | conditions: {short: always}
  |              ^^^^^
  = help: give the condition another name

error[R019]: unknown rule "coment"
 --> lists/salon.yaml:7:10
  |
7 | change: {coment: {mode: off}, comment: {moed: off}}
  |          ^^^^^^ no inherited rule has this name
  = help: did you mean "comment"?

error[R005]: unknown key "moed" in a change of "comment"
 --> lists/salon.yaml:7:41
  |
7 | change: {coment: {mode: off}, comment: {moed: off}}
  |                                         ^^^^ no such key here
  = help: did you mean "mode"?

error[R004]: two rules are called "comment"
 --> lists/salon.yaml:9:11
  |
9 |   - name: comment
  |           ^^^^^^^
  = help: the other one is in lists/shared.yaml, line 8; give this one a name of its own\
""")


def test_a_value_that_changes_nothing_is_refused():
    assert refused("values: {leest: 3}\n") == snapshot("""\
error[R007]: no rule uses the value "leest"
 --> lists/salon.yaml:4:10
  |
4 | values: {leest: 3}
  |          ^^^^^ it changes nothing
  = help: did you mean "least"?\
""")


def test_an_error_of_the_parent_is_shown_in_the_parent():
    assert refused("", PARENT.replace("own.words: under", "own.wrds: under")) == snapshot("""\
error[R006]: unknown fact "own.wrds"
 --> lists/shared.yaml:6:11
  |
6 |   short: {own.wrds: under $least}
  |           ^^^^^^^^ no such fact
  = help: did you mean "own.words"?\
""")


def test_a_missing_parent_is_said_where_it_is_named():
    found = files_of(HEAD.replace("shared.yaml", "../nope.yaml"), PARENT)
    with pytest.raises(RulesRefused) as caught:
        load("lists/salon.yaml", found.read)
    assert caught.value.render() == snapshot("""\
error[R017]: the inherited file "../nope.yaml" cannot be read: no such file or directory
 --> lists/salon.yaml:3:11
  |
3 | inherits: ../nope.yaml
  |           ^^^^^^^^^^^^ relative to this file
  = help: check its name and its permissions\
""")


def test_files_that_inherit_each_other_are_refused():
    found = files_of(HEAD, HEAD.replace("shared", "salon"))
    with pytest.raises(RulesRefused) as caught:
        load("lists/salon.yaml", found.read)
    assert caught.value.render() == snapshot("""\
error[R017]: "salon.yaml" inherits this file itself
 --> lists/shared.yaml:3:11
  |
3 | inherits: salon.yaml
  |           ^^^^^^^^^^
  = help: one of the two must be on its own\
""")


SECOND = """\
ruleset: second
language: 1
values: {most: 400}
rules:
  - name: length
    when: {article.words: over $most}
    then: return
    because: 'At most {{ most }} words of an article, please.'
"""


def test_several_files_are_inherited_side_by_side():
    text = "rules.yaml"
    found = files(rules="ruleset: x\nlanguage: 1\ninherits: [a.yaml, b.yaml]\nvalues: {most: 9}\n")
    found |= files(a=PARENT, b=SECOND)
    policy = load(text, found.read)
    assert [rule.name for rule in policy.rules] == ["comment", "length"]
    assert outcome(policy, own_words=60, article_words=10) == {"comment": "no match", "length": "match"}


def test_a_file_that_comes_in_twice_counts_once():
    below = HEAD.replace("salon", "below")
    found = files(
        rules="ruleset: x\nlanguage: 1\ninherits: [below.yaml, shared.yaml]\n", shared=PARENT, below=below
    )
    assert [rule.name for rule in load("rules.yaml", found.read).rules] == ["comment"]


def test_two_files_side_by_side_do_not_share_the_name_of_a_value():
    clash = SECOND.replace("most", "least")
    found = files(rules="ruleset: x\nlanguage: 1\ninherits: [a.yaml, b.yaml]\n", a=PARENT, b=clash)
    with pytest.raises(RulesRefused) as caught:
        load("rules.yaml", found.read)
    assert caught.value.render() == snapshot("""\
error[R004]: the value "least" is in a.yaml too
 --> b.yaml:3:10
  |
3 | values: {least: 400}
  |          ^^^^^ and in line 3 there
  = help: inherit the two files one by the other, or give the value another name in one of them\
""")


def test_files_that_inherit_each_other_many_times_are_read_once_each():
    width, depth = 6, 8
    texts = {}
    for level in range(depth):
        above = ", ".join(f"l{level + 1}x{number}.yaml" for number in range(width))
        for number in range(width):
            last = rules(rule(f"r{number}")) if level == depth - 1 else f"inherits: [{above}]\nrules: []\n"
            texts[f"l{level}x{number}.yaml"] = (OPENING + last).encode()
    asked = []

    def read(path):
        asked.append(path)
        return texts[path]

    policy = load("l0x0.yaml", read)
    assert [one.name for one in policy.rules] == [f"r{number}" for number in range(width)]
    assert len(asked) == len(set(asked)) == 1 + width * (depth - 1)


def test_more_than_eight_levels_are_refused():
    texts = {f"l{n}": OPENING + f"inherits: l{n + 1}.yaml\nrules: []\n" for n in range(12)}
    texts["l12"] = OPENING + rules(rule())
    with pytest.raises(RulesRefused, match="files inherit each other on more than 8 levels"):
        load("l0.yaml", files(**texts).read)


def test_a_rule_set_of_too_many_files_is_refused(monkeypatch):
    monkeypatch.setattr("bot.policy.compile.documents.MANY", 3)
    parents = [f"p{n}" for n in range(5)]
    text = OPENING + f"inherits: [{', '.join(f'{name}.yaml' for name in parents)}]\nrules: []\n"
    others = {name: OPENING + rules(rule(name)) for name in parents}
    with pytest.raises(RulesRefused, match="a rule set has at most 3 files"):
        load("a.yaml", files(a=text, **others).read)


def test_a_rule_set_of_too_many_octets_is_refused(monkeypatch):
    monkeypatch.setattr("bot.policy.compile.documents.LARGEST", 1_000)
    text = OPENING + "inherits: p.yaml\nrules: []\n"
    with pytest.raises(RulesRefused, match="all files of a rule set have at most 1,000 bytes"):
        load("a.yaml", files(a=text, p=OPENING + rules(rule()) + "#" * 1_000).read)
