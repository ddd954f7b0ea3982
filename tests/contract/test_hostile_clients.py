"""Clients that break the rules: refused, or taken as RFC 5321, 2033 and 2920 say; others are served meanwhile."""

import asyncio
import os
import re

import psutil
import pytest

from bot.endpoint import Endpoint
from bot.intake.smtp.filter import Filter
from bot.intake.smtp.intake import HandedIntake
from bot.intake.smtp.limits import Limits
from bot.intake.smtp.listener import Listener
from bot.intake.smtp.lmtp import Lmtp
from tests.parts.desk import MemoryDesk
from tests.parts.sink import free_port

ADDRESS = "salon@lists.example.org"
HEAD = b"From: ann@example.org\r\nMessage-ID: <1@example.org>\r\n\r\n"
ENVELOPE = [b"MAIL FROM:<ann@example.org>", b"RCPT TO:<salon@lists.example.org>", b"DATA"]
ENDS = {
    "LF dot LF": b"\n.\n",
    "LF dot CRLF": b"\n.\r\n",
    "CRLF dot LF": b"\r\n.\n",
    "CR dot CR": b"\r.\r",
    "CR dot CRLF": b"\r.\r\n",
    "CRLF dot CR": b"\r\n.\r",
    "LF dot CR": b"\n.\r",
    "CR dot LF": b"\r.\n",
    "NUL": b"\r\n\0.\r\n",
}
SMUGGLED = b"MAIL FROM:<admin@example.org>\r\nRCPT TO:<salon@lists.example.org>\r\nDATA\r\nEvil\r\n"


class Passage:
    """A next hop that takes all."""

    def __init__(self, texts):
        self._texts = texts

    async def recipient(self, _address, _parameters=()):
        return "250 2.1.5 taken"

    async def text(self, raw):
        self._texts.append(raw)
        return "250 2.0.0 taken"

    async def end(self):
        """Nothing to do."""


class Hop:
    def __init__(self):
        self.texts = []
        self.begun = []

    def begin(self, sender, parameters, forward):
        self.begun.append((sender, list(parameters), dict(forward)))
        return Passage(self.texts)


class Place:
    """A listener at work, with one list."""

    def __init__(self, speaks=Lmtp, **limits):
        self.port, self.desk, self.hop = free_port(), MemoryDesk(), Hop()
        self.listener = Listener(
            Endpoint(host="127.0.0.1", port=self.port), speaks, Limits(**limits), self.hop
        )
        self.intake = HandedIntake(self.listener, [ADDRESS], self.desk)
        self.hello = b"LHLO me" if speaks is Lmtp else b"EHLO me"
        self.clients = []

    async def __aenter__(self):
        ready = asyncio.Event()
        self._task = asyncio.create_task(self.intake.run(ready.set))
        await asyncio.wait_for(ready.wait(), 5)
        return self

    async def __aexit__(self, *_):
        await self.intake.stop()
        await self._task
        for client in self.clients:
            client.writer.close()

    async def client(self):
        self.clients.append(Client(*await asyncio.open_connection("127.0.0.1", self.port), self.hello))
        return self.clients[-1]

    async def serves(self):
        """Whether another client is served."""
        client = await self.client()
        await client.greets()
        replies = await client.says(*ENVELOPE)
        reply = await client.sends(HEAD + b"Hello\r\n")
        await client.leaves()
        return replies[2].startswith("354") and reply.startswith("250")


class Client:
    def __init__(self, reader, writer, hello):
        self.reader, self.writer, self._hello = reader, writer, hello

    async def reply(self):
        line = await asyncio.wait_for(self.reader.readline(), 10)
        while line[3:4] == b"-":
            line = await asyncio.wait_for(self.reader.readline(), 10)
        return line.decode().rstrip("\r\n")

    async def greets(self):
        return [await self.reply(), *await self.says(self._hello)]

    async def says(self, *lines):
        self.writer.write(b"".join(line + b"\r\n" for line in lines))
        return [await self.reply() for _ in lines]

    async def sends(self, text):
        self.writer.write(text + b".\r\n")
        return await self.reply()

    async def leaves(self):
        self.writer.close()
        await self.writer.wait_closed()


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_no_second_message_hides_behind_what_is_no_end(end):
    async with Place() as place:
        client = await place.client()
        await client.greets()
        await client.says(*ENVELOPE)
        text = HEAD + b"Hello" + end + SMUGGLED
        assert (await client.sends(text)).startswith("250")
        assert await client.says(b"NOOP") == ["250 2.0.0 OK"]
        await client.leaves()
        (arrival,) = place.desk.arrived
    assert arrival.raw.endswith(
        text.replace(b"\r\n.", b"\r\n")
    )  # RFC 5321 4.5.2: the first dot of a line goes
    assert arrival.envelope.reverse_path == "ann@example.org"


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_a_filter_passes_no_line_end_on_that_others_may_take_for_one(end):
    async with Place(Filter) as place:
        client = await place.client()
        await client.greets()
        await client.says(b"MAIL FROM:<ann@example.org>", b"RCPT TO:<bob@example.org>", b"DATA")
        reply = await client.sends(HEAD + b"Hello" + end + SMUGGLED)
        await client.leaves()
    if end == ENDS["NUL"]:
        assert len(place.hop.texts) == 1
    else:
        assert reply == "550 5.6.0 The message has a bare CR or LF (RFC 5321 2.3.8)"
        assert place.hop.texts == []


async def test_commands_end_with_crlf_alone():
    async with Place() as place:
        client = await place.client()
        await client.greets()
        assert await client.says(b"MAIL FROM:<a@example.org>\nRCPT TO:<salon@lists.example.org>") == [
            "500 5.5.2 A line ends with CR and LF (RFC 5321 2.3.8)"
        ]
        assert await client.says(b"NOOP") == ["250 2.0.0 OK"]
        await client.leaves()


async def test_an_endless_command_costs_nothing_and_an_endless_text_ends(tmp_path):
    async with Place(size=200_000, message=2.0, pause=1.0) as place:
        before = psutil.Process(os.getpid()).memory_info().rss
        client = await place.client()
        await client.greets()
        for _ in range(200):
            client.writer.write(b"x" * 100_000)
            await client.writer.drain()
        assert await client.says(b"") == ["500 5.5.2 Line too long"]
        await client.says(*ENVELOPE)
        for _ in range(200):
            client.writer.write(b"x" * 100_000)
            await client.writer.drain()
        assert (await client.sends(b"\r\n")).startswith("552 5.3.4")
        await client.says(*ENVELOPE)
        client.writer.write(b"x")
        assert await client.reply() == "421 4.4.2 This takes too long, good-bye"
        assert await client.reader.read() == b""
        await client.leaves()
        assert await place.serves()
        assert psutil.Process(os.getpid()).memory_info().rss - before < 20_000_000


async def test_messages_that_find_no_room_come_later():
    async with Place(size=300_000, held=400_000) as place:
        clients = [await place.client() for _ in range(4)]
        for client in clients:
            await client.greets()
            await client.says(*ENVELOPE)
            client.writer.write(HEAD + b"x" * 150_000)
            await client.writer.drain()
        await asyncio.sleep(0.3)
        replies = [(await client.sends(b"\r\n"))[:9] for client in clients]
        for client in clients:
            await client.leaves()
        assert sorted(replies) == ["250 2.0.0", "250 2.0.0", "452 4.3.1", "452 4.3.1"]
        assert await place.serves()


async def test_what_comes_before_the_greeting_is_answered_in_its_order():
    async with Place() as place:
        client = await place.client()
        client.writer.write(place.hello + b"\r\n" + b"\r\n".join(ENVELOPE) + b"\r\n")
        replies = [(await client.reply())[:3] for _ in range(5)]
        assert replies == ["220", "250", "250", "250", "354"]
        assert (await client.sends(HEAD + b"Hello\r\n")).startswith("250")
        await client.leaves()


async def test_starttls_is_not_spoken_and_nothing_is_smuggled_behind_it():
    async with Place() as place:
        client = await place.client()
        await client.greets()
        replies = await client.says(b"STARTTLS", b"MAIL FROM:<evil@example.org>", b"RSET")
        await client.leaves()
    assert replies[0].startswith("500 5.5.2")
    assert [reply[:3] for reply in replies[1:]] == ["250", "250"]


async def test_who_says_nothing_or_never_leaves_makes_room_for_others():
    async with Place(connections=20, idle=30, greeting=30) as place:
        idle = [await place.client() for _ in range(20)]
        for client in idle:
            await client.greets()
        await asyncio.sleep(2.2)
        assert await place.serves()
        assert (await idle[0].reply()).startswith("421 4.3.2")
        for client in idle:
            await client.leaves()


async def test_a_thousand_clients_leave_room_for_another():
    async with Place(connections=500) as place:
        crowd = [await place.client() for _ in range(1000)]
        greetings = {(await client.reply())[:3] for client in crowd}
        assert greetings <= {"220", "421"}
        assert len(place.listener._talks) <= 500
        await asyncio.sleep(2.2)
        assert await place.serves()
        for client in crowd:
            client.writer.close()


async def test_letters_beyond_ascii_are_taken_where_they_are_announced():
    async with Place() as place:
        client = await place.client()
        await client.greets()
        unannounced = await client.says("MAIL FROM:<änne@example.org>".encode())
        announced = await client.says(
            "MAIL FROM:<änne@example.org> SMTPUTF8 BODY=8BITMIME".encode(), *ENVELOPE[1:]
        )
        reply = await client.sends(HEAD + "Grüße\r\n".encode())
        broken = await client.says(b"MAIL FROM:<\xff\xfe@example.org> SMTPUTF8")
        await client.leaves()
        (arrival,) = place.desk.arrived
    assert unannounced == ["550 5.6.7 Addresses beyond ASCII need SMTPUTF8"]
    assert announced[-1].startswith("354")
    assert reply.startswith("250")
    assert broken == ["553 5.1.3 Error: malformed address"]
    assert arrival.envelope.reverse_path == "änne@example.org"
    assert arrival.raw.endswith("Grüße\r\n".encode())


async def test_a_filter_hands_on_what_is_said_of_the_client_and_of_reports():
    async with Place(Filter) as place:
        client = await place.client()
        await client.greets()
        replies = await client.says(
            b"XFORWARD NAME=mail.example.net ADDR=192.0.2.7 HELO=mail.example.net",
            b"XFORWARD NAME=a\x01b",
            b"MAIL FROM:<ann@example.org> BODY=8BITMIME RET=HDRS ENVID=aB1",
            b"RCPT TO:<bob@example.org> NOTIFY=NEVER ORCPT=rfc822;Bob@example.org",
            b"DATA",
        )
        await client.sends(HEAD + b"Hello\r\n")
        await client.leaves()
    assert [reply[:3] for reply in replies] == ["250", "501", "250", "250", "354"]
    assert place.hop.begun == [
        (
            "ann@example.org",
            ["BODY=8BITMIME", "RET=HDRS", "ENVID=aB1"],
            {"NAME": "mail.example.net", "ADDR": "192.0.2.7", "HELO": "mail.example.net"},
        )
    ]
    assert re.match(rb"Received: from mail.example.net \(\[192.0.2.7\]\)\r\n", place.hop.texts[0])


async def test_a_defect_of_ours_is_no_refusal_for_good():
    async with Place() as place:

        async def take(_arrivals):
            raise RuntimeError("a defect")

        place.desk.take = take
        client = await place.client()
        await client.greets()
        await client.says(*ENVELOPE)
        assert (await client.sends(HEAD + b"Hello\r\n")).startswith("451 4.3.0")
        await client.leaves()
