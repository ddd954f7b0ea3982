"""The commands ``listwarden members``, where the list is only being set up."""

import bot.cli
from bot.cli import DONE
from tests.parts.salon import LIST, ROOT, SETTINGS


def settings_in(folder) -> str:
    """The settings of a list that is to serve its members, whose file nobody has made yet."""
    values = {"id": "salon.example.org", "address": "salon@example.org", "user": "salon", "intake": ""}
    text = SETTINGS.format(
        smtp=25, lists=LIST.format(mode="live", imap=993, ca_file=folder / "ca.pem", **values)
    )
    text = text.replace('to = ["salon-members@lists.example.org"]', 'to = "members"')
    (folder / "listwarden.toml").write_text(
        text.replace('name = "Salon"', 'name = "Salon"\nmembers = "members.txt"')
    )
    (folder / "ca.pem").touch()
    (folder / "rules").mkdir()
    (folder / "rules" / "salon.yaml").write_bytes((ROOT / "rules" / "salon.yaml").read_bytes())
    return str(folder / "listwarden.toml")


def test_the_file_that_the_settings_name_is_made_by_what_fills_it(tmp_path, capsys):
    config = settings_in(tmp_path)
    (tmp_path / "export").write_text("Ann Lee <ann@example.net>\nbob@example.org\n")

    assert (
        bot.cli.main(["members", "import", str(tmp_path / "export"), "--dry-run", "--config", config]) == DONE
    )
    assert not (tmp_path / "members.txt").exists()
    assert bot.cli.main(["members", "import", str(tmp_path / "export"), "--config", config]) == DONE
    assert (tmp_path / "members.txt").read_text() == 'ann@example.net name="Ann Lee"\nbob@example.org\n'
    (tmp_path / "members.txt").unlink()
    assert bot.cli.main(["members", "add", "cy@example.com", "mode=digest", "--config", config]) == DONE
    assert (tmp_path / "members.txt").read_text() == "cy@example.com mode=digest\n"
    assert "2 members added" in capsys.readouterr().out
