"""The walls of the house hold: a fault put into a copy makes its contract fail, and the report says where."""

import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
SEED = '"""A fault."""\n\nimport {}\n'

WRONG_WAY = [  # who, imports whom
    ("mail", "bot.facts"),
    ("mail", "bot.lifecycle"),
    ("facts", "bot.policy"),
    ("policy.model", "bot.notices"),
    ("notices", "bot.settings"),
    ("settings", "bot.store"),
    ("intake", "bot.delivery"),
    ("delivery", "bot.store"),
    ("store", "bot.service"),
    ("service", "bot.cli"),
]
UP_THE_RULES = [
    ("policy.publish", "bot.policy.loading"),
    ("policy.examples", "bot.policy.publish"),
    ("policy.run", "bot.policy.examples"),
    ("policy.run", "bot.policy.lint"),
    ("policy.lint", "bot.policy.run"),
    ("policy.compile", "bot.policy.run"),
    ("policy.compile.actions", "bot.policy.lint"),
    ("policy.guards", "bot.policy.source"),
    ("policy.source", "bot.policy.compile"),
    ("policy.model", "bot.policy.source"),
]
UP_A_RULE_FILE = [("policy.source.recovery", "bot.policy.source.parse")]
UP_THE_MAIL = [
    ("mail.article", "bot.mail.divide"),
    ("mail.zones", "bot.mail.article"),
    ("mail.text", "bot.mail.zones"),
    ("mail.text", "bot.mail.origin"),
    ("mail.origin", "bot.mail.text"),
    ("mail.format", "bot.mail.text"),
    ("mail.languages", "bot.mail.format"),
]
OUT_OF_THE_CORE = [
    ("mail", "asyncio"),
    ("mail", "socket"),
    ("facts", "os"),
    ("facts", "sqlalchemy"),
    ("policy", "time"),
    ("policy", "structlog"),
    ("notices", "random"),
    ("notices", "logging"),
    ("notices", "aiosmtpd"),
    ("mail", "imapclient"),
]
CONTRACTS = {
    "The arrows of the house": WRONG_WAY,
    "The stages of the rule language": UP_THE_RULES,
    "The stages of reading a rule file": UP_A_RULE_FILE,
    "The stages of reading mail": UP_THE_MAIL,
    "The core computes, the shell acts": OUT_OF_THE_CORE,
}
WITHOUT_A_STAGE = {
    "The arrows of the house": "",
    "The stages of the rule language": "policy",
    "The stages of reading a rule file": "policy/source",
    "The stages of reading mail": "mail",
}


def judge(folder):
    """Exit status and report of import-linter."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr, run.stderr
    return run.returncode, run.stdout


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(HOUSE / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", folder)
    return folder


def test_the_walls_stand(house):
    status, report = judge(house)

    assert status == 0, report
    assert f"{len(CONTRACTS)} kept, 0 broken" in report


def test_every_fault_is_named_with_file_and_line(house):
    seeded = {}
    for number, (package, module) in enumerate(chain.from_iterable(CONTRACTS.values())):
        fault = house / "bot" / package.replace(".", "/") / f"seeded_{number}.py"
        fault.write_text(SEED.format(module))
        seeded[fault] = f"bot.{package}.seeded_{number} -> {module} (l.3)"

    status, report = judge(house)
    for fault in seeded:
        fault.unlink()

    assert status == 1
    assert [contract for contract in CONTRACTS if f"{contract} BROKEN" not in report] == []
    assert [named for named in seeded.values() if named not in report] == []


def test_a_module_without_a_stage_is_refused(house):
    newcomers = [house / "bot" / folder / "newcomer.py" for folder in WITHOUT_A_STAGE.values()]
    for newcomer in newcomers:
        newcomer.write_text('"""Stands nowhere."""\n')

    status, report = judge(house)
    for newcomer in newcomers:
        newcomer.unlink()

    assert status == 1
    for contract in WITHOUT_A_STAGE:
        assert f"{contract} BROKEN" in report
    assert report.count("newcomer") >= len(WITHOUT_A_STAGE)


@pytest.mark.parametrize("package", ["mail", "policy"])
def test_no_folder_is_too_full_to_be_looked_through(package):
    folders = {path.parent for path in (HOUSE / "bot" / package).rglob("*.py")}
    full = {str(folder): count for folder in folders if (count := len(list(folder.glob("*.py")))) > 16}

    assert full == {}
