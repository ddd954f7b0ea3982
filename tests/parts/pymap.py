"""pymap, the IMAP server in Python that the demo embeds, as a process of its own."""

import subprocess
import sys
from typing import Self

import pytest
from imapclient import IMAPClient

from tests.parts.sink import answers, free_port


class Pymap:
    """pymap with one user and an empty memory on a free port of 127.0.0.1; use it as a context manager."""

    host = "127.0.0.1"
    user = "demouser"
    password = "demopass"

    def __init__(self):
        self.port = self.plain_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        script = "from pymap.main import main; main()"
        command = [
            sys.executable,
            "-c",
            script,
            "--host",
            self.host,
            "--port",
            str(self.port),
            "--no-tls",
            "dict",
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not answers(self.host, self.port, b"* OK"):
            self._process.kill()
            self._process.wait()
            pytest.fail("pymap did not start")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)

    def append(self, raw: bytes, *, user: str | None = None, folder: str = "INBOX") -> None:
        """Put a message into a folder as another client does."""
        with IMAPClient(self.host, self.port, ssl=False, timeout=30) as client:
            client.login(user or self.user, self.password)
            client.append(folder, raw)
