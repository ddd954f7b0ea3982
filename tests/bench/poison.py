"""
What only an attacker or a broken program sends: how long each kind takes at most, and how much memory.

    python -m tests.bench.poison [NUMBER ...]

A row for each input of docs/reliability.md. Its tests run in a process of their own, forked from one that has loaded them and done
little else, and the dearest counts, with the servers and programs that it needs. Seconds of the processor are those of that
process, in which mail, rules and answers are read; memory is what it had at the highest, above what it had before its first test.
The bars: 10 s, 512 MB. With numbers only those rows are run.
"""

import contextlib
import gc
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.faults.inputs import INPUTS, Input

SECONDS, MEMORY = 10.0, 512.0
MAILS = {  # of the many mails that one test reads: those of a kind
    "multipart nested": ("multipart 1,000 deep", "multipart 100,000 deep", "multipart 49 deep"),
    "messages within": ("messages 10,000 deep",),
    "100,000 parts": ("100,000 parts", "1,001 parts", "boundaries"),
    "20,000 encoded": ("20,000 encoded", "201 encoded"),
    "a subject of 10 MB": ("a subject of 10 MB", "100,000 fields"),
    "100,000 addresses": ("3,000 addresses", "100,000 addresses"),
    "16,000 parameters": ("16,000 parameters", "3,000 parameters"),
    "comments nested": ("500 comments",),
    "broken base64": ("a text of 28 MB", "base64", "padding"),
    "zip, gz": ("base64 of 9 MB",),
}


class Measure:
    """A plugin of pytest that runs the tests of one input: seconds of each, the most MB of all, what failed."""

    def __init__(self, one: Input) -> None:
        self.one = one
        self.seconds: list[float] = []
        self.memory = -1.0
        self.failed: list[str] = []
        self._base = 0.0

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what other inputs send."""
        items[:] = [item for item in items if _is_of(item.nodeid, self.one)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        """Around the test alone, not what it sets up."""
        Path("/proc/self/clear_refs").write_text("5")  # the highest is counted from here
        self._base = self._base or _memory("VmRSS")
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds.append(time.process_time() - began)
            self.memory = max(self.memory, _memory("VmHWM") - self._base)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails measures nothing."""
        if report.failed:
            self.failed.append(f"{report.nodeid}\n{report.longreprtext}")


def main(wanted: Sequence[int]) -> int:
    """Measure and print; 1 where one misses a bar, or fails, or a row has no figure."""
    rows = [(number, one) for number, one in enumerate(INPUTS, 1) if number in wanted or not wanted]
    _quietly(sorted({test for _, one in rows for test in one.tests}), "--collect-only")
    gc.collect()
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    missed = count = 0
    slowest = highest = 0.0
    for number, one in rows:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_row, args=(one, theirs))
        process.start()
        theirs.close()
        tests, seconds, memory, failed = ours.recv()
        process.join()
        missed += bool(failed) or not tests or seconds > SECONDS or memory > MEMORY
        count, slowest, highest = count + tests, max(slowest, seconds), max(highest, memory)
        sys.stdout.write(
            f"{number:2} {1000 * seconds:8.0f} ms {memory:6.1f} MB  {tests:3} tests: {one.what}\n"
        )
        sys.stdout.writelines(f"   FAILED {each}\n" for each in failed)
        sys.stdout.flush()
    sys.stdout.write(
        f"{len(rows)} inputs, {count} tests, {missed} rows missed: at most {slowest:.2f} s and {highest:.0f} MB "
        f"(bars: {SECONDS:.0f} s, {MEMORY:.0f} MB)\n"
    )
    return int(missed > 0)


def _row(one: Input, told: Connection) -> None:
    measure = Measure(one)
    _quietly(one.tests, "-p", "no:randomly", plugins=[measure])
    told.send((len(measure.seconds), max(measure.seconds, default=-1.0), measure.memory, measure.failed))


def _quietly(tests: Iterable[str], *options: str, plugins: Sequence[object] = ()) -> None:
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        pytest.main(["-q", "--no-header", *options, *tests], plugins=plugins)


def _is_of(test: str, one: Input) -> bool:
    name, _, case = test.partition("[")
    if not any(name == each or name.startswith(f"{each}::") for each in one.tests):
        return False
    mails = next((mails for what, mails in MAILS.items() if one.what.startswith(what)), ())
    return not mails or "test_hostile.py::test_what" not in name or any(mail in case for mail in mails)


def _memory(which: str) -> float:
    found = re.search(rf"{which}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]]))
