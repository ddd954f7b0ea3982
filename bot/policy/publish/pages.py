"""Writes the guidelines page as Markdown and as HTML."""

import html
import re
from collections.abc import Iterator, Sequence

from bot.policy.publish.guidelines import Block, Heading, Paragraphs, Points

_STYLE = (
    "body{font:17px/1.5 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#222}"
    "h1,h2{line-height:1.2}li{margin:.5em 0}.sample{display:block;margin:.3em 0 .3em 1em;"
    "font-family:ui-monospace,monospace;font-size:.9em}"
)
_HEAD = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
_MARKS = re.compile(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)")
_LINE_START = re.compile(r"^(?=[#>+-])|(?<=^\d)(?=[.)])", re.MULTILINE)


def markdown(blocks: Sequence[Block]) -> str:
    """The page in Markdown; what people typed is no markup."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_escaped(text)}"
        case Paragraphs(texts):
            return "\n\n".join(_lines(text) for text in texts)
        case Points(texts, first):
            return "\n".join(_item(text, first and first + n) for n, text in enumerate(texts))


def _item(text: str, number: int | None) -> str:
    mark = f"{number}. " if number else "- "
    return mark + _lines(text).replace("\n", "\n" + " " * len(mark))


def _lines(text: str) -> str:
    """Two spaces at the end of a line keep it. Samples are shown as typed, until a blank line."""
    return "\n\n".join(_with_samples(*part.split("\n")) for part in text.split("\n\n"))


def _with_samples(lead: str, *samples: str) -> str:
    return "  \n".join([_escaped(lead), *(_sample(sample) for sample in samples)])


def _sample(line: str) -> str:
    return f"`{line}`" if line and "`" not in line else _escaped(line)


def _escaped(text: str) -> str:
    return _LINE_START.sub(r"\\", _MARKS.sub(lambda found: "\\" + found[0], text))


def html_page(blocks: Sequence[Block]) -> str:
    """The page as one HTML file that needs nothing else."""
    title = next(block.text for block in blocks if isinstance(block, Heading))
    head = f"{_HEAD}<title>{html.escape(title)}</title><style>{_STYLE}</style>"
    body = "\n".join(line for block in blocks for line in _html(block))
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def _html(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level}>{html.escape(text)}</h{level}>"
        case Paragraphs(texts):
            yield from (f"<p>{_html_lines(text)}</p>" for text in texts)
        case Points(texts, first):
            start, end = (f'<ol start="{first}">', "</ol>") if first else ("<ul>", "</ul>")
            yield start
            yield from (f"<li>{_html_lines(text)}</li>" for text in texts)
            yield end


def _html_lines(text: str) -> str:
    return "<br>".join(_html_samples(*html.escape(part).split("\n")) for part in text.split("\n\n"))


def _html_samples(lead: str, *samples: str) -> str:
    return lead + "".join(f'<span class="sample">{sample}</span>' for sample in samples)
