"""Opening a connection to an SMTP server: reached, secured, logged in, in this order or not at all."""

import asyncio
import socket
import ssl

import aiosmtplib

from bot.delivery.smtp_auth import log_in
from bot.delivery.smtp_line import Line
from bot.delivery.smtp_options import SessionRefused, SmtpOptions
from bot.delivery.smtp_session import Session
from bot.dial import dial


async def open_session(options: SmtpOptions, context: ssl.SSLContext | None) -> Session:
    """Connect, secure the line, log in. Raises SessionRefused; no password before TLS is up."""
    try:
        sock = await _dial(options)
    except (OSError, TimeoutError) as error:
        raise SessionRefused(f"cannot reach {options.where}: {_reason(error, options)}") from None
    client = aiosmtplib.SMTP(
        hostname=options.host or "localhost",
        local_hostname="localhost",
        sock=sock,
        use_tls=options.security == "tls",
        start_tls=False,
        tls_context=context,
        timeout=options.timeouts.command,
    )
    try:
        async with asyncio.timeout(options.timeouts.login):
            await _greet(client, options, _literal(sock))
    except TimeoutError:
        _hang_up(client, sock)
        most = f"{options.timeouts.login:.0f} seconds"
        raise SessionRefused(f"{options.where} takes more than {most} to let us in") from None
    except BaseException:
        _hang_up(client, sock)
        raise
    if client.transport is None:
        raise SessionRefused(f"no session with {options.where}: the connection was lost")
    return Session(Line(client.transport), dict(client.esmtp_extensions), options)


async def _dial(options: SmtpOptions) -> socket.socket:
    if not options.path:
        return await dial(options.host, options.port, options.timeouts.connect)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.setblocking(False)  # noqa: FBT003 - the standard library's own
    try:
        async with asyncio.timeout(options.timeouts.connect):
            await asyncio.get_running_loop().sock_connect(line, options.path)
    except BaseException:
        line.close()
        raise
    return line


def _hang_up(client: aiosmtplib.SMTP, sock: socket.socket) -> None:
    """Let go at once: a TLS line that says good-bye first would still hold the number of the socket."""
    if isinstance(client.transport, asyncio.WriteTransport):
        client.transport.abort()
    client.close()
    sock.close()


def _literal(sock: socket.socket) -> str:
    """Our address as EHLO wants it where there is no certain name (RFC 5321 4.1.3); asks no name server."""
    if sock.family == socket.AF_UNIX:
        return "localhost"
    host = str(sock.getsockname()[0])
    return f"[IPv6:{host.partition('%')[0]}]" if ":" in host else f"[{host}]"


async def _greet(client: aiosmtplib.SMTP, options: SmtpOptions, name: str) -> None:
    try:
        await client.connect(timeout=options.timeouts.greeting)
        await _hello(client, options, name)
        if options.security == "starttls":
            await _secure(client, options, name)
    except SessionRefused:
        raise
    except aiosmtplib.SMTPResponseException as error:
        said = options.shown(f"{error.code} {error.message}")
        raise SessionRefused(f"{options.host or options.path} answers {said}") from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise SessionRefused(f"no session with {options.where}: {_reason(error, options)}") from None
    if options.username:
        await log_in(client, options)


async def _hello(client: aiosmtplib.SMTP, options: SmtpOptions, name: str) -> None:
    if options.protocol == "lmtp":
        await _lhlo(client, options, name)
        return
    try:
        await client.ehlo(hostname=name)
    except aiosmtplib.SMTPHeloError as error:
        if error.code // 100 != 5 or options.security == "starttls" or options.username:
            raise
        await client.helo(hostname=name)  # RFC 5321 3.2: a server without EHLO is greeted with HELO


async def _lhlo(client: aiosmtplib.SMTP, options: SmtpOptions, name: str) -> None:
    """The greeting of LMTP (RFC 2033 4.1), which the library does not know."""
    reply = await client.execute_command(b"LHLO " + name.encode(), timeout=options.timeouts.command)
    if reply.code != 250:
        raise aiosmtplib.SMTPHeloError(reply.code, reply.message)
    client.last_ehlo_response = reply


async def _secure(client: aiosmtplib.SMTP, options: SmtpOptions, name: str) -> None:
    if not client.supports_extension("starttls"):
        told = "offers no STARTTLS, so nothing is sent: somebody has cut in, or smtp.security is wrong"
        raise SessionRefused(f"{options.host} port {options.port} {told}")
    await client.starttls(timeout=options.timeouts.command)
    await client.ehlo(hostname=name)


def _reason(error: BaseException, options: SmtpOptions) -> str:
    cause = error.__cause__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {cause.verify_message}"
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    return options.shown(str(getattr(cause, "strerror", None) or cause) or type(cause).__name__)
