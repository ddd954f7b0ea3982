"""A replay reads each post with what earlier posts taught, and with nothing that came later."""

from pathlib import Path

import pytest

from bot.intake.archive import open_archive
from bot.mail.known import NOTHING
from bot.mail.known.line_keys import line_key
from bot.service.replay.teaching import Taught, taught_by
from tests.parts.replays import a_rule_file, an_eml, an_mbox, replayed

CLOSING = "Harbour office, second door on the left\nAsk for the tall one"
RULES = "rules:\n  - name: long\n    when: {own.words: over 20}\n    then: return\n    because: '{{ own.words }}'\n"
SAID = "The ferry to the island goes twice a day in winter, and three times from May on."


def texts(number: int) -> str:
    return f"The tide number {number} came in at noon.\n\nNobody had seen so high a one.\n\n{CLOSING}"


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    posts = [an_eml(n, texts(n), at=n) for n in (6, 5, 4, 3, 2, 1)]  # the archive is not in order
    answer = an_eml(
        9, f"{SAID}\n\nIs that so?\n\nI doubt it.", at=9, author="bob", In_Reply_To="<m8@example.net>"
    )
    return an_mbox(tmp_path / "a.mbox", [*posts, answer, an_eml(8, SAID, at=8, author="eve")])


def known_of(mbox: Path, shelf: Path | None = None) -> list[set[int]]:
    """What closed the author's posts, of each post in the order of the archive."""
    with taught_by(open_archive(mbox).units(), shelf) as path:
        taught = Taught(path)
        try:
            return [set(taught.of(0, position).closing) for position in range(6)]
        finally:
            taught.close()


def test_what_closed_three_earlier_posts_of_an_author_is_known_of_the_fourth(mbox):
    lines = set(map(line_key, CLOSING.splitlines()))

    found = known_of(mbox)

    assert [lines <= one for one in found] == [True, True, True, False, False, False]
    assert found[3:] == [set(), set(), set()]


def test_what_an_answer_says_again_of_the_answered_post_is_known_whatever_their_order(mbox):
    with taught_by(open_archive(mbox).units()) as path:
        taught = Taught(path)
        try:
            assert taught.of(0, 6).answered == {line_key(SAID)}
            assert taught.of(0, 7) == taught.of(5, 5) == NOTHING
        finally:
            taught.close()


def test_a_units_digest_changes_with_what_is_known_of_its_posts_and_with_nothing_else(tmp_path, mbox):
    whole = digest_of(mbox)
    posts = mbox.read_text("utf-8")
    moved = tmp_path / "b.mbox"
    moved.write_text(posts.replace("Is that so?", "Is that true?"), "utf-8")
    told = tmp_path / "c.mbox"
    told.write_text(posts.replace(SAID, SAID.upper() + " No more.", 1), "utf-8")
    plain = an_mbox(tmp_path / "d.mbox", [an_eml(1, texts(1), at=1)])

    assert digest_of(moved) == whole
    assert digest_of(told) != whole
    assert digest_of(plain) == Taught(None).digest_of(0) != whole


def digest_of(mbox: Path) -> bytes:
    with taught_by(open_archive(mbox).units()) as path:
        taught = Taught(path)
        try:
            return taught.digest_of(0)
        finally:
            taught.close()


def test_a_replay_counts_no_words_of_a_signature_that_was_known_by_then(tmp_path, mbox):
    rules = a_rule_file(tmp_path / "r.yaml", RULES)

    with replayed(mbox, rules=rules) as done:
        said = {row.key: row.said.disposition for row in done.ledger.rows()}

    assert [said[f"m{n}@example.net"] for n in range(1, 7)] == ["return"] * 3 + ["accept"] * 3


def test_what_was_learned_is_kept_for_the_same_files_and_learned_again_for_others(
    mbox, tmp_path, monkeypatch
):
    shelf = tmp_path / "kept.sqlite"
    first = known_of(mbox, shelf)
    kept = list(tmp_path.glob("kept-*.sqlite"))
    monkeypatch.setattr("bot.service.replay.teaching._lesson", lambda *_: pytest.fail("was read again"))

    assert known_of(mbox, shelf) == first
    assert len(kept) == 1

    monkeypatch.undo()
    an_mbox(mbox, [an_eml(1, texts(1))] * 6)

    assert known_of(mbox, shelf) == [set()] * 6


def test_a_damaged_file_of_what_was_learned_is_made_again(mbox, tmp_path):
    shelf = tmp_path / "kept.sqlite"
    first = known_of(mbox, shelf)
    (kept,) = tmp_path.glob("kept-*.sqlite")
    kept.write_bytes(b"no database" * 999)

    assert known_of(mbox, shelf) == first
