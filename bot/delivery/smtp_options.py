"""How to reach an SMTP server, and the two ways in which that ends badly."""

from dataclasses import dataclass, field
from typing import Literal

from bot.lifecycle import Outcome
from bot.oauth import Login
from bot.server_text import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds to wait for the server, by verb (RFC 5321 4.5.3.2); ``login``: from greeting to log-in."""

    connect: float = 30
    greeting: float = 300
    login: float = 330
    command: float = 300
    data: float = 120
    block: float = 180
    final_dot: float = 600
    quit: float = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOptions:
    """
    How to reach the server that takes our mail.

    ``username`` "": no AUTH. ``bounce_address`` "": where the server refuses the
    null reverse-path there is no second try. ``ca_file`` "": the system's
    authorities alone. A connection is closed when idle for ``idle`` seconds
    or after ``mails_each`` mails; at most ``connections`` are open. With
    ``login`` its tokens are used, and no password. ``path``: a socket of this machine, instead of host
    and port.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    login: Login | None = None
    bounce_address: str = ""
    ca_file: str = ""
    protocol: Literal["smtp", "lmtp"] = "smtp"
    path: str = ""
    timeouts: Timeouts = Timeouts()
    connections: int = 4
    idle: float = 20
    mails_each: int = 100

    @property
    def where(self) -> str:
        """The server, for sentences."""
        return self.path or f"{self.host} port {self.port}"

    def shown(self, said: str) -> str:
        """What the server said, fit for a log: whatever it repeats, no secret is in it."""
        return shown(said, self.username, self.login.latest if self.login else self.password)


class SessionRefused(Exception):  # noqa: N818 - the server's word
    """No session came about; ``reply`` says why, ``credentials`` whether log-in failed: do not hammer."""

    def __init__(self, reply: str, *, credentials: bool = False) -> None:
        super().__init__(reply)
        self.reply = reply
        self.credentials = credentials


class Broken(Exception):  # noqa: N818 - a state of the line, not of the program
    """The line broke at ``verb``; ``outcome`` is what that means for the mail."""

    def __init__(self, verb: str, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.verb = verb
        self.outcome = outcome
        self.reply = f"{why} {verb}"
