"""The day in a date as papers print it."""

import datetime as dt

import pytest

from bot.mail.text.printed_dates import printed_date


@pytest.mark.parametrize(
    "written",
    [
        "November 20, 2026",
        "Published Nov. 20, 2026",
        "2026-11-20",
        "Updated November 20, 2026 at 6:15 p.m. EST",
        "Fri 20 Nov 2026 07.00 GMT",
        "20 November 2026 • 6:00am",
        "November 20, 2026 / 5:00 AM EST / CBX News",
        "Nov. 20, 2026Updated 8:12 p.m. ET",
        "November 20, 202611:02 PM GMT+1Updated 3 hours ago",
        "The Coast Courier, November 20, 2026",
        "20. November 2026, 7:00 Uhr",
        "20.11.2026",
        "20/11/2026",
        "11/20/2026",
        "Publié le 20 novembre 2026 à 06h00",
        "20 de noviembre de 2026",
        "20 novembre 2026, ore 7",
        "20 november 2026 om 07:00",
        "20 ноября 2026 г.",
        "20 Kasım 2026",
        "2026年11月20日 07:00",
        "Gazette 20 Nov 26",
    ],
)
def test_the_day_is_read(written: str) -> None:
    assert printed_date(written) == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    "written",
    ["", "November 2026", "03/04/2026", "yesterday at noon", "31 November 2026", "20 listopada 2026"],
)
def test_what_nobody_can_tell_is_not_guessed(written: str) -> None:
    assert printed_date(written) is None
