"""
The notes on standards in the code, gathered: which section, what it asks of us, in which file.

A note is a sentence of a docstring or a comment that names an RFC, beside the
line that obeys it: ``RFC 5321 4.5.2: dots are doubled``, or ``dots are doubled (RFC 5321 4.5.2)``.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.parts.named_tests import named
from tests.parts.rfc_items import ITEMS, Item

ROOT = Path(__file__).parents[2]
TITLES = {
    934: "Message encapsulation",
    1035: "Domain names",
    1047: "Duplicate messages and SMTP",
    1153: "Digest message format",
    1870: "SMTP extension for message size",
    1952: "GZIP file format",
    2033: "LMTP",
    2034: "SMTP enhanced error codes",
    2045: "MIME 1: format of bodies",
    2046: "MIME 2: media types",
    2047: "MIME 3: non-ASCII header text",
    2087: "IMAP QUOTA",
    2177: "IMAP IDLE",
    2183: "Content-Disposition",
    2231: "MIME parameter values: languages, charsets, continuations",
    2342: "IMAP namespaces",
    2369: "List header fields",
    2387: "Multipart/related",
    2392: "Content-ID and Message-ID addresses",
    2919: "List-Id",
    2920: "SMTP command pipelining",
    2971: "IMAP ID",
    3156: "OpenPGP with MIME",
    3207: "SMTP STARTTLS",
    3461: "SMTP delivery status notifications",
    3463: "Enhanced mail system status codes",
    3464: "Delivery status notifications",
    3501: "IMAP4rev1",
    3516: "IMAP BINARY: literal8",
    3676: "Text with format=flowed",
    3834: "Automatic responses",
    3986: "URI syntax",
    4315: "IMAP UIDPLUS",
    4880: "OpenPGP",
    4954: "SMTP AUTH",
    5228: "Sieve",
    5233: "Sieve: subaddresses",
    5256: "IMAP SORT and THREAD extensions",
    5321: "SMTP",
    5322: "Internet message format",
    5530: "IMAP response codes",
    5598: "Internet mail architecture",
    5652: "Cryptographic Message Syntax",
    5801: "GS2 mechanisms of SASL",
    5890: "Internationalized domain names",
    4648: "Base encodings",
    5965: "Feedback reports (ARF)",
    6068: "mailto",
    6152: "SMTP 8BITMIME",
    6154: "IMAP special-use mailboxes",
    6376: "DKIM",
    6409: "Message submission",
    6522: "multipart/report",
    6531: "SMTPUTF8",
    6532: "Internationalized header fields",
    6749: "OAuth 2.0",
    6851: "IMAP MOVE",
    7162: "IMAP CONDSTORE and QRESYNC",
    7208: "SPF",
    7489: "DMARC",
    7628: "OAuth over SASL",
    7636: "Proof key for code exchange",
    7960: "DMARC and indirect mail",
    8058: "One-click unsubscribe",
    8301: "Cryptographic Algorithm and Key Usage Update to DKIM",
    8463: "A New Cryptographic Signature Method for DKIM",
    8098: "Message disposition notifications",
    8252: "OAuth for native apps",
    8305: "Happy Eyeballs: several addresses",
    8314: "TLS for mail submission and access",
    8414: "Description of an OAuth issuer",
    8551: "S/MIME",
    8601: "Authentication-Results",
    8617: "ARC",
    8621: "JMAP for mail",
    8628: "OAuth by device code",
    9051: "IMAP4rev2",
    9112: "HTTP/1.1",
    9525: "Service identity in TLS",
}
_SECTION = r"\d+(?:\.\d+)*"
_SECTIONS = rf"(?: (?:section )?{_SECTION}(?:(?:,? and|,) {_SECTION}(?![\d.]*\d{{3}}))*)?"
_NAMED = re.compile(rf"RFC (\d{{3,4}})({_SECTIONS})")
_MORE = re.compile(r"(?<=[\d.]), (?=\d{4}\b)")
_HEAD = """\
# Standards, and where they are obeyed

Written from the notes in the code by `make docs`, and compared with them by `make check`. Each note stands beside the line that does
what it says; a section without number means the whole document.

## What they ask of a program like this one

{count} demands, each with the tests that show it. Where we differ, it is said in which way.

| demand | RFC | test |
|---|---|---|
"""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One mention of a section ("" for the whole RFC)."""

    number: int
    order: tuple[int, ...]
    file: str
    text: str

    @property
    def section(self) -> str:
        """``4.5.2``."""
        return ".".join(map(str, self.order))


def page() -> str:
    """The page in Markdown. Raises ValueError for an RFC without a title, or a note without words."""
    notes = sorted(set(gathered(ROOT / "bot")))
    parts = [_HEAD.format(count=len(ITEMS)), *(_row(item) for item in ITEMS)]
    for number in sorted({note.number for note in notes}):
        if number not in TITLES:
            raise ValueError(f"RFC {number} needs its title, in TITLES of tests/parts/rfc_notes.py")
        rows = "".join(
            f"| {note.section or '-'} | {note.text} | `{note.file}` |\n"
            for note in notes
            if note.number == number
        )
        parts.append(
            f"\n## RFC {number}: {TITLES[number]}\n\n| section | in the code's words | file |\n|---|---|---|\n{rows}"
        )
    return "".join(parts)


def _row(item: Item) -> str:
    demand = f"{item.demand}. *{item.but}*" if item.but else item.demand
    return f"| {demand} | {item.where} | {named(item.tests)} |\n"


def gathered(folder: Path) -> Iterator[Note]:
    """Every note below a folder."""
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        source = path.read_text("utf-8")
        for text in (*_docstrings(source), *_comments(source)):
            for sentence in _sentences(text):
                yield from notes_of(sentence, name)


def notes_of(sentence: str, file: str) -> Iterator[Note]:
    """The notes of one sentence; ValueError where it says nothing but the number."""
    sentence = _MORE.sub(", RFC ", sentence)
    found = list(_NAMED.finditer(sentence))
    if not found:
        return
    text = _bare(sentence)
    if len(re.findall(r"\w+", _NAMED.sub("", text))) < 2:
        raise ValueError(f"{file}: say in words what {found[0][0]} asks: {sentence!r}")
    for each in found:
        for section in re.findall(_SECTION, each[2]) or [""]:
            yield Note(int(each[1]), tuple(map(int, section.split("."))) if section else (), file, text)


def _bare(sentence: str) -> str:
    """The sentence without its numbers where they stand in brackets or before a colon."""
    text = re.sub(rf" ?\((?:see )?{_NAMED.pattern}(?:,? (?:and )?{_NAMED.pattern})*\)", "", sentence)
    text = re.sub(rf"^{_NAMED.pattern}: ", "", text)
    text = re.sub(rf", {_NAMED.pattern}$", "", text)
    text = text.strip().rstrip(".").replace("``", "`").replace("|", "\\|")
    return text[:1].upper() + text[1:]


def _docstrings(source: str) -> Iterator[str]:
    """Docstrings, and the texts below constants and attributes."""
    for node in ast.walk(ast.parse(source)):
        for child in getattr(node, "body", []) if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                yield str(child.value.value)


def _comments(source: str) -> Iterator[str]:
    """Comments; those on lines one below the other are one."""
    block: list[str] = []
    last = -1
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        text = re.sub(r"^noqa: [A-Z0-9, ]+ - ", "", token.string.lstrip("# "))
        alone = not token.line[: token.start[1]].strip()
        if block and not (alone and token.start[0] == last + 1):
            yield " ".join(block)
            block = []
        block.append(text)
        last = token.start[0] if alone else -1
    if block:
        yield " ".join(block)


def _sentences(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        joined = " ".join(paragraph.split())
        yield from re.split(r"(?<=[a-z)\"`0-9])[.;] (?=[A-Z`\"])", joined)
