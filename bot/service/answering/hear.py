"""Hears an answer: what it is decides who carries it out."""

from typing import assert_never

from bot.service.answering import authors, members, preflight, staff
from bot.service.answering.desk import Desk
from bot.service.decision import Decision
from bot.service.routing import (
    AuthorReply,
    Bounce,
    MemberBounce,
    MemberRequest,
    Preflight,
    StaffCommand,
    ToUs,
)


def hear(desk: Desk, way: ToUs) -> Decision:
    """Carry out an answer and settle the mail that brought it, in one transaction; a copy does nothing."""
    if desk.was_heard:
        return desk.heard("The same message was heard before: no effect.")
    match way:
        case AuthorReply():
            return authors.answered(desk, way)
        case Bounce(case=case):
            desk.tx.note(
                case, "bounced", f"a mail about it did not arrive: {desk.case.id} tells why", desk.now
            )
            return desk.heard(f"A mail server's word about a mail on case {case}.")
        case StaffCommand():
            return staff.commanded(desk, way)
        case Preflight():
            return preflight.checked(desk)
        case MemberRequest():
            return members.granted(desk, way)
        case MemberBounce():
            return members.came_back(desk, way)
        case _:
            assert_never(way)
