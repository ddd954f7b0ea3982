"""Signatures that nothing marks, and last lines that are none."""

from bot.mail.known.line_keys import line_key
from bot.mail.post import Mailbox
from bot.mail.text.lines import read_lines
from bot.mail.zones.closing import signature_by_signs

RUTH = Mailbox(name="Ruth Adler", address="ruth@tides.example.org")
WORDS = "The tide was higher than the table said it would be, by a hand at least.\n\n"


def signature_of(text, known=frozenset()):
    lines = read_lines(WORDS + text)
    return "\n".join(line.text for line in lines[signature_by_signs(lines, RUTH, known) :])


def test_name_address_and_telephone_are_a_signature_without_a_delimiter():
    block = "Ruth Adler                | Tide tables, charts\nruth@tides.example.org    | +44 1234 567890"

    assert signature_of(block) == block


def test_a_table_is_none():
    assert signature_of("---\n| pier | depth |\n| east | 3     |") == ""


def test_a_last_sentence_with_an_address_is_none():
    assert signature_of("Ask office@county.example.org, they answer within a day or so, if they do.") == ""


def test_lines_that_closed_earlier_posts_are_one():
    motto = "Time and tide wait for none\nNorth Pier, Harbour Road"

    assert signature_of(motto) == ""
    assert signature_of(motto, frozenset(map(line_key, motto.split("\n")))) == motto
