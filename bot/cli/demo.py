"""The command ``listwarden demo``: the real daemon on sample posts."""

import argparse
import asyncio
import signal
import textwrap
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.cli.common import Commands, command, shorten
from bot.service.demo import Shown, run_demo
from bot.service.logs import set_up_logs


def register(commands: Commands) -> None:
    """Add ``demo``."""
    parser = command(
        commands, "demo", "see it work: a small mail world on this machine, nine posts, the real daemon"
    )
    parser.add_argument("--keep", action="store_true", help="keep it running, and say how to send it a post")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, default=Path("demo-out"), help="where the mails are written"
    )
    parser.set_defaults(command=_demo)


def _demo(given: argparse.Namespace) -> int:
    set_up_logs("warning", "auto", terminal=False)
    given.out.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # its daemon goes with it
    shown = asyncio.run(run_demo(given.out, lambda line: print(f"- {line}", flush=True), keep=given.keep))
    _print(shown)
    files = sorted(given.out.glob("*.eml"))
    print(f"\nEvery mail that left is a file in {given.out}/:")
    for path in [*files, *given.out.glob("*.html")]:
        print(f"  {path.name}")
    return 0


def _print(shown: Sequence[Shown]) -> None:
    print(f"\n{'POST':<22}{'FROM':<16}{'BECAME':<9} WHY")
    for one in shown:
        lines = [line for reason in one.reasons or ("no rule objects",) for line in textwrap.wrap(reason, 66)]
        lines += [f"Then somebody answered the mail about it: {one.after}."] if one.after else []
        name = one.sample.removesuffix(".eml")
        print(f"{name:<22}{shorten(one.author, 15):<16}{one.disposition:<9} {lines[0]}")
        for line in lines[1:]:
            print(f"{'':<48}{line}")
    counts = Counter(one.disposition for one in shown)
    print("\n" + ", ".join(f"{count} {what}" for what, count in counts.items()))
