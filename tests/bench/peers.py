"""
Bench: replay against programs that judge mail by rules, where they are installed.

The same messages go to each, one after the other, round by round. What
counts is the processor's time for a message within one process: a run over one
message is taken off (Mailman tells it itself); beside it stands what a message costs with the start of
the program shared among all. Ours reads and divides every post, which none of
the others do. Of real messages the author is made one of the list's members, and nothing else is changed.

- Mailman 3: its built-in posting chain; every author is a member, nothing is held. "runner": what its
  incoming runner does with a post, database and queue included; "rules": its rules asked and nothing else.
- SpamAssassin: 15 patterns of its own local.cf over the text; no Bayes, no network, no other rules.
- rspamd: its own rules but for those that ask other servers; one scanner, asked by HTTP.
- Pigeonhole: sieve-filter over a Maildir with 15 tests of the text. imapautofiler: over a Maildir, 15 tests of
  the subject; it cannot ask more. bogofilter: over an mbox; it knows no rules, it counts words.

Mailman and imapautofiler are put into throw-away environments by pip; MAILMAN_PYTHON and IMAPAUTOFILER_PYTHON
name a Python that has them already. The others come from the system's packages.
Run: ``python -m tests.bench.peers [MESSAGES [MBOX_OR_FOLDER]]`` (default 1,000 invented ones; of an archive
they are evenly spread).
"""

import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.intake.archive import open_archive, read_unit
from tests.bench import peer_rspamd
from tests.bench import peer_scripts as scripts
from tests.bench.common import WORDS
from tests.bench.replay import AUTHORS, ROOT, RULES, archive

ROUNDS = 3
TESTS = 15
NOBODY = 65534
FROM_LINE = b"From bench@example.net Thu Jan  1 00:00:00 2015\n"
_FROM = re.compile(rb"^From:[^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE | re.IGNORECASE)
BARS = {"Mailman 3, runner": 20, "SpamAssassin": 8, "rspamd": 5, "Pigeonhole": 1}

Command = Callable[[Path], Sequence[str]]


@dataclass(frozen=True)
class Peer:
    """A program: the command that makes it judge all messages of a folder, or why it cannot run here."""

    name: str
    command: Command
    missing: str = ""
    user: int | None = None
    fine: frozenset[int] = frozenset({0})
    tells: bool = False  # its last line is how long it was busy with the messages


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor for one message, without and with the start of the program."""

    alone: float
    started: float


def main() -> None:
    """Print what a message costs, our ratios and the bars; say loudly who is missing."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    source = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    real = real_messages(source, number) if source else None
    with tempfile.TemporaryDirectory(prefix="listwarden-peers-") as name:
        home = Path(name)
        home.chmod(0o755)
        for folder, messages in (("every", number), ("first", 1)):
            write_messages(home / folder, real[:messages] if real else archive(messages))
        peers = known_peers(home)
        costs = measured([peer for peer in peers if not peer.missing], home, number)
        print(
            f"{number:,} messages of {source or 'our invention'}, medians of {ROUNDS} rounds, load {os.getloadavg()[0]:.1f}"
        )
        report(costs)
        for peer in peers:
            if peer.missing:
                print(f"MISSING: {peer.name}: {peer.missing}")


def measured(peers: Sequence[Peer], home: Path, number: int) -> dict[str, Cost]:
    """Every peer in every round, one after the other."""
    spent: dict[str, list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        for peer in peers:
            spent.setdefault(peer.name, []).append(once(peer, home))
    return {
        name: Cost(
            statistics.median(one for one, _ in both) / number,
            statistics.median(one + start for one, start in both) / number,
        )
        for name, both in spent.items()
    }


def once(peer: Peer, home: Path) -> tuple[float, float]:
    """Seconds for all messages without the start, and for the start."""
    if peer.name.startswith("rspamd"):
        mails = sorted((home / "every" / "eml").glob("*.eml"))
        return peer_rspamd.processor_time(home / "rspamd", mails)
    whole, last = seconds(peer, home / "every")
    start = whole - float(last) if peer.tells else seconds(peer, home / "first")[0]
    return max(whole - start, 1e-4), start


def report(costs: dict[str, Cost]) -> None:
    """One line for each: milliseconds for a message, how many times as fast ours is, the bar."""
    (_, few), (_, many), *others = costs.items()
    print(f"{'':<44}{'ms a message':>14}{'with start':>12}{'ours, 15 rules':>16}{'all rules':>11}   bar")
    for name, cost in costs.items():
        line = f"{name:<44}{cost.alone * 1e3:>14.3f}{cost.started * 1e3:>12.3f}"
        if (name, cost) in others:
            line += f"{cost.alone / few.alone:>15.2f}x{cost.alone / many.alone:>10.2f}x"
            bar = next((bar for start, bar in BARS.items() if name.startswith(start)), None)
            line += f"   {bar}x {'met' if cost.alone >= bar * few.alone else 'MISSED'}" if bar else ""
        print(line)


def known_peers(home: Path) -> list[Peer]:
    """We first, then everybody else, there or not."""
    mailman, no_mailman = python_with(
        home, "MAILMAN_PYTHON", "mailman", ["mailman==3.3.10", "sqlalchemy<2.1"]
    )
    filer, no_filer = python_with(home, "IMAPAUTOFILER_PYTHON", "imapautofiler", ["imapautofiler"])
    return [
        Peer(f"listwarden replay, {TESTS} rules", lambda one: _replay(one, [one / "ours.yaml"])),
        Peer("listwarden replay, all shipped rules", lambda one: _replay(one, RULES)),
        Peer("Mailman 3, runner", _mailman(mailman, "runner"), no_mailman, tells=True),
        Peer("Mailman 3, rules alone", _mailman(mailman, "rules"), no_mailman, tells=True),
        Peer(f"SpamAssassin, {TESTS} rules", _spamassassin, _lacks("spamassassin")),
        Peer("rspamd, its own rules", lambda _: (), _lacks("rspamd")),
        Peer(f"Pigeonhole sieve-filter, {TESTS} tests", _sieve, _lacks("sieve-filter"), NOBODY),
        Peer(f"imapautofiler, {TESTS} tests", _imapautofiler(filer), no_filer),
        # bogofilter's status is its opinion of the last message: 0 spam, 1 ham, 2 unsure
        Peer("bogofilter", _bogofilter, _lacks("bogofilter"), fine=frozenset({0, 1, 2})),
    ]


def _lacks(program: str) -> str:
    return "" if shutil.which(program) else f"no {program} on the PATH; it is a package of the system"


def python_with(home: Path, variable: str, module: str, wanted: Sequence[str]) -> tuple[str, str]:
    """A Python that has a module, made here if none is named; or why there is none."""
    if named := os.environ.get(variable):
        return named, ""
    place = home / f"python-{module}"
    made = [
        [sys.executable, "-m", "venv", str(place)],
        [str(place / "bin" / "pip"), "install", "-q", *wanted],
    ]
    for command in made:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return "", f"pip could not install it: {(done.stderr.strip().splitlines() or ['?'])[-1]}"
    return str(place / "bin" / "python"), ""


def real_messages(source: Path, number: int) -> list[bytes]:
    """So many messages of an archive, evenly spread, each with a From_ line and one of our authors."""
    paths = sorted(source.glob("*.mbox")) if source.is_dir() else [source]
    units = [unit for each in paths for unit in open_archive(each).units()]
    every = [found.raw for unit in units for found in read_unit(unit, [])]
    chosen = every[:: len(every) // number][:number]
    return [_by_member(raw, count % AUTHORS) for count, raw in enumerate(chosen)]


def _by_member(raw: bytes, author: int) -> bytes:
    named = _FROM.sub(b"From: Author %d <author%d@example.net>\n" % (author, author), raw, count=1)
    return FROM_LINE + named.replace(b"\nFrom ", b"\n>From ").rstrip(b"\n") + b"\n\n"


def write_messages(home: Path, messages: Iterable[bytes]) -> None:
    """The messages as a folder of .eml, an mbox, and a Maildir, with what the programs need beside them."""
    (home / "eml").mkdir(parents=True)
    (home / "Maildir" / "cur").mkdir(parents=True)
    (home / "bogo").mkdir()
    with (home / "all.mbox").open("wb") as mbox:
        for count, whole in enumerate(messages):
            mbox.write(whole)
            raw = whole.partition(b"\n")[2]
            (home / "eml" / f"{count:06}.eml").write_bytes(raw)
            (home / "Maildir" / "cur" / f"{count}.M{count}.bench:2,S").write_bytes(raw)
    texts = {
        "ours.yaml": "ruleset: bench\nlanguage: 1\nrules:\n" + "".join(map(scripts.our_rule, range(TESTS))),
        "sa.cf": scripts.SA_HEAD + "".join(map(scripts.sa_rule, range(TESTS))),
        "rules.sieve": "".join(map(scripts.sieve_rule, range(TESTS))) + "keep;\n",
        "sa.pl": scripts.SPAMASSASSIN,
        "iaf.yaml": scripts.IMAPAUTOFILER.format(home=home)
        + "".join(scripts.IMAPAUTOFILER_RULE.format(word=word) for word in WORDS[:TESTS]),
        "mm.py": scripts.MAILMAN,
        "dovecot.conf": scripts.DOVECOT.format(home=home, uid=NOBODY),
    }
    for name, text in texts.items():
        (home / name).write_text(text)
    if shutil.which("bogofilter"):
        _teach_bogofilter(home)
    if os.geteuid() == 0:
        for path in (home, *home.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def _teach_bogofilter(home: Path) -> None:
    chance = random.Random(5)
    for flag in ("-s", "-n"):
        text = " ".join(chance.choices(WORDS, k=400)).encode()
        subprocess.run(["bogofilter", flag, "-d", home / "bogo"], input=text, check=True)


def _replay(home: Path, rules: Sequence[Path]) -> list[str]:
    named = [word for path in rules for word in ("--rules", str(path))]
    return [
        sys.executable,
        "-m",
        "bot",
        "replay",
        *named,
        "--workers",
        "1",
        "--no-cache",
        str(home / "all.mbox"),
    ]


def _mailman(python: str, way: str) -> Command:
    def command(home: Path) -> list[str]:
        fresh = Path(tempfile.mkdtemp(dir=home)) / "mailman"
        return [python, str(home / "mm.py"), str(fresh), str(home / "eml"), way, str(AUTHORS)]

    return command


def _imapautofiler(python: str) -> Command:
    program = "from imapautofiler.app import main; main()"
    return lambda home: [python, "-c", program, "-c", str(home / "iaf.yaml")]


def _spamassassin(home: Path) -> list[str]:
    return ["perl", str(home / "sa.pl"), str(home / "sa.cf"), str(home / "eml")]


def _bogofilter(home: Path) -> list[str]:
    return ["bogofilter", "-M", "-t", "-d", str(home / "bogo"), "-I", str(home / "all.mbox")]


def _sieve(home: Path) -> list[str]:
    return ["sieve-filter", "-c", str(home / "dovecot.conf"), "-e", str(home / "rules.sieve"), "INBOX"]


def seconds(peer: Peer, home: Path) -> tuple[float, str]:
    """The processor's time of one run, its children included; the last line that it printed."""
    user = peer.user if os.geteuid() == 0 else None
    environment = os.environ | {"HOME": str(home), "USER": "nobody"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        peer.command(home), cwd=ROOT, env=environment, user=user, group=user, capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in peer.fine, done.stderr.decode()[-2000:]
    last = (done.stdout.decode(errors="replace").strip().splitlines() or [""])[-1]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, last


if __name__ == "__main__":
    main()
