"""Lines below ``when:`` that ask for what has another name here: the line that is meant, with its values."""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.facts import VOCABULARY, Number, Texts, YesNo
from bot.policy.compile.habits.clock import clock_line
from bot.policy.compile.habits.languages.exact import exactly
from bot.policy.compile.habits.languages.expressions import expression_line
from bot.policy.compile.habits.numbers import worded
from bot.policy.compile.habits.parted import parted
from bot.policy.compile.habits.questions.names import is_known
from bot.policy.compile.habits.questions.reading import lines_read
from bot.policy.compile.habits.systems import TOLD, field_line, named_elsewhere
from bot.policy.compile.habits.words.meaning import by_expression, guarded, line_by_meaning
from bot.policy.compile.habits.written import is_yes, listed, opposite, quoted, texts_in, typed
from bot.policy.model.keywords import TEXT_TESTS
from bot.policy.model.synonyms import CALLED
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence

_NEGATED = re.compile(r"(?:[~!]\s*|(?:not|no|isnt|non)[ _-](?=\w))(?P<rest>.+)", re.IGNORECASE)
_MODIFIED = re.compile(r"(?P<field>[\w.+~ -]+)\((?P<how>[\w, -]+)\)")
_LENGTH = re.compile(r"(?P<field>\w+?)_(?P<how>shorter|longer)_than")
_FIELD = re.compile(r"(?:headers?\.)?(?P<name>[Xx]-[\w-]+|[A-Z][\w]*(?:-[\w]+)+)")
_CALLED_WITH = re.compile(r"([A-Za-z]\w*)\(\s*([\w.]+)\s*\)")
_EXPRESSIONS = frozenset(("value_template", "template", "expression", "expr", "formula"))
_ASKED_OF_MAIL = re.compile(r"(?:header|address|envelope|body)\s+:")
_DENIED = re.compile(r"!\s+(\S.*)")
_PARTS = re.compile(r"[._]")
_SLIP = 0.84  # of the letters
_GROUPS = {
    **dict.fromkeys(("or", "anyof", "any_of", "oneof", "one_of"), "any"),
    **dict.fromkeys(("and", "allof", "all_of", "every"), "all"),
    **dict.fromkeys(("noneof", "none_of", "nor"), "none"),
}
_TEXTS = {
    **dict.fromkeys(("title", "subject", "heading", "post_title", "header.subject"), "subject"),
    **dict.fromkeys(
        (
            "author",
            "from",
            "address",
            "envelope.from",
            "poster",
            "user",
            "email",
            "sender.address",
            "sender.email",
        ),
        "sender",
    ),
    **dict.fromkeys(("to", "cc", "recipient"), "recipients"),
    **dict.fromkeys(("domain", "domains", "link.domain", "site", "sites"), "links.domains"),
    **dict.fromkeys(("url", "urls"), "links"),
    **dict.fromkeys(("message", "content", "body"), "body"),
    **dict.fromkeys(("text", "comment"), "own"),
}
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_WHOSE = re.compile(r"^(?:user|author|sender|message|post|subject)[._]")
_COUNT = re.compile(r"(?:over|under|at least|at most|exactly|between|\d)")
_FILES = ("attachments.count: over 0", "attachments.count: 0")
_LINKS = ("links.count: over 0", "links.count: 0")
_PROVEN = ("sender.proven: yes", "sender.proven: no")
_MEMBER = ("sender.member: yes", "sender.member: no")
_NEW = ("sender.first_post: yes", "sender.first_post: no")
_REPLY = ("message.reply: yes", "message.reply: no")
_YES_OR_NO = {
    **dict.fromkeys(
        ("has_attachments", "has_attachment", "attachments", "attachment", "files", "file"), _FILES
    ),
    **dict.fromkeys(("attachments.present", "attachment.present", "has_file", "has_files"), _FILES),
    **dict.fromkeys(("has_link", "has_links", "links.present", "link.present", "link", "has_url"), _LINKS),
    **dict.fromkeys(("is_link", "contains_link", "links", "url", "urls"), _LINKS),
    "is_self": (_LINKS[1], _LINKS[0]),
    **dict.fromkeys(("is_reply", "reply", "is_comment", "is_answer"), _REPLY),
    "is_top_level": (_REPLY[1], _REPLY[0]),
    **dict.fromkeys(("member", "is_member", "sender.is_member", "subscriber", "is_contributor"), _MEMBER),
    **dict.fromkeys(("nonmember", "non_member", "is_nonmember"), (_MEMBER[1], _MEMBER[0])),
    **dict.fromkeys(
        ("moderator", "is_moderator", "sender.is_moderator", "is_mod"),
        ("sender.moderator: yes", "sender.moderator: no"),
    ),
    **dict.fromkeys(
        ("sender.new", "new", "is_new", "new_sender", "first_post", "newbie", "sender.first"), _NEW
    ),
    **dict.fromkeys(("account_age", "combined_karma", "comment_karma", "post_karma"), (_NEW[0], _NEW[0])),
    **dict.fromkeys(("trusted", "verified", "authenticated", "proven", "is_verified"), _PROVEN),
    **dict.fromkeys(
        ("is_admin", "admin", "staff", "is_staff"), ("sender.moderator: yes", "sender.moderator: no")
    ),
    **dict.fromkeys(
        ("has_image", "has_images", "image", "images", "has_photo"),
        (
            "attachments.types: {any_matches: '^image/'}",
            "none: [attachments.types: {any_matches: '^image/'}]",
        ),
    ),
    **dict.fromkeys(("html", "is_html"), ("message.html_only: yes", "message.html_only: no")),
    **dict.fromkeys(("spam", "is_spam"), ("header.X-Spam-Flag: YES", 'header.X-Spam-Flag: ""')),
    **dict.fromkeys(("duplicate", "is_duplicate"), ("message.duplicate: yes", "message.duplicate: no")),
    **dict.fromkeys(("all_caps", "caps", "is_caps"), ("subject.all_caps: yes", "subject.all_caps: no")),
    **dict.fromkeys(("true", "always", "emergency", "everything"), ("when: always", "mode: off")),
}
_NUMBERS = {
    "max_message_size": "message.size: over {} KB",
    "max_num_recipients": "recipients.count: at least {}",
    "max_days_to_hold": "",
}
_LENGTHS = {"title": "subject", "subject": "subject", "body": "body", "text": "own", "comment": "own"}
_MODIFIERS: dict[str, str] = {
    "contains": "contains",
    "includes": "has",
    "includes-word": "has",
    "starts-with": "starts_with",
    "ends-with": "ends_with",
    "full-exact": "is",
    "full-text": "is",
    "regex": "matches",
}


def lines_meant(entry: Entry) -> Iterator[str]:
    """The lines that an unknown word below ``when:`` stands for where its form is known."""
    word, value = entry.key.text.strip(), entry.value
    if isinstance(value, Scalar) and (denied := _DENIED.fullmatch(value.text)):
        line = next(lines_meant(replace(entry, value=replace(value, text=denied[1]))), "")
        yield opposite(line) if line else ""
        return
    yield from filter(None, (read(word, value) for read in _READERS))
    if word.lower() in {"condition", "trigger"} and isinstance(value, Mapping):
        yield from parted(value)
    if word.lower() in _EXPRESSIONS and isinstance(value, Scalar):
        yield expression_line(value.text)
    if is_yes(value) is not None and isinstance(value, Scalar) and _ASKED_OF_MAIL.match(word):
        yield next(filter(None, exactly(f'{word} "{value.text}"')), "")
    if is_yes(value) is not None:
        line = next(filter(None, exactly(word)), "")
        yield line if is_yes(value) else line and opposite(line)
    elif isinstance(value, Scalar) and value.text.strip():
        call = _CALLED_WITH.fullmatch(word)
        yield expression_line(f"{call[1]}({call[2]}, {_in_single(value.text)})") if call else ""
        said = value.text.replace("\\", "\\\\").replace('"', '\\"')
        yield next(filter(None, exactly(f'{word} "{said}"')), "")
    if called := CALLED.get(word.lower()):
        yield f"{called}: {typed(value)}"


def _in_single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def lines_by_meaning(entry: Entry) -> Iterator[str]:
    """The lines that its words may mean: guesses, each to be proven."""
    word, value = entry.key.text.strip(), entry.value
    yield _negated(word, value)
    yield _expression(word, value)
    yield line_by_meaning(word, value)


def _first_meant(entry: Entry) -> str:
    return next(lines_meant(entry), "")


def guard_meant(word: str) -> str:
    """What to say where a guard does already what an unknown word asks for; "" where none does."""
    name = guarded(word)
    return f"delete this line: {name} sees to that whatever the rules say" if name else ""


def is_a_slip(word: str, name: str) -> bool:
    """Whether a word is nearly a name, letter by letter."""
    parts = len(_PARTS.split(word)) <= len(_PARTS.split(name))  # one more says something else
    other = set(_PARTS.split(word.lower())) - set(_PARTS.split(name))
    if other and all(map(is_known, other)):
        return False  # another word, none misspelt
    return parts and word[:1].isalpha() and difflib.SequenceMatcher(None, word.lower(), name).ratio() >= _SLIP


def called_by(name: str, value: Node) -> str:
    """The question whether a fact of nearly the same name is meant, with the line where its test is plain."""
    fact = VOCABULARY.find(name)
    if (
        fact is not None
        and isinstance(fact.kind, Number)
        and isinstance(value, Scalar)
        and value.text[:1] in "<>="
    ):
        return f"write  {name}: {worded(value.text)}"
    return f'did you mean "{name}"?'


def _group(word: str, value: Node) -> str:
    low = word.lower()
    if low in _GROUPS:
        return f"{_GROUPS[low]}:"
    if low == "not" and isinstance(value, Mapping) and len(value.entries) == 1:
        line = _first_meant(value.entries[0])
        if line:
            return opposite(line)
    if low == "not":
        return f"none: [{typed(value)[1:-1]}]" if isinstance(value, Mapping) else f"none: {typed(value)}"
    return "when: always" if low == "condition" and texts_in(value) == ["always"] else ""


def _expression(word: str, value: Node) -> str:
    """``value_template: '{{ links.count > 3 }}'``."""
    return by_expression(value.text) if word.lower() in _EXPRESSIONS and isinstance(value, Scalar) else ""


def _of_denied(word: str, value: Node) -> str:
    """``~author: [...]`` and ``not links.only: yes``, where what is denied is known."""
    found = _NEGATED.fullmatch(word)
    if not found:
        return ""
    key = Scalar(text=found["rest"], style="", raw="", at=value.at)
    fact, answer = VOCABULARY.find(key.text), is_yes(value)
    if fact and isinstance(fact.kind, YesNo) and answer is not None:
        return f"{fact.name}: {'no' if answer else 'yes'}"
    line = f"{fact.name}: {typed(value)}" if fact else _first_meant(Entry(key=key, value=value))
    return opposite(line) if line else ""


def _negated(word: str, value: Node) -> str:
    """The same where what is denied is told in words."""
    found = _NEGATED.fullmatch(word)
    line = line_by_meaning(found["rest"], value) if found else ""
    return opposite(line) if line else ""


def _modified(word: str, value: Node) -> str:
    """``title+body (includes, case-sensitive): [...]``."""
    found = _MODIFIED.fullmatch(word)
    names = (found["field"] if found else word).split("+")
    how = (
        [_MODIFIERS[one.strip()] for one in found["how"].split(",") if one.strip() in _MODIFIERS]
        if found
        else []
    )
    if not found and len(names) == 1:
        return ""
    how = ["matches"] if "matches" in how else how
    facts = [_TEXTS.get(name.strip().lower(), name.strip()) for name in names]
    lines = [_compared(fact, value, how[0] if how else "has") for fact in facts if VOCABULARY.find(fact)]
    if found and "case-sensitive" in found["how"]:
        lines = [f"{line[:-1]}, case: yes}}" if line.endswith("}") else line for line in lines]
    return lines[0] if len(lines) == 1 else f"any: {listed(lines)}" if lines else ""


def _compared(fact: str, value: Node, how: str) -> str:
    texts = texts_in(value)
    several = isinstance(getattr(VOCABULARY.find(fact), "kind", None), Texts)
    if how == "matches":
        pattern = "'" + "|".join(texts).replace("'", "''") + "'"
        return f"{fact}: {{{'any_matches' if several else 'matches'}: {pattern}}}"
    if several and how in {"starts_with", "ends_with"}:
        inner = "|".join(re.escape(text) for text in texts).replace("'", "''")
        pattern = f"^({inner})" if how == "starts_with" else f"({inner})$"
        return f"{fact}: {{any_matches: '{pattern}'}}"
    if several:
        return _several(fact, value)
    if how == "is" and len(texts) > 1:
        return f"{fact}: {{in: {listed(map(quoted, texts))}}}"
    if how == "has" and fact == "sender":
        how = "contains"
    if how == "has":
        return f"{fact}: {_has(texts)}"
    lines = [f"{fact}: {{{how}: {quoted(text)}}}" for text in texts]
    return lines[0] if len(lines) == 1 else f"any: {listed(f'{{{line}}}' for line in lines)}" if lines else ""


def _has(texts: list[str]) -> str:
    if len(texts) == 1 and len(parts := re.split(r"\s+or\s+", texts[0], flags=re.IGNORECASE)) > 1:
        texts = parts
    return (
        f"{{has_phrase: {quoted(texts[0])}}}"
        if len(texts) == 1
        else f"{{has_any: {listed(map(quoted, texts))}}}"
    )


def _length(word: str, value: Node) -> str:
    found = _LENGTH.fullmatch(word.lower())
    if found and found["field"] in _LENGTHS and isinstance(value, Scalar):
        bound = "under" if found["how"] == "shorter" else "over"
        if number := re.fullmatch(r"(\d+)\s*char\w*", value.text):
            return f"{_LENGTHS[found['field']]}.characters: {bound} {number[1]}"
        counted = "words" if found["field"] in {"title", "subject"} else "characters"
        return f"{_LENGTHS[found['field']]}.{counted}: {bound} {value.text}"
    form = _NUMBERS.get(word.lower(), "")
    if form and isinstance(value, Scalar):
        return form.format(value.text)
    sized = re.sub(r"(\d)\s*([KM])$", r"\1 \2B", value.text) if isinstance(value, Scalar) else ""
    return f"message.size: {sized}" if word.lower() in {"size", "message_size"} and sized else ""


def _count(word: str, value: Node) -> str:
    """``attachments: over 2``."""
    lines = _YES_OR_NO.get(word.lower())
    counted = isinstance(value, Scalar) and _COUNT.match(value.text)
    return f"{lines[0].partition(':')[0]}: {value.text}" if lines in {_FILES, _LINKS} and counted else ""  # type: ignore[union-attr]


def _kind(word: str, value: Node) -> str:
    if word.lower() in {"type", "post_type", "post.type", "message_type"} and isinstance(value, Scalar):
        replies = dict.fromkeys(("comment", "reply", "answer", "response"), _REPLY[0])
        return (replies | dict.fromkeys(("submission", "topic", "thread"), _REPLY[1])).get(
            value.text.lower(), ""
        )
    return ""


def _yes_or_no(word: str, value: Node) -> str:
    lines = _YES_OR_NO.get(word.lower()) or _YES_OR_NO.get(_WHOSE.sub("", word.lower()))
    if lines is None:
        return ""
    answer = is_yes(value)
    if answer is None and word.lower() != "account_age":
        return ""
    return lines[0] if answer is not False else lines[1]


def _header(word: str, value: Node) -> str:
    """Fields of the header: ``header: {X-Spam-Flag: "YES"}``, ``X-Spam-Flag: "YES"``, ``exists: List-Id``."""
    if word.lower() == "exists" and texts_in(value)[:1] in (["Subject"], ["subject"]):
        return "subject: {is_not: ''}"
    if word.lower() == "exists":
        return " ".join(f"header.{name}: {{is_not: ''}}" for name in texts_in(value)[:1])
    if word.lower() in {"header", "headers"} and isinstance(value, Scalar):
        return field_line(value.text)
    if word.lower() in {"header", "headers"} and isinstance(value, Mapping) and value.entries:
        first = value.entries[0]
        if first.key.text.lower() == "exists":
            return _header("exists", first.value)
        if first.key.text in {"contains", "is", "matches", "has_word", "starts_with"}:
            return f"header.NAME: {typed(value)}"
        known = _TEXTS.get(first.key.text.lower())
        return _of_text(known, first.value) if known else f"header.{first.key.text}: {typed(first.value)}"
    found = _FIELD.fullmatch(word)
    return f"header.{found['name']}: {typed(value)}" if found else ""


def _text(word: str, value: Node) -> str:
    fact = _TEXTS.get(word.lower(), "")
    if fact == "sender" and isinstance(value, Mapping) and value.entries:
        first = value.entries[0]
        if len(value.entries) > 1 and first.key.text not in TEXT_TESTS:
            return _together(value)
        if first.key.text in TEXT_TESTS:
            return _of_text(fact, value)
        if first.key.text in _OF_AN_ADDRESS:
            return _of_address(_OF_AN_ADDRESS[first.key.text], first.value)
        return _first_meant(first)
    return _of_text(fact, value) if fact and fact != word else ""


def _together(node: Mapping) -> str:
    """``author: {account_age: "< 7 days", post_count: "< 3"}``: each of its lines, or nothing."""
    asked = [one for one in node if one.key.text != "satisfy_any_threshold"]
    lines = [_of_author(one) for one in asked]
    group = "all" if len(asked) == len(node.entries) else "any"
    return f"{group}: {listed(f'{{{line}}}' for line in lines)}" if lines and all(lines) else ""


def _of_author(entry: Entry) -> str:
    word = f"author {entry.key.text}"
    of_author = replace(entry, key=replace(entry.key, text=word))
    known = named_elsewhere(word, entry.value)
    return next(filter(None, ("" if known.startswith(TOLD) else known, *lines_read(of_author))), "")


def _of_address(fact: str, value: Node) -> str:
    """``{domain: {is: [one.example, two.example]}}`` of an address."""
    if isinstance(value, Mapping) and len(value.entries) == 1:
        value = (
            value.entries[0].value if value.entries[0].key.text in {"is", "in", "any", "contains"} else value
        )
    texts = texts_in(value)
    if not texts or isinstance(value, Mapping):
        return ""
    return f"{fact}: {quoted(texts[0]) if len(texts) == 1 else f'{{in: {listed(map(quoted, texts))}}}'}"


_OF_AN_ADDRESS = {"domain": "sender.domain", "host": "sender.domain", "name": "sender.name"}


def _spelt(word: str, value: Node) -> str:
    """A fact whose name lacks the s of its plural, or has _ for its dot."""
    for name in (
        word.lower().replace("_", ".", 1),
        *(f"{one}s" for one in (word.lower(), word.lower().replace("_", ".", 1))),
    ):
        for spelling in (name, name.replace("attachment.", "attachments.").replace("link.", "links.")):
            fact = VOCABULARY.find(spelling)
            if fact is not None and spelling != word and not spelling.startswith("header."):
                plural = f"{spelling}s" if VOCABULARY.find(f"{spelling}s") else spelling
                several = isinstance(getattr(VOCABULARY.find(plural), "kind", None), Texts)
                return (
                    _several(plural, value)
                    if several and not isinstance(value, Mapping)
                    else f"{plural}: {typed(value)}"
                )
    return ""


def _of_text(fact: str, value: Node) -> str:
    if isinstance(value, Mapping):
        return f"{fact}: {typed(value)}"
    if isinstance(getattr(VOCABULARY.find(fact), "kind", None), Texts):
        return _several(fact, value)
    texts = texts_in(value)
    if fact != "sender":
        return f"{fact}: {_has(texts)}"
    if isinstance(value, Sequence):
        return f"sender: {{in: {listed(map(quoted, texts))}}}"
    domain = texts[0].lstrip("*")
    return (
        f"sender.domain: {domain[1:]}"
        if domain[:1] == "@" and _HOST.fullmatch(domain[1:])
        else f"sender: {quoted(texts[0])}"
    )


def _several(fact: str, value: Node) -> str:
    if fact == "links" and all(_HOST.fullmatch(text) for text in texts_in(value)):
        fact = "links.domains"
    if fact == "attachments.types":
        return line_by_meaning(fact, value)
    texts = list(map(quoted, texts_in(value)))
    return (
        f"{fact}: {{any_in: {listed(texts)}}}"
        if isinstance(value, Sequence)
        else f"{fact}: {{has: {texts[0]}}}"
    )


_READERS: tuple[Callable[[str, Node], str], ...] = (
    _group,
    _of_denied,
    _modified,
    _length,
    _count,
    _kind,
    _yes_or_no,
    _header,
    clock_line,
    _text,
    _spelt,
)
