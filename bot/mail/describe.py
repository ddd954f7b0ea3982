"""A post as JSON, as ``listwarden inspect --jsonl`` prints it."""

from typing import Any

from bot.mail.post import Article, Forward, Link, Mailbox, Post, Subject, Words, Zone, ZoneKind
from bot.mail.text.lines import without_marks


def describe(post: Post, source: str) -> dict[str, Any]:
    """
    What is understood of a post, as plain data in the order of the contract.

    ``source`` is the path that it was read from. Zones count lines from 1; an
    absent value is None.
    """
    return {
        "source": source,
        "message_id": post.message_id,
        "from": [_mailbox(box) for box in post.from_],
        "to": [_mailbox(box) for box in post.to],
        "cc": [_mailbox(box) for box in post.cc],
        "subject": _subject(post.subject),
        "kind": str(post.kind),
        "zones": [_zone(zone) for zone in post.zones],
        "own_text": post.text_of(ZoneKind.OWN),
        "quoted_text": without_marks(post.text_of(ZoneKind.QUOTATION)),
        "signature": post.text_of(ZoneKind.SIGNATURE) or None,
        "footer": post.text_of(ZoneKind.FOOTER) or None,
        "forwards": [_forward(forward) for forward in post.forwards],
        "article": _article(post.article) if post.article else None,
        "articles": [_article(article) for article in post.articles],
        "links": [_link(link) for link in post.links],
        "words": _words(post.words),
        "attachments": [
            {"name": part.name, "type": part.type, "size": part.size} for part in post.attachments
        ],
        "defects": list(post.defects),
    }


def _mailbox(box: Mailbox) -> dict[str, str | None]:
    return {"name": box.name, "address": box.address}


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "raw": subject.raw,
        "list_tag": subject.list_tag,
        "prefixes": list(subject.prefixes),
        "text": subject.text,
    }


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "zone": str(zone.kind),
        "depth": zone.depth,
        "first_line": zone.first_line,
        "last_line": zone.last_line,
        "text": zone.text,
    }


def _forward(forward: Forward) -> dict[str, Any]:
    return {
        "how": forward.how,
        "from": _mailbox(forward.sender) if forward.sender else None,
        "to": [_mailbox(box) for box in forward.to],
        "cc": [_mailbox(box) for box in forward.cc],
        "subject": forward.subject,
        "date": forward.date,
        "body": forward.body,
        "level": forward.level,
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "headline": article.headline,
        "source": article.source,
        "byline": article.byline,
        "date": article.date,
        "url": article.url,
        "words": article.words,
        "cut_off": article.cut_off,
    }


def _link(link: Link) -> dict[str, str]:
    return {"url": link.url, "canonical": link.canonical, "domain": link.domain, "zone": str(link.zone)}


def _words(words: Words) -> dict[str, int]:
    return {
        "own": words.own,
        "quoted": words.quoted,
        "forwarded": words.forwarded,
        "article": words.article,
        "total": words.total,
    }
