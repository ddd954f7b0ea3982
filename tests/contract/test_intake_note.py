"""A mail of the bot laid into the list's own account, on a real Dovecot."""

import asyncio

import pytest

from bot.errors import PermanentFailure
from bot.intake.imap_note import leave_note

RAW = b"From: bot@example.org\r\nSubject: the bot cannot do its work\r\n\r\nSince nine.\r\n"


async def test_it_lies_in_the_folder_which_is_made_where_it_is_missing(salon, server):
    one = salon()
    for _ in range(2):
        await asyncio.to_thread(leave_note, one.options, "Held", RAW)

    assert await asyncio.to_thread(server.messages, "Held", one.user) == [RAW, RAW]


async def test_a_login_that_is_refused_is_said(salon):
    one = salon(password="wrong")

    with pytest.raises(PermanentFailure, match="refuses the login"):
        await asyncio.to_thread(leave_note, one.options, "Held", RAW)
