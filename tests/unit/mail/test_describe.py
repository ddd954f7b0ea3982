"""What ``inspect`` prints of a post."""

import json

from inline_snapshot import snapshot

from bot.mail.describe import describe
from bot.mail.read import read

RAW = b"""From: Ann Example <ann@example.org>
To: salon@lists.example.org
Subject: [Salon] Re: Fwd: Tea
Message-ID: <1@example.org>
Content-Type: text/plain; charset=utf-8

I agree (https://example.org/tea?utm_source=x).

--\x20
Ann

On 1 May 2026 10:00, Bo <bo@example.net> wrote:
> Tea is good.
_______________________________________________
Salon mailing list
"""


def test_a_post_is_described_with_every_key_of_the_contract():
    assert describe(read(RAW), "tea.eml") == snapshot(
        {
            "source": "tea.eml",
            "message_id": "1@example.org",
            "from": [{"name": "Ann Example", "address": "ann@example.org"}],
            "to": [{"name": None, "address": "salon@lists.example.org"}],
            "cc": [],
            "subject": {
                "raw": "[Salon] Re: Fwd: Tea",
                "list_tag": "Salon",
                "prefixes": ["re", "fwd"],
                "text": "Tea",
            },
            "kind": "reply",
            "zones": [
                {
                    "zone": "own",
                    "depth": 0,
                    "first_line": 1,
                    "last_line": 2,
                    "text": "I agree (https://example.org/tea?utm_source=x).\n",
                },
                {
                    "zone": "signature",
                    "depth": 0,
                    "first_line": 3,
                    "last_line": 5,
                    "text": """\
-- \n\
Ann
""",
                },
                {
                    "zone": "attribution",
                    "depth": 0,
                    "first_line": 6,
                    "last_line": 6,
                    "text": "On 1 May 2026 10:00, Bo <bo@example.net> wrote:",
                },
                {"zone": "quotation", "depth": 1, "first_line": 7, "last_line": 7, "text": "> Tea is good."},
                {
                    "zone": "footer",
                    "depth": 0,
                    "first_line": 8,
                    "last_line": 9,
                    "text": """\
_______________________________________________
Salon mailing list\
""",
                },
            ],
            "own_text": "I agree (https://example.org/tea?utm_source=x).\n",
            "quoted_text": "Tea is good.",
            "signature": """\
-- \n\
Ann
""",
            "footer": """\
_______________________________________________
Salon mailing list\
""",
            "forwards": [],
            "article": None,
            "articles": [],
            "links": [
                {
                    "url": "https://example.org/tea?utm_source=x",
                    "canonical": "https://example.org/tea",
                    "domain": "example.org",
                    "zone": "own",
                }
            ],
            "words": {"own": 3, "quoted": 3, "forwarded": 0, "article": 0, "total": 20},
            "attachments": [],
            "defects": ["The message has no Date."],
        }
    )


def test_the_description_is_plain_data():
    assert json.loads(json.dumps(describe(read(b""), "-")))["source"] == "-"
