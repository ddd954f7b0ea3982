"""Renders HTML mail as the lines that its reader sees, with quote marks and link targets."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.mail.format.charset import plain_lines
from bot.mail.format.limits import HTML_DEPTH
from bot.mail.text.html_tokens import Budget, TooMuch, bounded
from bot.mail.text.text_of_post import Anchor, Text

_SILENT = frozenset(
    [
        "head",
        "script",
        "style",
        "title",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "-comment",
    ]
)
_SPACED = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote", "hr"]
)
_BLOCKS = _SPACED | frozenset(
    ["div", "li", "dt", "dd", "tr", "tbody", "thead", "tfoot", "caption", "body", "html", "center", "address",
     "section", "article", "header", "footer", "main", "nav", "aside", "form", "fieldset", "figure",
     "figcaption", "details", "summary"]
)  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|max-height|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_TIGHT = re.compile(r"margin(?:-top|-bottom)?\s*:\s*0", re.IGNORECASE)
_QUOTES = 20
_SIGNATURES = ("gmail_signature", "moz-signature", "protonmail_signature_block")


def render(markup: str, budget: Budget | None = None) -> Text:
    """
    The visible text of HTML mail.

    Blocks begin lines, paragraphs have an empty line between, list items a mark,
    cells of a row a tab; the lines of a ``blockquote`` carry ``> `` once per
    level. Hidden text is left out. HTML that is nested so deep, or so
    manifold, that only a hostile sender writes it raises TooMuch; ``budget``
    is that of the whole message.
    """
    root = LexborHTMLParser(bounded(markup, budget or Budget())).root
    page = _Page()
    if root is not None:
        _walk(root, page)
    return page.text()


def _walk(root: LexborNode, page: "_Page") -> None:
    """Visit every node in the order of the document, without recursion."""
    stack: list[LexborNode] = []
    node = root
    while True:
        entered = page.enter(node)
        child = node.child if entered else None
        if child is not None:
            stack.append(node)
            if len(stack) > HTML_DEPTH:
                raise TooMuch
            node = child
            continue
        if entered:
            page.leave(node)
        while (following := node.next if stack else None) is None:
            if not stack:
                return
            node = stack.pop()
            page.leave(node)
        node = following


class _Page:
    """The lines written so far, and the one that is being written."""

    __slots__ = (
        "_anchors", "_depth", "_gap", "_here", "_line", "_lines", "_links", "_lists", "_pre", "_signature",
    )  # fmt: skip

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._gap: int | None = None  # the quote depth of an empty line that is due before the next text
        self._pre = 0
        self._lists: list[int] = []  # the number of the last item of each open list; below 0: bullets
        self._links: list[tuple[str, list[str]]] = []  # open anchors: target, words
        self._here: list[tuple[str, list[str]]] = []  # anchors that begin on this line
        self._anchors: list[tuple[int, str, list[str]]] = []
        self._signature = (0, 0)  # lines above it, and lines with it

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; false for a text, and where nobody sees the content."""
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
            return False
        if tag in _SILENT:
            return False
        attributes = node.attributes
        if attributes and (
            "hidden" in attributes or ((style := attributes.get("style")) and _HIDDEN.search(style))
        ):
            return False
        self._open(tag, attributes)
        if _signs(tag, attributes):
            self._signature = (len(self._lines), 0)
        return True

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _BLOCKS:
            self._break()
            if _is_spaced(tag, attributes, self._lists):
                self._space()
        if tag == "br":
            self._end_line()
        elif tag == "a":
            self._links.append(((attributes.get("href") or "").strip(), []))
        elif tag == "blockquote":
            self._depth += 1
        elif tag == "pre":
            self._pre += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._item()
        elif tag in {"td", "th"} and self._line:
            self._line.append("\t")

    def _item(self) -> None:
        indent = "  " * (min(len(self._lists), 10) - 1)
        if not self._lists or self._lists[-1] < 0:
            self._line.append(f"{indent}- ")
            return
        self._lists[-1] += 1
        self._line.append(f"{indent}{self._lists[-1]}. ")

    def leave(self, node: LexborNode) -> None:
        """End a node that was begun."""
        tag = node.tag or ""
        if tag == "a" and self._links:
            self._end_link()
        if tag not in _BLOCKS:
            return
        self._break()
        if tag == "div" and _signs(tag, node.attributes):
            self._signature = (self._signature[0], len(self._lines))
        elif tag == "blockquote":
            self._depth -= 1
        elif tag == "pre":
            self._pre -= 1
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if _is_spaced(tag, node.attributes, self._lists):
            self._space()

    def _end_link(self) -> None:
        url, words = self._links.pop()
        if url and not words:  # a picture is the link
            self._here.append((url, words))

    def _space(self) -> None:
        """Ask for an empty line, unquoted where one side of it is."""
        self._gap = self._depth if self._gap is None else min(self._gap, self._depth)

    def _write(self, text: str) -> None:
        if self._pre:
            first, *rest = plain_lines(text).split("\n")
            self._append(first)
            for line in rest:
                self._end_line()
                self._append(line)
            return
        text = _collapsed(text)
        if not self._line or self._line[-1].endswith((" ", "\t", "\n")):
            text = text.lstrip(" ")
        self._append(text)

    def _append(self, text: str) -> None:
        if not text:
            return
        self._line.append(text)
        for url, words in self._links:
            if url and not words:
                self._here.append((url, words))
            words.append(text)

    def _break(self) -> None:
        """End the line that is being written, if there is one."""
        if self._line:
            self._end_line()

    def _end_line(self) -> None:
        if self._gap is not None and self._lines:
            self._push("", self._gap)
        self._gap = None
        self._push("".join(self._line).replace("\xa0", " ").rstrip(), self._depth)
        self._anchors += [(len(self._lines), url, words) for url, words in self._here]
        self._line, self._here = [], []

    def _push(self, line: str, depth: int) -> None:
        marked = "> " * min(depth, _QUOTES) + line
        if line or self._lines[-2:] != [marked.rstrip()] * 2:  # two empty lines tell as much as ten
            self._lines.append(marked if line else marked.rstrip())

    def text(self) -> Text:
        """All that was written."""
        if self._line or self._here:
            self._end_line()
        text = plain_lines("\n".join(self._lines)).rstrip("\n")
        anchors = sorted(self._anchors, key=lambda anchor: anchor[0])
        last = text.count("\n") + 1
        return Text(
            text=text,
            anchors=tuple(_anchor(min(line, last), url, words) for line, url, words in anchors),
            html=True,
            signature=self._signature,
        )


def _signs(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether a program marked an element as the signature that it added."""
    if tag != "div" or not attributes:
        return False
    return (attributes.get("class") or "").partition(" ")[0] in _SIGNATURES


def _collapsed(text: str) -> str:
    """The text with one blank for each run of what HTML takes for blanks."""
    for blank in "\n\t\r\f":
        if blank in text:
            text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _anchor(line: int, url: str, words: list[str]) -> Anchor:
    return Anchor(line=max(1, line), text=" ".join("".join(words).split()), url=url)


def _is_spaced(tag: str, attributes: dict[str, str | None], lists: list[int]) -> bool:
    """Whether an empty line stands around it: not in a list, nor where the sender's program took it away."""
    if tag not in _SPACED or (lists and tag != "pre"):
        return False
    if tag != "p" or not attributes:
        return True
    return not (
        _TIGHT.search(attributes.get("style") or "") or (attributes.get("class") or "").startswith("Mso")
    )
