"""What Mailman 2's ``config_list -o`` says of a list, as lines for listwarden.toml; it is read, never run."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from bot.lazy_regex import lazy_regex

_MARK = lazy_regex(r"^(?:real_name|subject_prefix|msg_footer|digestable)\s*=", re.MULTILINE)
_DAILY = {"digest_send_periodic": 'schedule = "0 7 * * *"'}


def is_one(text: str) -> bool:
    """Whether a text is the output of config_list: Python assignments to names of list settings."""
    return len(_MARK.findall(text)) >= 2


def lines_of(text: str) -> tuple[str, ...]:
    """Lines of listwarden.toml that say the same, as far as there are such."""
    told = dict(_assignments(text))
    return tuple(_lines(told))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if told.get("real_name"):
        yield f"name = {_quoted(told['real_name'])}"
    for theirs, ours in (("owner", "owners"), ("moderator", "moderators")):
        if told.get(theirs):
            yield f"{ours} = {json.dumps([str(each) for each in told[theirs]])}"
    yield "[lists.post]"
    yield 'to = "members"'
    if str(told.get("subject_prefix") or "").strip():
        yield f"prefix = {_quoted(str(told['subject_prefix']))}"
    if told.get("digestable"):
        yield "[lists.digest]"
        yield 'to = "members"'
        if told.get("digest_send_periodic", 1):
            yield _DAILY["digest_send_periodic"]
        size = told.get("digest_size_threshhold")
        if isinstance(size, int | float) and size > 0:
            yield f'max_size = "{round(size)} KB"'


def _assignments(text: str) -> Iterator[tuple[str, Any]]:
    """Names and values of the assignments of literals; nothing is run."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                yield statement.targets[0].id, ast.literal_eval(statement.value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                continue


def _quoted(text: object) -> str:
    return json.dumps(str(text), ensure_ascii=False)
