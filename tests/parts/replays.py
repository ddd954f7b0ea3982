"""Archives of invented posts, and replays of them, in few words."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.cli import main
from bot.service.replay import Replay, Request, replay

HEAD = "ruleset: test\nlanguage: 1\n"
DAY = 86_400
MONDAY = 1_767_571_200  # 5 January 2026, UTC


def an_eml(
    number: int, text: str = "The tide tables are out.", *, at: float = 0, author: str = "ann", **fields: str
) -> bytes:
    """Message ``m{number}@example.net``, ``at`` so many days after Monday, 5 January 2026; underscores are hyphens."""
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(MONDAY + at * DAY))
    lines = [f"From: {author.title()} <{author}@example.net>", "To: salon@lists.example.org", f"Date: {date}"]
    lines += [f"Message-ID: <m{number}@example.net>", f"Subject: {fields.pop('subject', f'Post {number}')}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return (
        "\n".join(lines) + f"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


def an_mbox(path: Path, posts: Sequence[bytes]) -> Path:
    """These messages as an mbox."""
    line = b"From ann@example.net Mon Jan  5 08:00:00 2026\n"
    path.write_bytes(b"".join(line + raw.replace(b"\nFrom ", b"\n>From ") + b"\n" for raw in posts))
    return path


def a_rule_file(path: Path, text: str) -> Path:
    """A rule file; its head is added."""
    path.write_text(HEAD + text)
    return path


@contextmanager
def replayed(*archives: Path, rules: Path, against: Path | None = None, **more: Any) -> Iterator[Replay]:
    """A replay in this process."""
    request = Request(
        archives=tuple(map(str, archives)),
        rules=(str(rules),),
        against=(str(against),) if against else (),
        **{"workers": 1} | more,
    )
    with replay(request, lambda _: None) as done:
        yield done


def dispositions(done: Replay) -> dict[str, str]:
    """What became of each post, by its key without the domain."""
    return {row.key.partition("@")[0]: row.said.disposition for row in done.ledger.rows()}


def replay_json(capsys: Any, *arguments: str | Path, status: int = 0) -> dict[str, Any]:
    """What ``listwarden replay --json`` prints."""
    capsys.readouterr()
    assert main(["replay", *map(str, arguments), "--json"]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found
