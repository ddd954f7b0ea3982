"""Links: where an address ends, and which addresses are the same."""

import pytest

from bot.mail.text.links import canonical, domain_of, find_links, join_broken


def urls(text) -> list[str]:
    return [link.url for line, number in join_broken(text.split("\n")) for link in find_links(line, number)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.org/a.", ["https://example.org/a"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ('a recent article (https://example.org/a),"while nothing', ["https://example.org/a"]),
        ("[text](https://example.org/a)", ["https://example.org/a"]),
        ("<https://example.org/a>", ["https://example.org/a"]),
        ("https://example.org/a <https://example.org/a>", ["https://example.org/a"]),
        ("<https://example.org/a> <https://example.org/a>", ["https://example.org/a"]),
        ("https://example.org/a and https://example.org/a", ["https://example.org/a"] * 2),
        ('href="https://example.org/a">', ["https://example.org/a"]),
        ("https://example.org/it's-tea", ["https://example.org/it's-tea"]),
        ("https://example.org/a's", ["https://example.org/a"]),
        ("*https://example.org/a*", ["https://example.org/a"]),
        ("https://example.org/a?b=1&c=2#d!", ["https://example.org/a?b=1&c=2#d"]),
        ("www.example.org/a", ["www.example.org/a"]),
        ("WWW.EXAMPLE.ORG", ["WWW.EXAMPLE.ORG"]),
        ("見てhttps://example.org/aください", ["https://example.org/a"]),
        ("https://example.org/東京", ["https://example.org/東京"]),
        ("「https://example.org/a」", ["https://example.org/a"]),
        ("https://例え.example/a", ["https://例え.example/a"]),
        ("the future.Credit...Pool photo", []),
        ("ann@www.example.org", []),
        ("https:// nothing", []),
        ("http://.", []),
        ("<https://example.org/a-very-long\n-address> and more", ["https://example.org/a-very-long-address"]),
        ("<https://example.org/a\nno end here", ["https://example.org/a"]),
    ],
)
def test_an_address_ends_where_a_reader_says(text, found):
    assert urls(text) == found


def test_a_link_tells_its_line_and_whether_it_stands_alone():
    assert [(link.line, link.alone) for link in find_links("<https://example.org/a>", 7)] == [(7, True)]
    assert [link.alone for link in find_links("See https://example.org/a")] == [False]


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTPS://Example.ORG:443/a", "https://example.org/a"),
        ("www.example.org", "http://www.example.org/"),
        ("https://example.org/a?utm_source=x&id=3&fbclid=y", "https://example.org/a?id=3"),
        ("https://example.org/a?id=3#section", "https://example.org/a?id=3#section"),
        ("https://example.org/a#:~:text=word", "https://example.org/a"),
        ("https://www.nytimes.com/a.html?smid=x&partner=y", "https://www.nytimes.com/a.html"),
        ("https://partner.example.org/a?partner=y", "https://partner.example.org/a?partner=y"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&data=05",
            "https://example.org/a?b=1",
        ),
        ("https://www.google.com/url?q=https://example.org/a&sa=D", "https://example.org/a"),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-3Fb-3D1&d=x",
            "https://example.org/a?b=1",
        ),
        ("https://urldefense.com/v3/__https://example.org/a*b__;Iw!!x!y$", "https://example.org/a#b"),
        ("https://www.youtube.com/watch?v=abc&si=xyz", "https://www.youtube.com/watch?v=abc"),
        (
            "https://lists.us1.list-manage.com/track/click?u=1&id=2&e=3",
            "https://lists.us1.list-manage.com/track/click?u=1&id=2",
        ),
        ("http://[", "http://["),
    ],
)
def test_one_page_has_one_canonical_address(url, same):
    assert canonical(url) == same


def test_a_wrapped_address_that_is_no_web_address_is_left_alone():
    wrapped = "https://www.google.com/url?q=javascript:alert(1)"

    assert canonical(wrapped) == wrapped


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://blog.example.org/", "example.org"),
        ("https://localhost/", "localhost"),
        ("https://xn--bndnis-3ya.example.de/", "example.de"),
        ("https://xn--d1abbgf6aiiy.xn--p1ai/", "президент.рф"),
        ("no address", ""),
    ],
)
def test_a_domain_is_the_registered_one(url, domain):
    assert domain_of(url) == domain
