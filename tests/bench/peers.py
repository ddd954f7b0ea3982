"""
Bench: replay against programs that judge mail by rules, where they are installed.

The same invented messages go to each, one after the other, round by round; what counts
is the processor's time without the start of the program (a run over one message is
taken off). bogofilter, sieve-filter (Pigeonhole) and SpamAssassin come from the system's
packages; imapautofiler from a Python that IMAPAUTOFILER_PYTHON names, since it wants
libraries of its own. Ours reads and divides every post, which none of the others do.
Run: ``python -m tests.bench.peers [MESSAGES]`` (default 1,000).
"""

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.common import WORDS
from tests.bench.replay import ROOT, archive

ROUNDS = 3
RULES = 15
NOBODY = 65534

SPAMASSASSIN = """\
use Mail::SpamAssassin;
my $sa = Mail::SpamAssassin->new({rules_filename => "/nonexistent", site_rules_filename => $ARGV[0],
  userprefs_filename => "/dev/null", dont_copy_prefs => 1, local_tests_only => 1, home_dir_for_helpers => "/tmp",
  post_config_text => "use_bayes 0\\nuse_auto_whitelist 0\\n"});
foreach my $file (glob("$ARGV[1]/*.eml")) {
  local $/; open(my $in, "<", $file) or die $!; my $text = <$in>; close($in);
  my $mail = $sa->parse($text); my $status = $sa->check($mail); $status->finish; $mail->finish;
}
"""

SA_HEAD = "loadplugin Mail::SpamAssassin::Plugin::Check\nutil_rb_tld org net com\n"

IMAPAUTOFILER = """\
import email, pathlib, sys
from imapautofiler import rules
words = sys.argv[2].split(",")
made = [rules.factory({"headers": [{"name": "subject", "substring": word}], "action": {"name": "trash"}}, {}) for word in words]
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    message = email.message_from_bytes(path.read_bytes())
    [rule.check(message) for rule in made]
"""

DOVECOT = """\
mail_location = maildir:{home}/Maildir
base_dir = {home}/run
log_path = /dev/stderr
ssl = no
first_valid_uid = 1
mail_uid = {uid}
mail_gid = {uid}
"""


@dataclass(frozen=True)
class Peer:
    """A program, and the command that makes it judge all messages of a folder."""

    name: str
    there: bool
    command: Callable[[Path], Sequence[str]]
    user: int | None = None


def main() -> None:
    """Print messages a second and our ratio; say who is missing."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory(prefix="listwarden-peers-") as name:
        home = Path(name)
        home.chmod(0o755)
        every, first = home / "every", home / "first"
        write_messages(every, number)
        write_messages(first, 1)
        peers = known_peers()
        missing = [peer.name for peer in peers if not peer.there]
        present = [peer for peer in peers if peer.there]
        taken: dict[str, list[float]] = {peer.name: [] for peer in present}
        for _ in range(ROUNDS):
            for peer in present:
                taken[peer.name].append(seconds(peer, every) - seconds(peer, first))
        print(f"{number:,} messages, medians of {ROUNDS} rounds, load {os.getloadavg()[0]:.1f}")
        ours = statistics.median(taken[present[0].name])
        for peer in present:
            median = max(statistics.median(taken[peer.name]), 1e-3)
            print(f"{peer.name:<28}{number / median:>10,.0f}/s   ours is {median / ours:>6.2f} times as fast")
        print(f"missing: {', '.join(missing) or 'nobody'}")


def write_messages(home: Path, number: int) -> None:
    """The messages as a folder of .eml, an mbox, and a Maildir, with what the programs need beside them."""
    (home / "eml").mkdir(parents=True)
    (home / "Maildir" / "cur").mkdir(parents=True)
    (home / "bogo").mkdir()
    with (home / "all.mbox").open("wb") as mbox:
        for count, whole in enumerate(archive(number)):
            mbox.write(whole)
            raw = whole.partition(b"\n")[2]
            (home / "eml" / f"{count:06}.eml").write_bytes(raw)
            (home / "Maildir" / "cur" / f"{count}.M{count}.bench:2,S").write_bytes(raw)
    (home / "sa.cf").write_text(SA_HEAD + "".join(_sa_rule(number) for number in range(RULES)))
    (home / "rules.sieve").write_text("".join(_sieve_rule(number) for number in range(RULES)) + "keep;\n")
    (home / "sa.pl").write_text(SPAMASSASSIN)
    (home / "iaf.py").write_text(IMAPAUTOFILER)
    (home / "dovecot.conf").write_text(DOVECOT.format(home=home, uid=NOBODY))
    if os.geteuid() == 0:
        for path in (home, *home.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    if bogofilter := shutil.which("bogofilter"):
        chance = random.Random(5)
        for flag in ("-s", "-n"):
            text = " ".join(chance.choices(WORDS, k=400)).encode()
            subprocess.run([bogofilter, flag, "-d", home / "bogo"], input=text, check=True)


def known_peers() -> list[Peer]:
    """We first, then everybody else, there or not."""
    python = os.environ.get("IMAPAUTOFILER_PYTHON", "")
    perl = shutil.which("spamassassin") is not None
    replay = [
        sys.executable,
        "-m",
        "bot",
        "replay",
        "--rules",
        str(ROOT / "rules" / "salon.yaml"),
        "--workers",
        "1",
    ]
    return [
        Peer("listwarden replay", bool(sys.executable), lambda home: [*replay, str(home / "all.mbox")]),
        Peer("bogofilter", shutil.which("bogofilter") is not None, _bogofilter),
        Peer("Pigeonhole sieve-filter", shutil.which("sieve-filter") is not None, _sieve, NOBODY),
        Peer("SpamAssassin, 15 rules", perl, lambda home: ["perl", str(home / "sa.pl"), str(home / "sa.cf"), str(home / "eml")]),
        Peer("imapautofiler, 15 rules", bool(python), lambda home: [python, str(home / "iaf.py"), str(home / "eml"), ",".join(WORDS[:RULES])]),
    ]  # fmt: skip


def _bogofilter(home: Path) -> list[str]:
    return ["bogofilter", "-M", "-t", "-d", str(home / "bogo"), "-I", str(home / "all.mbox")]


def _sieve(home: Path) -> list[str]:
    return ["sieve-filter", "-c", str(home / "dovecot.conf"), "-e", str(home / "rules.sieve"), "INBOX"]


def _sa_rule(number: int) -> str:
    one, two = WORDS[number], WORDS[number + 1]
    return f"body RULE_{number} /\\b{one} {two} \\w+ {two}\\b/i\nscore RULE_{number} 1.0\n"


def _sieve_rule(number: int) -> str:
    require = 'require ["body", "imap4flags"];\n' if number == 0 else ""
    words = f"{WORDS[number]} {WORDS[number + 1]} {WORDS[number]}"
    return f'{require}if body :text :contains "{words}" {{ addflag "Rule{number}"; }}\n'


def seconds(peer: Peer, home: Path) -> float:
    """The processor's time of one run, its children included."""
    user = peer.user if os.geteuid() == 0 else None
    environment = os.environ | {"HOME": str(home), "USER": "nobody"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        peer.command(home), cwd=ROOT, env=environment, user=user, group=user, capture_output=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # bogofilter's status is its opinion of the last message: 0 spam, 1 ham, 2 unsure
    assert done.returncode in ({0, 1, 2} if peer.name == "bogofilter" else {0}), done.stderr.decode()[-2000:]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
