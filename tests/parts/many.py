"""The settings of a machine with many lists, each with its file in ``lists.d``."""

from collections.abc import Sequence
from pathlib import Path

from tests.parts.dovecot import Dovecot
from tests.parts.sink import RecordingSink

TOP = """data_dir = "data"
{database}authserv_id = "mx.example.org"
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
[log]
format = "json"
[defaults]
rules = "rules.yaml"
owners = ["owner@example.org"]
mode = "live"
[defaults.intake]
host = "localhost"
port = {imap}
ca_file = "{ca_file}"
password_file = "password"
"""
LIST = """id = "{name}.lists.example.org"
address = "{name}@lists.example.org"
[intake]
username = "{user}"
[post]
to = ["{name}-members@lists.example.org"]
"""
RULES = """ruleset: many
language: 1
rules:
  - name: much-quoted
    when: {quoted.lines: over 40}
    then: return
    because: Please quote less.
"""


def write_settings(
    home: Path, server: Dovecot, sink: RecordingSink, users: Sequence[str], *, database: str = ""
) -> None:
    """One list for each account; ``database``: the address of one on a server."""
    (home / "lists.d").mkdir()
    (home / "rules.yaml").write_text(RULES)
    (home / "password").write_text(f"{server.password}\n")
    (home / "password").chmod(0o600)
    line = f'database = "{database}"\n' if database else ""
    top = TOP.format(smtp=sink.port, imap=server.port, ca_file=server.ca_file, database=line)
    (home / "listwarden.toml").write_text(top)
    for user in users:
        write_list(home, user)


def write_list(home: Path, user: str) -> None:
    """The file of one list."""
    name = user.partition("@")[0]
    (home / "lists.d" / f"{name}.toml").write_text(LIST.format(name=name, user=user))
