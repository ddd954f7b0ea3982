"""What a replay keeps of posts for the next one: never another answer than the post itself gives."""

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from bot import mail
from bot.intake.archive import read_unit
from bot.mail.post import Post
from bot.members.model import Member, Members
from bot.service.known_list import KnownList
from bot.service.replay import Replay, Request, replay, workers
from bot.service.replay.kept import shelf
from bot.service.replay.kept.record import unpacked
from bot.service.replay.kept.version import version_of
from tests.parts.replays import a_rule_file, an_eml, an_mbox

SHORT = "rules:\n  - name: short\n    when: {own.words: under 4}\n    then: return\n    because: Too short.\n"
PAST = (
    "rules:\n  - name: again\n    when: {message.duplicate: yes, own.words: under 9}\n    then: discard\n"
    "  - name: busy\n    when: {sender.posts: {within: 24 hours, at_least: 2}, subject: {is_not: keep}}\n"
    "    then: return\n    because: '{{ own.words }} words.'\n"
    "  - name: dated\n    when: {article.age_days: over 3}\n    then: hold\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "listwarden" / "replay"


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    posts = [
        an_eml(n, " ".join(["tide"] * n), at=n / 9, subject="keep" if n % 4 else "x") for n in range(1, 12)
    ]
    return an_mbox(tmp_path / "a.mbox", [*posts, posts[2]])


def told(mbox: Path, rules: Path, *, keep: bool = True, known: KnownList | None = None) -> list[object]:
    request = Request(
        archives=(str(mbox),), rules=(str(rules),), workers=1, keep=keep, known=known or KnownList()
    )
    with replay(request, lambda _: None) as done:
        return _told(done)


def _told(done: Replay) -> list[object]:
    rows = [row._replace(unknown=tuple(sorted(row.unknown))) for row in done.ledger.rows()]
    return [*rows, dict(done.tallies), {one: vars_of(two) for one, two in done.past_numbers.items()}]


def vars_of(measured: object) -> object:
    return sorted(measured.numbers().items()) if hasattr(measured, "numbers") else measured


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    seen = list[bytes]()
    whole = mail.read

    def noted(raw: bytes, **more: Any) -> Post:
        seen.append(raw)
        return whole(raw, **more)

    monkeypatch.setattr(mail, "read", noted)
    return seen


@pytest.mark.parametrize("text", [SHORT, PAST], ids=["posts alone", "history"])
def test_a_second_replay_reads_no_post_and_says_the_same(tmp_path, mbox, read, text):
    rules = a_rule_file(tmp_path / "r.yaml", text)
    plain = told(mbox, rules, keep=False)
    first = told(mbox, rules)
    read.clear()

    assert told(mbox, rules) == first == plain
    assert read == []


def test_another_number_reads_no_post_again(tmp_path, mbox, read):
    told(mbox, a_rule_file(tmp_path / "r.yaml", PAST))
    other = a_rule_file(tmp_path / "o.yaml", PAST.replace("under 9", "under 3").replace("over 3", "over 1"))
    read.clear()
    found = told(mbox, other)

    assert read == []
    assert found == told(mbox, other, keep=False)


def test_answers_are_kept_for_the_very_test(tmp_path, mbox):
    def a_rule(number: int, when: str) -> Path:
        text = f"rules:\n  - name: r\n    when: {{{when}}}\n    then: hold\n"
        return a_rule_file(tmp_path / f"{number}.yaml", text)

    tests = ("subject: keep", "subject: x", "own: {contains: tide tide tide}", "own: {contains: tide}")
    both = [a_rule(number, f"own.words: under {number + 5}, {test}") for number, test in enumerate(tests)]

    for rules in (*both, *both[::-1], *both):
        assert told(mbox, rules) == told(mbox, rules, keep=False)


def test_a_fact_that_nobody_asked_before_is_read_once(tmp_path, mbox, read):
    told(mbox, a_rule_file(tmp_path / "r.yaml", SHORT))
    other = a_rule_file(tmp_path / "o.yaml", PAST)
    plain = told(mbox, other, keep=False)
    read.clear()

    assert told(mbox, other) == plain
    assert len(set(read)) == 11
    read.clear()
    assert told(mbox, other) == plain
    assert read == []


def test_a_changed_post_is_another_post(tmp_path, mbox):
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)
    told(mbox, rules)
    an_mbox(tmp_path / "a.mbox", [an_eml(1, "tide tide tide tide tide"), an_eml(2, "tide")])

    assert told(mbox, rules) == told(mbox, rules, keep=False)


def test_what_the_settings_say_of_the_list_is_part_of_the_answer(tmp_path, mbox):
    rules = a_rule_file(
        tmp_path / "r.yaml", "rules:\n  - name: m\n    when: {sender.member: yes}\n    then: digest\n"
    )
    one, other = (
        KnownList(members=frozenset({"ann@example.net"})),
        KnownList(members=frozenset({"x@y.example"})),
    )

    for known in (one, other, one):
        assert told(mbox, rules, known=known) == told(mbox, rules, keep=False, known=known)
    assert version_of(one) != version_of(other)


def test_a_version_is_the_same_in_whatever_order_a_set_comes():
    many = [f"m{number}@example.org" for number in range(50)]
    people = tuple(Member(addresses=(one,)) for one in many)

    assert version_of(KnownList(members=frozenset(many))) == version_of(
        KnownList(members=frozenset(many[::-1]))
    )
    assert version_of(KnownList().with_members(Members(people=people))) == version_of(
        KnownList().with_members(Members(people=people))
    )


def test_a_file_that_is_none_is_begun_anew(tmp_path, mbox, folder, read):
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)
    plain = told(mbox, rules)
    for path in folder.iterdir():
        path.write_bytes(b"no database" * 999)

    assert told(mbox, rules) == plain
    read.clear()
    assert told(mbox, rules) == plain
    assert read == []


@pytest.mark.parametrize("column", ["own.words", "-subject"])
def test_a_damaged_column_is_read_again(tmp_path, mbox, folder, column, read):
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)
    plain = told(mbox, rules)
    (path,) = (one for one in folder.glob("*.sqlite") if "-" not in one.stem)
    with sqlite3.connect(path) as base:
        select = "SELECT octets, sheet FROM value WHERE name = ?"
        ((octets, sheet),) = base.execute(select, (column,)).fetchall()
        damaged = octets[:20] + bytes([octets[20] ^ 1]) + octets[21:]
        base.execute("UPDATE value SET octets = ? WHERE name = ?", (damaged, column))
    base.close()
    read.clear()

    assert unpacked(octets, f"{sheet} {column}") is not None
    assert unpacked(octets, f"{sheet} other") is None
    assert unpacked(damaged, f"{sheet} {column}") is None
    assert unpacked(b"", f"{sheet} {column}") is None
    assert told(mbox, rules) == plain
    assert read
    read.clear()
    assert told(mbox, rules) == plain
    assert read == []


@pytest.mark.parametrize(("table", "column"), [("unit", "octets"), ("post", "place"), ("sheet", "part")])
def test_damage_beside_the_columns_is_not_believed(tmp_path, mbox, folder, table, column):
    rules = a_rule_file(tmp_path / "r.yaml", PAST)
    plain = told(mbox, rules)
    (path,) = (one for one in folder.glob("*.sqlite") if "-" not in one.stem)
    with sqlite3.connect(path) as base:
        if table == "post":
            base.execute("DELETE FROM unit")
        changed = "x'00'" if column == "octets" else f"{column} + 1"
        base.execute(f"UPDATE {table} SET {column} = {changed}")
    base.close()

    assert told(mbox, rules) == plain


def test_warnings_name_the_file_that_is_read(tmp_path):
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)
    first = an_mbox(tmp_path / "one.mbox", [an_eml(1), an_eml(2, "with \0 in it")])
    for name in ("one", "two"):
        archive = tmp_path / f"{name}.mbox"
        archive.write_bytes(first.read_bytes())
        request = Request(archives=(str(archive),), rules=(str(rules),), workers=1, keep=True)
        with replay(request, lambda _: None) as done:
            assert done.warnings == [f"{archive}#2 has binary junk in it"]


def test_what_is_replaced_while_it_is_read_is_not_kept(tmp_path, mbox, monkeypatch):
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)
    before, plain = mbox.read_bytes(), told(mbox, rules, keep=False)
    other = an_mbox(tmp_path / "b.mbox", [an_eml(40, "tide")]).read_bytes()

    def replaced(unit, warnings):
        mbox.write_bytes(other)
        return read_unit(unit, warnings)

    with monkeypatch.context() as patched:
        patched.setattr(workers, "read_unit", replaced)
        told(mbox, rules)
    mbox.write_bytes(before)

    assert told(mbox, rules) == plain


def test_a_grown_archive_is_read_where_it_grew(tmp_path, mbox, read):
    rules = a_rule_file(tmp_path / "r.yaml", PAST)
    told(mbox, rules)
    told(mbox, a_rule_file(tmp_path / "o.yaml", SHORT))
    grown = an_mbox(tmp_path / "b.mbox", [an_eml(40, "tide tide", at=9)])
    mbox.write_bytes(mbox.read_bytes() + grown.read_bytes())
    plain = told(mbox, rules, keep=False)
    read.clear()

    assert told(mbox, rules) == plain
    assert len(read) == 1
    read.clear()
    assert told(mbox, rules) == plain
    assert read == []


def test_posts_are_for_their_owner_alone(tmp_path, mbox, folder):
    told(mbox, a_rule_file(tmp_path / "r.yaml", SHORT))

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.sqlite")} == {0o600}


@pytest.mark.parametrize("spoilt", ["open to others", "a link", "a file"])
def test_a_folder_that_is_no_safe_place_is_not_used(tmp_path, mbox, folder, spoilt):
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)
    folder.parent.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if spoilt == "open to others":
        folder.mkdir()
        folder.chmod(0o755)
    elif spoilt == "a link":
        folder.symlink_to(elsewhere)
    else:
        folder.write_text("")

    assert told(mbox, rules) == told(mbox, rules, keep=False)
    assert not list(elsewhere.iterdir())
    assert not folder.is_dir() or not list(folder.iterdir())


def test_old_versions_go_when_there_is_no_room(tmp_path, mbox, folder, monkeypatch):
    folder.mkdir(parents=True, mode=0o700)
    old = folder / "old.sqlite"
    old.write_bytes(b"x" * 900)
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)
    told(mbox, rules)
    assert old.exists()

    monkeypatch.setattr(shelf, "MOST", 1_000)
    told(mbox, rules)

    assert not old.exists()


def test_a_full_file_takes_no_more(tmp_path, mbox, monkeypatch):
    monkeypatch.setattr(shelf, "MOST", 0)
    rules = a_rule_file(tmp_path / "r.yaml", SHORT)

    assert told(mbox, rules) == told(mbox, rules) == told(mbox, rules, keep=False)
