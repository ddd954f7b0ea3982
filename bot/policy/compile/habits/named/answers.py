"""Names of other systems that ask for yes or no, for a number, or for how long something is."""

import re

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.written import is_yes
from bot.policy.source.nodes import Node, Scalar

_LENGTH = lazy_regex(r"(?P<field>\w+?)_(?P<how>shorter|longer)_than")
_WHOSE = lazy_regex(r"^(?:user|author|sender|message|post|subject)[._]")
_COUNT = lazy_regex(r"(?:over|under|at least|at most|exactly|between|\d)")
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


def length(word: str, value: Node) -> str:
    """``body_shorter_than: 50`` and ``size: 100 KB``."""
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


def count(word: str, value: Node) -> str:
    """``attachments: over 2``."""
    lines = _YES_OR_NO.get(word.lower())
    counted = isinstance(value, Scalar) and _COUNT.match(value.text)
    return f"{lines[0].partition(':')[0]}: {value.text}" if lines in {_FILES, _LINKS} and counted else ""  # type: ignore[union-attr]


def kind(word: str, value: Node) -> str:
    """``type: comment``."""
    if word.lower() in {"type", "post_type", "post.type", "message_type"} and isinstance(value, Scalar):
        replies = dict.fromkeys(("comment", "reply", "answer", "response"), _REPLY[0])
        replies |= dict.fromkeys(("link submission", "link post", "link"), _LINKS[0])
        return (replies | dict.fromkeys(("submission", "topic", "thread"), _REPLY[1])).get(
            value.text.lower(), ""
        )
    return ""


def yes_or_no(word: str, value: Node) -> str:
    """``has_link: true``."""
    lines = _YES_OR_NO.get(word.lower()) or _YES_OR_NO.get(_WHOSE.sub("", word.lower()))
    if lines is None:
        return ""
    answer = is_yes(value)
    if answer is None and word.lower() != "account_age":
        return ""
    return lines[0] if answer is not False else lines[1]
