"""The commands ``listwarden init`` and ``listwarden doctor``."""

import argparse
import asyncio
import sys
from pathlib import Path

from bot.cli.common import Commands, colours, command, settings_of
from bot.service.doctor import Check, examine
from bot.service.opening import work_as_owner
from bot.service.starter import QUESTIONS, defaults, make_starter

_MARKS = {"ok": "\x1b[32m", "warning": "\x1b[33m", "failed": "\x1b[31m"}


def register(commands: Commands) -> None:
    """Add ``init`` and ``doctor``."""
    init = command(commands, "init", "a starter directory: settings, rules, next steps")
    init.add_argument("dir", metavar="DIR", type=Path, help="a new directory")
    init.set_defaults(command=_init)
    doctor = command(
        commands, "doctor", "check settings, rules, database, log-ins, folders, clock", config=True
    )
    doctor.set_defaults(command=_doctor)


def _init(given: argparse.Namespace) -> int:
    answers = _ask() if sys.stdin.isatty() and not given.dir.exists() else {}
    for path in make_starter(given.dir, answers):
        print(f"wrote {path}")
    print(f"\nNow read {given.dir / 'README.md'}: the passwords come next, then")
    print(f"\n    cd {given.dir} && listwarden doctor")
    return 0


def _ask() -> dict[str, str]:
    """The answers of a person at a terminal; an empty line takes what stands in brackets."""
    answers: dict[str, str] = {}
    for key, question, _ in QUESTIONS:
        usual = defaults(answers)[key]
        answers[key] = input(f"{question} [{usual}]: ").strip() or usual
    return answers


def _doctor(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    work_as_owner(settings.data_dir)
    findings = asyncio.run(examine(settings))
    for finding in findings:
        _print(finding)
    return 1 if any(finding.state == "failed" for finding in findings) else 0


def _print(finding: Check) -> None:
    start, end = (_MARKS[finding.state], "\x1b[0m") if colours() else ("", "")
    print(f"{start}{finding.state:<8}{end}{finding.subject}: {finding.text}")
    if finding.advice:
        print(f"{'':8}-> {finding.advice}")
