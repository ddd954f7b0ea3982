"""A token on the wire: OAUTHBEARER (RFC 7628) and its elder XOAUTH2; what a refusal says."""

import json
from collections.abc import Collection

from bot.server_text import shown

MECHANISMS = ("OAUTHBEARER", "XOAUTH2")


def mechanism(offered: Collection[str]) -> str:
    """The one to use of those that a server offers, in capitals; "" where it knows none."""
    return next((each for each in MECHANISMS if each in offered), "")


def first(mechanism: str, username: str, token: str, host: str, port: int) -> bytes:
    """The client's first words."""
    if mechanism == "XOAUTH2":
        return f"user={username}\1auth=Bearer {token}\1\1".encode()
    escaped = username.replace("=", "=3D").replace(
        ",", "=2C"
    )  # RFC 5801 4: = and , mean something of their own
    return f"n,a={escaped},\1host={host}\1port={port}\1auth=Bearer {token}\1\1".encode()


def last(mechanism: str) -> bytes:
    """What is answered to the server's reasons, before its refusal (RFC 7628 3.2.3)."""
    return b"" if mechanism == "XOAUTH2" else b"\1"


def reason(challenge: bytes) -> str:
    """What a server gives as its reason: a status in JSON, "" where it is none."""
    try:
        said = json.loads(challenge)
    except ValueError:
        return ""
    return shown(said.get("status", "")) if isinstance(said, dict) else ""
