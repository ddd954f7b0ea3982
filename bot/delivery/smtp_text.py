"""Sends the text of a mail and its final dot, the one moment that can leave both sides of two minds."""

import aiosmtplib

from bot.delivery.smtp_line import Line, Reply
from bot.delivery.smtp_options import Broken, SmtpOptions
from bot.delivery.smtp_replies import why
from bot.lifecycle import Outcome


async def send_text(line: Line, text: bytes, options: SmtpOptions) -> Reply:
    """
    Send a text with its final dot after 354; the reply to it.

    Raises Broken: DEFERRED before the dot has left, UNKNOWN after it
    (RFC 1047). A reply before the dot ends the connection: it is out of step.
    """
    try:
        whole = await line.send(text + b".\r\n", options.timeouts.block)
    except OSError as error:
        line.drop()
        raise Broken("in the text", Outcome.DEFERRED, why(error, options)) from None
    try:
        reply = await line.reply(options.timeouts.final_dot)
    except (aiosmtplib.SMTPException, OSError) as error:
        line.drop()
        raise Broken("after the final dot", Outcome.UNKNOWN, why(error, options)) from None
    if whole:
        return reply
    line.drop()
    return _early(reply)


def _early(reply: Reply) -> Reply:
    if reply.code // 100 in (4, 5):
        return reply
    return Reply(451, f"the server answered {reply.code} before the final dot")
