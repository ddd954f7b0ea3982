"""The files that the program writes itself: ``python -m tests.parts.documents`` writes them, ``--check`` compares."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.lifecycle import diagram
from bot.policy.publish.manual import manual as rules_manual
from bot.policy.publish.schema import schema_text
from bot.settings.manual import manual
from tests.parts import rfc_notes

ROOT = Path(__file__).parents[2]


def _lifecycle() -> str:
    return (
        "# The states of a case\n\n"
        "From the moment that a post is durable until nothing is left to do: the only transitions there are.\n\n"
        f"```mermaid\n{diagram().rstrip()}\n```\n"
    )


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/settings.md": manual,
    "docs/lifecycle.md": _lifecycle,
    "docs/rules.md": rules_manual,
    "docs/rfc.md": rfc_notes.page,
    "rules/schema.json": schema_text,
}


def outdated() -> list[str]:
    """The pages that are not what the program would write today."""
    return [name for name, write in PAGES.items() if (ROOT / name).read_text("utf-8") != write()]


def main(arguments: list[str]) -> int:
    """Write the pages, or say which of them ``make docs`` must write again."""
    if "--check" in arguments:
        old = outdated()
        sys.stdout.writelines(f"{name} is out of date: make docs\n" for name in old)
        return bool(old)
    for name, write in PAGES.items():
        (ROOT / name).write_text(write(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
