"""A finished replay as JSON: a stream, since an archive may have a hundred thousand posts."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from bot.notices.report import Curve
from bot.service.replay.labels import Score
from bot.service.replay.mendable import Mendable
from bot.service.replay.report_data import MOST_AUTHORS, changed, changes, curves, rule_lines, unknown
from bot.service.replay.reread import date_of
from bot.service.replay.row import OUTCOMES as OF_LETTER
from bot.service.replay.run import Replay
from bot.service.replay.verdict_from_outcomes import KEPT

OUTCOMES = {"matched": "match", "shadow": "shadow", "waived": "waived", "unknown": "unknown", "off": "off"}


def decisions(done: Replay) -> Iterator[dict[str, Any]]:
    """Every post for JSON, in the order of the archives."""
    outcomes = lru_cache(maxsize=KEPT)(lambda letters: outcomes_of(done, letters))
    for row in done.ledger.rows():
        yield {
            "source": row.source,
            "message_id": row.message_id,
            "date": date.isoformat() if (date := date_of(row)) else None,
            "author": row.author,
            "subject": row.subject,
            "disposition": row.said.disposition,
            "rules": row.said.reasons,
            "outcomes": outcomes(row.said.outcomes),
            "unknown": row.unknown,
        }


def outcomes_of(done: Replay, letters: str) -> dict[str, str]:
    """What became of each rule; those that simply do not match are left out."""
    pairs = zip(done.policy.rules, letters, strict=True)
    told = {rule.name: str(OF_LETTER[letter]) for rule, letter in pairs}
    return {name: outcome for name, outcome in told.items() if outcome != "no match"}


def changes_json(done: Replay) -> Iterator[dict[str, Any]]:
    """Every change for JSON, the likeliest mistakes first."""
    for row in changes(done):
        was = row.before or row.said
        yield {
            "source": row.source,
            "message_id": row.message_id,
            "change": row.change,
            "before": {"disposition": was.disposition, "rules": list(was.reasons)},
            "after": {"disposition": row.said.disposition, "rules": list(row.said.reasons)},
            "likely_mistake": list(row.signs),
            "author": row.author,
            "subject": row.subject,
        }


def summary_json(done: Replay, drafts: Mendable | None = None) -> dict[str, Any]:
    """All that JSON tells but for the posts."""
    scores = {one.rule: one for one in done.scores()}
    rules = {
        line.name: {key: line.outcomes.get(outcome, 0) for key, outcome in OUTCOMES.items()}
        | _score_json(scores.get(line.name))
        for line in rule_lines(done)
    }
    labels = {"labels": _score_json(scores["*"])} if "*" in scores else {}
    tried = {"drafts": asdict(drafts) | {"tried": drafts.tried}} if drafts else {}
    return {
        "posts": done.posts,
        "seconds": round(done.seconds, 3),
        "dispositions": dict(done.ledger.dispositions()),
        "rules": rules,
        "thresholds": [_threshold_json(one) for one in curves(done)],
        "authors": [
            {"address": address, "name": name, "posts": posts, **kinds}
            for address, name, posts, kinds in done.ledger.authors(MOST_AUTHORS)
        ],
        "changed": changed(done),
        "unknown": unknown(done),
        "warnings": done.warnings,
        **labels,
        **tried,
    }


def _score_json(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {}
    return {
        "right": score.right,
        "wrong": score.wrong,
        "missed": score.missed,
        "precision": score.precision,
        "recall": score.recall,
    }


def _threshold_json(one: Curve) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "test": one.test,
        "value_name": one.name or None,
        "value": one.value,
        "matched": one.caught,
        "curve": [[value, posts] for value, posts in one.points],
    }
