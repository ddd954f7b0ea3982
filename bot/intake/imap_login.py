"""Connects and logs in to an IMAP server, and says in plain words what fails."""

import contextlib
import functools
import imaplib
import socket
import ssl
from collections.abc import Iterator
from typing import Any, NoReturn

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, LoginError

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_wire import Lost, safe

# RFC 5530 3: log-in is refused for now, not for ever.
_TRY_LATER = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]")


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


def connect(options: ImapOptions) -> Any:
    """An IMAPClient that is connected, by TLS where security says tls; nothing secret is sent."""
    context = None if options.security == "none" else tls_context(options.ca_file)
    timeout = SocketTimeout(connect=options.connect_seconds, read=options.read_seconds)
    with _explained(options):
        client = IMAPClient(
            safe(options.host),
            options.port,
            ssl=options.security == "tls",
            ssl_context=context,
            timeout=timeout,
        )
    client.normalise_times = False
    _keep_alive(client.socket())
    return client


def log_in(client: Any, options: ImapOptions) -> frozenset[str]:
    """
    STARTTLS where it is asked for, then the password; gives what the server can do for us.

    Raises PermanentFailure where the certificate, STARTTLS or the password is refused.
    """
    with _explained(options):
        if options.security == "starttls":
            client.starttls(tls_context(options.ca_file))
        _authenticate(client, options)
        return _words(client)


def _authenticate(client: Any, options: ImapOptions) -> None:
    """PLAIN where offered: its base64 carries any character. Else LOGIN, with the name quoted by us."""
    username, password, offered = safe(options.username), safe(options.password), _words(client)
    if "AUTH=PLAIN" in offered:
        client.plain_login(username, password)
        return
    if "LOGINDISABLED" in offered:
        raise PermanentFailure(
            f"{_where(options)} takes no password on this line: set security to tls or starttls"
        )
    quoted = username.replace("\\", "\\\\").replace('"', '\\"')
    client.login(f'"{quoted}"', password)


def _words(client: Any) -> frozenset[str]:
    return frozenset(word.decode("ascii", "replace").upper() for word in client.capabilities())


def _where(options: ImapOptions) -> str:
    return f"{options.host}:{options.port}"


def _keep_alive(line: Any) -> None:
    """Let the system notice a peer that vanished without a word."""
    with contextlib.suppress(OSError, AttributeError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 120)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 30)


@contextlib.contextmanager
def _explained(options: ImapOptions) -> Iterator[None]:
    where = _where(options)
    try:
        yield
    except (TemporaryFailure, PermanentFailure):
        raise
    except ssl.SSLCertVerificationError as error:
        raise PermanentFailure(
            f"The certificate of {where} is not trusted ({error.verify_message}); no password was sent. "
            "If it is self-made, name its CA in ca_file; if the name is wrong, correct host."
        ) from error
    except LoginError as error:
        _explain_login(error, options)
    except CapabilityError as error:
        raise PermanentFailure(
            f"{where} offers no STARTTLS; no password was sent. Set security to tls, or ask its owner."
        ) from error
    except ssl.SSLError as error:
        if error.reason != "WRONG_VERSION_NUMBER":
            raise Lost(f"{where} breaks off TLS: {error.reason or error}") from error
        raise PermanentFailure(
            f"{where} answers, but does not speak TLS on this port; no password was sent. "
            'Set security to "starttls", or port to 993.'
        ) from error
    except Exception as error:
        raise Lost(f"{where} cannot be reached: {error or type(error).__name__}") from error


def _explain_login(error: LoginError, options: ImapOptions) -> NoReturn:
    text = str(error).removeprefix("b'").removesuffix("'")  # imaplib hands over bytes
    if isinstance(error.__context__, imaplib.IMAP4.abort) or any(code in text for code in _TRY_LATER):
        raise Lost(f"{_where(options)} does not take a login now: {text}") from error
    raise PermanentFailure(
        f"{_where(options)} refuses the login of {options.username}: {text.rstrip('.')}. "
        "Check username and the password; it is tried again, ever more slowly."
    ) from error
