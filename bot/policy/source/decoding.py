"""Decodes the bytes of a rule file: UTF-8, without what a word processor left there."""

from bot.policy.errors import Place, Report


def plain_text(raw: bytes, start: Place, report: Report) -> str | None:
    """The text of a rule file with LF line ends; None, with an error, where it is none."""
    if program := _no_plain_text(raw):
        help_ = f'open it with {program}, "Save as ...": plain text (.txt), encoding UTF-8'
        report.error("R001", start, "the file is not plain text: save as .txt, UTF-8", help=help_)
        return None
    return _decoded(raw, start, report)


def _no_plain_text(raw: bytes) -> str:
    """The kind of program that wrote a file which no editor for plain text wrote, "" for plain text."""
    found = (program for begin, program in _OFFICE.items() if raw.lstrip(b"\xef\xbb\xbf").startswith(begin))
    return next(found, "")


_OFFICE = {
    b"{\\rtf": "the program that wrote it (it is RTF)",
    b"PK\x03\x04": "the word processor that wrote it",
    b"\xd0\xcf\x11\xe0": "the word processor that wrote it",
    b"%PDF": "the program that wrote it (it is a PDF)",
    b"\xff\xfe": "your editor (it is UTF-16)",
    b"\xfe\xff": "your editor (it is UTF-16)",
}


def _decoded(raw: bytes, start: Place, report: Report) -> str | None:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        source = raw.decode("utf-8", "replace").split("\n")[line - 1]
        report.error(
            "R001",
            Place(start.file, line, column, 1, source),
            "the file is not UTF-8",
            note="this character is in another encoding",
            help='save the file as "UTF-8" in your editor',
        )
        return None
    return text.replace("\r\n", "\n")
