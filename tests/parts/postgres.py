"""
A real PostgreSQL for tests: its own directory, a socket and a port on loopback, gone at the end.

It refuses to run as root, so started by root it runs as ``nobody``.
"""

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg


class Postgres:
    """A server; ``database()`` makes an empty database in it."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.port = port

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.root} -c max_connections=50 -c shared_buffers=16MB"
        _run("pg_ctl", "-D", self.root / "data", "-l", self.root / "log", "-o", options, "-w", "start")

    def stop(self) -> None:
        """End it at once."""
        _run("pg_ctl", "-D", self.root / "data", "-m", "immediate", "-w", "stop")

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """It neither answers nor ends a connection until the block ends."""
        with self._connect("postgres") as connection:
            sessions = "SELECT pid FROM pg_stat_activity WHERE usename = 'tester' AND pid <> pg_backend_pid()"
            pids = [int(row[0]) for row in connection.execute(sessions)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"t{uuid.uuid4().hex}"
        with self._connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return f"postgresql+psycopg://tester@127.0.0.1:{self.port}/{name}"

    def drop_connections(self) -> None:
        """End every session but our own, as a restart of the server does."""
        with self._connect("postgres") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND usename = 'tester'"
            )

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user="tester", dbname=name, autocommit=True)


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server, stop it and remove its files at the end."""
    server = Postgres(Path(tempfile.mkdtemp(prefix="postgres-")), _free_port())
    _make_ours(server.root)
    _run(
        "initdb", "-D", server.root / "data", "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
    )
    server.start()
    try:
        yield server
    finally:
        with contextlib.suppress(AssertionError):  # a test may have stopped it
            server.stop()
        shutil.rmtree(server.root, ignore_errors=True)


def dumped(url: str) -> str:
    """A database as statements that any client can run, in the order of the tables."""
    options = ("--inserts", "--no-owner", "--no-privileges", "--no-comments")
    command = [_find("pg_dump"), *options, url.replace("+psycopg", "")]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return "\n".join(line for line in lines if line and not line.startswith(("--", "\\"))) + "\n"


def _run(program: str, *words: object) -> None:
    command = [*_as_somebody(), _find(program), *map(str, words)]
    # To a file: the server inherits the descriptors and would hold a pipe open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/", check=False
        )
        said.seek(0)
        assert done.returncode == 0, f"{program} failed: {said.read().decode()}"


def _find(program: str) -> str:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    if not installed and shutil.which(program) is None and os.geteuid() == 0:
        subprocess.run(["apt-get", "install", "-q", "-y", "postgresql"], check=True, capture_output=True)
        installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    found = str(installed[-1]) if installed else shutil.which(program)
    assert found is not None, f"{program} is missing: install PostgreSQL (Debian: apt-get install postgresql)"
    return found


def _as_somebody() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "HOME=/"]


def _make_ours(root: Path) -> None:
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    if os.geteuid() == 0:
        shutil.chown(root, user, "nogroup")
    root.chmod(0o700)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
