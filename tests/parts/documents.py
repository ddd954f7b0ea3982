"""The files that the program writes itself: ``python -m tests.parts.documents`` writes them again."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.lifecycle import diagram
from bot.policy.publish.manual import manual as rules_manual
from bot.policy.publish.schema import schema_text
from bot.settings.manual import manual

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
    "rules/schema.json": schema_text,
}


if __name__ == "__main__":
    for name, write in PAGES.items():
        (ROOT / name).write_text(write())
