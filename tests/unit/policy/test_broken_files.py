"""What owners see when a rule file is refused: the sentences are the product."""

from inline_snapshot import snapshot

from tests.parts.rulefiles import refusal_of, warnings_of


def test_a_fact_that_does_not_exist():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: {own.word: under 5}
    then: hold
""") == snapshot("""\
error[R006]: unknown fact "own.word"
 --> rules.yaml:5:12
  |
5 |     when: {own.word: under 5}
  |            ^^^^^^^^ no such fact
  = help: write own.words: under 5\
""")


def test_comparison_signs():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when:
      own.words: > 50
      artcle.words: >= 3 words
      message.size: < 4
    then: hold
""") == snapshot("""\
error[R002]: "> 50" is not a test
 --> rules.yaml:6:18
  |
6 |       own.words: > 50
  |                  ^^^^ this sign has another meaning here
  = help: write "over 50"

error[R006]: unknown fact "artcle.words"
 --> rules.yaml:7:7
  |
7 |       artcle.words: >= 3 words
  |       ^^^^^^^^^^^^ no such fact
  = help: did you mean "article.words"?

error[R002]: ">= 3" is not a test
 --> rules.yaml:7:21
  |
7 |       artcle.words: >= 3 words
  |                     ^^^^ this sign has another meaning here
  = help: write "at least 3"

error[R011]: "< 4" is not a test of a size
 --> rules.yaml:8:21
  |
8 |       message.size: < 4
  |                     ^^^
  = help: write "under 4 KB" or "under 4 MB"\
""")


def test_a_colon_inside_a_text():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: always
    then: return
    because: Please note: add a link
    moed: live
""") == snapshot("""\
error[R002]: a colon and a space (": ") inside a text
 --> rules.yaml:7:21
  |
7 |     because: Please note: add a link
  |                     ^^^^^ this looks like the start of another KEY: VALUE
  = help: put the text in single quotes, or write | after the key and the text on the next line, indented

error[R005]: unknown key "moed" in a rule
 --> rules.yaml:8:5
  |
8 |     moed: live
  |     ^^^^ no such key here
  = help: did you mean "mode"?\
""")


def test_tabs_in_the_indentation():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
\twhen: always
\tthen: hold
    mode: lve
""") == snapshot("""\
error[R002]: a tab in the indentation
 --> rules.yaml:5:1
  |
5 |  when: always
  | ^ only spaces are allowed here
  = help: replace the tab by spaces; editors can do that for the whole file

error[R002]: a tab in the indentation
 --> rules.yaml:6:1
  |
6 |  then: hold
  | ^ only spaces are allowed here
  = help: replace the tab by spaces; editors can do that for the whole file

error[R005]: unknown mode "lve"
 --> rules.yaml:7:11
  |
7 |     mode: lve
  |           ^^^ no such mode
  = help: did you mean "live"?\
""")


def test_a_bare_list_under_when():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when:
      - own.words: 5
      - article.words: 3
    then: hold
""") == snapshot("""\
error[R013]: a list of conditions under when:
 --> rules.yaml:6:7
  |
6 |       - own.words: 5
  |       ^ shall one of these hold, or all of them?
  = help: write any: [{own.words: 5}, {article.words: 3}] where one is enough, or all: before the list where every one must hold\
""")


def test_a_pattern_in_double_quotes():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: {subject: {matches: "\\d+"}}
    then: hold
  - name: q
    when: {subject: {matches: "\\bfoo"}}
    then: hold
""") == snapshot("""\
error[R002]: a pattern in double quotes
 --> rules.yaml:5:32
  |
5 |     when: {subject: {matches: "\\d+"}}
  |                                ^^ in double quotes a backslash has a meaning of its own
  = help: use single quotes around it: 'like this'

error[R012]: a pattern in double quotes
 --> rules.yaml:8:31
  |
8 |     when: {subject: {matches: "\\bfoo"}}
  |                               ^^^^^^^ in double quotes a backslash has a meaning of its own
  = help: use single quotes: '\\bfoo'\
""")


def test_duplicate_keys_and_names():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    name: r2
    when: always
    then: hold
  - name: r
    when: always
    then: hold
  - name: r
    when: always
    then: hold
""") == snapshot("""\
error[R004]: "name" is given twice
 --> rules.yaml:5:5
  |
5 |     name: r2
  |     ^^^^ the first one is in line 4
  = help: keep one of them; where a new rule or example begins, write a hyphen before it: - name:

error[R004]: two rules are called "r"
 --> rules.yaml:8:11
  |
8 |   - name: r
  |           ^
  = help: the other one is in rules.yaml, line 4; give this one a name of its own

error[R004]: two rules are called "r"
  --> rules.yaml:11:11
   |
11 |   - name: r
   |           ^
   = help: the other one is in rules.yaml, line 4; give this one a name of its own\
""")


def test_anchors_and_aliases():
    assert refusal_of("""\
ruleset: x
language: 1
values: &v {a: 1}
rules: *v
""") == snapshot("""\
error[R003]: a text may not begin with & here
 --> rules.yaml:3:9
  |
3 | values: &v {a: 1}
  |         ^
  = help: put single quotes around a text that begins with * or &; to share a part, name it under conditions:

error[R003]: a text may not begin with * here
 --> rules.yaml:4:8
  |
4 | rules: *v
  |        ^^
  = help: put single quotes around a text that begins with * or &; to share a part, name it under conditions:

error[R013]: rules: needs a list of rules, not a text
 --> rules.yaml:4:8
  |
4 | rules: *v
  |        ^^
  = help: begin each rule with a hyphen: - name: what-it-guards\
""")


def test_a_merge_key():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    <<: x
    when: always
    then: hold
""") == snapshot("""\
error[R003]: merge keys (<<) are not allowed here
 --> rules.yaml:5:5
  |
5 |     <<: x
  |     ^^
  = help: name a condition under conditions: and use its name in every rule\
""")


def test_a_python_tag():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: !!python/object/apply:os.system ['id']
    when: always
    then: hold
""") == snapshot("""\
error[R003]: "!!python/object/apply:os.system" is not allowed here
 --> rules.yaml:4:11
  |
4 |   - name: !!python/object/apply:os.system ['id']
  |           ^
  = help: put single quotes around a text that begins with !

error[R005]: a rule without a name
 --> rules.yaml:4:11
  |
4 |   - name: !!python/object/apply:os.system ['id']
  |           ^
  = help: write name: what-it-guards as the first line of the rule\
""")


def test_unknown_values_lists_actions_and_names():
    assert refusal_of("""\
ruleset: x
language: 1
values: {min: 5}
rules:
  - name: r
    when: {own.words: under $mn, sender: {in: $staf}}
    then: retrun
    because: We counted {{ own.wrds }} of {{ mni }}
""") == snapshot("""\
error[R007]: unknown value "mn"
 --> rules.yaml:6:29
  |
6 |     when: {own.words: under $mn, sender: {in: $staf}}
  |                             ^^^ no such value
  = help: did you mean "$min"?

error[R008]: unknown list "staf"
 --> rules.yaml:6:47
  |
6 |     when: {own.words: under $mn, sender: {in: $staf}}
  |                                               ^^^^^ no such list
  = help: name it under lists:, for example staf: [one, another]

error[R015]: unknown action "retrun"
 --> rules.yaml:7:11
  |
7 |     then: retrun
  |           ^^^^^^ no such action
  = help: did you mean "return"?

error[R014]: unknown name "own.wrds" in the text
 --> rules.yaml:8:25
  |
8 |     because: We counted {{ own.wrds }} of {{ mni }}
  |                         ^^^^^^^^^^^^^^ no such fact or value
  = help: did you mean "own.words"?

error[R014]: unknown name "mni" in the text
 --> rules.yaml:8:43
  |
8 |     because: We counted {{ own.wrds }} of {{ mni }}
  |                                           ^^^^^^^^^ no such fact or value
  = help: did you mean "min"?\
""")


def test_numbers_and_units():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when:
      own.words: under 5 lines
      message.size: over 40
      quoted.share: over 60 %
      body.words: more than 5
      article.words: between 9 and 2
      own.lines: over 1,000
      quoted.lines: 5 or so
    then: hold
""") == snapshot("""\
error[R011]: "own.words" counts words, not lines
 --> rules.yaml:6:18
  |
6 |       own.words: under 5 lines
  |                  ^^^^^^^^^^^^^
  = help: write "under 5 words"

error[R011]: "message.size" needs a unit: KB or MB
 --> rules.yaml:7:21
  |
7 |       message.size: over 40
  |                     ^^^^^^^
  = help: write "over 40 KB" or "over 40 MB"

error[R011]: "more than 5" is not a test of a number of words
 --> rules.yaml:9:19
  |
9 |       body.words: more than 5
  |                   ^^^^^^^^^^^
  = help: write "over 5"

error[R011]: no number lies between 9 and 2
  --> rules.yaml:10:22
   |
10 |       article.words: between 9 and 2
   |                      ^^^^^^^^^^^^^^^
   = help: write the smaller number first

error[R011]: "over 1,000" is not a test of a number of lines
  --> rules.yaml:11:18
   |
11 |       own.lines: over 1,000
   |                  ^^^^^^^^^^
   = help: write the number without a mark for thousands: "over 1000"

error[R011]: "5 or so" is not a test of a number of lines
  --> rules.yaml:12:21
   |
12 |       quoted.lines: 5 or so
   |                     ^^^^^^^
   = help: write 5\
""")


def test_tests_of_texts():
    assert refusal_of("""\
ruleset: x
language: 1
lists: {staff: [a]}
rules:
  - name: r
    when:
      subject: {has_word: two words, contans: x, contains: [a, b]}
      sender: {in: staff}
      links.domains: nytimes.com
      now.weekday: sun
      auth.dmarc: failed
      own.present: maybe
      subject.raw: {matches: '(?=x)'}
      subject.tag: {matches: '(a'}
      body: {matches: '(a)\\1'}
    then: hold
""") == snapshot("""\
error[R010]: "has_word" takes one word
 --> rules.yaml:7:27
  |
7 |       subject: {has_word: two words, contans: x, contains: [a, b]}
  |                           ^^^^^^^^^
  = help: write {has_phrase: two words}

error[R010]: "contans" is not a test of a text
 --> rules.yaml:7:38
  |
7 |       subject: {has_word: two words, contans: x, contains: [a, b]}
  |                                      ^^^^^^^ no such test
  = help: did you mean "contains"?

error[R010]: "contains" takes one text, not a list
 --> rules.yaml:7:60
  |
7 |       subject: {has_word: two words, contans: x, contains: [a, b]}
  |                                                            ^
  = help: for one of several write {has_any: [a, b]}

error[R010]: "staff" is not a list
 --> rules.yaml:8:20
  |
8 |       sender: {in: staff}
  |                    ^^^^^
  = help: did you mean "$staff"?

error[R010]: "links.domains" is a list of texts: say how to compare
 --> rules.yaml:9:22
  |
9 |       links.domains: nytimes.com
  |                      ^^^^^^^^^^^
  = help: write {has: nytimes.com}

error[R010]: a day of the week is written out
  --> rules.yaml:10:20
   |
10 |       now.weekday: sun
   |                    ^^^
   = help: write now.weekday: sunday

error[R010]: "failed" is not an answer to "auth.dmarc"
  --> rules.yaml:11:19
   |
11 |       auth.dmarc: failed
   |                   ^^^^^^
   = help: did you mean "fail"?

error[R010]: "own.present" is yes or no
  --> rules.yaml:12:20
   |
12 |       own.present: maybe
   |                    ^^^^^
   = help: write own.present: yes or own.present: no

error[R012]: look-ahead and look-behind are not possible here
  --> rules.yaml:13:30
   |
13 |       subject.raw: {matches: '(?=x)'}
   |                              ^^^^^^^ this pattern is refused
   = help: they would make a pattern slow on some posts; write two tests, one of them under unless:

error[R012]: the pattern is not understood: a bracket ( is not closed
  --> rules.yaml:14:30
   |
14 |       subject.tag: {matches: '(a'}
   |                              ^^^^ this pattern is refused
   = help: put a backslash before a bracket that stands for itself: \\( or \\[

error[R012]: back-references such as \\1 are not possible here
  --> rules.yaml:15:23
   |
15 |       body: {matches: '(a)\\1'}
   |                       ^^^^^^^ this pattern is refused
   = help: they would make a pattern slow on some posts; list the possible texts with |\
""")


def test_actions():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: always
    then: {disposition: hold, tag: '', notify: me, foo: bar, trim_quotes: few, plain_text: maybe}
  - name: h
    when: always
    then: {exempt_from: [q], drop_attachments: [pictures], add_header: {name: Subject, value: x}}
  - name: i
    when: always
    then: notify
""") == snapshot("""\
error[R015]: "tag" takes one text
 --> rules.yaml:6:36
  |
6 |     then: {disposition: hold, tag: '', notify: me, foo: bar, trim_quotes: few, plain_text: maybe}
  |                                    ^^
  = help: write tag: Article

error[R015]: "me" cannot be notified
 --> rules.yaml:6:48
  |
6 |     then: {disposition: hold, tag: '', notify: me, foo: bar, trim_quotes: few, plain_text: maybe}
  |                                                ^^
  = help: known here: moderators, owners

error[R005]: unknown key "foo" in then
 --> rules.yaml:6:52
  |
6 |     then: {disposition: hold, tag: '', notify: me, foo: bar, trim_quotes: few, plain_text: maybe}
  |                                                    ^^^ no such key here
  = help: known here: add_header, disposition, drop_attachments, exempt_from, notify, plain_text, strip_tracking, tag, trim_quotes, warn

error[R015]: "trim_quotes" takes a number of lines
 --> rules.yaml:6:75
  |
6 |     then: {disposition: hold, tag: '', notify: me, foo: bar, trim_quotes: few, plain_text: maybe}
  |                                                                           ^^^
  = help: write trim_quotes: 10 to keep ten lines of each quoted block

error[R015]: after "plain_text" comes yes
 --> rules.yaml:6:92
  |
6 |     then: {disposition: hold, tag: '', notify: me, foo: bar, trim_quotes: few, plain_text: maybe}
  |                                                                                            ^^^^^
  = help: write plain_text: yes or delete the line

error[R015]: "pictures" is not a file type
 --> rules.yaml:9:49
  |
9 |     then: {exempt_from: [q], drop_attachments: [pictures], add_header: {name: Subject, value: x}}
  |                                                 ^^^^^^^^
  = help: write drop_attachments: yes or the types: drop_attachments: [image/*, application/pdf]

error[R015]: the field "Subject" cannot be added
 --> rules.yaml:9:79
  |
9 |     then: {exempt_from: [q], drop_attachments: [pictures], add_header: {name: Subject, value: x}}
  |                                                                               ^^^^^^^
  = help: a name of your own begins with X-, for example X-Topic

error[R015]: "notify" needs something after it
  --> rules.yaml:12:11
   |
12 |     then: notify
   |           ^^^^^^
   = help: write then: {notify: owners}\
""")


def test_failing_examples():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: {own.words: under 5}
    then: hold
    examples:
      - facts: {own.words: 5}
        expect: hold
      - facts: {own.wrds: 5}
        expect: hold
      - facts: {own.words: 3}
        expect: nomatch
      - post: nope.eml
        expect: hold
      - facts: {own.words: many}
        expect: hold
""") == snapshot("""\
error[R016]: an example of "r" fails: expected hold, got no match
 --> rules.yaml:9:17
  |
9 |         expect: hold
  |                 ^^^^ got no match
  = help: line 5 does not hold: own.words: under 5 (it is 5)

error[R006]: unknown fact "own.wrds"
  --> rules.yaml:10:17
   |
10 |       - facts: {own.wrds: 5}
   |                 ^^^^^^^^ no such fact
   = help: did you mean "own.words"?

error[R016]: unknown expectation "nomatch"
  --> rules.yaml:13:17
   |
13 |         expect: nomatch
   |                 ^^^^^^^
   = help: did you mean "no match"?

error[R016]: the post "nope.eml" cannot be read: no such file or directory
  --> rules.yaml:14:15
   |
14 |       - post: nope.eml
   |               ^^^^^^^^ relative to this file
   = help: a post is a file such as short-comment.eml

error[R016]: "own.words" is a number of words
  --> rules.yaml:16:28
   |
16 |       - facts: {own.words: many}
   |                            ^^^^ not possible here
   = help: give the value itself, no test\
""")


def test_missing_parts():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - then: hold
  - name: b
    when: always
    then: return
  - foo
""") == snapshot("""\
error[R005]: a rule without a name
 --> rules.yaml:4:5
  |
4 |   - then: hold
  |     ^
  = help: write name: what-it-guards as the first line of the rule

error[R005]: a rule has no when:
 --> rules.yaml:4:5
  |
4 |   - then: hold
  |     ^
  = help: say when the rule acts; "when: always" for every post

error[R014]: the rule "b" returns posts without saying why
 --> rules.yaml:5:5
  |
5 |   - name: b
  |     ^
  = help: write because: and a polite sentence that tells the author what to change

error[R013]: a rule is lines of KEY: VALUE, not a text
 --> rules.yaml:8:5
  |
8 |   - foo
  |     ^^^
  = help: begin it with - name: what-it-guards\
""")


def test_a_newer_language():
    assert refusal_of("""\
ruleset: x
language: 2
rules: []
rulez: 3
""") == snapshot("""\
error[R020]: the rules are written in language 2, this program knows 1
 --> rules.yaml:2:11
  |
2 | language: 2
  |           ^
  = help: update the program

error[R005]: unknown key "rulez" in the rule file
 --> rules.yaml:4:1
  |
4 | rulez: 3
  | ^^^^^ no such key here
  = help: did you mean "rules"?\
""")


def test_conditions_that_go_wrong():
    assert refusal_of("""\
ruleset: x
language: 1
conditions:
  a: b
  b: a
  own.words: {x: 1}
rules:
  - name: r
    when: shares
    unless: {a: yes, none: []}
    then: hold
""") == snapshot("""\
error[R009]: a condition that asks for itself: a > b > a
 --> rules.yaml:5:6
  |
5 |   b: a
  |      ^

error[R005]: "own.words" cannot be a name
 --> rules.yaml:6:3
  |
6 |   own.words: {x: 1}
  |   ^^^^^^^^^
  = help: a name is made of letters, digits, _ and -, and begins with a letter

error[R009]: unknown condition "shares"
 --> rules.yaml:9:11
  |
9 |     when: shares
  |           ^^^^^^ no such condition
  = help: a line FACT: TEST belongs here, or a name that stands under conditions:

error[R013]: none: is empty
  --> rules.yaml:10:28
   |
10 |     unless: {a: yes, none: []}
   |                            ^
   = help: write each condition below it, after a hyphen: - FACT: TEST\
""")


def test_an_apostrophe_in_single_quotes():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: always
    then: return
    because: 'don't do it'
""") == snapshot("""\
error[R002]: an apostrophe inside '...'
 --> rules.yaml:7:18
  |
7 |     because: 'don't do it'
  |                  ^ it ends the text
  = help: double it: ''\
""")


def test_a_text_that_begins_with_braces():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: always
    then: return
    because: {{ own.words }} words are few
""") == snapshot("""\
error[R002]: a text may not begin with {{
 --> rules.yaml:7:14
  |
7 |     because: {{ own.words }} words are few
  |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a { has another meaning at the start of a text
  = help: write | after the colon and the text on the next line, indented\
""")


def test_a_line_indented_too_far():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
      when: always
    then: hold
""") == snapshot("""\
error[R002]: "when:" begins in the wrong column
 --> rules.yaml:5:7
  |
5 |       when: always
  |       ^^^^ in column 7 instead of 5
  = help: what belongs together begins in the same column, as the lines above and below show\
""")


def test_a_bracket_left_open():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: {own.words: under 5
    then: hold
""") == snapshot("""\
error[R002]: the bracket { is not closed, or a comma is missing
 --> rules.yaml:5:11
  |
5 |     when: {own.words: under 5
  |           ^ opened here
  = help: close it with }\
""")


def test_an_empty_file():
    assert refusal_of("") == snapshot("""\
error[R005]: the file is empty
 --> rules.yaml:1:1
  |
1 |
  | ^
  = help: a rule file has the keys ruleset, language, inherits, guideline, values, lists, conditions, rules, change\
""")


def test_a_list_instead_of_keys():
    assert refusal_of("""\
- a
- b
""") == snapshot("""\
error[R005]: a rule file begins with keys such as rules:, not with a list
 --> rules.yaml:1:1
  |
1 | - a
  | ^
  = help: a rule file has the keys ruleset, language, inherits, guideline, values, lists, conditions, rules, change\
""")


def test_a_control_character():
    assert refusal_of("""\
ruleset: x
language: 1
rules: \x07
""") == snapshot("""\
error[R002]: the file holds an invisible control character (U+0007)
 --> rules.yaml:3:8
  |
3 | rules:
  |        ^
  = help: delete it; it was most likely pasted in by accident\
""")


def test_a_second_document():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: {own.words: under 5}
    then: hold
---
ruleset: y
""") == snapshot("""\
error[R003]: a second document begins here
 --> rules.yaml:7:1
  |
7 | ---
  | ^
  = help: delete the line ---; one file is one rule set\
""")


def test_wide_characters():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: 規則
    when: {subject: 日本, own.wrods: 3}
    then: hold
""") == snapshot("""\
error[R006]: unknown fact "own.wrods"
 --> rules.yaml:5:25
  |
5 |     when: {subject: 日本, own.wrods: 3}
  |                           ^^^^^^^^^ no such fact
  = help: did you mean "own.words"?\
""")


def test_change_without_inherits():
    assert refusal_of("""\
ruleset: x
language: 1
change: {r: {mode: off}}
rules: []
""") == snapshot("""\
error[R017]: change: without inherits:
 --> rules.yaml:3:1
  |
3 | change: {r: {mode: off}}
  | ^^^^^^
  = help: change the rules themselves; change: is for inherited ones\
""")


def test_a_text_that_begins_with_a_star():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: always
    then: return
    because: *not* allowed
""") == snapshot("""\
error[R002]: a text may not begin with *
 --> rules.yaml:7:14
  |
7 |     because: *not* allowed
  |              ^
  = help: put the text in single quotes\
""")


def test_a_text_that_begins_with_an_at_sign():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: {sender: @foo}
    then: return
    because: %x
""") == snapshot("""\
error[R002]: a text may not begin with @
 --> rules.yaml:5:20
  |
5 |     when: {sender: @foo}
  |                    ^
  = help: put the text in single quotes

error[R010]: "sender" is never "@foo": no address begins with @
 --> rules.yaml:5:20
  |
5 |     when: {sender: @foo}
  |                    ^^^^^
  = help: write sender.domain: foo
  = with all of that mended, the rule is:

  - name: r
    when:
      sender.domain: foo
    then: return
    because: |
      %x

error[R002]: a text may not begin with %
 --> rules.yaml:7:14
  |
7 |     because: %x
  |              ^
  = help: put the text in single quotes\
""")


def test_rules_that_can_never_act():
    assert warnings_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: {own.words: under 0}
    then: hold
  - name: s
    when: {own.words: under 5, all: [own.words: over 7]}
    then: hold
  - name: t
    when: {own.words: under 5}
    unless: {own.words: under 5}
    then: hold
  - name: u
    when: always
    then: {exempt_from: [r, s]}
""") == snapshot("""\
warning[W002]: the rule "r" can never match
 --> rules.yaml:4:11
  |
4 |   - name: r
  |           ^ no number fits what it says of own.words
  = help: look at its conditions again

warning[W003]: the rule "r" is always waived by "u"
 --> rules.yaml:4:11
  |
4 |   - name: r
  |           ^
  = help: delete one of the two, or change their conditions

warning[W008]: the rule "r" has no example
 --> rules.yaml:4:11
  |
4 |   - name: r
  |           ^
  = help: write examples: with a post that it must catch, and one that it must let pass

warning[W002]: the rule "s" can never match
 --> rules.yaml:7:11
  |
7 |   - name: s
  |           ^ no number fits what it says of own.words
  = help: look at its conditions again

warning[W003]: the rule "s" is always waived by "u"
 --> rules.yaml:7:11
  |
7 |   - name: s
  |           ^
  = help: delete one of the two, or change their conditions

warning[W008]: the rule "s" has no example
 --> rules.yaml:7:11
  |
7 |   - name: s
  |           ^
  = help: write examples: with a post that it must catch, and one that it must let pass

warning[W002]: the rule "t" can never match
  --> rules.yaml:10:11
   |
10 |   - name: t
   |           ^ what unless: says holds whenever when: does
   = help: look at its conditions again

warning[W008]: the rule "t" has no example
  --> rules.yaml:10:11
   |
10 |   - name: t
   |           ^
   = help: write examples: with a post that it must catch, and one that it must let pass

warning[W008]: the rule "u" has no example
  --> rules.yaml:14:11
   |
14 |   - name: u
   |           ^
   = help: write examples: with a post that it must catch, and one that it must let pass\
""")


def test_an_action_that_does_nothing():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when: always
    then: {exempt_from: []}
  - name: q
    when: always
    then: reject
  - name: p
    when: always
    then: {exempt_from: [p, rr]}
""") == snapshot("""\
error[R015]: then: says nothing to do
 --> rules.yaml:6:11
  |
6 |     then: {exempt_from: []}
  |           ^
  = help: write disposition: and one of accept, digest, return, hold, discard

error[R015]: unknown action "reject"
 --> rules.yaml:9:11
  |
9 |     then: reject
  |           ^^^^^^ no such action
  = help: did you mean "return"?

error[R019]: "p" exempts from itself
  --> rules.yaml:12:26
   |
12 |     then: {exempt_from: [p, rr]}
   |                          ^
   = help: name another rule

error[R019]: unknown rule "rr"
  --> rules.yaml:12:29
   |
12 |     then: {exempt_from: [p, rr]}
   |                             ^^ no such rule
   = help: known here: p\
""")
