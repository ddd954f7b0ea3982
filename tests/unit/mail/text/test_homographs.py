"""Hosts as people may read them."""

import pytest

from bot.mail import read
from bot.mail.text.homographs import shown_address, shown_host
from bot.notices import clean


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("example.org", "example.org"),
        ("bücher.example", "bücher.example"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("президент.рф", "президент.рф"),
        ("例え.jp", "例え.jp"),
        ("аpple.com", "xn--pple-43d.com"),  # a Cyrillic a
        ("xn--pple-43d.com", "xn--pple-43d.com"),
        ("аррӏе.com", "xn--80ak6aa92e.com"),  # Cyrillic throughout, drawn as Latin
        ("xn--\N{BULLET}", "xn--\N{BULLET}"),
        ("", ""),
    ],
)
def test_a_host_that_could_be_taken_for_another_is_shown_in_ascii(host, shown):
    assert shown_host(host) == shown
    assert shown_address(f"ann@{host}") == f"ann@{shown_host(host)}"


def test_links_and_people_are_shown_so():
    post = read(
        "From: Ann <ann@аpple.com>\n\nSee https://аpple.com/login and https://bücher.example/\n".encode()
    )
    assert [link.domain for link in post.links] == ["xn--pple-43d.com", "bücher.example"]
    assert clean.person(post.from_[0]) == "Ann <ann@xn--pple-43d.com>"
