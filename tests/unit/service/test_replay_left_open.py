"""A rule that one test of history leaves open is settled by two outcomes: as if it were asked again."""

from bot.service.replay import left_open
from tests.parts.replays import a_rule_file, an_eml, an_mbox, replayed

RULES = """\
conditions:
  busy: {sender.posts: {within: 3 days, at_least: 2}}
rules:
  - name: many
    when: {sender.posts: {within: 2 days, at_least: 2}, subject: {is_not: keep}}
    then: return
    because: Wait.
  - name: either
    when: {any: [{thread.posts: {within: 7 days, over: 1}}, {subject: x}]}
    unless: {own.duplicate: {within: 9 days}}
    then: digest
  - name: some
    when: {any: [{thread.posts: {within: 7 days, at_least: 3}}, {subject: keep}]}
    then: digest
  - name: spared
    when: {subject: x}
    unless: {busy: yes}
    then: hold
  - name: wordy
    when: {own.words: over 1, own.duplicate: {within: 9 days}}
    then: digest
  - name: ever
    when: {any: [{sender.posts_ever: over 3}, {own.words: at least 2}], subject: {is_not: keep}}
    then: digest
  - name: twice
    when: {message.duplicate: yes}
    then: discard
  - name: watched
    when: {busy: no, sender.member: yes}
    mode: shadow
    then: hold
"""


def test_two_outcomes_say_what_asking_again_says(tmp_path, monkeypatch):
    posts = [
        an_eml(
            n, "tide " * (n % 3), at=n / 4, author="ann" if n % 3 else "bob",
            subject=("keep", "x", "y")[n % 3], In_Reply_To=f"<m{n - n % 5}@example.net>",
        )
        for n in range(1, 25)
    ]  # fmt: skip
    mbox = an_mbox(tmp_path / "a.mbox", [*posts, posts[3], an_eml(90, "No date").replace(b"Date:", b"X:")])
    rules = a_rule_file(tmp_path / "r.yaml", RULES)

    found, hinged = [], list[list[bool]]()
    for asked_again in (False, True):
        if asked_again:
            monkeypatch.setattr(left_open, "_hinge", lambda *_: None)
        with replayed(mbox, rules=rules) as done:
            numbers = {one: (two.numbers(), two.catcher(one)(2)) for one, two in done.past_numbers.items()}
            found.append(([(row.said, row.unknown, row.near) for row in done.ledger.rows()], numbers))
            hinged.append([one.hinge is not None for one in left_open.open_rules(done.policy)])

    assert found[0] == found[1]
    assert hinged == [[True, False, True, True, True, True, True, True], [False] * 8]
    letters = {letter for said, _, _ in found[0][0] for letter in said.outcomes}
    assert letters >= {"m", "n", "u"}
