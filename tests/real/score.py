"""Score what a program says of the labelled posts: whose each line is, and what the shared article tells of itself.

usage: score.py POSTS LABELS.jsonl ANSWERS.jsonl [--list NAME] [--failures N]

POSTS holds the posts as write_posts.py writes them. ANSWERS has one JSON object a post, with "name" (the post's file) or
"source" (a path to it), and one of these:

zones   [{"zone": "own", "first_line": 1, "last_line": 4}, ...], lines counted from 1 below the header, as
        `listwarden inspect --jsonl POSTS/*.eml` prints them, with "article" if there is one
own     the author's own words as one text, as libraries return it; its words are looked for in the post, in order

A label may name several zones ("own|signature"): any of them is right. Own words are counted where a label says "own" alone,
others' words where none of the label's zones is "own".
"""

import argparse
import collections
import difflib
import json
import pathlib
import re

TOLD = ("headline", "byline", "source", "url")
SAID = re.compile(r"[^\W_]")


def read_answers(path):
    """What the program says of each post, by the post's file name."""
    answers = {}
    for line in path.read_text("utf-8").splitlines():
        answer = json.loads(line)
        answers[answer.get("name") or pathlib.Path(answer["source"]).name] = answer
    return answers


def body_of(path):
    """The lines below the header; a post in HTML has more of them than its text."""
    return path.read_bytes().partition(b"\n\n")[2].decode("utf-8", "replace").split("\n")


def zones_by_line(answer):
    return {
        number: zone["zone"]
        for zone in answer["zones"]
        for number in range(zone["first_line"], zone["last_line"] + 1)
    }


def own_words_by_line(answer, lines):
    """How many words of each line stand in the own words that a library returns."""
    words = [(word, number) for number, line in enumerate(lines, 1) for word in line.split()]
    matcher = difflib.SequenceMatcher(
        None, [word for word, _ in words], answer["own"].split(), autojunk=False
    )
    found: collections.Counter[int] = collections.Counter()
    for block in matcher.get_matching_blocks():
        found.update(number for _, number in words[block.a : block.a + block.size])
    return found


class Score:
    """Counts over posts; `lines` and `articles` only where the program tells of zones."""

    def __init__(self):
        self.count: collections.Counter[str] = collections.Counter()
        self.zones = collections.defaultdict(collections.Counter)
        self.wrong = []

    def add(self, label, answer, lines):
        """Count one post."""
        self.count["posts"] += 1
        zones = zones_by_line(answer) if "zones" in answer else None
        kept = own_words_by_line(answer, lines) if zones is None else collections.Counter()
        right = total = lost = own = 0
        for wanted, number, line in labelled(label, lines):
            words = len(line.split())
            mine = kept[number] if zones is None else words * (zones.get(number) == "own")
            if wanted == ["own"]:
                own += words
                lost += words - mine
            elif "own" not in wanted:
                self.count["others"] += words
                self.count["taken"] += mine
            if zones is not None:
                total += 1
                right += zones.get(number) in wanted
                self.zones[wanted[0]][zones.get(number) in wanted] += 1
        self.count.update(own=own, lost=lost, lines=total, right=right, whole=right >= 0.99 * total)
        self.count["half lost"] += lost * 2 > own
        self.count["tenth lost"] += lost * 10 > own
        self.wrong.append((total - right, lost, label["name"]))
        if zones is not None and label["article"]:
            self._add_article(label, answer, zones, lines)

    def _add_article(self, label, answer, zones, lines):
        article = answer.get("article") or {}
        self.count.update(articles=1, found=bool(article.get("words")))
        wanted = {
            n
            for zone, first, last in label["zones"]
            if "article" in zone.split("|")
            for n in range(first, last + 1)
        }
        sure = [(first, last) for zone, first, last in label["zones"] if zone.split("|")[0] == "article"]
        seen = [
            n for n, zone in zones.items() if zone == "article" and n <= len(lines) and lines[n - 1].strip()
        ]
        if sure and seen:
            self.count["first"] += min(seen) in wanted and min(seen) <= sure[0][0] + 1
            self.count["last"] += max(seen) in wanted and max(seen) >= sure[-1][1] - 1
        for key in TOLD:
            if label["article"].get(key):
                self.count[f"{key} asked"] += 1
                self.count[key] += alike(key, article.get(key), label["article"][key])

    def rows(self):
        """Name, percentage or number, and of how many."""
        count = self.count
        kept, taken = count["own"] - count["lost"], count["taken"]
        if count["lines"]:
            yield "lines in the right zone", share(count["right"], count["lines"]), count["lines"]
            yield "posts with 99 % of their lines", share(count["whole"], count["posts"]), count["posts"]
        yield "own words lost", share(count["lost"], count["own"]), count["own"]
        yield "others' words taken for own", share(taken, count["others"]), count["others"]
        yield "F1 of own words", share(2 * kept, 2 * kept + taken + count["lost"]), count["own"]
        yield "posts that lose over half of their own words", count["half lost"], count["posts"]
        yield "posts that lose over a tenth", count["tenth lost"], count["posts"]
        for zone, seen in sorted(self.zones.items()):
            yield f"lines of {zone}", share(seen[True], seen.total()), seen.total()
        if count["articles"]:
            for key in ("found", "first", "last"):
                yield f"articles: {key}", share(count[key], count["articles"]), count["articles"]
            for key in TOLD:
                if count[f"{key} asked"]:
                    yield f"articles: {key}", share(count[key], count[f"{key} asked"]), count[f"{key} asked"]


def labelled(label, lines):
    """The zones that are right, number and text of each line that says something."""
    for zone, first, last in label["zones"]:
        for number in range(first, last + 1):
            if number <= len(lines) and SAID.search(lines[number - 1]):
                yield zone.split("|"), number, lines[number - 1]


def alike(key, seen, wanted):
    """Whether two words for one thing are the same; headline and source may be cut short."""
    one, two = (" ".join(str(each or "").split()).strip(" .").casefold() for each in (seen, wanted))
    return bool(one) and (one == two or (key in ("headline", "source") and (one in two or two in one)))


def share(part, whole):
    return round(100 * part / whole, 1) if whole else 100.0


def wanted(label, options):
    """Whether a label is to be scored: a sure one, of a post that is there."""
    if not label["sure"] or not (options.posts / label["name"]).exists():
        return False
    return label["name"].startswith(options.list) and options.kind in (None, *label["kind"].split("|"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("posts", type=pathlib.Path)
    parser.add_argument("labels", type=pathlib.Path)
    parser.add_argument("answers", type=pathlib.Path)
    parser.add_argument("--list", default="", help="only posts whose name begins so")
    parser.add_argument("--failures", type=int, default=0, help="name so many of the worst posts")
    parser.add_argument("--kind", help="only posts of this kind: original, reply, forward")
    options = parser.parse_args()
    answers, score = read_answers(options.answers), Score()
    for line in options.labels.read_text("utf-8").splitlines():
        label = json.loads(line)
        if wanted(label, options):
            lines = body_of(options.posts / label["name"])
            score.add(label, answers.get(label["name"], {"own": "", "zones": []}), lines)
    for name, value, number in score.rows():
        print(f"{name:46} {value:6}   of {number}")
    for wrong, lost, name in sorted(score.wrong, reverse=True)[: options.failures]:
        print(f"{name}: {wrong} lines wrong, {lost} own words lost")


if __name__ == "__main__":
    main()
