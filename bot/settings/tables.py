"""The tables of the settings file: one class a table, one attribute a key."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from bot.settings.kinds import (
    Aliases,
    Cron,
    File,
    Formats,
    LocalPlace,
    MaybeAddress,
    Place,
    Recipients,
    SecretFile,
    Size,
    Texts,
    Timezone,
)

FromRewrite = Literal["when needed", "always", "never"]
Security = Literal["tls", "starttls", "none"]
_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}


class Table(BaseModel):
    """A table of the settings file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _with_port(values: Any, ports: dict[str, int], usual: str) -> Any:
    if not isinstance(values, dict) or "port" in values:
        return values
    return {**values, "port": ports.get(str(values.get("security", usual)), ports[usual])}


class OAuthSettings(Table):
    """``[oauth.NAME]``: how to log in with OAuth2 instead of a password, for `oauth = "NAME"`."""

    preset: Literal["microsoft365", "outlook", "gmail"] | None = Field(default=None, examples=["gmail"])
    """A provider that is known here: microsoft365, outlook or gmail; unset: NAME, where that is one."""
    issuer: str = Field(default="", examples=["https://login.microsoftonline.com/TENANT/v2.0"])
    """Who gives out the tokens; unset: the preset's."""
    client_id: str = Field(min_length=1, examples=["11111111-2222-3333-4444-555555555555"])
    """The application as it is registered there."""
    client_secret_file: SecretFile | None = Field(default=None, examples=["oauth-secret"])
    """A file, or a systemd credential of that name, where the application has a secret."""
    client_secret: SecretStr | None = Field(default=None, repr=False)
    """In the environment only."""
    scope: str = Field(default="", examples=["https://mail.example.org/imap offline_access"])
    """What is asked for; unset: the preset's."""
    application: bool = Field(default=False, examples=[True])
    """The application logs in by itself (client credentials), nobody runs `login`."""
    ca_file: File | None = Field(default=None, examples=["ca.pem"])
    """An extra certificate authority beside the system's, for an issuer of your own."""


class SmtpSettings(Table):
    """``[smtp]``: the way out."""

    host: str = Field(default="127.0.0.1", min_length=1, examples=["127.0.0.1"])
    """The server that takes our mail."""
    port: int = Field(default=587, ge=1, le=65535, examples=[587])
    """Unset: 587 for starttls, 465 for tls, 25 for none."""
    security: Security = Field(default="starttls", examples=["starttls"])
    """tls, starttls, or none (on loopback only, else a warning at every start)."""
    username: str | None = Field(default=None, examples=["salon-bot"])
    """Unset: no AUTH."""
    password_file: SecretFile | None = Field(default=None, examples=["smtp-password"])
    """A file, or a systemd credential of that name."""
    password: SecretStr | None = Field(default=None, repr=False)
    """In the environment only: LISTWARDEN_SMTP__PASSWORD."""
    oauth: str | None = Field(default=None, min_length=1, examples=["microsoft365"])
    """A table [oauth.NAME], instead of password_file."""
    bounce_address: MaybeAddress = Field(default="", examples=["salon-bounces@lists.example.org"])
    """Used where the server refuses the null reverse-path; what comes to it is never answered."""
    ca_file: File | None = Field(default=None, examples=["ca.pem"])
    """An extra certificate authority beside the system's."""

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, values: Any) -> Any:
        return _with_port(values, _SMTP_PORTS, "starttls")

    def values(self) -> dict[str, Any]:
        """Keyword arguments of `bot.delivery.smtp.SmtpOptions`."""
        return {
            "host": self.host,
            "port": self.port,
            "security": self.security,
            "username": self.username or "",
            "password": reveal(self.password),
            "bounce_address": self.bounce_address,
            "ca_file": str(self.ca_file or ""),
        }


class IntakeSettings(Table):
    """``[lists.intake]``: the way in."""

    kind: Literal["imap", "lmtp", "smtp-filter"] = Field(default="imap", examples=["imap"])
    """How posts come: imap (an inbox), lmtp (your mail server hands them over), or smtp-filter (judged while
    their sender is on the line)."""
    listen: Place = Field(default="", examples=["127.0.0.1:8024"])
    """For lmtp and smtp-filter: host and port, or unix:PATH, where your mail server finds the bot. Lists may
    share it."""
    recipients: Aliases = Field(default=(), examples=[["salon@lists.example.org"]])
    """For these: what is taken for the list; unset: its address, aliases, and those that the bot has."""
    next_hop: Place = Field(default="", examples=["127.0.0.1:10026"])
    """For smtp-filter: host and port, or unix:PATH, of the server that gets what passes."""
    queue: Literal["before", "after"] = Field(default="before", examples=["before"])
    """For smtp-filter: before your server's queue posts are refused to their sender, who is on the line;
    after it (content_filter) they are returned by mail."""
    rules_page: str = Field(default="", examples=["https://lists.example.org/salon/rules"])
    """For smtp-filter: where a refusal sends those who want to know more; unset: to the first owner."""
    host: str = Field(default="", examples=["imap.example.org"])
    """The IMAP server; must be set for imap."""
    port: int = Field(default=993, ge=1, le=65535, examples=[993])
    """Unset: 993 for tls, 143 for starttls and none."""
    security: Security = Field(default="tls", examples=["tls"])
    """tls, starttls, or none (on loopback only, else a warning at every start)."""
    username: str = Field(default="", examples=["salon@lists.example.org"])
    """Whom we log in as; must be set for imap."""
    password_file: SecretFile | None = Field(default=None, examples=["imap-password"])
    """A file, or a systemd credential of that name; must be set where oauth is not."""
    password: SecretStr | None = Field(default=None, repr=False)
    oauth: str | None = Field(default=None, min_length=1, examples=["microsoft365"])
    """A table [oauth.NAME], instead of password_file."""
    folder: str = Field(default="INBOX", min_length=1, examples=["INBOX"])
    """Where new posts lie."""
    parent_folder: str = Field(default="", examples=["Salon"])
    """The folder below which Accepted, Held ... are made; unset: at the top."""
    ca_file: File | None = Field(default=None, examples=["ca.pem"])
    """An extra certificate authority beside the system's, for self-made certificates."""
    backlog: Literal["judge", "ignore"] = Field(default="judge", examples=["judge"])
    """What lies in the folder at the first start: judge or ignore."""
    size_limit: Size = Field(default=25_000_000, gt=0, examples=["25 MB"])
    """Larger messages stay in the folder, held and unanswered; by lmtp they are refused."""
    poll_seconds: float = Field(default=60, ge=1, le=3600, examples=[60])
    """How often to look even though the server says nothing."""

    @model_validator(mode="before")
    @classmethod
    def _usual_port(cls, values: Any) -> Any:
        return _with_port(values, _IMAP_PORTS, "tls")

    def values(self) -> dict[str, Any]:
        """Keyword arguments of `bot.intake.imap.ImapOptions`, all but ``account`` and ``folders``."""
        return {
            "host": self.host,
            "port": self.port,
            "security": self.security,
            "username": self.username,
            "password": reveal(self.password),
            "folder": self.folder,
            "ca_file": str(self.ca_file or ""),
            "parent_folder": self.parent_folder,
            "size_limit": self.size_limit,
            "poll_seconds": self.poll_seconds,
        }


class PostSettings(Table):
    """``[lists.post]``: where accepted posts go."""

    to: Recipients = Field(default=(), examples=[["salon-members@lists.example.org"]])
    """The distributing address, or "members": each gets a copy of their own. May be left out where posts
    are passed on to a list manager: the list's own address."""
    via: Literal["smtp", "lmtp", "pipe"] = Field(default="smtp", examples=["lmtp"])
    """How they go on: smtp, lmtp (to `next_hop`), or pipe (to `command`). By lmtp, pipe, and by smtp with a
    next_hop they are passed on as they came: a list manager distributes them."""
    next_hop: Place = Field(default="", examples=["127.0.0.1:8024"])
    """Host and port, or unix:PATH, of the list manager; for smtp unset: the server of [smtp]."""
    command: Texts = Field(default=(), examples=[["/usr/lib/mailman/mail/mailman", "post", "salon"]])
    """For pipe: the program and its arguments; {sender} and {recipient} stand for the envelope's."""
    approved_file: SecretFile | None = Field(default=None, examples=["moderator-password"])
    """A file, or a systemd credential: the password by which the list manager lets posts pass (Approved:)."""
    approved: SecretStr | None = Field(default=None, repr=False)
    from_rewrite: FromRewrite | None = Field(default=None, examples=["when needed"])
    """From in the list's name ("Anne via Salon"): when needed (DMARC), always, never.
    Unset: when needed where posts go to "members", else never."""
    prefix: str = Field(default="", examples=["[Salon]"])
    """What stands in front of each subject."""
    footer: File | None = Field(default=None, examples=["footer.txt"])
    """A file with a text that stands below each post."""

    @property
    def passes_on(self) -> bool:
        """Whether they go as they came to somebody who distributes them."""
        return self.via != "smtp" or bool(self.next_hop)

    @property
    def from_rewritten(self) -> str:
        """When From is rewritten."""
        return self.from_rewrite or ("when needed" if "members" in self.to else "never")


class DigestSettings(Table):
    """``[lists.digest]``: when an issue is made, and where it goes."""

    of: Literal["all", "digest"] | None = Field(default=None, examples=["all"])
    """all: what reached the list since the last issue; digest: only what rules put into it.
    Unset: all where it goes to "members", else digest."""
    schedule: Cron | None = Field(default=None, examples=["0 7 * * *"])
    """Minute, hour, day, month, weekday, as in cron."""
    max_posts: int | None = Field(default=None, ge=1, examples=[20])
    """An issue is also made when so many posts wait, and holds no more."""
    max_size: Size | None = Field(default=None, gt=0, examples=["200 KB"])
    """An issue is also made when the waiting posts are so large; its parts stay below it, and 95 KB."""
    timezone: Timezone = Field(default="UTC", examples=["Europe/Paris"])
    """Whose clock the schedule and the dates in the issue follow."""
    to: Recipients = Field(min_length=1, examples=[["salon-digest@lists.example.org"]])
    """The digest's subscribers' address, or "members"."""
    formats: Formats = Field(default=("html", "plain"), min_length=1, examples=[["html", "plain", "mime"]])
    """html and plain travel as one mail, mime as its own."""
    closing: str = Field(default="", examples=["Salon meets on the first Thursday of the month."])
    """A sentence of yours at the foot of each issue."""
    note: Path | None = Field(default=None, examples=["note.txt"])
    """A file whose text stands on top of each issue, read when it is made; empty or not there: none."""

    @property
    def of_all(self) -> bool:
        """Whether accepted posts are in it too."""
        return (self.of or ("all" if "members" in self.to else "digest")) == "all"


class LimitSettings(Table):
    """``[limits]``: what exceeds them is held."""

    answers_per_day: int = Field(default=3, ge=0, examples=[3])
    """Answers a day to one author."""
    returns_per_hour: int = Field(default=100, ge=0, examples=[100])
    """Returns an hour of one list."""
    held_mails_per_hour: int = Field(default=10, ge=1, examples=[10])
    """Mails an hour about held posts; above it they are bundled."""
    notes_per_hour: int = Field(default=10, ge=1, examples=[10])
    """Mails an hour that one rule's notify sends; above it they are bundled."""
    oldest_days: int = Field(default=14, ge=0, examples=[14])
    """How many days before it reaches your server a post may be dated; 0: any number."""
    give_up_days: int = Field(default=5, ge=1, le=30, examples=[5])
    """How long a mail that the server defers is tried again."""


class RetentionSettings(Table):
    """``[retention]``: how many days the database keeps what is finished; 0 is for ever."""

    messages: int = Field(default=90, ge=0, examples=[90])
    """The text of posts and of our own mail; the journal stays."""


class MetricsSettings(Table):
    """``[metrics]``: what a monitoring system may ask."""

    listen: LocalPlace = Field(default="", examples=["127.0.0.1:9464"])
    """Where /metrics, /healthz and /readyz are: a port on loopback, or unix:PATH; unset: nowhere."""


class LogSettings(Table):
    """``[log]``: what goes to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", examples=["info"])
    """debug, info, warning or error."""
    format: Literal["auto", "console", "json"] = Field(default="auto", examples=["auto"])
    """console, json, or auto: console on a terminal, else json."""


def reveal(secret: SecretStr | None) -> str:
    """The secret itself, "" where there is none."""
    return secret.get_secret_value() if secret else ""
