"""
Bench: replay of an invented archive with all shipped rules, in one process and in two, and its memory.

Run: ``python -m tests.bench.replay [POSTS]`` (default 10,000; the archive lies in the
temporary directory and is thrown away). Beside the figures stands a yardstick: how
fast the standard library parses the same posts. Peers: ``python -m tests.bench.peers``.
"""

import email
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.analysis import invented

ROOT = Path(__file__).parents[2]
RULES = sorted(file for file in (ROOT / "rules").glob("*.yaml") if file.name.count(".") == 1)
POSTS = 10_000
AUTHORS = 400
FIRST_DAY = 1_420_070_400  # 1 January 2015, UTC
SPREAD = 10 * 365 * 86_400  # seconds over which the posts are spread
TICK = 0.2  # seconds between two looks at memory
YARDSTICK = 300  # posts that the standard library parses


def main() -> None:
    """Print posts a second, ratio and memory for the archive, and for its first tenth."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else POSTS
    with tempfile.TemporaryDirectory(prefix="listwarden-bench-") as folder:
        small, large = Path(folder) / "small.mbox", Path(folder) / "large.mbox"
        write_archive(small, posts // 10)
        write_archive(large, posts)
        print(f"{posts:,} posts, {large.stat().st_size / 1e6:.0f} MB, {len(RULES)} rule files")
        print(
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; stdlib parses {yardstick():,.0f} posts/s"
        )
        print(f"{'':<22}{'seconds':>9}{'posts/s':>10}{'of processor':>14}{'anonymous MB per process':>27}")
        _line("a tenth, one process", small, 1)
        one = _line("all, one process", large, 1)
        two = _line("all, two processes", large, 2)
        print(f"two processes are {one / two:.2f} times as fast as one; load {os.getloadavg()[0]:.1f}")


def _line(title: str, archive: Path, workers: int) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, posts, peaks = replayed(archive, workers)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = ", ".join(f"{peak / 1e6:.0f}" for peak in peaks)
    print(f"{title:<22}{seconds:>9.1f}{posts / seconds:>10,.0f}{busy:>12.1f} s{memory:>27}", flush=True)
    return seconds


def replayed(archive: Path, workers: int) -> tuple[float, int, list[int]]:
    """Seconds by the wall clock, posts, and the most anonymous memory of each process in octets."""
    named = [word for path in RULES for word in ("--rules", str(path))]
    command = [
        sys.executable,
        "-m",
        "bot",
        "replay",
        str(archive),
        *named,
        "--workers",
        str(workers),
        "--json",
    ]
    peaks: dict[int, int] = {}
    with tempfile.TemporaryFile() as out:
        started = time.monotonic()
        child = subprocess.Popen(command, stdout=out, cwd=ROOT)
        watcher = threading.Thread(target=watch_memory, args=(child.pid, peaks))
        watcher.start()
        status = child.wait()
        seconds = time.monotonic() - started
        watcher.join()
        out.seek(0)
        result = json.load(out)
    assert status == 0, f"replay ended with {status}"
    return seconds, result["posts"], sorted(peaks.values(), reverse=True)[: workers + (workers > 1)]


def watch_memory(pid: int, peaks: dict[int, int]) -> None:
    """Note the most anonymous memory of a process and its children until it ends."""
    while taken := anonymous(pid):
        peaks[pid] = max(peaks.get(pid, 0), taken)
        for child in children(pid):
            peaks[child] = max(peaks.get(child, 0), anonymous(child))
        time.sleep(TICK)


def children(pid: int) -> list[int]:
    """The children of a process: asked of it alone, since a look at every process costs as much as a worker."""
    try:
        return [
            int(one)
            for each in Path(f"/proc/{pid}/task").iterdir()
            for one in (each / "children").read_text().split()
        ]
    except OSError:
        return []


def anonymous(pid: int) -> int:
    """Octets of anonymous memory that lie in RAM; 0 where the process has gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line.split() for line in status.splitlines() if line.startswith("RssAnon")]
    return int(lines[0][1]) * 1024 if lines else 0


def write_archive(path: Path, posts: int) -> None:
    """An mbox of posts of every kind that lists see, by a few hundred people, in threads, over ten years."""
    with path.open("wb") as file:
        for raw in archive(posts):
            file.write(raw)


def archive(posts: int, seed: int = 1) -> Iterator[bytes]:
    """The messages of that mbox, each with its From_ line; bodies repeat, headers do not."""
    chance, bodies = random.Random(seed), _bodies()
    ids: list[str] = []
    for number in range(posts):
        body = bodies[number % len(bodies)]
        at = FIRST_DAY + SPREAD * number // posts
        head = _head(chance, number, at, ids)
        yield head + body.replace(b"\nFrom ", b"\n>From ") + b"\n\n"


def _bodies() -> list[bytes]:
    """What stands below the fields that differ, 6 to 9 KB each, in every form but the huge ones."""
    kinds = {kind: posts for kind, posts in invented().items() if "MB" not in kind}
    plain = [raw.replace(b"\r\n", b"\n") for posts in zip(*kinds.values(), strict=False) for raw in posts]
    return [
        _without(raw, (b"from:", b"date:", b"message-id:", b"subject:", b"in-reply-to:")) for raw in plain
    ]


def _without(raw: bytes, names: Sequence[bytes]) -> bytes:
    head, _, text = raw.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if not line.lower().startswith(tuple(names))]
    return b"\n".join(lines) + b"\n\n" + text


def _head(chance: random.Random, number: int, at: int, ids: list[str]) -> bytes:
    author = int(chance.paretovariate(1.2) * 3) % AUTHORS
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(at))
    answered = chance.choice(ids[-20:]) if ids and chance.random() < 0.5 else ""
    own = f"bench.{number}.{chance.getrandbits(48):x}@example.net"
    ids[:] = [*ids[-50:], own]
    lines = [
        f"From author{author}@example.net {time.strftime('%a %b %d %H:%M:%S %Y', time.gmtime(at))}",
        f"From: Author {author} <author{author}@example.net>",
        f"Date: {date}",
        f"Message-ID: <{own}>",
        f"Subject: [Salon] {'Re: ' if answered else ''}About number {number % 977}",
        *([f"In-Reply-To: <{answered}>"] if answered else []),
    ]
    return ("\n".join(lines) + "\n").encode()


def yardstick() -> float:
    """Posts a second of the standard library's parser, bodies not decoded."""
    posts = [raw.partition(b"\n")[2] for raw in archive(YARDSTICK)]
    started = time.process_time()
    for raw in posts:
        email.message_from_bytes(raw)
    return len(posts) / (time.process_time() - started)


if __name__ == "__main__":
    main()
