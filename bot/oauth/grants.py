"""The ways to tokens: renewal, a code typed on another device, a browser here, the application alone."""

import base64
import hashlib
import secrets
import time
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import PermanentFailure
from bot.oauth.failures import IssuerAway, Refused
from bot.oauth.provider import Client, Endpoints
from bot.server_text import shown

_LIFE = 3600  # seconds, where the issuer does not say how long a token lives
_SLOWER = 5  # seconds more between two questions (RFC 8628 3.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What an issuer gave: ``expires`` and ``issued`` in seconds since 1970."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    issued: float
    expires: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """What a person is shown (RFC 8628 3.2), and what we ask with meanwhile."""

    code: str = field(repr=False)
    user_code: str
    url: str
    complete_url: str
    seconds: float
    interval: float


def renew(client: Client, token_url: str, refresh: str, now: float) -> Tokens:
    """New tokens for a refresh token (RFC 6749 6); the old one stays where no new one comes."""
    said = client.ask(token_url, grant_type="refresh_token", refresh_token=refresh)
    return tokens_of(said, now, refresh)


def as_application(client: Client, token_url: str, now: float) -> Tokens:
    """A token for the application itself (RFC 6749 4.4)."""
    return tokens_of(client.ask(token_url, grant_type="client_credentials", scope=client.scope), now)


def tokens_of(said: Mapping[str, Any], now: float, refresh: str = "") -> Tokens:
    """The tokens of an answer (RFC 6749 5.1)."""
    access = said.get("access_token")
    if not isinstance(access, str) or not access or not access.isascii() or not access.isprintable():
        raise IssuerAway("the issuer answers without a token")
    given = said.get("refresh_token")
    return Tokens(
        access=access,
        refresh=given if isinstance(given, str) and given else refresh,
        issued=now,
        expires=now + _number(said.get("expires_in"), _LIFE),
    )


def _number(value: object, usual: float) -> float:
    try:
        found = float(value)  # type: ignore[arg-type]  # whatever the issuer sent
    except (TypeError, ValueError):
        return usual
    return found if 0 < found < 1e9 else usual


def device_code(client: Client, endpoints: Endpoints) -> DeviceCode:
    """Ask for a code that a person types at the issuer (RFC 8628 3.1)."""
    said = client.ask(endpoints.device, scope=client.scope)
    url = said.get("verification_uri") or said.get("verification_url")  # the latter is Google's
    if not all(isinstance(each, str) for each in (said.get("device_code"), said.get("user_code"), url)):
        raise PermanentFailure(f"{client.issuer} gives no device code: try --browser")
    return DeviceCode(
        code=said["device_code"],
        user_code=shown(said["user_code"]),
        url=shown(url),
        complete_url=shown(said.get("verification_uri_complete") or ""),
        seconds=_number(said.get("expires_in"), 900),
        interval=_number(said.get("interval"), 5),
    )


def await_device(
    client: Client, endpoints: Endpoints, asked: DeviceCode, sleep: Callable[[float], None] = time.sleep
) -> Tokens:
    """Ask until the person has decided (RFC 8628 3.4); raises PermanentFailure where they did not."""
    waited, interval = 0.0, asked.interval
    while waited < asked.seconds:
        sleep(interval)
        waited += interval
        try:
            said = client.ask(
                endpoints.token,
                grant_type="urn:ietf:params:oauth:grant-type:device_code",
                device_code=asked.code,
            )
        except IssuerAway:
            interval += _SLOWER  # RFC 8628 3.5: a line that breaks is waited for as well
        except Refused as refused:
            interval = _slower(refused, interval)
        else:
            return tokens_of(said, time.time())
    raise PermanentFailure("the code has expired: begin again")


def _slower(refused: Refused, interval: float) -> float:
    match refused.error:
        case "authorization_pending":
            return interval
        case "slow_down":
            return interval + _SLOWER
        case "access_denied" | "authorization_declined":
            raise PermanentFailure("the log-in was declined") from None
        case "expired_token" | "code_expired":
            raise PermanentFailure("the code has expired: begin again") from None
        case _:
            raise refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What ties an answer in the browser to our question: PKCE (RFC 7636) and ``state``."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)

    def url(self, client: Client, endpoints: Endpoints, redirect: str, username: str) -> str:
        """Where a person logs in (RFC 6749 4.1.1, RFC 8252 8.1)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": redirect,
            "scope": client.scope,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "login_hint": username,
            **client.extra,
        }
        return f"{endpoints.authorization}?{urllib.parse.urlencode(query)}"

    def code_of(self, url: str) -> str:
        """The code in the address to which the browser was sent; PermanentFailure where it has none."""
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        if query.get("state", [""])[0] != self.state:
            raise PermanentFailure("that address does not belong to this log-in: begin again")
        if error := query.get("error"):
            told = shown(query.get("error_description", error)[0])
            raise PermanentFailure(f"the log-in was refused: {told}")
        return query.get("code", [""])[0]

    def exchange(self, client: Client, endpoints: Endpoints, redirect: str, code: str) -> Tokens:
        """Tokens for the code (RFC 6749 4.1.3)."""
        said = client.ask(
            endpoints.token,
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect,
            code_verifier=self.verifier,
        )
        return tokens_of(said, time.time())
