"""One account at one issuer: hands out access tokens, renews them in time, says when a person must log in."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from bot.errors import PermanentFailure, TemporaryFailure
from bot.oauth.failures import NEEDS_PERSON, LoginNeeded, Refused
from bot.oauth.grants import Tokens, as_application, renew
from bot.oauth.kept import Kept
from bot.oauth.provider import Client

_AHEAD = 300.0  # seconds before the end of a token's life at which it is renewed; a quarter of a short life
_YOUNG = 60.0  # seconds: a token so young that is refused is not refused for its age


class Login:
    """
    Tokens of ``username`` for ``client``, kept below ``folder``.

    Any thread may call it, and any process: one renews, the others wait. What
    it hands out is in no ``repr``.
    """

    def __init__(
        self, client: Client, username: str, folder: Path, clock: Callable[[], float] = time.time
    ) -> None:
        self.client = client
        self.username = username
        self._kept = Kept(folder, client.name, username, client.issuer)
        self._clock = clock
        self._refused = ""
        self._latest = ""
        self._lock = threading.Lock()

    def __eq__(self, other: object) -> bool:
        """Two log-ins are one where they are of the same account at the same issuer."""
        return isinstance(other, Login) and (self.client, self.username) == (other.client, other.username)

    def __hash__(self) -> int:
        """By account and issuer."""
        return hash((self.client.name, self.username))

    @property
    def latest(self) -> str:
        """The token handed out last, for those who must hide it; "" before the first."""
        return self._latest

    def mark(self) -> tuple[int, int]:
        """What changes when somebody logs in, by which those who wait see it."""
        return self._kept.mark()

    def token(self) -> str:
        """
        An access token, renewed where its time is nearly up.

        Raises LoginNeeded where only a person can help, IssuerAway where the
        issuer does not answer and the token at hand is no good any more.
        """
        with self._lock:
            self._latest = self._usable() or self._renewed()
            return self._latest

    def refused(self, token: str) -> bool:
        """A server takes a token no more; whether another one is worth a try."""
        with self._lock:
            found = self._kept.read()
            self._refused = token
        return found is None or found[0].access != token or self._clock() - found[0].issued > _YOUNG

    def keep(self, tokens: Tokens, token_url: str) -> None:
        """What a person's log-in gave."""
        if not tokens.refresh:
            raise PermanentFailure(
                f"{self.client.issuer} gives no refresh token, so that the log-in would end within the hour. "
                "Add offline_access to scope, or let the application have it"
            )
        with self._kept.lock():
            self._kept.write(tokens, token_url)

    def _usable(self) -> str:
        """The kept token where it is good for a while yet, else ""."""
        found = self._kept.read()
        if found is None or found[0].access == self._refused:
            return ""
        left, life = found[0].expires - self._clock(), found[0].expires - found[0].issued
        return found[0].access if left > min(_AHEAD, life / 4) else ""

    def _renewed(self) -> str:
        with self._kept.lock():
            if token := self._usable():  # another process was quicker
                return token
            try:
                tokens, token_url = self._ask()
            except TemporaryFailure:
                if token := self._still_good():
                    return token
                raise
            self._kept.write(tokens, token_url)
            return tokens.access

    def _still_good(self) -> str:
        """The old token while it lives, since no new one can be had; else ""."""
        found = self._kept.read()
        lives = found and found[0].access != self._refused and found[0].expires > self._clock()
        return found[0].access if found and lives else ""

    def _ask(self) -> tuple[Tokens, str]:
        if self.client.own_grant:
            url = self.client.endpoints().token
            return as_application(self.client, url, self._clock()), url
        found = self._kept.read()
        if found is None or not found[0].refresh:
            raise LoginNeeded(f"nobody has logged in {self.username} at {self.client.issuer}. {self._advice}")
        tokens, url = found
        try:
            return renew(self.client, url, tokens.refresh, self._clock()), url
        except Refused as refusal:
            if refusal.error not in NEEDS_PERSON:
                raise
            told = f"the log-in of {self.username} has ended or was revoked ({refusal})"
            raise LoginNeeded(f"{told}. {self._advice}") from None

    @property
    def _advice(self) -> str:
        return f"Run: listwarden login {self.username}"
