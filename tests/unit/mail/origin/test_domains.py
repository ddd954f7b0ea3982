import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.origin.domains import aligned, ascii_domain, domain_of, organisation


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("example.org", "example.org"),
        ("Lists.EXAMPLE.org.", "example.org"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("mail.bücher.example", "xn--bcher-kva.example"),
        ("ann.github.io", "ann.github.io"),
        ("", ""),
        ("not a domain", ""),
        ("-.example.org", ""),
        ("a" * 300, ""),
    ],
)
def test_the_organisation_stands_one_label_below_the_public_suffix(domain, expected):
    assert organisation(domain) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("lists.example.org", "mail.example.org", True),
        ("example.org", "example.org.evil.example", False),
        ("example.co.uk", "other.co.uk", False),
        ("ann.github.io", "bob.github.io", False),
        ("", "", False),
    ],
)
def test_names_of_one_organisation_are_aligned(one, other, expected):
    assert aligned(one, other) is expected


@pytest.mark.parametrize("letter", ["ß", "ς", "\u200d"])
def test_a_name_that_two_standards_read_differently_is_no_domain(letter):
    assert ascii_domain(f"stra{letter}e.example") == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("<ann@Example.org>", "example.org"),
        ('"a@b"@example.net', "example.net"),
        ("@example.net", "example.net"),
        ("example.net", "example.net"),
        ("", ""),
    ],
)
def test_an_address_gives_its_domain(address, expected):
    assert domain_of(address) == expected


@given(st.text(max_size=400))
def test_any_text_has_an_organisation_or_none(text):
    name = organisation(text)
    assert name == "" or (name.isascii() and name == name.lower())
