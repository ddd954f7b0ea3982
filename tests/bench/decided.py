"""
From another client's APPEND to the decision in the database, by the running daemon.

    python -m tests.bench.decided [APPENDS]

Beside it a bare IDLE client on a mailbox of its own gets the same posts at the
same moments: what it waits is Dovecot's own delay. Then 300 posts fall into 20
inboxes at once: every one of them must be decided.
"""

import datetime as dt
import json
import random
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.common import flush_milliseconds, invented_post
from tests.bench.wakeup import bare_client
from tests.parts.dovecot import Dovecot
from tests.parts.salon import Salon
from tests.parts.sink import RecordingSink

BARE = "bare@example.org"
LISTS = [f"salon{number}@lists.example.org" for number in range(2, 21)]
BAR = 150


def main(appends: int = 50) -> int:
    """Run both and print the figures; 1 where a bar is missed."""
    chance = random.Random(3)
    users = ("salon@lists.example.org", BARE, *LISTS)
    with Dovecot(users=users) as dovecot, RecordingSink() as sink, tempfile.TemporaryDirectory() as home:
        salon = Salon(home=Path(home), dovecot=dovecot, sink=sink, user=users[0], others=tuple(LISTS))
        with salon.daemon() as daemon:
            ours, bare = waits(salon, chance, appends)
            missed = burst(salon, daemon, chance)
    above = p50(ours) - p50(bare)
    print(f"disk flush              {flush_milliseconds():7.2f} ms")
    print(f"append to decision      p50 {p50(ours):6.0f} ms, slowest {max(ours):6.0f} ms")
    print(f"bare IDLE client        p50 {p50(bare):6.0f} ms, slowest {max(bare):6.0f} ms")
    print(f"above the bare client   p50 {above:6.0f} ms   (bar: {BAR} ms)")
    print(f"burst of 300 into 20    {missed} missed")
    return int(above > BAR or missed > 0)


def waits(salon: Salon, chance: random.Random, appends: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the answer to APPEND to the decision, and to the bare client's EXISTS."""
    appended: dict[str, float] = {}
    bare: list[float] = []
    dovecot = salon.dovecot
    with bare_client(dovecot) as moments, ThreadPoolExecutor(2) as pool:
        for number in range(1, appends + 1):
            raw = invented_post(chance, number, 4096)
            told = pool.submit(append, dovecot, raw, BARE)
            appended[name_of(raw)] = append(dovecot, raw, salon.user)[0]
            at = told.result()[1]
            while number not in moments:
                time.sleep(0.005)
            bare.append(1000 * (moments[number] - at))
            time.sleep(chance.random() * 2.5)
    decided = moments_of(salon)
    return [1000 * (decided[name] - at) for name, at in appended.items()], bare


def append(dovecot: Dovecot, raw: bytes, user: str) -> tuple[float, float]:
    """Append; the moment of the answer by the wall clock and by the monotonic one."""
    dovecot.append(raw, user=user)
    return time.time(), time.monotonic()


def burst(salon: Salon, daemon, chance: random.Random) -> int:
    """300 posts into 20 inboxes at once; how many were not decided within 30 s."""
    posts = [invented_post(chance, 10_000 + number, 4096) for number in range(300)]
    with ThreadPoolExecutor(20) as pool:
        for number, user in enumerate((salon.user, *LISTS)):
            pool.submit(salon.dovecot.deliver, *posts[number * 15 : number * 15 + 15], user=user)
    wanted = {name_of(raw) for raw in posts}
    end = time.monotonic() + 30
    while time.monotonic() < end and wanted - set(moments_of(salon)):
        time.sleep(0.5)
    return len(wanted - set(moments_of(salon)))


def moments_of(salon: Salon) -> dict[str, float]:
    """Message-ID -> when its decision was stored, seconds."""
    rows = json.loads(salon.runs("journal", "--json").stdout)
    return {row["message_id"]: dt.datetime.fromisoformat(row["decided_at"]).timestamp() for row in rows}


def name_of(raw: bytes) -> str:
    """The Message-ID of an invented post."""
    return raw.partition(b"Message-ID: <")[2].partition(b">")[0].decode()


def p50(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
