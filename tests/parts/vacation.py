"""Debian's vacation program, which answers mail for who is away; here it answers whatever it may."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from tests.parts.salon import Sent

PROGRAM = Path("/usr/bin/vacation")
SENDMAIL = b"/usr/sbin/sendmail"
MESSAGE = "Subject: I am away (was: $SUBJECT)\nFrom: Away <{person}>\n\nI read mail again on 26 January.\n"


class Vacation:
    """
    The program itself, with another path to sendmail in its octets: what it sends is kept, not sent.

    It answers each mail anew (``-r 0``) whomever it is to (``-j``): as badly set up as can be.
    """

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="v-", dir="/tmp"))
        self.sent = self.place / "m"
        sendmail = self.place / "s"
        path = bytes(sendmail)
        assert len(path) <= len(SENDMAIL)
        sendmail.write_text(f'#!/bin/sh\necho "$@" > {self.place}/a\ncat > {self.sent}\n')
        sendmail.chmod(0o755)
        self.program = self.place / "vacation"
        self.program.write_bytes(PROGRAM.read_bytes().replace(SENDMAIL, path.ljust(len(SENDMAIL), b"\0")))
        self.program.chmod(0o755)
        self._run("-f", "db", "-i", "-r", "0")

    @classmethod
    def installed(cls) -> Self | None:
        """None where the package is not there."""
        return cls() if PROGRAM.exists() and PROGRAM.read_bytes().count(SENDMAIL) == 1 else None

    def answer(self, mail: Sent, number: int) -> bytes | None:
        """What it sends back to a mail, as the list's server would deliver it; None where it is silent."""
        person = mail.received.recipients[0]
        (self.place / "msg").write_text(MESSAGE.format(person=person))
        self.sent.unlink(missing_ok=True)
        path = mail.received.reverse_path or "<>"
        raw = f"Return-Path: {path}\n".encode() + mail.received.raw.replace(b"\r\n", b"\n")
        self._run("-f", "db", "-m", "msg", "-j", "-a", person, pwd.getpwuid(os.getuid()).pw_name, stdin=raw)
        if not self.sent.exists():
            return None
        head = (
            f"Return-Path: <{person}>\nAuthentication-Results: mx.example.org; dmarc=pass "
            f"header.from={person.partition('@')[2]}\nMessage-ID: <vacation.{number}@example.net>\n"
        )
        return (head.encode() + self.sent.read_bytes()).replace(b"\n", b"\r\n")

    def close(self) -> None:
        """Remove what it has."""
        shutil.rmtree(self.place, ignore_errors=True)

    def _run(self, *arguments: str, stdin: bytes = b"") -> None:
        subprocess.run(
            [str(self.program), *arguments], input=stdin, cwd=self.place, check=True,
            env={"HOME": str(self.place)}, stdout=subprocess.DEVNULL,
        )  # fmt: skip
