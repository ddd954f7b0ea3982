"""Tries a log-in with OAuth2 where it is used."""

import asyncio

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.intake.imap_session import Session
from bot.service.build import imap_options
from bot.service.logins import Use
from bot.settings import Settings


def try_out(settings: Settings, use: Use) -> str:
    """Log in where the log-in is used; a sentence that it works. Raises what the server raises."""
    if use.name == "smtp":
        asyncio.run(Smtp(SmtpOptions(login=use.login, **settings.smtp.values())).probe())
        return f"{settings.smtp.host} lets {use.login.username} send"
    one = next(each for each in settings.lists if each.id == use.name)
    session = Session.connect(imap_options(one))
    try:
        session.log_in()
    finally:
        session.close()
    return f"{one.intake.host} lets {use.login.username} in"
