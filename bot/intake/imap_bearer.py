"""Logs in to an IMAP server with a token (RFC 7628, XOAUTH2) instead of a password."""

import imaplib
from typing import Any

from imapclient.exceptions import LoginError

from bot.errors import PermanentFailure
from bot.intake.imap_options import TRY_LATER, ImapOptions
from bot.intake.imap_wire import Lost, safe, said
from bot.oauth import Login
from bot.oauth.sasl import MECHANISMS, first, last, mechanism, reason
from bot.oauth.servers import on_token


class Answers:
    """Our side of the exchange: the token first, then the word that lets the server refuse it."""

    def __init__(self, words: bytes, end: bytes) -> None:
        self._words = [words, end]
        self.reason = ""

    def __call__(self, challenge: bytes) -> bytes | None:
        """The next word; None ends the exchange (RFC 9051 6.2.2)."""
        self.reason = self.reason or reason(challenge)
        return self._words.pop(0) if self._words else None


def authenticate_with_token(client: Any, options: ImapOptions, login: Login, offered: frozenset[str]) -> None:
    """
    Log in with a token of ``login``.

    Raises Lost where another token is worth a try, PermanentFailure where a
    fresh one is refused.
    """
    how = mechanism([word.removeprefix("AUTH=") for word in offered])
    if not how:
        told = f"{options.where} offers neither {' nor '.join(MECHANISMS)} on this line"
        raise PermanentFailure(f"{told}: use password_file, or set security to tls or starttls")
    token = login.token()
    answers = Answers(first(how, safe(options.username), token, options.host, options.port), last(how))
    try:
        client.sasl_login(how, answers)
    except LoginError as error:
        text = said(str(error).removeprefix("b'").removesuffix("'"), options)
        if isinstance(error.__context__, imaplib.IMAP4.abort) or any(code in text for code in TRY_LATER):
            raise
        _refused(options, login, token, f"{text.rstrip('.')} {answers.reason}".strip())


def _refused(options: ImapOptions, login: Login, token: str, text: str) -> None:
    if login.refused(token):
        raise Lost(
            f"{options.where} takes the token of {options.username} no more ({text}): a new one is fetched"
        )
    raise PermanentFailure(
        f"{options.where} refuses the token of {options.username}: {text}. "
        f"{on_token(options.username, text)}; it is tried again, ever more slowly."
    )
