"""
Fault points by the hundred: what was lost, what came twice?

    python -m tests.faults [FAMILY...] [--every N] [--record]

FAMILY is one of those in tests/faults/families.py, all of them where none is named. ``--every N`` tries each Nth
point only. ``--record`` puts the numbers where docs/reliability.md finds them (then: make docs), those
of a sweep that goes on too, as partial, so that one that is stopped loses nothing.
"""

import argparse
import sys
import time

from tests.faults.families import FAULTS, Fault, record
from tests.faults.laboratory import Counts

APART = 50
"""So many points lie between two records of a sweep."""


def main(chosen: argparse.Namespace) -> int:
    """Run and print; 1 where a promise was broken, or a control did not fail."""
    broken = 0
    for family in FAULTS:
        if family.measure is None or (chosen.family and family.name not in chosen.family):
            continue
        began = time.monotonic()
        counts = _watched(family, chosen.every) if chosen.record else Counts()
        family.measure(chosen.every, counts)
        well = counts.good != family.control
        broken += not well
        sys.stdout.write(
            f"{family.name}: {counts.told()}, {time.monotonic() - began:.0f} s, {'well' if well else 'BROKEN'}\n"
        )
        if not family.control:
            sys.stdout.writelines(f"  {line}\n" for line in counts.bad[:20])
        sys.stdout.flush()
        if chosen.record and well:
            record(family.name, counts, chosen.every, whole=True)
    return int(broken > 0)


def _watched(family: Fault, every: int) -> Counts:
    """Counts that are recorded as they grow; a control has no promise to keep before its end."""
    counts = Counts()

    def watch() -> None:
        if counts.points % APART == 0 and counts.good and not family.control:
            record(family.name, counts, every, whole=False)

    counts.watch = watch
    return counts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("family", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--record", action="store_true")
    sys.exit(main(parser.parse_args()))
