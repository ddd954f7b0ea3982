"""A finished replay as plain data: what the report and the terminal tell."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from bot.facts import VOCABULARY, Number
from bot.facts.facts import over
from bot.facts.kinds import CountWithin
from bot.mail.post import Zone
from bot.notices import clean
from bot.notices.report import Author, Change, Curve, Reason, Report, RuleLine, Shown
from bot.policy.model.rule import Rule
from bot.service.replay.assess import OTHER_REASON
from bot.service.replay.labels import RIGHT, WRONG, Label, Score
from bot.service.replay.mendable import Mendable, words_of
from bot.service.replay.reread import Rereading, Seen, date_of
from bot.service.replay.row import Row
from bot.service.replay.run import Replay
from bot.service.replay.spread import forks, spread
from bot.service.replay.thresholds import Measured, Threshold, curve

MOST_SHOWN = 500
MOST_CHANGES = 500
MOST_CURVES = 24
MOST_AUTHORS = 20
FIRST_LINES = 40
SHARE = 50  # posts that a process reads again for the report at a time
LONGEST = 4_000  # characters of one zone's text that the report carries
CHANGES_FIRST = "substr(change, 1, 5) != 'newly', change = 'other reason', doubt DESC, at DESC"


def report_of(done: Replay, drafts: Mendable | None = None) -> Report:
    """All that the report tells."""
    numbers = {(row.unit, row.position): number for number, row in enumerate(chosen(done), 1)}
    return Report(
        rules=done.task.rules.name,
        against=done.task.against.name if done.task.against else "",
        archives=done.request.archives,
        posts=done.posts,
        seconds=done.seconds,
        dispositions=done.ledger.dispositions(),
        days=list(done.ledger.days()),
        rule_lines=list(rule_lines(done)),
        curves=curves(done),
        authors=[
            Author(name=name, address=address, posts=posts, dispositions=kinds)
            for address, name, posts, kinds in done.ledger.authors(MOST_AUTHORS)
        ],
        changed=changed(done),
        changes=[
            change_of(row, numbers.get((row.unit, row.position), 0))
            for row in islice(changes(done), MOST_CHANGES)
        ],
        doubtful=done.ledger.count("change LIKE 'newly%' AND doubt > 0"),
        shown=shown(done, numbers),
        unknown=unknown(done),
        warnings=done.warnings,
        drafts=words_of(drafts) if drafts else "",
    )


def rule_lines(done: Replay) -> Iterator[RuleLine]:
    """Every rule, what it did, and how well by the labels."""
    outcomes = done.outcomes()
    scores = {one.rule: one for one in done.scores()}
    for rule in done.policy.rules:
        yield _rule_line(rule, outcomes[rule.name], scores.get(rule.name))


def _rule_line(rule: Rule, outcomes: Mapping[str, int], score: Score | None) -> RuleLine:
    return RuleLine(
        name=rule.name,
        does=rule.then.word or "no disposition",
        mode=rule.mode,
        place=f"{rule.file}:{rule.line}",
        outcomes=outcomes,
        labelled=score.right + score.wrong + score.missed + score.spared if score else 0,
        precision=score.precision if score else None,
        recall=score.recall if score else None,
    )


def curves(done: Replay) -> list[Curve]:
    """The numbers of the rules, those with a name in the file and those with many posts first."""
    measured = [*done.tallies.items(), *done.past_numbers.items()]
    found = [_curve(threshold, tally) for threshold, tally in measured]
    telling = [one for one in found if len({posts for _, posts in one.points}) > 1]
    return sorted(telling, key=lambda one: (not one.name, -one.caught))[:MOST_CURVES]


def _curve(threshold: Threshold, tally: Measured) -> Curve:
    fact = VOCABULARY.find(threshold.fact)
    asked = over(threshold.fact, threshold.within) if threshold.within else threshold.fact
    caught = tally.catcher(threshold)
    return Curve(
        rule=threshold.rule,
        test=f"{asked}: {threshold.side} {threshold.value:g}",
        name=threshold.value_name,
        unit=fact.kind.unit if fact and isinstance(fact.kind, Number | CountWithin) else "",
        value=threshold.value,
        caught=caught(threshold.value),
        points=curve(threshold, tally, caught),
    )


def changed(done: Replay) -> Mapping[str, int]:
    """How many posts changed in which way, newly stopped ones first."""
    kinds = done.ledger.changes()
    return dict(
        sorted(
            kinds.items(), key=lambda one: (not one[0].startswith("newly"), one[0] == OTHER_REASON, one[0])
        )
    )


def changes(done: Replay) -> Iterator[Row]:
    """Every changed post, the likeliest mistakes first."""
    return done.ledger.rows("change != ''", CHANGES_FIRST) if done.against else iter(())


def change_of(row: Row, number: int = 0) -> Change:
    """A changed post as the report tells it."""
    was = row.before or row.said
    return Change(
        change=row.change,
        was=was.disposition,
        now=row.said.disposition,
        was_rules=was.reasons,
        now_rules=row.said.reasons,
        author=row.name,
        subject=row.subject,
        date=date_of(row),
        signs=row.signs,
        shown=number,
    )


def unknown(done: Replay) -> Mapping[str, int]:
    """How many posts left which fact unknown, commonest first."""
    counts: Counter[str] = Counter()
    for names, posts in done.ledger.unknown().items():
        for name in names:
            counts[name] += posts
    return dict(counts.most_common())


def chosen(done: Replay) -> list[Row]:
    """The posts that the report shows: changes, then likely mistakes, then some of each rule's hits."""
    first = (
        list(done.ledger.rows("change != ''", f"{CHANGES_FIRST} LIMIT {MOST_SHOWN}")) if done.against else []
    )
    room = MOST_SHOWN - len(first)
    if not room:
        return first
    hitting = [
        place for place, line in enumerate(rule_lines(done)) if line.hits + line.outcomes.get("waived", 0)
    ]
    most = 2 * room // max(1, len(hitting)) + 1
    each = [list(_hits_of(done, place, most)) for place in hitting]
    places = {(row.unit, row.position) for row in first}
    fair = [row for turn in range(room) for hits in each if turn < len(hits) for row in [hits[turn]]]
    picked: list[Row] = []
    for row in fair:
        if (row.unit, row.position) not in places and len(picked) < room:
            places.add((row.unit, row.position))
            picked.append(row)
    return first + heapq.nsmallest(room, picked, key=lambda row: (-row.doubt, -row.at))


def _hits_of(done: Replay, place: int, most: int) -> Iterator[Row]:
    where = f"substr(outcomes, {place + 1}, 1) IN ('m', 's', 'w')"
    yield from done.ledger.rows(where, f"doubt DESC, at DESC LIMIT {most}")


def shown(done: Replay, numbers: Mapping[tuple[int, int], int]) -> list[Shown]:
    """The chosen posts with their texts, in the order of their numbers."""
    rows = sorted(
        (row for row in chosen(done) if (row.unit, row.position) in numbers),
        key=lambda row: (row.unit, row.position),
    )
    again = Rereading.of(done, rows)

    def show(shares: Iterator[list[Row]]) -> Iterator[list[Shown]]:
        for share in shares:
            seen = again.posts(share)
            yield [_shown(done, one, numbers[one.row.unit, one.row.position]) for one in seen]

    shares = [rows[at : at + SHARE] for at in range(0, len(rows), SHARE)]
    found = spread(show, shares, min(done.workers, len(shares)) if forks() else 1)
    return sorted((post for share in found for post in share), key=lambda post: post.number)


def _shown(done: Replay, seen: Seen, number: int) -> Shown:
    row, verdict = seen.row, seen.verdict
    before = row.before.outcomes if row.before else ""
    rules = done.against.rules if done.against else ()
    hits = done.hits_of(row.said.outcomes)
    was = (rule.name for rule, letter in zip(rules, before, strict=bool(before)) if letter in "ms")
    return Shown(
        number=number,
        key=row.key,
        source=row.source,
        disposition=row.said.disposition,
        author=row.name,
        subject=row.subject,
        date=date_of(row),
        hits=hits,
        was_hits=tuple(name for name in was if name not in hits),
        change=row.change,
        signs=row.signs,
        reasons=tuple(
            Reason(
                rule=finding.rule,
                text=clean.body(finding.text),
                lines=tuple((span.first_line, span.last_line) for span in finding.spans),
            )
            for finding in verdict.findings
        ),
        rules=tuple(verdict.rules),
        zones=tuple(first_lines(seen.post.zones)),
        lines=len(seen.post.lines),
        unknown=row.unknown,
        marks=_marks(done.request.labels.get(row.key, ())),
    )


def first_lines(zones: Iterable[Zone]) -> Iterator[Zone]:
    """The zones of the first forty lines, the last one cut there."""
    for zone in zones:
        lines = zone.text.split("\n")[: max(0, FIRST_LINES + 1 - zone.first_line)]
        text = "\n".join(lines)[:LONGEST]
        if lines and text.strip():
            yield Zone(
                kind=zone.kind,
                depth=zone.depth,
                first_line=zone.first_line,
                last_line=zone.first_line + len(lines) - 1,
                text=text,
            )


def _marks(labels: tuple[Label, ...]) -> dict[str, str]:
    return {label.rule: RIGHT if label.right else WRONG for label in labels}
