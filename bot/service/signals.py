"""Takes signals of a service manager: to stop, or to read the rules again."""

import asyncio
import signal

from bot import hangup


class Signals:
    """``stop`` is set when the daemon should end; ``news`` when it should, or should read its rules again."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.news = asyncio.Event()

    def listen(self) -> None:
        """Take SIGTERM, SIGINT and SIGHUP from now on; many SIGHUP at once are one."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.end)
        loop.add_signal_handler(signal.SIGHUP, self.news.set)
        if hangup.came():
            self.news.set()

    def end(self) -> None:
        """Stop."""
        self.stop.set()
        self.news.set()
