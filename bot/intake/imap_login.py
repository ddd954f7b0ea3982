"""Secures a connection and logs in to an IMAP server, and says in plain words what fails."""

import contextlib
import functools
import imaplib
import ssl
from collections.abc import Iterator
from typing import Any, NoReturn

from imapclient.exceptions import CapabilityError, LoginError

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_bearer import authenticate_with_token
from bot.intake.imap_options import TRY_LATER, ImapOptions
from bot.intake.imap_transport import Transport
from bot.intake.imap_wire import Lost, safe, said
from bot.oauth.servers import on_password

_CLEAR = (*TRY_LATER, "[AUTHENTICATIONFAILED]", "[AUTHORIZATIONFAILED]", "[EXPIRED]", "[PRIVACYREQUIRED]")
_NAME = {"name": "listwarden"}  # all that a server learns of us by ID (RFC 2971 3.3)


@functools.cache
def tls_context(ca_file: str) -> ssl.SSLContext:
    """The one context for all connections with that extra CA: each would cost 0.9 MB."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            raise PermanentFailure(f"ca_file {ca_file} cannot be read as a certificate: {error}") from error
    return context


def log_in(client: Any, transport: Transport, options: ImapOptions) -> frozenset[str]:
    """
    STARTTLS where it is asked for, then the password; gives what the server can do for us.

    Raises PermanentFailure where the certificate, STARTTLS or the password is refused.
    """
    with unreachable(options):
        if options.security == "starttls":
            _secure(client, transport, options)
        if transport.state == "NONAUTH":
            _authenticate(client, options)
        offered = _words(transport)
        if "ID" in offered:
            _introduce(client)
        return offered


def _secure(client: Any, transport: Transport, options: ImapOptions) -> None:
    if transport.state != "NONAUTH":  # RFC 9051 7.1.4: after PREAUTH there is no STARTTLS any more
        raise PermanentFailure(
            f"{_where(options)} takes us for logged in before TLS, so nothing is sent: "
            "somebody has cut in, or security is wrong"
        )
    client.starttls(tls_context(options.ca_file))


def _introduce(client: Any) -> None:
    """Some servers open no folder for those who do not say who they are."""
    with contextlib.suppress(imaplib.IMAP4.error):
        client.id_(_NAME)


def _authenticate(client: Any, options: ImapOptions) -> None:
    """
    PLAIN where offered: its base64 carries any character. Else LOGIN, with the name quoted by us.

    A refusal of PLAIN that does not say that the credentials are wrong (RFC 5530 3)
    may mean the mechanism: then LOGIN is tried, once.
    """
    offered = frozenset(word.decode("ascii", "replace").upper() for word in client.capabilities())
    if options.login is not None:
        authenticate_with_token(client, options, options.login, offered)
        return
    username, password = safe(options.username), safe(options.password)
    if "AUTH=PLAIN" in offered:
        try:
            client.plain_login(username, password)
        except LoginError as error:
            lost = isinstance(error.__context__, imaplib.IMAP4.abort)
            if lost or "LOGINDISABLED" in offered or any(code in str(error) for code in _CLEAR):
                raise
        else:
            return
    if "LOGINDISABLED" in offered:
        raise PermanentFailure(f"{_where(options)} takes no password on this line: {_no_password(offered)}")
    quoted = username.replace("\\", "\\\\").replace('"', '\\"')
    client.login(f'"{quoted}"', password)


def _no_password(offered: frozenset[str]) -> str:
    if offered & {"AUTH=XOAUTH2", "AUTH=OAUTHBEARER"}:
        return on_password("", "", frozenset({"XOAUTH2"}))
    return "set security to tls or starttls"


def _words(transport: Transport) -> frozenset[str]:
    """What the server says after the login that it can do; it may be more than before."""
    told = transport.untagged_responses.get("CAPABILITY") or transport.capability()[1]
    text = b" ".join(line for line in told if isinstance(line, bytes))
    return frozenset(text.decode("ascii", "replace").upper().split())


def _where(options: ImapOptions) -> str:
    return options.where


@contextlib.contextmanager
def unreachable(options: ImapOptions) -> Iterator[None]:
    """Errors on the way to a logged-in session become ours, with what to do about them."""
    where = _where(options)
    try:
        yield
    except (TemporaryFailure, PermanentFailure):
        raise
    except ssl.SSLCertVerificationError as error:
        raise PermanentFailure(
            f"The certificate of {where} is not trusted ({error.verify_message}); no password was sent. "
            "If it is self-made, name its CA in ca_file; if the name is wrong, correct host."
        ) from None
    except LoginError as error:
        _explain_login(error, options)
    except CapabilityError:
        raise PermanentFailure(
            f"{where} offers no STARTTLS; no password was sent. Set security to tls, or ask its owner."
        ) from None
    except ssl.SSLError as error:
        if error.reason != "WRONG_VERSION_NUMBER":
            raise Lost(f"{where} breaks off TLS: {error.reason or said(error, options)}") from None
        raise PermanentFailure(
            f"{where} answers, but does not speak TLS on this port; no password was sent. "
            'Set security to "starttls", or port to 993.'
        ) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, the server does not let us in
        raise Lost(f"{where} cannot be reached: {said(error, options)}") from None


def _explain_login(error: LoginError, options: ImapOptions) -> NoReturn:
    text = said(str(error).removeprefix("b'").removesuffix("'"), options)  # imaplib hands over bytes
    if isinstance(error.__context__, imaplib.IMAP4.abort) or any(code in text for code in TRY_LATER):
        raise Lost(f"{_where(options)} does not take a login now: {text}") from None
    advice = on_password(options.host, text, frozenset())
    raise PermanentFailure(
        f"{_where(options)} refuses the login of {options.username}: {text.rstrip('.')}. "
        f"{advice or 'Check username and the password'}; it is tried again, ever more slowly."
    ) from None
