"""What an archive beside a message teaches of it."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.mail.post import ZoneKind
from bot.mail.read import read
from bot.service.beside import Beside

SIGNATURE = "where the river bends\nask for the man with the hat\n"


def written(day: int, text: str, *, id: str = "", head: str = "") -> bytes:  # noqa: A002 - as in mail
    return (
        f"From: Ann Example <ann@example.net>\nDate: {day} May 2024 10:00:00 +0000\nSubject: The bridge\n"
        f"Message-ID: <{id or day}@example.net>\n{head}\nHello,\n\n{text}\n"
    ).encode()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    posts = [
        written(day, f"On day {day} I went to see the bridge above the mill.\n\n{SIGNATURE}")
        for day in range(1, 8)
    ]
    path = tmp_path / "list.mbox"
    path.write_bytes(b"".join(b"From ann Wed May  1 00:00:00 2024\n" + post + b"\n" for post in posts))
    return path


def signature(archive: Path, raw: bytes) -> str:
    return read(raw, known=Beside([str(archive)], [raw]).known(raw)).text_of(ZoneKind.SIGNATURE).strip()


def test_earlier_posts_teach_and_later_ones_do_not(archive: Path):
    early = written(3, f"Nothing here.\n\n{SIGNATURE}")
    late = written(9, f"Nothing there.\n\n{SIGNATURE}")

    assert signature(archive, early) == ""
    assert signature(archive, late) == SIGNATURE.strip()


def test_posts_of_others_do_not_teach(archive: Path):
    forged = written(9, f"Nothing there.\n\n{SIGNATURE}").replace(b"ann@", b"bob@")

    assert signature(archive, forged) == ""


@pytest.mark.parametrize("head", ["In-Reply-To: <4@example.net>\n", ""])
def test_the_answered_post_is_known_by_its_id_or_by_its_subject(archive: Path, head: str):
    raw = written(9, "On day 4 I went to see the bridge above the mill.\n\nDid you?", head=head).replace(
        b"Subject: ", b"Subject: Re: "
    )

    post = read(raw, known=Beside([str(archive)], [raw]).known(raw))

    assert post.text_of(ZoneKind.QUOTATION).strip() == "On day 4 I went to see the bridge above the mill."


def test_inspect_and_explain_take_an_archive(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    post, rules = tmp_path / "post.eml", tmp_path / "rules.yaml"
    post.write_bytes(written(9, f"Nothing there.\n\n{SIGNATURE}"))
    rules.write_text(
        "rules:\n  - name: short\n    when: {own.words: under 5}\n    then: return\n    because: No.\n"
    )

    assert main(["inspect", "--beside", str(archive), str(post)]) == 0
    assert "~  signature" in capsys.readouterr().out
    assert main(["explain", "--rules", str(rules), "--beside", str(archive), str(post)]) == 0
    assert "return" in capsys.readouterr().out
    assert main(["explain", "--rules", str(rules), str(post)]) == 0
    assert "accept" in capsys.readouterr().out
