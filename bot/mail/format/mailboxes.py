"""Reads the mailboxes of address fields (RFC 5322 3.4), also of badly written ones."""

import functools
import re
from collections.abc import Iterable

from bot.mail.format.charset import Decoder, one_line, printable
from bot.mail.format.encoded_words import decode_words
from bot.mail.format.limits import ADDRESS_TOKENS, ADDRESSES, COMMENT_DEPTH, Defects, LimitPassed
from bot.mail.post import Mailbox

_ATOM = r"[^\s\"(),:;<>\[\]\\@]+"
_COMMON = re.compile(rf"(?:\"([^\"\\]*+)\"\s*+|([^\"(),:;<>\[\]\\@]*+))<({_ATOM}@{_ATOM})>$")
_ALONE = re.compile(rf"{_ATOM}@{_ATOM}$")
# An encoded word is taken whole, for many hold a comma that is not encoded.
_TOKEN = re.compile(
    r"(?P<blank>\s+)"
    r"|(?P<word>=\?[^?\s\"<>@]{1,80}\?[bBqQ]\?[^?\"<>]*\?=(?!@))"
    r"|\"(?P<quoted>(?>(?:[^\"\\]++|\\.)*))(?P<open>\"?)"
    r"|(?P<literal>\[[^\[\]<>]*\])"
    r"|(?P<special>[,:;<>()@])"
    r"|(?P<atom>[^\s\"(),:;<>@\[]+|\[)",
    re.DOTALL,
)
_WHOLE = re.compile(
    rf"(?:\"(?>(?:[^\"\\<>]++|\\[^<>])*)\"|{_ATOM})"
    rf"(?:@(?:{_ATOM}|\[[^\s\[\]<>@]*\]))?$"
)
_COMMENT_END = re.compile(r"[()]|\\.", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_VEILED = re.compile(r"\s*\S{1,64} at [\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\s*")


def read_mailboxes(texts: Iterable[str], decoder: Decoder, defects: Defects) -> tuple[Mailbox, ...]:
    """
    The mailboxes of the unfolded address fields of one name, in order; those of groups too.

    Octets above 127 stand in the texts as lone surrogates ("surrogateescape").
    The address is taken before any encoded word is decoded (RFC 2047 section
    5), so that no word can put an address where none is written. Obsolete forms
    (section 4.4: routes, blanks around dots, empty members) are read. What
    names a person only, or has a malformed address, has the address "". More than 500 raise LimitPassed.
    """
    field = _Field(decoder, defects)
    for text in texts:
        field.read(text.strip())
    return tuple(field.found)


@functools.lru_cache(maxsize=4096)
def remembered_mailboxes(text: str) -> tuple[tuple[Mailbox, ...], tuple[str, ...]]:
    """What ``read_mailboxes`` reads, and the defects that it notes, of ASCII text without encoded words."""
    defects = Defects()
    return read_mailboxes([text], Decoder(defects), defects), defects.told()


class _Field:
    """The address fields of one name on their way from tokens to mailboxes."""

    __slots__ = ("_angle", "_comments", "_decoder", "_defects", "_phrase", "_text", "_tokens", "found")

    def __init__(self, decoder: Decoder, defects: Defects) -> None:
        self.found: list[Mailbox] = []
        self._text = ""
        self._decoder = decoder
        self._defects = defects
        self._tokens = 0
        self._phrase: list[str] = []
        self._comments: list[str] = []
        self._angle: list[str] | None = None  # what stands between < and >, while it does and after

    def read(self, text: str) -> None:
        """Read one field. Raises LimitPassed."""
        if (common := _COMMON.match(text)) and "=?" not in common[3]:
            self._found(
                decode_words(common[1] or common[2] or "", self._decoder, self._defects).strip(), common[3]
            )
        elif _ALONE.match(text):
            self._found("", text)
        else:
            self._read(text)

    def _read(self, text: str) -> None:
        self._text = text
        at = 0
        inside = False
        while at < len(text):
            self._count()
            token = _TOKEN.match(text, at)
            if token is None:  # nothing but a stray backslash or bracket
                at += 1
                continue
            at = token.end()
            if token["special"] == "(":
                at = self._comment(at)
            elif token["special"]:
                inside = self._special(token["special"], inside=inside)
            else:
                self._word(token, inside=inside)
        if inside:
            self._defects.add("An address field has a < without its >.")
        self._flush()

    def _count(self) -> None:
        self._tokens += 1
        if self._tokens > ADDRESS_TOKENS:
            raise LimitPassed(f"the address fields have more than {ADDRESS_TOKENS} words and signs")

    def _word(self, token: re.Match[str], *, inside: bool) -> None:
        if token["quoted"] is not None and not token["open"]:
            self._defects.add("An address field has a quotation mark without its partner.")
        target = self._angle if inside and self._angle is not None else self._phrase
        target.append(" " if token["blank"] else token[0])

    def _special(self, char: str, *, inside: bool) -> bool:
        """Take one of ``,:;<>)@``; tells whether what follows stands between < and >."""
        if char == "<":
            if self._angle is not None:
                self._defects.add("An address field has two addresses where one belongs.")
                self._flush()
            self._angle = []
            return True
        if char == ">":
            return False
        if inside and char in ",:":
            if not self._is_a_route():
                self._defects.add("An address field has two addresses where one belongs.")
                self._flush()
            self._angle = []  # the address is what follows the route
            return True
        if char in ",;":
            self._flush()
        elif char == ":":
            self._phrase.clear()  # the name of a group
        elif char == "@":
            (self._angle if inside and self._angle is not None else self._phrase).append("@")
        else:
            self._defects.add("An address field has a closing bracket that nothing opened.")
            self._phrase.append(" ")
        return inside and char == "@"

    def _is_a_route(self) -> bool:
        """Whether what stands behind < so far is a list of hosts (section 4.4), and no address."""
        words = "".join(self._angle or ()).strip()
        return "@" not in words.lstrip("@")

    def _comment(self, at: int) -> int:
        """Take the comment that begins before ``at``; returns the place behind it."""
        depth, start = 1, at
        while depth:
            mark = _COMMENT_END.search(self._text, at)
            if mark is None:
                self._defects.add("An address field has a comment that does not end.")
                return len(self._text)
            at = mark.end()
            depth += {"(": 1, ")": -1}.get(mark[0], 0)
            if depth > COMMENT_DEPTH:
                raise LimitPassed(f"a header field has comments more than {COMMENT_DEPTH} deep")
        self._comments.append(_ESCAPED.sub(r"\1", self._text[start : at - 1]))
        self._phrase.append(" ")
        return at

    def _flush(self) -> None:
        """End one mailbox; two addresses without a comma are two, so that neither passes for a name."""
        phrase, angle = self._phrase, self._angle
        if angle is not None:
            self._add(phrase, "".join(piece for piece in angle if piece != " "))
        elif "@" not in phrase:  # an archive that veils addresses leaves the name to the comment
            veiled = self._comments and _VEILED.fullmatch("".join(phrase))
            self._add([] if veiled else phrase, "")
        else:
            phrase, address = _bare(phrase)
            if "@" in phrase:
                self._defects.add("An address field has two addresses where one belongs.")
                self._add([], _bare(phrase)[1])
                phrase = []
            self._add(phrase, address)
        self._phrase, self._comments, self._angle = [], [], None

    def _add(self, phrase: list[str], address: str) -> None:
        name = self._name(phrase)
        if address or name:
            self._found(name, address)

    def _found(self, name: str, address: str) -> None:
        if len(self.found) >= ADDRESSES:
            raise LimitPassed(f"a header field has more than {ADDRESSES} addresses")
        address = one_line(self._decoder.escaped(address))
        if address and not _WHOLE.match(address):
            self._defects.add(f'The address "{printable(address)}" is malformed.')
            name, address = name or address, ""
        self.found.append(Mailbox(name=name or None, address=address))

    def _name(self, phrase: list[str]) -> str:
        words = "".join(_unquoted(piece) for piece in phrase).strip()
        words = words or (self._comments[-1].strip() if self._comments else "")
        return " ".join(decode_words(words, self._decoder, self._defects).split())


def _bare(phrase: list[str]) -> tuple[list[str], str]:
    """Split pieces that hold an @ outside < >: the words around it are the address, the others a name."""
    middle = len(phrase) - 1 - phrase[::-1].index("@")
    first = middle
    while first and (phrase[first - 1] != " " or _dotted(phrase, first)):
        first -= 1
    last = middle + 1
    while last < len(phrase) and (phrase[last] != " " or _dotted(phrase, last + 1)):
        last += 1
    address = "".join(piece for piece in phrase[first:last] if piece != " ")
    return phrase[:first] + phrase[last:], address


def _dotted(phrase: list[str], at: int) -> bool:
    """Whether the blank before ``at`` stands beside a dot or an @ (section 4.4): inside of an address."""
    before, after = "".join(phrase[max(0, at - 2) : at - 1]), "".join(phrase[at : at + 1])
    return before.endswith((".", "@")) or after.startswith((".", "@"))


def _unquoted(piece: str) -> str:
    if not piece.startswith('"'):
        return piece
    content = piece[1:-1] if len(piece) > 1 and piece.endswith('"') else piece[1:]
    return _ESCAPED.sub(r"\1", content) if "\\" in content else content
