"""sd_notify client: tells the service manager "ready", "stopping" and what the daemon does."""

import contextlib
import socket


def notify(address: str | None, message: str) -> None:
    """Send one state line such as ``READY=1``; a manager that does not listen is no error."""
    if not address:
        return
    path = "\0" + address[1:] if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.settimeout(0)  # a manager whose queue is full must not stop the work
        line.sendto(message.encode(), path)
