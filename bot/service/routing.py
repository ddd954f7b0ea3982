"""
What a message is to us, asked before it is judged.

A post; an answer to a mail of ours; a post to be checked; a member's request; or
a mail server's word that something did not arrive.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.mail.origin.addressing import bare
from bot.mail.origin.bounces import bounce_of
from bot.mail.origin.tokens import NAME, Token, tokens_in
from bot.mail.post import Post
from bot.mail.requests import Request
from bot.members.model import Member
from bot.policy.guards.circumstances import Circumstances
from bot.policy.guards.guards import is_beyond_doubt
from bot.service.list_runtime import ListRuntime
from bot.store import Case, KnownToken, Transaction

AUTHOR, STAFF = "author", "staff"
"""What a token is for."""


@dataclass(frozen=True, slots=True)
class ListPost:
    """A message for the list; whatever else it may be is for rules and guards to find out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorReply:
    """
    The answer of a returned post's author.

    ``certain``: it came to the address that only the notice names. ``proven``: our server
    confirmed who wrote it; else the token did.
    """

    token: KnownToken
    certain: bool
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCommand:
    """A moderator's answer to a notice about held posts."""

    token: KnownToken
    proven: bool


@dataclass(frozen=True, slots=True)
class Preflight:
    """A post that its author wants looked at, not posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A mail server's word that a mail of ours about this case did not arrive."""

    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberBounce:
    """A mail server's word that a member's copy did not arrive; ``hard``: for good."""

    person: str
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRequest:
    """What a member asks for: a proven one, or who holds the token that this member alone got."""

    person: Member
    request: Request


ToUs = AuthorReply | StaffCommand | Preflight | Bounce | MemberBounce | MemberRequest
Route = ListPost | ToUs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A token that somebody showed: on record, and whether all of it stood there, or only its name."""

    known: KnownToken
    genuine: bool
    certain: bool = False


def route(case: Case, post: Post, seen: Circumstances, runtime: ListRuntime, tx: Transaction) -> Route:
    """
    What a message is to us.

    An answer counts only from the address that the notice went to, and only where
    our server proved it or it holds the whole token, which nobody else was sent. A
    program's mail answers nothing.
    """
    if seen.automatic:
        return _member_bounce(post, runtime) or _bounced(post, runtime, tx)
    if _is_preflight(post, runtime):
        return Preflight()
    if len(post.from_) != 1 or seen.from_us or seen.maybe_automatic:
        return ListPost()
    sender, proven = post.from_[0].address.lower(), seen.authentication.proven
    failed = seen.authentication.dmarc == "fail"
    for shown in _shown(post, runtime, tx):
        known = shown.known
        if known.person != sender or failed or not (proven or shown.genuine):
            continue
        if known.purpose == STAFF and runtime.is_moderator(sender):
            return StaffCommand(token=known, proven=proven)
        if known.purpose == AUTHOR:
            return AuthorReply(token=known, certain=shown.certain and shown.genuine, proven=proven)
    return _member_request(case, post, seen, runtime) or ListPost()


def _shown(post: Post, runtime: ListRuntime, tx: Transaction) -> Iterator[_Shown]:
    """The tokens on record that a message shows: in its addresses, in what it answers, in its text."""
    addresses = _addresses(post)
    for token in tokens_in(addresses):
        yield from _known(token, runtime, tx, certain=True)
    texts = (post.text, post.subject.raw, *(forward.body for forward in post.forwards))
    written = {token.name: token for token in tokens_in(texts)}
    for name in _answered(post, runtime):
        if name in written:
            token = written.pop(name)
            yield from _known(token, runtime, tx)
        elif known := _on_record(name, runtime, tx):
            yield _Shown(known=known, genuine=False)
    for token in reversed(written.values()):  # a notice ends with its own, behind those of what it quotes
        yield from _known(token, runtime, tx)


def _known(token: Token, runtime: ListRuntime, tx: Transaction, *, certain: bool = False) -> Iterator[_Shown]:
    known = _on_record(token.name, runtime, tx)
    if known is not None:
        genuine = runtime.stamper.marks.is_genuine(token, known.purpose, known.person)
        yield _Shown(known=known, genuine=genuine, certain=certain)


def _on_record(name: str, runtime: ListRuntime, tx: Transaction) -> KnownToken | None:
    known = tx.dialogues.token(name)
    return known if known is not None and known.list_id == runtime.mailing_list.id else None


def _answered(post: Post, runtime: ListRuntime) -> Iterator[str]:
    """The names of the tokens of our mails that a message answers by In-Reply-To or References."""
    marks = runtime.stamper.marks
    for message_id in marks.answered(post):
        made = marks.made(message_id)
        if made is not None:
            yield made[1][:NAME]


def _addresses(post: Post) -> list[str]:
    boxes = [box.address for box in (*post.to, *post.cc)]
    fields = [
        value for name in ("Delivered-To", "X-Original-To", "Envelope-To") for value in post.header.all(name)
    ]
    return [*boxes, *fields, *post.envelope.recipients]


def _is_preflight(post: Post, runtime: ListRuntime) -> bool:
    wanted = runtime.mailing_list.check_address
    return bool(wanted) and any(bare(box.address) == bare(wanted) for box in (*post.to, *post.cc))


def _member_request(
    case: Case, post: Post, seen: Circumstances, runtime: ListRuntime
) -> MemberRequest | None:
    """
    What a member asks for.

    A proof says who wrote it, not to whom: a request to another list, an old one, or a
    copy under a Message-ID of its own content is none to this list. A token says both.
    """
    request = seen.request
    if request is None or not runtime.mailing_list.self_service or not runtime.settings.sends_to_members:
        return None
    if request.token:
        person = runtime.book.person_of(request.token, runtime.stamper.marks)
    elif case.conflict_of or not is_beyond_doubt(post, _sent_to_us(post, seen, runtime)):
        person = None
    else:
        person = runtime.book.members.person(seen.authentication.author)
    return None if person is None else MemberRequest(person=person, request=request)


def _sent_to_us(post: Post, seen: Circumstances, runtime: ListRuntime) -> Circumstances:
    """The same, where it names the address for requests in place of the list's."""
    wanted = bare(runtime.mailing_list.self_service)
    named = any(bare(box.address) == wanted for box in (*post.to, *post.cc))
    return replace(seen, not_addressed=None) if named else seen


def _member_bounce(post: Post, runtime: ListRuntime) -> MemberBounce | None:
    if not runtime.settings.sends_to_members:
        return None
    found = bounce_of(post, runtime.book.tokens(runtime.stamper.marks))
    return None if found is None else MemberBounce(person=found.person, hard=found.hard)


def _bounced(post: Post, runtime: ListRuntime, tx: Transaction) -> Route:
    """Where a report names a mail of ours about a case, the case is to know."""
    marks = runtime.stamper.marks
    named = [*marks.answered(post), *(one for forward in post.forwards for one in _ids(forward.body))]
    for message_id in named:
        made = marks.made(message_id)
        known = made and tx.dialogues.token(made[1][:NAME])
        if known and known.cases:
            return Bounce(case=known.cases[0])
    return ListPost()


def _ids(text: str) -> list[str]:
    return [word.strip("<>,;") for word in text.split() if word.startswith("<") and "@" in word][:20]
