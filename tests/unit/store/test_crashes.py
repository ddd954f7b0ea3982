"""Nothing is lost and nothing is sent twice unexplained, wherever the process dies."""

import json
import os
import subprocess
import sys

from tests.parts.tries import MANY

STEP = 1 if os.environ.get(MANY) else 24


def test_a_kill_at_any_statement_loses_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.parts.crash_store", tmp_path, str(STEP)],
        check=True,
        capture_output=True,
        timeout=1_200,
    )
    counts = json.loads(done.stdout)

    assert counts["points"] * STEP > 120
    assert counts["repeats"] > 0, (
        "no kill fell between the server's acceptance and our record: the sweep is blind"
    )
    assert {name: counts[name] for name in ("lost", "damaged", "broken", "unexplained")} == {
        "lost": 0,
        "damaged": 0,
        "broken": 0,
        "unexplained": 0,
    }
    assert counts["decisions"] == 3 * counts["runs"]
    assert counts["issues"] == counts["runs"]
