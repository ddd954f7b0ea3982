"""What a member asks the bot for: a word in the subject or alone in the text, as list managers take it."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.mail.post import Post, ZoneKind
from bot.mail.text.subject import bare_text

_MOST_WORDS = 12  # of own text below a subject that is a request; more is a post about it
_MOST_DAYS = 366
_WORDS = {
    "leave": "unsubscribe leave signoff remove abmelden austragen désabonner désinscrire baja cancelar "
    "cancellami disiscrivi afmelden uitschrijven sair",
    "digest": "digest zusammenfassung résumé resumen riassunto samenvatting resumo",
    "plain": "plain plaintext",
    "mime": "mime",
    "mail": "mail resume einzeln weiter reprendre correo posta post hervat retomar",
    "pause": "pause vacation urlaub pausa vacances vacaciones pauze",
    "help": "help info hilfe aide ayuda aiuto hulp ajuda",
    "subscribe": "subscribe join anmelden abonner alta iscrivi aanmelden inscrever",
}
_ASKS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_TOKEN = re.compile(r"\b[a-z2-7]{16}\b")
_FOR = re.compile(r"(\d{1,3})\s*(d|day|tag|jour|d[ií]a|giorn|dag|w|week|woche|semain|seman|settiman)\w*")
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_POLITE = re.compile(
    r"\b(?:please|bitte|thanks|thank you|hello|hi|danke|merci|svp|me|list|set|mode)\b|[^\w\s-]"
)


class Ask(StrEnum):
    """What is asked for."""

    LEAVE = "leave"
    DIGEST = "digest"
    PLAIN = "plain"
    MIME = "mime"
    MAIL = "mail"
    PAUSE = "pause"
    HELP = "help"
    SUBSCRIBE = "subscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    What a mail asks for.

    ``word`` is it as written, ``token`` one that only one member got, ``days`` or
    ``until`` how long a pause is to be (14 days where it does not say).
    """

    ask: Ask
    word: str
    token: str | None = None
    days: int | None = None
    until: dt.date | None = None


def request_of(post: Post) -> Request | None:
    """
    The request that a mail is; None of a post.

    Its subject is one and it has no more than a few words of its own; or its own
    words are one, below a subject that is one or says nothing.
    """
    if post.attachments or post.subject.prefixes[:1] == ("fwd",):
        return None
    subject = bare_text(post.subject)
    named = _read(subject)
    silent = not subject.strip() or post.subject.prefixes[:1] == ("re",)
    if named is None and not silent:
        return None
    own = post.text_of(ZoneKind.OWN).split()
    if named is not None and len(own) <= _MOST_WORDS:
        return named
    return _read(" ".join(own)) if silent else None


def _read(text: str) -> Request | None:
    text = text.lower()
    token = _TOKEN.search(text)
    words = _POLITE.sub(" ", _TOKEN.sub(" ", text)).split()
    ask = _ASKS.get(words[0]) if words else None
    if ask is None:
        return None
    rest = words[1:]
    if ask == Ask.PAUSE:
        return _pause(words[0], text, rest)
    return None if rest else Request(ask=Ask(ask), word=words[0], token=token[0] if token else None)


def _pause(word: str, text: str, rest: list[str]) -> Request | None:
    span, day = _FOR.search(text), _DAY.search(text)
    if rest and not span and not day:
        return None
    if day:
        try:
            return Request(ask=Ask.PAUSE, word=word, until=dt.date.fromisoformat(day[1]))
        except ValueError:
            return None
    days = 14 if span is None else int(span[1]) * (7 if span[2][0] in "ws" else 1)
    return Request(ask=Ask.PAUSE, word=word, days=min(days, _MOST_DAYS))
