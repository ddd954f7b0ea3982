"""The bot's state as Prometheus metrics; lists go by their ids, and no address is in any label."""

import datetime as dt
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.service.sight import Sight, Waits
from bot.store import Queue


def exposition(sight: Sight, waits: Waits | None, at: dt.datetime) -> bytes:
    """Everything as text (Prometheus exposition format 0.0.4); ``waits`` None: the database does not say."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Bot(sight, waits, at))
    for standard in (ProcessCollector, PlatformCollector, GCCollector):
        standard(registry=registry)
    return generate_latest(registry)


class _Bot(Collector):
    def __init__(self, sight: Sight, waits: Waits | None, at: dt.datetime) -> None:
        self._sight, self._waits, self._at = sight, waits, at

    def collect(self) -> Iterable[Metric]:
        """Every metric of ours."""
        yield from (_build(), *_lists(self._sight), *_bot(self._sight, answers=self._waits is not None))
        if self._waits is not None:
            names = {line.name for line in self._sight.lines}
            yield from _queues(
                "listwarden_held", "posts wait for a moderator", self._waits.held, names, self._at
            )
            yield from _queues(
                "listwarden_outbox", "mails are still to leave", self._waits.unsent, names, self._at
            )


def _build() -> Metric:
    family = GaugeMetricFamily("listwarden_build_info", "The version that runs.", labels=["version"])
    family.add_metric([__version__], 1)
    return family


def _lists(sight: Sight) -> Iterable[Metric]:
    decided = CounterMetricFamily(
        "listwarden_posts_decided",
        "Posts decided on since the start, by what became of them.",
        labels=["list", "became"],
    )
    watched = _per_list("listwarden_inbox_up", "Whether the list's way in works.")
    rules = _per_list(
        "listwarden_rules_refused", "Whether the rule file has errors, and older rules are live."
    )
    members = _per_list("listwarden_members_refused", "Whether the members' file has errors.")
    observes = _per_list("listwarden_observes", "Whether nothing is sent and nothing moved.")
    for line in sight.lines:
        runtime, name = line.runtime, [line.name]
        for became, count in sorted(line.pipeline.decided.items()):
            decided.add_metric([line.name, became.value], count)
        watched.add_metric(name, line.watched and line.intake.trouble is None)
        rules.add_metric(name, bool(runtime.rulebook.trouble))
        members.add_metric(name, bool(runtime.book.trouble))
        observes.add_metric(name, runtime.observes)
    return decided, watched, rules, members, observes


def _bot(sight: Sight, *, answers: bool) -> Iterable[Metric]:
    outcomes = CounterMetricFamily(
        "listwarden_mail_answers",
        "What the mail server said since the start, for each recipient: sent, deferred, refused, unknown.",
        labels=["list", "outcome"],
    )
    for (name, outcome), count in sorted(sight.worker.outcomes.items()):
        outcomes.add_metric([name, outcome.value], count)
    up = GaugeMetricFamily(
        "listwarden_mail_server_up", "Whether the last try to reach the mail server worked."
    )
    up.add_metric([], sight.reachable)
    stalled = GaugeMetricFamily("listwarden_stalled_workers", "Parts of the bot that do not move any more.")
    stalled.add_metric([], len(sight.stalled))
    database = GaugeMetricFamily("listwarden_database_up", "Whether the database answers.")
    database.add_metric([], answers)
    return outcomes, up, stalled, database


def _queues(
    name: str, what: str, queues: Mapping[str, Queue], lists: AbstractSet[str], at: dt.datetime
) -> Iterable[Metric]:
    """How much waits of each list, and for how long; a list that is gone may have some left."""
    many = _per_list(name, f"How many {what}.")
    age = _per_list(f"{name}_oldest_seconds", f"For how long the oldest waits of what is counted as {name}.")
    for each in sorted(lists | queues.keys()):
        queue = queues.get(each)
        many.add_metric([each], queue.count if queue else 0)
        age.add_metric([each], max(0.0, (at - queue.oldest).total_seconds()) if queue else 0.0)
    return many, age


def _per_list(name: str, what: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, labels=["list"])
