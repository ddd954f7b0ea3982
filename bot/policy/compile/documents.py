"""Reads a rule file and those that it inherits from; nothing is compiled yet."""

import errno
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.policy.compile.habits.written import typed
from bot.policy.errors import Place, Report
from bot.policy.model import keywords
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence, what_it_is
from bot.policy.source.parse import read_nodes, unknown_keys

LANGUAGE = 1
KEYS = tuple(keywords.FILE)
LEVELS = 8
MANY = 500  # files of one rule set
LARGEST = 30_000_000  # octets of all of them
RULES, LISTS, POSTS = (".yaml", ".yml"), (".txt", ".csv"), (".eml",)
"""How names end: no other file is read, since what is wrong with one is shown to who wrote the rules."""

FILES_HELP = "check its name and its permissions"

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """
    One rule file; ``parents`` are the files that it inherits, side by side; ``whole``: none is missing.

    ``ancestry`` are the files from the oldest ancestor to this one, each once.
    """

    path: str
    root: Mapping
    parents: tuple["Document", ...] = ()
    whole: bool = True
    ancestry: tuple["Document", ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        above = {one.path: one for parent in self.parents for one in parent.ancestry}
        object.__setattr__(self, "ancestry", (*above.values(), self))

    @property
    def name(self) -> str:
        """The name of the rule set, else that of the file."""
        name = self.root.get("ruleset")
        written = name.text.strip() if isinstance(name, Scalar) else ""
        return written or posixpath.basename(self.path).partition(".")[0]


@dataclass(slots=True)
class Library:
    """Reads files once each and keeps their bytes."""

    read: Read
    report: Report
    files: dict[str, bytes] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    _documents: dict[str, Document | None] = field(default_factory=dict)

    def open(self, path: str) -> Document | None:
        """The rule file and all that it inherits; None, with errors in the report, where that fails."""
        try:
            self.files[path] = self.read(path)
        except OSError as error:
            said = f"the file cannot be read: {reason(error)}"
            self.report.error(
                "R001", Place(path, 1, 1, 1, ""), said, help="check its name and its permissions"
            )
            return None
        return self._document(path, ())

    def post_file(self, path: str) -> bytes:
        """The mail of an example; OSError where it cannot be read."""
        return self._bytes_of(path, POSTS)

    def list_file(self, path: str) -> bytes:
        """A file with the texts of a list, a part of the rule set; OSError where it cannot be read."""
        raw = self._bytes_of(path, LISTS)
        if path not in self.listed:
            self.listed.append(path)
        return raw

    def _bytes_of(self, path: str, endings: tuple[str, ...]) -> bytes:
        """A file beside the rules, read once."""
        if not path.lower().endswith(endings):
            raise OSError(errno.EACCES, f"its name does not end in {' or '.join(endings)}", path)
        if path not in self.files:
            self._add(path, self.read(path))
        return self.files[path]

    def _add(self, path: str, raw: bytes) -> None:
        if len(self.files) >= MANY:
            raise OSError(errno.EFBIG, f"a rule set has at most {MANY} files", path)
        if len(raw) + sum(map(len, self.files.values())) > LARGEST:
            raise OSError(errno.EFBIG, f"all files of a rule set have at most {LARGEST:,} bytes", path)
        self.files[path] = raw

    def _document(self, path: str, children: tuple[str, ...]) -> Document | None:
        if path not in self._documents:
            self._documents[path] = self._read(path, children)
        return self._documents[path]

    def _read(self, path: str, children: tuple[str, ...]) -> Document | None:
        root = read_nodes(self.files[path], path, self.report)
        if not isinstance(root, Mapping):
            self._no_rules(path, root)
            return None
        check_head(root, self.report)
        inherits = root.get("inherits")
        if inherits is None:
            return Document(path=path, root=root)
        names = inherits.items if isinstance(inherits, Sequence) and inherits.items else (inherits,)
        parents = [self._parent(name, path, (*children, path)) for name in names]
        found = tuple(parent for parent in parents if parent)
        whole = len(found) == len(parents) and all(parent.whole for parent in found)
        return Document(path=path, root=root, parents=found, whole=whole)

    def _no_rules(self, path: str, root: Node | None) -> None:
        if self.report.errors and self.report.errors[-1].file == path:
            return
        at = root.at if root else Place(path, 1, 1, 1, "")
        said = (
            "the file is empty"
            if root is None
            else f"a rule file begins with keys such as rules:, not with {what_it_is(root)}"
        )
        self.report.error("R005", at, said, help="a rule file has the keys " + ", ".join(KEYS))

    def _parent(self, node: Node, path: str, children: tuple[str, ...]) -> Document | None:
        if not isinstance(node, Scalar) or not node.text.strip():
            self.report.error(
                "R017",
                node.at,
                "inherits: needs the name of a file",
                help="for example  inherits: salon.yaml, or  inherits: [salon.yaml, quoting.yaml]",
            )
            return None
        parent = beside(path, node.text)
        if parent in children or len(children) > LEVELS:
            said = f'"{node.text}" inherits this file itself'
            help_ = "one of the two must be on its own"
            if parent not in children:
                said = f"files inherit each other on more than {LEVELS} levels"
                help_ = "let this file name the others itself:  inherits: [one.yaml, another.yaml]"
            self.report.error("R017", node.at, said, help=help_)
            return None
        try:
            self._bytes_of(parent, RULES)
        except OSError as error:
            said = f'the inherited file "{node.text}" cannot be read: {reason(error)}'
            self.report.error("R017", node.at, said, note="relative to this file", help=FILES_HELP)
            return None
        return self._document(parent, children)


def beside(path: str, name: str) -> str:
    """A file name as written in a rule file, relative to that file."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name.strip()))


def _named_elsewhere(entry: Entry) -> str:
    """What to write for a key of the file that has another name in other systems."""
    word = entry.key.text.strip().lower()
    if word in _VALUES:
        value = entry.value
        first = value.entries[0] if isinstance(value, Mapping) and value.entries else None
        shown = f"{{{first.key.text}: {typed(first.value)}}}" if first else "{most: 3}"
        name = first.key.text if first else "most"
        return f"write  values: {shown}  and take it in a rule as  ${name}"
    return {"include": "write  inherits: FILE", "macros": "write  conditions:"}.get(word, "")


_VALUES = frozenset(
    (
        "vars",
        "variables",
        "constants",
        "define",
        "defines",
        "params",
        "parameters",
        "env",
        "input_number",
        "settings",
        "numbers",
        "limits",
        "thresholds",
    )
)


def check_head(root: Mapping, report: Report) -> None:
    """The keys of the file, and the language it is written in."""
    unknown_keys(root, KEYS, "the rule file", report, _named_elsewhere)
    for key in ("ruleset", "language"):
        if root.get(key) is None:
            help_ = (
                "write  ruleset: the-name-of-these-rules"
                if key == "ruleset"
                else f"write  language: {LANGUAGE}"
            )
            report.warning("W005", root.at, f"the file has no {key}:", help=help_)
    language = root.get("language")
    if language is not None:
        _check_language(language, report)
    if root.get("change") is not None and root.get("inherits") is None:
        entry = root.entry("change")
        at = entry.key.at if entry else root.at
        report.error(
            "R017",
            at,
            "change: without inherits:",
            help="change the rules themselves; change: is for inherited ones",
        )


def _check_language(node: Node, report: Report) -> None:
    text = node.text if isinstance(node, Scalar) else ""
    if text == str(LANGUAGE):
        return
    newer = text.isdigit() and int(text) > LANGUAGE
    said = (
        f"the rules are written in language {text}, this program knows {LANGUAGE}"
        if newer
        else "language: is a number"
    )
    help_ = "update the program" if newer else f"write  language: {LANGUAGE}"
    report.error("R020", node.at, said, help=help_)


def reason(error: OSError) -> str:
    """Why a file cannot be read, as the end of a sentence."""
    return (error.strerror or type(error).__name__).lower()
