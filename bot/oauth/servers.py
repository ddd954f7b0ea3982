"""What mail servers say where passwords are switched off or a token does not help, and what to do then."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Provider:
    """A provider by the hosts of its mail servers: its name, its preset, what it says of passwords."""

    name: str
    hosts: tuple[str, ...]
    preset: str
    else_: str = ""


_PROVIDERS = (
    _Provider(
        name="Outlook.com",
        hosts=("imap-mail.outlook.com", "smtp-mail.outlook.com"),
        preset="outlook",
    ),
    _Provider(
        name="Microsoft 365",
        hosts=("outlook.office365.com", "smtp.office365.com", "outlook.office.com"),
        preset="microsoft365",
    ),
    _Provider(
        name="Gmail",
        hosts=("imap.gmail.com", "smtp.gmail.com", "smtp-relay.gmail.com"),
        preset="gmail",
        else_=". An app password (it needs 2-step verification there) in password_file works too",
    ),
)

_OFF = ("basic authentication is disabled", "application-specific password", "web browser", "basic auth")
"""What servers say that take no password, however right it is."""

_TOKEN = {
    "smtpclientauthentication is disabled": "an administrator must let the mailbox send: "
    "Set-CASMailbox -Identity USERNAME -SmtpClientAuthenticationDisabled $false",
    "user is authenticated but not connected": "IMAP is off for the mailbox, or it has no licence: "
    "Set-CASMailbox -Identity USERNAME -ImapEnabled $true",
    "not enabled for imap": "switch IMAP on in the account's settings",
    "imap access is disabled": "an administrator must allow IMAP",
    "security defaults policy": "an administrator must let this account through",
    "conditional access": "an administrator must let this account through",
}


def on_password(host: str, said: str, offered: frozenset[str]) -> str:
    """
    What to do where a server takes no password; "" where it is only a wrong one.

    ``offered`` are the mechanisms of the server, in capitals.
    """
    provider = next((one for one in _PROVIDERS if host.lower() in one.hosts), None)
    if provider is not None:
        how = f'write oauth = "{provider.preset}" there, a table [oauth.{provider.preset}] with client_id'
        return f"{provider.name} takes no plain passwords: {how}, and run listwarden login{provider.else_}"
    off = any(word in said.lower() for word in _OFF)
    if off or (offered & {"XOAUTH2", "OAUTHBEARER"} and not offered & {"PLAIN", "LOGIN", "CRAM-MD5"}):
        return (
            'this server wants OAuth2: write oauth = "NAME" there, a table [oauth.NAME], '
            "and run listwarden login"
        )
    return ""


def on_token(username: str, said: str) -> str:
    """What to do where a server refuses a fresh token."""
    for words, advice in _TOKEN.items():
        if words in said.lower():
            return advice.replace("USERNAME", username)
    return (
        "The token is fresh, so it is another account's, or lacks a permission: "
        f"run listwarden login {username}, log in there as {username}, and check scope"
    )
