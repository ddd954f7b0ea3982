"""Fit the weights of the signs by which articles are parted from comments; judge them by what was left out."""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.mail.article import find
from bot.mail.article.find import Sharing
from bot.mail.article.scene import Scene
from bot.mail.article.search import Step, best_path, steps_of
from bot.mail.article.weights import START, ZONES, Weights, read_weights, weights
from bot.mail.describe import describe
from bot.mail.post import Mailbox, Subject, ZoneKind
from bot.mail.read import read
from bot.mail.text.lines import read_lines
from bot.mail.text.subject import read_subject
from bot.mail.zones.line_walk import Walk
from tests.parts.margins import ANN, read_marked
from tests.parts.pastes import folded, pastes
from tests.unit.mail.test_own_text import Reply

ARTICLE = frozenset(ZONES) - {"own"}
EVERY = frozenset(ZONES)


@dataclass
class Sample:
    source: str
    name: str
    steps: list[Step]
    post: list[str]
    allowed: list[frozenset[str]]
    costs: list[float]


def samples_of(
    source: str,
    name: str,
    text: str,
    subject: Subject,
    author: Mailbox | None,
    *,
    reply: bool,
    owner: Mapping[int, str],
) -> Iterator[Sample]:
    """The stretches of a post; ``owner`` tells of lines (from 0) whether they are "own", "article" or either."""
    lines = read_lines(text)
    walk = Walk(lines, subject, reply=reply, author=author)
    walk.run()
    sharing = Sharing(walk, subject, author, reply=reply)
    for start, end in walk.runs(ZoneKind.OWN):
        scene = sharing.scene(start, end)
        if sum(each.words for each in scene.seen) < 30:
            continue
        allowed, costs = [], []
        for each in scene.seen:
            owners = [owner.get(at, "") for at in range(each.paragraph.at, each.paragraph.end)]
            own, article = owners.count("own"), owners.count("article")
            allowed.append(frozenset(["own"]) if own > article else ARTICLE if article else EVERY)
            costs.append(
                0.0
                if not own and not article
                else (0.5 + min(each.words, 80) / 40) * (OWN if own > article else 1)
            )
        allowed = [narrowed(allowed, scene, at) for at in range(len(allowed))]
        steps = steps_of(scene)
        if sharing.may_share(scene) and (post := sharing.post_signs(scene, steps)):
            yield Sample(source, name, steps, post, allowed, costs)


FRONT, BACK = 14, 9
OWN = 2.5  # an own word lost is worse than another's taken for own


def narrowed(allowed: Sequence[frozenset[str]], scene: Scene, at: int) -> frozenset[str]:
    """Within an article, heads stand near its first paragraph, tails near its last; its longest one is text."""
    if allowed[at] != ARTICLE:
        return allowed[at]
    first = at
    while first and allowed[first - 1] == ARTICLE:
        first -= 1
    last = at
    while last + 1 < len(allowed) and allowed[last + 1] == ARTICLE:
        last += 1
    longest = max(range(first, last + 1), key=lambda here: scene.seen[here].words)
    if at == longest and scene.seen[at].words > 20:
        return frozenset(["body"])
    found = (
        {"body"}
        | ({"head"} if at - first < FRONT else set())
        | ({"tail"} if last - at < BACK and at > first else set())
    )
    return frozenset(found)


def replies() -> Iterator[Sample]:
    """Replies without any article."""
    for number in range(0, 1000, 3):
        text, own = Reply(number).write()
        yield from samples_of(
            "replies",
            str(number),
            text,
            read_subject("Re: [Salon] The bridge"),
            ANN,
            reply=True,
            owner={at - 1: "own" for at in own},
        )
    for path in sorted(Path("tests/unit/mail/replies").glob("*.txt")):
        marked = read_marked(path)
        marks = marked.marks
        yield from samples_of(
            "replies",
            path.stem,
            marked.text,
            read_subject(marked.header["Subject"][0]),
            ANN,
            reply="Reply" in marked.header,
            owner={at: "own" for at, mark in enumerate(marks) if mark == "o"},
        )


def real(posts: Path, labels: Path, source: str) -> Iterator[Sample]:
    for line in labels.read_text().splitlines():
        o = json.loads(line)
        if not o.get("sure", True):
            continue
        post = read((posts / o["name"]).read_bytes())
        owners = {}
        for zone, first, last in o["zones"]:
            kinds = zone.split("|")
            if "article" in kinds:
                who = "" if "own" in kinds else "article"
            else:
                who = "" if kinds[0] in ("forward", "forward-header") else "own"
            for at in range(first - 1, last):
                owners[at] = who
        author = post.from_[0] if post.from_ else None
        reply = post.header.first("In-Reply-To") is not None or post.header.first("References") is not None
        name = o["name"].split("-")[0] if "-" in o["name"] else source
        yield from samples_of(name, o["name"], post.text, post.subject, author, reply=reply, owner=owners)


def layouts() -> Iterator[Sample]:
    for path in sorted(Path("tests/unit/mail/layouts").glob("*.txt")):
        marked = read_marked(path)
        who = {"A": "article", "o": "own", "s": "own", "x": "own"}
        marks = marked.marks
        kind = "layouts"
        yield from samples_of(
            kind,
            path.stem,
            marked.text,
            read_subject(marked.header["Subject"][0]),
            ANN,
            reply="Reply" in marked.header,
            owner={at: who.get(mark, "") for at, mark in enumerate(marks)},
        )


def whose(said: str, own: str, article: str) -> str:
    """Whose a line is, if it stands in the one text alone."""
    if not said or (said in own) == (said in article):
        return ""
    return "own" if said in own else "article"


def matrix(share: float = 0.25) -> Iterator[Sample]:
    rng = random.Random(7)
    for each in pastes():
        if rng.random() > share:
            continue
        post = read(each.raw)
        own, article = folded(" ".join(each.own)), folded(" ".join(each.article))

        owner = {at: whose(folded(said), own, article) for at, said in enumerate(post.text.split("\n"))}
        yield from samples_of(
            each.name.split(" | ")[0],
            each.name,
            post.text,
            post.subject,
            post.from_[0],
            reply=False,
            owner=owner,
        )


def features(path: Sequence[str], steps: Sequence[Step], post: Sequence[str]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    entries = 0
    for at, (zone, step) in enumerate(zip(path, steps, strict=True)):
        for sign in step.signs:
            found[zone, sign] += 1
        above = path[at - 1] if at else START
        found[f"follow.{above}", zone] += 1
        if above == START:
            entries += zone != "own"
        elif (above == "own") != (zone == "own"):
            entries += above == "own"
            for sign in step.changes:
                found["change", sign] += 1
    for sign in post:
        found["post", sign] += entries
    return found


def flat(table: Weights) -> dict[tuple[str, str], float]:
    found = {(zone, sign): value for zone, signs in table.signs.items() for sign, value in signs.items()}
    found |= {
        (f"follow.{above}", zone): value
        for above, zones in table.follow.items()
        for zone, value in zones.items()
    }
    found |= {("change", sign): value for sign, value in table.change.items()}
    return found | {("post", sign): value for sign, value in table.post.items()}


def shaped(values: Mapping[tuple[str, str], float]) -> Weights:
    signs: dict[str, dict[str, float]] = {zone: {} for zone in ZONES}
    follow = {above: dict.fromkeys(ZONES, 0.0) for above in (START, *ZONES)}
    change: dict[str, float] = {}
    post: dict[str, float] = {}
    parts = {"change": change, "post": post, **signs}
    for (part, key), value in values.items():
        if part.startswith("follow."):
            follow[part[7:]][key] = value
        else:
            parts[part][key] = value
    return Weights(signs=signs, follow=follow, change=change, post=post)


BIG = 1000.0


def path_with(sample: Sample, table: Weights, *, gold: bool, margin: float = 0.0) -> list[str]:
    return best_path(
        sample.steps,
        sample.post,
        table,
        lambda at, zone: (
            (0.0 if zone in sample.allowed[at] else -BIG)
            if gold
            else (0.0 if zone in sample.allowed[at] else margin * sample.costs[at])
        ),
    )


def fit(
    samples: Sequence[Sample], prior: Weights, epochs: int, rate: float, pull: float, margin: float
) -> Weights:
    start = flat(prior)
    now = defaultdict(float, start)
    total: dict[tuple[str, str], float] = defaultdict(float)
    rng = random.Random(1)
    order = list(samples)
    count = 0
    for epoch in range(epochs):
        rng.shuffle(order)
        for sample in order:
            table = shaped(now)
            seen = path_with(sample, table, gold=False, margin=margin)
            wrong = [
                at for at, zone in enumerate(seen) if zone not in sample.allowed[at] and sample.costs[at]
            ]
            if not wrong:
                continue
            gold = path_with(sample, table, gold=True)
            plus, minus = features(gold, sample.steps, sample.post), features(seen, sample.steps, sample.post)
            size = min(1.0, 3.0 / (1 + len(wrong)))
            for key in {*plus, *minus}:
                now[key] += rate * size * max(-2.0, min(2.0, plus[key] - minus[key]))
        for key in list(now):
            now[key] += pull * (start.get(key, 0.0) - now[key])
        if epoch >= epochs // 2:
            count += 1
            for key, value in now.items():
                total[key] += value
    return shaped({key: value / count for key, value in total.items()})


def judge(samples: Iterable[Sample], table: Weights) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for sample in samples:
        path = path_with(sample, table, gold=False)
        wrong = sum(cost for at, cost in enumerate(sample.costs) if path[at] not in sample.allowed[at])
        row = found[sample.source]
        row[0] += wrong
        row[1] += sum(sample.costs)
        row[2] += not wrong
        row[3] += 1
    return found


def written(table: Weights) -> str:
    parts = [
        "# What each sign tells for each zone: positive for, negative against; three nearly decide.\n",
        "# Fitted by tests/bench/fit_articles.py and rounded; every number may be changed by hand.\n",
    ]
    sections = {
        **{f"follow.{above}": zones for above, zones in table.follow.items()},
        "change": table.change,
        "post": table.post,
        **table.signs,
    }
    for name, values in sections.items():
        parts.append(f"\n[{name}]\n")
        parts += [
            f"{key} = {rounded(value)}\n"
            for key, value in sorted(values.items())
            if rounded(value) != "0" or name.startswith("follow")
        ]
    return "".join(parts)


def rounded(value: float) -> str:
    return f"{round(value * 4) / 4:g}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--real", nargs=2, action="append", default=[], help="POSTS LABELS")
    parser.add_argument("--prior", type=Path, help="weights to begin with, written by hand")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--answers", type=Path, help="with --folds: write what is read with each's weights")
    parser.add_argument("--leave", nargs="+", help="with --folds: leave out these sources only")
    parser.add_argument(
        "--from-nothing", action="store_true", help="begin with no weights at all, which nobody fitted"
    )
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--pull", type=float, default=0.03)
    parser.add_argument("--margin", type=float, default=0.7)
    parser.add_argument("--share", type=float, default=0.25)
    given = parser.parse_args()
    samples = [*layouts(), *replies(), *matrix(given.share)]
    for posts, labels in given.real:
        samples += real(Path(posts), Path(labels), "real")
    prior = read_weights(given.prior.read_text()) if given.prior else weights()
    if given.from_nothing:
        prior = shaped(dict.fromkeys(flat(prior), 0.0))
    args = (given.epochs, given.rate, given.pull, given.margin)
    tell("as it stands", judge(samples, prior))
    if given.folds:
        left: dict[str, list[float]] = {}
        sources = given.leave or sorted({sample.source for sample in samples})
        groups = [[each] for each in sources]
        for group in groups:
            table = fit([s for s in samples if s.source not in group], prior, *args)
            left |= judge([s for s in samples if s.source in group], table)
            if given.answers:
                write_answers(given.answers, table, [Path(posts) for posts, _ in given.real], group[0])
        tell("each source left out", left)
    table = fit(samples, prior, *args)
    tell("fitted to all", judge(samples, table))
    rough = shaped({key: float(rounded(value)) for key, value in flat(table).items()})
    tell("rounded", judge(samples, rough))
    if given.write:
        given.write.write_text(written(rough))


def write_answers(out: Path, table: Weights, folders: Iterable[Path], source: str) -> None:
    """Add what the posts of a list are read as with these weights, as tests/real/score.py takes it."""
    kept, find.weights = find.weights, lambda: table  # type: ignore[attr-defined, assignment]
    with out.open("a") as file:
        for path in sorted(path for folder in folders for path in folder.glob(f"{source}*.eml")):
            file.write(json.dumps(describe(read(path.read_bytes()), str(path))) + "\n")
    find.weights = kept  # type: ignore[attr-defined]


def tell(title: str, rows: Mapping[str, Sequence[float]]) -> None:
    print(f"{title}")
    for source, (wrong, cost, good, number) in sorted(rows.items()):
        print(
            f"   {source:20} {100 * wrong / max(cost, 1):6.2f} % of weight wrong, {good:4} of {number:4} right"
        )


if __name__ == "__main__":
    main()
