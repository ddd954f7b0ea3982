"""The command ``listwarden rules try``: type a condition, and see which posts of an archive it hits."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.common import Commands, command, settings_of, shorten
from bot.errors import PermanentFailure
from bot.policy import Policy, RulesRefused, load
from bot.policy.model.rule import Rule
from bot.printable import blanked
from bot.service.garbage import look_rarely
from bot.service.known_list import known_list
from bot.service.lists import pick
from bot.service.replay.trial import Posts, read_posts
from bot.service.replay.trying import Outcome, Seen, outcome
from bot.service.rule_files import reader_of

MOST = 1_000  # posts
TRIED = "tried"
HELP = """\
own.words: under 20          a condition: every post is asked, hits and near misses are shown
and message.reply: no        one more line that must hold
unless sender.moderator: yes an exception
30                           the same with another number in its last line (of several: 30 5)
show 3                       the text of the post with that number
rule                         the rule as it may be put into a file
rule NAME                    a rule of the file, by its name
quit                         (or the end of the input)"""
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?(?:\s+\d+(?:[.,]\d+)?)*\s*")
_NUMBER = re.compile(r"(?<![\w.$])\d+(?:\.\d+)?(?![\w.])")


def register(parts: Commands) -> None:
    """Add ``rules try``."""
    trying = command(parts, "try", "type a condition, see which posts of an archive it hits", config=True)
    trying.add_argument(
        "archives", metavar="ARCHIVE", nargs="+", help="mbox, Maildir, folder of .eml files ..."
    )
    trying.add_argument(
        "--rules", metavar="FILE", type=Path, help="with the values, lists and rules of this file"
    )
    trying.add_argument("--list", metavar="ID", help="as a list of the settings, with its rules")
    trying.add_argument(
        "--last", metavar="N", type=int, default=MOST, help=f"the last N posts (default: {MOST})"
    )
    trying.add_argument(
        "--no-cache", action="store_true", help="read every post, and keep nothing for the next time"
    )
    trying.set_defaults(command=_try)


def _try(given: argparse.Namespace) -> int:
    settings = settings_of(given, secrets=False) if given.list else None
    one = pick(settings, given.list) if settings else None
    path = given.rules or (one.rules if one else None)
    bar = _Bar()
    look_rarely()
    posts, warnings = read_posts(
        given.archives, known_list(one, settings), max(1, given.last), bar.show, keep=not given.no_cache
    )
    bar.clear()
    for warning in warnings[:3]:
        print(f"warning: {blanked(warning)}", file=sys.stderr)
    if not len(posts):
        raise PermanentFailure("there is no post in that archive")
    loop = _Loop(posts, Path(path) if path else None, bar)
    print(f"{len(posts):,} posts are read. Type a condition such as  own.words: under 20 , or help.")
    for line in _lines():
        if not loop.take(line.strip()):
            break
    return 0


def _lines() -> Iterator[str]:
    """What is typed; piped, each line is shown before what it brings."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            if line.strip():
                print(f"\n> {blanked(line.rstrip())}")
                yield line
        return
    import readline  # noqa: F401, PLC0415 - lines can be edited and called back; not there on every system

    while True:
        try:
            yield input("\n> ")
        except (EOFError, KeyboardInterrupt):
            print()
            return


class _Bar:
    """How far the reading is, on a terminal."""

    def show(self, done: int, total: int) -> None:
        if sys.stderr.isatty() and done % 20 == 0:
            print(f"\rreading {done:,} of {total:,} posts", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class _Loop:
    """What was typed so far."""

    def __init__(self, posts: Posts, path: Path | None, bar: _Bar) -> None:
        self._posts = posts
        self._bar = bar
        self._path = path
        self._when: list[str] = []
        self._unless: list[str] = []
        self._rule: Rule | None = None

    def take(self, line: str) -> bool:
        """Do what a line wants; false where that is to end."""
        word, _, rest = line.partition(" ")
        if word in {"quit", "exit", "q"} and not rest:
            return False
        if word in {"help", "?"} or not line:
            print(HELP)
        elif word == "show" and rest.isdigit():
            self._show(int(rest))
        elif line == "rule":
            print("\n".join(self._written("the-name", "hold")))
        else:
            self._change(line, word, rest)
        return True

    def _change(self, line: str, word: str, rest: str) -> None:
        when, unless = list(self._when), list(self._unless)
        named = self._named(rest) if word == "rule" and rest else None
        if named is not None:
            self._rule = named
            print(f'the rule "{named.name}", {named.file} line {named.line}')
            self._tell(self._outcome(named))
            return
        if _NUMBERS.fullmatch(line):
            when = self._with_numbers(line.split())
        elif word in {"and", "unless"} and rest:
            (when if word == "and" else unless).append(rest)
        else:
            when, unless = [line], []
        self._ask(when, unless)

    def _ask(self, when: list[str], unless: list[str]) -> None:
        before = self._when, self._unless
        self._when, self._unless = when, unless
        try:
            policy = self._policy("\n".join(self._written(TRIED, "hold")))
        except RulesRefused as refused:
            self._when, self._unless = before
            for error in refused.errors:
                print(f"{error.message}" + (f"\n  {error.help}" if error.help else ""))
            return
        for warning in policy.warnings:
            if warning.code not in {"W001", "W008", "W012"} and warning.file == TRIED:
                print(f"note: {warning.message}" + (f"\n  {warning.help}" if warning.help else ""))
        self._rule = next(rule for rule in policy.rules if rule.name == TRIED)
        self._tell(self._outcome(self._rule))

    def _outcome(self, rule: Rule) -> Outcome:
        found = outcome(rule, self._posts, self._bar.show)
        self._bar.clear()
        return found

    def _with_numbers(self, numbers: list[str]) -> list[str]:
        """The same lines with other numbers, those of the last line first."""
        left = list(numbers)

        def other(found: re.Match[str]) -> str:
            return left.pop(0) if left else found[0]

        return [_NUMBER.sub(other, line) for line in reversed(self._when)][::-1]

    def _written(self, name: str, then: str) -> list[str]:
        lines = [f"  - name: {name}", "    when:", *(f"      {one}" for one in self._when)]
        lines += ["    unless:", *(f"      {one}" for one in self._unless)] if self._unless else []
        return [*lines, f"    then: {then}"]

    def _policy(self, rule: str) -> Policy:
        inherits = f"inherits: {self._path.name}\n" if self._path else ""
        text = f"ruleset: {TRIED}\nlanguage: 1\n{inherits}rules:\n{rule}\n"
        place = str(self._path.with_name(TRIED)) if self._path else TRIED
        read = reader_of(str(self._path)) if self._path else None

        def file(path: str) -> bytes:
            if path == place or read is None:
                return text.encode()
            return read(path)

        return load(place, file)

    def _named(self, name: str) -> Rule | None:
        if self._path is None:
            return None
        policy = load(str(self._path), reader_of(str(self._path)))
        return next((rule for rule in policy.rules if rule.name == name), None)

    def _show(self, number: int) -> None:
        if not 1 <= number <= len(self._posts):
            print(f"the posts have numbers from 1 to {len(self._posts):,}")
            return
        print("  ".join(map(blanked, self._posts.line(number - 1))))
        for line in self._posts.post(number - 1).lines:
            print(f"  {blanked(line)}".rstrip())

    def _tell(self, found: Outcome) -> None:
        share = f" ({100 * found.hits / found.posts:.1f} %)" if found.posts else ""
        open_ = f"; of {found.unknown:,} nobody can say" if found.unknown else ""
        print(f"hits {found.hits:,} of {found.posts:,} posts{share}{open_}")
        if found.unknown and self._rule and self._rule.questions:
            print("  it asks for the list's past, which listwarden replay plays through")
        for title, shown in (("", found.first), ("near misses:", found.near)):
            if shown and title:
                print(title)
            for one in shown:
                print(f"  {_row(one)}")


def _row(one: Seen) -> str:
    day, name, subject = map(blanked, one.line)
    values = ", ".join(f"{fact} {_short(value)}" for fact, value in one.values)
    return f"{one.place + 1:>5}  {day}  {shorten(name, 18):<18}  {shorten(subject, 34):<34}  {values}"


def _short(value: object) -> str:
    text = (
        "unknown"
        if value is None
        else {True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )
    return shorten(blanked(" ".join(text.split())), 30)
