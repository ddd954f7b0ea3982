"""What a client may ask of a listener, and how much memory all of them share."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Bounds on what clients do; what exceeds them is refused for now (4yz), a message over ``size`` for good.

    Sizes are octets, times seconds. ``command`` bounds a command line (RFC
    5321 4.5.3.1.4, with room for parameters), ``recipients`` those of a message
    (4.5.3.1.8 asks for 100 at least), ``idle`` the wait for a command (4.5.3.2.7),
    ``greeting`` the time up to the first, ``pause`` a silence within a message, and ``message``
    all of it. ``held`` are the octets of all messages that are on their way in at a time.
    """

    size: int = 25_000_000
    command: int = 2048
    recipients: int = 1000
    connections: int = 250
    commands: int = 20_000
    idle: float = 300
    greeting: float = 30
    pause: float = 120
    message: float = 600
    held: int = 25_000_000


@dataclass(slots=True)
class Room:
    """The octets of messages that are held in memory, of all clients together."""

    most: int
    used: int = field(default=0, init=False)

    def take(self, octets: int) -> bool:
        """Whether there was room for so much more; it is used then."""
        if self.used + octets > self.most:
            return False
        self.used += octets
        return True

    def give(self, octets: int) -> None:
        """Let go of so much."""
        self.used -= octets
