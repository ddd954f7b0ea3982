"""When a schedule is due next."""

import datetime as dt
from zoneinfo import ZoneInfo

from cronsim import CronSim


def next_due(schedule: str, timezone: str, after: dt.datetime) -> dt.datetime:
    """The first moment after ``after`` (aware) that a schedule names in a zone; right over clock changes."""
    return next(CronSim(schedule, after.astimezone(ZoneInfo(timezone)))).astimezone(dt.UTC)
