"""Address fields: who is named, and that no trick names another."""

import pytest

from bot.mail.format.charset import Decoder
from bot.mail.format.limits import Defects, LimitPassed
from bot.mail.format.mailboxes import read_mailboxes, remembered_mailboxes
from bot.mail.post import Mailbox


def boxes(*texts: str):
    defects = Defects()
    return [(box.name, box.address) for box in read_mailboxes(texts, Decoder(defects), defects)]


def told(text: str) -> tuple[str, ...]:
    defects = Defects()
    read_mailboxes([text], Decoder(defects), defects)
    return defects.told()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ann@example.org", [(None, "ann@example.org")]),
        ("Ann <ann@example.org>", [("Ann", "ann@example.org")]),
        ("<ann@example.org>", [(None, "ann@example.org")]),
        ("Ann B. Example <ann@example.org>", [("Ann B. Example", "ann@example.org")]),
        ('"Doe, John" <john@example.org>, bob@example.net', [("Doe, John", "john@example.org"), (None, "bob@example.net")]),
        (r'"Joe \"Q\" X" <joe@example.org>', [('Joe "Q" X', "joe@example.org")]),
        ("ann@example.org (Ann Example)", [("Ann Example", "ann@example.org")]),
        (r"Pete(A nice \) chap) <pete(his)@silly.example(host)>", [("Pete", "pete@silly.example")]),
        ("(x(y)z) ann@example.org", [("x(y)z", "ann@example.org")]),
        ('"john doe"@example.org', [(None, '"john doe"@example.org')]),
        ("ann . b @ example . org", [(None, "ann.b@example.org")]),
        ("<@relay.example,@b.example:ann@example.org>", [(None, "ann@example.org")]),
        ("<ann@example.org, bo@example.net>", [(None, "ann@example.org"), (None, "bo@example.net")]),
        ("Ann <ann@example.org:bo@example.net>", [("Ann", "ann@example.org"), (None, "bo@example.net")]),
        ("ann@[192.0.2.1]", [(None, "ann@[192.0.2.1]")]),
        ("A Group: ann@example.org, Bob <bob@example.net>;, c@example.com",
         [(None, "ann@example.org"), ("Bob", "bob@example.net"), (None, "c@example.com")]),
        ("undisclosed-recipients:;", []),
        (",, ann@example.org,,", [(None, "ann@example.org")]),
        ("<>", []),
        ("", []),
        ("Whomever", [("Whomever", "")]),
        ("Ann ann@example.org", [("Ann", "ann@example.org")]),
        ("=?utf-8?q?Fran=C3=A7ois?= <f@example.org>", [("François", "f@example.org")]),
        ('"=?utf-8?q?Fran=C3=A7ois?=" <f@example.org>', [("François", "f@example.org")]),
        ("=?utf-8?q?Doe,_John?= <j@example.org>", [("Doe, John", "j@example.org")]),
        ("=?utf-8?Q?Doe, John?= <j@example.org>", [("Doe, John", "j@example.org")]),
        ("Ann <ann@example.org", [("Ann", "ann@example.org")]),
        ("Ann <ann@example.org>>", [("Ann", "ann@example.org")]),
        ("[Ann] <ann@example.org>", [("[Ann]", "ann@example.org")]),
    ],
)  # fmt: skip
def test_mailboxes_are_read(written, meant):
    assert boxes(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?utf-8?q?boss=40corp.example?= <evil@example.net>", [("boss@corp.example", "evil@example.net")]),
        ('"boss@corp.example" <evil@example.net>', [("boss@corp.example", "evil@example.net")]),
        ("=?utf-8?q?boss=40corp.example?=", [("boss@corp.example", "")]),
        (
            "=?utf-8?q?boss=40corp.example=3E_=3C?= <evil@example.net>",
            [("boss@corp.example> <", "evil@example.net")],
        ),
        ("=?utf-8?q?Ann_=3Cann=40example=2Eorg=3E?=", [("Ann <ann@example.org>", "")]),
        ("boss@corp.example <evil@example.net>", [("boss@corp.example", "evil@example.net")]),
        ("<boss@corp.example> <evil@example.net>", [(None, "boss@corp.example"), (None, "evil@example.net")]),
        ("boss@corp.example evil@example.net", [(None, "boss@corp.example"), (None, "evil@example.net")]),
        ("boss@corp.example)evil@example.net", [(None, "boss@corp.example"), (None, "evil@example.net")]),
        ('"boss@corp.example" evil@example.net', [("boss@corp.example", "evil@example.net")]),
        ("evil@example.net,boss@corp.example", [(None, "evil@example.net"), (None, "boss@corp.example")]),
        ("evil@example.net (boss@corp.example)", [("boss@corp.example", "evil@example.net")]),
    ],
)
def test_the_address_is_what_is_written_as_one_and_nothing_else(written, meant):
    assert boxes(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        '"',
        "<",
        "To:<",
        ",To:To:;To",
        "((((",
        '"\\',
        "<<>><@,:;",
        "\\",
        "[",
        "a@",
        "@",
        "@@@",
        "(()",
        ">",
        "]",
    ],
)
def test_malformed_fields_harm_nothing(written):
    assert all(not set("<>,;") & set(address) for _, address in boxes(written))


@pytest.mark.parametrize("written", ["To:<", ",To:To:;To", "@@@", ">", "]", ";", "a b c"])
def test_a_malformed_field_keeps_no_other_field_from_being_read(written):
    assert boxes(written, "ann@example.org")[-1] == (None, "ann@example.org")


def test_what_is_malformed_is_told():
    assert told('"Ann <ann@example.org>') == ("An address field has a quotation mark without its partner.",)
    assert told("Ann <ann@example.org") == ("An address field has a < without its >.",)
    assert told("ann@example.org (Ann") == ("An address field has a comment that does not end.",)


def test_the_boxes_of_several_fields_follow_one_another():
    assert boxes("ann@example.org", '"broken', "bob@example.net")[::2] == [
        (None, "ann@example.org"),
        (None, "bob@example.net"),
    ]


def test_names_and_addresses_are_free_of_controls():
    assert boxes("=?utf-8?q?Ann=0D=0ABcc:_x?= <ann@example.org>") == [("Ann Bcc: x", "ann@example.org")]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (["a@example.org," * 501], "more than 500 addresses"),
        (["a@example.org," * 251, "a@example.org," * 250], "more than 500 addresses"),
        (["(" * 21], "comments more than 20 deep"),
        (["()" * 10_001], "more than 10000 words and signs"),
    ],
)
def test_more_than_anybody_writes_is_a_limit(texts, sentence):
    with pytest.raises(LimitPassed, match=sentence):
        boxes(*texts)


def test_500_addresses_and_comments_20_deep_are_read():
    assert len(boxes("a@example.org," * 500)) == 500
    assert boxes("(" * 20 + ")" * 20 + "a@example.org")[0][1] == "a@example.org"


def test_an_address_veiled_by_an_archive_leaves_the_name_to_the_comment():
    assert remembered_mailboxes("ann.bo at example.org (Ann Bo)")[0] == (Mailbox(name="Ann Bo", address=""),)
    assert remembered_mailboxes("Ann at Sea")[0] == (Mailbox(name="Ann at Sea", address=""),)
