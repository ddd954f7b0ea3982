"""Logs in to an SMTP server: by password, or with a token of an issuer (RFC 4954, RFC 7628)."""

import asyncio
import base64

import aiosmtplib

from bot.delivery.smtp_options import SessionRefused, SmtpOptions
from bot.delivery.smtp_replies import why
from bot.errors import PermanentFailure, TemporaryFailure
from bot.oauth import Login
from bot.oauth.sasl import first, last, mechanism
from bot.oauth.servers import on_password, on_token
from bot.threads import ThreadEach

_ISSUERS = ThreadEach(4)


async def log_in(client: aiosmtplib.SMTP, options: SmtpOptions) -> None:
    """
    Log in by one mechanism, once: going on to the next would triple every wrong password.

    Raises SessionRefused.
    """
    try:
        if options.login is not None:
            await _with_token(client, options, options.login)
        else:
            await _with_password(client, options)
    except aiosmtplib.SMTPResponseException as error:
        reply = options.shown(f"{error.code} {error.message}")
        offered = frozenset(each.upper() for each in client.server_auth_methods)
        advice = on_password(options.host, reply, offered) if error.code // 100 == 5 else ""
        told = f"{_refuses(options)}: {reply}{'. ' + advice if advice else ''}"
        raise SessionRefused(told, credentials=error.code // 100 == 5) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise SessionRefused(f"{_refuses(options)}: {why(error, options)}") from None


def _refuses(options: SmtpOptions) -> str:
    return f"{options.host} refuses to log in {options.username}"


async def _with_password(client: aiosmtplib.SMTP, options: SmtpOptions) -> None:
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


async def _with_token(client: aiosmtplib.SMTP, options: SmtpOptions, login: Login) -> None:
    how = mechanism([each.upper() for each in client.server_auth_methods])
    if not how:
        raise SessionRefused(
            f"{options.host} offers no log-in with a token: use password_file, or correct security",
            credentials=True,
        )
    token = await _token(login)
    words = first(how, options.username, token, options.host, options.port)
    reply = await client.execute_command(b"AUTH", how.encode(), base64.b64encode(words))
    if reply.code == 334:  # RFC 7628 3.2.3: the reason, which wants an answer before the refusal
        reply = await client.execute_command(base64.b64encode(last(how)))
    if reply.code // 100 == 2:
        return
    said = options.shown(f"{reply.code} {reply.message}")
    if reply.code // 100 != 5:
        raise SessionRefused(f"{_refuses(options)}: {said}")
    if login.refused(token):
        raise SessionRefused(f"{options.host} takes the token no more ({said}): a new one is fetched")
    raise SessionRefused(f"{_refuses(options)}: {said}. {on_token(options.username, said)}", credentials=True)


async def _token(login: Login) -> str:
    try:
        return await asyncio.get_running_loop().run_in_executor(_ISSUERS, login.token)
    except TemporaryFailure as failure:
        raise SessionRefused(str(failure)) from None
    except PermanentFailure as failure:
        raise SessionRefused(str(failure), credentials=True) from None
