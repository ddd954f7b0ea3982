"""The line to the inbox or to the mail server is reset after so many octets, from either side."""

import asyncio
import threading
from typing import Self

from tests.faults.laboratory import Counts, Laboratory
from tests.parts.proxy import Proxy

SIDES = ("cut_client", "cut_server")


class ProxyThread:
    """A proxy with a loop of its own, for a program that blocks; use it as a context manager."""

    def __init__(self, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.proxy = Proxy(port)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.proxy.__aenter__(), self._loop).result(10)
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self.proxy.__aexit__(*exc), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def cuts(every: int, counts: Counts) -> None:
    """Both servers, both sides."""
    with Laboratory() as laboratory:
        for server in ("imap", "smtp"):
            port = laboratory.dovecot.plain_port if server == "imap" else laboratory.sink.port
            with ProxyThread(port) as line:
                for side in SIDES:
                    _sweep(laboratory, server, line.proxy, side, every, counts)


def _sweep(laboratory: Laboratory, server: str, proxy: Proxy, side: str, every: int, counts: Counts) -> None:
    """After more and more octets, until a connection has no more of them."""
    octets, whole = 0, False
    while not whole:
        point = laboratory.begin(**{server: proxy.port})
        before = proxy.cuts
        setattr(proxy, side, octets)
        whole = point.fails() == 0 and proxy.cuts == before
        setattr(proxy, side, None)
        counts.add(point.comes_to_rest(), f"{server} {side} {octets}")
        octets += every
