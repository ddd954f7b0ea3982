"""The posts that a database still has of a list, laid out as an archive for a replay."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import PermanentFailure
from bot.mail.read import skim
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Taken:
    """A folder of messages as the daemon took them; how many there are, and how many were swept since."""

    folder: Path
    posts: int
    swept: int


@contextmanager
def taken(store: Store, list_id: str, since: dt.datetime) -> Iterator[Taken]:
    """
    The posts of a list that were judged, taken since a moment; the folder goes with this block.

    Raises PermanentFailure where there are none.
    """
    with TemporaryDirectory(prefix="listwarden-taken-") as name:
        folder, posts = Path(name), 0
        with store.snapshot() as tx:
            swept = tx.swept_posts(list_id, since)
            for case_id, received, raw in tx.judged_posts(list_id, since):
                (folder / f"{case_id}.eml").write_bytes(_dated(raw, received))
                posts += 1
        if not posts:
            gone = f"; of {swept:,} the bytes were swept ([retention] messages)" if swept else ""
            raise PermanentFailure(
                f"the database has no post of {list_id} since {since:%Y-%m-%d %H:%M}{gone}"
            )
        yield Taken(folder, posts, swept)


def _dated(raw: bytes, received: dt.datetime) -> bytes:
    """The message; one without a date of its own gets that of its arrival, as an mbox tells it."""
    if skim(raw, text=False).date is not None:
        return raw
    return f"From taken {received.astimezone(dt.UTC):%a %b %d %H:%M:%S %Y}\n".encode() + raw
