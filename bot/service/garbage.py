"""How often a process that does the same work again and again looks for garbage."""

import gc

_OBJECTS, _TIMES = 20_000, 20  # of Python: 700 and 10; garbage that only this finds is rare, and small


def look_rarely() -> None:
    """
    Look for garbage only now and then, and never again through what is loaded now.

    Reading posts makes many small things that go by themselves; looking through them for
    circles took a sixth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, _TIMES, _TIMES)
