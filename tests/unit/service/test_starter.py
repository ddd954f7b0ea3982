"""What ``listwarden init`` writes can be used, and is never written twice."""

from pathlib import Path

import pytest

from bot.errors import PermanentFailure
from bot.policy.check import check
from bot.service.rule_files import reader_of
from bot.service.starter import make_starter
from bot.settings import load_settings


def test_the_starter_settings_load_once_the_passwords_are_there(tmp_path: Path):
    target = tmp_path / "mylist"
    make_starter(target, {"address": "talk@club.example", "owner": "ann@club.example"})
    for name in ("imap-password", "smtp-password"):
        (target / "secrets" / name).write_text("x")
        (target / "secrets" / name).chmod(0o600)

    settings = load_settings(target / "listwarden.toml", {})

    assert settings.warnings == ()
    assert settings.lists[0].address == "talk@club.example"
    assert settings.lists[0].owners == ("ann@club.example",)
    assert settings.lists[0].mode == "observe"


def test_every_rule_file_of_the_starter_is_good(tmp_path: Path):
    make_starter(tmp_path / "mylist", {})
    paths = [str(path) for path in sorted((tmp_path / "mylist" / "rules").glob("*.yaml"))]
    report = check(paths, reader_of(*paths))
    assert report.status == 0, "\n".join(report.blocks)


def test_a_second_call_changes_nothing(tmp_path: Path):
    make_starter(tmp_path / "mylist", {})
    (tmp_path / "mylist" / "listwarden.toml").write_text("mine")

    with pytest.raises(PermanentFailure, match="is not empty: nothing was changed"):
        make_starter(tmp_path / "mylist", {})

    assert (tmp_path / "mylist" / "listwarden.toml").read_text() == "mine"


def test_an_answer_cannot_break_out_of_its_text(tmp_path: Path):
    with_quote = {"name": 'Sal"on\n[smtp]', "owner": "ann@club.example", "address": "talk@club.example"}
    make_starter(tmp_path / "mylist", with_quote)
    assert 'name = "Sal\\"on[smtp]"' in (tmp_path / "mylist" / "listwarden.toml").read_text()
