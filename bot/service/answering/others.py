"""The word to moderators who were asked about posts on which somebody else has decided."""

from collections.abc import Callable, Sequence

from bot.mail.post import Post
from bot.notices import Outgoing, clean
from bot.notices.catalogue import Catalogue
from bot.notices.outgoing import Stamp
from bot.notices.told import write_told
from bot.service.answering.returning import texts_of
from bot.service.list_runtime import ListRuntime
from bot.store import Transaction


def told_to_others(
    tx: Transaction,
    runtime: ListRuntime,
    cases: Sequence[str],
    who: str,
    about: str,
    rows: Sequence[str],
    stamp: Callable[[str], Stamp],
) -> tuple[Outgoing, ...]:
    """
    One mail to each of those who were asked about ``cases``, but to ``who`` decided on them.

    ``about``: the subject of what was decided, ``rows`` what became of each, ``stamp`` makes one of a kind.
    """
    others = tx.dialogues.told_of(cases) - {who}
    staff = [one for one in runtime.mailing_list.staff if one.lower() in others]
    texts = texts_of(runtime)
    return tuple(
        write_told(
            texts.say("held.told_subject", subject=about),
            [texts.say("held.told", who=who), *rows],
            one,
            runtime.mailing_list,
            stamp(f"told{number}"),
            _thread(tx, runtime, cases, one),
        )
        for number, one in enumerate(staff, 1)
    )


def what_became(texts: Catalogue, verb: str, post: Post) -> str:
    """A row about a post that was decided on: its subject, its author, what was done."""
    author = clean.shorten(clean.name(post.from_[0]), 40) if post.from_ else "?"
    subject = clean.shorten(clean.subject(post.subject.raw), 80)
    return texts.say(f"held.done_{verb}", subject=subject, author=author)


def _thread(tx: Transaction, runtime: ListRuntime, cases: Sequence[str], person: str) -> tuple[str, ...]:
    """The Message-IDs of the notices about these cases that a person got."""
    marks = runtime.stamper.marks
    names = tx.dialogues.tokens_about(cases, person.lower())
    found = (marks.message_id(name, kind) for name in names for kind in ("held", "bundle"))
    return tuple(one for one in found if tx.kinds_sent(one))[:10]
