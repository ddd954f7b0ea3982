"""Reads Content-Type and Content-Disposition with their parameters (RFC 2045 5.1, 2183, 2231)."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from bot.mail.format.charset import Decoder, one_line
from bot.mail.format.encoded_words import decode_words
from bot.mail.format.limits import PARAMETERS, Defects, LimitPassed

_PARAMETER = re.compile(r';\s*([^\s=;"]++)\s*=\s*(?:"((?>(?:[^"\\]++|\\.)*))"?|([^;]*+))|;')
_ESCAPED = re.compile(r"\\(.)")
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?$")
_VALUE = re.compile(r"\s*([^\s;()]*)")
_PLACE = re.compile(r"[/\\]|^[A-Za-z]:")
_COMMENT = re.compile(r"[\s(].*", re.DOTALL)
_WITHOUT_SIGN = re.compile(r"\bboundary\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)  # no ";" stands before it


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value (lower case) and its parameters: names in lower case, values decoded, the first of equals."""

    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """One parameter's value."""
        return self.parameters.get(name)


def read_labelled(text: str, decoder: Decoder, defects: Defects) -> Labelled:
    """What an unfolded ``value; name=value; ...`` says; malformed pieces are passed over."""
    found = _VALUE.match(text)
    value = decoder.escaped(found[1]).lower() if found else ""
    if ";" not in text:
        return Labelled(value)
    pairs = list(_pairs(text, defects))
    if not any("*" in name or "=?" in content for name, content in pairs):
        return Labelled(
            value, {name: one_line(decoder.escaped(content)) for name, content in reversed(pairs)}
        )
    return Labelled(value, _decoded(pairs, decoder, defects))


@functools.lru_cache(maxsize=512)
def remembered_label(text: str) -> tuple[Labelled, tuple[str, ...]]:
    """What ``read_labelled`` reads, and the defects that it notes, of ASCII text without any encoding."""
    defects = Defects()
    return read_labelled(text, Decoder(defects), defects), defects.told()


def _pairs(text: str, defects: Defects) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for number, found in enumerate(_PARAMETER.finditer(text, text.index(";"))):
        if number >= PARAMETERS:
            raise LimitPassed(f"a header field has more than {PARAMETERS} parameters")
        if not found[1]:
            continue
        quoted = found[2] is not None
        content = (
            _ESCAPED.sub(r"\1", found[2])
            if quoted and "\\" in found[2]
            else found[2]
            if quoted
            else found[3].strip()
        )
        pairs.append((found[1].lower(), content))
    if len({name for name, _ in pairs}) < len(pairs):
        defects.add("A header field gives one parameter twice.")
    return pairs


def boundary_forms(text: str, content: Labelled) -> list[bytes]:
    """
    The boundary of an unfolded Content-Type in each form that a program may read, the likeliest first.

    Written as RFC 2045 5.1 has it there is one form; more where there is a
    backslash, a comment, an encoded word or a second boundary. ``content`` is
    what was read of the field; octets above 127 stand in ``text`` as lone surrogates.
    """
    forms: list[str] = []
    for found in _PARAMETER.finditer(text, text.find(";") if ";" in text else len(text)):
        if found[1] and found[1].lower() == "boundary":
            raw = found[3].strip() if found[2] is None else found[2]
            usual = _COMMENT.sub("", raw) if found[2] is None else _ESCAPED.sub(r"\1", raw)
            forms += [usual, raw]
    if not forms and (loose := _WITHOUT_SIGN.search(text)):
        forms.append(loose[1])
    forms.append(content.get("boundary") or "")
    octets = (form.rstrip().encode("utf-8", "surrogateescape") for form in forms)
    return [form for form in dict.fromkeys(octets) if form]


def _decoded(pairs: list[tuple[str, str]], decoder: Decoder, defects: Defects) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, content in pairs:
        found = _SECTION.match(name)
        if found and (found[2] or found[3]):
            sections.setdefault(found[1], {}).setdefault(int(found[2] or 0), (content, bool(found[3])))
        else:
            plain.setdefault(name, decode_words(content, decoder, defects))
    return plain | {name: _joined(parts, decoder) for name, parts in sections.items()}


def _joined(parts: dict[int, tuple[str, bool]], decoder: Decoder) -> str:
    """RFC 2231 3 and 4: numbered sections; a star says percent-encoded, the first names the charset."""
    charset, data = "", b""
    for number in sorted(parts):
        content, encoded = parts[number]
        if encoded and not data and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        data += (
            unquote_to_bytes(content.encode("utf-8", "surrogateescape"))
            if encoded
            else content.encode("utf-8", "surrogateescape")
        )
    return one_line(decoder.decode(data, charset or None))


def file_name(name: str | None) -> str | None:
    """A file's name without the folders before it, at most 200 characters; None where nothing is left."""
    if name is None:
        return None
    return one_line(_PLACE.split(name)[-1]).strip(" .")[:200] or None
