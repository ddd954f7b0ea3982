"""Subjects, taken apart."""

import pytest

from bot.mail.text.subject import read_subject


@pytest.mark.parametrize(
    ("subject", "tag", "prefixes", "text"),
    [
        ("", None, (), ""),
        ("Tea", None, (), "Tea"),
        ("[Salon] Tea", "Salon", (), "Tea"),
        ("Re: [Salon] Tea", "Salon", ("re",), "Tea"),
        ("[Salon] Re: [Salon] Tea", "Salon", ("re",), "Tea"),
        ("[Salon] Re: Fwd: Tea", "Salon", ("re", "fwd"), "Tea"),
        ("AW: WG: Tee", None, ("re", "fwd"), "Tee"),
        ("TR : Le thé", None, ("fwd",), "Le thé"),
        ("Re[2]: Tea", None, ("re",), "Tea"),
        ("RE^3: Tea", None, ("re",), "Tea"),
        ("回复：转发：茶", None, ("re", "fwd"), "茶"),
        ("İLT: çay", None, ("fwd",), "çay"),
        ("Redir.: ceai", None, ("fwd",), "ceai"),
        ("[EXT] [Salon] Tea", "Salon", (), "Tea"),
        ("[Salon] [Opinion] Tea", "Salon", (), "[Opinion] Tea"),
        ("Note: Tea", None, (), "Note: Tea"),
        ("FS: Tea set", None, (), "FS: Tea set"),
        ("Reading: Tea", None, (), "Reading: Tea"),
        ("Re:", None, ("re",), ""),
        ("[Salon] [Fwd: Tea at five]", "Salon", ("fwd",), "Tea at five"),
        ("[Fwd: Re: Tea [hot]]", None, ("fwd", "re"), "Tea [hot]"),
        ("Tea (fwd)", None, ("fwd",), "Tea"),
        ("Re: Tea (fwd)", None, ("re", "fwd"), "Tea"),
        ("(fwd)", None, (), "(fwd)"),
        ("[ann@example.net: Tea]", None, ("fwd",), "Tea"),
    ],
)
def test_a_subject_is_taken_apart(subject, tag, prefixes, text):
    read = read_subject(subject)

    assert (read.raw, read.list_tag, read.prefixes, read.text) == (subject, tag, prefixes, text)


def test_a_long_row_of_prefixes_ends():
    assert read_subject("Re: " * 10_000).prefixes == ("re",) * 40
