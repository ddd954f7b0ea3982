"""
Loads a rule file in a process of its own, with limits on time and memory.

Whatever a file makes of itself while it is read, the bot that serves other
lists keeps its memory and its pace: the process ends, and that is an error of
this file. What has been loaded so once is loaded again from the same bytes.
"""

import base64
import json
import resource
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from bot.policy import RulesRefused, load
from bot.policy.errors import RulesError
from bot.service.rule_files import reader_of
from bot.service.stamp import now

SECONDS = 15  # of a processor
PATIENCE = 25.0  # seconds on the clock
MEMORY = 700_000_000  # octets


def files_of(path: Path) -> dict[str, bytes]:
    """The bytes of every file of a good rule set; raises RulesRefused where it is none, or takes too much."""
    command = [sys.executable, "-P", "-m", __name__, str(path), str(SECONDS), str(MEMORY)]
    try:
        told = json.loads(_said(command))
    except ValueError:  # it was cut off
        raise RulesRefused([_too_much(path)]) from None
    if "errors" in told:
        raise RulesRefused(*([RulesError(**one) for one in told[each]] for each in ("errors", "warnings")))
    return {name: base64.b64decode(raw) for name, raw in told["files"].items()}


def _said(command: list[str]) -> bytes:
    """What a program says; it is ended after a while, by a timer that no clock that jumps can mislead."""
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        try:
            return process.communicate()[0]
        finally:
            timer.cancel()


def _too_much(path: Path) -> RulesError:
    return RulesError(
        file=str(path),
        line=1,
        column=1,
        code="R022",
        message="reading these rules takes too much time or memory",
        help=f"{SECONDS} seconds of a processor and {MEMORY // 1_000_000} MB are allowed: "
        "make lists shorter, and inherit fewer files",
    )


def main(path: str, seconds: str, memory: str) -> None:
    """Load within the limits; write what was read, or what is wrong, as JSON."""
    limits = {"RLIMIT_CPU": int(seconds), "RLIMIT_AS": int(memory), "RLIMIT_CORE": 0}
    for name, most in limits.items():
        with suppress(OSError, ValueError):  # not every system has each of them
            resource.setrlimit(getattr(resource, name), (most, most))
    json.dump(_loaded(path), sys.stdout)


def _loaded(path: str) -> dict[str, object]:
    try:
        policy = load(path, reader_of(path), now().date())
    except RulesRefused as refused:
        return {each: [plain(one) for one in getattr(refused, each)] for each in ("errors", "warnings")}
    return {"files": {name: base64.b64encode(raw).decode() for name, raw in policy.files.items()}}


def plain(error: RulesError) -> dict[str, object]:
    """An error as JSON has it."""
    return {name: getattr(error, name) for name in RulesError.__dataclass_fields__}


if __name__ == "__main__":
    main(*sys.argv[1:])
