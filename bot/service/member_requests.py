"""What members ask for by mail, and mail to them that comes back. No I/O here."""

import datetime as dt
from dataclasses import replace

from bot.lifecycle import Event
from bot.mail.origin.bounces import bounce_of
from bot.mail.post import Post
from bot.mail.requests import Ask, Request, request_of
from bot.members.model import Member, Mode
from bot.notices import Outgoing, phrases
from bot.notices.member import answer_to_member
from bot.policy.guards.guards import REQUEST, Circumstances
from bot.policy.model.verdict import Disposition, Finding, Verdict
from bot.service.decision import Decision, Past
from bot.service.list_runtime import ListRuntime
from bot.store import Case, Wish

GRANTED, BOUNCE = "member.request", "member.bounce"
_MODES = {Ask.DIGEST: Mode.DIGEST, Ask.PLAIN: Mode.PLAIN, Ask.MIME: Mode.MIME, Ask.MAIL: Mode.MAIL}


def not_a_post(
    runtime: ListRuntime, case: Case, post: Post, seen: Circumstances, past: Past
) -> Decision | None:
    """The decision on what is no post at all: a member's request, or mail to a member that came back."""
    if runtime.observes or not runtime.settings.sends_to_members:
        return None
    if seen.automatic:
        return _bounce(runtime, post)
    request = None if seen.maybe_automatic or case.oversize or case.duplicate_of else request_of(post)
    if request is None:
        return None
    person = _asks(runtime, request, seen)
    if person is None or not runtime.mailing_list.self_service:
        return None
    return _granted(runtime, case, person, request, past)


def request_finding(post: Post, seen: Circumstances) -> Finding | None:
    """Why a request that nobody may be granted is held: it is no post, so it never goes out to all."""
    request = None if seen.automatic else request_of(post)
    if request is None:
        return None
    sentence = (
        f'It is a request to the list ("{request.word}") and no post; nobody proved that a member sent it.'
    )
    return Finding(rule=REQUEST, text=sentence, disposition=Disposition.HOLD)


def _bounce(runtime: ListRuntime, post: Post) -> Decision | None:
    found = bounce_of(post, runtime.book.tokens(runtime.stamper.marks))
    if found is None:
        return None
    how = "for good" if found.hard else "for now"
    verdict = _done(BOUNCE, f"Mail to {found.person} came back, {how}.")
    return Decision(verdict=verdict, event=Event.DISCARD, bounced=found.person if found.hard else None)


def _asks(runtime: ListRuntime, request: Request, seen: Circumstances) -> Member | None:
    """Whose request it is: of the proven author, or of whoever holds a token that one member got."""
    if request.token:
        return runtime.book.person_of(request.token, runtime.stamper.marks)
    return runtime.book.members.person(seen.authentication.author)


def _granted(runtime: ListRuntime, case: Case, person: Member, request: Request, past: Past) -> Decision:
    day = phrases.local(past.now, runtime.mailing_list.timezone).date()
    wish = _wish(person, request, day)
    until = wish.until if wish else None
    person = runtime.book.written.person(person.key) or person  # its own mode, though paused
    mails: tuple[Outgoing, ...] = ()
    if past.numbers.answers_today < runtime.limits.answers_per_day:
        stamp = runtime.stamper.stamp(case.id, "member", past.now)
        mails = (answer_to_member(request.ask, person, until, runtime.mailing_list, stamp),)
    verdict = _done(GRANTED, f'{person.address} asked for "{request.word}".')
    return Decision(
        verdict=verdict, event=Event.DISCARD, outgoing=mails, wish=wish, proven=request.token is None
    )


def _wish(person: Member, request: Request, day: dt.date) -> Wish | None:
    if request.ask is Ask.LEAVE:
        return Wish(person=person.key, mode=None)
    if request.ask is Ask.PAUSE:
        until = request.until or day + dt.timedelta(days=request.days or 14)
        return Wish(person=person.key, mode=person.mode, until=until)
    mode = _MODES.get(request.ask)
    return None if mode is None else Wish(person=person.key, mode=mode)


def _done(rule: str, sentence: str) -> Verdict:
    finding = Finding(rule=rule, text=sentence, disposition=Disposition.DISCARD)
    return Verdict(disposition=Disposition.DISCARD, findings=(finding,), rules=(), digest="")


def held_as_request(verdict: Verdict, finding: Finding) -> Verdict:
    """The verdict of a post that would pass, held as the request that it is."""
    if verdict.disposition in {Disposition.HOLD, Disposition.DISCARD}:
        return verdict
    return replace(verdict, disposition=Disposition.HOLD, findings=(*verdict.findings, finding))
