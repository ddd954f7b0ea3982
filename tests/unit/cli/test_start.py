"""How the command line starts: the overview is true, and no command loads what it does not use."""

import re
import subprocess
import sys

import pytest

from bot.cli import COMMANDS, parser
from tests.parts.salon import ROOT

HEAVY = frozenset(
    [
        "sqlalchemy",
        "alembic",
        "pydantic",
        "imapclient",
        "aiosmtplib",
        "aiosmtpd",
        "jinja2",
        "structlog",
        "watchfiles",
        "dns.resolver",
        "flufl.bounce",
    ]
)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_says_what_the_command_says_of_itself(name):
    own = " ".join(parser(name).format_help().split())
    assert " ".join(COMMANDS[name][1].split()) in own
    assert " ".join(COMMANDS[name][1].split()) in " ".join(parser().format_help().split())


@pytest.mark.dear
@pytest.mark.parametrize(
    ("words", "loads"),
    [
        (["--help"], set()),
        (["rules", "check", "rules/salon.yaml"], set()),
        (
            ["run", "--help"],
            {"sqlalchemy", "pydantic", "imapclient", "aiosmtplib", "structlog", "watchfiles"},
        ),
        (["status", "--config", "nowhere.toml", "x"], {"sqlalchemy", "pydantic"}),
    ],
)
def test_a_command_loads_only_what_it_uses(words, loads):
    code = f"import bot.cli, sys\ntry: bot.cli.main({words!r})\nexcept SystemExit: pass\nprint('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    found = re.search(r"^LOADED (.*)$", done.stdout, re.MULTILINE)
    assert found is not None
    assert HEAVY & set(found[1].split()) <= loads
