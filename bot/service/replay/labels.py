"""What an owner said of replayed posts, and how well rules agree with it."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import PermanentFailure

COLUMNS = ("message_id", "rule", "label", "note")
RIGHT, WRONG = "right", "wrong"
ANY = "*"
HELP = "a line is  MESSAGE-ID,RULE,right  or  MESSAGE-ID,RULE,wrong"


class BadLabels(PermanentFailure):
    """The file of labels cannot be used."""

    status = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """
    One mark: ``right`` says that the rule is right to hit the post, ``wrong`` that it must not.

    ``post`` is the Message-ID without brackets, or the source where the post
    has none. ``rule`` is "*" for the whole post: it should be stopped, or pass.
    """

    post: str
    rule: str
    right: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """
    How one rule ("*": all rules together) agrees with the labels.

    ``right`` hits were wanted, ``wrong`` ones not; ``missed`` posts should
    have been hit; ``spared`` ones were rightly left alone.
    """

    rule: str
    right: int = 0
    wrong: int = 0
    missed: int = 0
    spared: int = 0

    @property
    def precision(self) -> float | None:
        """Of the labelled posts that the rule hits, the share that it should hit; None without any."""
        hits = self.right + self.wrong
        return self.right / hits if hits else None

    @property
    def recall(self) -> float | None:
        """Of the labelled posts that the rule should hit, the share that it hits; None without any."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else None


Labels = Mapping[str, tuple[Label, ...]]
"""The labels of each post."""


def read_labels(path: Path) -> Labels:
    """The labels of a CSV file; raises BadLabels with the line of the first that makes no sense."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabels(f"{path} cannot be read: {error}") from error
    latest: dict[tuple[str, str], Label] = {}
    reader = csv.reader(io.StringIO(text))
    for row in reader:
        if label := _label([cell.strip() for cell in row], f"{path}, line {reader.line_num}"):
            latest[label.post, label.rule] = label
    found: dict[str, tuple[Label, ...]] = {}
    for label in latest.values():
        found[label.post] = (*found.get(label.post, ()), label)
    return found


def _label(row: list[str], place: str) -> Label | None:
    if not any(row) or row[0].startswith("#") or row[:3] == list(COLUMNS[:3]):
        return None
    if len(row) < 3 or not row[0] or row[2].lower() not in {RIGHT, WRONG}:
        raise BadLabels(f"{place}: {HELP}, not {','.join(row)!r}")
    right = row[2].lower() == RIGHT
    return Label(post=row[0].strip("<>"), rule=row[1] or ANY, right=right, note=", ".join(row[3:]))


def score(labels: Labels, hits: Mapping[str, frozenset[str]], rules: Iterable[str]) -> tuple[Score, ...]:
    """
    The scores of rules that have labels, and of all together as the last.

    ``hits`` gives, for each replayed post that has a label, the names of the
    rules that matched it.
    """
    counts = {rule: [0, 0, 0, 0] for rule in (*rules, ANY)}
    for post, matched in hits.items():
        for label in labels.get(post, ()):
            if label.rule in counts:
                hit = bool(matched) if label.rule == ANY else label.rule in matched
                counts[label.rule][_column(hit=hit, right=label.right)] += 1
        _whole(labels.get(post, ()), matched, counts)
    return tuple(_score(rule, numbers) for rule, numbers in counts.items() if any(numbers))


def _whole(labels: tuple[Label, ...], matched: frozenset[str], counts: dict[str, list[int]]) -> None:
    """A post with labels of rules alone counts for all rules together as well."""
    if not labels or any(label.rule == ANY for label in labels):
        return
    right = any(label.right for label in labels)
    unlabelled = matched - {label.rule for label in labels}
    if right or not unlabelled:  # nobody has said what the unlabelled hits are worth
        counts[ANY][_column(hit=bool(matched), right=right)] += 1


def _column(*, hit: bool, right: bool) -> int:
    return (0 if right else 1) if hit else (2 if right else 3)


def _score(rule: str, numbers: list[int]) -> Score:
    right, wrong, missed, spared = numbers
    return Score(rule=rule, right=right, wrong=wrong, missed=missed, spared=spared)
