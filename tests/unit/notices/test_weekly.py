"""The report of the week: each figure from decisions as they were made."""

import datetime as dt
from typing import Any

from bot.notices.weekly import Decided, Week, sections, write_week
from bot.policy.model.verdict import Disposition
from tests.parts.letters import opened, parts
from tests.parts.reading import SALON, a_stamp

NOW = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
HOLD, ACCEPT, RETURN = Disposition.HOLD, Disposition.ACCEPT, Disposition.RETURN


def decided(case: str, hours: float, disposition: Disposition, *rules: str, **changes) -> Decided:
    values: dict[str, Any] = {"author": f"{case[0]}@example.org", "by_bot": True, "shadow": ()} | changes
    return Decided(
        case=case, at=NOW + dt.timedelta(hours=hours), disposition=disposition, rules=rules, **values
    )


WEEK = Week(
    decided=(
        decided("a1", 0, HOLD, "new-author"),
        decided("a1", 2, ACCEPT, by_bot=False),
        decided("b1", 1, RETURN, "too-short", "no-link"),
        decided("b2", 5, ACCEPT, shadow=("shout",)),
        decided("c1", 3, RETURN, "too-short"),
        decided("d1", 4, HOLD, "new-author"),
    ),
    asked={"digest": 2, "leave": 1},
    bounced=3,
    paused=1,
)


def test_what_the_week_was():
    told = {title: [(row.what, row.count, row.note) for row in rows] for title, rows in sections(WEEK)}

    assert told == {
        "Posts": [("posted", 2, ""), ("held", 1, ""), ("returned", 2, "")],
        "What rules did": [
            ("new-author", 2, "people let 1 of these posts through after all"),
            ("too-short", 2, ""),
            ("no-link", 1, ""),
        ],
        "What rules that only watch would have done": [("shout", 1, "")],
        "After a return": [("returned", 2, ""), ("then posted (50 %)", 1, "half of them within 4 hours")],
        "Waiting for a person": [
            ("decided on", 1, "half of them within 2 hours"),
            ("still waiting", 1, "the oldest since 5 Jan; to see them: listwarden held list"),
        ],
        "Members": [
            ("chose digest", 2, ""),
            ("left", 1, ""),
            ("mail came back", 3, "1 member paused for it"),
        ],
    }


def test_it_is_a_mail_that_reads_as_text_and_draws_bars_beside_the_figures():
    message = opened(write_week(WEEK, SALON, a_stamp("owner")))

    assert message["Subject"] == "Salon: the week to 8 Jan"
    text = parts(message, "text/plain")[0].get_content()
    assert "  new-author      2\n      people let 1 of these posts through after all\n" in text.replace(
        "\r", ""
    )
    assert "Thursday, 1 January 2026 to Thursday, 8 January 2026" in text
    html = parts(message, "text/html")[0].get_content()
    assert html.count('<div style="width: ') == 13  # the rule that stands alone has none
    assert '<td class="n">2</td>' in html


def test_a_week_of_nothing_says_so():
    message = opened(write_week(Week(decided=()), SALON, a_stamp("owner")))

    assert "Nothing came this week." in parts(message, "text/plain")[0].get_content()
