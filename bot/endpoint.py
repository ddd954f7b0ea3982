"""Where a server listens on this machine or another: ``127.0.0.1:8024``, ``[::1]:8024`` or ``unix:PATH``."""

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A TCP port of a host, or the socket at ``path`` in the file system."""

    host: str = ""
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        """As it is written in the settings."""
        if self.path:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can reach it."""
        if self.path or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def endpoint_of(text: str) -> Endpoint:
    """Read what somebody wrote; raises ValueError with a sentence."""
    if text.startswith("unix:"):
        path = text.removeprefix("unix:")
        if path.startswith("/") and path.isprintable() and len(path.encode()) < 108:  # unix(7): sun_path
            return Endpoint(path=path)
        raise ValueError(f'"{text}" names no socket. Write a whole path, like "unix:/run/listwarden/lmtp"')
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if colon and host and not set(host) & set(" /@[]") and port.isascii() and port.isdigit():
        number = int(port)
        if 0 < number < 65536:
            return Endpoint(host=host, port=number)
    raise ValueError(f'"{text}" is not a place to listen. Write host and port, like "127.0.0.1:8024"')
