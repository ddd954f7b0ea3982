"""Addresses that archives hide from collectors, made whole again where they certainly are ones."""

import re

_ATOM = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63})+"
_HIDDEN = re.compile(rf"({_ATOM}) at ({_DOMAIN})")
_FENCED = re.compile(rf"(?<=[<(\[:])({_ATOM}) at ({_DOMAIN})(?=[>)\]])")
_SENTENCES = r"(?i:(?:all|available|found|here|home|look|meet|more|online|read|see|there|up|us|visit)\b)"
_CERTAIN = re.compile(
    # a name that is no word; an address alone in its line; the From_ line of an mbox
    rf"\b(?=[\w.+-]{{0,60}}\w[.+_\d-]\w){_ATOM} at {_DOMAIN}"
    rf"|^[> ]*(?!{_SENTENCES}){_ATOM} at {_DOMAIN}[ \t]*$"
    rf"|^>?From {_ATOM} at {_DOMAIN}(?= +[A-Z][a-z]{{2}} )",
    re.MULTILINE,
)
_HEADING = re.compile(
    r"^([> ]*(?:From|To|Cc|Bcc|Reply-To|Sender|Von|An|De|À|Para)\s?: .*)$", re.MULTILINE | re.IGNORECASE
)
# MHonArc's own turn of the alphabet, which moves "@" and "[" as well (its function mrot13).
_R13 = str.maketrans(
    "NOPQRSTUVWXYZ[@ABCDEFGHIJKLM" + "nopqrstuvwxyzabcdefghijklm",
    "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[" + "abcdefghijklmnopqrstuvwxyz",
)


def unhide(text: str) -> str:
    """``anne at example.org`` as anne@example.org, anywhere: for text that is known to be addresses."""
    return _HIDDEN.sub(r"\1@\2", text)


def unhide_in_text(text: str) -> str:
    """The same where it must be an address: in brackets, in "From: ..."; "meet at example.org" is none."""
    if " at " not in text:
        return text
    text = _HEADING.sub(lambda line: unhide(line[1]), _FENCED.sub(r"\1@\2", text))
    return _CERTAIN.sub(lambda found: unhide(found[0]), text)


def has_doubtful(text: str) -> bool:
    """Whether a text, made whole, still has words that might be an address."""
    return " at " in text and _HIDDEN.search(unhide_in_text(text)) is not None


def from_r13(text: str) -> str:
    """What MHonArc's X-From-R13 says."""
    return text.translate(_R13)
