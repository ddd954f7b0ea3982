"""
An issuer of tokens on loopback: device codes, codes with PKCE, renewal, introspection (RFC 6749, 7636, 7662, 8628).

It speaks HTTP, keeps everything in memory, and misbehaves as a test tells it to.
"""

import base64
import hashlib
import itertools
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Issuer:
    """
    Use it as a context manager; ``url`` is its name.

    ``life`` is how long its tokens live, in seconds. ``down`` makes it answer 503, ``pending``
    is how often it says that nobody has typed the device's code yet; ``person`` is who types it then. ``asked`` has the grants it was asked for.
    """

    def __init__(self, life: float = 3600):
        self.life = life
        self.down = False
        self.pending = 0
        self.client_id = "listwarden"
        self.secret = ""
        self.person = "salon@example.org"
        self.asked: list[str] = []
        self._numbers = itertools.count(1)
        self._access: dict[str, tuple[str, float]] = {}
        self._refresh: dict[str, str] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def revoke(self, username: str) -> None:
        """Nothing that was given out for an account is good any more."""
        self._access = {token: about for token, about in self._access.items() if about[0] != username}
        self._refresh = {token: who for token, who in self._refresh.items() if who != username}

    def expire(self) -> None:
        """Every access token has had its time."""
        self._access = dict.fromkeys(self._access, ("", 0.0))

    def logs_in(self, username: str) -> dict[str, Any]:
        """What a person's log-in gives."""
        access, refresh = f"access-{next(self._numbers)}", f"refresh-{next(self._numbers)}"
        self._access[access] = (username, time.time() + self.life)
        self._refresh[refresh] = username
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.life,
            "refresh_token": refresh,
        }

    def browser(self, url: str, username: str) -> str:
        """A person logs in at the address that a program shows; where the browser is sent then."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{next(self._numbers)}"
        self._codes[code] = (username, query["code_challenge"])
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if self.down:
            return 503, {}
        if path.startswith("/.well-known/"):
            return 200, {
                "issuer": self.url,
                "token_endpoint": f"{self.url}/token",
                "authorization_endpoint": f"{self.url}/authorize",
                "device_authorization_endpoint": f"{self.url}/device",
            }
        if path == "/introspect":
            username, until = self._access.get(form.get("token", ""), ("", 0.0))
            return 200, {"active": True, "username": username} if until > time.time() else {"active": False}
        if form.get("client_id") != self.client_id or form.get("client_secret", "") != self.secret:
            return 401, {"error": "invalid_client"}
        if path == "/device":
            return 200, {
                "device_code": "the-device",
                "user_code": "WDJB-MJHT",
                "verification_uri": f"{self.url}/code",
                "expires_in": 60,
                "interval": 0.01,
            }
        return self._token(form) if path == "/token" else (404, {})

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        grant = form.get("grant_type", "")
        self.asked.append(grant)
        if grant == "refresh_token":
            username = self._refresh.pop(form["refresh_token"], "")  # each is taken once
            return (
                (200, self.logs_in(username)) if username else _no("invalid_grant", "Token has been revoked.")
            )
        if grant == DEVICE:
            self.pending -= 1
            return _no("authorization_pending") if self.pending >= 0 else (200, self.logs_in(self.person))
        if grant == "authorization_code":
            username, challenge = self._codes.pop(form["code"], ("", ""))
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            good = base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
            return (200, self.logs_in(username)) if username and good else _no("invalid_grant")
        if grant == "client_credentials":
            given = self.logs_in("salon@example.org")
            return 200, {name: value for name, value in given.items() if name != "refresh_token"}
        return _no("unsupported_grant_type")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer: Callable[[str, dict[str, str]], tuple[int, dict[str, Any]]] = self._answer

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(parse_qs(urlsplit(self.path).query))

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                self._say(parse_qs(self.rfile.read(length).decode()))

            def _say(self, form: dict[str, list[str]]) -> None:
                path = urlsplit(self.path).path
                status, said = answer(path, {name: values[0] for name, values in form.items()})
                octets = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def _no(error: str, why: str = "") -> tuple[int, dict[str, Any]]:
    return 400, {"error": error, "error_description": why or error}
