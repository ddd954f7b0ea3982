"""Opening a connection to an SMTP server: reached, secured, logged in, in this order or not at all."""

import asyncio
import socket
import ssl

import aiosmtplib

from bot.delivery.smtp_options import SessionRefused, SmtpOptions
from bot.delivery.smtp_replies import why
from bot.delivery.smtp_session import Session
from bot.dial import dial


def tls_context(ca_file: str) -> ssl.SSLContext:
    """A context that checks certificate and host name (RFC 9525); raises OSError for an unusable file."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


async def open_session(options: SmtpOptions, context: ssl.SSLContext) -> Session:
    """Connect, secure the line, log in. Raises SessionRefused; no password before TLS is up."""
    try:
        sock = await dial(options.host, options.port, options.timeouts.connect)
    except (OSError, TimeoutError) as error:
        where = f"{options.host} port {options.port}"
        raise SessionRefused(f"cannot reach {where}: {_reason(error, options)}") from None
    client = aiosmtplib.SMTP(
        hostname=options.host,
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
        client.close()
        sock.close()
        most = f"{options.timeouts.login:.0f} seconds"
        raise SessionRefused(
            f"{options.host} port {options.port} takes more than {most} to let us in"
        ) from None
    except BaseException:
        client.close()
        sock.close()
        raise
    return Session(client, options)


def _literal(sock: socket.socket) -> str:
    """Our address as EHLO wants it where there is no certain name (RFC 5321 4.1.3); asks no name server."""
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
        raise SessionRefused(f"{options.host} answers {said}") from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise SessionRefused(
            f"no session with {options.host} port {options.port}: {_reason(error, options)}"
        ) from None
    if options.username:
        await _log_in(client, options)


async def _hello(client: aiosmtplib.SMTP, options: SmtpOptions, name: str) -> None:
    try:
        await client.ehlo(hostname=name)
    except aiosmtplib.SMTPHeloError as error:
        if error.code // 100 != 5 or options.security == "starttls" or options.username:
            raise
        await client.helo(hostname=name)  # RFC 5321 3.2: a server without EHLO is greeted with HELO


async def _secure(client: aiosmtplib.SMTP, options: SmtpOptions, name: str) -> None:
    if not client.supports_extension("starttls"):
        told = "offers no STARTTLS, so nothing is sent: somebody has cut in, or smtp.security is wrong"
        raise SessionRefused(f"{options.host} port {options.port} {told}")
    await client.starttls(timeout=options.timeouts.command)
    await client.ehlo(hostname=name)


async def _log_in(client: aiosmtplib.SMTP, options: SmtpOptions) -> None:
    """One mechanism, one try: going on to the next would triple every wrong password."""
    refused = f"{options.host} refuses to log in {options.username}"
    try:
        await _authenticate(client, options)
    except aiosmtplib.SMTPResponseException as error:
        reply = options.shown(f"{error.code} {error.message}")
        raise SessionRefused(f"{refused}: {reply}", credentials=error.code // 100 == 5) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise SessionRefused(f"{refused}: {why(error, options)}") from None


async def _authenticate(client: aiosmtplib.SMTP, options: SmtpOptions) -> None:
    offered = client.server_auth_methods
    if "plain" in offered:
        await client.auth_plain(options.username, options.password)
    elif "login" in offered:
        await client.auth_login(options.username, options.password)
    elif "cram-md5" in offered:
        await client.auth_crammd5(options.username, options.password)
    else:
        told = f"it offers {', '.join(offered).upper() or 'no AUTH'}, and PLAIN, LOGIN or CRAM-MD5 is needed"
        raise aiosmtplib.SMTPAuthenticationError(504, told)


def _reason(error: BaseException, options: SmtpOptions) -> str:
    cause = error.__cause__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {cause.verify_message}"
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    return options.shown(str(getattr(cause, "strerror", None) or cause) or type(cause).__name__)
