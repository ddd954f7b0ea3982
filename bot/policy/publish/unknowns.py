"""Notes what ``explain`` could not know from one message alone, and where the answer would come from."""

from collections.abc import Iterator

from bot.facts import VOCABULARY
from bot.policy.model.verdict import Verdict
from bot.policy.run.why_different import fact_of

_PAST = (
    "It comes from earlier posts, and this command looks at one alone. The running bot has them in its "
    "database: `listwarden status ID` shows what it decided then. With an archive as the past, "
    "`listwarden replay ARCHIVE --rules FILE` tells it for each post."
)
_SERVER = (
    "Your mail server finds it out and writes it into the mail. Take a mail from the list's inbox and name "
    "the list with --list ID; its settings say whose word counts (authserv_id)."
)
_MEMBERS = "The settings of a list name its members (members = ...): name the list with --list ID."
_SOURCES = {"sender.first_post": _PAST, "sender.member": _MEMBERS}


def notes(verdict: Verdict) -> Iterator[str]:
    """A sentence for each source that is missing here, with the facts that come from it."""
    missing: dict[str, dict[str, None]] = {}
    for rule in verdict.rules:
        for one in rule.conditions:
            name = fact_of(one.condition) if one.holds is None else ""
            if source := _source_of(name):
                missing.setdefault(source, {})[name] = None
    for source, names in missing.items():
        yield f"Unknown here: {', '.join(names)}. {source}"


def _source_of(name: str) -> str:
    """Where a fact comes from that no message tells, "" for one that a message may tell."""
    fact = VOCABULARY.find(name) if name else None
    if fact is None:
        return ""
    if fact.recall is not None:
        return _PAST
    return _SERVER if name.startswith("auth.") else _SOURCES.get(name, "")
