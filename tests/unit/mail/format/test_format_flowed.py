"""Flowed text (RFC 3676)."""

import pytest

from bot.mail.format.format_flowed import unflow


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("One \nparagraph.\n\nTwo.", "One paragraph.\n\nTwo."),
        ("fixed\nlines", "fixed\nlines"),
        (">> quoted \n>> twice\n> once \n> more\nown", ">> quoted twice\n> once more\nown"),
        ("> a \n>> b", "> a \n>> b"),
        ("own \n> quoted", "own \n> quoted"),
        (" >no quote", " >no quote"),
        (" From here", "From here"),
        ("  stuffed", " stuffed"),
        ("text \n-- \nAnn \nExample", "text \n-- \nAnn Example"),
        ("> text \n> -- \n> Ann", "> text \n> -- \n> Ann"),
        (">\n> x", ">\n> x"),
        ("", ""),
    ],
)
def test_flowed_lines_are_put_together(sent, shown):
    assert unflow(sent) == shown


def test_delsp_takes_the_blank_away():
    assert unflow("日本 \n語\n-- \nx", delsp=True) == "日本語\n-- \nx"
