"""What ``listwarden inspect`` shows a person: the post with its zones in the margin, and the facts below."""

import re
import subprocess
import sys

import pytest

from bot.cli.cells import cells, fold_line, harmless, pad
from bot.cli.inspect_view import show
from bot.mail import read

POST = """\
From: Ann Example <ann@example.com>
To: salon@lists.example.org
Subject: [Salon] Re: Fwd: The bridge
Message-ID: <1@example.com>
Date: Tue, 3 Mar 2026 10:00:00 +0100

On Tue, Mar 3, 2026 at 9:15 AM Dora Example <dora@example.org> wrote:
> Will it open?
> > Ever?
No, since the county has paid for three bridges in ten years, and has no money left.

---------- Forwarded message ---------
From: Emil Muster <emil@example.net>
Date: Mon, 2 Mar 2026 at 08:00
Subject: The bridge

The bridge stays closed.

_______________________________________________
Salon mailing list
https://lists.example.org/mailman/listinfo/salon
"""

SHOWN = """\
post.eml
subject     [Salon] Re: Fwd: The bridge · tag Salon · re, fwd
from        Ann Example <ann@example.com>
kind        forward

  1  @  attribution     On Tue, Mar 3, 2026 at 9:15 AM Dora Example
     @                  <dora@example.org> wrote:
  2  >  quotation       > Will it open?
  3  >> quotation 2     > > Ever?
  4  ┃  own             No, since the county has paid for three bridges in ten
     ┃                  years, and has no money left.
  5  ┃
  6  »  forward-header  ---------- Forwarded message ---------
  7  »                  From: Emil Muster <emil@example.net>
  8  »                  Date: Mon, 2 Mar 2026 at 08:00
  9  »                  Subject: The bridge
 10  │  forward
 11  │                  The bridge stays closed.
 12  │
 13  .  footer          _______________________________________________
 14  .                  Salon mailing list
 15  .                  https://lists.example.org/mailman/listinfo/salon

"""


def viewed(text=POST, *, width=80, colour=False, signs=True) -> str:
    return show(read(text.encode()), "post.eml", width=width, colour=colour, signs=signs)


def test_every_line_stands_beside_its_number_and_its_zone():
    assert viewed().startswith(SHOWN)


def test_below_stand_the_facts_in_the_words_of_the_rule_language():
    facts = viewed().removeprefix(SHOWN)

    assert re.search(r"^own +language en · words 17 · characters \d+ · lines 1 · ", facts, re.MULTILINE)
    assert re.search(r"^forwarded +from emil@example.net · subject The bridge · ", facts, re.MULTILINE)
    assert "age_days" not in facts


def test_colour_adds_nothing_but_colour():
    coloured = viewed(colour=True)

    assert "\x1b[1;32m" in coloured
    assert (
        "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).split("\n")) == viewed()
    )


def test_ascii_terminals_get_ascii_signs():
    assert viewed(signs=False).split("\n\n")[1].isascii()


@pytest.mark.parametrize("width", [40, 50, 63, 64, 80, 200])
def test_no_line_is_wider_than_the_terminal(width):
    text = POST.replace("No, since", "橋は閉鎖されたままです。" * 9 + "x" * 300 + " No, since")

    assert max(map(cells, viewed(text, width=width).split("\n"))) <= width


def test_a_narrow_terminal_shows_the_signs_alone():
    assert "  2  >  > Will it open?" in viewed(width=50).split("\n")


def test_lines_of_an_article_say_what_they_are():
    words = "The council met to talk about the bridge that was closed in spring, and went home again. " * 6
    head = (
        "https://www.herald.example.com/bridge.html\n\nTown Council Puts Off Its Vote\n\nBy Dora Example\n\n"
    )
    post = (
        POST.partition("\n\n")[0].replace("Re: Fwd: The bridge", "Vote")
        + f"\n\nLook.\n\n{head}{words}\n\nAdvertisement\n"
    )

    assert " 11  ▒  · clutter       Advertisement" in viewed(post).split("\n")


def test_what_a_post_says_does_not_steer_the_terminal():
    shown = viewed(POST.replace("Will it", "\x1b]0;gone\x07 \x9b2J \u202e Will it"))

    assert not [char for char in shown if not char.isprintable() and char != "\n"]


def test_control_characters_are_shown_as_pictures():
    assert harmless("a\x1b[1mb\tc\u202ed") == "a␛[1mb    c�d"


def test_long_words_and_wide_characters_are_broken_where_they_must():
    assert fold_line("one two three", 8) == ["one two", "three"]
    assert fold_line("橋橋橋橋橋", 5) == ["橋橋", "橋橋", "橋"]
    assert fold_line("", 5) == [""]
    assert pad("橋橋橋", 5) == "橋橋 "


def test_no_colour_reaches_a_pipe(tmp_path):
    path = tmp_path / "post.eml"
    path.write_text(POST)

    run = subprocess.run([sys.executable, "-m", "bot", "inspect", str(path)], capture_output=True, check=True)

    assert b"\x1b" not in run.stdout
    assert b"quotation 2" in run.stdout
