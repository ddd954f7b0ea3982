"""Case ids: they sort by time and survive being read out on the telephone."""

import datetime as dt
import secrets

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_HEARD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_HALF = 1 << 20


def case_ids(now: dt.datetime, count: int) -> tuple[str, ...]:
    """
    Ids like ``20260108-7F3K-2QXT`` in rising order.

    The day, the time of day to 82 ms, then chance; all in UTC. Chance, not a
    count: a database restored from a backup must not give an id again.
    """
    utc = now.astimezone(dt.UTC)
    seconds = (utc - utc.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    first = int(seconds * _HALF / 86400) * _HALF + secrets.randbelow(_HALF - count)
    return tuple(f"{utc:%Y%m%d}-{_spell(first + n)}" for n in range(count))


def heard(text: str) -> str:
    """An id as a person may have written it (lower case, no hyphens, O for 0) in its one form."""
    plain = text.strip().upper().replace("-", "").replace(" ", "").translate(_HEARD)
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:]}"


def _spell(number: int) -> str:
    digits = "".join(_DIGITS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{digits[:4]}-{digits[4:]}"
