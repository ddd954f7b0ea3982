"""Reads lists that stand in files of their own, one text a line: ``{file: names.txt}``."""

from dataclasses import replace

from bot.policy.compile.documents import Library, beside, reason
from bot.policy.errors import Place, Report
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence

LIMIT = 2_000_000  # octets
MOST = 100_000  # texts
REMARK = "#"
HELP = "write  {file: names.txt}  with the name of a text file beside the rules"


def with_files(node: Node | None, library: Library, report: Report) -> Node | None:
    """``lists:`` with the texts of the files in place of their names; each text knows its line there."""
    if not isinstance(node, Mapping):
        return node
    entries = [replace(entry, value=_filled(entry.value, library, report)) for entry in node]
    return replace(node, entries=tuple(entries))


def _filled(node: Node, library: Library, report: Report) -> Node:
    if not isinstance(node, Mapping):
        return node
    name = node.get("file")
    if name is None:
        filled = with_files(node, library, report)
        return node if filled is None else filled
    for entry in node:
        if entry.key.text != "file":
            help_ = "a list comes from a file or from the rules, not from both; join two lists with add:"
            report.error("R005", entry.key.at, f'unknown key "{entry.key.text}" beside file:', help=help_)
    return _texts(name, library, report)


def _texts(name: Node, library: Library, report: Report) -> Sequence:
    nothing = Sequence(items=(), at=name.at)
    typed = name.text.strip() if isinstance(name, Scalar) else ""
    path = beside(name.at.file, typed) if typed else ""
    if not path:
        report.error("R008", name.at, "file: needs the name of a text file", help=HELP)
        return nothing
    try:
        raw = library.list_file(path)
    except OSError as error:
        said = f'the list file "{typed}" cannot be read: {reason(error)}'
        report.error("R008", name.at, said, note="relative to this file", help=HELP)
        return nothing
    text = _decoded(raw, name, path, report)
    items = tuple(_items(text, path)) if text else ()
    if len(items) > MOST:
        report.error("R008", name.at, f"the list has {len(items):,} texts", help=f"at most {MOST:,}")
        return nothing
    return Sequence(items=items, at=name.at)


def _decoded(raw: bytes, name: Node, path: str, report: Report) -> str | None:
    if len(raw) > LIMIT:
        help_ = f"at most {LIMIT:,} bytes; divide the list"
        report.error("R001", name.at, f"the list file is too large: {len(raw):,} bytes", help=help_)
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        place = Place(path, line, 1, 1, raw.split(b"\n")[line - 1].decode("utf-8", "replace"))
        help_ = 'save the file as "UTF-8" in your editor'
        report.error("R001", place, "the list file is not UTF-8", help=help_)
        return None


def _items(text: str, path: str) -> list[Scalar]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        word = (" " + line).partition(f" {REMARK}")[0].strip()
        if word:
            place = Place(path, number, line.index(word) + 1, len(word), line)
            found.append(Scalar(text=word, style="", raw=word, at=place))
    return found
