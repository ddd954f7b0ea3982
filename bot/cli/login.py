"""The command ``listwarden login``: OAuth2 for an inbox or for the mail that leaves."""

import argparse

from bot.cli import DONE, NO
from bot.cli.common import Commands, command, settings_of
from bot.errors import PermanentFailure, TemporaryFailure
from bot.oauth.person import log_in
from bot.service.logins import Use, uses_of
from bot.service.opening import work_as_owner
from bot.service.try_login import try_out
from bot.settings import Settings


def register(commands: Commands) -> None:
    """Add ``login``."""
    login = command(
        commands, "login", "log in with OAuth2, for an inbox or for the mail that leaves", config=True
    )
    login.add_argument(
        "name", metavar="NAME", help='"smtp", a list\'s id or address, a user name, or a table of [oauth]'
    )
    how = login.add_mutually_exclusive_group()
    how.add_argument("--browser", action="store_true", default=None, help="in a browser that comes back here")
    how.add_argument("--device", dest="browser", action="store_false", help="with a code, on any device")
    login.set_defaults(command=_login)


def _login(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    work_as_owner(settings.data_dir)
    uses = uses_of(settings, given.name)
    log_in(uses[0].login, lambda text: print(text, flush=True), input, browser=given.browser)
    worked = [_tried(settings, use) for use in uses]
    return DONE if all(worked) else NO


def _tried(settings: Settings, use: Use) -> bool:
    try:
        print(try_out(settings, use))
    except (PermanentFailure, TemporaryFailure) as problem:
        print(f"The log-in is kept, but does not work for {use.name}: {problem}")
        return False
    return True
