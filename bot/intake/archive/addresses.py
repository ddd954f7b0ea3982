"""Addresses that archives hide from collectors, made whole again where they certainly are ones."""

import re

_ATOM = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63})+"
_HIDDEN = re.compile(rf"({_ATOM}) at ({_DOMAIN})")
_FENCED = re.compile(rf"(?<=[<(\[:])({_ATOM}) at ({_DOMAIN})(?=[>)\]])")
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
    """The same in brackets and in lines like "From: ..." only: "meet at example.org" is no address."""
    if " at " not in text:
        return text
    return _HEADING.sub(lambda line: unhide(line[1]), _FENCED.sub(r"\1@\2", text))


def from_r13(text: str) -> str:
    """What MHonArc's X-From-R13 says."""
    return text.translate(_R13)
