"""The commands ``listwarden members``: who is on a list, and in which way they get it."""

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import DONE, MISUSE, NO
from bot.cli.common import Commands, command, print_json, print_table, settings_of, store_of
from bot.errors import PermanentFailure
from bot.members.importing import import_members, text_of
from bot.members.model import Member, Members, Mode
from bot.members.reading import WrongMembers, read_line, read_members
from bot.members.writing import added, changed, line_of
from bot.notices.phrases import count
from bot.service.lists import pick
from bot.service.member_book import write_members

if TYPE_CHECKING:
    from bot.settings import ListSettings


def register(commands: Commands) -> None:
    """Add ``members`` and what it can do."""
    members = command(commands, "members", "who is on a list, and how they get it", config=True)
    parts = members.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listed = _part(parts, "list", "who is on the list", _list)
    listed.add_argument("--json", action="store_true", help="one JSON array")
    for name, summary, work in (
        ("add", "put people on the list", _add),
        ("set", "change how people get the list: mode=digest, until=2026-12-24, name=...", _set),
    ):
        part = _part(parts, name, summary, work)
        part.add_argument("address", metavar="ADDRESS", help="a member's address")
        part.add_argument("key", metavar="KEY=VALUE", nargs="*", help="mode, until, name")
    removed = _part(parts, "remove", "take people off the list", _remove)
    removed.add_argument("address", metavar="ADDRESS", nargs="+", help="a member's address")
    forgotten = _part(
        parts, "forget", "forget what the posts of people have taught: how they sign, what they said", _forget
    )
    forgotten.add_argument("address", metavar="ADDRESS", nargs="+", help="an address that they posted from")
    taken = _part(parts, "import", "take over members of Mailman 2 or 3, Groups.io, or a CSV file", _import)
    taken.add_argument("file", metavar="FILE", type=Path, help="what the other program wrote")
    taken.add_argument("--dry-run", action="store_true", help="only say what would be taken over")
    taken.add_argument("--mode", choices=[*Mode], help="how all of them get the list")


def _part(parts: Commands, name: str, summary: str, work: object) -> argparse.ArgumentParser:
    part = command(parts, name, summary, config=True)
    part.add_argument("--list", metavar="ID", help="the list's id or address, where there are several")
    part.set_defaults(command=work)
    return part


def _list(given: argparse.Namespace) -> int:
    members, paused = _read(_file(given)), _paused(given)
    if given.json:
        print_json([{**_as_json(person), "paused": person.key in paused} for person in members.people])
        return DONE
    print_table(
        ("ADDRESS", "MODE", "UNTIL", "NAME", "OTHER ADDRESSES"),
        [
            (one.address, _mode(one, paused), str(one.until or ""), one.name, ", ".join(one.addresses[1:]))
            for one in members.people
        ],
    )
    return DONE


def _mode(person: Member, paused: frozenset[str]) -> str:
    return f"{person.mode}, mail comes back" if person.key in paused else person.mode


def _paused(given: argparse.Namespace) -> frozenset[str]:
    """To whom nothing is sent, since their mail came back."""
    if not settings_of(given, secrets=False).data_dir.is_dir():
        return frozenset()
    with store_of(given, secrets=False) as (settings, store), store.snapshot() as tx:
        return tx.paused(pick(settings, given.list).id)


def _as_json(person: Member) -> dict[str, object]:
    return {
        "address": person.address,
        "addresses": list(person.addresses),
        "name": person.name,
        "mode": person.mode.value,
        "until": person.until.isoformat() if person.until else None,
        "note": person.note,
    }


def _add(given: argparse.Namespace) -> int:
    file = _named_file(pick(settings_of(given, secrets=False, members=False), given.list))
    members, person = _read_if_there(file), _person(given)
    known = [each for each in person.addresses if members.person(each)]
    if known:
        print(f"{known[0]} is on the list already. To change how they get it: members set", file=sys.stderr)
        return NO
    _fill(file, [person])
    print(f"Added: {line_of(person)}")
    _forgive(given, [person.key])
    return DONE


def _set(given: argparse.Namespace) -> int:
    file, wanted = _file(given), _person(given)
    keys = {each.partition("=")[0].lower() for each in given.key}
    if not keys:
        print("Say what to change: mode=digest, until=2026-12-24, name=...", file=sys.stderr)
        return MISUSE
    people = _keys(file, [given.address])
    status = _change(file, given.address, lambda one: _merged(one, wanted, keys))
    if status == DONE and keys & {"mode", "until"}:  # as where a member asks for either by mail
        _forgive(given, people, f" from {wanted.until} on" if wanted.until else "")
    return status


def _merged(one: Member, wanted: Member, keys: set[str]) -> Member:
    values = {key: getattr(wanted if key in keys else one, key) for key in ("name", "mode", "until")}
    return Member(addresses=one.addresses, note=one.note, **values)


def _remove(given: argparse.Namespace) -> int:
    file = _file(given)
    members, people = _read(file), _keys(file, given.address)
    status = max(_change(file, address, lambda _: None) for address in given.address)
    _forgive(given, people)
    theirs = [each for key in people if (person := members.person(key)) for each in person.addresses]
    _forget_posts(given, theirs, everywhere=False)
    return status


def _forget(given: argparse.Namespace) -> int:
    gone = _forget_posts(given, given.address, everywhere=given.list is None)
    print(f"Forgotten: {count(gone, 'record')} of how they sign and what their posts said.")
    return DONE


def _forget_posts(given: argparse.Namespace, addresses: Sequence[str], *, everywhere: bool) -> int:
    """Forget what the posts of these addresses have taught the list, or every list; how many records."""
    if not settings_of(given, secrets=False).data_dir.is_dir():
        return 0
    with store_of(given, secrets=False) as (settings, store), store.transaction() as tx:
        list_id = None if everywhere else pick(settings, given.list).id
        return sum(tx.forget_author(address.lower(), list_id) for address in addresses)


def _keys(file: Path, addresses: Sequence[str]) -> list[str]:
    people = _read(file)
    return [person.key for address in addresses if (person := people.person(address))]


def _forgive(given: argparse.Namespace, people: Sequence[str], when: str = "") -> None:
    """Whose mail came back gets it again; what the bot has on record of it is forgotten."""
    if not settings_of(given, secrets=False).data_dir.is_dir():
        return
    with store_of(given, secrets=False) as (settings, store), store.transaction() as tx:
        list_id = pick(settings, given.list).id
        again = sorted(set(people) & tx.paused(list_id))
        for person in people:
            tx.forgive(list_id, person)
    for person in again:
        print(f"Mail to {person} had come back, so nothing was sent there; it is sent again{when}.")


def _change(file: Path, address: str, change: object) -> int:
    if _read(file).person(address) is None:
        print(f"{address} is not on the list", file=sys.stderr)
        return NO
    text = changed(_text(file), address, change)  # type: ignore[arg-type]
    write_members(file, text)
    person = read_members(text).person(address)
    print(f"Now: {line_of(person)}" if person else f"Removed: {address}")
    return DONE


def _import(given: argparse.Namespace) -> int:
    file, named = _file_to_fill(given)
    try:
        found = import_members(text_of(given.file.read_bytes()))
    except (OSError, WrongMembers) as problem:
        print(f"{given.file}: {getattr(problem, 'strerror', None) or problem}", file=sys.stderr)
        return MISUSE
    if found.settings:
        print(f"{given.file} is {found.form}: it names no members. For listwarden.toml it says:\n")
        print("\n".join(found.settings))
        return DONE
    members = _read_if_there(file)
    fresh = [one for one in found.people if not any(members.person(each) for each in one.addresses)]
    if given.mode:
        fresh = [Member(addresses=one.addresses, name=one.name, mode=Mode(given.mode)) for one in fresh]
    for sentence in found.passed_over:
        print(f"passed over: {sentence}", file=sys.stderr)
    if not given.dry_run:
        _fill(file, fresh)
    what = "would be added" if given.dry_run else "added"
    known = len(found.people) - len(fresh)
    print(f"{found.form}: {count(len(fresh), 'member')} {what}, {known} known already.")
    if not named and not given.dry_run:
        print(f'They stand in {file}. Now write under [[lists]]: members = "{file.name}"')
    return DONE


def _file_to_fill(given: argparse.Namespace) -> tuple[Path, bool]:
    """The file of members, and whether the settings name it; a list without one gets it beside them."""
    settings = settings_of(given, secrets=False, members=False)
    one = pick(settings, given.list)
    if one.members is None:
        return settings.file.parent / "members.txt", False
    return _named_file(one), True


def _fill(file: Path, fresh: Sequence[Member]) -> None:
    if not file.exists():
        with file.open("x", encoding="utf-8"):
            file.chmod(0o640)
    write_members(file, added(_text(file), fresh))


def _person(given: argparse.Namespace) -> Member:
    try:
        person = read_line(" ".join([given.address, *map(_quoted, given.key)]))
    except ValueError as problem:
        raise PermanentFailure(str(problem)) from None
    if person is None:
        raise PermanentFailure("name an address, like ann@example.org")
    if person.until is not None and person.until < dt.datetime.now(dt.UTC).date():
        raise PermanentFailure(f"until={person.until} is over")
    return person


def _quoted(pair: str) -> str:
    key, _, value = pair.partition("=")
    return f'{key}="{value}"'


def _file(given: argparse.Namespace) -> Path:
    return _named_file(pick(settings_of(given, secrets=False), given.list))


def _named_file(one: "ListSettings") -> Path:
    if one.members is None or one.members.file is None:
        raise PermanentFailure(
            f'{one.id} has no file of members. Write under [[lists]]: members = "members.txt", and make it'
        )
    return one.members.file


def _read_if_there(file: Path) -> Members:
    return _read(file) if file.exists() else Members()


def _read(file: Path) -> Members:
    try:
        return read_members(_text(file))
    except WrongMembers as wrong:
        raise PermanentFailure(f"{file}: {wrong}") from None


def _text(file: Path) -> str:
    return file.read_text("utf-8-sig")
