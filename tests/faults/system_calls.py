"""Kill -9, errors and silence at the nth system call of a kind."""

import itertools
from dataclasses import dataclass

from tests.faults.laboratory import Counts, Laboratory, ended, traced

KILLS = (
    "sendto",
    "recvfrom",
    "pwrite64",
    "fdatasync",
    "openat",
    "close",
    "unlink",
    "connect",
    "ftruncate",
    "mmap",
    "futex",
)
ERRORS = (
    ("fdatasync", "error=EIO"),
    ("pwrite64", "error=EIO"),
    ("pread64", "error=EIO"),
    ("pwrite64", "error=ENOSPC"),
    ("sendto", "error=ECONNRESET"),
    ("recvfrom", "error=ECONNRESET"),
    ("recvfrom", "retval=0"),
    ("recvfrom", "delay_enter=400000"),
)


@dataclass(frozen=True, slots=True)
class Injection:
    """What strace puts into a system call: ``how`` in its own words."""

    call: str
    how: str = "signal=KILL"

    def sweep(self, laboratory: Laboratory, every: int = 1, first: int = 1) -> Counts:
        """At call after call until a run makes fewer of them."""
        counts = Counts()
        for number in itertools.count(first, every):
            found = self.at(laboratory, number)
            if found is None:
                break
            counts.add(found, f"{self.call} {self.how} {number}")
        return counts

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


def sweep(injections, every: int = 1) -> Counts:
    """All of them."""
    counts = Counts()
    with Laboratory() as laboratory:
        for number, (call, how) in enumerate(injections):
            counts.add(Injection(call, how).sweep(laboratory, every, 1 + number % every))
    return counts


def kills(every: int = 1) -> Counts:
    """Kill -9 before the nth call of each kind."""
    return sweep([(call, "signal=KILL") for call in KILLS], every)


def errors(every: int = 1) -> Counts:
    """The nth call fails, ends the stream, or takes its time."""
    return sweep(ERRORS, every)
