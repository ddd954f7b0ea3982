"""Lists whose texts stand in a file of their own."""

from inline_snapshot import snapshot

from bot.policy import RulesRefused, load
from tests.parts.rulefiles import HEAD, Files, rule

NAMES = (
    b"\xef\xbb\xbf# those who may\nann@example.org\n\nBob@example.org   # since May\n  spaced@example.org\n"
)
RULES = HEAD + "lists:\n  people: {file: lists/people.txt}\nrules:\n" + rule(when="{sender: {in: $people}}")


def loaded(text, **others):
    return load("rules/a.yaml", Files({"rules/a.yaml": text.encode(), **others}).read)


def refused(text, **others):
    try:
        loaded(text, **others)
    except RulesRefused as error:
        return error.render()
    raise AssertionError("not refused")


def with_people(raw):
    return {"rules/lists/people.txt": raw}


def matches(policy, sender):
    from bot.policy import decide
    from tests.parts.rulefiles import Given, outcomes

    return outcomes(decide(policy, Given({"sender": sender}))) == {"r": "match"}


def test_each_line_is_a_text_and_remarks_are_none():
    policy = loaded(RULES, **with_people(NAMES))
    people = ("ann@example.org", "bob@example.org", "spaced@example.org")
    assert [matches(policy, one) for one in (*people, "eve@example.org", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_another_content_is_another_rule_set_and_is_kept_with_it():
    one, other = (loaded(RULES, **with_people(raw)) for raw in (NAMES, NAMES + b"eve@example.org\n"))
    assert one.digest != other.digest
    assert one.files["rules/lists/people.txt"] == NAMES


def test_an_inherited_list_grows_from_a_file():
    child = HEAD + "inherits: a.yaml\nlists: {people: {add: {file: more.txt}}}\n"
    files = Files(
        {
            "rules/b.yaml": child.encode(),
            "rules/a.yaml": RULES.encode(),
            "rules/more.txt": b"eve@example.org\n",
            **with_people(NAMES),
        }
    )
    policy = load("rules/b.yaml", files.read)
    assert matches(policy, "eve@example.org")
    assert matches(policy, "ann@example.org")


def test_what_is_wrong_with_such_a_file_is_said():
    assert refused(RULES) == snapshot("""\
error[R008]: the list file "lists/people.txt" cannot be read: no such file or directory
 --> rules/a.yaml:4:18
  |
4 |   people: {file: lists/people.txt}
  |                  ^^^^^^^^^^^^^^^^ relative to this file
  = help: write {file: names.txt} with the name of a text file beside the rules\
""")
    assert refused(RULES, **with_people(b"ann@example.org\nJ\xf6rg\n")) == snapshot("""\
error[R001]: the list file is not UTF-8
 --> rules/lists/people.txt:2:1
  |
2 | J�rg
  | ^
  = help: save the file as "UTF-8" in your editor\
""")
    assert refused(RULES, **with_people(b"a@b\n" * 600_000)) == snapshot("""\
error[R001]: the list file is too large: 2,400,000 bytes
 --> rules/a.yaml:4:18
  |
4 |   people: {file: lists/people.txt}
  |                  ^^^^^^^^^^^^^^^^
  = help: at most 2,000,000 bytes; divide the list\
""")
    both = RULES.replace("{file: lists/people.txt}", "{file: lists/people.txt, add: [x]}")
    assert refused(both, **with_people(NAMES)) == snapshot("""\
error[R005]: unknown key "add" beside file:
 --> rules/a.yaml:4:36
  |
4 |   people: {file: lists/people.txt, add: [x]}
  |                                    ^^^
  = help: a list comes from a file or from the rules, not from both; join two lists with add:\
""")
