"""What mail can be sent to (RFC 5321 4.1.2), said once for settings, notices and SMTP."""

import pytest

from bot.mailable import is_mailable

GOOD = [
    "ann@example.org",
    "o'neil+x@example.org",
    '"ann lee"@example.org',
    "jürg@bücher.example",
    "a@[192.0.2.1]",
]
BAD = [
    "",
    "ann",
    "@example.org",
    "ann@",
    "ann lee@example.org",
    "Ann <ann@example.org>",
    "a@b@example.org",
    "ann@example.org\r\nRCPT TO:<x@example.org>",
    "ann@example.org\x00",
    "ann\u202e@example.org",
    "a,b@example.org",
    '"a<b"@example.org',
    "a" * 250 + "@b.example",
]


@pytest.mark.parametrize("address", GOOD)
def test_an_address_is_mailable(address):
    assert is_mailable(address)


@pytest.mark.parametrize("address", BAD)
def test_what_could_end_an_address_or_begin_another_is_not(address):
    assert not is_mailable(address)
