"""Writes the starter directory of ``listwarden init``: settings, rules, a README."""

from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

import bot
from bot.errors import PermanentFailure
from bot.printable import dropped

QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("address", "The address where members post", "salon@lists.example.org"),
    ("name", "The list's name, as people say it", ""),
    ("owner", "Your own address, as the owner", ""),
    ("imap_host", "The IMAP server of the list's inbox", ""),
    ("smtp_host", "The server that sends its mail", ""),
    ("post_to", "The address that distributes accepted posts to the members", ""),
    ("authserv_id", "The name your receiving server writes into Authentication-Results", ""),
)


def defaults(answers: Mapping[str, str]) -> dict[str, str]:
    """Every answer, those not given derived from those that were."""
    address = answers.get("address") or "salon@lists.example.org"
    local, _, domain = address.partition("@")
    derived = {
        "address": address,
        "list_id": f"{local}.{domain}",
        "name": local.capitalize(),
        "owner": f"owner@{domain}",
        "imap_host": f"imap.{domain}",
        "smtp_host": f"smtp.{domain}",
        "post_to": f"{local}-members@{domain}",
        "authserv_id": f"mx.{domain}",
    }
    return {**derived, **{key: value for key, value in answers.items() if value}}


def rule_files() -> list[Traversable]:
    """The rule files that come with the bot: inside the wheel, or beside the package in a checkout."""
    packed = resources.files("bot") / "starter" / "rules"
    place = packed if packed.is_dir() else Path(bot.__file__).parent.parent / "rules"
    return sorted(
        (one for one in place.iterdir() if one.name.endswith((".yaml", ".json"))), key=lambda one: one.name
    )


def make_starter(target: Path, answers: Mapping[str, str]) -> list[Path]:
    """Write the directory; raises PermanentFailure where something of it is there already."""
    if target.exists() and any(target.iterdir()):
        raise PermanentFailure(f"{target} is not empty: nothing was changed. Name a new directory.")
    values = {key: toml_text(value) for key, value in defaults(answers).items()}
    starter = resources.files("bot") / "starter"
    secrets, rules = target / "secrets", target / "rules"
    rules.mkdir(parents=True)
    secrets.mkdir(mode=0o700)
    written = {
        target / "listwarden.toml": Template((starter / "listwarden.toml").read_text("utf-8")).substitute(
            values
        ),
        target / "README.md": (starter / "README.md").read_text("utf-8"),
        rules / "mylist.yaml": (starter / "mylist.yaml").read_text("utf-8"),
        **{rules / one.name: one.read_text("utf-8") for one in rule_files()},
    }
    for path, text in written.items():
        path.write_text(text, "utf-8")
    return list(written)


def toml_text(value: str) -> str:
    """A value as it may stand between the quotes of a TOML string."""
    shown = value.replace("\\", "\\\\").replace('"', '\\"')
    return dropped(shown)
