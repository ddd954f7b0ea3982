"""``listwarden replay`` as a command: what it prints, writes and refuses."""

import json
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.replay_text import Bar, bar_line
from bot.service.replay import Pace
from tests.parts.replays import a_rule_file, an_eml, an_mbox, replay_json

SHORT = "rules:\n  - name: short\n    when: {own.words: under 4}\n    then: return\n    because: Too short.\n"


@pytest.fixture
def short(tmp_path: Path) -> Path:
    return a_rule_file(tmp_path / "short.yaml", SHORT)


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    posts = [
        an_eml(1, "Yes."),
        an_eml(2, "The tide tables of March are out."),
        an_eml(3, "No. Never. Ever.", at=40),
    ]
    return an_mbox(tmp_path / "a.mbox", posts)


def test_json_holds_every_post(mbox, short, capsys):
    told = replay_json(capsys, mbox, "--rules", short, "--against", short)

    assert told["posts"] == 3
    assert told["dispositions"] == {"accept": 1, "return": 2}
    assert told["rules"]["short"]["matched"] == 2
    assert told["changes"] == []
    assert isinstance(told["seconds"], float)
    assert told["decisions"][0] == {
        "source": f"{mbox}#1",
        "message_id": "m1@example.net",
        "date": "2026-01-05T00:00:00+00:00",
        "author": "ann@example.net",
        "subject": "Post 1",
        "disposition": "return",
        "rules": ["short"],
        "outcomes": {"short": "match"},
        "unknown": [],
    }


def test_the_text_tells_rules_posts_and_numbers(mbox, short, capsys):
    assert main(["replay", str(mbox), "--rules", str(short)]) == 0

    text = capsys.readouterr().out
    assert "3 posts in " in text
    assert "short: 2 posts" in text
    assert f"  14 Feb 2026  Ann: Post 3  [{mbox}#3]  (narrowly past a threshold)" in text
    assert "short: own.words: under 4" in text
    assert ">4: 2<" in text
    assert "(each number, and how many posts it would hit; >10: 4< is the number as the rules have it" in text


def test_changes_are_printed_with_their_rules(mbox, short, tmp_path, capsys):
    old = a_rule_file(tmp_path / "old.yaml", SHORT.replace("under 4", "under 2"))

    assert main(["replay", str(mbox), "--rules", str(short), "--against", str(old)]) == 0

    assert f"Compared with {old}: 1 newly returned" in capsys.readouterr().out


def test_what_posts_say_does_not_paint_on_the_terminal(tmp_path, short, capsys):
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(1, "Yes.", subject="=?utf-8?q?=1B[2Jx=E2=80=AEy?=")])

    main(["replay", str(mbox), "--rules", str(short)])

    assert not {"\x1b", "\u202e"} & set(capsys.readouterr().out)


def test_a_report_is_written(mbox, short, tmp_path, capsys):
    assert main(["replay", str(mbox), "--rules", str(short), "--report", str(tmp_path / "r.html")]) == 0

    html = (tmp_path / "r.html").read_text()
    assert "<h1>3 posts, 2 returned</h1>" in html
    assert html.count('<details class="post"') == 2
    assert f"The report is in {tmp_path / 'r.html'}." in capsys.readouterr().err


def examples_of(mbox: Path, rules: Path, folder: Path, *labels: str) -> int:
    (folder / "labels.csv").write_text("message_id,rule,label\n" + "".join(f"{line}\n" for line in labels))
    return main(
        ["replay", str(mbox), "--rules", str(rules), "--label", str(folder / "labels.csv"), "--examples", str(folder / "ex")]
    )  # fmt: skip


def test_labels_become_examples_that_the_rules_then_keep(mbox, short, tmp_path, capsys):
    before = short.read_text()

    assert (
        examples_of(mbox, short, tmp_path, "m1@example.net,short,right,a joke", "m2@example.net,short,wrong")
        == 0
    )

    told = capsys.readouterr()
    assert "1 rightly hit, 0 wrongly hit, 0 missed (precision 100 %, recall 100 %)" in told.out
    assert f"2 examples were put into {short}; as it was before: {short}.bak\n" in told.err
    assert (tmp_path / "short.yaml.bak").read_text() == before
    assert short.read_text().startswith(before)
    added = short.read_text().removeprefix(before).splitlines()
    assert added[0] == "    examples:"
    assert added[1].startswith("      - post: ex/post-1-")
    assert added[1].endswith(".eml  # a joke")
    assert added[2] == "        expect: return"
    assert main(["rules", "check", str(short)]) == 0
    assert "2 examples" in capsys.readouterr().out
    short.write_text(short.read_text().replace("under 4", "under 40"))
    assert main(["rules", "check", str(short)]) == 1


def test_the_same_labels_again_add_nothing(mbox, short, tmp_path, capsys):
    examples_of(mbox, short, tmp_path, "m1@example.net,short,right")
    once = short.read_text()
    capsys.readouterr()

    examples_of(mbox, short, tmp_path, "m1@example.net,short,right")

    assert short.read_text() == once
    assert "In the rules already: 1 example.\n" in capsys.readouterr().err


def test_an_example_that_does_not_hold_stays_out_and_is_told(mbox, short, tmp_path, capsys):
    before = short.read_text()

    examples_of(mbox, short, tmp_path, "m1@example.net,short,wrong")

    assert short.read_text() == before
    assert not (tmp_path / "short.yaml.bak").exists()
    assert "Left out, since the rules would be refused with them: 1 example.\n" in capsys.readouterr().err
    rest = (tmp_path / "ex" / "examples.yaml").read_text()
    assert 'an example of "short" fails: expected no match, got return' in rest
    assert "expect: no match" in rest


def test_one_example_that_does_not_hold_keeps_no_other_out(mbox, short, tmp_path, capsys):
    labels = ["m1@example.net,short,right", "m2@example.net,short,right", "m3@example.net,short,right"]

    examples_of(mbox, short, tmp_path, *labels)

    told = capsys.readouterr().err
    assert f"2 examples were put into {short}; as it was before: {short}.bak\n" in told
    assert "Left out, since the rules would be refused with them: 1 example.\n" in told
    assert short.read_text().count("- post: ex/") == 2
    assert main(["rules", "check", str(short)]) == 0


def test_an_example_knows_what_the_post_does_not_tell(tmp_path, capsys):
    text = (
        "rules:\n  - name: busy\n    when:\n      sender.posts: {within: 24 hours, at_least: 1}\n      sender.member: no\n"
        "    then: hold\n"
    )
    rules = a_rule_file(tmp_path / "busy.yaml", text.replace("      sender.member: no\n", ""))
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(1), an_eml(2, at=0.1)])

    examples_of(mbox, rules, tmp_path, "m2@example.net,busy,right", "m1@example.net,busy,wrong")

    assert "facts: {sender.posts: 1}" in rules.read_text()
    assert "facts: {sender.posts: 0}" in rules.read_text()
    assert main(["rules", "check", str(rules)]) == 0


def test_labels_without_a_rule_or_a_post_are_no_examples(mbox, short, tmp_path, capsys):
    examples_of(mbox, short, tmp_path, "m1@example.net,*,right", "m99@example.net,short,right")

    assert "there is no example" in capsys.readouterr().err


def test_damage_is_a_warning_and_no_failure(mbox, short, tmp_path, capsys):
    (tmp_path / "junk.mbox").write_bytes(mbox.read_bytes() + b"From nobody\x00\x01\x02" * 9)

    assert main(["replay", str(tmp_path / "junk.mbox"), str(tmp_path / "gone"), "--rules", str(short)]) == 0

    told = capsys.readouterr()
    assert "gone" in told.err
    assert "about the archives, on standard error" in told.out


def test_many_warnings_do_not_hide_the_result(short, tmp_path, capsys):
    path = tmp_path / "odd.mbox"
    path.write_bytes(b"".join(b"From nobody\n" + an_eml(n) + b"\n" for n in range(300)))

    assert main(["replay", str(path), "--rules", str(short)]) == 0

    told = capsys.readouterr()
    assert told.err.count("\n") == 201
    assert told.err.endswith("warning: and 100 more; --json has them all\n")
    assert "300 warnings about the archives" in told.out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["", "--rules", "SHORT"], 2, "an archive without a name"),
        (["gone.mbox", "--rules", "SHORT"], 2, "gone.mbox"),
        (["MBOX", "--rules", "BROKEN"], 1, "error[R006]"),
        (["MBOX", "--rules", "SHORT", "--examples", "x"], 2, "--examples needs labels"),
        (["MBOX", "--rules", "SHORT", "--label", "gone.csv"], 2, "gone.csv"),
        (["MBOX", "--rules", "SHORT", "--report", "gone/r.html"], 1, "cannot be written"),
    ],
)
def test_wrong_use_is_told(mbox, short, tmp_path, capsys, arguments, status, says):
    broken = a_rule_file(tmp_path / "broken.yaml", SHORT.replace("own.words", "own.word"))
    paths = {"MBOX": str(mbox), "SHORT": str(short), "BROKEN": str(broken)}

    assert main(["replay", *(paths.get(word, word) for word in arguments)]) == status

    assert says in capsys.readouterr().err


def test_a_number_of_processes_is_a_number(mbox, short):
    with pytest.raises(SystemExit) as left:
        main(["replay", str(mbox), "--rules", str(short), "--workers", "0"])
    assert left.value.code == 2


def test_the_bar_tells_rate_and_time():
    line = bar_line(Pace(done=25, total=100, posts=5000, seconds=2.0))

    assert line == "[########----------------------]  25 %  5,000 posts  2,500/s  about 6 s left"


def test_there_is_no_bar_without_a_terminal(mbox, short, capsys):
    Bar(sys.stderr).show(Pace(done=1, total=2, posts=1, seconds=9.0))

    assert capsys.readouterr().err == ""


def test_long_json_is_one_object(tmp_path, short, capsys):
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(n, "é" * 3) for n in range(1500)])

    told = replay_json(capsys, mbox, "--rules", short)

    assert [one["message_id"] for one in told["decisions"]] == [f"m{n}@example.net" for n in range(1500)]
    assert json.dumps(told)


def test_an_archive_without_a_post_is_nothing_readable(short, tmp_path, capsys):
    (tmp_path / "index.html").write_text("<html><body><h1>The Salon Archives</h1></body></html>")

    assert main(["replay", str(tmp_path / "index.html"), "--rules", str(short)]) == 2

    assert capsys.readouterr().err.startswith("listwarden: ")


@pytest.mark.parametrize("words", [[], ["a.mbox", "--since", "1d"]], ids=["neither", "both"])
def test_posts_are_those_of_an_archive_or_those_taken(words, short, capsys):
    assert main(["replay", *words, "--rules", str(short)]) == 2
    assert "--since" in capsys.readouterr().err
