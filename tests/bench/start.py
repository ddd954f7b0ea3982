"""
Bench: what a daemon with one list needs to begin, and to wait.

Run: ``python -m tests.bench.start [ROUNDS]`` (default 5). From the call of ``listwarden run`` to READY=1
(sd_notify(3)), with a real Dovecot; then, five seconds later and with an empty inbox, its memory. The least
of all rounds counts.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.parts.dovecot import Dovecot
from tests.parts.salon import Salon, notify_socket
from tests.parts.sink import SmtpSink

IDLE = 5  # seconds
PATIENCE = 60


def main(rounds: int = 5) -> None:
    """Print the figures of each round, and the least."""
    user = "start@lists.example.org"
    with Dovecot(users=(user,)) as dovecot, SmtpSink() as sink, tempfile.TemporaryDirectory() as home:
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=user)
        found = [started(salon) for _ in range(rounds)]
    for seconds, busy, rss, pss in found:
        print(
            f"ready after {seconds:.2f} s ({busy:.2f} s of processor), idle {rss:.0f} MB RSS, {pss:.0f} MB PSS"
        )
    print("least:", *(f"{least:.2f}" for least in map(min, zip(*found, strict=True))))


def started(salon: Salon) -> tuple[float, float, float, float]:
    """Seconds until it is ready, by the clock and of the processor; its memory when it waits, MB RSS and PSS."""
    with notify_socket(salon.home / "notify") as (address, said):
        began = time.monotonic()
        with (salon.home / "start.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", "--config", str(salon.config)],
                stdout=log,
                stderr=log,
                cwd=salon.home,
                env=salon.environment() | {"NOTIFY_SOCKET": address},
            )
        try:
            while b"READY=1" not in said():
                if process.poll() is not None or time.monotonic() > began + PATIENCE:
                    raise RuntimeError((salon.home / "start.log").read_text()[-2000:])
                time.sleep(0.01)
            seconds = time.monotonic() - began
            user, system = map(int, Path(f"/proc/{process.pid}/stat").read_text().split()[13:15])
            time.sleep(IDLE)
            told = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            memory = dict(re.findall(r"^(\w+):\s+(\d+) kB", told, re.MULTILINE))
            return seconds, (user + system) / 100, int(memory["Rss"]) / 1000, int(memory["Pss"]) / 1000
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
