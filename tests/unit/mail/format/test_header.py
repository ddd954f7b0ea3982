"""Header blocks: where they end, which fields they hold, what their values say."""

import pytest

from bot.mail.format.charset import Decoder
from bot.mail.format.encoded_words import decode_words
from bot.mail.format.header import Reading, split_head
from bot.mail.format.limits import Defects, LimitPassed


def split(block: bytes):
    defects = Defects()
    head = split_head(block, 0, len(block), defects)
    return head, Reading(Decoder(defects), defects).header(block, head), defects


def words(text: str) -> str:
    defects = Defects()
    return decode_words(text, Decoder(defects), defects)


@pytest.mark.parametrize(
    ("block", "body"),
    [
        (b"From: a@example.org\nSubject: x\n\nbody", b"body"),
        (b"From: a@example.org\r\nSubject: x\r\n\r\nbody", b"body"),
        (b"From: a@example.org\r\nSubject: x\n\r\nbody", b"body"),
        (b"Subject: x\n\n\nbody", b"\nbody"),
        (b"\nSubject: x\n", b"Subject: x\n"),
        (b"\r\nbody", b"body"),
        (b"Subject: x", b""),
        (b"", b""),
        (b"Subject: x\nHello,\nthis is text\n", b"Hello,\nthis is text\n"),
    ],
)
def test_the_body_begins_behind_the_first_empty_line(block, body):
    head, _, _ = split(block)
    assert block[head.body_at :] == body


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_raw_fields_put_together_are_the_block_again(end):
    lines = [
        b"From ann Thu Jan  8 09:14:07 2026",
        b"Received: by x;",
        b"\tThu",
        b"no colon here",
        b"SUBJECT :a",
        b" b",
        b"X:",
    ]
    block = end.join([*lines, b"", b"text"])
    head, header, _ = split(block)
    assert b"".join(field.raw for field in header) + end == block[: head.body_at]


def test_a_field_is_unfolded_and_its_name_is_kept_as_written():
    _, header, _ = split(b"SUBject :  tea\r\n\tand\r\n  biscuits \r\n\r\n")
    assert [(field.name, field.value) for field in header] == [("SUBject", "tea and  biscuits")]


def test_a_line_without_a_colon_is_kept_and_told():
    _, header, defects = split(b"Subject: x\nno colon\nTo: a@example.org\n\n")
    assert [field.name for field in header] == ["Subject", "", "To"]
    assert defects.told() == ('The header has a line that is not a field: "no colon".',)


def test_the_separator_line_of_an_mbox_is_no_defect():
    _, header, defects = split(b"From ann@example.org Thu Jan  8 09:14:07 2026\nSubject: x\n\n")
    assert header.first("subject") == "x"
    assert defects.told() == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?utf-8?q?Caf=C3=A9?=", "Café"),
        ("=?UTF-8?B?Q2Fmw6k=?= and tea", "Café and tea"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        ("=?utf-8?b?w6k?=", "é"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),
        ("=?utf-8?b?4oI=?= =?utf-8?b?rA==?=", "€"),
        ("=?iso-8859-1*de?q?Gr=FC=DFe?=", "Grüße"),
        ("=?iso-8859-1?q?_=93quoted=94_?=", " “quoted” "),
        ("=?koi8-r?b?8NLJ18XU?=", "Привет"),
        ("=?iso-2022-jp?b?GyRCJCIbKEI=?=", "あ"),
        ("=?gb2312?b?xOO6ww==?=", "你好"),
        ("=?utf-8?q?what??=", "what?"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?utf-8?q?3=3D3?=", "3=3"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("=?utf-8?q?never ends", "=?utf-8?q?never ends"),
        ("=?x-martian?q?caf=E9?=", "café"),
        ("=?unicode_escape?q?=5Cx41?=", "\\x41"),
        ("=?utf-7?q?+ADw-b+AD4-?=", "+ADw-b+AD4-"),
    ],
)
def test_an_encoded_word_is_read(written, meant):
    assert words(written) == meant


@pytest.mark.parametrize(
    "charset", ["idna", "undefined", "unicode_escape", "base64", "rot13", "zlib", "mbcs", "punycode", ""]
)
def test_a_codec_that_is_no_charset_of_mail_is_never_used(charset):
    assert words(f"=?{charset}?q?a=2Db?=") in {"a-b", f"=?{charset}?q?a=2Db?="}


def test_a_word_that_cannot_be_decoded_stays_and_is_told():
    _, header, defects = split(b"Subject: =?utf-8?b?A?= tea\n\n")
    assert header.first("subject") == "=?utf-8?b?A?= tea"
    assert defects.told() == ('The encoded word "=?utf-8?b?A?=" cannot be decoded.',)


@pytest.mark.parametrize(
    "hidden",
    [
        "=0D=0ABcc:_evil@example.net",
        "=00",
        "=0A=20",
        "=C2=85",
        "=E2=80=A8",
        "=1B[31m",
        "=E2=80=AE",
        "=E2=81=A6",
        "=EF=BB=BF",
    ],
)
def test_an_encoded_word_hides_no_line_end_no_control_and_no_turn_of_direction(hidden):
    value = words(f"=?utf-8?q?a{hidden}?=")
    assert value.isprintable()
    assert value.startswith("a")


def test_invisible_characters_are_taken_out_and_those_of_emoji_stay():
    assert words("=?utf-8?q?a=E3=85=A4b=F3=A0=81=81c=C2=ADd?=") == "abcd"
    assert words("=?utf-8?b?8J+RqeKAjfCfkrs=?=") == "👩‍💻"


@pytest.mark.parametrize(
    ("octets", "value"),
    [
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?iso-8859-1?q?Gr\xfc=DFe?=", "Grüße"),
        (b"tea \xff\xfe", "tea ÿþ"),
    ],
)
def test_raw_8_bit_octets_are_utf8_or_what_fits(octets, value):
    _, header, defects = split(b"Subject: " + octets + b"\n\n")
    assert header.first("subject") == value
    assert defects.told() == ("A header field holds 8-bit characters that are not encoded.",)


def test_200_encoded_words_are_read_and_201_are_a_limit():
    assert words("=?utf-8?q?a?= " * 200) == "a" * 200 + " "
    with pytest.raises(LimitPassed, match="more than 200 encoded words"):
        words("=?utf-8?q?a?= " * 201)


@pytest.mark.parametrize(
    ("block", "passed"),
    [
        (b"X: y\n" * 1_001 + b"\n", "the header has more than 1000 fields"),
        (b"X: " + b"y" * 40_000 + b"\n\n", "a header field is larger than 32 KB"),
        ((b"X: " + b"y" * 30_000 + b"\n") * 9 + b"\n", "the header is larger than 256 KB"),
    ],
)
def test_a_header_over_a_limit_is_told_as_far_as_it_fits(block, passed):
    head, header, _ = split(b"Subject: tea\n" + block)
    assert head.passed == passed
    assert header.first("subject") == "tea"
    assert (b"Subject: tea\n" + block)[head.body_at :] == b""
