"""The command ``listwarden rules``: check rule files; write schema, manual and guidelines."""

import argparse
import sys
from pathlib import Path

from bot.cli import rules_try
from bot.cli.common import Commands, command, settings_of
from bot.policy import RulesRefused, load
from bot.policy.check import check
from bot.policy.publish.guidelines import Page, guidelines, unsaid
from bot.policy.publish.manual import manual
from bot.policy.publish.pages import html_page, markdown
from bot.policy.publish.schema import schema_text
from bot.policy.publish.symbols import names_in
from bot.service.lists import pick
from bot.service.rule_files import reader_of
from bot.service.stamp import now


def register(commands: Commands) -> None:
    """Add ``rules`` and what it can do."""
    rules = command(commands, "rules", "work on rule files")
    parts = rules.add_subparsers(title="commands", metavar="COMMAND", required=True)
    checking = command(parts, "check", "load, lint and run all examples of rule files", config=True)
    checking.add_argument(
        "paths", metavar="PATH", nargs="*", help="rule files (default: those of the settings)"
    )
    checking.set_defaults(command=_check)
    schema = command(parts, "schema", "the JSON Schema of rule files, for completion in editors")
    schema.add_argument("paths", metavar="PATH", nargs="*", help="offer the names that these files give, too")
    schema.set_defaults(command=_schema)
    command(parts, "manual", "all words of the rule language, in Markdown").set_defaults(command=_manual)
    _register_guidelines(parts)
    rules_try.register(parts)


def _register_guidelines(parts: Commands) -> None:
    page = command(
        parts, "guidelines", "the list's posting guidelines for members, written from its rules", config=True
    )
    page.add_argument("--list", metavar="ID", help="of this list of the settings")
    page.add_argument("--rules", metavar="FILE", type=Path, help="from this rule file")
    page.add_argument("--html", action="store_true", help="as HTML instead of Markdown")
    page.set_defaults(command=_guidelines)


def _check(given: argparse.Namespace) -> int:
    paths = given.paths or [str(one.rules) for one in settings_of(given, secrets=False).lists]
    report = check(paths, reader_of(*paths), now().date())
    for block in report.blocks:
        print(block, end="\n\n", file=sys.stderr)
    for line in report.summary:
        print(line)
    return report.status


def _schema(given: argparse.Namespace) -> int:
    try:
        names = names_in(given.paths, reader_of(*given.paths))
    except RulesRefused as refused:
        print(refused.render(), file=sys.stderr)
        return 1
    print(schema_text(names), end="")
    return 0


def _manual(_: argparse.Namespace) -> int:
    print(manual(), end="")
    return 0


def _guidelines(given: argparse.Namespace) -> int:
    alone = given.rules and not (given.list or getattr(given, "config", None))
    settings = None if alone else settings_of(given, secrets=False)
    one = pick(settings, given.list) if settings else None
    path = str(given.rules or (one.rules if one else ""))
    try:
        policy = load(path, reader_of(path))
    except RulesRefused as refused:
        print(refused.render(), file=sys.stderr)
        return 1
    today = now().date()
    name = one.name if one else policy.name.replace("-", " ").capitalize()
    page = Page(name=name, address=one.address if one else "", ask=one.owners if one else (), today=today)
    for rule, text in unsaid(policy, today):
        print(f'note: of "{rule}" members read: "{text}"', file=sys.stderr)
        said = (
            "that speaks of one post, or says little: a line  guideline: ...  in the rule can say it better"
        )
        print(f"      {said}", file=sys.stderr)
    blocks = guidelines(policy, page)
    print(html_page(blocks) if given.html else markdown(blocks), end="")
    return 0
