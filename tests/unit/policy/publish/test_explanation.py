"""What a person sees of a verdict."""

from inline_snapshot import snapshot

from bot.facts import Context, Facts
from bot.mail import read
from bot.policy import decide, explain, explain_json
from bot.policy.check import check
from bot.policy.model.verdict import ReturnNotice
from tests.parts.rulefiles import HEAD, NOW, files, policy_of, rule, rules

RAW = b"Subject: Rain\nFrom: ann@example.org\n\nOne two three.\nFour\x1b[2J five.\n\nSix.\nSeven.\n"
TEXT = "values: {most: 3}\n" + rules(
    rule(
        "too-long",
        "{own.words: over $most}",
        "return",
        because="'At most {{ most }} words; these are {{ own.words }}.'",
    ),
    rule("staff", "{sender: {has_word: ann}}", "{exempt_from: [needs-tag]}"),
    rule("needs-tag", '{subject.tag: ""}', "return"),
    rule("proven", "{auth.dmarc: fail}", "hold", on_unknown="ignore"),
    rule("tried", "{any: [links.count: 0, subject: x]}", "discard", mode="shadow"),
    rule("sleeping", mode="off"),
)


def verdict_and_post():
    post = read(RAW)
    return decide(policy_of(TEXT), Facts(post, Context(now=NOW))), post


def test_every_rule_and_condition_is_explained_with_the_lines_of_the_post():
    assert explain(*verdict_and_post()) == snapshot("""\
return: 1 reason

  too-long
    At most 3 words; these are 7.
        1 | One two three.
        2 | Four[2J five.
        4 | Six.
      ... | to line 5

Rules
  match: too-long  (rules.yaml:5)
        yes  line 6    own.words: over 3 ($most)   [7]
  match: staff  (rules.yaml:9)
        yes  line 10   sender: {has_word: ann}   [ann@example.org]
  waived by staff: needs-tag  (rules.yaml:12)
        yes  line 13   subject.tag: ""   [empty]
  unknown: proven  (rules.yaml:16)
    unknown  line 17   auth.dmarc: fail
  shadow: tried  (rules.yaml:20)
        yes  line 21   any: links.count: 0   [0]
         no  line 21   any: subject: x   [Rain]

Rules that do not match
  off: sleeping  (rules.yaml:24)  (its mode is off)\
""")


def test_the_same_as_data():
    verdict, _ = verdict_and_post()
    effects = (ReturnNotice(to="ann@example.org", findings=verdict.findings),)
    assert explain_json(verdict, effects) == snapshot(
        {
            "disposition": "return",
            "reasons": [{"rule": "too-long", "text": "At most 3 words; these are 7."}],
            "rules": [
                {"name": "too-long", "outcome": "match"},
                {"name": "staff", "outcome": "match"},
                {"name": "needs-tag", "outcome": "waived"},
                {"name": "proven", "outcome": "unknown"},
                {"name": "tried", "outcome": "shadow"},
                {"name": "sleeping", "outcome": "off"},
            ],
            "effects": ["ReturnNotice"],
            "facts": {
                "own.words": 7,
                "sender": "ann@example.org",
                "subject.tag": "",
                "auth.dmarc": None,
                "links.count": 0,
                "subject": "Rain",
            },
        }
    )


def test_an_accepted_post_is_explained_too():
    post = read(b"Subject: x\n\n\n")
    verdict = decide(policy_of(rules(rule(when="{own.words: over 3}"))), Facts(post, Context(now=NOW)))
    assert explain(verdict, post) == snapshot("""\
accept: no rule asks for anything else

Rules that do not match
  no match: r  (rules.yaml:4)
         no  line 5    own.words: over 3   [0]\
""")


def test_files_are_checked_each_by_itself():
    good = HEAD + rules(rule(when="{own.words: 3}", examples="[{facts: {own.words: 3}, expect: hold}]"))
    bad, doubtful = good.replace("own.words: 3}\n", "own.wrds: 3}\n", 1), "values: {a: 1}\n" + good
    found = files(good=good, bad=bad, doubtful=doubtful)
    report = check(["good.yaml", "bad.yaml", "good.yaml", "nope.yaml", "doubtful.yaml"], found.read)
    assert report.status == 2
    assert report.summary == snapshot(
        (
            "good.yaml: good, 1 rule, 1 example passed",
            "bad.yaml: refused, 1 error",
            "good.yaml: good, 1 rule, 1 example passed",
            "nope.yaml: cannot be read: no such file or directory",
            "doubtful.yaml: good, 1 rule, 1 example passed, 1 warning",
        )
    )
    assert [block.split("\n")[1].strip() for block in report.blocks] == snapshot(
        ["--> bad.yaml:5:12", "--> doubtful.yaml:1:10"]
    )
    assert check(["bad.yaml"], found.read).status == 1
    assert check(["doubtful.yaml"], found.read).status == 0
