"""Fit the weights of the signs by which a signature without its delimiter is known."""

import argparse
import json
import random
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.mail.post import ZoneKind
from bot.mail.read import read
from bot.mail.text.lines import read_lines
from bot.mail.text.subject import read_subject
from bot.mail.zones.closing import candidates, closing_weights
from bot.mail.zones.line_walk import Walk
from bot.mail.zones.names_in_text import plain_words
from tests.parts.margins import ANN
from tests.unit.mail.test_own_text import Reply


@dataclass
class Sample:
    source: str
    name: str
    places: list[tuple[int, dict[str, float]]]
    costs: dict[int, float]
    none: float


def samples(posts: Path, labels: Path) -> Iterator[Sample]:
    for line in labels.read_text().splitlines():
        o = json.loads(line)
        if not o.get("sure", True):
            continue
        post = read((posts / o["name"]).read_bytes())
        lines = read_lines(post.text)
        owners = {
            at: set(zone.split("|")) for zone, first, last in o["zones"] for at in range(first - 1, last)
        }
        author = post.from_[0] if post.from_ else None
        reply = post.header.first("In-Reply-To") is not None or post.header.first("References") is not None
        walk = Walk(lines, post.subject, reply=reply, author=author)
        walk.run()
        said = [at for at, line in enumerate(lines) if line.bare and walk.zones[at][0] is not ZoneKind.FOOTER]
        if not said:
            continue
        last = said[-1]
        if walk.zones[last][0] not in (ZoneKind.OWN, ZoneKind.SIGNATURE, ZoneKind.FORWARD):
            continue
        start = last
        while start and walk.zones[start - 1][0] in (ZoneKind.OWN, ZoneKind.SIGNATURE, ZoneKind.FORWARD):
            start -= 1
        part = lines[start : last + 1]
        places = candidates(part, author)
        if not places:
            continue

        part_owners = {
            at - start: owners[at] for at in range(start, last + 1) if lines[at].bare and at in owners
        }
        yield Sample(
            o["name"].split("-")[0] if "-" in o["name"] else "real",
            o["name"],
            places,
            {at: cost(part_owners, at) for at, _ in places},
            cost(part_owners, len(part)),
        )


def cost(owners: Mapping[int, set[str]], begin: int) -> float:
    """What it costs to begin the signature there: own lines that are lost count twice."""
    total = 0.0
    for at, want in owners.items():
        if at >= begin and "signature" not in want and "footer" not in want:
            total += 2.0
        elif at < begin and want == {"signature"}:
            total += 1.0
    return total


def replies() -> Iterator[Sample]:
    """Replies without a signature that nothing marks, but for a name alone."""
    for number in range(200, 700):
        text, own = Reply(number).write()
        lines = read_lines(text)
        subject = read_subject("Re: [Salon] The bridge")
        walk = Walk(lines, subject, reply=True, author=ANN)
        walk.run()
        for start, stop in walk.runs(ZoneKind.OWN)[-3:]:
            places = candidates(lines[start:stop], ANN)
            costs = {
                at: sum(
                    2.0
                    for here in range(start + at, stop)
                    if here + 1 in own and plain_words(lines[here].bare) != "ann"
                )
                for at, _ in places
            }
            if places:
                yield Sample("replies", str(number), places, costs, 0.0)


def score(signs: Mapping[str, float], table: Mapping[str, float]) -> float:
    return sum(table.get(name, 0) * value for name, value in signs.items())


def choose(
    sample: Sample, table: Mapping[str, float], margin: float = 0.0
) -> tuple[int | None, float, Mapping[str, float]]:
    best: tuple[int | None, float, Mapping[str, float]] = (None, margin * min(sample.none, 6), {})
    for at, signs in sample.places:
        found = score(signs, table) + margin * min(sample.costs[at], 6)
        if found > best[1]:
            best = (at, found, signs)
    return best


def fit(
    every: Sequence[Sample],
    prior: Mapping[str, float],
    epochs: int = 30,
    rate: float = 0.05,
    pull: float = 0.05,
) -> dict[str, float]:
    now = dict(prior)
    total: dict[str, float] = defaultdict(float)
    rng, order, count = random.Random(1), list(every), 0
    for epoch in range(epochs):
        rng.shuffle(order)
        for sample in order:
            at, _, seen = choose(sample, now, margin=0.4)
            cost = sample.none if at is None else sample.costs[at]
            least = min([sample.none, *sample.costs.values()])
            if cost <= least:
                continue
            ways: list[tuple[int | None, Mapping[str, float]]] = [(None, {})] if sample.none == least else []
            ways += [(place, signs) for place, signs in sample.places if sample.costs[place] == least]
            _, gold = max(ways, key=lambda way: score(way[1], now))
            for name in {*gold, *seen}:
                value = now.get(name, 0.0) + rate * (gold.get(name, 0) - seen.get(name, 0))
                now[name] = (
                    max(0.0, value) if prior.get(name, 0.0) > 0 else min(0.0, value)
                )  # a sign keeps its meaning
        now = {name: value + pull * (prior.get(name, 0.0) - value) for name, value in now.items()}
        if epoch >= epochs // 2:
            count += 1
            for name, value in now.items():
                total[name] += value
    return {name: round(value / count * 4) / 4 for name, value in total.items()}


def judge(every: Sequence[Sample], table: Mapping[str, float], show: int = 0) -> dict[str, list[float]]:
    rows: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for sample in every:
        at, _, signs = choose(sample, table)
        cost = sample.none if at is None else sample.costs[at]
        row = rows[sample.source]
        least = min([sample.none, *sample.costs.values()])
        row[0] += cost
        row[1] += sample.none
        row[2] += cost <= least
        row[3] += 1
        if show and cost > least:
            show -= 1
            print(
                sample.name,
                "cost",
                cost,
                "least",
                least,
                "at",
                at,
                {k: round(v, 1) for k, v in signs.items()},
            )
    return rows


def tell(title: str, rows: Mapping[str, Sequence[float]]) -> None:
    print(title)
    for source, (cost, none, good, number) in sorted(rows.items()):
        print(f"   {source:14} cost {cost:5.0f} (without any {none:5.0f}), {good:4.0f} of {number:4.0f} best")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--real", nargs=2, action="append", default=[])
    parser.add_argument("--prior", type=Path, help="weights to begin with, written by hand")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    every = [sample for posts, labels in given.real for sample in samples(Path(posts), Path(labels))]
    every += replies()
    prior = dict(closing_weights())
    if given.prior:
        prior = {name: float(value) for name, value in tomllib.loads(given.prior.read_text()).items()}
    tell("as it stands", judge(every, prior))
    left: dict[str, list[float]] = {}
    for source in sorted({sample.source for sample in every}):
        table = fit([s for s in every if s.source != source], prior)
        left |= judge([s for s in every if s.source == source], table)
    tell("each source left out", left)
    table = fit(every, prior)
    tell("fitted to all", judge(every, table, given.show))
    if given.write:
        head = "# What each sign tells for a signature: positive for, negative against; fitted by tests/bench/fit_closing.py.\n"
        given.write.write_text(
            head + "".join(f"{name} = {value:g}\n" for name, value in sorted(table.items()))
        )


if __name__ == "__main__":
    main()
