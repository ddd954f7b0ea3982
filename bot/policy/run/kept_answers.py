"""Names by which the answers of a test are known again: the same wherever the test says the same."""

import hashlib
from collections.abc import Iterator

from bot.policy.model.conditions import Asked, Condition, parts_of
from bot.policy.model.tests import (
    AllItems,
    Among,
    AnyItem,
    Compared,
    Every,
    HasAll,
    HasAny,
    Matches,
    Not,
    Test,
)


def name_of(asked: Asked) -> str | None:
    """The name of a test of a text; None for any other, which is as soon asked again."""
    written = None if asked.within else _written(asked.test)
    if written is None:
        return None
    digest = hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return f"={asked.fact} {digest}"


def names_in(condition: Condition) -> Iterator[str]:
    """The names of all tests of texts in a condition."""
    if isinstance(condition, Asked) and (name := name_of(condition)):
        yield name
    for part in parts_of(condition):
        yield from names_in(part)


def _written(test: Test) -> str | None:
    """The test with all that it says, in one form."""
    match test:
        case Compared(how=how, wanted=wanted, case=case, inside=inside):
            return repr(("compared", how.__qualname__, wanted, case, inside))
        case Among(wanted=words, case=case):
            return repr(("among", sorted(words), case))
        case HasAny(index=index, case=case):
            return repr(("any", sorted(index.wanted), case))
        case HasAll(wanted=phrases, case=case):
            return repr(("all", phrases, case))
        case Matches(pattern=pattern):
            return repr(("matches", pattern.typed, pattern.case))
        case Not(test=inner) | AnyItem(test=inner) | AllItems(test=inner):
            return _of_several(type(test).__name__, inner)
        case Every(tests=tests):
            return _of_several("every", *tests)
        case _:
            return None


def _of_several(name: str, *tests: Test) -> str | None:
    parts = [_written(test) for test in tests]
    return None if None in parts else repr((name, parts))
