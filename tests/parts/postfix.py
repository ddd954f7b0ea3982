"""
A real Postfix for one test: its own queue, its own ports, unpacked from Debian's package and never installed.

Postfix changes users, so only root can start it; nothing of it touches the system's own mail.
"""

import contextlib
import os
import re
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import pytest

from tests.parts.sink import _unpacked, answers, free_port

_MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/data
command_directory = {package}/usr/sbin
daemon_directory = {package}/usr/lib/postfix/sbin
shlib_directory = {package}/usr/lib/postfix
mail_owner = daemon
setgid_group = mail
default_privs = nobody
import_environment = MAIL_CONFIG TZ LD_LIBRARY_PATH
export_environment = TZ MAIL_CONFIG LD_LIBRARY_PATH
maillog_file = {root}/mail.log
maillog_file_prefixes = {root}
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
local_header_rewrite_clients =
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
smtpd_relay_restrictions = permit_mynetworks, reject
queue_run_delay = 2s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
transport_retry_time = 1s
bounce_queue_lifetime = 1h
in_flow_delay = 0
notify_classes =
default_process_limit = 40
"""
_MASTER = """\
{port} inet n - n - - smtpd{options}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_QUEUES = (
    "incoming",
    "active",
    "deferred",
    "bounce",
    "defer",
    "corrupt",
    "hold",
    "flush",
    "trace",
    "saved",
    "private",
)


class Postfix:
    """
    Postfix on a free port of 127.0.0.1; use it as a context manager.

    ``settings`` stand at the end of main.cf, ``services`` at the end of master.cf;
    ``options`` are those of the SMTP server at ``port``.
    """

    host = "127.0.0.1"

    def __init__(self, settings: str = "", services: str = "", options: str = ""):
        if os.geteuid() != 0:
            pytest.skip("only root can start Postfix, which changes users")
        self._package = _unpacked()
        self.port = free_port()
        self.root = Path(tempfile.mkdtemp(prefix="postfix-"))
        self.settings = settings
        self.services = services
        self.options = options
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def start(self) -> None:
        """Start and wait until it answers."""
        self._lay_out()
        libraries = str(self._package / "usr/lib/postfix")
        with (self.root / "stderr").open("wb") as stderr:
            self._process = subprocess.Popen(
                [str(self._package / "usr/lib/postfix/sbin/master"), "-d", "-c", str(self.root / "etc")],
                env={**os.environ, "LD_LIBRARY_PATH": libraries, "MAIL_CONFIG": str(self.root / "etc")},
                stderr=stderr,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        if not answers(self.host, self.port, b"220"):
            self.stop()
            pytest.fail(f"Postfix did not start: {(self.root / 'stderr').read_text()}\n{self.log()}")

    def stop(self) -> None:
        """Stop it and all that it started; its queue stays."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def send(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """Hand it a mail as another server does."""
        with smtplib.SMTP(self.host, self.port, timeout=60) as line:
            line.sendmail(sender, recipients, raw, ["BODY=8BITMIME"])

    def log(self) -> str:
        """What it wrote into its log."""
        log = self.root / "mail.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def deliveries(self, status: str, count: int = 0) -> list[str]:
        """
        The recipients that the log names with that status (sent, deferred, bounced), in its order.

        The log is written behind the work: ``count`` of them are waited for.
        """
        deadline = time.monotonic() + 10
        while True:
            found = re.findall(rf"to=<([^>]*)>.* status={status} ", self.log())
            if len(found) >= count or time.monotonic() > deadline:
                return found
            time.sleep(0.05)

    def queued(self) -> int:
        """How many messages wait in its queue."""
        spool = self.root / "spool"
        return sum(
            1
            for queue in ("incoming", "active", "deferred", "hold", "corrupt")
            for file in (spool / queue).rglob("*")
            if file.is_file()
        )

    def is_empty(self, seconds: float = 60) -> None:
        """Wait until nothing is queued; fails the test after that time."""
        deadline = time.monotonic() + seconds
        while self.queued():
            if time.monotonic() > deadline:
                pytest.fail(f"{self.queued()} messages are still in Postfix's queue:\n{self.log()[-4000:]}")
            time.sleep(0.1)

    def _lay_out(self) -> None:
        if (self.root / "etc").exists():
            return
        values = {"root": self.root, "package": self._package, "port": self.port, "options": self.options}
        self.root.chmod(0o755)
        for name in ("etc", "data", "spool/pid", "spool/public", "spool/maildrop"):
            (self.root / name).mkdir(parents=True)
        for name in _QUEUES:
            (self.root / "spool" / name).mkdir()
            shutil.chown(self.root / "spool" / name, "daemon", "root")
            (self.root / "spool" / name).chmod(0o700)
        shutil.chown(self.root / "data", "daemon", "root")
        shutil.chown(self.root / "spool/public", "daemon", "mail")
        shutil.chown(self.root / "spool/maildrop", "daemon", "mail")
        (self.root / "etc/main.cf").write_text(_MAIN.format(**values) + self.settings)
        (self.root / "etc/master.cf").write_text(_MASTER.format(**values) + self.services)
