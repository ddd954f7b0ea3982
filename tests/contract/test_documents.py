"""The generated pages are those that the program would write today."""

from functools import partial

import pytest

from tests.parts import documents
from tests.parts.documents import PAGES, ROOT
from tests.parts.rfc_notes import gathered, notes_of


def test_the_check_says_which_page_is_old(monkeypatch, capsys):
    """``make check`` does it with the pages themselves."""
    pages = {name: partial((ROOT / name).read_text, "utf-8") for name in PAGES}
    monkeypatch.setattr(documents, "PAGES", pages | {"docs/rfc.md": lambda: "another page"})

    assert documents.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/rfc.md is out of date: make docs\n"


@pytest.mark.parametrize(
    ("sentence", "notes"),
    [
        ("Dots are doubled (RFC 5321 4.5.2).", [(5321, "4.5.2", "Dots are doubled")]),
        ("RFC 5321 4.5.2: dots are doubled", [(5321, "4.5.2", "Dots are doubled")]),
        ("The MIME tree (RFC 2045, 2046).", [(2045, "", "The MIME tree"), (2046, "", "The MIME tree")]),
        (
            "Stars (RFC 2231 3 and 4) are read.",
            [(2231, "3", "Stars are read"), (2231, "4", "Stars are read")],
        ),
        ("Blanks break RFC 2047 section 2.", [(2047, "2", "Blanks break RFC 2047 section 2")]),
        ("It names no standard.", []),
    ],
)
def test_a_note_tells_section_and_demand(sentence, notes):
    assert [(one.number, one.section, one.text) for one in notes_of(sentence, "x.py")] == notes


def test_a_number_alone_is_no_note():
    with pytest.raises(ValueError, match=r"say in words what RFC 5321 3\.2 asks"):
        list(notes_of("RFC 5321 3.2", "x.py"))


def test_docstrings_comments_and_texts_below_constants_are_read(tmp_path):
    code = (
        '"""A module (RFC 1035)."""\nMOST = 1  # the most of it (RFC 1047)\n"""Below a constant (RFC 1153)."""\n'
        "# A comment over two\n# lines of text (RFC 1870 5).\ndef f():\n"
        '    """Does one thing.\n\n    And another by the way (RFC 1952 2.2). Not this.\n    """\n'
        '    return "nor this (RFC 934)"\n'
    )
    (tmp_path / "one.py").write_text(code)

    assert {(one.number, one.text) for one in gathered(tmp_path)} == {
        (1047, "The most of it"),
        (1870, "A comment over two lines of text"),
        (1153, "Below a constant"),
        (1952, "And another by the way"),
        (1035, "A module"),
    }
