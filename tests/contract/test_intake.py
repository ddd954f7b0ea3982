"""The IMAP intake against a real Dovecot: whatever comes is taken, whenever and however it comes."""

import asyncio
import datetime as dt
import re

import pytest

from tests.parts.account import eventually, expunge, post
from tests.parts.dovecot import Dovecot
from tests.parts.proxy import Proxy
from tests.parts.pymap import Pymap

# What comes is taken


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
async def test_new_mail_wakes_the_bot(salon, server, security):
    port = server.port if security == "tls" else server.plain_port
    one = salon(security=security, port=port, ca_file=server.ca_file)
    await one.watches()
    for count in (1, 2):
        raw = post()
        await one.gets(raw)
        arrived = await one.desk.gets(count, 5)
        assert arrived[-1].raw == raw
    assert [arrival.origin.uid for arrival in one.desk.arrived] == [1, 2]


async def test_an_arrival_tells_where_it_lies_and_when_it_came(salon):
    one = salon()
    came = dt.datetime(2024, 2, 29, 23, 59, 58, tzinfo=dt.timezone(dt.timedelta(hours=-8)))
    raw = post()
    await one.gets(raw, received=came)
    await one.watches()
    [arrival] = await one.desk.gets(1)
    assert arrival.received == came
    assert arrival.received.tzinfo is not None
    assert arrival.origin.account == one.user
    assert arrival.origin.folder == "INBOX"
    assert arrival.origin.validity > 0
    assert arrival.envelope.reverse_path is None
    assert (arrival.size, arrival.oversize) == (len(raw), False)


async def test_what_the_desk_knows_is_not_fetched_again(salon):
    one = salon()
    await one.is_delivered(*[post() for _ in range(5)])
    await one.watches()
    await one.desk.gets(5)
    await one.stops()
    one.intake = one.new_intake()
    await one.watches()
    await one.gets(post())
    await one.desk.gets(6)
    assert len({arrival.raw for arrival in one.desk.arrived}) == 6


async def test_mail_that_another_client_has_read_is_taken_all_the_same(salon, server):
    one = salon()
    await one.gets(post(), flags=[b"\\Seen"])
    await one.watches()
    await one.desk.gets(1)
    with server.client(one.user, "INBOX") as client:
        assert client.get_flags([1])[1] == (b"\\Seen",)
    await one.gets(post())
    await one.desk.gets(2)
    with server.client(one.user, "INBOX") as client:
        assert b"\\Seen" not in client.get_flags([2])[2], "looking must leave no trace"


async def test_an_event_in_the_packet_that_begins_idle_wakes_the_bot(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        held = bytearray()

        def together(chunk):
            """Hold "+ idling" back until EXISTS can travel in the same packet."""
            if b"+ idling" in chunk or held:
                held.extend(chunk)
                if b"EXISTS" not in held:
                    return b""
                chunk = bytes(held)
                held.clear()
            return chunk

        proxy.from_server = together
        await one.watches()
        await eventually(lambda: b"IDLE" in proxy.seen_client)
        await one.gets(post())
        await one.desk.gets(1, 5)
        await eventually(lambda: b"DONE\r\n" in proxy.seen_client)
        said = bytes(proxy.seen_client)
        assert re.search(rb"\{\d+\+\}|~\{|BINARY|ENABLE|UTF8=", said) is None, (
            "nothing that may not be offered"
        )


async def test_an_event_at_the_end_of_our_own_search_wakes_the_bot(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        ends: list = []

        async def meanwhile(chunk):
            """A message comes in while our SEARCH is under way."""
            if b"SEARCH" in chunk and not ends:
                ends.append(len(proxy.seen_client))
                await one.gets(post())
            return chunk

        def spliced(chunk):
            """Dovecot tells EXISTS before SEARCH ends: let it be missing in the SEARCH result."""
            return (
                re.sub(rb"\* SEARCH 1\r\n", b"* SEARCH\r\n* 1 EXISTS\r\n", chunk, count=1)
                if len(ends) == 1
                else chunk
            )

        proxy.from_client, proxy.from_server = meanwhile, spliced
        await one.watches()
        await eventually(lambda: ends)
        await asyncio.sleep(0.1)
        ends.append(0)
        await one.desk.gets(1, 5)


async def test_an_event_before_the_server_agrees_to_idle_is_no_error(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        proxy.from_server = lambda chunk: chunk.replace(b"+ idling", b"* 0 EXISTS\r\n+ idling")
        await one.watches()
        await asyncio.sleep(0.3)
        proxy.from_server = bytes
        await one.gets(post())
        await one.desk.gets(1, 5)
        assert not one.says("warning")


async def test_a_line_that_comes_in_two_packets_is_not_lost(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)

        torn: list = []

        def tear(chunk):
            """The second half of the line comes with what the server says next."""
            if b"EXISTS" in chunk and not torn:
                torn.append(chunk[5:])
                return chunk[:5]
            rest, torn[:] = b"".join(torn), [b""] * len(torn)
            return rest + chunk

        await one.watches()
        await asyncio.sleep(0.2)
        proxy.from_server = tear
        await one.gets(post())
        await one.desk.gets(1, 5)
        assert torn


async def test_a_burst_to_twenty_lists_is_taken_whole(salon, server):
    lists = [salon() for _ in range(20)]
    await asyncio.gather(*(one.watches() for one in lists))
    sent = {one.user: [post() for _ in range(15)] for one in lists}
    await asyncio.gather(
        *(one.gets(sent[one.user][0]) for one in lists),
        *(one.is_delivered(*sent[one.user][1:]) for one in lists),
    )
    await asyncio.gather(*(one.desk.gets(15, 15) for one in lists))
    for one in lists:
        assert sorted(arrival.raw for arrival in one.desk.arrived) == sorted(sent[one.user])


async def test_a_server_that_is_silent_in_idle_is_asked_from_time_to_time(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, poll_seconds=0.5)
        await one.watches()
        await asyncio.sleep(0.2)
        proxy.from_server = lambda chunk: (
            chunk if b" OK " in chunk or b"SEARCH" in chunk or b"FETCH" in chunk else b""
        )
        await one.gets(post())
        await one.desk.gets(1, 5)


async def test_a_server_without_idle_is_polled(salon):
    with Dovecot(["salon@example.org"], extra="imap_capability = IMAP4rev1 UIDPLUS MOVE NAMESPACE") as plain:
        one = salon(on=plain, user="salon@example.org", poll_seconds=0.3)
        await one.watches()
        await one.gets(post())
        await one.desk.gets(1, 5)
        await one.stops()


async def test_a_server_that_refuses_idle_is_polled(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, poll_seconds=0.3)
        proxy.from_client = lambda chunk: chunk.replace(b" IDLE\r\n", b" IDOL\r\n")
        await one.watches()
        await asyncio.sleep(0.2)
        await one.gets(post())
        await one.desk.gets(1, 5)
        assert [entry["event"] for entry in one.says("warning")] == [
            "imap: IDLE refused, the folder is looked at from time to time"
        ]


async def test_the_server_of_the_demo_is_watched_and_moved_in(salon):
    with Pymap() as demo:
        one = salon(on=demo, user=demo.user)
        await one.watches()
        await asyncio.sleep(0.2)
        for count in (1, 2):
            await one.gets(post())
            await one.desk.gets(count)
        for arrival in one.desk.arrived:
            one.desk.place(arrival, "Held")
        one.intake.nudge()
        moves = await one.desk.is_content()
        assert {move.origin.folder for move in moves} == {"Held"}
        await one.stops()


async def test_a_flood_of_notices_costs_little(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        await one.watches()
        await asyncio.sleep(0.2)
        flood = b"".join(b"* %d EXISTS\r\n" % number for number in range(1, 100_001))
        proxy.from_server = lambda chunk: flood + chunk if b"EXISTS" in chunk else chunk
        await one.gets(post())
        await one.desk.gets(1, 10)
        proxy.from_server = bytes
        await one.gets(post())
        await one.desk.gets(2, 10)
        assert not one.says("warning")


# Big, many, odd


async def test_a_big_message_comes_in_parts_and_whole(salon):
    one = salon()
    raw = post(size=3_500_000)
    await one.is_delivered(raw, post())
    await one.watches()
    arrived = await one.desk.gets(2)
    assert arrived[0].raw == raw


async def test_of_a_message_over_the_limit_the_header_alone_comes(salon):
    one = salon(size_limit=100_000)
    raw = post("too big", size=300_000)
    await one.is_delivered(raw)
    await one.watches()
    [arrival] = await one.desk.gets(1)
    assert arrival.oversize
    assert arrival.raw == raw[: raw.index(b"\r\n\r\n") + 4]
    assert arrival.size == len(raw)


async def test_an_oversize_message_can_be_moved_and_found_again(salon, server):
    one = salon(size_limit=100_000)
    await one.is_delivered(post(size=300_000))
    await one.watches()
    [arrival] = await one.desk.gets(1)
    with server.client(one.user, "INBOX") as client:
        client.move([1], "Returned")
    one.desk.place(arrival, "Held")
    one.intake.nudge()
    await one.desk.is_content()
    assert len(await one.lies_in("Held")) == 1


async def test_batches_are_cut_by_number_and_weight(salon):
    one = salon(batch=10, batch_bytes=50_000)
    await one.is_delivered(*[post() for _ in range(25)], *[post(size=30_000) for _ in range(3)])
    await one.watches()
    await one.desk.gets(28)
    assert one.desk.batches == [10, 10, 6, 1, 1]


async def test_a_message_that_vanishes_while_others_are_fetched_is_no_failure(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        await one.is_delivered(*[post() for _ in range(5)])
        gone: list = []

        async def meanwhile(chunk):
            if b"BODY.PEEK" in chunk and not gone:
                gone.append(3)
                await asyncio.to_thread(expunge, server, one.user, [3])
            return chunk

        proxy.from_client = meanwhile
        await one.watches()
        await one.desk.gets(4)
        await one.gets(post())
        await one.desk.gets(5)
        assert [arrival.origin.uid for arrival in one.desk.arrived] == [1, 2, 4, 5, 6]
        assert not one.says("warning")
        assert not one.says("error")


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (rb"\* 2 FETCH \(UID 2 BODY\[\] \{(\d+)\}\r\n", None),
        (rb"\* 2 FETCH \(UID 2 BODY", b"* 2 FETCH (UID 9 BODY"),
    ],
    ids=["leaves one out", "gives another UID"],
)
async def test_a_message_that_fetch_does_not_hand_out_is_asked_for_again(salon, server, pattern, instead):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        sent = [post() for _ in range(3)]
        await one.is_delivered(*sent)
        spoilt: list = []

        def spoil(chunk):
            found = re.search(pattern, chunk)
            if spoilt or not found:
                return chunk
            spoilt.append(1)
            if instead is not None:
                return chunk.replace(found[0], instead)
            end = found.end() + int(found[1]) + len(b")\r\n")
            return chunk[: found.start()] + chunk[end:]

        proxy.from_server = spoil
        await one.watches()
        arrived = await one.desk.gets(3)
        assert spoilt
        assert {arrival.origin.uid: arrival.raw for arrival in arrived} == dict(
            zip((1, 2, 3), sent, strict=True)
        )


async def test_an_empty_body_is_not_taken_and_not_forgotten(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, poll_seconds=0.2)
        sent = [post(), post()]
        await one.is_delivered(*sent)
        proxy.from_server = lambda chunk: re.sub(
            rb"\* 1 FETCH \(UID 1 BODY\[\](<0>)? \{\d+\}\r\n.*?\r\n\)\r\n",
            rb"* 1 FETCH (UID 1 BODY[]\1 {0}\r\n)\r\n",
            chunk,
            flags=re.DOTALL,
        )
        await one.watches()
        await eventually(lambda: one.says("error"))
        assert [arrival.raw for arrival in one.desk.arrived] == sent[1:]
        proxy.from_server = bytes
        arrived = await one.desk.gets(2)
        assert arrived[1].raw == sent[0]


async def test_one_refused_message_does_not_keep_the_others(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port, poll_seconds=0.2)
        await one.is_delivered(*[post() for _ in range(3)])
        proxy.from_server = lambda chunk: (
            re.sub(rb"(\w+) OK Fetch", rb"\1 NO [SERVERBUG] Fetch", chunk)
            if b"* 2 FETCH (UID 2 BODY" in chunk
            else chunk
        )
        await one.watches()
        await one.desk.gets(2)
        assert [arrival.origin.uid for arrival in one.desk.arrived] == [1, 3]
        await eventually(lambda: one.says("error"))
        proxy.from_server = bytes
        await one.desk.gets(3)
