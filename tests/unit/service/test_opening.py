"""The data directory is ours alone, and what lies there is opened through no link."""

import stat

import pytest

from bot.errors import PermanentFailure, TemporaryFailure
from bot.service.opening import make_private
from bot.service.private_files import write_private
from bot.store import Store, of_system


@pytest.mark.parametrize("mode", [0o777, 0o775, 0o1777])
def test_a_directory_that_others_may_write_is_refused_with_the_way_out(tmp_path, mode):
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)

    with pytest.raises(PermanentFailure, match=f"Mend it with: chmod go-w {folder}"):
        make_private(folder)


def test_a_directory_that_is_missing_is_made_for_us_alone(tmp_path):
    make_private(tmp_path / "new")

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["listwarden.db", "listwarden.db.lock"])
def test_a_link_in_place_of_a_file_is_not_followed(tmp_path, name):
    target = tmp_path / "target"
    target.write_bytes(b"")
    (tmp_path / name).symlink_to(target)

    with (
        pytest.raises(PermanentFailure, match="no link may stand in its place"),
        Store.open(f"sqlite:///{tmp_path}/listwarden.db") as store,
    ):
        store.claim("me")
    assert target.read_bytes() == b""


def test_a_full_disk_is_waited_for_and_missing_rights_are_not(tmp_path):
    assert isinstance(of_system(OSError(28, "No space left"), "x", tmp_path), TemporaryFailure)
    assert isinstance(of_system(OSError(13, "Permission denied"), "x", tmp_path), PermanentFailure)


def test_files_that_hold_mail_are_for_their_owner_alone(tmp_path):
    old = tmp_path / "report.html"
    old.touch(mode=0o644)
    old.write_text("a longer text of before")
    write_private(old, b"new")

    assert (old.read_bytes(), stat.S_IMODE(old.stat().st_mode)) == (b"new", 0o600)


def test_examples_are_read_by_who_reads_the_rules_and_by_nobody_else(tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.touch()
    rules.chmod(0o644)
    write_private(tmp_path / "a.eml", b"x", like=rules)

    assert stat.S_IMODE((tmp_path / "a.eml").stat().st_mode) == 0o640


def test_mail_is_written_through_no_link(tmp_path):
    (tmp_path / "report.html").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic"):
        write_private(tmp_path / "report.html", b"x")
    assert not (tmp_path / "elsewhere").exists()
