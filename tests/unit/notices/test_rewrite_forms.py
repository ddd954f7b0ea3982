"""One reader of MIME: what rules see of a post is what rewriting finds, however its parts are written."""

import datetime as dt

import pytest

from bot.facts import Context, Facts
from bot.mail import read
from bot.mail.post import Post
from bot.notices import CannotRepost, new_body, rewrite
from bot.policy.model.verdict import DropAttachments, PlainText, StripTracking
from tests.parts.rewriting import CHANGES, disagreement, repost_disagreement
from tests.parts.trees import boundary_fields, mutated_trees
from tests.parts.tries import tries

NOW = dt.datetime(2026, 1, 8, 12, tzinfo=dt.UTC)
HEAD = b"From: Ann <ann@example.org>\r\nSubject: x\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n"
FILE = (
    b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=plan.exe\r\n\r\n"
    b"MZ-the-program\r\n"
)
TEXT = b"Content-Type: text/plain\r\n\r\nSee the plan.\r\n"


def mixed(field: bytes, delimiter: bytes, *parts: bytes) -> bytes:
    body = b"".join(b"--" + delimiter + b"\r\n" + part + b"\r\n" for part in parts)
    return HEAD + field + b"\r\n\r\n" + body + b"--" + delimiter + b"--\r\n"


FORMS = {
    field.decode() + " before " + delimiter.decode(): mixed(
        b"Content-Type: multipart/mixed" + field, delimiter, TEXT, FILE
    )
    for field, delimiter in boundary_fields(b"abc")
} | {"a blank before the colon": mixed(b"Content-Type : multipart/mixed; boundary=abc", b"abc", TEXT, FILE)}


def names(post: Post) -> object:
    return Facts(post, Context(now=NOW))["attachments.names"]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_seen_and_dropped_in_whatever_way_the_boundary_is_written(form):
    post = read(FORMS[form])
    assert names(post) == ("plan.exe",)
    assert post.text == "See the plan."

    bare = rewrite(post, [DropAttachments()])

    assert b"MZ-the-program" not in bare.raw
    assert b"plan.exe" not in bare.raw
    assert bare.text.strip() == "See the plan."


@pytest.mark.parametrize(
    ("program", "outcome"), [(b"MZ-the-program", None), (b"MZ-the-pro", "its files would not stay the same")]
)
def test_a_file_that_a_change_of_links_would_cut_is_told(program, outcome):
    field = b"Content-Type: multipart/mixed; boundary=abc"
    before = read(mixed(field, b"abc", TEXT, FILE))
    after = read(mixed(field, b"abc", TEXT, FILE.replace(b"MZ-the-program", program)))

    wanted = new_body.Wanted(bare={"https://example.org/?utm_source=a": "https://example.org/"})

    assert new_body.undone(before, after, wanted) == outcome


ATTACHED = b"Content-Type: message/rfc822\r\n\r\n" + mixed(
    b"Content-Type: multipart/mixed; boundary=in", b"in", TEXT, FILE
)


def test_rules_see_the_files_inside_of_an_attached_message():
    post = read(mixed(b"Content-Type: multipart/mixed; boundary=out", b"out", TEXT, ATTACHED))
    assert names(post) == ("plan.exe",)
    assert Facts(post, Context(now=NOW))["attachments.count"] == 2
    assert [one.type for one in post.attachments] == ["message/rfc822"]


def test_a_file_inside_of_an_attached_message_is_dropped_alone():
    post = read(mixed(b"Content-Type: multipart/mixed; boundary=out", b"out", TEXT, ATTACHED))
    bare = rewrite(post, [DropAttachments(types=("application/*",))])
    assert [one.type for one in (*bare.attachments, *bare.enclosed)] == ["message/rfc822"]
    assert [one.body.strip() for one in bare.forwards] == ["See the plan."]
    assert b"MZ-the-program" not in bare.raw


def test_a_file_that_cannot_be_cut_out_of_an_encoded_message_leaves_the_post_to_a_person():
    import base64

    inner = mixed(b"Content-Type: multipart/mixed; boundary=in", b"in", TEXT, FILE)
    encoded = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    part = encoded + base64.encodebytes(inner).replace(b"\n", b"\r\n")
    post = read(mixed(b"Content-Type: multipart/mixed; boundary=out", b"out", TEXT, part))
    assert names(post) == ("plan.exe",)
    with pytest.raises(CannotRepost, match="a message inside of it is encoded"):
        rewrite(post, [DropAttachments(types=("application/*",))])
    assert rewrite(post, [DropAttachments()]).attachments == ()


def test_what_stands_around_the_parts_goes_with_the_files():
    hidden = mixed(b"Content-Type: multipart/mixed; boundary=other; boundary=abc", b"other", TEXT)
    post = read(hidden.replace(b"--other\r\n", b"--abc\r\n" + FILE + b"\r\n--abc--\r\n--other\r\n", 1))
    assert b"MZ-the-program" not in rewrite(post, [DropAttachments()]).raw
    assert post.doubts == ("The boundary between the parts can be read in two ways, and both have parts.",)


def test_a_post_that_is_nothing_but_files_is_left_to_a_person():
    for raw in (mixed(b"Content-Type: multipart/mixed; boundary=a", b"a", FILE), HEAD + FILE):
        for name in ("drop all", "plain, drop all"):
            with pytest.raises(CannotRepost, match="nothing is left of it without its files"):
                rewrite(read(raw), CHANGES[name])


def test_parts_of_a_digest_keep_their_type_when_they_leave_it():
    inner = b"\r\nFrom: Bob <bob@example.org>\r\nSubject: y\r\n\r\nInner words.\r\n"
    post = read(mixed(b"Content-Type: multipart/digest; boundary=d", b"d", inner, inner))
    plain = rewrite(post, [PlainText()])
    assert [one.type for one in plain.attachments] == ["message/rfc822", "message/rfc822"]
    assert [one.body.strip() for one in plain.forwards] == ["Inner words."] * 2


def test_octets_that_do_not_change_stay_and_soft_lines_stay_soft():
    soft = b"Content-Type: text/plain; format=flowed\r\nContent-ID: <t>\r\n\r\nA \r\nb https://example.net/?utm_source=x&id=1\r\n"
    odd = b"X-odd:  1\r\n" + FILE
    post = read(mixed(b"Content-Type: multipart/mixed; boundary=a", b"a", soft, odd))
    stripped = rewrite(post, [StripTracking()])
    assert b"--a\r\n" + odd + b"\r\n--a--\r\n" in stripped.raw
    assert stripped.text.strip() == "A b https://example.net/?id=1"
    assert b"Content-ID: <t>" in stripped.raw


def test_reader_and_rewriting_agree_on_mutated_trees():
    for _, raw in mutated_trees(20260108, tries(70)):
        for name in CHANGES:
            fault = disagreement(raw, name)
            assert fault is None or fault.startswith("held: "), (name, fault, raw)
        fault = repost_disagreement(raw)
        assert fault is None or fault.startswith("held: "), (fault, raw)


def test_trees_as_programs_write_them_are_held_only_where_nothing_is_left():
    for number, (_, raw) in enumerate(mutated_trees(7, 120)):
        if number % 2 == 0 and number % 5 != 4:
            faults = {disagreement(raw, name) for name in CHANGES} - {None}
            assert all(fault and "nothing is left" in fault for fault in faults), (faults, raw)
