"""What can go wrong at an issuer, and what to do about what it says."""

from bot.errors import PermanentFailure, TemporaryFailure


class IssuerAway(TemporaryFailure):
    """The issuer does not answer, or not now."""


class LoginNeeded(PermanentFailure):
    """Only a person can log in again: nothing is kept, or the issuer takes it no more."""


class Refused(PermanentFailure):
    """The issuer says no; ``error`` is its code (RFC 6749 5.2), "" where it gave none."""

    def __init__(self, sentence: str, error: str) -> None:
        super().__init__(sentence)
        self.error = error


NEEDS_PERSON = ("invalid_grant", "interaction_required", "consent_required", "login_required")
"""Errors of a renewal after which nothing but a new log-in helps."""

_HINTS = {
    "AADSTS7000218": 'set "Allow public client flows" to Yes on the application\'s page Authentication',
    "AADSTS7000222": "the client secret has expired: make a new one, and write it into client_secret_file",
    "AADSTS7000215": "client_secret_file must hold the secret's value, not its id",
    "AADSTS700016": "the application is not known there: check client_id, and the tenant in issuer",
    "AADSTS90002": "there is no such tenant: check the tenant in issuer",
    "AADSTS50194": "the application is of one tenant: put that tenant into issuer",
    "AADSTS65001": "an administrator must grant consent for the application's permissions",
    "AADSTS53003": "a conditional access policy forbids it: an administrator must let this account through",
    "AADSTS50076": "the policy asks for another factor",
    "AADSTS50079": "the policy asks for another factor",
    "AADSTS50173": "the password was changed since",
    "AADSTS700082": "nothing renewed it for 90 days",
    "AADSTS70011": "the scope is not one of that provider's: leave scope away",
    "invalid_client": "check client_id and client_secret_file",
    "unauthorized_client": "the application may not use this kind of log-in: check how it is registered",
    "invalid_scope": "leave scope away, or write one that the issuer knows",
    "redirect_uri_mismatch": "register the application as a desktop application",
}


def hint(said: str) -> str:
    """What to do about what an issuer said; "" where we know no better."""
    return next((advice for code, advice in _HINTS.items() if code in said), "")
