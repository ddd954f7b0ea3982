"""Loads settings from file and environment, or reports every error at once."""

import ipaddress
import stat
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.endpoint import endpoint_of
from bot.settings.checks import cross_errors
from bot.settings.keys import SECRETS, Key
from bot.settings.kinds import MEMBERS_NEEDED, SECRETS_NEEDED, is_address
from bot.settings.many import add_lists, inherit
from bot.settings.model import Inherited, ListSettings, Settings
from bot.settings.refused import SettingsError, SettingsRefused, is_noise, sentence, spell
from bot.settings.sources import PREFIX, Place, Values, environment_keys, from_environment, read_toml, resolve
from bot.settings.tables import IntakeSettings

USUAL_PLACES = (Path("listwarden.toml"), Path("/etc/listwarden/listwarden.toml"))


def load_settings(
    config: Path | None, environ: Mapping[str, str], *, secrets: bool = True, members: bool = True
) -> Settings:
    """
    Read and check all settings.

    ``config`` None looks at the usual places. Without ``secrets`` their files
    may be missing: for what logs in nowhere; without ``members`` those of members:
    for what makes them. Raises SettingsRefused with every error. Secrets are in
    no error, log or ``repr``.
    """
    needed, filled = SECRETS_NEEDED.set(secrets), MEMBERS_NEEDED.set(members)
    try:
        settings = _load(config, environ)
    finally:
        SECRETS_NEEDED.reset(needed)
        MEMBERS_NEEDED.reset(filled)
    again = partial(load_settings, settings.file, environ, secrets=secrets, members=members)
    settings._read_again = again  # noqa: SLF001 - the loader completes what it made
    return settings


def _load(config: Path | None, environ: Mapping[str, str]) -> Settings:
    file = _find(config)
    values, lines = read_toml(file)
    credentials = environ.get("CREDENTIALS_DIRECTORY")
    elsewhere = add_lists(file, values)
    place = Place(
        file=file, credentials=Path(credentials) if credentials else None, lines=lines, elsewhere=elsewhere
    )
    if "STATE_DIRECTORY" in environ:
        values.setdefault("data_dir", environ["STATE_DIRECTORY"].partition(":")[0])
    environment = from_environment(environ)
    errors = list(_from_sources(values, environ, place))
    errors += [
        SettingsError(place=place.of(key), key=".".join(map(str, key)), sentence=told)
        for key, told in inherit(values)
    ]
    _forget(values, environment)
    settings, more = _validate(resolve(environment, place), resolve(values, place), place, environ)
    errors += [*more, *_cross(values, environment, place)]
    if settings is None or errors:
        raise SettingsRefused(sorted(set(errors), key=_position))
    return _finish(settings, place)


def _find(config: Path | None) -> Path:
    if config is not None:
        return _absolute(config)
    for usual in USUAL_PLACES:
        try:
            if usual.is_file():
                return _absolute(usual)
        except OSError:  # it may be there, and is not for us: reading it says so
            return _absolute(usual)
    places = " nor ".join(str(usual) for usual in USUAL_PLACES)
    told = (
        f"there is neither {places}. Name the file with --config FILE, or make one with `listwarden init DIR`"
    )
    raise SettingsRefused([SettingsError(place="", key="", sentence=told)])


def _absolute(file: Path) -> Path:
    return file if file.is_absolute() else Path.cwd() / file


def _validate(
    environment: dict[str, Any], values: dict[str, Any], place: Place, environ: Mapping[str, str]
) -> tuple[Settings | None, list[SettingsError]]:
    class Loaded(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            *_: PydanticBaseSettingsSource,
            **__: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return Values(settings_cls, environment), Values(settings_cls, values)

    try:
        return Loaded(), []
    except ValidationError as error:
        found = error.errors(include_url=False)
    lists = _tables(values.get("lists"))
    set_outside = {key for key, _ in environment_keys(environ)}
    return None, [
        SettingsError(
            place=_where(each["loc"], place, set_outside),
            key=spell(each["loc"], lists),
            sentence=sentence(each, Settings),
        )
        for each in found
        if not is_noise(each)
    ]


def _where(key: Key, place: Place, set_outside: set[Key]) -> str:
    return f"environment {variable(key)}" if key in set_outside else place.of(key)


def variable(key: Key) -> str:
    """The environment variable of a key."""
    return PREFIX + "__".join(map(str, key)).upper()


def _from_sources(
    values: dict[str, Any], environ: Mapping[str, str], place: Place
) -> Iterator[SettingsError]:
    for key in _passwords(values, ()):
        told = f'does not belong here. Write it into a file of its own and name that: {key[-1]}_file = "NAME"'
        yield SettingsError(place=place.of(key), key=spell(key, _tables(values.get("lists"))), sentence=told)
    for key, _ in environment_keys(environ):
        if key[0] == "lists":
            told = "lists cannot be set in the environment. Write them into the settings file"
            yield SettingsError(place=f"environment {variable(key)}", key="", sentence=told)


def _passwords(values: Any, above: Key) -> Iterator[Key]:
    pairs = (
        values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    )
    for name, value in pairs:
        if name in SECRETS:
            yield (*above, name)
        else:
            yield from _passwords(value, (*above, name))


def _forget(values: dict[str, Any], environment: dict[str, Any]) -> None:
    """Leave out what was refused already."""
    environment.pop("lists", None)
    for *above, name in list(_passwords(values, ())):
        table: Any = values
        for part in above:
            table = table[part]
        del table[name]


def _cross(values: dict[str, Any], environment: dict[str, Any], place: Place) -> Iterator[SettingsError]:
    lists = _tables(values.get("lists"))
    for key, told in cross_errors(merge(values, environment), lists):
        yield SettingsError(place=place.of(key), key=spell(key, lists), sentence=told)


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two trees of tables as one; ``above`` wins."""
    merged = dict(below)
    for name, value in above.items():
        inner = merged.get(name)
        merged[name] = merge(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def _tables(lists: object) -> list[dict[str, Any]]:
    return [each if isinstance(each, dict) else {} for each in lists] if isinstance(lists, list) else []


def _position(error: SettingsError) -> tuple[int, str, str]:
    line = error.place.rpartition(":")[2]
    return (int(line) if line.isdigit() else 0, error.place, error.key)


def _finish(settings: Settings, place: Place) -> Settings:
    inherited = Inherited(
        authserv_ids=settings.authserv_id,
        trusted_hosts=settings.trusted_hosts,
        auth=settings.auth,
        nameservers=settings.nameservers,
        bounce_address=settings.smtp.bounce_address,
        own_addresses=_own_addresses(settings),
        oauth=settings.oauth,
        data_dir=settings.data_dir,
        language=settings.language,
    )
    for each in settings.lists:
        each._inherited = inherited  # noqa: SLF001 - the loader completes what it made
    settings._file = place.file  # noqa: SLF001
    settings._warnings = tuple(_warnings(settings))  # noqa: SLF001
    return settings


def _own_addresses(settings: Settings) -> frozenset[str]:
    """The addresses of all lists and of the bot, at which no person sits."""
    smtp = filter(is_address, (settings.smtp.bounce_address, settings.smtp.username or ""))
    return frozenset(smtp).union(*(each.own_addresses() for each in settings.lists))


def _warnings(settings: Settings) -> Iterator[str]:
    yield from _plain_line("smtp", settings.smtp.host, settings.smtp.security)
    for each in settings.lists:
        yield from _way_in(f'lists.intake of list "{each.id}"', each.intake)
        yield from _mode(each)
        yield from _swallows(each)
        if each.returns == "members":
            yield (
                f'lists.returns of list "{each.id}" is "members": whoever writes a member\'s address '
                "into From: makes the bot send mail to that member"
            )
        if each.unproven == "believed":
            yield (
                f'lists.unproven of list "{each.id}" is "believed": whoever writes a moderator\'s address '
                "into From: is that moderator to the rules"
            )
    for file in _secret_files(settings) if SECRETS_NEEDED.get() else ():
        if _is_open_to_all(file):
            yield f"everybody on this machine can read the secret in {file}. Fix it with: chmod o= {file}"


def _mode(one: ListSettings) -> Iterator[str]:
    """A list that never says that it is meant to be live."""
    if "mode" not in one.model_fields_set:
        taken = one.intake.kind == "imap" and "backlog" not in one.intake.model_fields_set
        yield (
            f'lists.mode of list "{one.id}" is not written, which means "live": posts go out and back from '
            f"the first minute{', what lies in its inbox already too' if taken else ''}. "
            'Write mode = "observe" to watch first, or mode = "live"'
        )


def _swallows(one: ListSettings) -> Iterator[str]:
    """Observed posts that were taken from the server and have nowhere to go on to."""
    if one.mode == "observe" and one.intake.kind == "lmtp" and not one.passes_on:
        yield (
            f'lists.mode of list "{one.id}" is "observe": what your server hands over is judged, '
            "and nobody gets it. Hand over copies (Postfix: recipient_bcc_maps) while you watch"
        )


def _way_in(table: str, intake: IntakeSettings) -> Iterator[str]:
    if not intake.listen:
        yield from _plain_line(table, intake.host, intake.security)
    elif not endpoint_of(intake.listen).is_local:
        yield (
            f"{table}: whoever reaches {intake.listen} can hand over mail as if it came from your server. "
            "Listen on 127.0.0.1, or let nobody else through"
        )


def _is_open_to_all(file: Path) -> bool:
    """Whether everybody can read it: its own mode and that of every folder above it say so."""
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in file.absolute().parents)
    return passable and bool(file.stat().st_mode & stat.S_IROTH)


def _plain_line(table: str, host: str, security: str) -> Iterator[str]:
    if security == "none" and not _is_loopback(host):
        told = f'sends mail and password to {host} readable for all on the way. Write "tls" or "starttls"'
        yield f'{table}: security = "none" {told}'


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _secret_files(settings: Settings) -> Iterator[Path]:
    files = [settings.smtp.password_file, settings.database_password_file]
    files += [each.client_secret_file for each in settings.oauth.values()]
    yield from dict.fromkeys(
        file
        for file in [
            *files,
            *(each.intake.password_file for each in settings.lists),
            *(each.post.approved_file for each in settings.lists),
        ]
        if file
    )
