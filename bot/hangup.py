"""SIGHUP before the daemon can answer it: remembered, since its usual effect is the end of the process."""

import signal

_came: list[int] = []


def remember() -> None:
    """From now on SIGHUP ends nothing."""
    signal.signal(signal.SIGHUP, lambda number, _frame: _came.append(number))


def came() -> bool:
    """Whether one came that nobody answered yet."""
    found = bool(_came)
    _came.clear()
    return found
