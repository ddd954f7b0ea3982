"""The IMAP intake against a real Dovecot: the folder in which a message lies tells its state."""

from dataclasses import replace

import pytest

from bot.mail.post import ImapOrigin
from tests.parts.account import FOLDERS, expunge, post
from tests.parts.dovecot import Dovecot
from tests.parts.proxy import Proxy

# Where it lies tells its state


async def test_a_wish_moves_a_message_and_a_later_one_moves_it_on(salon):
    one = salon(parent_folder="Moderation")
    raw = post()
    await one.gets(raw)
    await one.watches()
    [arrival] = await one.desk.gets(1)
    one.desk.place(arrival, "Held")
    one.intake.nudge()
    [move] = await one.desk.is_content(2)
    assert move.origin.folder == "Moderation/Held"
    assert move.origin.uid == 1
    assert await one.lies_in("Moderation/Held") == [raw]
    assert await one.lies_in("INBOX") == []
    one.desk.place(arrival, "Accepted", origin=move.origin)
    one.intake.nudge()
    [_, move] = await one.desk.is_content(2)
    assert move.origin.folder == "Moderation/Accepted"
    assert await one.lies_in("Moderation/Held") == []
    assert await one.lies_in("Moderation/Accepted") == [raw]
    await one.gets(post())
    await one.desk.gets(2)


async def test_folders_are_made_and_subscribed_in_the_servers_own_manner(salon):
    with Dovecot(["salon@example.org"], separator=".", prefix="INBOX.") as courier:
        one = salon(on=courier, user="salon@example.org", parent_folder="Lists/Salon")
        await one.gets(post())
        await one.watches()
        [arrival] = await one.desk.gets(1)
        one.desk.place(arrival, "Held")
        one.intake.nudge()
        [move] = await one.desk.is_content(2)
        assert move.origin.folder == "INBOX.Lists.Salon.Held"
        with courier.client() as client:
            shown = [name for _, _, name in client.list_sub_folders()]
        assert sorted(shown) == sorted(f"INBOX.Lists.Salon.{name}" for name in FOLDERS)
        await one.stops()


async def test_a_thousand_messages_move_in_few_steps(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        await one.is_delivered(*[post() for _ in range(1000)])
        await one.watches()
        arrived = await one.desk.gets(1000, 20)
        for arrival in arrived:
            one.desk.place(arrival, "Accepted")
        one.intake.nudge()
        moves = await one.desk.is_content(20)
        assert bytes(proxy.seen_client).count(b"UID MOVE") == 2
        assert {move.origin.uid for move in moves} == set(range(1, 1001))
        assert len(await one.lies_in("Accepted")) == 1000


async def test_a_copy_that_a_crash_left_behind_is_not_made_twice(salon):
    with Dovecot(["salon@example.org"], extra="imap_capability = IMAP4rev1 UIDPLUS IDLE") as old:
        one = salon(on=old, user="salon@example.org")
        await one.gets(post())
        await one.watches()
        [arrival] = await one.desk.gets(1)
        with old.client(folder="INBOX") as client:
            client.copy([1], "Accepted")
        one.desk.place(arrival, "Accepted")
        one.intake.nudge()
        [move] = await one.desk.is_content()
        assert (move.origin.folder, move.origin.uid) == ("Accepted", 1)
        assert len(await one.lies_in("Accepted")) == 1
        assert await one.lies_in("INBOX") == []
        await one.stops()


async def test_a_message_that_a_person_moved_is_found_and_moved_on(salon, server):
    one = salon()
    await one.watches()
    raws = [
        post(message_id='<quo"ted \\ b\u00e4d @x>'),
        post(message_id="<dup@example.org>"),
        post(message_id="<dup@example.org>"),
    ]
    for raw in raws:
        await one.gets(raw)
    arrived = await one.desk.gets(3)
    with server.client(one.user, "INBOX") as client:
        client.move([1, 3], "Returned")
    for arrival in arrived:
        one.desk.place(arrival, "Held")
    one.intake.nudge()
    moves = await one.desk.is_content()
    assert {move.origin.folder for move in moves} == {"Held"}
    assert sorted(await one.lies_in("Held")) == sorted(raws)


async def test_a_message_without_message_id_is_found_by_its_content(salon, server):
    one = salon()
    raws = [f"From: ann@example.org\r\nSubject: {n}\r\n\r\nbody {n}\r\n".encode() for n in range(3)]
    await one.is_delivered(*raws)
    await one.watches()
    arrived = await one.desk.gets(3)
    with server.client(one.user, "INBOX") as client:
        client.move([1, 2, 3], "Returned")
    wanted = next(arrival for arrival in arrived if arrival.raw == raws[1])
    one.desk.place(wanted, "Held")
    one.intake.nudge()
    await one.desk.is_content()
    assert await one.lies_in("Held") == [raws[1]]


async def test_what_is_there_already_stays_and_what_is_gone_is_reported(salon, server):
    one = salon()
    for _ in range(2):
        await one.gets(post())
    await one.watches()
    there, gone = await one.desk.gets(2)
    with server.client(one.user, "INBOX") as client:
        client.move([1], "Held")
    expunge(server, one.user, [2])
    one.desk.place(there, "Held", case="there")
    one.desk.place(gone, "Held", case="gone")
    one.intake.nudge()
    moves = {move.case: move.origin for move in await one.desk.is_content()}
    assert moves["there"] == replace(moves["there"], folder="Held", uid=1)
    assert moves["gone"] is None
    one.desk.place(there, "Held", case="again", origin=moves["there"])
    one.intake.nudge()
    await one.desk.is_content()
    assert one.desk.moves[-1].origin == moves["there"]
    assert len(await one.lies_in("Held")) == 1


async def test_a_move_whose_answer_was_lost_is_not_repeated(salon, server):
    async with Proxy(server.plain_port) as proxy:
        one = salon(port=proxy.port)
        raw = post()
        await one.gets(raw)
        await one.watches()
        [arrival] = await one.desk.gets(1)

        def lost(chunk):
            if b"COPYUID" in chunk:
                proxy.from_server = bytes
                proxy.reset()
                return b""
            return chunk

        proxy.from_server = lost
        one.desk.place(arrival, "Accepted")
        one.intake.nudge()
        [move] = await one.desk.is_content()
        assert move.origin == ImapOrigin(
            account=one.user, folder="Accepted", validity=move.origin.validity, uid=1
        )
        assert await one.lies_in("Accepted") == [raw]
        assert len(one.desk.arrived) == 1


async def test_what_its_owner_marked_as_deleted_is_not_taken(salon, server):
    one = salon()
    for _ in range(2):
        await one.gets(post())
    with server.client(one.user, "INBOX") as client:
        client.delete_messages([1])
    await one.watches()
    [arrival] = await one.desk.gets(1)
    assert arrival.origin.uid == 2


async def test_a_folder_that_somebody_deleted_is_made_anew(salon, server):
    one = salon()
    await one.gets(post())
    await one.watches()
    [arrival] = await one.desk.gets(1)
    with server.client(one.user) as client:
        client.delete_folder("Discarded")
    one.desk.place(arrival, "Discarded")
    one.intake.nudge()
    await one.desk.is_content()
    assert len(await one.lies_in("Discarded")) == 1


@pytest.mark.parametrize(
    ("capability", "left"),
    [("IMAP4rev1 UIDPLUS IDLE", 0), ("IMAP4rev1 IDLE", 2)],
    ids=["UIDPLUS", "neither"],
)
async def test_a_server_without_move_copies_and_deletes(salon, capability, left):
    with Dovecot(["salon@example.org"], extra=f"imap_capability = {capability}") as old:
        one = salon(on=old, user="salon@example.org")
        for _ in range(3):
            await one.gets(post())
        await one.watches()
        arrived = await one.desk.gets(3)
        with old.client(folder="INBOX") as client:
            client.delete_messages([3])  # another client's mark, none of our business
        for arrival in arrived[:2]:
            one.desk.place(arrival, "Accepted")
        one.intake.nudge()
        await one.desk.is_content()
        assert len(await one.lies_in("Accepted")) == 2
        assert len(await one.lies_in("INBOX")) == left + 1
        await one.stops()
