"""Requests to an issuer: HTTPS, no redirects, bounded in time and size; the answer is a JSON object."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from bot.errors import PermanentFailure
from bot.oauth.failures import IssuerAway, Refused, hint
from bot.server_text import shown

SECONDS = 20.0
_OCTETS = 1_000_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A secret that was meant for one host goes to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def is_safe(url: str) -> bool:
    """Whether a secret may be sent there: HTTPS, or this machine."""
    parts = urllib.parse.urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def post(url: str, fields: Mapping[str, str], ca_file: str = "") -> dict[str, Any]:
    """
    POST a form; the JSON object that comes back.

    Raises IssuerAway where nobody answers, or says 429 or 5xx; Refused with the
    issuer's error code (RFC 6749 5.2) else.
    """
    form = {name: value for name, value in fields.items() if value}
    return _ask(url, urllib.parse.urlencode(form).encode(), ca_file)


def get(url: str, ca_file: str = "") -> dict[str, Any]:
    """GET a JSON object; raises as `post` does."""
    return _ask(url, None, ca_file)


def _ask(url: str, form: bytes | None, ca_file: str) -> dict[str, Any]:
    if not is_safe(url):
        raise PermanentFailure(f"{shown(url)} is not asked for tokens, since it is not https")
    request = urllib.request.Request(url, form, {"Accept": "application/json"})  # noqa: S310 - looked at above
    where = urllib.parse.urlsplit(url).netloc
    try:
        with _opener(ca_file).open(request, timeout=SECONDS) as answer:
            return _object(answer.read(_OCTETS), where)
    except urllib.error.HTTPError as error:
        raise _refusal(error.code, _read(error), where) from None
    except (OSError, ValueError) as error:
        raise _unreachable(error, where) from None


def _opener(ca_file: str) -> urllib.request.OpenerDirector:
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            raise PermanentFailure(f"ca_file {ca_file} cannot be read as a certificate: {error}") from None
    return urllib.request.build_opener(_NoRedirect, urllib.request.HTTPSHandler(context=context))


def _read(error: urllib.error.HTTPError) -> bytes:
    with error:
        try:
            return error.read(_OCTETS)
        except OSError:
            return b""


def _object(octets: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(octets)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise IssuerAway(f"{where} does not answer as an issuer of tokens does (no JSON object)")
    return found


def _refusal(status: int, octets: bytes, where: str) -> IssuerAway | Refused:
    try:
        said = _object(octets, where)
    except IssuerAway:
        said = {}
    error, why = str(said.get("error", "")), shown(said.get("error_description") or said.get("error") or "")
    if status == 429 or status >= 500:
        return IssuerAway(f"{where} gives no token now: {status} {why}".rstrip())
    advice = hint(f"{why} {error}")
    return Refused(f"{where} says no: {why or status}{': ' + advice if advice else ''}", error)


def _unreachable(error: Exception, where: str) -> IssuerAway | PermanentFailure:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return PermanentFailure(
            f"the certificate of {where} is not trusted ({reason.verify_message}); name its CA in ca_file"
        )
    told = "no answer in time" if isinstance(reason, TimeoutError) else shown(reason)
    return IssuerAway(f"{where} cannot be reached for a token: {told}")
