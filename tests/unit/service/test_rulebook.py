"""Rules of a running list: loaded apart within limits, exchanged when good, and left alone when unchanged."""

import json
import os

import pytest

from bot.facts import Context, Facts
from bot.mail import read
from bot.policy import RulesRefused, decide, load
from bot.policy.errors import RulesError
from bot.policy.model.verdict import Disposition
from bot.service import rule_child, rulebook
from bot.service.rule_child import files_of
from bot.service.rule_files import reader_of
from bot.service.rulebook import Rulebook, load_kept, open_all, stands, try_all, try_load
from bot.service.stamp import now

RULES = "ruleset: x\nlanguage: 1\nlists:\n  w: {file: w.txt}\nrules:\n  - {name: r, when: {subject: {in: $w}}, then: hold}\n"


@pytest.fixture
def path(tmp_path):
    (tmp_path / "w.txt").write_text("one\ntwo\n")
    rules = tmp_path / "x.yaml"
    rules.write_text(RULES)
    return rules


def book_of(path):
    policy, _ = try_load(path)
    assert policy is not None
    return Rulebook(path=path, policy=policy)


def test_a_good_set_comes_back_with_its_files(path):
    assert files_of([path]) == [{str(path): RULES.encode(), str(path.parent / "w.txt"): b"one\ntwo\n"}]


@pytest.mark.usefixtures("apart")
def test_what_is_wrong_is_told_as_without_a_process(path):
    path.write_text(RULES.replace("hold", "hod") + "nothing: here\n")
    with pytest.raises(RulesRefused) as here:
        load(str(path), reader_of(path))
    assert try_load(path) == (None, here.value.render())


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize(("limit", "value"), [("SECONDS", 1), ("PATIENCE", 0.01)])
def test_what_takes_too_long_is_an_error_of_the_file(path, monkeypatch, limit, value):
    (path.parent / "w.txt").write_text("\n".join(f"word{number} x" for number in range(100_000)))
    many = "".join(f"  w{number}: {{file: w.txt}}\n" for number in range(20))
    path.write_text(RULES.replace("  w: {file: w.txt}\n", f"  w: {{file: w.txt}}\n{many}"))
    monkeypatch.setattr(rule_child, limit, value)
    policy, told = try_load(path)
    assert policy is None
    assert told.splitlines()[:2] == [
        "error[R022]: reading these rules takes too much time or memory",
        f" --> {path}:1:1",
    ]


@pytest.mark.usefixtures("apart")
def test_what_takes_too_much_memory_is_an_error_of_the_file(path, monkeypatch):
    monkeypatch.setattr(rule_child, "MEMORY", 30_000_000)
    told = try_load(path)[1]
    assert "what is here takes more memory than is allowed" in told or "too much time or memory" in told


@pytest.mark.usefixtures("apart")
def test_a_list_of_100000_texts_keeps_within_the_limits(path):
    (path.parent / "w.txt").write_text("\n".join(f"word{number} x" for number in range(100_000)))
    assert try_load(path)[1] == ""


@pytest.mark.usefixtures("apart")
def test_of_many_files_each_is_told_by_itself_and_one_cut_off_harms_no_other(path, monkeypatch):
    (path.parent / "w.txt").write_text("\n".join(f"word{number} x" for number in range(100_000)))
    others = [path.parent / f"y{number}.yaml" for number in range(6)]
    for number, other in enumerate(others):
        other.write_text(f"ruleset: y{number}\nlanguage: 1\nrules: []\n")
    others[4].write_text("rules: [")
    monkeypatch.setattr(rule_child, "PATIENCE", 0.3)

    told = try_all([*others[:2], path, *others[2:]])

    assert [policy.name if policy else words.partition(":")[0] for policy, words in told] == [
        *("y0", "y1", "error[R022]", "y2", "y3", "warning[W005]", "y5")
    ]
    assert "error[R002]" in told[5][1]


def test_a_list_without_any_good_rules_holds_its_posts_and_takes_the_mended_ones(path):
    good = path.parent / "y.yaml"
    good.write_text("ruleset: y\nlanguage: 1\nrules: []\n")
    path.write_text("rules: [")

    book, other = open_all([path, good], [None, None])

    assert (other.policy.name, other.trouble, other.stands_in) == ("y", "", False)
    assert book.stands_in
    assert "error[R002]" in book.trouble
    assert decide(book.policy, Facts(read(b"\n"), Context(now=now()))).disposition is Disposition.HOLD
    assert not book.reread()
    path.write_text(RULES)
    assert book.reread()
    assert (book.policy.name, book.trouble, book.stands_in) == ("x", "", False)


def test_last_good_rules_that_a_newer_version_refuses_stop_nobody(path):
    good = {str(path): b"rules: ["}
    path.write_bytes(good[str(path)])

    assert open_all([path], [good])[0].stands_in


def test_a_set_that_stands_unchanged_is_not_read_by_a_process(path, monkeypatch):
    book = book_of(path)
    policy = book.policy
    monkeypatch.setattr(rulebook, "files_of", lambda _: pytest.fail("a process was started"))
    assert not book.reread()
    assert book.policy is policy


@pytest.mark.parametrize("name", ["x.yaml", "w.txt"])
def test_a_change_of_any_of_its_files_is_seen(path, name):
    book = book_of(path)
    changed = path.parent / name
    changed.write_text(changed.read_text() + "# more\n")
    assert book.reread()
    assert book.policy.digest == book_of(path).policy.digest


def test_broken_rules_leave_the_old_ones_live_until_they_are_good_again(path):
    book = book_of(path)
    policy = book.policy
    path.write_text("rules: [")
    assert not book.reread()
    assert book.policy is policy
    assert "error[R002]" in book.trouble
    path.write_text(RULES)
    assert not book.reread()
    assert book.trouble == ""


def test_a_file_that_is_gone_or_a_pipe_does_not_stand(path):
    (files,) = files_of([path])
    assert isinstance(files, dict)
    assert stands(path, files)
    assert not stands(path, {})
    (path.parent / "w.txt").unlink()
    assert not stands(path, files)
    os.mkfifo(path.parent / "w.txt")
    assert not stands(path, files)
    policy = load_kept(path, files)
    assert policy is not None
    assert policy.rules[0].name == "r"


def test_errors_come_through_as_they_are():
    error = RulesError(
        file="a\u2028.yaml", line=1, column=2, code="R001", message='"é"', width=3, whole=("  - name: x",)
    )
    assert rule_child.told_again(json.loads(json.dumps(rule_child.plain(error)))) == error
