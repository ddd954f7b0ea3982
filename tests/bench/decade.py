"""
Bench: the conversation of replay over a real archive: read once, then asked again and again.

Run: ``python -m tests.bench.decade MBOX_OR_FOLDER STAGE ...``; with all rules of rules/ throughout. The
stages: ``one`` and ``two`` (the first replay, nothing kept, in so many processes), ``again`` (other
numbers in every rule, two processes), ``curves`` (the report of one rule, two processes), ``try`` (conditions typed into
``rules try``), ``same`` (with what is kept, without, and after a killed run), ``memory`` (the first 10,000 posts beside all).
What ``one`` or ``two`` keep serves the stages behind them, and later calls: it lies in the temporary directory.
"""

import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.replay import ROOT, anonymous, watch_memory

CACHE = Path(tempfile.gettempdir()) / f"listwarden-decade-{os.geteuid()}"
ONE_RULE = "excerpts.yaml"
FEW = 10_000  # posts
CONDITIONS = ("own.words: under 20", "30", "and message.reply: no", "links.count: at least 3")
_NUMBER = re.compile(r"^(  \w+: )(\d+)(?=\s)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """One replay: seconds by the clock and of the processor, anonymous octets of each process, its result."""

    seconds: float
    busy: float
    peaks: Sequence[int]
    posts: int
    digest: str

    def __str__(self) -> str:
        memory = ", ".join(f"{peak / 1e6:.0f}" for peak in self.peaks)
        return (
            f"{self.posts:,} posts, {self.seconds:.1f} s, processor {self.busy:.1f} s, "
            f"{memory} MB anonymous, result {self.digest}"
        )


def main(archive: Path, stages: Sequence[str]) -> None:
    """Run the stages in their order."""
    for stage in stages:
        print(f"{stage:<8}load {os.getloadavg()[0]:.1f}  ", end="", flush=True)
        print(*STAGES[stage](archive), sep="\n" + " " * 18, flush=True)


def first(archive: Path, workers: int) -> list[str]:
    """A replay for which nothing is kept yet."""
    shutil.rmtree(CACHE, ignore_errors=True)
    return [str(replayed(archive, all_rules(ROOT / "rules"), workers))]


def again(archive: Path) -> list[str]:
    """The second replay: every number of the rules is another."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        shutil.copytree(ROOT / "rules", rules)
        changed = 0
        for path in all_rules(rules):
            text, number = _NUMBER.subn(lambda found: found[1] + str(int(found[2]) + 1), path.read_text())
            path.write_text(text)
            changed += number
        return [f"{changed} numbers changed: {replayed(archive, all_rules(rules), 2)}"]


def curves(archive: Path) -> list[str]:
    """The report, in which the curves are, of the rules of one file."""
    with tempfile.TemporaryDirectory() as folder:
        report = ("--report", str(Path(folder) / "report.html"))
        return [str(replayed(archive, [ROOT / "rules" / ONE_RULE], 2, *report))]


def tried(archive: Path) -> list[str]:
    """What each typed condition takes until its answer is there."""
    command = [sys.executable, "-m", "bot", "rules", "try", *map(str, archives(archive)), "--last", "1000000"]
    began = time.monotonic()
    told = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    ) as child:
        assert child.stdin
        assert child.stdout
        told.append(f"{child.stdout.readline().strip()} ({time.monotonic() - began:.1f} s)")
        for condition in CONDITIONS:
            began = time.monotonic()
            print(condition, file=child.stdin, flush=True)
            line = next(line for line in child.stdout if line.startswith("hits"))
            told.append(f"{condition}: {line.strip()} ({time.monotonic() - began:.2f} s)")
        peak = anonymous(child.pid)
        child.stdin.close()
        child.stdout.read()
    return [*told, f"{peak / 1e6:.0f} MB anonymous"]


def same(archive: Path) -> list[str]:
    """With what is kept, without keeping, and after a run that was killed on its way."""
    rules = all_rules(ROOT / "rules")
    kept = replayed(archive, rules, 2)
    without = replayed(archive, rules, 2, "--no-cache")
    shutil.rmtree(CACHE, ignore_errors=True)
    child = subprocess.Popen(
        command_of(archive, rules, 2), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
        env=environment(), start_new_session=True,
    )  # fmt: skip
    time.sleep(without.seconds * 0.7)
    os.killpg(child.pid, 9)
    child.wait()
    after = replayed(archive, rules, 2)
    digests = {kept.digest, without.digest, after.digest}
    verdict = "identical" if len(digests) == 1 else f"DIFFERENT {digests}"
    return [
        f"kept {kept.seconds:.1f} s, without {without.seconds:.1f} s, after a kill {after.seconds:.1f} s: {verdict}"
    ]


def memory(archive: Path) -> list[str]:
    """The first 10,000 posts and all of them, nothing kept, in one process."""
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.mbox"
        few.write_bytes(beginning(archive))
        runs = [replayed(each, all_rules(ROOT / "rules"), 1, "--no-cache") for each in (few, archive)]
    return list(map(str, runs))


def beginning(archive: Path) -> bytes:
    """The first posts of the archive as one mbox."""
    whole = b"".join(path.read_bytes() for path in archives(archive)[:3])
    places = [found.start() for found in re.finditer(rb"^From \S+ .*\d\d\d\d$", whole, re.MULTILINE)]
    return whole[: places[FEW]] if len(places) > FEW else whole


def archives(archive: Path) -> list[Path]:
    """The files of the archive."""
    return sorted(archive.glob("*.mbox")) if archive.is_dir() else [archive]


def all_rules(folder: Path) -> list[Path]:
    """All rule files of a folder; those that say the same in another language only once."""
    return sorted(file for file in folder.glob("*.yaml") if file.name.count(".") == 1)


def environment() -> dict[str, str]:
    """The environment of a replay that keeps what it reads in a place of its own."""
    CACHE.mkdir(mode=0o700, exist_ok=True)
    return {**os.environ, "XDG_CACHE_HOME": str(CACHE)}


def command_of(archive: Path, rules: Sequence[Path], workers: int, *more: str) -> list[str]:
    """The words of a replay."""
    named = [word for path in rules for word in ("--rules", str(path))]
    files = map(str, archives(archive))
    return [sys.executable, "-m", "bot", "replay", *files, *named, "--workers", str(workers), "--json", *more]


def replayed(archive: Path, rules: Sequence[Path], workers: int, *more: str) -> Run:
    """Run a replay to its end."""
    peaks: dict[int, int] = {}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as out:
        started = time.monotonic()
        child = subprocess.Popen(
            command_of(archive, rules, workers, *more), stdout=out, stderr=subprocess.PIPE, cwd=ROOT,
            env=environment(),
        )  # fmt: skip
        watcher = threading.Thread(target=watch_memory, args=(child.pid, peaks))
        watcher.start()
        _, said = child.communicate()
        seconds = time.monotonic() - started
        watcher.join()
        out.seek(0)
        assert child.returncode == 0, said.decode()[-2000:]
        result = json.load(out)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    del result["seconds"]
    for one in result["decisions"]:
        one["unknown"].sort()  # in the order in which rules asked, which what is kept does not repeat
    digest = hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()[:12]
    return Run(seconds, busy, sorted(peaks.values(), reverse=True)[: workers + 1], result["posts"], digest)


STAGES = {
    "one": lambda archive: first(archive, 1),
    "two": lambda archive: first(archive, 2),
    "again": again,
    "curves": curves,
    "try": tried,
    "same": same,
    "memory": memory,
}

if __name__ == "__main__":
    if len(sys.argv) < 3 or not Path(sys.argv[1]).exists() or set(sys.argv[2:]) - STAGES.keys():
        sys.exit(f"usage: python -m tests.bench.decade MBOX_OR_FOLDER STAGE ...; stages: {' '.join(STAGES)}")
    main(Path(sys.argv[1]), sys.argv[2:])
