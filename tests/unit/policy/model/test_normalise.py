"""Words are whole words in every script."""

import pytest

from bot.policy.model.normalise import has_phrase, normal
from tests.parts.yardstick import cost


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("a coward", "cow", False),
        ("a cow, a pig", "cow", True),
        ("un élan vital", "élan", True),
        ("un élan vital", "e\u0301lan", True),
        ("l’élan", "élan", True),
        ("élans", "élan", False),
        ("bélan", "élan", False),
        ("In der STRASSE", "Straße", True),
        ("Straßenbahn", "STRASSE", False),
        ("“Don’t panic”", "don't panic", True),
        ("they said “no”", '"no"', True),
        ("ΣΊΣΥΦΟΣ", "σίσυφος", True),
        ("ﬁnal offer", "final", True),
        ("ｆｕｌｌ width", "full", True),
        ("free\u200bze", "freeze", True),
        ("soft\u00adware", "software", True),
        ("a  free\n offer", "free offer", True),
        ("freedom offer", "free offer", False),
        ("日本語の文章", "日本", True),
        ("韓国語 한국어를 배운다", "한국어", True),
        ("_élan_", "élan", True),
        ("x2", "x", False),
        ("2026 is here", "2026", True),
        ("क्षेत्र", "क्ष", False),
        ("cow cow coward", "cow", True),
        ("", "x", False),
    ],
)
def test_whole_words_are_found_in_every_script(text, phrase, found):
    assert has_phrase(normal(text), normal(phrase)) is found


def test_case_counts_where_it_is_asked_for():
    assert normal("Élan  “X”", case=True) == 'Élan "X"'
    assert normal("Élan  “X”") == 'élan "x"'


def test_a_long_text_full_of_near_hits_is_searched_in_no_time():
    text = normal("cowa " * 200_000)
    assert not has_phrase(text, "cow")
    assert cost(lambda: has_phrase(text, "cow")) < 200


@pytest.mark.parametrize(
    "unseen", "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufe0f\ufeff\U000e0041"
)
def test_a_character_that_nobody_sees_hides_no_word(unseen):
    assert normal(f"the ca{unseen}sino {unseen}") == "the casino"
    assert has_phrase(normal(f"{unseen}casino{unseen}{unseen}"), normal(f"ca{unseen}sino"))
