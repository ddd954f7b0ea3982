"""The pages in docs/ that are written by the program itself: ``python -m tests.parts.documents`` writes them again."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.lifecycle import diagram
from bot.settings.manual import manual

DOCS = Path(__file__).parents[2] / "docs"


def _lifecycle() -> str:
    return (
        "# The states of a case\n\n"
        "From the moment that a post is durable until nothing is left to do: the only transitions there are.\n\n"
        f"```mermaid\n{diagram().rstrip()}\n```\n"
    )


PAGES: Mapping[str, Callable[[], str]] = {"settings.md": manual, "lifecycle.md": _lifecycle}


if __name__ == "__main__":
    for name, write in PAGES.items():
        (DOCS / name).write_text(write())
