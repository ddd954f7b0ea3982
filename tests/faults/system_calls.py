"""Kill -9, errors and silence at the nth system call of a kind."""

import itertools
import sys
import time
from dataclasses import dataclass

from tests.faults.laboratory import Counts, Laboratory, ended, traced


@dataclass(frozen=True, slots=True)
class Injection:
    """What strace puts into a system call: ``how`` in its own words."""

    call: str
    how: str = "signal=KILL"

    def sweep(self, laboratory: Laboratory, counts: Counts, every: int = 1, first: int = 1) -> None:
        """At call after call until a run makes fewer of them."""
        for number in itertools.count(first, every):
            found = self.at(laboratory, number)
            if found is None:
                break
            counts.add(found, f"{self.call} {self.how} {number}")

    def at(self, laboratory: Laboratory, number: int) -> Counts | None:
        """At the nth call of any thread; None where no thread makes so many."""
        point = laboratory.begin()
        seen = point.salon.home / "calls"
        process = point.run(paused=True)
        with traced(process, self.call, f"{self.how}:when={number}", seen):
            ended(process)
        told = seen.read_text(errors="replace")
        if not any(word in told for word in ("INJECTED", "DELAYED", "killed by SIGKILL")):
            return None
        return point.comes_to_rest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A family of injections; ``fault`` and ``seen`` as in the table of faults."""

    name: str
    fault: str
    seen: str
    injections: tuple[Injection, ...]

    def measure(self, every: int, counts: Counts) -> None:
        """All of them, each beginning at another call."""
        with Laboratory() as laboratory:
            for number, injection in enumerate(self.injections):
                began, before = time.monotonic(), counts.points
                injection.sweep(laboratory, counts, every, 1 + number % every)
                sys.stderr.write(
                    f"  {injection.call} {injection.how}: {counts.points - before} points, {time.monotonic() - began:.0f} s\n"
                )


def _kill(*calls: str) -> tuple[Injection, ...]:
    return tuple(Injection(call) for call in calls)


_DISK, _LINE = (
    ("pwrite64", "fdatasync", "ftruncate", "openat", "close", "unlink"),
    ("sendto", "recvfrom", "connect"),
)
_NOTHING = "nothing; the work goes on at the next start"

SWEEPS = (
    Sweep(
        name="kills-disk",
        fault="kill -9 at each call of `run --once` for a file: " + ", ".join(f"`{call}`" for call in _DISK),
        seen=_NOTHING,
        injections=_kill(*_DISK),
    ),
    Sweep(
        name="kills-line",
        fault="kill -9 at each call for a line: " + ", ".join(f"`{call}`" for call in _LINE),
        seen=_NOTHING,
        injections=_kill(*_LINE),
    ),
    Sweep(
        name="kills-between",
        fault="kill -9 between them: `futex`, `mmap`",
        seen=_NOTHING,
        injections=_kill("mmap", "futex"),
    ),
    Sweep(
        name="disk-errors",
        fault="an input/output error at each call that flushes, writes or reads the database",
        seen="the daemon ends with status 1, so that the disk can be looked at",
        injections=tuple(Injection(call, "error=EIO") for call in ("fdatasync", "pwrite64", "pread64")),
    ),
    Sweep(
        name="disk-full",
        fault="no room on the disk at each call that writes",
        seen="nothing is taken, the log says why",
        injections=(Injection("pwrite64", "error=ENOSPC"),),
    ),
    Sweep(
        name="lines-reset",
        fault="the line reset at each call that sends or receives",
        seen="a warning in the log; the mail is offered again",
        injections=(Injection("sendto", "error=ECONNRESET"), Injection("recvfrom", "error=ECONNRESET")),
    ),
    Sweep(
        name="lines-ended",
        fault="the line ended without a word at each call that receives",
        seen="a warning in the log; the mail is offered again",
        injections=(Injection("recvfrom", "retval=0"),),
    ),
    Sweep(
        name="lines-slow",
        fault="an answer that comes late, at each call that receives",
        seen="nothing",
        injections=(Injection("recvfrom", "delay_enter=400000"),),
    ),
)
