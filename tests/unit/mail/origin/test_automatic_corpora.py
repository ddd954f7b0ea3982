"""Real bounces, receipts, vacation answers; and real people's mail, which must not be taken for such."""

import json
from pathlib import Path

import pytest

from bot.mail import read
from bot.mail.origin.automatic import automatic, maybe_automatic
from bot.mail.post import Post

SHARED = Path(__file__).parents[5] / "shared"
CORPORA, MAILMAN = SHARED / "corpora", SHARED / "mailman"
PERSON = (
    b"Return-Path: <ann@example.net>\r\nFrom: Ann <ann@example.net>\r\nTo: salon@lists.example.org\r\n"
    b"Subject: Re: Tides\r\nMessage-ID: <1@example.net>\r\n\r\n"
)


def files(place: Path, pattern: str) -> list[Path]:
    if not place.is_dir():
        pytest.skip(f"no corpus at {place}")
    return sorted(path for path in place.rglob(pattern) if path.is_file())


def posts(paths: list[Path]) -> dict[str, Post]:
    return {f"{path.parent.name}/{path.name}": read(_without_mbox_line(path.read_bytes())) for path in paths}


def _without_mbox_line(raw: bytes) -> bytes:
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def bounces(corpus: str) -> dict[str, Post]:
    place = CORPORA / corpus
    files(place, "*")
    entries = json.loads((place / "expected.json").read_text())
    kept = [entry for entry in entries if entry.get("kind") != "not-a-bounce"]
    return posts([place / "input" / entry["file"] for entry in kept])


@pytest.mark.parametrize(
    ("corpus", "sure", "missed"), [("bounces-flufl", 0.93, 2), ("bounces-sisimai", 0.97, 2)]
)
def test_real_bounces_are_known(corpus, sure, missed):
    read_posts = bounces(corpus)

    known = [name for name, post in read_posts.items() if automatic(post)]
    unseen = [name for name, post in read_posts.items() if not automatic(post) and not maybe_automatic(post)]

    assert len(known) >= sure * len(read_posts)
    assert len(unseen) <= missed, unseen


def test_real_vacation_answers_are_known():
    found = posts(files(MAILMAN / "autoreplies", "*vacation*.eml"))

    assert {name: bool(automatic(post)) for name, post in found.items()} == {
        "autoreplies/debian-vacation-3.3.3.eml": False,
        "autoreplies/pigeonhole-0.5.19-vacation.eml": True,
    }
    assert all(maybe_automatic(post) for post in found.values() if not automatic(post))


@pytest.mark.parametrize("folder", ["hold-notices", "rejects"])
def test_notices_of_other_list_managers_are_never_answered(folder):
    names = [path for path in files(MAILMAN / folder, "*.eml") if folder == "rejects" or _is_notice(path)]
    found = posts(names)

    assert len(found) > 3
    assert [name for name, post in found.items() if not automatic(post) and not maybe_automatic(post)] == []


def _is_notice(path: Path) -> bool:
    return "notice" in path.name or ".answer" in path.name


def people() -> dict[str, Post]:
    found = posts(files(MAILMAN / "corpus" / "msgs", "*.eml"))
    found |= posts(files(CORPORA / "mime-stalwart" / "input", "*.eml"))
    for corpus in sorted(CORPORA.glob("replies-*")):
        found |= {
            f"{corpus.name}/{path.name}": read(PERSON + path.read_bytes())
            for path in files(corpus / "input", "*.txt")
        }
    return found


def test_people_are_not_taken_for_programs():
    found = people()

    assert len(found) > 150
    assert {name: reason for name, post in found.items() if (reason := automatic(post))} == {}
    assert {name: reason for name, post in found.items() if (reason := maybe_automatic(post))} == {}
