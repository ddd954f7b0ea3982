"""A member's own copy of a mail: whose it was if it comes back, and how they leave (RFC 2369, RFC 8058)."""

from collections.abc import Iterable
from urllib.parse import quote

from bot.mail.mailing_list import MailingList
from bot.mail.origin.own_marks import Marks
from bot.members.model import Member
from bot.notices import fields
from bot.notices.outgoing import Copy

MEMBER = "member"
"""The purpose of the token that only one member gets."""
TOKEN = "{token}"  # noqa: S105 - stands for one in an address of the settings


def copies_for(people: Iterable[Member], mailing_list: MailingList, marks: Marks | None) -> tuple[Copy, ...]:
    """A copy for each of these people, none where no tokens can be made."""
    if marks is None:
        return ()
    return tuple(_copy(person, mailing_list, marks.short_token(MEMBER, person.key)) for person in people)


def bounce_path(mailing_list: MailingList, token: str = "") -> str:
    """The reverse-path of what the list sends; with a token the one by which a member is known (VERP)."""
    path = mailing_list.bounce_address or mailing_list.address
    return path.replace(TOKEN, token) if token else path.replace(f"+{TOKEN}", "").replace(TOKEN, "")


def _copy(person: Member, mailing_list: MailingList, token: str) -> Copy:
    return Copy(
        person=person.key,
        recipient=person.address,
        reverse_path=bounce_path(mailing_list, token),
        head=unsubscribe_fields(mailing_list, token),
    )


def unsubscribe_fields(mailing_list: MailingList, token: str) -> bytes:
    """List-Unsubscribe by mail, and by one click where the list has a page for it."""
    to = mailing_list.self_service or mailing_list.address
    mail = f"<mailto:{fields.address(to)}?subject={quote(f'unsubscribe {token}', safe='')}>"
    page = mailing_list.unsubscribe_page.replace(TOKEN, token)
    if not page:
        return fields.token("List-Unsubscribe", mail)
    return fields.token("List-Unsubscribe", f"<{page}>, {mail}") + fields.token(
        "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    )
