"""
All checks and all tests: on this Python, and beside them a share of the unit tests and the demo on every other.

Run by ``make test``. The other Pythons begin while the checks keep only one core
busy, and give way to the tests of this one, of which many wait.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
STEPS = (
    ("make", "check"),
    ("sh", "tests/parts/install.sh"),
    (sys.executable, "-m", "pytest", "-q", "--numprocesses", "4", "--dist", "worksteal"),
)


def main() -> int:
    """Run all, and stop at what fails first; its status, or 0."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    with tempfile.TemporaryFile("w+") as told:
        others = subprocess.Popen(
            [sys.executable, "-m", "tests.parts.pythons", "--share"],
            cwd=ROOT, env=environment, stdout=told, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            for step in STEPS:
                subprocess.run(step, cwd=ROOT, env=environment, check=True)
            others.wait()
        except subprocess.CalledProcessError as error:
            return error.returncode
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(others.pid, signal.SIGTERM)
        told.seek(0)
        sys.stdout.write(told.read())
    return others.returncode


if __name__ == "__main__":
    sys.exit(main())
