"""What changed between two rule sets, and which posts the rules probably hit by mistake."""

from collections.abc import Iterator

from bot.notices.phrases import count
from bot.service.replay.ledger import Ledger
from bot.service.replay.row import Row, Said

CAUGHT = ("return", "hold", "discard")
DONE = {
    "return": "returned",
    "hold": "held",
    "discard": "discarded",
    "digest": "in the digest",
    "accept": "accepted",
}
OTHER_REASON = "other reason"
BY_STAFF, ANSWERED, NARROW = 3.0, 2.0, 1.0


def assess(ledger: Ledger, staff: frozenset[str]) -> None:
    """Fill in, for every post that is caught or that changed, the change and the signs of a mistake."""
    ledger.index()
    with ledger.together():
        for row in list_in_pieces(ledger):
            change = change_of(row)
            doubted = row.said.disposition in CAUGHT and change != OTHER_REASON
            signs = list(signs_of(row, ledger, staff)) if doubted else []
            if change or signs:
                ledger.assess(row, change, [text for text, _ in signs], sum(weight for _, weight in signs))


def list_in_pieces(ledger: Ledger, size: int = 1_000) -> Iterator[Row]:
    """The rows that are caught or differ, read a piece at a time, since they are written meanwhile."""
    differs = "was IS NOT NULL AND (was != disposition OR was_reasons != reasons)"
    interesting = f"(disposition IN ('return', 'hold', 'discard') OR {differs})"
    place = (-1, -1)
    while rows := list(
        ledger.rows(f"{interesting} AND (unit, position) > (?, ?)", f"unit, position LIMIT {size}", *place)
    ):
        yield from rows
        place = (rows[-1].unit, rows[-1].position)


def change_of(row: Row) -> str:
    """How the verdict differs from that of the other rule set; "" where it does not."""
    if row.before is None:
        return ""
    now, was = row.said.disposition, row.before.disposition
    if now == was:
        return OTHER_REASON if _other_reasons(row.said, row.before) else ""
    if now in CAUGHT:
        return f"newly {DONE[now]}"
    return f"no longer {DONE[was]}" if was in CAUGHT else f"now {DONE[now]}"


def signs_of(row: Row, ledger: Ledger, staff: frozenset[str]) -> Iterator[tuple[str, float]]:
    """What speaks for a post that the rules hit, and how much."""
    if row.author in staff:
        yield "written by staff", BY_STAFF
    if replies := ledger.replies(row):
        yield f"{count(replies, 'reply', 'replies')} by others", ANSWERED + min(replies, 8) / 10
    if row.near and set(row.near) >= set(row.said.reasons):
        yield "narrowly past a threshold", NARROW


def _other_reasons(now: Said, was: Said) -> bool:
    return now.disposition in CAUGHT and set(now.reasons) != set(was.reasons)
