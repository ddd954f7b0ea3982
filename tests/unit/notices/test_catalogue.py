"""The sentences of our mails are there in every language, with the same places for values."""

import datetime as dt
import re

import pytest

from bot.notices.catalogue import catalogue, languages, sentences_of

FOR_AUTHORS = ("return.", "changed.", "answer.")
FOR_STAFF = ("held.",)
FOR_MEMBERS = ("date.", "count.", "digest.", "member.")
ENGLISH = {
    name: text
    for name, text in sentences_of("en").items()
    if name.startswith((*FOR_AUTHORS, *FOR_MEMBERS, *FOR_STAFF))
}


def holes(text):
    return sorted(set(re.findall(r"\{\w+\}", text)))


@pytest.mark.parametrize("language", languages())
def test_no_sentence_to_authors_members_and_moderators_is_missing_or_lacks_a_value(language):
    theirs = sentences_of(language)

    assert [name for name in ENGLISH if name not in theirs] == []
    assert [name for name, text in theirs.items() if name not in sentences_of("en")] == []
    assert [name for name, text in ENGLISH.items() if holes(text) != holes(theirs[name])] == []


def test_there_are_the_languages_that_are_promised():
    assert set(languages()) == {"en", "de", "fr", "es", "it", "nl", "pt"}


def test_a_value_is_never_looked_into():
    said = catalogue().say("return.subject", subject="{case} {0} %s")

    assert said == "Not sent yet: {case} {0} %s"


@pytest.mark.parametrize("language", languages())
def test_a_year_has_its_days_and_months(language):
    texts = catalogue(language)
    days = [dt.date(2026, month, 1 + month) for month in range(1, 13)]

    assert len({texts.day(day) for day in days}) == len({texts.short_day(day) for day in days}) == 12
    assert [len(texts.sentences[f"date.{name}"].split()) for name in ("days", "short_days")] == [7, 7]
    assert [len(texts.sentences[f"date.{name}"].split()) for name in ("months", "short_months")] == [12, 12]


def test_dates_and_numbers_are_said_as_the_language_does():
    assert catalogue().day(dt.date(2026, 1, 8)) == "Thursday, 8 January 2026"
    assert catalogue("de").day(dt.date(2026, 1, 8)) == "Donnerstag, 8. Januar 2026"
    assert catalogue("es").day(dt.date(2026, 1, 8)) == "jueves, 8 de enero de 2026"
    assert catalogue().moment(dt.datetime(2026, 1, 8, 9, 14, tzinfo=dt.UTC)) == "Thu 8 Jan 2026, 09:14"
    assert [catalogue().count("line", number) for number in (1, 1414)] == ["1 line", "1,414 lines"]
    assert catalogue("fr").count("line", 1414) == "1\u202f414 lignes"
