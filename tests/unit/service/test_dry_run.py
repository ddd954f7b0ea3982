"""One message is judged at its own date, or at the moment that is asked for."""

import datetime as dt

import pytest

from bot.service.dry_run import dry_run

RULES = """\
ruleset: t
language: 1
rules:
  - name: night
    when: {now.weekday: tuesday, now.hour: at least 22}
    then: hold
"""
DATED = b"From: a@example.org\nSubject: x\nDate: Tue, 13 Jan 2026 22:30:00 +0000\n\nx\n"


@pytest.mark.parametrize(
    ("raw", "at", "disposition"),
    [
        (DATED, None, "hold"),
        (DATED.replace(b"22:30", b"21:30"), None, "accept"),
        (DATED, dt.datetime(2026, 1, 14, 22, 30, tzinfo=dt.UTC), "accept"),
        (b"Subject: x\n\nx\n", dt.datetime(2026, 1, 13, 23, tzinfo=dt.UTC), "hold"),
    ],
)
def test_it_is_judged_at_the_posts_date_or_at_the_moment_given(tmp_path, raw, at, disposition):
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    judged = dry_run(raw, None, None, path, at=at)
    assert judged.verdict.disposition == disposition
