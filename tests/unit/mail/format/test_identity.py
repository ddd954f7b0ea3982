"""What tells two messages apart."""

import pytest

from bot.mail import identify

MAIL = b"From: Ann <ann@example.org>\nTo: salon@lists.example.org\nSubject: Tea\n and cake\nDate: Thu, 8 Jan 2026 09:14:07 +0100\nMessage-ID: <a@example.org>\n\nHello\n"


@pytest.mark.parametrize(
    "same",
    [
        MAIL.replace(b"\n", b"\r\n"),
        b"Received: from x by y\nAuthentication-Results: z; spf=pass\nReturn-Path: <a@b>\n" + MAIL,
        b"From ann Thu Jan  8 09:14:07 2026\n" + MAIL,
        MAIL.replace(b"Tea\n and cake", b"Tea and  cake"),
        MAIL + b"\n\n",
        MAIL.rstrip(),
    ],
)
def test_the_way_that_a_message_came_does_not_change_what_it_is(same):
    assert identify(same) == identify(MAIL)


@pytest.mark.parametrize("part", [b"ann@", b"salon@", b"Tea", b"8 Jan", b"Hello"])
def test_every_word_of_the_author_counts(part):
    other = identify(MAIL.replace(part, b"9" + part))
    assert other.content_hash != identify(MAIL).content_hash
    assert other.message_id == "a@example.org"


def test_a_message_without_an_id_has_the_id_of_nothing():
    assert identify(b"Subject: x\n\n").message_id == ""
    assert identify(b"Message-ID: <\n\n").message_id == ""
    assert len(identify(b"").content_hash) == 64
