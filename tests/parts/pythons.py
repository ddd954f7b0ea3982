"""
The unit tests and the demo on every other Python of this machine, each in an environment of its own.

``make pythons`` runs all, ``make test`` a share; a tree that has passed is not run
again. Says which Pythons they were, and ends with 1 where one of them fails.
Whether it works there is the question: the tests marked as dear are left out,
and those that try chance inputs try a tenth of them.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.parts.tries import FEW

ROOT = Path(__file__).parents[2]
HOMES = ROOT / ".venv" / "others"
LOCK = ROOT / "requirements-dev.lock"
OLDEST, NEWEST = (3, 11), (3, 14)
UV = Path(sys.executable).with_name("uv")
TESTS = (
    "-m", "pytest", "-q", "-m", "not dear", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain",
)  # fmt: skip
SHARES = 64
"""Of the unit tests each Python runs one in so many files within ``make test``, other ones after each change."""
SHOWN = "1 accept, 3 return, 2 digest, 2 discard, 1 hold"
_ASK = "import json, sys; print(json.dumps([*sys.version_info[:3], sys.base_prefix]))"


def interpreters() -> dict[str, str]:
    """The Pythons that the project supports, by full version: those on the PATH, Debian's, and pyenv's."""
    found: dict[str, str] = {}
    for path in _candidates():
        told = subprocess.run([path, "-c", _ASK], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            *version, prefix = json.loads(told.stdout)
            if OLDEST <= tuple(version[:2]) <= NEWEST and prefix != sys.base_prefix:
                found.setdefault(".".join(map(str, version)), path)
    return found


def _candidates() -> Iterator[str]:
    names = ["python3", *(f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1))]
    folders = ["/usr/bin", *os.get_exec_path()]
    yield from (
        str(Path(folder) / name) for folder in folders for name in names if _runs(Path(folder) / name)
    )
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from (str(path) for path in sorted(versions.glob("*/bin/python3")))


def _runs(path: Path) -> bool:
    return os.access(path, os.X_OK)


def environment(version: str, interpreter: str) -> Path:
    """The interpreter of an environment with all that the tests need; made where it is missing or out of date."""
    home = HOMES / version
    stamp, wanted = home / ".installed", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    python = home / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        run(str(UV), "venv", "--quiet", "--clear", "--python", interpreter, str(home))
        run(
            str(UV),
            "pip",
            "install",
            "--quiet",
            "--python",
            str(python),
            "--require-hashes",
            "--requirement",
            str(LOCK),
        )
        stamp.write_text(wanted)
    return python


def run(*command: str, **environment: str) -> str:
    """The output of a command; raises CalledProcessError where it fails."""
    done = subprocess.run(
        command, cwd=ROOT, text=True, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "", **environment},
    )  # fmt: skip
    return done.stdout


def files(turn: int | None) -> list[str]:
    """The files of the unit tests, or in a ``turn`` a share of them."""
    found = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "unit").rglob("test_*.py"))
    return found if turn is None else found[turn % SHARES :: SHARES]


def tried(version: str, interpreter: str, turn: int | None) -> str:
    """What the unit tests and the demo say on one Python. Raises CalledProcessError where one fails."""
    python = str(environment(version, interpreter))
    told = run("nice", "-n", "5", python, *TESTS, *files(turn), **{FEW: "1"}).splitlines()[-1]
    with tempfile.TemporaryDirectory(prefix="demo-") as out:
        shown = run(python, "-m", "bot", "demo", "--out", out)
    if SHOWN not in shown:
        raise subprocess.CalledProcessError(1, [python, "-m", "bot", "demo"], shown)
    return f"{told}; the demo is right"


def state_of_tree(versions: Iterable[str]) -> str:
    """A digest of all that the tests depend on."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    digest = hashlib.sha256(repr(sorted(versions)).encode())
    for name in sorted(listed):
        path = ROOT / name
        digest.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return digest.hexdigest()


def main(*, share: bool) -> int:
    """Try all of them side by side, each on a ``share`` of the tests or on all; the exit status."""
    found = interpreters()
    if not found:
        print("There is no other Python from 3.11 to 3.14 on this machine.")
        return 0
    state = state_of_tree(found)
    passed, turn = HOMES / (".passed-a-share" if share else ".passed"), int(state[:8], 16) if share else None
    if passed.exists() and passed.read_text() == state:
        print(f"Unchanged since it passed on Python {', '.join(sorted(found))} too.")
        return 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = {
            version: pool.submit(tried, version, path, None if turn is None else turn + place)
            for place, (version, path) in enumerate(sorted(found.items()))
        }
    failures = 0
    for version, result in sorted(results.items()):
        error = result.exception()
        failures += error is not None
        output = error.output[-4000:] if isinstance(error, subprocess.CalledProcessError) else error
        print(f"Python {version}: {result.result() if error is None else f'FAILED{chr(10)}{output}'}")
    if not failures:
        passed.write_text(state)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(share="--share" in sys.argv[1:]))
