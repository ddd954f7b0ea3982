"""The sentences of our mails are there in every language, with the same places for values."""

import re

import pytest

from bot.notices.catalogue import answer_words, catalogue, languages, sentences_of

FOR_AUTHORS = ("return.", "changed.", "answer.")
ENGLISH = {name: text for name, text in sentences_of("en").items() if name.startswith(FOR_AUTHORS)}


def holes(text):
    return sorted(set(re.findall(r"\{\\w+\\}", text)))


@pytest.mark.parametrize("language", languages())
def test_no_sentence_to_authors_is_missing_or_lacks_a_value(language):
    theirs = sentences_of(language)

    assert [name for name in ENGLISH if name not in theirs] == []
    assert [name for name, text in theirs.items() if name not in sentences_of("en")] == []
    assert [name for name, text in ENGLISH.items() if holes(text) != holes(theirs[name])] == []


def test_there_are_the_languages_that_are_promised():
    assert set(languages()) == {"en", "de", "fr", "es", "it", "nl", "pt"}


def test_no_word_of_yes_is_one_of_no():
    kinds = ("ok", "go", "help", "why", "withdraw")
    words = [(kind, word) for kind in kinds for word in answer_words(kind)]

    assert len({word for _, word in words}) == len(words)


def test_a_value_is_never_looked_into():
    said = catalogue().say("return.about", subject="{case} {0} %s")

    assert said == "Subject: {case} {0} %s"
