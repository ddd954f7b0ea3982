"""What each form of archive does not tell any more, by the facts of the rule language."""

FAMILY = ".*"
KEPT_FIELDS = frozenset({"from", "date", "subject", "message-id", "in-reply-to", "references"})
HEADERS = frozenset({"auth.*", "header.*", "message.automatic", "message.size", "message.type"})
RECIPIENTS = frozenset({"recipients", "recipients.count"})
PARTS = frozenset({"attachments.*", "message.html_only"})
TEXTS = frozenset(
    {
        *("own", "quoted", "forwarded", "article", "body", "signature"),
        *("article.headline", "article.byline", "article.source"),
        *("forwarded.from", "forwarded.subject", "forwarded.via"),
    }
)
ZONES = frozenset(
    {
        *("own.*", "quoted.*", "forwarded.*", "article.*", "body.*", "signature.*", "links.*"),
        "message.lines",
    }
)
LINES = frozenset({"message.lines", "own.lines", "quoted.lines", "forwarded.lines", "body.lines"})
ADDRESSES = frozenset({"forwarded.from", "body"})


def is_lost(fact: str, lost: frozenset[str]) -> bool:
    """
    Whether the archive does not tell a fact, by ``Found.lost``.

    "own" there is that fact alone, "own.*" it and all of its family. Of
    "header.*" the fields that every archive keeps are known: From, Date,
    Subject, Message-ID, In-Reply-To, References.
    """
    if fact in lost:
        return True
    family, _, rest = fact.partition(".")
    if family == "header" and rest.lower() in KEPT_FIELDS:
        return False
    return family + FAMILY in lost
