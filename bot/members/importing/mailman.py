"""What Mailman keeps of its members: the roster of Mailman 3's REST interface, and Mailman 2's own file."""

import ast
import json
import re
from typing import Any

from bot.lazy_regex import lazy_regex
from bot.members.importing.spreadsheet import Table, of_rows
from bot.members.reading import WrongLine, WrongMembers

_PLAIN = 8  # the bit of user_options for a digest without MIME (Mailman.Defaults.DisableMime)
_DUMPED = lazy_regex(r"^\{ {3}'\w+': ", re.MULTILINE)
_KEY = lazy_regex(r"^(?:\{ {3}| {4})(?='(\w+)': )", re.MULTILINE)
_KEPT = ("members", "digest_members", "usernames", "delivery_status", "user_options")


def of_rest(text: str) -> Table | None:
    """The answer to ``lists/LIST/roster/member`` or ``members``, JSON; None where it is none."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        told = json.loads(text)
    except ValueError:
        return None
    entries = told.get("entries") if isinstance(told, dict) else told
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        return None
    return of_rows([_row(one) for one in entries], "members of Mailman 3 (REST)")


def _row(entry: dict[str, Any]) -> list[str]:
    role = str(entry.get("role") or "member")
    keys = ("email", "display_name", "delivery_mode", "delivery_status")
    return [*(str(entry.get(key) or "") for key in keys), "" if role == "member" else f"{role}, no member"]


def of_dump(text: str) -> Table | None:
    """
    What ``dumpdb`` prints of a list's ``config.pck``, read and never run; None where it is none.

    Raises WrongMembers where a table of it cannot be read.
    """
    if not _DUMPED.search(text) or "'digest_members': " not in text:
        return None
    kept = {name: _kept(text, name) for name in _KEPT}
    rows = []
    for name, digest in (("members", False), ("digest_members", True)):
        for key, written in kept[name].items():
            plain = int(kept["user_options"].get(key, 0)) & _PLAIN
            mode = ("plain" if plain else "digest") if digest else "mail"
            pause = "none" if key in kept["delivery_status"] else ""
            address = written if isinstance(written, str) else key
            rows.append([address, str(kept["usernames"].get(key) or ""), mode, pause, ""])
    return of_rows(rows, "members of Mailman 2 (config.pck)")


def _kept(text: str, name: str) -> dict[str, Any]:
    """One of the tables of the list, as pprint lays them out; {} where there is none."""
    names = list(_KEY.finditer(text))
    ends = [one.start() for one in names[1:]] + [len(text)]
    for one, end in zip(names, ends, strict=True):
        if one[1] == name:
            value = text[one.end() + len(f"'{name}': ") : end].partition("\n[----- end")[0].rstrip()
            value = value.removesuffix(",") if end < len(text) else value.removesuffix("}")
            return _table(value, name, text.count("\n", 0, one.start()) + 1)
    return {}


def _table(value: str, name: str, line: int) -> dict[str, Any]:
    try:
        found = ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = None
    if not isinstance(found, dict):
        sentence = f'"{name}" of config.pck is cut off or changed. Dump it again, or use list_members'
        raise WrongMembers((WrongLine(number=line, sentence=sentence),))
    return found
