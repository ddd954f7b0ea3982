"""Issues of the digest: bounded, one bad post taken out and shown to a person, the rest on its way."""

import datetime as dt

import pytest

from bot.lifecycle import State
from bot.mail import identify, read
from bot.mail.known import taught_by
from bot.mail.post import Arrival, Envelope, ImapOrigin
from bot.notices import write_issue
from bot.service import issues
from bot.service.build import open_runtimes
from bot.store import Store
from tests.parts.letters import opened, parts
from tests.parts.salon import post
from tests.parts.sink import RecordingSink
from tests.parts.stored import digested
from tests.parts.two_lists import settings_of

NOW = dt.datetime(2026, 1, 8, 9, 30, tzinfo=dt.UTC)
ID = "ill.lists.example.org"


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/listwarden.db") as opened:
        yield opened


@pytest.fixture
def runtime(tmp_path, store):
    return open_runtimes(settings_of(tmp_path, RecordingSink()), store)[0]


def puts(store, *subjects):
    raws = [
        post("Words.", subject=subject, message_id=f"{n}@example.net") for n, subject in enumerate(subjects)
    ]
    return settles(store, *raws)


def settles(store, *raws):
    arrivals = [
        Arrival(
            raw=raw,
            envelope=Envelope(reverse_path="ann@example.net"),
            origin=ImapOrigin(account="ill", folder="INBOX", validity=1, uid=uid),
            received=NOW,
            size=len(raw),
        )
        for uid, raw in enumerate(raws, 1)
    ]
    with store.transaction() as tx:
        cases = tx.admit(ID, [(one, identify(one.raw)) for one in arrivals], NOW)
        for case in cases:
            taught = taught_by(read(raws[cases.index(case)]), "ann@example.net")
            tx.settle(digested(case, taught=taught), NOW)
    return [case.id for case in cases]


def test_a_post_is_read_with_what_its_list_has_taught(store, runtime):
    said = "The ferry to Northport leaves at seven in the morning, and there is no other."
    first = post(said, subject="Ferry", message_id="0@example.net")
    second = post(
        f"{said}\n\nThat was so last year; since May it leaves at eight.",
        subject="Re: Ferry",
        message_id="1@example.net",
        from_="Bob <bob@example.org>",
        extra="In-Reply-To: <0@example.net>",
    )
    settles(store, first, second)

    draft = issues.draft(store, runtime, NOW)

    assert draft is not None
    plain = " ".join(parts(opened(draft.mails[0]), "text/plain")[0].get_content().split())
    assert plain.count("> The ferry to Northport leaves at seven") == 1
    assert "since May it leaves at eight" in plain


def spoil(monkeypatch, word):
    """A defect that one post meets, whatever it is."""
    real = write_issue

    def write(entries, *rest):
        if any(word in entry.post.subject.raw for entry in entries):
            raise ZeroDivisionError
        return real(entries, *rest)

    monkeypatch.setattr(issues, "write_issue", write)


def test_one_bad_post_is_taken_out_and_held_untold(store, runtime, monkeypatch):
    monkeypatch.setattr(issues, "room_of", lambda _: (200, 10_000_000))
    one, bad, two = puts(store, "one", "poison", "two")
    spoil(monkeypatch, "poison")

    (made,) = issues.make_issues(store, runtime, NOW)

    assert made.cases == (one, two)
    with store.snapshot() as tx:
        assert [tx.case(case).state for case in (one, bad, two)] == [
            State.DIGESTED,
            State.QUARANTINED,
            State.DIGESTED,
        ]
        (held,) = tx.untold(ID)
    assert "could not write this post into a digest" in held.findings[0].text


def test_an_issue_of_bad_posts_alone_is_none(store, runtime, monkeypatch):
    puts(store, "poison", "poison")
    spoil(monkeypatch, "poison")

    assert issues.make_issues(store, runtime, NOW) == []
    with store.snapshot() as tx:
        assert tx.waiting_size(ID)[0] == 0


def test_what_fails_whatever_the_posts_is_raised(store, runtime, monkeypatch):
    puts(store, "one", "two")
    real = write_issue

    def write(entries, *rest):
        if len(entries) > 1:
            raise ZeroDivisionError
        return real(entries, *rest)

    monkeypatch.setattr(issues, "write_issue", write)

    with pytest.raises(ZeroDivisionError):
        issues.draft(store, runtime, NOW)


def test_more_than_an_issue_holds_goes_into_the_next_at_once(store, runtime, monkeypatch):
    monkeypatch.setattr(issues, "room_of", lambda _: (3, 10_000_000))
    cases = puts(store, *map(str, range(7)))

    made = issues.make_issues(store, runtime, NOW)

    assert [(one.number, len(one.cases)) for one in made] == [(1, 3), (2, 3), (3, 1)]
    assert [case for one in made for case in one.cases] == cases


def test_octets_bound_an_issue_too_but_one_post_always_goes(store, runtime, monkeypatch):
    monkeypatch.setattr(issues, "room_of", lambda _: (200, 10))
    puts(store, "one", "two")

    assert [len(one.cases) for one in issues.make_issues(store, runtime, NOW)] == [1, 1]
