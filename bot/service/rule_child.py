"""
Loads rule files apart from the bot, with limits on time and memory.

Whatever a file makes of itself while it is read, the bot that serves other
lists keeps its memory and its pace. One process reads in what loading needs, and
copies itself for each file: a copy that is cut off is an error of its file
alone. What has been loaded so once is loaded again from the same bytes.
"""

import base64
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.policy import RulesRefused, load
from bot.policy.errors import RulesError
from bot.service.rule_files import reader_of
from bot.service.stamp import now

SECONDS = 15  # of a processor
PATIENCE = 25.0  # seconds on the clock
MEMORY = 700_000_000  # octets
TOGETHER = 4  # files at a time
BEGIN = 30.0  # seconds on the clock that the process may take to begin

Files = dict[str, bytes]


def files_of(paths: Sequence[Path]) -> list[Files | RulesRefused]:
    """For each file the bytes of all files of its rule set; or why it is none, or that it takes too much."""
    limits = (str(each) for each in (SECONDS, PATIENCE, MEMORY))
    said = _said([sys.executable, "-P", "-m", __name__, *limits, *map(str, paths)], len(paths))
    told = said.decode().split("\n")
    return [_meant(path, line) for path, line in zip(paths, told + [""] * len(paths), strict=False)]


def _meant(path: Path, line: str) -> Files | RulesRefused:
    try:
        told = json.loads(line)
    except ValueError:  # it was cut off
        return RulesRefused([_too_much(path)])
    if "errors" in told:
        return RulesRefused(*([told_again(one) for one in told[each]] for each in ("errors", "warnings")))
    return {name: base64.b64decode(raw) for name, raw in told["files"].items()}


def told_again(one: dict[str, Any]) -> RulesError:
    """The error that ``plain`` told, out of JSON, which has no tuples."""
    return RulesError(**{**one, "whole": tuple(one["whole"])})


def _said(command: list[str], files: int) -> bytes:
    """What the process says; it is ended after a while, by a timer that no clock that jumps can mislead."""
    with subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        timer = threading.Timer(BEGIN + PATIENCE * -(-files // TOGETHER), _end, [process])
        timer.start()
        try:
            return process.communicate()[0]
        finally:
            timer.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process with its copies."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


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


def main(seconds: str, patience: str, memory: str, *paths: str) -> None:
    """Load each file within the limits; write a line for each: what was read, what is wrong, or nothing."""
    limits = int(seconds), float(patience), int(memory)
    for start in range(0, len(paths), TOGETHER):
        copies = [_begin(path, *limits) for path in paths[start : start + TOGETHER]]
        for process, pipe in copies:
            with os.fdopen(pipe, "rb") as said:
                sys.stdout.buffer.write(said.read() + b"\n")
            os.waitpid(process, 0)
        sys.stdout.flush()


def _begin(path: str, seconds: int, patience: float, memory: int) -> tuple[int, int]:
    """A copy of this process that loads one file: its number, and where it can be heard."""
    heard, said = os.pipe()
    process = os.fork()
    if process:
        os.close(said)
        return process, heard
    try:
        limits = {"RLIMIT_CPU": seconds, "RLIMIT_AS": memory, "RLIMIT_CORE": 0}
        for name, most in limits.items():
            with suppress(OSError, ValueError):  # not every system has each of them
                resource.setrlimit(getattr(resource, name), (most, most))
        signal.setitimer(signal.ITIMER_REAL, patience)
        with os.fdopen(said, "wb") as pipe:
            pipe.write(json.dumps(_loaded(path)).encode())
    finally:
        os._exit(0)


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
