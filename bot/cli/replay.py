"""The command ``listwarden replay``: what rules would have done to an archive."""

import argparse
import errno
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from bot.cli import replay_text
from bot.cli.common import SINCE, Commands, command, settings_of, since, store_of
from bot.errors import PermanentFailure
from bot.notices.report import page
from bot.policy import RulesRefused
from bot.printable import blanked
from bot.service.garbage import look_rarely
from bot.service.known_list import known_list
from bot.service.lists import pick
from bot.service.private_files import write_private
from bot.service.replay import Replay, Request, replay
from bot.service.replay.as_json import changes_json, decisions, summary_json
from bot.service.replay.examples import write_examples
from bot.service.replay.labels import read_labels
from bot.service.replay.mendable import Mendable, mendable
from bot.service.replay.report_data import report_of
from bot.service.stamp import now

MOST_WARNINGS = 200  # on the terminal; one of each damaged post helps nobody

EPILOG = """\
The rules run as the daemon would run them, each post at its own date, and nothing is sent.
Archives: mbox (also .gz, .xz), Maildir, folders of .eml, Pipermail, MHonArc, HyperKitty.
Without --list nobody is known as member or moderator and no server's word about authors
counts; facts that need it are unknown. Guards are left out.
Without an archive, --list ID --since 90d replays what the database still has of the list.
Labels: a CSV file of lines MESSAGE-ID,RULE,right or MESSAGE-ID,RULE,wrong ("right": the
rule shall hit this post); the report saves one. --examples makes test cases of them: lines in
the rule file, a copy of which is kept, so that the rules can never again do otherwise unnoticed."""


def register(commands: Commands) -> None:
    """Add ``replay``."""
    parser = command(commands, "replay", "what would these rules have done to our list?", config=True)
    parser.epilog, parser.formatter_class = EPILOG, argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "archives", metavar="ARCHIVE", nargs="*", help="an archive of the list: a file or a folder"
    )
    parser.add_argument(
        "--since", metavar="T", help=f"without an archive, the posts that the daemon has taken since: {SINCE}"
    )
    parser.add_argument(
        "--rules",
        metavar="FILE",
        action="append",
        default=[],
        help="the rules to try; several judge together",
    )
    parser.add_argument(
        "--against",
        metavar="FILE",
        action="append",
        default=[],
        help="compare with these rules: what would change?",
    )
    parser.add_argument(
        "--list", metavar="ID", help="as posts to this list of the settings, and by its rules without --rules"
    )
    parser.add_argument(
        "--workers", metavar="N", type=_workers, default=0, help="processes (default: one for each core)"
    )
    parser.add_argument("--report", metavar="FILE", type=Path, help="write the whole result as one HTML file")
    parser.add_argument(
        "--label", metavar="FILE", type=Path, help="posts marked right and wrong: prints precision and recall"
    )
    parser.add_argument(
        "--examples",
        metavar="DIR",
        type=Path,
        help="put the labelled posts into the rule file as examples, the posts themselves into DIR",
    )
    parser.add_argument(
        "--drafts",
        metavar="N",
        type=_number,
        default=0,
        help="of N returned posts: how many would have come back with a version that goes out for an answer",
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="read every post again, and keep nothing for the next replay"
    )
    parser.add_argument("--json", action="store_true", help="as JSON, every post with its decision")
    parser.set_defaults(command=_replay)


class Misused(PermanentFailure):
    """Options that do not go together."""

    status = 2


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError("a number of processes from 1 to 256")
    return int(text)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("a number of posts from 1 to 100000")
    return int(text)


def _replay(given: argparse.Namespace) -> int:
    if bool(given.since) == bool(given.archives):
        raise Misused(
            "--since is for the posts that the daemon has taken: name no archive with it"
            if given.since
            else "name an archive, or say --list ID --since 90d for the posts that the daemon has taken"
        )
    look_rarely()
    return _replay_taken(given) if given.since else _played(_request(given), given)


def _replay_taken(given: argparse.Namespace) -> int:
    """Replay what the database has of a list."""
    from bot.service.replay.taken import taken  # noqa: PLC0415 - the database is loaded where it is asked

    with store_of(given, secrets=False) as (settings, store):
        one = pick(settings, given.list)
        given.list = one.id
        with taken(store, one.id, since(given.since, now()) or now()) as posts:
            if posts.swept:
                print(
                    f"warning: {posts.swept:,} more posts were judged since then; their bytes were swept "
                    f"({settings.retention.messages} days: [retention] messages)",
                    file=sys.stderr,
                )
            given.archives = [str(posts.folder)]
            return _played(replace(_request(given), lasting=False), given)


def _played(request: Request, given: argparse.Namespace) -> int:
    bar = replay_text.Bar(sys.stderr)
    try:
        with replay(request, bar.show) as done:
            bar.clear()
            _tell(done, given)
    except RulesRefused as refused:
        print(refused.render(), file=sys.stderr)
        return 1
    finally:
        bar.clear()
    return 0


def _request(given: argparse.Namespace) -> Request:
    settings = settings_of(given) if given.list or not given.rules else None
    one = pick(settings, given.list) if settings else None
    rules = given.rules or ([str(one.rules)] if one else [])
    if not rules:
        raise Misused(
            "say which rules to try with --rules FILE, or which list of the settings with --list ID"
        )
    if given.examples and not given.label:
        raise Misused("--examples needs labels: --label FILE")
    return Request(
        archives=tuple(given.archives),
        rules=tuple(rules),
        against=tuple(given.against),
        workers=given.workers,
        known=known_list(one, settings),
        labels=read_labels(given.label) if given.label else {},
        keep=not given.no_cache,
    )


def _tell(done: Replay, given: argparse.Namespace) -> None:
    for warning in done.warnings[:MOST_WARNINGS]:
        print(f"warning: {blanked(warning)}", file=sys.stderr)
    if (rest := len(done.warnings) - MOST_WARNINGS) > 0:
        print(f"warning: and {rest:,} more; --json has them all", file=sys.stderr)
    drafts = mendable(done, given.drafts) if given.drafts else None
    if given.json:
        print_json(done, drafts)
    else:
        for line in (*replay_text.lines(done), *(replay_text.drafts(drafts) if drafts else ())):
            print(line)
    if given.report:
        _write(given.report, page(report_of(done, drafts)))
        print(f"The report is in {given.report}.", file=sys.stderr)
    if given.examples:
        for line in replay_text.examples(write_examples(done, given.examples)):
            print(line, file=sys.stderr)


def _write(path: Path, text: str) -> None:
    try:
        write_private(path, text.encode("utf-8", "replace"))
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise PermanentFailure(f"{path} is a link: name the file that should be written") from error
        raise PermanentFailure(f"{path} cannot be written: {error.strerror or error}") from error


def print_json(done: Replay, drafts: Mendable | None = None) -> None:
    """One JSON object; its long arrays are written as they are read."""
    write = sys.stdout.write
    write(json.dumps(summary_json(done, drafts), ensure_ascii=False, indent=2)[:-2])
    _array(write, "decisions", decisions(done))
    _array(write, "changes", changes_json(done))
    write("\n}\n")


def _array(write: Callable[[str], object], name: str, items: Iterable[object]) -> None:
    write(f',\n  "{name}": [')
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for number, item in enumerate(items):
        write(("," if number else "") + "\n    " + encode(item))
    write("\n  ]")
