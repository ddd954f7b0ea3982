"""All that can be set: the top of the file and its lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pydantic import Field, PrivateAttr, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import Trust, Word
from bot.members.model import NOBODY
from bot.settings.kinds import (
    Address,
    Addresses,
    Aliases,
    ArchiveLink,
    Cron,
    Duration,
    File,
    Folder,
    Language,
    ListId,
    MaybeAddress,
    MemberList,
    NameServers,
    ReplyAddress,
    SecretFile,
    Texts,
    Timezone,
    UnsubscribePage,
    is_address,
)
from bot.settings.tables import (
    DigestSettings,
    IntakeSettings,
    LimitSettings,
    LogSettings,
    MetricsSettings,
    OAuthSettings,
    PostSettings,
    RetentionSettings,
    SmtpSettings,
    Table,
    reveal,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What a list takes from the top of the file."""

    authserv_ids: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] | None = None
    auth: Word = "server"
    nameservers: tuple[str, ...] = ()
    bounce_address: str = ""
    own_addresses: frozenset[str] = frozenset()
    oauth: Mapping[str, OAuthSettings] = field(default_factory=dict)
    data_dir: Path = Path()
    language: str = "en"


MEMBERS = "members"
"""Stands for all members in the settings that name recipients."""

Unproven = Literal["no", "unknown", "believed"]


class ListSettings(Table):
    """``[[lists]]``: one mailing list."""

    id: ListId = Field(examples=["salon.lists.example.org"])
    """The List-Id."""
    address: Address = Field(examples=["salon@lists.example.org"])
    """Where members post."""
    aliases: Aliases = Field(default=(), examples=[["salon@old.example.org"]])
    """Other addresses of the list, "*@old.example.org" too: what is sent to none is held; "*": any."""
    name: str = Field(default="", examples=["Salon"])
    """How people call it; unset: the part of the address before the @."""
    rules: File = Field(examples=["rules/salon.yaml"])
    """The rule file."""
    owners: Addresses = Field(min_length=1, examples=[["owner@example.org"]])
    """Who answers for the list, and hears when something is wrong."""
    moderators: Addresses = Field(default=(), examples=[["mod@example.org"]])
    """Who decides on held posts."""
    timezone: Timezone | None = Field(default=None, examples=["Europe/Paris"])
    """The clock of the rules (now.hour) and of our mails; unset: that of the digest, else UTC."""
    members: MemberList | None = Field(default=None, examples=["members.txt"])
    """A file with one person a line (`members` at work reads it when it changes), or a list of addresses."""
    mode: Literal["live", "observe"] = Field(default="live", examples=["observe"])
    """live, or observe: judged and journaled, nothing sent, nothing moved (for the first week).
    Unset: live, with a warning at every start."""
    returns: Literal["authenticated", "members", "never"] = Field(
        default="authenticated", examples=["authenticated"]
    )
    """authenticated, members (believes From: of members; a risk), or never."""
    unproven: Unproven = Field(default="no", examples=["no"])
    """Whether an author whom nobody proved is member, moderator, known: no, unknown, or believed (a risk)."""
    bounce_address: MaybeAddress = Field(default="", examples=["salon-bounces@lists.example.org"])
    """The reverse-path of posts and digests; unset: that of [smtp], else the list's address.
    With {token}, as in "salon-bounces+{token}@...", each member has their own."""
    language: Language | None = Field(default=None, examples=["de"])
    """As at the top, for this list alone."""
    reply_address: ReplyAddress = Field(default="", examples=["salon+{token}@lists.example.org"])
    """Where answers to our mails go, if your server takes such addresses; unset: to the list's address."""
    check_address: MaybeAddress = Field(default="", examples=["salon-check@lists.example.org"])
    """A post sent there is looked at, answered, and never posted; its mail must reach the same inbox."""
    receipts: bool = Field(default=False, examples=[False])
    """Whether a proven author hears once that their post waits for a moderator."""
    answer_days: int = Field(default=14, ge=1, le=90, examples=[14])
    """How many days a returned post can be answered."""
    hold_reminder: Duration = Field(default=48, examples=["48 hours"])
    """After how long moderators are reminded of what waits: hours or days."""
    hold_days: int = Field(default=0, ge=0, le=365, examples=[0])
    """After how many days a held post nobody decided on is settled as `on_expiry` says; 0: never."""
    on_expiry: Literal["hold", "return", "accept", "discard"] = Field(default="return", examples=["return"])
    """hold, return, accept or discard."""
    authserv_id: Texts | None = Field(default=None, examples=["mx.example.org"])
    """As at the top, for this list alone."""
    trusted_hosts: Texts | None = Field(default=None, examples=[["mx.example.org"]])
    """As at the top, for this list alone."""
    auth: Word | None = Field(default=None, examples=["own"])
    """As at the top, for this list alone."""
    report: Cron | None = Field(default=None, examples=["0 8 * * 1"])
    """When owners get the report of the week (minute, hour, day, month, weekday); unset: never."""
    signed: Literal["change", "return", "hold"] = Field(default="change", examples=["change"])
    """A signed post (DKIM) that a rule changes: change (without the signature), return it, or hold it."""
    self_service: bool = Field(default=True, examples=[True])
    """Whether members change how they get the list, or leave, by mail to the bot."""
    request_address: MaybeAddress = Field(default="", examples=["salon-request@lists.example.org"])
    """Where members write to the bot, delivered into the list's inbox; unset: the list's address."""
    unsubscribe_page: UnsubscribePage = Field(
        default="", examples=["https://lists.example.org/leave/{token}"]
    )
    """A page of yours that takes one-click unsubscribes (RFC 8058) and mails them to the bot."""
    bounce_limit: int = Field(default=3, ge=1, examples=[3])
    """After mail to a member came back for good on so many days, nothing more is sent to them."""
    archive: ArchiveLink = Field(default="", examples=["https://lists.example.org/{message_id}"])
    """Where a post lies in the list's archive, for links in digests; {message_id} stands for its own."""
    intake: IntakeSettings
    post: PostSettings = PostSettings()
    digest: DigestSettings | None = None
    _inherited: Inherited = PrivateAttr(default_factory=Inherited)

    @property
    def inherited(self) -> Inherited:
        """What it takes from the top of the file."""
        return self._inherited

    @property
    def authserv_ids(self) -> tuple[str, ...]:
        """Whose Authentication-Results are believed for this list."""
        return self.authserv_id or self._inherited.authserv_ids

    @property
    def receiving_hosts(self) -> tuple[str, ...] | None:
        """Our receiving hosts for this list; None: those in the authserv-ids' domains."""
        return self.trusted_hosts or self._inherited.trusted_hosts or None

    @property
    def sends_to_members(self) -> bool:
        """Whether the bot itself sends posts or digests to members."""
        return MEMBERS in self.post.to or (self.digest is not None and MEMBERS in self.digest.to)

    @property
    def asks_to(self) -> str:
        """Where members write to the bot; "" where they cannot."""
        asked = self.self_service and self.sends_to_members
        return (self.request_address or self.address) if asked else ""

    def trust(self) -> Trust:
        """Whose Authentication-Results are believed for this list."""
        return Trust(
            authserv_ids=self.authserv_ids,
            trusted_hosts=self.receiving_hosts,
            word=self.auth or self._inherited.auth,
        )

    def mailing_list(self) -> MailingList:
        """The list as pure code needs to know it."""
        digest = self.digest
        return MailingList(
            id=self.id,
            address=self.address,
            name=self.name or self.address.partition("@")[0],
            owners=self.owners,
            moderators=self.moderators,
            post_to=_addresses(self.post.to) or ((self.address,) if self.post.passes_on else ()),
            passes_on=self.passes_on,
            approved=reveal(self.post.approved),
            digest_to=_addresses(digest.to) if digest else (),
            members=self.members.members if self.members else NOBODY,
            post_to_members=MEMBERS in self.post.to,
            prefix=self.post.prefix,
            footer=self.post.footer.read_text("utf-8-sig", "replace") if self.post.footer else "",
            from_rewrite=self.post.from_rewritten,
            signed=self.signed,
            self_service=self.asks_to,
            unsubscribe_page=self.unsubscribe_page,
            digest_to_members=digest is not None and MEMBERS in digest.to,
            bounce_address=self.bounce_address or self._inherited.bounce_address,
            digest_formats=digest.formats if digest else (),
            digest_of_all=digest.of_all if digest else False,
            digest_part=digest.max_size if digest else None,
            digest_closing=digest.closing if digest else "",
            archive=self.archive,
            timezone=self.timezone or (digest.timezone if digest else "UTC"),
            authserv_ids=self.authserv_ids,
            aliases=(*self.aliases, *([self.request_address] if self.request_address else [])),
            own_addresses=self._nobodys(),
            language=self.language or self._inherited.language,
            reply_address=self.reply_address,
            check_address=self.check_address,
        )

    def own_addresses(self) -> frozenset[str]:
        """The addresses of the list and of the bot for it, at which no person sits."""
        to = (*self.post.to, *(self.digest.to if self.digest else ()))
        local, _, domain = self.address.partition("@")
        roles = (f"{local}-owner", f"owner-{local}", f"{local}-request", f"{local}-bounces")
        bounces = self.bounce_address.replace("+{token}", "").replace("{token}", "")
        answers = self.reply_address.replace("+{token}", "").replace("-{token}", "")
        ours = (bounces, self.check_address, self.request_address, answers, self.intake.username)
        named = (self.address, *self.aliases, *to, *ours)
        return frozenset(filter(is_address, (*named, *(f"{role}@{domain}" for role in roles))))

    @property
    def next_hop(self) -> str:
        """Where accepted posts are passed on to; "" where that is no server of the list's own."""
        return self.post.next_hop or self.intake.next_hop

    @property
    def passes_on(self) -> bool:
        """Whether accepted posts go as they came to somebody who distributes them."""
        return self.post.passes_on or bool(self.intake.next_hop)

    @property
    def recipients(self) -> tuple[str, ...]:
        """What a mail server may hand over for the list: addresses, and patterns of them."""
        ours = (self.reply_address, self.check_address, self.request_address, self.bounce_address)
        return self.intake.recipients or tuple(filter(None, (self.address, *self.aliases, *ours)))

    def _nobodys(self) -> frozenset[str]:
        """
        The addresses of all lists and the bot, but for people who write to this list themselves.

        Where there are none it is the one set of all lists: a set each would grow with their square.
        """
        people = {person.lower() for person in (*self.owners, *self.moderators)}
        people |= self.members.members.addresses if self.members else set()
        all_ = self._inherited.own_addresses
        ours = frozenset(each for each in all_ if each.lower() in people)
        return all_ - ours if ours else all_


def _addresses(to: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in to if each != MEMBERS)


class Settings(BaseSettings):
    """All that is set, checked once. Make it with `load_settings`."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    data_dir: Folder = Field(default=Path("/var/lib/listwarden"), examples=["/var/lib/listwarden"])
    """Where the database lies."""
    database: SecretStr = Field(
        default=SecretStr("sqlite:///listwarden.db"), examples=["sqlite:///listwarden.db"]
    )
    """A file below data_dir, or postgresql+psycopg://user@host/name."""
    database_password_file: SecretFile | None = Field(default=None, examples=["database-password"])
    """A file, or a systemd credential of that name, with PostgreSQL's password."""
    database_password: SecretStr | None = Field(default=None, repr=False)
    """In the environment only: LISTWARDEN_DATABASE_PASSWORD."""
    authserv_id: Texts = Field(default=(), examples=["mx.example.org"])
    """Whose Authentication-Results are believed; unset: nobody's."""
    trusted_hosts: Texts | None = Field(default=None, examples=[["mx.example.org"]])
    """Our receiving hosts; unset: those in authserv_id's domain, and address literals."""
    auth: Word = Field(default="server", examples=["server"])
    """Whose word on authors counts: server (its Authentication-Results), own (the bot checks DKIM and DMARC
    itself, which takes the extra `dkim`), or either."""
    nameservers: NameServers = Field(default=(), examples=[["127.0.0.1"]])
    """Name servers to ask, "127.0.0.1" or "127.0.0.1:5353"; unset: those of the machine."""
    language: Language = Field(default="en", examples=["en"])
    """Of the mails to authors: de, en, es, fr, it, nl or pt."""
    smtp: SmtpSettings = SmtpSettings()
    oauth: dict[str, OAuthSettings] = Field(default_factory=dict)
    limits: LimitSettings = LimitSettings()
    retention: RetentionSettings = RetentionSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    lists: tuple[ListSettings, ...] = Field(min_length=1)

    _file: Path = PrivateAttr(default=Path())
    _warnings: tuple[str, ...] = PrivateAttr(default=())
    _read_again: "Callable[[], Settings]"

    def read_again(self) -> "Settings":
        """What the same file and environment say now; raises SettingsRefused as the first reading."""
        return self._read_again()

    @property
    def file(self) -> Path:
        """The settings file."""
        return self._file

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences to say at every start."""
        return self._warnings

    @property
    def database_url(self) -> str:
        """The database for SQLAlchemy: a relative SQLite file below ``data_dir``, password in place."""
        return self.url_of(self.database.get_secret_value())

    def url_of(self, url: str) -> str:
        """The same of another database, as it might stand in these settings."""
        if url.startswith("sqlite:///") and not url.startswith(("sqlite:////", "sqlite:///:memory:")):
            return f"sqlite:///{self.data_dir / url.removeprefix('sqlite:///')}"
        user, at, place = url.partition("@")
        if not self.database_password or not at:
            return url
        return f"{user}:{quote(reveal(self.database_password), safe='')}@{place}"
