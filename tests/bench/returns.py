"""
Sixty faulty posts through a running daemon: how many reach the list by one short answer to the notice?

    python -m tests.bench.returns [FOLDER]

Forty posts are written for this, up to twenty are real ones of public archives. FOLDER holds bare
clones of them (OWNER+NAME/repo, or OWNER/NAME.git); those that are not there are left out and counted.
Each notice is answered as it asks: "ok", a comment, an address; at most 60 words in all. Told are
the posts that arrive, words of authors that changed on the way, and notices that are long before the draft.
"""

import contextlib
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.dialogue.own_words import words_of
from bot.notices.catalogue import catalogue
from bot.notices.returned import MOST_LINES, marks
from tests.parts.dovecot import Dovecot
from tests.parts.faulty import COMMENT, RULES, URL, Faulty, made, proven, real
from tests.parts.post_office import quoted
from tests.parts.salon import MEMBERS, ROOT, Daemon, Salon, Sent, post
from tests.parts.sink import RecordingSink

ANSWER_WORDS = 60
LIMITS = "\n[limits]\nanswers_per_day = 1000\nreturns_per_hour = 1000\n"


@dataclass
class Outcome:
    """Names of posts by what came of them."""

    posts: int = 0
    arrived: list[str] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    long: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Counts first, then each miss."""
        rows = [
            (
                f"{len(self.arrived)} of {self.posts} reach the list by one answer of at most {ANSWER_WORDS} words; "
                f"own words changed in {len(self.changed)}; {len(self.long)} notices are longer than {MOST_LINES} lines"
            ),
            *(f"  missed {name}: {why}" for name, why in self.missed.items()),
            *(f"  changed {name}" for name in self.changed),
            *(f"  long {name}" for name in self.long),
        ]
        return "\n".join(rows)


def play(salon: Salon, posts: Sequence[Faulty]) -> Outcome:
    """Deliver the posts, answer each notice once, and look at what the members got."""
    for pack in (ROOT / "rules").glob("*.yaml"):
        (salon.rules.parent / pack.name).write_bytes(pack.read_bytes())
    (salon.rules.parent / "mine.yaml").write_text(RULES)
    salon.config.write_text(salon.config.read_text().replace("rules/salon.yaml", "rules/mine.yaml") + LIMITS)
    outcome = Outcome(posts=len(posts))
    with salon.daemon() as daemon:
        salon.dovecot.deliver(*(one.raw for one in posts), user=salon.user)
        decided(salon, daemon, len(posts))
        notices = {one.name: _notice(salon, one) for one in posts}
        answers = [answer(one, notice) for one in posts if (notice := notices[one.name])]
        salon.dovecot.deliver(*answers, user=salon.user)
        decided(salon, daemon, len(posts) + len(answers))
    for one in posts:
        _judge(outcome, salon, one, notices[one.name])
    return outcome


def decided(salon: Salon, daemon: Daemon, number: int) -> None:
    """Wait until so many messages are decided and all mail about them has left."""

    def done() -> bool:
        with contextlib.closing(sqlite3.connect(salon.home / "data" / "listwarden.db")) as line:
            (taken,) = line.execute("SELECT count(*) FROM cases WHERE state != 'taken'").fetchone()
            (waits,) = line.execute(
                "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'failed')"
            ).fetchone()
        return taken >= number and not waits

    daemon.wait_until(done, f"{number} messages are heard", 400)


def _notice(salon: Salon, one: Faulty) -> Sent | None:
    found = [mail for mail in salon.sent_to(one.author) if _about(mail, one)]
    return found[0] if found else None


def _about(mail: Sent, one: Faulty) -> bool:
    return f"<{one.message_id}>" in str(mail.message["References"] or mail.message["In-Reply-To"])


def answer(one: Faulty, notice: Sent) -> bytes:
    """What a member answers who reads the first lines of the notice."""
    text = notice.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    said = " ".join(text.partition("\r\n\r\n")[0].partition("\n\n")[0].split())
    parts = []
    if "web address of the article" in said:
        parts.append(URL.replace("barriers", "the-article"))
    if "sentences of your own" in said:
        parts.append(COMMENT)
    if "with a subject" in said:
        parts.append("Who checks the tide tables of the harbour")
    words = "\n\n".join(parts) or "ok"
    assert len(words.split()) <= ANSWER_WORDS
    head = post(
        f"{words}\n\n{quoted(text)}",
        subject=f"Re: {notice.message['Subject']}",
        from_=f"Ann <{one.author}>",
        message_id=f"answer.{one.message_id}",
        extra=f"In-Reply-To: {notice.message['Message-ID']}",
        authenticated=False,
    )
    return proven(one.author) + head.partition(b"\n")[2]


def _judge(outcome: Outcome, salon: Salon, one: Faulty, notice: Sent | None) -> None:
    if notice is None:
        outcome.missed[one.name] = "it did not come back: " + str(
            [
                (row["disposition"], row["rules"])
                for row in salon.journal()
                if row["message_id"] == one.message_id
            ]
        )
        return
    text = notice.message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    begins, _ = marks(catalogue())
    above = text.partition(begins)[0].partition(catalogue().say("return.attached"))[0]
    if above.count("\n") > MOST_LINES:
        outcome.long.append(one.name)
    out = [mail for mail in salon.sent_to(MEMBERS) if one.message_id in str(mail.message["Message-ID"])]
    if not out:
        told = [mail.message["Subject"] for mail in salon.sent_to(one.author)]
        said = " ".join(text.partition("Subject: ")[0].split())
        outcome.missed[one.name] = f"{said[:120]} | {told[1:]}"
    else:
        outcome.arrived.append(one.name)
    shown = out[0].message.get_body(("plain",)).get_content() if out else text  # type: ignore[union-attr]
    if begins in text or out:
        outcome.changed += [one.name] * any(not _holds(shown, line) for line in one.own)


def _holds(text: str, line: str) -> bool:
    """Whether a text has the words of a line in a row."""
    wanted, words = words_of(line), words_of(text)
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


def archives(folder: Path):
    """Where a repository lies below a folder."""

    def find(name: str) -> Path | None:
        ways = (folder / name.replace("/", "+") / "repo", folder / f"{name}.git")
        return next((way for way in ways if way.exists()), None)

    return find


def main(folder: str = "") -> int:
    """Run and print; 1 where a bar is missed: 54 of 60 arrive, no word changes, no notice is long."""
    posts = [*made(), *(real(archives(Path(folder))) if folder else ())]
    user = "returns@lists.example.org"
    with Dovecot([user]) as dovecot, RecordingSink() as sink, tempfile.TemporaryDirectory() as home:
        outcome = play(Salon(home=Path(home), dovecot=dovecot, sink=sink, user=user), posts)
    print(f"{60 - len(posts)} posts are left out: their archives are not here" if len(posts) < 60 else "")
    print(outcome)
    good = len(outcome.arrived) >= 0.9 * len(posts) and not outcome.changed and not outcome.long
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
