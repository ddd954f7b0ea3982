"""Regular expressions that are compiled when they are first asked, not when their module is loaded."""

import re
from typing import Any, cast


class LazyRegex:
    """Stands for a compiled pattern; each method that was asked once is the pattern's own from then on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made_of = pattern, flags

    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(*self._made_of)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(self.compiled(), name)
        setattr(self, name, value)
        return value


def lazy_regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """
    A pattern for what is seldom met: to compile all of them took an eighth of the start of each command.

    A test compiles every one. ``re.sub`` and the like do not take it: ask it for its own ``sub``.
    """
    return cast("re.Pattern[str]", LazyRegex(pattern, flags))
