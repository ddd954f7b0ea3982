"""The kinds of values that settings hold: each makes one of what a person wrote, or says what to write."""

import datetime as dt
import difflib
import ipaddress
import re
import zoneinfo
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, InstanceOf

import bot
from bot.endpoint import endpoint_of
from bot.mailable import is_mailable
from bot.members.model import Member, Members
from bot.members.reading import WrongMembers, read_members

_LIST_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)+")
_SIZE = re.compile(r"(\d+)\s*(|B|KB|MB|GB)", re.IGNORECASE)
_DURATION = re.compile(r"(\d{1,4})\s*(|h|hours?|d|days?)", re.IGNORECASE)
_UNITS = {"": 1, "B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}


SECRETS_NEEDED = ContextVar("SECRETS_NEEDED", default=True)
"""Whether a missing file of a secret is an error: what only reads rules needs none."""
MEMBERS_NEEDED = ContextVar("MEMBERS_NEEDED", default=True)
"""Whether a missing file of members is an error: what fills it makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFile:
    """The members as they were at the start, and their file (None: they stand in the settings)."""

    members: Members
    file: Path | None = None


def _texts(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _address(value: str) -> str:
    if is_mailable(value):
        return value
    raise ValueError(f'"{value}" is not an email address. Write it alone, like "ann@example.org"')


def is_address(value: str) -> bool:
    """Whether a text is one mail address, and no pattern or word that stands for several."""
    return is_mailable(value) and not value.startswith("*")


def _maybe_address(value: str) -> str:
    return _address(value) if value else value


def _reply_address(value: str) -> str:
    if not value or (value.count("{token}") == 1 and is_address(value.replace("{token}", "lw"))):
        return value
    raise ValueError(
        f'"{value}" has no place for what tells answers apart. Write it like "salon+{{token}}@example.org"'
    )


def _hours(value: Any) -> int:
    written = _DURATION.fullmatch(str(value).strip()) if isinstance(value, int | str) else None
    if written is None or isinstance(value, bool) or not int(written[1]):
        raise ValueError(f'{value!r} is not a span of time. Write hours or days, like "48 hours" or "2 days"')
    return int(written[1]) * (24 if written[2].lower().startswith("d") else 1)


def _recipient(value: str) -> str:
    return value if value == "members" else _address(value)


def _alias(value: str) -> str:
    return value if value == "*" else _address(value)


def _place(value: str) -> str:
    if value:
        endpoint_of(value)
    return value


def _name_server(text: str) -> str:
    """An address, with a port or without."""
    try:
        ipaddress.ip_address(
            text if text.count(":") != 1 and not text.startswith("[") else endpoint_of(text).host
        )
    except ValueError:
        raise ValueError(
            f'"{text}" is no address of a name server. Write "192.0.2.1" or "192.0.2.1:5353"'
        ) from None
    return text


def _local_place(text: str) -> str:
    """Where only this machine comes: what is told there is for nobody else."""
    if _place(text) and not endpoint_of(text).is_local:
        raise ValueError(f'"{text}" can be reached from outside. Write "127.0.0.1:9464" or "unix:PATH"')
    return text


def _archive_link(value: str) -> str:
    if value and not (value.startswith(("https://", "http://")) and "{message_id}" in value):
        raise ValueError(
            f'"{value}" is not an address of posts. Write one like "https://lists.example.org/{{message_id}}"'
        )
    return value


def _unsubscribe_page(value: str) -> str:
    if value and not (value.startswith("https://") and "{token}" in value):
        raise ValueError(
            f'"{value}" is not a web page. Write one like "https://lists.example.org/leave/{{token}}"'
        )
    return value


def _list_id(value: str) -> str:
    if _LIST_ID.fullmatch(value):
        return value
    raise ValueError(
        f'"{value}" is not a List-Id. Write dotted words without <, > or spaces: "salon.lists.example.org"'
    )


def _cron(value: str) -> str:
    try:
        if len(value.split()) != 5:
            raise CronSimError("Wrong number of fields")  # noqa: TRY301 - one sentence for all that is wrong
        next(CronSim(value, dt.datetime(2024, 1, 1, tzinfo=dt.UTC)))
    except CronSimError as error:
        raise ValueError(f'"{value}" is not a schedule ({str(error).lower()}). {_CRON}') from None
    except StopIteration:
        raise ValueError(f'"{value}" names a day that never comes. {_CRON}') from None
    return value


_CRON = 'Write minute, hour, day, month, weekday: "0 7 * * *" is every day at 7:00, "0 7 * * 1" every Monday'


def _timezone(value: str) -> str:
    known = zoneinfo.available_timezones()
    if value in known:
        return value
    raise ValueError(f'"{value}" is not a time zone.{_near_zone(value, known)} Write one like "Europe/Paris"')


def _near_zone(value: str, known: set[str]) -> str:
    cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(known)}
    city = value.rpartition("/")[2].strip().replace(" ", "_").lower()
    near = difflib.get_close_matches(city, cities, n=1)
    return f' Did you mean "{cities[near[0]]}"?' if near else ""


def _size(value: Any) -> int:
    written = _SIZE.fullmatch(str(value).strip()) if isinstance(value, int | str) else None
    if written is None or isinstance(value, bool):
        raise ValueError(f'{value!r} is not a size. Write bytes, or a number with KB or MB, like "25 MB"')
    return int(written[1]) * _UNITS[written[2].upper()]


def _file(value: Path) -> Path:
    if value.is_file():
        return value
    raise ValueError(
        f"there is no file {value}. Create it, or correct its name, as seen from the settings file's folder"
    )


def _folder(value: Path) -> Path:
    if str(value).isprintable():
        return value
    raise ValueError('must be a directory, in a name without control characters: "/var/lib/listwarden"')


def _secret_file(value: Path) -> Path:
    if not SECRETS_NEEDED.get():
        return value
    if not "".join(_lines(_file(value))).strip():
        raise ValueError(f"{value} is empty. Write the password into it")
    return value


def _members(value: Any) -> MemberFile:
    if isinstance(value, Path):
        return _members_in(value)
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        people = (Member(addresses=(_address(each.strip()),)) for each in value)
        return MemberFile(members=Members(people=tuple({one.key: one for one in people}.values())))
    raise ValueError('must be the name of a file with one address a line, or a list like ["ann@example.org"]')


def _members_in(file: Path) -> MemberFile:
    if not MEMBERS_NEEDED.get() and not file.exists():
        return MemberFile(members=Members(), file=file)
    try:
        return MemberFile(members=read_members("\n".join(_lines(_file(file)))), file=file)
    except WrongMembers as wrong:
        raise ValueError(f"{file} has lines that cannot be read ({wrong})") from None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"cannot read {file}: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}"
        ) from None


_FORMATS = (Path(bot.__file__).parent / "notices" / "digests" / "formats").glob("[!_]*.py")
if TYPE_CHECKING:
    Format = str
else:
    Format = Literal[
        tuple(sorted(path.stem for path in _FORMATS))
    ]  # by their files: to import them takes long

_LANGUAGES = (Path(bot.__file__).parent / "notices" / "catalogue").glob("*.toml")
if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[tuple(sorted(path.stem for path in _LANGUAGES))]

Address = Annotated[str, AfterValidator(_address)]
MaybeAddress = Annotated[str, AfterValidator(_maybe_address)]
ReplyAddress = Annotated[str, AfterValidator(_reply_address)]
Duration = Annotated[int, BeforeValidator(_hours)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
NameServers = Annotated[tuple[Annotated[str, AfterValidator(_name_server)], ...], BeforeValidator(_texts)]
Recipients = Annotated[tuple[Annotated[str, AfterValidator(_recipient)], ...], BeforeValidator(_texts)]
Formats = Annotated[tuple[Format, ...], BeforeValidator(_texts)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_texts)]
Aliases = Annotated[tuple[Annotated[str, AfterValidator(_alias)], ...], BeforeValidator(_texts)]
Place = Annotated[str, AfterValidator(_place)]
LocalPlace = Annotated[str, AfterValidator(_local_place)]
ArchiveLink = Annotated[str, AfterValidator(_archive_link)]
UnsubscribePage = Annotated[str, AfterValidator(_unsubscribe_page)]
ListId = Annotated[str, AfterValidator(_list_id)]
Cron = Annotated[str, AfterValidator(_cron)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Size = Annotated[int, BeforeValidator(_size)]
File = Annotated[Path, AfterValidator(_file)]
Folder = Annotated[Path, AfterValidator(_folder)]
SecretFile = Annotated[Path, AfterValidator(_secret_file)]
MemberList = Annotated[InstanceOf[MemberFile], BeforeValidator(_members)]
