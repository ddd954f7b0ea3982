"""What a post answers."""

from bot.mail import read
from bot.mail.origin.references import ancestors, answered


def test_the_nearest_comes_first_and_each_once():
    header = read(
        b"References: <1@x> <2@x>\r\n <3@x>\r\nIn-Reply-To: <3@x> from Bob\r\nReferences: <4@x>\r\n\r\nhi"
    ).header
    assert answered(header) == ("3@x", "4@x", "2@x", "1@x")
    assert ancestors(header) == ("1@x", "2@x", "3@x", "4@x")


def test_what_is_no_message_id_is_passed_over():
    header = read(
        b"In-Reply-To: Your message of Monday\r\nReferences: a@b <c d> <" + b"x" * 999 + b">\r\n\r\nhi"
    ).header
    assert answered(header) == ancestors(header) == ()


def test_the_nearest_thousand_count():
    ids = [f"<{number}@x>" for number in range(1_500)]
    raw = "".join(f"References: {' '.join(ids[at : at + 500])}\r\n" for at in (0, 500, 1_000)).encode()
    assert answered(read(raw + b"\r\nhi").header)[:2] == ("1499@x", "1498@x")
    assert len(answered(read(raw + b"\r\nhi").header)) == 1_000
