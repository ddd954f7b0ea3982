"""
Bench: how fast an mbox is cut into posts, and that memory stays where it is.

Beside the figures stand those of the standard library's mailbox.mbox, on the
same file in the same run. Each line is a process of its own, so that its
memory (the largest anonymous part) is its own. Run: ``python -m tests.bench.archives [POSTS ...]``.
"""

import gzip
import mailbox
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.intake.archive import Unit, cut_up, open_archive, read_unit
from tests.bench.corpus import write_mbox


def main(counts: list[int]) -> None:
    """Print a table for mboxes of so many posts each."""
    print(f"load average {os.getloadavg()[0]:.2f}; Python {sys.version.split()[0]}")
    print(f"{'reader':<26}{'posts':>9}{'MB':>7}{'seconds':>9}{'MB/s':>8}{'posts/s':>10}{'anonymous MB':>14}")
    with tempfile.TemporaryDirectory(dir=".") as folder:
        for count in counts:
            _measure(Path(folder), count)


def _measure(folder: Path, count: int) -> None:
    path, packed = folder / "list.mbox", folder / "list.mbox.gz"
    octets = write_mbox(path, count)
    with path.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as file:
        shutil.copyfileobj(plain, file)
    ways: dict[str, tuple[Callable[[Path], int], Path]] = {
        "read_unit": (_read, path),
        "units(2), then read_unit": (_read_in_pieces, path),
        "read_unit, .gz": (_read, packed),
        "mailbox.mbox": (_standard, path),
    }
    for name, (way, what) in ways.items():
        found, seconds, anonymous = _apart(way, what)
        if found != count:
            raise SystemExit(f"{name} found {found} posts of {count}")
        rate = octets / 1e6 / seconds
        print(
            f"{name:<26}{count:>9,}{octets / 1e6:>7.0f}{seconds:>9.2f}{rate:>8.0f}{count / seconds:>10.0f}{anonymous:>14.1f}"
        )


def _apart(way: Callable[[Path], int], path: Path) -> tuple[int, float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (way, path))


def _timed(way: Callable[[Path], int], path: Path) -> tuple[int, float, float]:
    started = time.perf_counter()
    found = way(path)
    return found, time.perf_counter() - started, _peak_anonymous()


def _read(path: Path) -> int:
    return _count(path, None)


def _read_in_pieces(path: Path) -> int:
    return _count(path, cut_up)


def _count(path: Path, cut: Callable[[Path], list[Unit]] | None) -> int:
    archive = open_archive(path)
    return sum(1 for unit in archive.units(cut) for _ in read_unit(unit, archive.warnings))


def _standard(path: Path) -> int:
    box = mailbox.mbox(path, create=False)
    return sum(1 for key in box.iterkeys() if box.get_bytes(key))


def _peak_anonymous() -> float:
    """The largest resident size of this process less what files it shares, in MB (/proc/self/status)."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return (int(told["VmHWM"].split()[0]) - int(told["RssFile"].split()[0])) / 1000


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [10_000, 100_000])
