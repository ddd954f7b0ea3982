"""How long lines and paragraphs are, and what ends a sentence."""

import pytest

from bot.facts import Context, Facts
from bot.facts.shapes import count_sentences
from bot.mail import read
from tests.parts.rulefiles import NOW


def facts_of(text):
    return Facts(read(text.encode()), Context(now=NOW))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I agree. It rained.\n\nDid Dr. Lee say so", 3),
        ("Hello! How are you? I am fine...", 3),
        ("See e.g. the book. J. Reed wrote it.", 2),
        ("He said so. and went on.", 1),
        ("今日は雨。明日は晴れ！", 2),
        ("...", 0),
        ("", 0),
    ],
)
def test_sentences(text, count):
    assert count_sentences(text) == count


def test_lines_of_quotations_and_with_links_are_not_long():
    found = facts_of(f"Subject: x\n\nShort.\n\nhttps://example.org/{'a' * 90}\n\n> {'b ' * 60}\n")
    assert found["own.longest_line"] == 6
    assert facts_of(f"Subject: x\n\n{'b ' * 60}\n")["own.longest_line"] == 119


def test_html_has_no_long_lines():
    found = facts_of(f"Content-Type: text/html\n\n<p>{'b ' * 60}</p>\n")
    assert (found["own.words"], found["own.longest_line"]) == (60, 0)


def test_the_longest_paragraph_is_measured_in_words():
    found = facts_of("Subject: x\n\nOne two.\n\nOne two three\nfour five.\n\nSix.\n")
    assert (found["own.longest_paragraph"], found["own.paragraphs"], found["own.sentences"]) == (5, 3, 3)
