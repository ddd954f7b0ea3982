"""The log-ins with OAuth2 that the settings name: whose they are, and which of them a person means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import PermanentFailure
from bot.oauth import PRESETS, Client, Login
from bot.settings import ListSettings, OAuthSettings, Settings, reveal


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Where a log-in is used: ``name`` is "smtp" or a list's id, ``address`` that list's."""

    name: str
    address: str
    login: Login


def smtp_login(settings: Settings) -> Login | None:
    """That of the way out; None where it has a password, or needs none."""
    smtp = settings.smtp
    if not smtp.oauth:
        return None
    return _login(smtp.oauth, settings.oauth[smtp.oauth], smtp.username or "", settings.data_dir)


def inbox_login(one: ListSettings) -> Login | None:
    """That of a list's inbox; None where it has a password."""
    name, above = one.intake.oauth, one.inherited
    return _login(name, above.oauth[name], one.intake.username, above.data_dir) if name else None


def uses(settings: Settings) -> Iterator[Use]:
    """Every use of a log-in."""
    if login := smtp_login(settings):
        yield Use(name="smtp", address="", login=login)
    for one in settings.lists:
        if login := inbox_login(one):
            yield Use(name=one.id, address=one.address, login=login)


def uses_of(settings: Settings, name: str) -> list[Use]:
    """The uses of the one log-in that a person means by "smtp", a list, a user name or a table of [oauth]."""
    every = list(uses(settings))
    meant = {
        use.login
        for use in every
        if name in (use.name, use.address, use.login.username, use.login.client.name)
    }
    if len(meant) == 1:
        return [use for use in every if use.login in meant]
    known = ", ".join(sorted({use.login.username for use in every}))
    if not every:
        raise PermanentFailure('nothing in the settings logs in with OAuth2: no table has oauth = "NAME"')
    if meant:
        raise PermanentFailure(f'"{name}" is used by several accounts; name one of: {known}')
    raise PermanentFailure(f'no log-in with OAuth2 goes by "{name}"; there are: {known}')


def _login(name: str, table: OAuthSettings, username: str, data_dir: Path) -> Login:
    return Login(client_of(name, table), username, data_dir / "logins")


def client_of(name: str, table: OAuthSettings) -> Client:
    """What an issuer knows of us, presets filled in."""
    client = Client(
        name=name,
        issuer=table.issuer,
        client_id=table.client_id,
        secret=reveal(table.client_secret),
        scope=table.scope,
        own_grant=table.application,
        ca_file=str(table.ca_file or ""),
    )
    preset = PRESETS.get(table.preset or name)
    if preset is None:
        return client
    scope = preset.application if table.application else preset.scope
    return replace(
        client,
        issuer=table.issuer or preset.issuer,
        scope=table.scope or scope,
        known=None if table.issuer else preset.endpoints,
        device=preset.device,
        loopback=preset.loopback,
        extra=preset.extra,
    )
