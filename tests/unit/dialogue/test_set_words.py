"""Answers as people write them, polite, long, in five languages, from phones: none is taken for another."""

from pathlib import Path

import pytest

from bot.dialogue.clauses import Meaning
from bot.dialogue.meaning import understand
from bot.dialogue.own_words import Notice, own_words
from bot.dialogue.set_words import is_polite
from bot.dialogue.words import answer_words, languages
from bot.mail import read
from bot.notices.catalogue import languages as languages_of_notices
from tests.parts.salon import post

ANSWERS = Path(__file__).with_name("answers.txt")
ORIGINAL = read(post("The ferry is late, and I would like to know why nobody says a word about it."))
ASKS = {"draft": (), "comment": ("comment",)}


def answers():
    """Meaning, language, what is asked for, the text, and what the article says (after "%%")."""
    heading: tuple[str, ...] = ()
    lines: list[str] = []
    for line in ANSWERS.read_text().splitlines()[1:]:
        if line.startswith("## "):
            heading = tuple(line[3:].split())
        elif line.startswith("%%"):
            yield *heading, "\n".join(lines), line[2:].strip()
            lines = []
        else:
            lines.append(line)


def meaning(text, asks=(), article=""):
    original = read(post(article)) if article else ORIGINAL
    answer = own_words(read(post(text, from_="Frieda Blum <frieda@example.org>")), Notice(text=""))
    return understand(answer, original, "", asks, certain=False).meaning


def test_none_is_misread_and_two_in_a_hundred_at_most_are_asked_back():
    found = [
        (meant, meaning(text, ASKS[asked], article), text) for meant, _, asked, text, article in answers()
    ]

    unclear = {Meaning.UNCLEAR, Meaning.HELP, Meaning.DOUBTED}
    assert len(found) > 250
    assert [row for row in found if row[1] != row[0] and row[1] not in unclear] == []
    asked_back = [row for row in found if row[1] != row[0] and row[0] != Meaning.UNCLEAR]
    assert len(asked_back) <= 0.02 * len(found), asked_back


@pytest.mark.parametrize(
    "text",
    [
        "ok, but change the title",
        "Ok. Thanks, I would change the second sentence.",
        "ok?",
        "not ok",
        "Yes or no, I do not care",
        "Don't send it before Monday",
        "No, the second paragraph should stay in.",
        "ok\nThanks\nbut please wait until Ann has read it",
        "OK\n\nRegards\nplease change the title",
        "Ja, aber erst morgen",
        "Non, gardez le titre",
        "thank you very much",
        "",
    ],
)
def test_what_says_more_than_one_thing_is_asked_about(text):
    assert meaning(text) in {Meaning.UNCLEAR, Meaning.HELP}


def test_a_comment_that_begins_like_a_command_is_a_comment():
    text = "Yes, I want to say that this is the first article which names the landlords of the street."

    assert meaning(text, ("comment",)) is Meaning.WORDS


@pytest.mark.parametrize("text", ["Many thanks, Frieda", "Best regards", "Sent from my iPhone", "LG"])
def test_politeness_says_nothing(text):
    assert is_polite(text, ["Frieda Blum"])


def test_no_word_of_yes_is_one_of_no():
    kinds = ("yes", "ok", "go", "help", "why", "withdraw", "no")
    words = [(kind, word) for kind in kinds for word in answer_words(kind)]

    assert len({word for _, word in words}) == len(words)


def test_who_gets_notices_in_a_language_can_answer_in_it():
    assert set(languages()) == set(languages_of_notices())
