"""A pattern that has lost a backslash is named when it is loaded, with what was meant."""

import random
import re

import pytest

from bot.policy.source.escapes import with_a_dot, with_backslashes
from tests.parts.accidents import SHIPPED
from tests.parts.rulefiles import rule, rules, warnings_of
from tests.parts.yardstick import cost

PATTERN = re.compile(r"(?:any_)?matches: '([^']+)'")


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        (r"bfoob", r"\bfoo\b"),
        (r"bdigest\b", r"\bdigest\b"),
        (r"\bdigestb", r"\bdigest\b"),
        (r"\bdigest ofb.*\d", r"\bdigest of\b.*\d"),
        (r"\bdigest of\b.*d", r"\bdigest of\b.*\d"),
        (r"\bissue d+", r"\bissue \d+"),
        (r"volume d{2}", r"volume \d{2}"),
        (r"d{4}-d{2}", r"\d{4}-\d{2}"),
        (r"rain s+ sun", r"rain \s+ sun"),
        (r"vol w+", r"vol \w+"),
        (r"issued+", r"issue\d+"),
        (r"b(vol|no)\b", r"\b(vol|no)\b"),
        (r"\b(vol|no)b", r"\b(vol|no)\b"),
    ],
)
def test_a_lost_backslash_is_put_back(pattern, meant):
    assert with_backslashes(pattern) == meant


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bfoo\b", r"\d{2}", r"books?", r"bicycle\b", r"\bjob\b", r"blob", r"verb", r"www+", r"https?://", r"[a-d]+",
        r"[ds]+", r"(vol|no)s?", r"vitamin d", r"plan b", r"^Dr\. ", r"(?i)\.exe$", r"(?P<d>x)d", r"climb", r"usb", r"abs?",
        r"(?s).*", r"\.pdf$", r"bye+", r"be[d]+", r"no{2,}", r"add", r"ha(ha)+", r"bbq",
        r"\bwts\b|\bwtb\b",
    ],
)  # fmt: skip
def test_a_good_pattern_is_left_alone(pattern):
    assert with_backslashes(pattern) is None


def test_the_patterns_of_the_shipped_files_are_left_alone():
    found = [one for path in SHIPPED for one in PATTERN.findall(path.read_text(encoding="utf-8"))]
    assert len(found) > 5
    assert [one for one in found if with_backslashes(one) or with_a_dot(one)] == []


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [(".(exe|scr)$", r"\.(exe|scr)$"), ("(?i).pdf$", r"(?i)\.pdf$"), (r"\.pdf$", None), (".*x$", None)],
)
def test_a_dot_before_the_ending_of_a_name(pattern, meant):
    assert with_a_dot(pattern) == meant


def test_the_owner_is_told():
    text = warnings_of(rules(rule(when="{subject: {matches: 'bdigestb d+'}}")))
    assert "warning[W011]: this pattern has lost a backslash, it seems" in text
    assert r"= help: did you mean '\bdigest\b \d+'?" in text


def test_nothing_costs_more_than_its_length():
    chance = random.Random(1)
    patterns = [
        sign * (1_000 // len(sign))
        for sign in ("b", "bb", "[", "[^]", "(?i", "(?<b", "\\", "d{2", ".(b|", "b.")
    ]
    patterns += ["".join(chance.choice("bds\\[](){}+*. x") for _ in range(1_000)) for _ in range(300)]
    assert cost(lambda: [(with_backslashes(each), with_a_dot(each)) for each in patterns]) < len(patterns)
