"""What is shown on a terminal does not steer it."""

from bot.printable import blanked, dropped, escaped


def test_what_is_not_printed_is_a_blank():
    assert blanked("a\x1b[31mb\u202ec\u2028d\ue000\ud800") == "a [31mb c d  "
    assert blanked("Grüße 漢字 😀") == "Grüße 漢字 😀"


def test_each_purpose_has_its_form():
    assert dropped("a\x1b[31m\u202eb\n") == "a[31mb"
    assert escaped("a\x1b[31m\u202e") == "a\\x1b[31m\\u202e"
    assert escaped("plain") == "plain"
