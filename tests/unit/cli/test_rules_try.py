"""``listwarden rules try``: conditions are typed, and the posts of an archive answer, on a terminal and piped."""

import io
import os
import pty
import subprocess
import sys

import pytest

from bot.cli import main

POSTS = (
    ("Rain", "Ann Lee", "I think that it will rain for days, and that the bridge will be closed again."),
    ("Rain", "Bob Orr", "Me too."),
    ("[sale] Spade", "Cy Poe", "A good spade, 5 EUR."),
    ("Re: Rain", "Ann Lee", "Thanks for all of this, it helps us very much indeed."),
)
RULES = """\
ruleset: ours
language: 1
values: {least: 4}
rules:
  - name: too-short
    when: {own.words: under $least}
    then: hold
"""


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    for number, (subject, name, text) in enumerate(POSTS):
        head = f"From: {name} <p{number}@example.org>\nSubject: {subject}\nDate: Tue, {6 + number} Jan 2026 08:00:00 +0000\n"
        (folder / f"{number}.eml").write_text(f"{head}Message-ID: <{number}@example.org>\n\n{text}\n")
    (tmp_path / "ours.yaml").write_text(RULES)
    return folder


@pytest.fixture
def tried(archive, monkeypatch, capsys):
    def ask(*lines, more=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert main(["rules", "try", str(archive), *more]) == 0
        return capsys.readouterr().out

    return ask


def test_a_condition_shows_hits_and_near_misses(tried):
    said = tried("own.words: under 4")
    hits, near = said.split("near misses:")
    assert "hits 1 of 4 posts (25.0 %)" in hits
    assert "Bob Orr" in hits
    assert "own.words 2" in hits
    assert "own.words 5" in near
    assert "Ann Lee" not in near


def test_another_number_asks_again(tried):
    said = tried("own.words: under 4", "6")
    assert "hits 2 of 4 posts" in said


def test_lines_are_added_and_the_rule_is_written(tried):
    said = tried("own.words: under 14", "and subject: Rain", "unless message.reply: yes", "rule")
    counts = [line for line in said.splitlines() if line.startswith("hits")]
    assert [line.split()[1] for line in counts] == ["3", "2", "1"]
    assert (
        "  - name: the-name\n    when:\n      own.words: under 14\n      subject: Rain\n    unless:\n" in said
    )


def test_what_is_no_rule_is_told_with_what_is_meant_and_the_last_one_stays(tried):
    said = tried("own.words: under 4", "own.wrds: 3", "5")
    assert 'did you mean "own.words"?' in said
    assert said.count("hits ") == 2


def test_a_post_is_shown_and_controls_are_not(tried, archive):
    (archive / "1.eml").write_text("From: b@example.org\nSubject: \x1b[31mred\n\nMe \x1b[2Jtoo.\n")
    said = tried("show 2", "show 9")
    assert "Me" in said
    assert "\x1b" not in said
    assert "numbers from 1 to 4" in said


def test_values_and_rules_of_a_file_are_known(tried, archive):
    rules = ("--rules", str(archive.parent / "ours.yaml"))
    said = tried("rule too-short", "own.words: under $least", more=rules)
    assert 'the rule "too-short"' in said
    assert said.count("hits 1 of 4 posts") == 2


def test_what_only_the_past_knows_is_said(tried):
    said = tried("sender.posts: {within: 24 hours, at_least: 3}")
    assert "of 4 nobody can say" in said
    assert "listwarden replay" in said


def test_what_a_replay_or_an_earlier_trial_has_kept_is_not_read_again(tried, archive, monkeypatch, capsys):
    assert main(["replay", str(archive), "--rules", str(archive.parent / "ours.yaml"), "--workers", "1"]) == 0
    capsys.readouterr()
    first = tried("own.words: under 4", "links.count: at most 0")
    monkeypatch.setattr("bot.service.replay.reader.mail.read", None)
    assert tried("own.words: under 4", "links.count: at most 0") == first
    with pytest.raises(TypeError):
        tried("own.words: under 4", more=["--no-cache"])


def test_on_a_terminal_it_asks(archive):
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-c",
        "from bot.cli import main; raise SystemExit(main())",
        "rules",
        "try",
    ]
    process = subprocess.Popen([*command, str(archive)], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = _until(ours, "> ")
    os.write(ours, b"own.words: under 4\n")
    said += _until(ours, "near misses:")
    os.write(ours, b"quit\n")
    assert process.wait(timeout=60) == 0
    os.close(ours)
    assert "hits 1 of 4 posts" in said


def _until(terminal, text):
    said = ""
    while text not in said:
        said += os.read(terminal, 4096).decode()
    return said
