"""Keys of a rule and words behind ``then:`` under other names, and what is written here instead."""

import re
from dataclasses import replace
from typing import Protocol

from bot.facts import VOCABULARY, nearest
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.systems import TOLD, named_elsewhere
from bot.policy.compile.habits.words.meaning import key_by_meaning, then_by_meaning
from bot.policy.compile.habits.words.proof import all_of, nothing_left
from bot.policy.compile.habits.written import is_yes, listed, texts_in, typed
from bot.policy.model.keywords import RULE
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence

STANDS_FOR = {
    **dict.fromkeys(("if", "on", "condition", "conditions", "trigger", "triggers", "where", "match"), "when"),
    **dict.fromkeys(
        ("except", "if-not", "if_not", "unless_any", "exception", "exceptions", "when_not", "when-not"),
        "unless",
    ),
    **dict.fromkeys(("action", "actions", "do", "sequence", "run", "steps", "disposition"), "then"),
    **dict.fromkeys(
        ("action_reason", "comment", "message", "reason", "text", "why", "response", "reply", "then_because"),
        "because",
    ),
    **dict.fromkeys(("alias", "id", "title", "rule"), "name"),
    **dict.fromkeys(("enabled", "disabled", "active", "status", "state"), "mode"),
    **dict.fromkeys(("expires", "ends", "end", "valid_until", "to"), "until"),
    **dict.fromkeys(("starts", "start", "since", "valid_from"), "from"),
}
"""Keys of other systems for keys of a rule."""

_SAID = {
    **dict.fromkeys(
        ("stop", "continue", "break", "last", "final"),
        "every rule is asked, whatever others say: delete this line",
    ),
    "else": "a rule has no else: write a second rule with  unless:  and the same conditions",
    **dict.fromkeys(("priority", "order"), "the order of rules decides nothing: delete this line"),
    **dict.fromkeys(("moderators_exempt", "exempt_moderators"), "write  unless: {sender.moderator: yes}"),
    **dict.fromkeys(("modmail", "notify", "alert"), "write  then: {notify: moderators}"),
}
_WORDS = {
    **dict.fromkeys(("reject", "bounce", "refuse", "send back"), "return"),
    **dict.fromkeys(("moderate", "quarantine", "filter", "fileinto", "review", "queue", "pending"), "hold"),
    **dict.fromkeys(
        ("delete", "drop", "ignore", "remove", "spam", "trash", "junk", "block", "ban"), "discard"
    ),
    **dict.fromkeys(("approve", "allow", "post", "pass", "keep", "stop", "ok", "send", "publish"), "accept"),
    **dict.fromkeys(("wrap_message", "munge_from", "ham", "whitelist"), "accept"),
    **dict.fromkeys(
        ("never send to spam", "never send it to spam", "never mark as spam", "not spam"), "accept"
    ),
    **dict.fromkeys(("exitcode=77", "ereject"), "return"),
}
"""Words of other systems for a disposition."""

_EFFECTS = {
    **dict.fromkeys(("report", "modmail", "notify", "alert"), "{notify: moderators}"),
    **dict.fromkeys(("redirect", "forward"), "{notify: owners}"),
    **dict.fromkeys(("set_flair", "flair", "label", "addflag", "prefix"), "{tag: ...}"),
}
_ARGUMENTS = frozenset(("with", "args", "arguments", "params", "parameters", "data", "options"))
_BEHIND_ITS_NAME = "what an action needs stands behind its name:  then: {tag: Offer}"
_ENDS = frozenset(("stop", "break", "end", "return"))
"""What ends a list of actions elsewhere; here each rule is for itself."""
_TRYING = frozenset(("audit", "test", "testing", "dry run", "dry-run", "observe", "simulate"))
_NOTHING = frozenset(("nothing", "none", "noop", "off", "disable"))


_SENT_ON = lazy_regex(r"!\s*\S+@\S+")
_FILED = lazy_regex(r"(?:move|file|put)\b(?!.*\b(?:trash|junk|spam|deleted)\b).*\bfolder\b.*")
_VERSION = lazy_regex(r"@v\d[\w.]*")


class Asks(Protocol):
    """Knows which lines can stand in the file."""

    def behind(self, key: str, value: Node) -> str:
        """What to write for ``when:`` or ``unless:`` with this value."""

    def below(self, entry: Entry) -> str:
        """What to write below ``when:`` for this key, "" for nothing."""


def rule_key(entry: Entry, asks: Asks) -> str:
    """What to write instead of an unknown key of a rule; "" where that is not known."""
    word = entry.key.text.strip().lower()
    key, value = STANDS_FOR.get(word, ""), entry.value
    if VOCABULARY.find(entry.key.text):
        return ""
    if not key:
        known = named_elsewhere(word, value)
        return _elsewhere(known) if known else _of_no_key(word, value) or _by_meaning(entry, asks)
    if key == "then":
        line = then_line(value)
        return f"write  then: {line}" if line else ""
    if key == "name":
        name = re.sub(r"[^\w]+", "-", value.text.strip().lower()) if isinstance(value, Scalar) else ""
        return f"write  name: {name or 'what-it-guards'}"
    if key == "mode":
        return f"write  mode: {_mode(word, value)}"
    if key in {"when", "unless"}:
        return asks.behind(key, value)
    return f"write  {key}:  instead of {word}:" if _is_long(value) else f"write  {key}: {typed(value)}"


def _mode(word: str, value: Node) -> str:
    if _behind(value) in _TRYING:
        return "shadow"
    return "off" if is_yes(value) is (word == "disabled") else "live"


def _of_no_key(word: str, value: Node) -> str:
    """What is written elsewhere in a rule than behind a key of its own."""
    if word in {"tag", "label", "flair"}:
        return f"write  then: {{tag: {typed(value)}}}"
    if word in {"exempt", "exempts", "whitelist", "allow", "allowlist"} and "@" in "".join(texts_in(value)):
        return f"write  unless: {{sender: {{in: {listed(texts_in(value))}}}}}"
    if word in _ARGUMENTS and isinstance(value, Mapping):
        told = effects_told(value)
        if told and all(f"{entry.key.text}:" in told for entry in value):
            return f"write  then: {typed(value)}"
        return f"write  {told}" if told else _BEHIND_ITS_NAME
    if word in {"description", "note"}:
        return f"write it as a remark:  # {' '.join(texts_in(value))}"
    return ""


def _elsewhere(known: str) -> str:
    """How the name of another system is told that is no key here."""
    if known.startswith(TOLD):
        return known.removeprefix(TOLD)
    ours = known.startswith(("then:", "because:", "mode:", "when:"))
    return f"write  {known}" if ours else f"write it below when:  {known}"


def _by_meaning(entry: Entry, asks: Asks) -> str:
    """What an unknown key means whose word stands in no table."""
    word, value = entry.key.text.strip().lower(), entry.value
    said = _SAID.get(word, "")
    if not said and nearest(word, RULE):
        return ""  # a slip of the keyboard, which is told as such
    said = said or key_by_meaning(entry)
    if not said:
        return asks.below(entry)
    if " " not in said:
        return _key_meant(said, entry)
    kept = word in _SAID or nothing_left(f"{word}: {typed(value)}", said)
    return said if kept else ""


def _key_meant(key: str, entry: Entry) -> str:
    """An unknown key as one of ours, where all of its words say so."""
    answer = is_yes(entry.value)
    if not all_of(entry.key.text, "keys", key):
        return ""
    if key == "mode" and answer is not None:
        return f"write  mode: {'live' if answer else 'off'}"
    if answer is not None and key in {"because", "name", "until", "from"}:
        return ""
    return f"write  {key}: {typed(entry.value)}"


def _behind(value: Node) -> str:
    return value.text.strip().lower() if isinstance(value, Scalar) else ""


def then_line(node: Node) -> str:
    """What stands behind ``then:`` for words of another system; "" where that is not known."""
    if isinstance(node, Mapping):
        return effects_told(node).removeprefix("then: ")
    if isinstance(node, Sequence) and len(node.items) == 1 and isinstance(node.items[0], Mapping):
        return effects_told(node.items[0]).removeprefix("then: ")
    if isinstance(node, Sequence) and (done := _steps(node)):
        return done
    words = [text.rstrip(";").lower() for text in texts_in(node)]
    if len(words) == 1 and len(steps := [one.strip() for one in words[0].split(";") if one.strip()]) > 1:
        words = [one for one in steps if one not in _ENDS | {"keep"}] or steps
    if len(words) == 1 and (sent_on := _SENT_ON.fullmatch(words[0])):
        return "hold" if "moderat" in sent_on[0] else "{notify: owners}"
    if isinstance(node, Sequence) and len(words) > 1 and words[-1] in _ENDS:
        words = words[:-1]
    if isinstance(node, Sequence) and len(words) > 1:
        return _together(words)
    if len(words) == 1 and len(both := re.split(r"\s*(?:,|&|\+|\band\b)\s*", words[0])) > 1:
        return _together(both)
    return word_meant(words[0]) if words else ""


def _steps(node: Sequence) -> str:
    """``- service: notify.moderators`` and ``- service: post.hold`` together; "" where one is unknown."""
    if not all(isinstance(item, Mapping) for item in node.items):
        return ""
    told = [effects_told(item).removeprefix("then: ") for item in node.items if isinstance(item, Mapping)]
    return _together(told) if told and all(told) else ""


def word_meant(word: str) -> str:
    """The word or the effects for one word of another system; a known word stays."""
    low = word.strip().rstrip(";").lower()
    if _FILED.fullmatch(low):
        return "hold"
    return _EFFECTS.get(low) or _WORDS.get(low) or (low if low in _KNOWN else "")


def about_the_author(disposition: str, word: str) -> str:
    """What to know of "discard" for a word that may as well mean "return": who hears of it."""
    sure = disposition != "discard" or word.strip().lower() in _SILENT
    return "" if sure else ' It tells nobody;  "return"  sends the post back to its author'


def asks_something(node: Scalar) -> str:
    """What to say of a word behind ``then:`` that is a condition in another system; "" for any other."""
    known = named_elsewhere(node.text, None) or named_elsewhere(node.text, replace(node, text="3"))
    if not known or known.startswith((TOLD, "then:", "because:", "mode:", "when:")):
        return ""
    return f"that is a question, and goes below when:  for example  {known}"


def leaves_it_to_others(word: str) -> bool:
    """Whether a word says that the next rules shall decide."""
    return word.strip().lower() in {"defer", "continue", "next", "skip"}


def does_nothing(word: str) -> bool:
    """Whether a word says that nothing shall be done."""
    return word.strip().lower() in _NOTHING


def effect_of(node: Mapping) -> str:
    """The disposition that ``{reject: Too long.}`` or ``{action: hold}`` stands for, "" for none."""
    for entry in node:
        word = entry.key.text.strip().lower()
        if word in {"action", "do"} and (said := then_line(entry.value)):
            return f"disposition: {said}"
        if word in _KNOWN:
            return f"disposition: {word}"
        if word in _WORDS:
            return f"then: {_WORDS[word]}"
    return ""


def effects_told(node: Mapping) -> str:
    """What lines such as ``service: notify.moderators`` say together, "" where they do not say."""
    told = " ".join(f"{entry.key.text} {_behind(entry.value)}" for entry in node)
    said = then_by_meaning(_VERSION.sub("", told))
    return f"then: {said}" if said else ""


def _together(words: list[str]) -> str:
    """``[accept, notify]`` as a disposition with effects."""
    parts = []
    for word in words:
        meant = "{notify: owners}" if word == "notify" else word if word[:1] == "{" else word_meant(word)
        if not meant:
            return ""
        parts.append(meant[1:-1] if meant.startswith("{") else f"disposition: {meant}")
    if sum(part.startswith("disposition") for part in parts) > 1:
        return ""
    return "{" + ", ".join(parts) + "}"


def _is_long(node: Node) -> bool:
    return isinstance(node, Scalar) and (len(node.text) > 60 or "\n" in node.text)


_SILENT = frozenset(("discard", "drop", "trash", "junk", "spam", "ignore", "dev null", "/dev/null"))
_KNOWN = frozenset(("accept", "digest", "return", "hold", "discard"))
