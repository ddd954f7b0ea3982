"""The report of a replay: one file, nothing from elsewhere, nobody's text taken for markup."""

import datetime as dt
import re
from typing import Any

import pytest

from bot.mail.post import Zone, ZoneKind
from bot.notices.report import Change, Curve, Reason, Report, RuleLine, Shown, page
from bot.notices.report.charts import nice, number, over_time
from bot.notices.report.span import span_of
from bot.notices.report.words import headline, lines_of, quiet, sentences, share, strays
from bot.policy.model.verdict import ConditionTrace, Outcome, RuleTrace

EVIL = "</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(2)>\x1b[2J\u202e&amp;"
WHEN = dt.datetime(2026, 1, 8, 9, 14, tzinfo=dt.UTC)


def a_shown(text: str = "One\nTwo\nThree", **changes) -> Shown:
    values: dict[str, Any] = {
        "number": 1,
        "key": "m1@example.net",
        "source": "a.mbox#1",
        "disposition": "return",
        "author": "Ann",
        "subject": "Tides",
        "date": WHEN,
        "hits": ("short",),
        "reasons": (Reason(rule="short", text="Too short.", lines=((2, 2),)),),
        "rules": (
            RuleTrace(
                name="short",
                outcome=Outcome.MATCH,
                file="r.yaml",
                line=3,
                conditions=(ConditionTrace(line=4, condition="own.words: under 4", value=3, holds=True),),
            ),
        ),
        "zones": (Zone(kind=ZoneKind.OWN, depth=0, first_line=1, last_line=text.count("\n") + 1, text=text),),
        "lines": 60,
    }
    return Shown(**values | changes)


def a_report(**changes) -> Report:
    values: dict[str, Any] = {
        "rules": "new.yaml",
        "against": "",
        "archives": ("a.mbox",),
        "posts": 200,
        "seconds": 1.5,
        "dispositions": {"accept": 195, "return": 5},
        "days": [("2026-01-05", "accept", 195), ("2026-02-08", "return", 5)],
        "rule_lines": [
            RuleLine(name="short", does="return", mode="live", place="r.yaml:3", outcomes={"match": 5})
        ],
        "curves": [
            Curve(
                rule="short",
                test="own.words: under 4",
                name="",
                unit="words",
                value=4,
                caught=5,
                points=((0, 0), (4, 5), (8, 9)),
            )
        ],
        "authors": [],
        "changed": {},
        "changes": [],
        "doubtful": 0,
        "shown": [a_shown()],
        "unknown": {},
        "warnings": [],
    }
    return Report(**values | changes)


def test_the_first_sentence_says_what_would_have_happened():
    report = a_report()

    assert headline(report) == "200 posts, 5 returned"
    assert list(sentences(report)) == [
        "Of 200 posts from 5 Jan 2026 to 8 Feb 2026 these rules would have returned 5 (2.5 %) and let 195 pass."
    ]


def test_the_second_sentence_says_what_changes():
    report = a_report(against="old.yaml", changed={"newly returned": 3, "other reason": 1}, doubtful=1)

    assert list(sentences(report))[1] == (
        "Compared with old.yaml: 3 newly returned and 1 stopped for another reason. "
        "1 of the newly stopped looks like a mistake; see below."
    )


def test_nobodys_text_becomes_markup():
    change = Change(
        change="newly returned", was="accept", now="return", was_rules=(), now_rules=(EVIL,), author=EVIL, subject=EVIL,
        date=WHEN, signs=(EVIL,), shown=1,
    )  # fmt: skip
    shown = a_shown(
        EVIL, key=EVIL, source=EVIL, author=EVIL, subject=EVIL, hits=(EVIL,), signs=(EVIL,), unknown=(EVIL,),
        reasons=(Reason(rule=EVIL, text=EVIL, lines=()),), change=EVIL,
    )  # fmt: skip
    html = page(
        a_report(
            against=EVIL,
            rules=EVIL,
            archives=(EVIL,),
            changes=[change],
            changed={EVIL: 1},
            shown=[shown],
            warnings=[EVIL],
            unknown={EVIL: 1},
        )
    )

    assert "<img" not in html
    assert "<svg/" not in html
    assert html.count("</script>") == 1
    assert not re.search(r"[\x00-\x08\x1b\u202e]", html.partition('class="text"')[2].partition("</div>")[0])


def test_the_report_loads_nothing_and_runs_one_known_script():
    html = page(a_report())

    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", html)
    assert "default-src 'none'" in html
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/]{43}='", html)
    assert len(re.findall(r"<script", html)) == 1
    assert not re.search(r"\son[a-z]+=", html.partition("<body>")[2].partition("<script>")[0])


def test_lines_that_a_reason_means_are_marked_and_the_rest_is_counted():
    html = page(a_report())

    assert "<pre>One\n<mark>Two</mark>\nThree</pre>" in html
    assert "57 more lines" in html


def test_rules_that_hit_nothing_do_not_hide_the_others():
    def line(name: str, **outcomes: int) -> RuleLine:
        return RuleLine(name=name, does="hold", mode="live", place="r.yaml:3", outcomes=outcomes)

    lines = [line("a", match=2), line("b", unknown=3), *(line(name) for name in "cdef")]

    assert [one.name for one in quiet(lines)] == ["c", "d", "e", "f"]
    assert quiet(lines[:5]) == []
    assert "4 rules hit no post: c, d, e and f." in page(a_report(rule_lines=lines))


def test_an_empty_replay_is_a_report_too():
    html = page(a_report(posts=0, dispositions={}, days=[], rule_lines=[], curves=[], shown=[]))

    assert "<h1>No posts</h1>" in html


@pytest.mark.parametrize(
    ("days", "span", "bars"), [(1, "day", 1), (40, "day", 40), (400, "month", 14), (9000, "year", 25)]
)
def test_time_is_cut_into_spans_that_can_be_read(days, span, bars):
    first = dt.date(2000, 1, 1)
    told = [
        (first.isoformat(), "accept", 3),
        ((first + dt.timedelta(days=days - 1)).isoformat(), "hold", 1),
        (None, "accept", 2),
    ]

    chart = over_time(told)

    assert (chart.span, len(chart.bars), chart.undated) == (span, bars, 2)
    assert sum(sum(bar.counts.values()) for bar in chart.bars) == 4


@pytest.mark.parametrize(
    ("wild", "first", "last", "says"),
    [
        ([], "2015-01-01", "2020-06-01", ""),
        (["1984-05-05"], "2015-01-01", "2020-06-01", "1 post dated 1984 is not in the chart: "),
        (["1984-05-05", "2038-01-19", "2099-12-31"], "2015-01-01", "2020-06-01", "3 posts dated 1984, 2038 and 2099 are not"),
        ([f"{year}-01-01" for year in range(2060, 2067)], "2015-01-01", "2020-06-01", "7 posts dated 2060 to 2066 are not"),
        (["2013-02-01"], "2013-02-01", "2020-06-01", ""),
        (["2004-02-01"] * 60, "2004-02-01", "2020-06-01", ""),
    ],
)  # fmt: skip
def test_a_wrong_clock_does_not_stretch_time(wild, first, last, says):
    usual = [
        ("2015-01-01", "accept", 800),
        ("2016-12-01", "hold", 3),
        ("2018-11-01", "accept", 1),
        ("2020-06-01", "return", 6),
    ]
    days = [*usual, *((day, "accept", 1) for day in wild), (None, "accept", 2)]

    span = span_of(days)
    assert span is not None
    chart = over_time(days)
    report = a_report(posts=812 + len(wild), days=days)

    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)
    assert strays(span).startswith(says)
    assert bool(strays(span)) is bool(says)
    assert sum(sum(bar.counts.values()) for bar in chart.bars) + span.outside == 810 + len(wild)
    assert (strays(span) in page(report)) if says else ("not in the chart: nobody" not in page(report))


def test_among_few_posts_no_date_is_wild():
    days = [("1984-05-05", "accept", 1), ("2020-01-01", "accept", 1), ("2021-01-01", "accept", 2)]

    span = span_of(days)

    assert span is not None
    assert span.outside == 0
    assert span_of([(None, "accept", 3)]) is None


def test_small_words():
    assert [nice(0), nice(3), nice(101), nice(4001)] == [1, 4, 200, 5000]
    assert [number(0), number(1200), number(2.5), number(40_000)] == ["0", "1,200", "2.5", "40k"]
    assert [share(1, 8), share(1, 40), share(9, 10_000), share(37, 37)] == [
        "",
        " (2.5 %)",
        " (0.1 %)",
        " (100 %)",
    ]
    assert lines_of(((3, 3),)) == "line 3"
    assert lines_of(((3, 9), (12, 12))) == "lines 3–9 and 12"


def test_the_headline_has_the_words_of_the_tables():
    report = a_report(posts=11, dispositions={"accept": 7, "return": 2, "hold": 1, "discard": 1})
    assert headline(report) == "11 posts, 2 returned, 1 held, 1 discarded"
    assert headline(a_report(posts=7, dispositions={"accept": 7})) == "7 posts, none returned or held"


def test_a_post_names_its_rules_before_it_is_opened():
    summary = re.search(r"<summary><span class=\"who\">.*?</summary>", page(a_report()))
    assert summary
    assert '<span class="chip">short</span>' in summary[0]
