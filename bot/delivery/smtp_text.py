"""Sends the text of a mail and its final dot, the one moment that can leave both sides of two minds."""

import asyncio
from typing import cast

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from bot.delivery.smtp_options import Broken, SmtpOptions
from bot.delivery.smtp_replies import why
from bot.lifecycle import Outcome

_BLOCK = 65536
_Reply = asyncio.Task[aiosmtplib.SMTPResponse]


async def send_text(client: aiosmtplib.SMTP, text: bytes, options: SmtpOptions) -> aiosmtplib.SMTPResponse:
    """
    Send a text after 354, then its final dot on its own; the reply to both.

    Raises Broken: DEFERRED before the dot was written, UNKNOWN after it
    (RFC 1047). A reply before the dot ends the connection: it is out of step.
    """
    protocol = client.protocol
    if protocol is None:
        raise Broken("at DATA", Outcome.DEFERRED, "the connection was lost")
    reply = asyncio.create_task(protocol.read_response(timeout=None))
    try:
        await _write(protocol, text, reply, options.timeouts.block)
        if reply.done():
            client.close()
            return _early(reply.result())
        protocol.write(b".\r\n")
    except (aiosmtplib.SMTPException, OSError) as error:
        _forget(reply)
        raise Broken("in the text", Outcome.DEFERRED, why(error, options)) from None
    except BaseException:
        _forget(reply)
        raise
    return await _await_verdict(reply, options)


async def _write(protocol: SMTPProtocol, text: bytes, reply: _Reply, seconds: float) -> None:
    for start in range(0, len(text), _BLOCK):
        protocol.write(text[start : start + _BLOCK])
        async with asyncio.timeout(seconds):
            await asyncio.sleep(0)
            while _unsent(protocol) and not reply.done():  # noqa: ASYNC110 - aiosmtplib hides resume_writing
                await asyncio.sleep(0.005)
        if reply.done():
            return


def _unsent(protocol: SMTPProtocol) -> int:
    transport = cast(asyncio.WriteTransport | None, protocol.transport)
    return transport.get_write_buffer_size() if transport else 0


def _early(reply: aiosmtplib.SMTPResponse) -> aiosmtplib.SMTPResponse:
    if reply.code // 100 in (4, 5):
        return reply
    return aiosmtplib.SMTPResponse(451, f"the server answered {reply.code} before the final dot")


async def _await_verdict(reply: _Reply, options: SmtpOptions) -> aiosmtplib.SMTPResponse:
    try:
        return await asyncio.wait_for(reply, options.timeouts.final_dot)
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Broken("after the final dot", Outcome.UNKNOWN, why(error, options)) from None


def _forget(reply: _Reply) -> None:
    if not reply.done():
        reply.cancel()
    elif not reply.cancelled():
        reply.exception()
