"""
Fault points by the hundred: what was lost, what came twice?

    python -m tests.faults [FAMILY...] [--every N] [--record]

FAMILY is one of those in tests/faults/families.py, all of them where none is named. ``--every N`` tries each Nth
point only. ``--record`` puts the numbers where docs/reliability.md finds them (then: make docs).
"""

import argparse
import sys
import time

from tests.faults.families import FAULTS, record


def main(chosen: argparse.Namespace) -> int:
    """Run and print; 1 where a promise was broken, or a control did not fail."""
    broken = 0
    for family in FAULTS:
        if family.measure is None or (chosen.family and family.name not in chosen.family):
            continue
        began = time.monotonic()
        counts = family.measure(chosen.every)
        well = counts.good != family.control
        broken += not well
        sys.stdout.write(
            f"{family.name}: {counts.told()}, {time.monotonic() - began:.0f} s, {'well' if well else 'BROKEN'}\n"
        )
        if not family.control:
            sys.stdout.writelines(f"  {line}\n" for line in counts.bad[:20])
        sys.stdout.flush()
        if chosen.record and well:
            record(family.name, counts, chosen.every)
    return int(broken > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("family", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--record", action="store_true")
    sys.exit(main(parser.parse_args()))
