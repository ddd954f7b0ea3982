"""Carries out what members ask for by mail, and hears of mail to them that came back."""

import datetime as dt

from bot.mail.requests import Ask, Request
from bot.members.model import Member, Mode
from bot.notices import Outgoing, phrases
from bot.notices.member import answer_to_member
from bot.service.answering.desk import Desk
from bot.service.decision import Decision
from bot.service.routing import MemberBounce, MemberRequest
from bot.store import Wish

GRANTED, BOUNCE = "member.request", "member.bounce"
_MODES = {Ask.DIGEST: Mode.DIGEST, Ask.PLAIN: Mode.PLAIN, Ask.MIME: Mode.MIME, Ask.MAIL: Mode.MAIL}


def granted(desk: Desk, way: MemberRequest) -> Decision:
    """
    Keep what a member wants from now on; they hear so, as often a day as anybody is answered.

    What the posts of one who leaves have taught the list (how they sign, what
    they said) is forgotten, as ``listwarden members remove`` does.
    """
    person, request, runtime = way.person, way.request, desk.runtime
    wish = _wish(person, request, phrases.local(desk.now, runtime.mailing_list.timezone).date())
    person = runtime.book.written.person(person.key) or person  # its own mode, though paused
    mails: tuple[Outgoing, ...] = ()
    if _answers_today(desk, person) < runtime.limits.answers_per_day:
        until = wish.until if wish else None
        mails = (answer_to_member(request.ask, person, until, runtime.mailing_list, desk.stamp("member")),)
    decision = desk.heard(
        f'{person.address} asked for "{request.word}".',
        *mails,
        answered=person.address if mails else None,
        rule=GRANTED,
        wish=wish,
    )
    if wish is not None:
        runtime.follow_record(desk.tx)
    if request.ask is Ask.LEAVE:
        for address in person.addresses:
            desk.tx.forget_author(address.lower(), runtime.mailing_list.id)
    return decision


def came_back(desk: Desk, way: MemberBounce) -> Decision:
    """Count mail that will never arrive; what is only late counts for nothing."""
    how = "for good" if way.hard else "for now"
    return desk.heard(
        f"Mail to {way.person} came back, {how}.", rule=BOUNCE, bounced=way.person if way.hard else None
    )


def _answers_today(desk: Desk, person: Member) -> int:
    list_id = desk.runtime.mailing_list.id
    return desk.tx.look_up(list_id, person.address.lower(), desk.now, desk.case.id).answers_today


def _wish(person: Member, request: Request, day: dt.date) -> Wish | None:
    if request.ask is Ask.LEAVE:
        return Wish(person=person.key, mode=None)
    if request.ask is Ask.PAUSE:
        until = request.until or day + dt.timedelta(days=request.days or 14)
        return Wish(person=person.key, mode=person.mode, until=until)
    mode = _MODES.get(request.ask)
    return None if mode is None else Wish(person=person.key, mode=mode)
