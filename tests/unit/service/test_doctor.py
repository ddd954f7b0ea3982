"""What doctor recommends, and on what grounds."""

import pytest

from bot.service.doctor import authserv_ids

FORGED = "Authentication-Results: mx.forged.example; dmarc=pass header.from=example.net\n"
OURS = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\n"
TAKEN = "Received: from client.example.net by mx.example.org with ESMTPS; Thu, 8 Jan 2026 09:30:00 +0000\n"
INSIDE = "Received: from mx.example.org by imap.example.org with LMTP; Thu, 8 Jan 2026 09:30:01 +0000\n"
ABROAD = "Received: from laptop by mail.example.net with ESMTPSA; Thu, 8 Jan 2026 09:29:00 +0000\n"
FROM = "From: ann@example.net\n\n"


@pytest.mark.parametrize(
    ("what", "head", "found"),
    [
        ("the usual", OURS + TAKEN + ABROAD + FROM, {"mx.example.org"}),
        ("below our own inner trace", INSIDE + OURS + TAKEN + ABROAD + FROM, {"mx.example.org"}),
        ("forged by who connects to us", OURS + TAKEN + FORGED + FROM, {"mx.example.org"}),
        ("forged, and none of ours", TAKEN + FORGED + FROM, set()),
        ("below a foreign trace", OURS + TAKEN + ABROAD + FORGED + FROM, {"mx.example.org"}),
        (
            "a foreign trace looks like ours",
            OURS + TAKEN + ABROAD + TAKEN + FORGED + FROM,
            {"mx.example.org"},
        ),
        ("no trace at all: it was put into the account", OURS + FROM, {"mx.example.org"}),
    ],
)
def test_only_what_our_own_server_can_have_written_is_recommended(what, head, found):
    assert authserv_ids(head.encode()) == found, what
