"""Repairs hyphens of lists: one missing, one too many, one behind a key."""

import re
from collections.abc import Iterator

from bot.policy.model import keywords
from bot.policy.source.recovery.line_repairs import FIRST, Repair, Way, parts


def _hyphen_behind_a_key(lines: list[str], at: int) -> Iterator[Repair]:
    found = re.match(r"(?P<head>(?P<indent>[ ]*)(?P<key>\w+):)[ ]+(?P<item>-[ ].*)$", lines[at])
    if found:
        said = f'a hyphen on the same line as "{found["key"]}:"'
        help_ = "begin each rule and each example on a line of its own: hyphen, space, text"
        mended = f"{found['head']}\n{found['indent']}  {found['item']}"
        yield Repair(at=at, start=found.start("item"), width=1, said=said, help=help_, line=mended, ends=True)


def _hyphen_missing(lines: list[str], at: int) -> Iterator[Repair]:
    found = parts(lines[at])
    what = FIRST.get(found["word"])
    if what and not found["hyphen"] and found["rest"].startswith(":"):
        said, note = f'a hyphen is missing before "{found["word"]}:"', f"a new {what} begins here"
        indent = max(0, len(found["indent"]) - 2)
        for column in (len(found["indent"]), indent):
            line = " " * column + "- " + lines[at].lstrip()
            help_ = f"write  - {found['word']}:"
            yield Repair(
                at=at,
                start=found.start("word"),
                width=len(found["word"]),
                said=said,
                note=note,
                help=help_,
                line=line,
            )


def _hyphen_missing_in_group(lines: list[str], at: int) -> Iterator[Repair]:
    """One of the lines below ``any:`` without its hyphen, while its neighbours have theirs."""
    found = parts(lines[at])
    word, indent = found["word"], len(found["indent"])
    if not word or found["hyphen"] or not found["rest"].startswith(":"):
        return
    near = [next(_saying(lines[:at][::-1]), ""), next(_saying(lines[at + 1 :]), "")]
    items = [line for line in near if re.match(rf"[ ]{{{indent}}}- ", line)]
    if items and _below_group(lines, at, indent):
        yield Repair(
            at=at,
            start=indent,
            width=len(word),
            said=f'a hyphen is missing before "{word}:"',
            note="its neighbours have one",
            help=f"write  - {lines[at].strip()}",
            line=" " * indent + "- " + lines[at].lstrip(),
        )


def _saying(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _below_group(lines: list[str], at: int, indent: int) -> bool:
    """Whether the next line above that begins further left is ``any:``, ``all:`` or ``none:``."""
    above = (parts(line) for line in _saying(lines[:at][::-1]))
    holder = next((one for one in above if one.start("word") < indent or not one["hyphen"]), None)
    while holder is not None and holder.start("word") >= indent:
        holder = next((one for one in above if one.start("word") < indent), None)
    return holder is not None and holder["word"] in keywords.GROUPS


def _hyphen_too_many(lines: list[str], at: int) -> Iterator[Repair]:
    found = parts(lines[at])
    if not found["hyphen"]:
        return
    said = "a hyphen too many" + (f' before "{found["word"]}:"' if found["rest"].startswith(":") else "")
    help_ = "a hyphen begins a new rule or example; remove it where the line belongs to the one above"
    fewer = found["hyphen"][2:] if found["hyphen"].count("-") > 1 else ""
    for indent in dict.fromkeys((len(found["indent"]), len(found["indent"]) + 2)):
        line = " " * indent + fewer + lines[at][found.end("hyphen") :]
        yield Repair(at=at, start=found.start("hyphen"), width=1, said=said, help=help_, line=line)


IN_SHAPE: tuple[Way, ...] = (_hyphen_missing_in_group, _hyphen_behind_a_key)
BY_HYPHENS: tuple[Way, ...] = (_hyphen_missing, _hyphen_too_many)
