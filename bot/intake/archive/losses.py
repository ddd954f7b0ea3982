"""What each form of archive does not tell any more, by the facts of the rule language."""

FAMILY = ".*"
KEPT_FIELDS = frozenset({"from", "date", "subject", "message-id", "in-reply-to", "references"})
HEADERS = frozenset(
    {
        *("auth.*", "sender.proven", "header.*"),
        *("message.automatic", "message.charset", "message.other_list", "message.size", "message.type"),
    }
)
RECIPIENTS = frozenset({"recipients", "recipients.count"})
FORMS = frozenset({"message.forms_differ", "message.has_html"})
PARTS = frozenset({"attachments.*", "message.html_only", *FORMS})
SIZES = frozenset({"attachments.size", "attachments.largest"})
TAGGED = frozenset(
    {"subject.raw", "subject.tag", "subject.tags", "header.subject"}
)  # the list's server writes [Salon] there
_SHARES = ("own", "quoted", "forwarded", "article", "signature", "footer", "body")
TEXTS = frozenset(
    {
        *(f"{zone}.{count}" for zone in _SHARES for count in ("characters", "sentences", "longest_line")),
        *("own", "quoted", "forwarded", "article", "body", "signature", "footer"),
        *("article.headline", "article.byline", "article.source"),
        *("forwarded.from", "forwarded.subject", "forwarded.via"),
        *("article.duplicate", "own.prices"),
    }
)
ZONES = frozenset(
    {
        *(
            "own.*",
            "quoted.*",
            "forwarded.*",
            "article.*",
            "articles.*",
            "body.*",
            "signature.*",
            "footer.*",
            "links.*",
        ),
        "message.lines",
    }
)
_LAID_OUT = ("characters", "longest_line", "longest_paragraph")
LINES = frozenset(
    {
        *("message.lines", "quoted", "body", "quoted.longest_block"),
        *(f"{zone}.{count}" for zone in _SHARES for count in ("lines", "paragraphs", *_LAID_OUT)),
    }
)
WORDS = frozenset(f"{zone}.{count}" for zone in _SHARES for count in ("words", "share"))
ADDRESSES = frozenset({*_SHARES, "forwarded.from"})


def is_lost(fact: str, lost: frozenset[str]) -> bool:
    """
    Whether the archive does not tell a fact, by ``Found.lost``.

    "own" there is that fact alone, "own.*" it and all of its family. Of
    "header.*" the fields that every archive keeps are known: From, Date,
    Subject, Message-ID, In-Reply-To, References; where one is not, it stands
    there in lower case.
    """
    if fact in lost:
        return True
    family, _, rest = fact.partition(".")
    if family == "header" and rest.lower() in KEPT_FIELDS:
        return fact.lower() in lost
    return family + FAMILY in lost
