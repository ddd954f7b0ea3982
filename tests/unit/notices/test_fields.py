"""Header fields of our own: whatever stands in them, encoded words are as long and where they may be (RFC 2047)."""

import re
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.notices import fields
from tests.parts.tries import tries

WORD = re.compile(rb"=\?[^?\s]*\?[bqBQ]\?[^?\s]*\?=")
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co")), max_size=120)
ADDRESSES = st.sampled_from(
    ["ann@example.net", f"{'very.' * 11}long@example.net", f"a@{'long-label.' * 20}example"]
)


def check(field: bytes) -> None:
    """RFC 2047 2: 75 octets a word, 76 a line that has one; 5: at the edge of blanks, in no quoted string."""
    assert field.endswith(b"\r\n")
    assert field.isascii()
    for line in field[:-2].split(b"\r\n"):
        assert line.strip(), "RFC 5322 2.2: no folded line is blank"
        assert len(line) <= 998
        assert len(line) <= 76 or not WORD.search(line), line
        for word in WORD.finditer(line):
            assert len(word[0]) <= 75
            before, after = line[: word.start()], line[word.end() :]
            assert before.endswith((b" ", b"\t")), "a word stands for itself"
            assert after[:1] in {b"", b" ", b"\t"}
            assert before.count(b'"') % 2 == 0, "never in a quoted string"


def read(field: bytes, name: str):
    return BytesParser(policy=policy.default).parsebytes(field + b"\r\n")[name]


@settings(max_examples=tries(60), deadline=None)
@given(WORDS, st.sampled_from(["Subject", "X-A-Rather-Long-Name-Of-A-Field-That-Is-Ours"]))
def test_a_text_of_any_letters(value, name):
    field = fields.text(name, value)
    check(field)
    assert " ".join(str(read(field, name)).split()) == " ".join(value.split())


@settings(max_examples=tries(60), deadline=None)
@given(st.lists(st.tuples(WORDS, ADDRESSES), min_size=1, max_size=3))
def test_people_of_any_name(people):
    field = fields.mailboxes("To", people)
    check(field)
    assert [one.addr_spec for one in read(field, "To").addresses] == [to for _, to in people]


@settings(max_examples=tries(60), deadline=None)
@given(WORDS)
def test_a_list_of_any_name(name):
    field = fields.list_id(name, f"{'salon.' * 9}lists.example.org")
    check(field)
    assert field.endswith(b"lists.example.org>\r\n")
    assert field.count(b"List-Id:") == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda: fields.mailboxes("To", [("Ann", "ann@example.net>\r\nBcc: x@example.net")]),
        lambda: fields.list_id("Salon", "salon>\r\nBcc: x"),
        lambda: fields.token("Precedence", "bulk\r\nBcc: x@example.net"),
    ],
)
def test_what_would_begin_another_field_is_refused(write):
    with pytest.raises(ValueError, match="is no"):
        write()
