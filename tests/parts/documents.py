"""The files that the program writes itself: ``python -m tests.parts.documents`` writes them, ``--check`` compares."""

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.lifecycle import diagram
from bot.policy.publish.manual import manual as rules_manual
from bot.policy.publish.schema import schema_text
from bot.settings.manual import manual
from tests.faults import page as reliability
from tests.parts import log_lines, manual_page, rfc_notes

ROOT = Path(__file__).parents[2]


def _lifecycle() -> str:
    return (
        "# The states of a case\n\n"
        "From the moment that a post is durable until nothing is left to do: the only transitions there are.\n\n"
        f"```mermaid\n{diagram().rstrip()}\n```\n"
    )


EVERY_FILE = "## Every file\n"


def _house() -> str:
    """The page as it was written, with the first line of every file below it."""
    page, _, _ = (ROOT / "docs/house.md").read_text("utf-8").partition(EVERY_FILE)
    return page + EVERY_FILE + "\nIn its own words; made by `make docs`.\n" + "".join(_files())


def _files() -> Iterator[str]:
    above = None
    for path in sorted((ROOT / "bot").rglob("*.py"), key=lambda each: (each.parent, each.name)):
        name = path.relative_to(ROOT)
        if "versions" in name.parts or not (told := ast.get_docstring(ast.parse(path.read_bytes()))):
            continue
        if name.parent != above:
            above = name.parent
            yield f"\n### `{above}/`\n\n"
        yield f"- `{name.name}`: {told.splitlines()[0]}\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/settings.md": manual,
    "docs/lifecycle.md": _lifecycle,
    "docs/rules.md": rules_manual,
    "docs/rfc.md": rfc_notes.page,
    "docs/log.md": log_lines.page,
    "docs/reliability.md": reliability.page,
    "docs/house.md": _house,
    "rules/schema.json": schema_text,
    "deploy/listwarden.1": manual_page.man,
    "deploy/listwarden.bash": manual_page.completion,
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
