"""The place where servers hand over a list's mail: who listens there, and whether the bot can."""

import socket

from bot.endpoint import Endpoint, endpoint_of
from bot.service.doctor.check import Check
from bot.settings import ListSettings

SECONDS = 5.0


def handed_checks(one: ListSettings) -> list[Check]:
    """Whether the bot listens, or could; what it takes; whom it would believe."""
    return [*_way_in(one), *_proof(one)]


def _proof(one: ListSettings) -> list[Check]:
    """Whether anybody says who wrote a post, which no inbox shows here."""
    trust = one.trust()
    if trust.word != "server" or any(trust.authserv_ids):
        return []
    return [
        Check(
            subject=f"authentication of {one.id}",
            state="warning",
            text="nobody says who wrote a post: authserv_id is not set, so each is held that is not accepted",
            advice="write authserv_id, by which your server begins its Authentication-Results (if it writes "
            'none: rspamd, or OpenDKIM with OpenDMARC), or let the bot check signatures: auth = "own"',
        )
    ]


def _way_in(one: ListSettings) -> list[Check]:
    subject, at = f"way in of {one.id}", endpoint_of(one.intake.listen)
    greeting = _greeting(at)
    if greeting is None:
        return [_vacant(subject, at), _takes(subject, one)]
    if "listwarden" in greeting:
        return [Check(subject=subject, state="ok", text=f"the bot listens at {at}"), _takes(subject, one)]
    return [
        Check(
            subject=subject,
            state="failed",
            text=f"another program listens at {at}: {greeting[:60] or 'it says nothing'}",
            advice="choose another port for listen under [lists.intake], and tell your mail server",
        )
    ]


def _takes(subject: str, one: ListSettings) -> Check:
    return Check(subject=subject, state="ok", text=f"mail is taken for {', '.join(one.recipients)}")


def _greeting(at: Endpoint) -> str | None:
    """What whoever listens says first; None where nobody does."""
    try:
        with _line(at) as line:
            line.connect(at.path or (at.host, at.port))
            return line.recv(200).decode("ascii", "replace").strip()
    except TimeoutError:
        return ""
    except OSError:
        return None


def _vacant(subject: str, at: Endpoint) -> Check:
    """Nobody listens there: can we."""
    if at.path:
        return Check(subject=subject, state="ok", text=f"nobody listens at {at} yet: `listwarden run` will")
    try:
        with _line(at) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind((at.host, at.port))
    except OSError as error:
        text = f"cannot listen at {at}: {(error.strerror or str(error)).lower()}"
        advice = "name an address of this machine and a free port above 1023 under [lists.intake]"
        return Check(subject=subject, state="failed", text=text, advice=advice)
    return Check(subject=subject, state="ok", text=f"nobody listens at {at} yet: `listwarden run` will")


def _line(at: Endpoint) -> socket.socket:
    family = socket.AF_UNIX if at.path else socket.AF_INET6 if ":" in at.host else socket.AF_INET
    line = socket.socket(family, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    return line
