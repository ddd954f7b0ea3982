"""Replay: the daemon's own decisions over an archive, each post at its own date."""

import datetime as dt
import os
import random
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import Context
from bot.facts.history import Memories, Memory, remember
from bot.facts.past import answers
from bot.mail import read
from bot.policy import decide
from bot.policy.model.verdict import Outcome
from bot.service.replay import NothingReadable, Request, replay, spread
from bot.service.replay.judge_together import said_of
from bot.service.replay.labels import BadLabels, Label, read_labels, score
from bot.service.replay.recent import Recent
from bot.service.replay.report_data import changed, changes, curves, rule_lines
from bot.service.replay.row import LETTERS
from bot.service.replay.rulesets import TwoOfOneName
from bot.service.replay.thresholds import curve
from bot.service.replay.verdict_from_outcomes import KnownOutcomes
from tests.parts.replays import a_rule_file, an_eml, an_mbox, dispositions, replayed
from tests.parts.rulefiles import Given, policy_of, rule, rules

SHORT = "rules:\n  - name: short\n    when: {own.words: under 4}\n    then: return\n    because: Too short.\n"
BUSY = "rules:\n  - name: busy\n    when: {sender.posts: {within: 24 hours, at_least: 2}}\n    then: return\n    because: Enough.\n"


def words(count: int) -> str:
    return " ".join(["tide"] * count)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    return a_rule_file(tmp_path / "short.yaml", SHORT)


def test_every_post_is_judged_and_counted(tmp_path, short):
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(1, "Yes."), an_eml(2, words(9)), an_eml(3, words(3))])

    with replayed(mbox, rules=short) as done:
        assert dispositions(done) == {"m1": "return", "m2": "accept", "m3": "return"}
        assert [(line.name, line.hits) for line in rule_lines(done)] == [("short", 2)]
        assert done.warnings == []


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 8, 9, 12])
def test_a_curve_tells_what_another_number_would_have_done(tmp_path, number):
    text = "rules:\n  - name: short\n    when:\n      own.words: under 4\n      subject: {{is_not: keep}}\n    then: return\n    because: Too short.\n"
    posts = [an_eml(n, words(n), subject="keep" if n % 4 == 0 else "x") for n in range(1, 12)]
    mbox = an_mbox(tmp_path / "a.mbox", posts)
    tried = a_rule_file(tmp_path / "tried.yaml", text.replace("{{", "{").replace("}}", "}"))
    other = a_rule_file(
        tmp_path / "other.yaml",
        tried.read_text().partition("rules:")[2].replace("under 4", f"under {number}").join(["rules:", ""]),
    )

    with replayed(mbox, rules=tried) as done, replayed(mbox, rules=other) as really:
        ((threshold, tally),) = done.tallies.items()
        assert tally.catcher(threshold)(number) == next(iter(rule_lines(really))).hits
        assert (4, next(iter(rule_lines(done))).hits) in curve(threshold, tally, tally.catcher(threshold))


def test_a_number_behind_unless_turns_the_other_way(tmp_path):
    text = "values: {enough: 5}\nrules:\n  - name: r\n    when: always\n    unless: {own.words: over $enough}\n    then: return\n    because: No.\n"
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(n, words(n)) for n in range(1, 11)])

    with replayed(mbox, rules=a_rule_file(tmp_path / "r.yaml", text)) as done:
        (told,) = curves(done)
        assert (told.name, told.caught) == ("enough", 5)
        assert dict(told.points)[0] == 0
        assert dict(told.points)[10] == 10


VOLUME = {
    "sender.posts": "rules:\n  - name: r\n    when: {sender.posts: {within: 24 hours, at_least: $most}}\n    then: return\n    because: No.\n",
    "sender.posts, held": "rules:\n  - name: r\n    when: {sender.posts: {within: 2 days, over: $most}}\n    then: hold\n",
    "sender.posts, in shadow": "rules:\n  - name: r\n    mode: shadow\n    when: {sender.posts: {within: 24 hours, at_least: $most}}\n"
    "    then: return\n    because: No.\n",
    "thread.posts": "rules:\n  - name: r\n    when: {thread.posts: {within: 3 days, at_least: $most}}\n"
    "    then: return\n    because: No.\n",
    "thread.sender_posts": "rules:\n  - name: r\n    when: {thread.sender_posts: {within: 3 days, at_least: $most}}\n"
    "    then: return\n    because: No.\n",
    "sender.returned": "rules:\n  - name: x\n    when: {own.words: under 3}\n    then: return\n    because: No.\n"
    "  - name: r\n    when: {sender.returned: {within: 3 days, at_least: $most}}\n    then: return\n    because: No.\n",
    "unless": "rules:\n  - name: r\n    when: always\n    unless: {sender.posts: {within: 24 hours, under: $most}}\n"
    "    then: return\n    because: No.\n",
    "beside another number": "rules:\n  - name: r\n    when: {own.words: under 4, sender.posts: {within: 24 hours, at_least: $most}}\n"
    "    then: return\n    because: No.\n",
    "a number beside": "rules:\n  - name: r\n    when: {own.words: under $most, sender.first_post: no}\n    then: hold\n",
    "another rule waives": "rules:\n  - name: r\n    when: {sender.posts: {within: 24 hours, at_least: $most}}\n    then: return\n"
    "    because: No.\n  - name: x\n    when: {own.words: under 3}\n    then: {exempt_from: r}\n",
}


@pytest.mark.parametrize("asked", VOLUME)
def test_a_curve_about_the_past_tells_what_a_replay_with_that_number_tells(tmp_path, asked):
    chance = random.Random(asked)
    posts = [
        an_eml(
            n, words(chance.randint(1, 6)), at=n / 7, author=chance.choice(["ann", "bo"]),
            **({"In_Reply_To": f"<m{chance.randrange(n)}@example.net>"} if n and chance.random() < 0.7 else {}),
        )
        for n in range(60)
    ]  # fmt: skip
    mbox = an_mbox(tmp_path / "a.mbox", posts)
    files = {
        n: a_rule_file(tmp_path / f"{n}.yaml", f"values: {{most: {n}}}\n{VOLUME[asked]}") for n in range(1, 8)
    }

    hits = {}
    for number, file in files.items():
        with replayed(mbox, rules=file) as done:
            hits[number] = (
                done.outcomes()["r"]["match"]
                + done.outcomes()["r"]["shadow"]
                + done.outcomes()["r"]["waived"]
            )
    with replayed(mbox, rules=files[3]) as done:
        (told,) = [one for one in curves(done) if one.name]
        ((threshold, measured),) = [one for one in done.past_numbers.items() if one[0].value_name]

    assert {number: measured.catcher(threshold)(number) for number in hits} == hits
    assert (3, hits[3]) in told.points
    assert len(set(hits.values())) > 2


def test_a_number_about_the_past_is_narrow_too(tmp_path):
    busy = a_rule_file(
        tmp_path / "busy.yaml", BUSY.replace("at_least: 2", "at_least: 1").replace("return", "hold")
    )
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(n, at=n / 10) for n in range(5)])

    with replayed(mbox, rules=busy) as done:
        near = {row.key.partition("@")[0]: row.near for row in done.ledger.rows()}

    assert near == {"m0": (), "m1": ("busy",), "m2": ("busy",), "m3": (), "m4": ()}


def test_history_is_that_of_each_posts_own_date_whatever_the_order_in_the_archive(tmp_path):
    times = [0, 0.1, 0.2, 0.9, 1.15, 1.5, 3]
    posts = [an_eml(n, at=at) for n, at in enumerate(times)]
    shuffled = random.Random(3).sample(posts, len(posts))
    busy = a_rule_file(tmp_path / "busy.yaml", BUSY)

    with replayed(an_mbox(tmp_path / "a.mbox", shuffled), rules=busy) as done:
        found = dispositions(done)

    # The returned ones went to nobody, so they do not count for the next ones.
    assert [found[f"m{n}"] for n in range(7)] == [
        "accept",
        "accept",
        "return",
        "return",
        "accept",
        "accept",
        "accept",
    ]


def test_the_first_post_of_an_author_is_the_earliest(tmp_path):
    first = a_rule_file(
        tmp_path / "f.yaml", "rules:\n  - name: first\n    when: {sender.first_post: yes}\n    then: hold\n"
    )
    posts = [an_eml(1, at=2), an_eml(2, at=1), an_eml(3, at=3, author="bo"), an_eml(4, at=4)]

    with replayed(an_mbox(tmp_path / "a.mbox", posts), rules=first) as done:
        assert dispositions(done) == {"m1": "accept", "m2": "hold", "m3": "hold", "m4": "accept"}
        assert [row.unknown for row in done.ledger.rows()] == [()] * 4


def test_the_same_message_twice_is_a_duplicate_the_second_time(tmp_path):
    twice = a_rule_file(
        tmp_path / "f.yaml",
        "rules:\n  - name: twice\n    when: {message.duplicate: yes}\n    then: discard\n",
    )

    with replayed(an_mbox(tmp_path / "a.mbox", [an_eml(1), an_eml(2), an_eml(1)]), rules=twice) as done:
        assert [row.said.disposition for row in done.ledger.rows()] == ["accept", "accept", "discard"]


ARTICLE = (
    "ferry harbour council winter letter bridge tower market river stone paper window garden engine museum"
)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from("ab"), st.integers(0, 5), st.booleans()), max_size=12
    )
)
def test_the_forgetting_history_answers_as_the_one_that_keeps_all(told):
    day = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    policy = policy_of(
        rules(
            rule("a", "{sender.posts: {within: 24 hours, at_least: 1}}"),
            rule("b", "{thread.sender_posts: {within: 3 days, at_least: 1}}"),
            rule("c", "{article.duplicate: {within: 7 days}}"),
            rule("d", "{sender.returned: {within: 7 days, at_least: 1}}"),
            rule("e", "{sender.posts: {matched: a, within: 3 days}}"),
            rule(
                "f",
                "{list.posts: {matched: b, within: 24 hours}, thread.posts: {matched: b, within: 3 days}}",
            ),
            rule("g", "{list.posts: {within: 2 days, over: 3}}"),
        )
    )
    kept, recent = Memories(), Recent(dt.timedelta(days=7))
    for number, (hours, author, answered, returned) in enumerate(sorted(told)):
        memory = Memory(
            at=day + dt.timedelta(hours=hours * 6),
            author=author,
            message_id=f"m{number}",
            references=(f"m{answered}",) if answered < number else (),
            url=f"example.org/{answered}",
            matched=frozenset("ab"[: answered % 3]),
        )
        assert answers(policy.questions, memory, recent) == answers(policy.questions, memory, kept)
        kept.add(memory, returned=returned)
        recent.add(memory, str(number), "return" if returned else "accept")
        recent._forget(memory.at - recent.span)
    recent.close()


def test_an_article_is_known_again_by_a_part_of_its_text():
    day = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    long = "\n\n".join(f"{ARTICLE} {number} {ARTICLE[::-1]} {number * 7}" for number in range(30))
    memory = remember(read(an_eml(1)), day)
    prints = frozenset(hash(long[at : at + 40]) for at in range(0, 800, 8))
    recent = Recent(dt.timedelta(days=7))
    recent.add(Memory(at=day, author="a", message_id="m1", prints=prints), "1", "accept")

    some = Memory(at=day, prints=frozenset(sorted(prints)[:40]), message_id="m2")
    assert recent.shared(some, day - dt.timedelta(days=1))
    assert not recent.shared(memory, day - dt.timedelta(days=1))
    recent._forget(day + dt.timedelta(days=1))
    assert not recent.shared(some, day - dt.timedelta(days=1))
    recent.close()


THEN = (
    "accept",
    "digest",
    "return",
    "hold",
    "discard",
    "{exempt_from: [r0]}",
    "{disposition: hold, exempt_from: [r1]}",
)


@given(st.lists(st.tuples(st.sampled_from(THEN), st.sampled_from(["yes", "no"])), min_size=2, max_size=6))
def test_outcomes_alone_give_the_verdict_that_deciding_gives(told):
    texts = []
    for number, (then, answer) in enumerate(told):
        fine = then.replace("r0", "r1") if number == 0 else then.replace("r1", "r0") if number == 1 else then
        texts.append(rule(f"r{number}", f"{{message.reply: {answer}}}", fine, because="So."))
    policy = policy_of(rules(*texts))
    verdict = decide(policy, Given({"message.reply": True}))
    said = said_of(verdict)

    asked = "".join("m" if letter in "mw" else letter for letter in said.outcomes)

    assert KnownOutcomes(policy.rules).of(asked) == said


def test_changes_are_told_with_the_likely_mistakes_first(tmp_path, short):
    staff = "lists: {staff: [cy@example.net]}\n"
    new = a_rule_file(tmp_path / "new.yaml", staff + SHORT.replace("under 4", "under 30"))
    posts = [
        an_eml(1, words(2)),
        an_eml(2, words(10)),
        an_eml(3, words(10), author="cy"),
        an_eml(4, words(10)),
        an_eml(5, words(40), author="bo", In_Reply_To="<m4@example.net>"),
        an_eml(6, words(29)),
    ]

    with replayed(an_mbox(tmp_path / "a.mbox", posts), rules=new, against=short) as done:
        assert changed(done) == {"newly returned": 4}
        told = [(row.key.partition("@")[0], row.signs) for row in changes(done)]
    assert told == [
        ("m3", ("written by staff",)),
        ("m4", ("1 reply by others",)),
        ("m6", ("narrowly past a threshold",)),
        ("m2", ()),
    ]


def test_what_is_no_longer_returned_and_what_has_another_reason_is_told_too(tmp_path, short):
    other = a_rule_file(tmp_path / "o.yaml", SHORT.replace("short", "brief").replace("under 4", "under 2"))
    posts = [an_eml(1, words(1)), an_eml(2, words(3)), an_eml(3, words(9))]

    with replayed(an_mbox(tmp_path / "a.mbox", posts), rules=other, against=short) as done:
        assert changed(done) == {"no longer returned": 1, "other reason": 1}


def test_two_files_judge_together_each_with_its_own_values(tmp_path):
    text = "values: {least: %s}\nrules:\n  - name: %s\n    when: {own.words: under $least}\n    then: return\n    because: No.\n"
    one = a_rule_file(tmp_path / "one.yaml", text % (2, "one"))
    two = a_rule_file(tmp_path / "two.yaml", text % (5, "two"))
    mbox = an_mbox(tmp_path / "a.mbox", [an_eml(1, words(3))])

    with replay(Request(archives=(str(mbox),), rules=(str(one), str(two))), lambda _: None) as done:
        assert [(line.name, line.hits) for line in rule_lines(done)] == [("one", 0), ("two", 1)]


def test_two_rules_of_one_name_are_refused_by_name(tmp_path, short):
    other = a_rule_file(tmp_path / "other.yaml", SHORT.replace("under 4", "under 9"))
    request = Request(archives=("x",), rules=(str(short), str(other)))

    with pytest.raises(TwoOfOneName, match='two rules are called "short"'), replay(request, lambda _: None):
        pass


def test_what_an_archive_has_lost_is_unknown_and_the_rule_does_not_act(tmp_path):
    page = tmp_path / "2026-January.txt"
    page.write_text(
        "From ann at example.net  Mon Jan  5 08:00:00 2026\nFrom: ann at example.net (Ann)\nDate: Mon, 5 Jan 2026 08:00:00 +0000\n"
        "Subject: [Salon] Tides\nMessage-ID: <m1@example.net>\n\nThe tide tables are out.\n"
    )
    text = 'rules:\n  - name: files\n    when: {header.X-Mailer: ""}\n    then: hold\n'

    with replayed(page, rules=a_rule_file(tmp_path / "r.yaml", text)) as done:
        (row,) = done.ledger.rows()
    assert row.said.disposition == "accept"
    assert row.unknown == ("header.X-Mailer",)
    assert row.said.outcomes == LETTERS[Outcome.UNKNOWN]


def test_several_processes_say_what_one_says(tmp_path, monkeypatch):
    monkeypatch.setattr(spread, "WORTH_IT", 0)
    posts = [an_eml(n, words(n % 7 + 1), at=n / 9, author="ab"[n % 2] * 3) for n in range(300)]
    folders = [tmp_path / "one", tmp_path / "two"]
    for place, folder in enumerate(folders):
        folder.mkdir()
        for number in range(place, 300, 2):
            (folder / f"{number:04}.eml").write_bytes(posts[number])
    both = a_rule_file(tmp_path / "b.yaml", SHORT + BUSY.partition("rules:\n")[2])

    with replayed(*folders, rules=both) as one, replayed(*folders, rules=both, workers=2) as two:
        assert list(one.ledger.rows()) == list(two.ledger.rows())
        assert one.tallies == two.tallies


def test_a_process_that_is_killed_is_told_and_not_waited_for(tmp_path, short, monkeypatch):
    monkeypatch.setattr(spread, "WORTH_IT", 0)
    monkeypatch.setattr(spread, "PATIENCE", 0.1)
    real = BaseProcess.start
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / "a.eml").write_bytes(an_eml(1))

    def start_and_kill(process):
        real(process)
        os.kill(process.pid, signal.SIGKILL)

    monkeypatch.setattr(BaseProcess, "start", start_and_kill)
    started = time.monotonic()
    with (
        pytest.raises(spread.WorkerLost, match="exit status -9"),
        replayed(*folders, rules=short, workers=2),
    ):
        pass
    assert time.monotonic() - started < 20


def test_damaged_archives_are_named_and_the_rest_is_replayed(tmp_path, short):
    good = an_mbox(tmp_path / "good.mbox", [an_eml(1, words(9))])
    cut = tmp_path / "cut.mbox"
    cut.write_bytes(good.read_bytes()[:-20])
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.eml").write_bytes(an_eml(2, words(1)))
    (folder / "b.eml").write_bytes(bytes(range(256)) * 40)
    (folder / "c.eml").symlink_to(tmp_path / "nowhere")

    with replayed(good, cut, folder, tmp_path / "missing", rules=short) as done:
        assert {"m1", "m2"} <= set(dispositions(done))
        assert any("cut.mbox" in warning for warning in done.warnings)
        assert any("missing" in warning for warning in done.warnings)


def test_nothing_readable_at_all_is_refused(tmp_path, short):
    with pytest.raises(NothingReadable, match="missing"), replayed(tmp_path / "missing", rules=short):
        pass


def test_labels_give_precision_and_recall(tmp_path, short):
    (tmp_path / "labels.csv").write_text(
        "message_id,rule,label\nm1@example.net,short,right\n<m2@example.net>,short,WRONG,a joke\n"
        "m3@example.net,short,right\n# a remark\n\nm4@example.net,*,wrong\nm1@example.net,gone,right\n"
    )
    labels = read_labels(tmp_path / "labels.csv")
    posts = [an_eml(1, words(1)), an_eml(2, words(2)), an_eml(3, words(9)), an_eml(4, words(9))]

    with replayed(an_mbox(tmp_path / "a.mbox", posts), rules=short, labels=labels) as done:
        rule_score, whole = done.scores()
    assert (rule_score.rule, rule_score.precision, rule_score.recall) == ("short", 0.5, 0.5)
    assert (whole.rule, whole.right, whole.wrong, whole.missed, whole.spared) == ("*", 1, 1, 1, 1)


def test_the_last_label_of_a_post_and_rule_counts(tmp_path):
    (tmp_path / "l.csv").write_text("m1,short,right\nm1,short,wrong\n")

    assert read_labels(tmp_path / "l.csv") == {"m1": (Label(post="m1", rule="short", right=False),)}


@pytest.mark.parametrize("line", ["m1,short", "m1,short,perhaps", ",short,right"])
def test_a_label_that_makes_no_sense_is_told_with_its_line(tmp_path, line):
    (tmp_path / "l.csv").write_text(f"message_id,rule,label\n{line}\n")

    with pytest.raises(BadLabels, match="line 2: a line is"):
        read_labels(tmp_path / "l.csv")


def test_hits_that_nobody_has_judged_count_neither_way():
    labels = {"m1": (Label(post="m1", rule="a", right=False),)}

    (only,) = score(labels, {"m1": frozenset({"a", "b"})}, ["a", "b"])

    assert (only.rule, only.wrong) == ("a", 1)


def test_dates_that_nobody_can_mean_break_nothing(tmp_path, short):
    odd = [
        an_eml(n).replace(b"05 Jan 2026", date)
        for n, date in enumerate([b"99 Foo 0000", b"05 Jan 0001", b"31 Dec 9999"])
    ]

    with replayed(an_mbox(tmp_path / "a.mbox", odd), rules=short) as done:
        assert done.posts == 3
        assert Context(now=dt.datetime.fromtimestamp(next(done.ledger.rows()).at, dt.UTC))
