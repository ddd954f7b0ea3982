"""Finds quotations that nothing but their indentation tells from the answers between them."""

from collections.abc import Iterator, Sequence

from bot.mail.text.lines import Line

_ANSWER = 4  # words
_BLANKS = (" ", "\t", "\u00a0")
_INSET = 2  # blanks before a quotation of one line


def inset_runs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """
    Index and index behind of each quotation in an answer that marks them by indentation alone.

    Such a text opens with an indented paragraph and answers it at the margin; paragraphs further
    below that are indented alike are quoted, too. Where paragraphs begin with an indented line,
    indentation tells nothing.
    """
    first = next((line.text for line in lines if line.bare), "")
    if first[:1] not in _BLANKS:
        return []
    blocks = list(_blocks(lines))
    insets = [_inset(lines[start:stop]) for start, stop in blocks]
    if len(blocks) < 2 or not insets[0] or insets[1] is None or insets[1] or None in insets:
        return []
    start, stop = blocks[0]
    answer = sum(len(line.bare.split()) for line in lines[slice(*blocks[1])])
    if answer < _ANSWER or (stop - start == 1 and insets[0] < _INSET):
        return []
    return [block for block, inset in zip(blocks, insets, strict=True) if inset == insets[0]]


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The paragraphs that blank lines part."""
    start = None
    for at, line in enumerate(lines):
        if line.bare and start is None:
            start = at
        elif not line.bare and start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(lines)


def _inset(block: Sequence[Line]) -> int | None:
    """By how many columns all lines of a paragraph are indented; None where only its first line is."""
    columns = [_column(line.text) for line in block]
    if len(columns) > 1 and columns[0] and not any(columns[1:]):
        return None
    return min(columns)


def _column(text: str) -> int:
    return len(text[: len(text) - len(text.lstrip("".join(_BLANKS)))].expandtabs())
