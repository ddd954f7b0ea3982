"""The data directory is ours alone, and what lies there is opened through no link."""

import os
import pwd
import stat
import subprocess
import sys

import pytest
from pydantic import SecretStr

from bot.errors import PermanentFailure, TemporaryFailure
from bot.service.doctor.machine import machine_checks
from bot.service.opening import _unusable, make_private
from bot.service.private_files import write_private
from bot.settings import Settings
from bot.store import Store, of_system


@pytest.mark.parametrize("mode", [0o777, 0o775, 0o1777])
def test_a_directory_that_others_may_write_is_refused_with_the_way_out(tmp_path, mode):
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)

    with pytest.raises(PermanentFailure, match=f"Fix it with: chmod go-w {folder}"):
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


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("a file", "is not a directory, or lies below a file: name another"),
        ("below a file", "is not a directory, or lies below a file: name another"),
        ("a link to itself", "name another"),
        ("a name that is too long", "name another"),
    ],
)
def test_every_data_dir_that_cannot_be_used_gets_a_sentence(tmp_path, what, told):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    folders = {
        "a file": "file",
        "below a file": "file/data",
        "a link to itself": "loop",
        "a name that is too long": "x" * 300,
    }

    with pytest.raises(PermanentFailure, match=told):
        make_private(tmp_path / folders[what])

    settings = Settings.model_construct(
        data_dir=tmp_path / folders[what], database=SecretStr("sqlite:///listwarden.db"), lists=()
    )
    (check,) = machine_checks(settings)
    assert (check.subject, check.state) == ("database", "failed"), "doctor says it once, and of no full disk"
    assert told in check.text


@pytest.mark.parametrize(
    ("mode", "told"),
    [(0o000, "chown"), (0o500, "cannot be written by"), (0o300, "cannot be written by")],
)
def test_a_directory_without_the_rights_names_the_command_that_mends_it(tmp_path, mode, told, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir(mode=mode)
    monkeypatch.setattr("os.access", lambda *_: False)  # root may do all

    with pytest.raises(PermanentFailure, match=told):
        make_private(folder)
    folder.chmod(0o700)


def test_a_read_only_file_system_and_missing_rights_are_told_apart(tmp_path):
    for number, told in ((30, "read-only"), (13, "install -d -m 700 -o"), (1, "install -d -m 700 -o")):
        assert told in str(_unusable(OSError(number, "x"), tmp_path))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_root_works_as_the_user_of_the_data_directory(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    code = (
        "import os, sys; from pathlib import Path; from bot.service.opening import work_as_owner;"
        "work_as_owner(Path(sys.argv[1])); print(os.getresuid(), os.getgroups())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )

    assert str((nobody.pw_uid,) * 3) in done.stdout
    assert "[0" not in done.stdout
