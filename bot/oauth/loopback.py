"""Takes the browser's way back from the issuer, on a port of this machine (RFC 8252 7.3)."""

import queue
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

_PAGE = b"<!doctype html><title>listwarden</title><p>That was all. Close this page, and look at the terminal."
_SECONDS = 600.0


class Loopback:
    """
    Listens on 127.0.0.1 while it is used as a context manager; ``url`` is where the browser is sent.

    ``arrived`` takes an address from elsewhere too: pasted by a person whose
    browser runs on another machine, where it could not be opened.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._found: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.arrived))
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def arrived(self, url: str) -> None:
        """The browser came here, or would have."""
        self._found.put(url)

    def wait(self, seconds: float = _SECONDS) -> str:
        """The address that the browser was sent to; "" where none came in time."""
        try:
            return self._found.get(timeout=seconds)
        except queue.Empty:
            return ""


def _handler(arrived: Callable[[str], None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            answers = "code=" in self.path or "error=" in self.path
            self.send_response(200 if answers else 404)  # browsers ask for an icon as well
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if answers:
                self.wfile.write(_PAGE)
                arrived(self.path)

        def log_message(self, *_: object) -> None:
            """The path holds the code: it goes into no log."""

    return Handler
