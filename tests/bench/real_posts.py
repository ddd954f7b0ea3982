"""
Bench: how many real posts a second one core reads, by what they turn out to be; beside another tree if one is given.

Run: ``python -m tests.bench.real_posts MBOX_OR_FOLDER [OTHER_TREE]``; without an archive, on invented
posts, and the first line says so. The two trees take turns in processes of their own, so that whatever
else the machine does weighs on both alike.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from bot.intake.archive import open_archive, read_unit
from bot.mail import read
from tests.bench.analysis import invented, parse

EVERY = 20  # one of so many posts is taken
STEP = 250  # posts for which the trees take turns
CHILD = """
import pathlib, sys, time
sys.path.insert(0, sys.argv[1])
from bot.mail import read
try:
    from bot.service.garbage import look_rarely  # as the programs of this tree do
except ImportError:
    pass
else:
    look_rarely()
folder = pathlib.Path(sys.argv[2])
posts = [path.read_bytes() for path in sorted(folder.iterdir())]
for raw in posts[:100]:
    read(raw)
for line in sys.stdin:
    start, stop = map(int, line.split())
    began = time.process_time()
    for raw in posts[start:stop]:
        read(raw)
    print(time.process_time() - began, flush=True)
"""


def main() -> None:
    """Print posts a second, all and by kind, with their ratio to the standard library's parser."""
    named = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    posts = sample(named) if named else [raw for each in invented().values() for raw in each]
    what = f"every {EVERY}th post of {named}" if named else "no archive given: invented posts"
    print(f"{what}: {len(posts)} posts, {sum(map(len, posts)) / len(posts):.0f} octets each")
    by_kind(posts)
    if len(sys.argv) > 2:
        beside(posts, [Path.cwd(), Path(sys.argv[2]).resolve()])


def sample(path: Path) -> list[bytes]:
    """One post of twenty, of one archive or of all in a folder."""
    paths = sorted(path.glob("*.mbox")) if path.is_dir() else [path]
    units = [unit for each in paths for unit in open_archive(each).units()]
    return [found.raw for unit in units for found in read_unit(unit, [])][::EVERY]


def by_kind(posts: list[bytes]) -> None:
    """Time every post once; what shares an article is a kind of its own."""
    spent: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    for raw in posts[:100]:
        read(raw)
    for raw in posts:
        start = time.process_time()
        post = read(raw)
        middle = time.process_time()
        parse(raw)
        end = time.process_time()
        for kind in ("all", "article" if post.articles else str(post.kind)):
            told = spent[kind]
            told[0] += 1
            told[1] += middle - start
            told[2] += end - middle
    for kind, (number, ours, theirs) in spent.items():
        print(
            f"{kind:<12}{number:>7.0f} posts {number / ours:>7.0f}/s  {theirs / ours:.2f} of the stdlib's rate"
        )


def beside(posts: list[bytes], trees: list[Path]) -> None:
    """Print the rate of each tree, and the ratio of the first to the second."""
    with tempfile.TemporaryDirectory() as folder:
        for number, raw in enumerate(posts):
            (Path(folder) / f"{number:06}").write_bytes(raw)
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        running = [
            subprocess.Popen(
                [sys.executable, "-c", CHILD, str(tree), folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=tree,
                env=environment,
            )
            for tree in trees
        ]
        totals = [0.0] * len(trees)
        for start in range(0, len(posts), STEP):
            for place, process in enumerate(running):
                assert process.stdin
                assert process.stdout
                print(start, start + STEP, file=process.stdin, flush=True)
                totals[place] += float(process.stdout.readline())
        for process in running:
            process.communicate()
    for tree, total in zip(trees, totals, strict=True):
        print(f"{tree}: {len(posts) / total:.0f}/s")
    print(f"ratio {totals[1] / totals[0]:.2f}")


if __name__ == "__main__":
    main()
