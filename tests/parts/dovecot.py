"""
A real Dovecot for one test: its own directory, its own ports, its own users.

It runs without privileges. Started by root it runs as ``nobody``, because
Dovecot refuses to open mail as root.
"""

import contextlib
import datetime as dt
import getpass
import grp
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import pytest
from imapclient import IMAPClient

from tests.parts.certificates import Authority

PASSWORD = "correct horse"
_CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
ssl = yes
ssl_cert = <{authority.certificate}
ssl_key = <{authority.key}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_fsync = never
mail_max_userip_connections = 0
mail_location = {storage}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  client_limit = 2000
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 2000
}}
service anvil {{
  chroot =
  client_limit = 4000
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  client_limit = 8000
}}
{extra}
"""
_TOKENS = """
auth_mechanisms = {mechanisms}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
protocols = imap submission
hostname = localhost
submission_relay_host = 127.0.0.1
submission_relay_port = {relay_port}
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {submission_port}
  }}
}}
"""
_INTROSPECTION = """
introspection_mode = post
introspection_url = {issuer}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


class Dovecot:
    """
    Dovecot on a free port of 127.0.0.1; use it as a context manager.

    ``port`` speaks IMAPS, ``plain_port`` IMAP with STARTTLS; every user has
    the same ``password``. ``extra`` is put at the end of the configuration,
    for instance ``imap_capability = IMAP4rev1`` to hide what a server can do.
    With ``issuer`` it takes the tokens of that one too, by ``mechanisms``, and hands mail
    that comes to ``submission_port`` to ``relay_port``.
    """

    host = "127.0.0.1"
    password = PASSWORD

    def __init__(
        self,
        users: Sequence[str] = ("salon@lists.example.org",),
        *,
        separator: str = "/",
        prefix: str = "",
        storage: str = "maildir:~/Maildir",
        extra: str = "",
        issuer: str = "",
        mechanisms: str = "plain xoauth2 oauthbearer",
        relay_port: int = 0,
    ):
        self.users = tuple(users)
        self.user = self.users[0]
        self.port, self.plain_port, self.submission_port = _free_ports(3)
        self._root = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._account = _account()
        self._process: subprocess.Popen[bytes] | None = None
        self.authority = Authority(self._root / "tls", "localhost", "127.0.0.1")
        if issuer:
            (self._root / "oauth2.conf").write_text(_INTROSPECTION.format(issuer=issuer))
            extra += _TOKENS.format(
                mechanisms=mechanisms,
                root=self._root,
                relay_port=relay_port,
                submission_port=self.submission_port,
            )
        self._configure(separator=separator, prefix=prefix, storage=storage, extra=extra)

    @property
    def ca_file(self) -> str:
        """The certificate that a client must believe."""
        return str(self.authority.ca_file)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._root, ignore_errors=True)

    def start(self) -> None:
        """Start and wait until it answers; locks that a killed one left are taken away as at boot."""
        for lock in self._root.glob("mail/**/*.lock"):
            lock.unlink()
        user = self._account.pw_uid if os.geteuid() == 0 else None
        group = self._account.pw_gid if os.geteuid() == 0 else None
        command = [_binary(), "-F", "-c", str(self._root / "dovecot.conf")]
        with (self._root / "stderr").open("wb") as stderr:
            self._process = subprocess.Popen(
                command,
                user=user,
                group=group,
                extra_groups=[] if user else None,
                stderr=stderr,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """Stop it and everything it started; what it stored stays."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it and everything it started at once, as a power cut does."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Stop and start on the same ports, with the mail that is there."""
        self.stop()
        self.start()

    @contextlib.contextmanager
    def client(self, user: str | None = None, folder: str | None = None) -> Iterator[Any]:
        """Another mail client, logged in; with ``folder`` selected."""
        with IMAPClient(self.host, self.plain_port, ssl=False, timeout=30) as client:
            client.login(user or self.user, self.password)
            if folder is not None:
                client.select_folder(folder)
            yield client

    def append(
        self,
        raw: bytes,
        *,
        user: str | None = None,
        folder: str = "INBOX",
        received: dt.datetime | None = None,
        flags: Sequence[bytes] = (),
    ) -> int:
        """Put a message into a folder as another client does; gives its UID."""
        with self.client(user) as client:
            reply = client.append(folder, raw, flags, received)
        found = re.search(rb"APPENDUID \d+ (\d+)", reply)
        assert found, reply
        return int(found[1])

    def deliver(self, *raws: bytes, user: str | None = None) -> None:
        """Drop messages into the INBOX as a delivery agent does (maildir storage only): fast."""
        maildir = self.home(user) / "Maildir"
        if not (maildir / "new").is_dir():
            with self.client(user, "INBOX"):
                pass
        for number, raw in enumerate(raws):
            name = f"{time.time_ns()}.{number}.deliver"
            (maildir / "tmp" / name).write_bytes(raw)
            self._own(maildir / "tmp" / name)
            (maildir / "tmp" / name).rename(maildir / "new" / name)

    def folders(self, user: str | None = None) -> list[str]:
        """The names of all folders."""
        with self.client(user) as client:
            return sorted(name for _, _, name in client.list_folders())

    def messages(self, folder: str = "INBOX", user: str | None = None) -> list[bytes]:
        """The messages of a folder, in the order of their UIDs; none where there is no such folder."""
        with self.client(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
        return [found[uid][b"BODY[]"] for uid in uids if uid in found]  # another may move it meanwhile

    def home(self, user: str | None = None) -> Path:
        """The directory that holds a user's mail."""
        return self._root / "mail" / (user or self.user)

    def log(self) -> str:
        """What Dovecot wrote into its log."""
        log = self._root / "dovecot.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def _configure(self, **chosen: str) -> None:
        account, group = self._account, grp.getgrgid(self._account.pw_gid).gr_name
        text = _CONFIGURATION.format(
            root=self._root,
            user=account.pw_name,
            group=group,
            uid=account.pw_uid,
            gid=account.pw_gid,
            authority=self.authority,
            port=self.port,
            plain_port=self.plain_port,
            **chosen,
        )
        (self._root / "dovecot.conf").write_text(text)
        (self._root / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in self.users))
        (self._root / "mail").mkdir()
        for path in (self._root, *self._root.rglob("*")):
            self._own(path)

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _wait(self) -> None:
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            with (
                contextlib.suppress(OSError),
                socket.create_connection((self.host, self.plain_port), 5) as line,
            ):
                if line.recv(4) == b"* OK":
                    return
            time.sleep(0.02)
        pytest.fail(f"Dovecot did not start:\n{self._said()}\n{self.log()}")

    def _said(self) -> str:
        return (self._root / "stderr").read_text(errors="replace")


def _binary() -> str:
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if found is None and os.geteuid() == 0:
        _install()
        found = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.fail("These tests need a real Dovecot: apt-get install dovecot-imapd")
    return found


def _install() -> None:
    """Install the package without letting it start a service."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["apt-get", "install", "-y", "--no-install-recommends", "dovecot-imapd", "dovecot-submissiond"]
    subprocess.run(["apt-get", "update"], check=False, capture_output=True, env=environment)
    subprocess.run(command, check=False, capture_output=True, env=environment)


def _account() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody" if os.geteuid() == 0 else getpass.getuser())


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
