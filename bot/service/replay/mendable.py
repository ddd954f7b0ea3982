"""How many returned posts of an archive would have come back with a version that needs only an answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.dialogue.drafting import draft
from bot.facts import Context
from bot.mail.post import Post
from bot.policy import decide
from bot.policy.model.verdict import Verdict
from bot.service.replay.judge_post import Judge
from bot.service.replay.post_context import moment
from bot.service.replay.reread import Rereading, Seen
from bot.service.replay.row import Row
from bot.service.replay.run import Replay


@dataclass(frozen=True, slots=True, kw_only=True)
class Mendable:
    """
    Posts by what their authors would have had to answer, of those that were tried.

    ``ok``: nothing but that word; ``asked``: a few words of their own, an address, a
    subject; ``none``: a new text. ``returned`` counts all that came back.
    """

    returned: int
    ok: int = 0
    asked: int = 0
    none: int = 0

    @property
    def tried(self) -> int:
        """The posts that were tried."""
        return self.ok + self.asked + self.none


def mendable(done: Replay, most: int) -> Mendable:
    """Draft so many of the returned posts, spread evenly over the archive."""
    returned = done.ledger.dispositions().get("return", 0)
    found = {"ok": 0, "asked": 0, "none": 0}
    rows = list(_spread(done, returned, most))
    again = Rereading.of(done, rows)
    for seen in again.posts(rows):
        judged = _judging(again.judge, seen, again.past_of(seen.row))
        made = draft(seen.post, judged, seen.verdict)
        found["none" if made is None else "asked" if made.asks else "ok"] += 1
    return Mendable(returned=returned, **found)


def _spread(done: Replay, returned: int, most: int) -> Iterator[Row]:
    rows = (row for row in done.ledger.rows() if row.said.disposition == "return")
    return islice(islice(rows, 0, None, max(1, returned // most)), most)


def _judging(judge: Judge, seen: Seen, past: Context | None) -> Callable[[Post], Verdict]:
    """What the rules say of a version of a post, at the moment of the post and with its past."""
    now, _ = moment(seen.post, seen.found)
    return lambda version: decide(
        judge.policy, judge.reader.facts(version, now, seen.found, past), trace=False
    )


def words_of(found: Mendable) -> str:
    """What was found, in a sentence."""
    if not found.tried:
        return "No post was returned, so none was drafted."
    some = "" if found.tried == found.returned else f" ({found.tried:,} of them tried)"
    return (
        f"Of {found.returned:,} returned posts{some}, {found.ok:,} would have gone out for the answer "
        f'"ok", {found.asked:,} for a few words or an address; {found.none:,} needed a new text.'
    )
