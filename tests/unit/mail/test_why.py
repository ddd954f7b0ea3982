"""``inspect --why``: for each zone the signs that decided, in words."""

import json

import pytest

from bot.cli import main
from bot.mail.known import Known
from bot.mail.known.line_keys import line_key
from bot.mail.post import ZoneKind
from bot.mail.read import read
from bot.mail.why import reasons

HEAD = "From: Ann Example <ann@example.net>\nSubject: The bridge\n\n"
POST = f"""{HEAD}You should read this, I think it is wrong.

Green bridge opens after nine years of delay
By Mary Writer
LONDON, May 3 - The bridge over the river opened on Friday, officials said, after
nine years. "We are glad that it stands," the mayor told reporters on Friday morning,
while hundreds of people crossed it for the first time in their lives.

On Monday, Bob wrote:
> It is green.

Not at all.

Ann Example
ann@example.net
"""


def why(text: str, kind: ZoneKind, known: Known | None = None) -> str:
    known = known or Known()
    post = read(text.encode(), known=known)
    told = zip(post.zones, reasons(post, known), strict=True)
    return " ".join(sentence for zone, sentences in told if zone.kind is kind for sentence in sentences)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ZoneKind.QUOTATION, "Its lines begin with quote marks."),
        (ZoneKind.ATTRIBUTION, "It says who wrote"),
        (ZoneKind.SIGNATURE, "author's"),
        (ZoneKind.ARTICLE, "begins with a place, a date or an agency"),
    ],
)
def test_each_zone_says_why(kind: ZoneKind, words: str):
    assert words in why(POST, kind)


def test_what_was_learned_is_named():
    lines = frozenset(
        map(line_key, ["where the river bends", "The bridge was painted green in nineteen eleven."])
    )
    signed = f"{HEAD}Hello,\n\nno.\n\nwhere the river bends\n"
    quoting = f"{HEAD}The bridge was painted green in nineteen eleven.\n\nNo.\n"

    assert "closed earlier posts of the author" in why(signed, ZoneKind.SIGNATURE, Known(closing=lines))
    assert "post that this one answers" in why(quoting, ZoneKind.QUOTATION, Known(answered=lines))


def test_the_command_says_it_as_text_and_as_json(tmp_path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "post.eml"
    path.write_text(POST)

    assert main(["inspect", "--why", str(path)]) == 0
    assert "Its lines begin with quote marks." in capsys.readouterr().out
    assert main(["inspect", "--why", "--jsonl", str(path)]) == 0
    zones = json.loads(capsys.readouterr().out)["zones"]
    assert all(zone["why"] for zone in zones)
