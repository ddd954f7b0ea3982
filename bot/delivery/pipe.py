"""Hands mail to a program, as a mail server's pipe does: octets on its input, the outcome as exit status."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from bot.lifecycle import Outcome, Receipt
from bot.server_text import shown

_LATER = frozenset({71, 72, 73, 74, 75, 126, 127})
"""Statuses that ask for another try: sysexits.h from EX_OSERR to EX_TEMPFAIL, a shell's "cannot run it"."""
_SAID = 400  # octets of a program's words that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class PipeOptions:
    """
    The program and its arguments; no shell reads them.

    It has ``seconds`` for a mail. ``{sender}`` and ``{recipient}`` in an argument stand for the envelope's.
    """

    command: tuple[str, ...]
    seconds: float = 300


class Pipe:
    """One program that takes mail, a run of it for each recipient."""

    def __init__(self, options: PipeOptions) -> None:
        self._options = options
        self.trouble = ""

    @property
    def failing(self) -> bool:
        """A program is there or not: it is tried with each mail."""
        return False

    def pause(self) -> float:
        """Seconds until it may be tried."""
        return 0.0

    async def reachable(self) -> bool:
        """Whether it may be tried."""
        return True

    async def close(self) -> None:
        """Nothing stays open."""

    async def send(self, reverse_path: str, recipients: Sequence[str], raw: bytes) -> tuple[Receipt, ...]:
        """Hand over a mail; a receipt for each recipient. Never raises for what the program does."""
        found = [await self._hand(reverse_path, each, raw) for each in dict.fromkeys(recipients)]
        self.trouble = next((one.reply for one in found if one.outcome is Outcome.DEFERRED), "")
        return tuple(found)

    async def _hand(self, sender: str, recipient: str, raw: bytes) -> Receipt:
        words = [
            word.replace("{sender}", sender).replace("{recipient}", recipient)
            for word in self._options.command
        ]
        try:
            outcome, reply = await self._run(words, sender, recipient, raw.replace(b"\r\n", b"\n"))
        except OSError as error:
            outcome, reply = Outcome.DEFERRED, f"cannot run {words[0]}: {error.strerror or error}"
        return Receipt(recipient=recipient, outcome=outcome, reply=reply)

    async def _run(
        self, words: Sequence[str], sender: str, recipient: str, text: bytes
    ) -> tuple[Outcome, str]:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "SENDER": sender, "RECIPIENT": recipient},
            cwd="/",
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._options.seconds):
                _, said = await process.communicate(text)
        except TimeoutError:
            return Outcome.UNKNOWN, f"{words[0]} did not end within {self._options.seconds:.0f} seconds"
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        return _verdict(words[0], process.returncode or 0, shown(said[:_SAID].decode("utf-8", "replace")))


def _verdict(name: str, status: int, said: str) -> tuple[Outcome, str]:
    """What an exit status means: who was ended by a signal may have done its work."""
    if status == 0:
        return Outcome.SENT, f"{name} took it"
    words = f": {said}" if said else ""
    if status < 0:
        return Outcome.UNKNOWN, f"{name} was ended by signal {-status}{words}"
    return (Outcome.DEFERRED if status in _LATER else Outcome.REFUSED), f"{name} ended with {status}{words}"
