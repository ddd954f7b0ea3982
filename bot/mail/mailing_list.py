"""The mailing list that a post is for: its addresses, names and staff."""

from dataclasses import dataclass, field

from bot.members.model import NOBODY, Members


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """
    One mailing list.

    ``id`` is the List-Id (RFC 2919) without brackets, ``address`` where members
    post, ``post_to`` the distributing addresses of accepted posts, ``digest_to``
    those of digests; ``post_to_members`` and ``digest_to_members``: each member gets
    theirs, too. ``bounce_address`` the reverse-path of both ("": the posting address).
    ``digest_of_all``: digests hold accepted posts too, not only those that rules put into them;
    ``digest_part`` are the octets of HTML to which an issue is cut, ``digest_note`` stands at
    its top and ``digest_closing`` at its foot. ``archive`` is an address with {message_id} in it,
    ``self_service`` the address to which members write to change how they get the list ("": none),
    ``unsubscribe_page`` one with {token} in it that takes RFC 8058's click.

    What becomes of posts: ``prefix`` of the subject, ``footer`` below the text, ``from_rewrite``
    (when needed, always, never), ``signed``: whether a signed post may be changed (change,
    return, hold).
    ``authserv_ids`` name our own servers in Authentication-Results (RFC 8601 2.2).
    ``aliases`` are other addresses of the list, or "*@domain", or "*" for any;
    ``own_addresses`` those, of all lists, at which no person sits. ``language`` is that
    of our mails, ``wording`` the sentences that the owner says in other words. Answers
    to our mails go to ``reply_address``, in which ``{token}`` stands for what tells them apart
    ("": to the list's address), posts that are only to be looked at to ``check_address``.
    ``passes_on``: accepted posts go as they came to a list manager, which distributes them;
    ``approved`` is the password with which it lets them pass ("": none).
    """

    id: str
    address: str
    name: str
    owners: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    post_to: tuple[str, ...] = ()
    digest_to: tuple[str, ...] = ()
    members: Members = NOBODY
    post_to_members: bool = False
    digest_to_members: bool = False
    bounce_address: str = ""
    digest_formats: tuple[str, ...] = ("html", "plain")
    digest_of_all: bool = False
    digest_part: int | None = None
    digest_note: str = ""
    digest_closing: str = ""
    archive: str = ""
    self_service: str = ""
    unsubscribe_page: str = ""
    prefix: str = ""
    footer: str = ""
    from_rewrite: str = "never"
    signed: str = "hold"
    timezone: str = "UTC"
    authserv_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    own_addresses: frozenset[str] = frozenset()
    language: str = "en"
    wording: tuple[tuple[str, str], ...] = ()
    reply_address: str = ""
    check_address: str = ""
    passes_on: bool = False
    approved: str = field(default="", repr=False)

    def answers_to(self, token: str) -> str:
        """Where an answer to the notice with this token goes."""
        return self.reply_address.replace("{token}", token) if self.reply_address else self.address

    @property
    def has_digest(self) -> bool:
        """Whether posts can go out in a digest."""
        return bool(self.digest_to) or self.digest_to_members

    @property
    def domain(self) -> str:
        """The domain of the posting address."""
        return self.address.rpartition("@")[2]

    @property
    def staff(self) -> tuple[str, ...]:
        """Owners and moderators, each once."""
        return tuple(dict.fromkeys((*self.owners, *self.moderators)))

    def is_staff(self, address: str | None) -> bool:
        """Whether an address is an owner's or a moderator's, or another one of such a person."""
        return address is not None and address.lower() in self.members.all_of(self.staff)
