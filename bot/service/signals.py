"""Takes signals of a service manager: to stop, or to read settings and rules again."""

import asyncio
import signal

from bot import hangup


class Signals:
    """``stop`` is set when the daemon should end; ``news`` when it should, or should read something again."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.news = asyncio.Event()
        self._asked = False

    def listen(self) -> None:
        """Take SIGTERM, SIGINT and SIGHUP from now on; many SIGHUP at once are one."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.end)
        loop.add_signal_handler(signal.SIGHUP, self.ask)
        if hangup.came():
            self.ask()

    def ask(self) -> None:
        """Read the settings and all that they name again."""
        self._asked = True
        self.news.set()

    def asked(self) -> bool:
        """Whether that was asked for since the last time that somebody looked."""
        asked, self._asked = self._asked, False
        return asked

    def end(self) -> None:
        """Stop."""
        self.stop.set()
        self.news.set()
