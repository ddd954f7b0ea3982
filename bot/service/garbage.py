"""How often a process that does the same work again and again looks for garbage."""

import gc

_ONCE = 20_000, 20, 20  # of Python: 700, 10 and 10; garbage that only this finds is rare, and small
_LASTING = 5_000, 5, 5  # in a process that lives for weeks it would add up


def look_rarely(*, lasting: bool = False) -> None:
    """
    Look for garbage only now and then, and never again through what is loaded now.

    With ``lasting``, as in a daemon, it is looked for a little more often.
    Reading posts makes many small things that go by themselves; looking through them for
    circles took a sixth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*(_LASTING if lasting else _ONCE))
