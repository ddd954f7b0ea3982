"""The walls of the house hold: a fault put into a copy makes its contract fail, and the report says where."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
SEED = '"""A fault."""\n\nimport {}\n'

WRONG_WAY = [  # who, imports whom
    ("mail", "bot.facts"),
    ("mail", "bot.lifecycle"),
    ("facts", "bot.policy"),
    ("policy", "bot.notices"),
    ("notices", "bot.settings"),
    ("settings", "bot.store"),
    ("intake", "bot.delivery"),
    ("delivery", "bot.store"),
    ("store", "bot.service"),
    ("service", "bot.cli"),
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


@pytest.fixture(scope="module", params=[WRONG_WAY, OUT_OF_THE_CORE], ids=["arrows", "core"])
def faulty(request, house):
    faults = []
    for number, (package, module) in enumerate(request.param):
        faults.append(house / "bot" / package / f"seeded_{number}.py")
        faults[-1].write_text(SEED.format(module))
    yield request.param, *judge(house)
    for fault in faults:
        fault.unlink()


def test_the_walls_stand(house):
    status, report = judge(house)

    assert status == 0, report
    assert "2 kept, 0 broken" in report


def test_every_fault_is_named_with_file_and_line(faulty):
    faults, status, report = faulty
    contract = "The arrows of the house" if faults is WRONG_WAY else "The core computes, the shell acts"
    missed = [
        fault
        for number, fault in enumerate(faults)
        if f"bot.{fault[0]}.seeded_{number} -> {fault[1]} (l.3)" not in report
    ]

    assert status == 1
    assert f"{contract} BROKEN" in report
    assert missed == []
