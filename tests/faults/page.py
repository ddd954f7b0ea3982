"""The page docs/reliability.md, written from the table of faults and what was counted."""

from tests.faults.families import FAULTS, Fault, recorded
from tests.faults.inputs import INPUTS
from tests.faults.laboratory import NUMBERS
from tests.parts.named_tests import named

HEAD = """# What can break, and what becomes of your mail

Once the bot has taken a message, that message ends in exactly one outcome on record: posted, in a digest, returned, held, discarded by a
named rule, or in quarantine. It is taken when its octets are in the database and flushed; only then is it moved in the inbox, or
answered with 250. No mail goes out under two Message-IDs. A mail is offered a second time only where the line or the machine died
between the mail server's yes and our record of it (RFC 1047): with the same Message-ID and the same octets, so that servers and mail
programs can tell.

Each row below is provoked by a test: `make test` tries them all, the swept ones in a sample. `make faults` sweeps every point and takes
some hours, `python -m tests.faults --record` puts the numbers here; this page is written from both by `make docs`, and `make check`
refuses it where a test that it names is gone.

## Points that are swept

**{points} points: {lost} lost, {twice} out under two identities, {repeats} repeats, of them {unexplained} outside the gap of SMTP.**

"""
SWEPT = (
    "| what is cut | what people see | points | lost | two identities | repeats | `python -m tests.faults` |\n"
    "|---|---|--:|--:|--:|--:|---|\n"
)
CONTROLS = """
## Controls

The same sweeps over ways of working that lose mail. A control that loses nothing fails the sweep.

| what is cut | what comes of it | points | lost | `python -m tests.faults` |
|---|---|--:|--:|---|
"""
TESTS = """
## All faults, and the tests that provoke them

| what is broken | what people see | test |
|---|---|---|
"""
COMES = """
## What only an attacker or a broken program writes

Time and memory of the worst: `python -m tests.bench.poison`. The table of loops and backscatter, its 36 kinds of mail with what becomes of
each, is `tests/parts/loop_table.py`, tried by `unit/service/test_loop_table.py`; standards are listed in [rfc.md](rfc.md).

| what comes | what becomes of it | test |
|---|---|---|
"""
FOOT = """
Longer trials, each with its own figures: `python -m tests.bench.kills` (kill -9 of a daemon while posts flow), `tests.bench.workers`
(workers that die, PostgreSQL that starts again), `tests.bench.soak` (a day's events in an hour), `tests.bench.mutated`,
`tests.bench.hostile`, `tests.bench.dialogue_kills`.

What no program can promise: a disk that confirms a flush it has not made loses mail with the power; a mail server may itself deliver
twice; where a backup of the database was put back, what went out since is known to the witness beside it, not to the database.
"""


def page() -> str:
    """The whole page; raises LookupError where a test is not there."""
    counted = recorded()
    swept = [fault for fault in FAULTS if fault.name in counted and not fault.control]
    sums = {key: sum(counted[fault.name][key] for fault in swept) for key in NUMBERS}
    controls = [
        _control(fault, counted[fault.name]) for fault in FAULTS if fault.control and fault.name in counted
    ]
    tests = [
        f"| {fault.fault} | {fault.seen} | {named(fault.tests)} |\n" for fault in FAULTS if not fault.control
    ]
    return "".join(
        [
            HEAD.format(**sums),
            SWEPT,
            *(_swept(fault, counted[fault.name]) for fault in swept),
            CONTROLS,
            *controls,
            TESTS,
            *tests,
            COMES,
            *(f"| {one.what} | {one.becomes} | {named(one.tests)} |\n" for one in INPUTS),
            FOOT,
        ]
    )


def _swept(fault: Fault, told: dict[str, int]) -> str:
    every = f" --every {told['every']}" if told["every"] > 1 else ""
    cells = (fault.fault, fault.seen, *(told[key] for key in ("points", "lost", "twice", "repeats")))
    stopped = ", stopped early" if "partial" in told else ""
    return f"| {' | '.join(map(str, cells))} | `{fault.name}{every}`{stopped} |\n"


def _control(fault: Fault, told: dict[str, int]) -> str:
    what = fault.fault.removeprefix("control: ")
    return f"| {what} | {fault.seen} | {told['points']} | {told['lost']} | `{fault.name}` |\n"
