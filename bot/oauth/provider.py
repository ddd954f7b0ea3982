"""Who gives out tokens: presets of the large providers, and any issuer by its own description."""

import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import PermanentFailure
from bot.oauth.failures import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where an issuer is asked for what (RFC 8414 2); "" where it offers none."""

    token: str
    authorization: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """
    What is known of a provider.

    ``device``: whether its device codes may be used for mail. ``loopback``: the
    name of this machine to which it sends a browser back on any port. ``application``
    is the scope of an application that logs in by itself, "" where none can.
    """

    issuer: str
    scope: str
    endpoints: Endpoints | None = None
    device: bool = True
    loopback: str = "127.0.0.1"
    application: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


_MICROSOFT = "https://login.microsoftonline.com"
_OUTLOOK = "https://outlook.office.com"


def _microsoft(tenant: str) -> Endpoints:
    above = f"{_MICROSOFT}/{tenant}/oauth2/v2.0"
    return Endpoints(token=f"{above}/token", authorization=f"{above}/authorize", device=f"{above}/devicecode")


def _preset_of_microsoft(tenant: str) -> Preset:
    return Preset(
        issuer=f"{_MICROSOFT}/{tenant}/v2.0",
        scope=f"{_OUTLOOK}/IMAP.AccessAsUser.All {_OUTLOOK}/SMTP.Send offline_access",
        endpoints=_microsoft(tenant),
        loopback="localhost",
        application="https://outlook.office365.com/.default",
    )


PRESETS = {
    "microsoft365": _preset_of_microsoft("organizations"),
    "outlook": _preset_of_microsoft("consumers"),
    "gmail": Preset(
        issuer="https://accounts.google.com",
        scope="https://mail.google.com/",
        endpoints=Endpoints(
            token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
            authorization="https://accounts.google.com/o/oauth2/v2/auth",
        ),
        device=False,
        extra={"access_type": "offline", "prompt": "consent"},  # else only the first log-in can be renewed
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """
    We, as an issuer knows us.

    ``name`` is that of the table in the settings. ``secret`` "": a public
    client. ``own_grant``: the application logs in by itself (RFC 6749 4.4).
    ``device``: device codes are worth a try.
    """

    name: str
    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    scope: str = ""
    own_grant: bool = False
    device: bool = True
    loopback: str = "127.0.0.1"
    ca_file: str = ""
    known: Endpoints | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def endpoints(self) -> Endpoints:
        """Those that are known, else those that the issuer tells of itself."""
        return self.known or discover(self.issuer, self.ca_file)

    def ask(self, url: str, **fields: str) -> dict[str, Any]:
        """POST to an endpoint as this client."""
        from bot.oauth import http  # noqa: PLC0415 - passwords do without

        return http.post(
            url, {"client_id": self.client_id, "client_secret": self.secret, **fields}, self.ca_file
        )


def discover(issuer: str, ca_file: str = "") -> Endpoints:
    """What an issuer says of itself (RFC 8414 3, OpenID Connect Discovery 4)."""
    from bot.oauth import http  # noqa: PLC0415 - as above

    for url in _descriptions(issuer):
        try:
            said = http.get(url, ca_file)
        except Refused:
            continue
        if said.get("issuer") != issuer:  # RFC 8414 3.3: who says another name may be anybody
            raise PermanentFailure(f'{issuer} calls itself "{said.get("issuer")}": correct issuer')
        return Endpoints(
            token=_url(said, "token_endpoint"),
            authorization=_url(said, "authorization_endpoint"),
            device=_url(said, "device_authorization_endpoint"),
        )
    raise PermanentFailure(f"{issuer} does not describe itself as an issuer does: correct issuer")


def _descriptions(issuer: str) -> tuple[str, str]:
    parts = urllib.parse.urlsplit(issuer)
    inserted = parts._replace(path=f"/.well-known/oauth-authorization-server{parts.path.rstrip('/')}")
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration", inserted.geturl()


def _url(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name, "")
    return value if isinstance(value, str) else ""
