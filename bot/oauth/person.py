"""A person logs in: with a code on any device (RFC 8628), or in a browser that comes back here (RFC 8252)."""

import threading
from collections.abc import Callable

from bot.errors import PermanentFailure
from bot.oauth.grants import Challenge, Tokens, await_device, device_code
from bot.oauth.login import Login
from bot.oauth.loopback import Loopback
from bot.oauth.provider import Client, Endpoints

Tell = Callable[[str], None]
Ask = Callable[[], str]


def log_in(login: Login, tell: Tell, ask: Ask, *, browser: bool | None = None) -> None:
    """
    Have a person log in, and keep what comes of it.

    ``tell`` says what to do; ``ask`` waits for a line that the person types
    (it may raise EOFError). ``browser`` None takes the device's way where there is one.
    """
    client = login.client
    if client.own_grant:
        raise PermanentFailure(f"[oauth.{client.name}] is an application that logs in by itself")
    endpoints = client.endpoints()
    by_code = bool(endpoints.device) and client.device if browser is None else not browser
    tokens = (
        _with_code(client, endpoints, tell)
        if by_code
        else _in_browser(client, endpoints, login.username, tell, ask)
    )
    login.keep(tokens, endpoints.token)


def _with_code(client: Client, endpoints: Endpoints, tell: Tell) -> Tokens:
    if not endpoints.device:
        raise PermanentFailure(f"{client.issuer} knows no device codes: try --browser")
    asked = device_code(client, endpoints)
    tell(f"Open {asked.url} on any device, and type the code {asked.user_code}")
    if asked.complete_url:
        tell(f"or open {asked.complete_url}")
    return await_device(client, endpoints, asked)


def _in_browser(client: Client, endpoints: Endpoints, username: str, tell: Tell, ask: Ask) -> Tokens:
    if not endpoints.authorization:
        raise PermanentFailure(f"{client.issuer} knows no log-in in a browser: try --device")
    challenge = Challenge()
    with Loopback(client.loopback) as loopback:
        tell(f"Open this in a browser, and log in as {username}:")
        tell(challenge.url(client, endpoints, loopback.url, username))
        tell(
            "If the browser runs on another machine, its last page cannot be opened: "
            "copy that page's whole address, and paste it here."
        )
        threading.Thread(target=_read, args=(ask, loopback.arrived), daemon=True).start()
        found = loopback.wait()
        if not found:
            raise PermanentFailure("nobody logged in within ten minutes: begin again")
        code = challenge.code_of(found)
        return challenge.exchange(client, endpoints, loopback.url, code)


def _read(ask: Ask, arrived: Callable[[str], None]) -> None:
    try:
        line = ask().strip()
    except (EOFError, OSError, ValueError):
        return
    if line:
        arrived(line)
