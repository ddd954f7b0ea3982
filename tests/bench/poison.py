"""
What only an attacker or a broken program sends: how long each kind takes at most, and how much memory.

    python -m tests.bench.poison

A row for each input of docs/reliability.md: its tests are run, and the dearest of them counts, with the servers and
programs that it needs. Seconds of the processor are those of this process, in which mail, rules and answers are read; memory is what it
had at the highest above what it had before. The bars: 10 s, 512 MB.
"""

import re
import sys
import time
from collections.abc import Iterator
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
    """A plugin of pytest: seconds of the processor and MB of each test, by its name."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[float, float]] = {}
        self.failed: list[str] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """Around the test alone, not what it sets up."""
        Path("/proc/self/clear_refs").write_text("5")  # the highest is counted from here
        before, began = _memory("VmRSS"), time.process_time()
        try:
            return (yield)
        finally:
            self.found[item.nodeid] = (time.process_time() - began, _memory("VmHWM") - before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails measures nothing."""
        if report.failed:
            self.failed.append(report.nodeid)


def main() -> int:
    """Measure and print; 1 where one misses a bar, or fails, or a row has no figure."""
    measure = Measure()
    tests = sorted({test for one in INPUTS for test in one.tests})
    pytest.main(["-q", "--no-header", "-p", "no:randomly", *tests], plugins=[measure])
    missed = len(measure.failed)
    slowest = highest = 0.0
    for number, one in enumerate(INPUTS, 1):
        mine = [spent for test, spent in measure.found.items() if _is_of(test, one)]
        seconds, memory = (max((spent[at] for spent in mine), default=-1.0) for at in (0, 1))
        missed += seconds < 0 or seconds > SECONDS or memory > MEMORY
        slowest, highest = max(slowest, seconds), max(highest, memory)
        print(f"{number:2} {1000 * seconds:8.0f} ms {memory:6.1f} MB  {len(mine):3} tests: {one.what}")
    print(
        f"{len(INPUTS)} inputs, {len(measure.found)} tests, {len(measure.failed)} failed: at most {slowest:.2f} s and {highest:.0f} MB "
        f"(bars: {SECONDS:.0f} s, {MEMORY:.0f} MB)"
    )
    return int(missed > 0)


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
    sys.exit(main())
