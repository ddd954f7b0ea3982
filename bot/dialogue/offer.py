"""A draft as the notice to its author shows it."""

from bot.dialogue.drafting import Draft, around_comment
from bot.dialogue.meaning import ADDRESS, COMMENT, SUBJECT
from bot.mail.post import Post
from bot.notices.catalogue import Catalogue
from bot.notices.returned import Offer


def offer_of(draft: Draft, original: Post, texts: Catalogue) -> Offer:
    """What the notice shows: the text with places for what is asked; changes but that of the subject."""
    above, below = around_comment(draft.post)
    rows = [*above.split("\n"), ""] if above else []
    if COMMENT in draft.asks:
        rows += [texts.say("return.here"), ""]
    if ADDRESS in draft.asks:
        rows += [texts.say("return.here_address"), ""]
    rows += below.split("\n")
    subject = texts.say("return.here_subject") if SUBJECT in draft.asks else draft.post.subject.raw
    return Offer(
        lines=tuple(rows),
        subject=subject if subject != original.subject.raw else "",
        asks=draft.asks,
        words=draft.words,
        changed=tuple(
            texts.say(f"changed.{fix.said}", **fix.values) for fix in draft.fixes if fix.said != "subject"
        ),
        mended=draft.mended,
        follows=draft.follows,
        instead={
            rule: texts.say("return.mended_address")
            for fix in draft.fixes
            if fix.said == "address"
            for rule in fix.removes
        },
    )
