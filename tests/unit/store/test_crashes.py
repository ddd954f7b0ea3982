"""Nothing is lost and nothing is sent twice unexplained, wherever the process dies."""

import json
import os
import subprocess
import sys

from tests.parts.tries import MANY

STEP = 1 if os.environ.get(MANY) else 60


def swept(folder, step, *words):
    command = [sys.executable, "-m", "tests.parts.crash_store", str(folder), str(step), *words]
    done = subprocess.run(command, check=True, capture_output=True, timeout=1_200)
    return json.loads(done.stdout)


def test_a_kill_at_any_statement_loses_nothing(tmp_path):
    counts = swept(tmp_path, STEP)

    assert counts["steps"] > 120
    assert counts["points"] == counts["runs"]
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


def test_a_program_that_marks_before_it_sends_is_found_out(tmp_path):
    assert swept(tmp_path, 0, "naive")["lost"] > 0
