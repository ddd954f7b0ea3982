"""An issue as the terminal shows it before it is sent."""

from dataclasses import replace

from bot.mail import read
from bot.notices import Entry, write_issue
from bot.notices.digests import editions_of
from bot.service.preview import texts_of
from tests.parts.reading import SALON, a_stamp
from tests.parts.salon import post


def test_a_terminal_shows_the_text_of_an_issue_once_and_nothing_that_steers_it():
    entry = Entry(case="1", post=read(post("The tide is out. \x1b[2J", subject="Gezeiten: Flüsse")))
    forms = replace(SALON, digest_formats=("html", "plain", "mime"))
    editions = editions_of(forms.digest_formats, ("salon-digest@lists.example.org",))
    mails = write_issue([entry], forms, 1, a_stamp, editions)

    (text,) = texts_of(mail.raw for mail in mails)

    assert len(mails) == 2
    assert text.startswith("Subject: Salon: Gezeiten: Flüsse \N{MIDDLE DOT} ")
    assert "\nThe tide is out." in text
    assert "\x1b" not in text
    assert "<html" not in text
