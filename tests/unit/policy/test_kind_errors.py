"""What people write who have never seen the language, and what they read then."""

from inline_snapshot import snapshot

from tests.parts.rulefiles import refusal_of, warnings_of

HEAD = "ruleset: x\nlanguage: 1\nrules:\n  - name: r\n"


def test_a_condition_written_as_a_sentence():
    assert refusal_of(HEAD + "    when: own.words under 50\n    then: hold\n") == snapshot("""\
error[R009]: a colon is missing after "own.words"
 --> rules.yaml:5:11
  |
5 |     when: own.words under 50
  |           ^^^^^^^^^^^^^^^^^^ FACT: TEST is how to ask
  = help: below when: write own.words: under 50\
""")


def test_a_quote_that_is_not_closed():
    assert refusal_of(HEAD + '    when:\n      subject: {has_word: "hello}\n    then: hold\n') == snapshot("""\
error[R002]: the quote " is not closed
 --> rules.yaml:6:27
  |
6 |       subject: {has_word: "hello}
  |                           ^ a text in quotes begins here, or ends here
  = help: write one " before the text and one after it, or none at all\
""")


def test_conditions_that_are_not_indented():
    assert refusal_of(HEAD + "    when:\n    own.words: under 50\n    then: hold\n") == snapshot("""\
error[R013]: nothing follows when:
 --> rules.yaml:5:10
  |
5 |     when:
  |          ^
  = help: begin the lines below it further right; for every post write "when: always"

error[R005]: unknown key "own.words" in a rule
 --> rules.yaml:6:5
  |
6 |     own.words: under 50
  |     ^^^^^^^^^ no such key here
  = help: it is a fact: write it below when: or unless:, and begin the line further right than that\
""")


def test_a_star_for_any_letters_in_a_pattern():
    assert refusal_of(HEAD + "    when: {subject: {matches: '*free*'}}\n    then: hold\n") == snapshot("""\
error[R012]: the pattern is not understood: there is nothing before a *, + or ?
 --> rules.yaml:5:31
  |
5 |     when: {subject: {matches: '*free*'}}
  |                               ^^^^^^^^ this pattern is refused
  = help: a * stands for repetition in a pattern; write {contains: free}\
""")


def test_a_star_for_any_letters_in_an_address():
    text = (
        HEAD
        + "    when:\n      any:\n        - sender: '*@spam.example'\n        - sender: {in: ['ads@*']}\n        - attachments.types: {any_in: ['image/*']}\n    then: hold\n"
    )
    assert warnings_of(
        text + "    examples: [{facts: {sender: a@b.example}, expect: no match}]\n"
    ) == snapshot("""\
warning[W009]: a * stands for itself here
 --> rules.yaml:7:19
  |
7 |         - sender: '*@spam.example'
  |                   ^^^^^^^^^^^^^^^^ not for any letters
  = help: write {ends_with: '@spam.example'}

warning[W009]: a * stands for itself here
 --> rules.yaml:8:25
  |
8 |         - sender: {in: ['ads@*']}
  |                         ^^^^^^^ not for any letters
  = help: write {starts_with: 'ads@'}

warning[W009]: a * stands for itself here
 --> rules.yaml:9:40
  |
9 |         - attachments.types: {any_in: ['image/*']}
  |                                        ^^^^^^^^^ not for any letters
  = help: write {any_matches: '^image/'}\
""")
