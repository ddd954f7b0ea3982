"""The IMAP intake against servers that err, hang, lie or attack: the list goes on, and somebody hears of it."""

import asyncio
import time

import pytest

from bot.errors import PermanentFailure, TemporaryFailure
from bot.threads import ThreadEach
from tests.parts.account import Account, eventually, post
from tests.parts.imap_script import CUT, HANG, ScriptedImap


@pytest.fixture
async def hostile():
    async with ScriptedImap() as server:
        yield server


@pytest.fixture
async def salon(hostile):
    made = []

    def make(**options):
        quick = {"poll_seconds": 0.3, "read_seconds": 0.5, "answer_seconds": 2, **options}
        made.append(Account(hostile, ThreadEach(20), "salon", **quick))
        return made[-1]

    yield make
    for one in made:
        await one.stops()


def hold_back(server, bad, answer):
    """Let the server answer so where the body of one message is asked for."""
    server.item = lambda message, item: answer if message.uid == bad.uid and "BODY" in item else None


# One bad mail keeps no other


@pytest.mark.parametrize(
    "answer", [CUT, b"BODY[] NIL", b"BODY[] {0}\r\n", b"FLAGS (\\Seen)", b"BODY[] ~{99999999999}"]
)
async def test_a_message_that_cannot_be_fetched_is_set_aside_and_told(hostile, salon, answer):
    one = salon()
    first, bad, last = (hostile.put(post()) for _ in range(3))
    hold_back(hostile, bad, answer)
    await one.starts()
    arrived = await one.desk.gets(2)
    assert [arrival.raw for arrival in arrived] == [first.raw, last.raw]
    await eventually(lambda: one.desk.told)
    hostile.put(post())
    await one.desk.gets(3)
    assert len(one.desk.told) == 1
    assert f"under UID {bad.uid}" in one.desk.told[0]
    hostile.item = lambda *_: None
    await one.desk.gets(4)
    assert one.desk.arrived[-1].raw == bad.raw


async def test_a_body_that_hangs_is_set_aside_too(hostile, salon):
    one = salon(read_seconds=0.2)
    good, bad = hostile.put(post()), hostile.put(post())
    hostile.on["UID FETCH"] = lambda talk, said: (
        HANG if "BODY" in said and bad in talk.chosen(said.split()[0]) else None
    )
    await one.starts()
    arrived = await one.desk.gets(1)
    assert arrived[0].raw == good.raw
    await eventually(lambda: one.desk.told)


async def test_a_pass_over_an_inbox_goes_on_after_a_message_that_ends_connections(hostile, salon):
    one = salon()
    hold_back(hostile, hostile.put(post()), CUT)
    hostile.put(post())
    with pytest.raises(TemporaryFailure, match="1 messages in INBOX could not be fetched"):
        await one.intake.drain()
    assert len(one.desk.arrived) == 1


async def test_a_refusal_of_sizes_for_a_batch_is_one_message_alone(hostile, salon):
    one = salon()
    messages = [hostile.put(post()) for _ in range(9)]
    bad = messages[3]
    hostile.on["UID FETCH"] = lambda talk, said: (
        b"TAG NO not these\r\n" if bad in talk.chosen(said.split()[0]) else None
    )
    await one.starts()
    arrived = await one.desk.gets(8)
    assert bad.raw not in [arrival.raw for arrival in arrived]


@pytest.mark.parametrize(
    "date", ["17-Jul-2026 02:44:25 +9999", "31-Dec-9999 23:59:59 -1200", "00-Jan-0000 00:00:00 +0000"]
)
async def test_a_date_that_is_none_is_now(hostile, salon, date):
    one = salon()
    hostile.put(post(), date=date)
    await one.starts()
    [arrival] = await one.desk.gets(1)
    assert abs(arrival.received.timestamp() - time.time()) < 60


@pytest.mark.parametrize("size", [0, 1, 300, 5_000_000])
async def test_a_wrong_size_changes_no_octet(hostile, salon, size):
    one = salon()
    long = hostile.put(post(size=2_500_000), size=size)

    def refuse_past_the_end(_talk, said):
        start = int(said.partition("<")[2].partition(".")[0] or 0)
        return b"TAG NO offset beyond the end\r\n" if start >= len(long.raw) else None

    hostile.on["UID FETCH"] = refuse_past_the_end
    await one.starts()
    [arrival] = await one.desk.gets(1)
    assert arrival.raw == long.raw


async def test_a_message_without_a_size_is_taken(hostile, salon):
    one = salon()
    hostile.item = lambda _message, item: b"FLAGS ()" if item == "RFC822.SIZE" else None
    raw = hostile.put(post()).raw
    await one.starts()
    [arrival] = await one.desk.gets(1)
    assert arrival.raw == raw


async def test_literal8_is_a_literal(hostile, salon):
    one = salon()
    raw = hostile.put(post()).raw
    hostile.item = lambda message, item: (
        b"BODY[] ~{%d}\r\n" % len(message.raw) + message.raw if item == "BODY.PEEK[]" else None
    )
    await one.starts()
    [arrival] = await one.desk.gets(1)
    assert arrival.raw == raw


async def test_a_search_answered_in_several_lines_finds_all(hostile, salon):
    one = salon()
    for _ in range(3):
        hostile.put(post())
    hostile.on["UID SEARCH"] = lambda talk, said: b"".join(
        b"* SEARCH %d\r\n" % uid for uid in talk.found(said)
    )
    await one.starts()
    await one.desk.gets(3)


# The way in


async def test_who_one_is_is_said_before_a_folder_is_opened(hostile, salon):
    one = salon()
    hostile.on["SELECT"] = lambda *_: None if "ID" in hostile.commands else b"TAG NO unsafe login\r\n"
    hostile.put(post())
    await one.starts()
    await one.desk.gets(1)


async def test_a_session_that_is_logged_in_already_gets_no_password(hostile, salon):
    one = salon()
    hostile.on["greeting"] = lambda *_: b"* PREAUTH welcome back\r\n"
    hostile.put(post())
    await one.starts()
    await one.desk.gets(1)
    assert not hostile.logins


async def test_before_tls_no_session_is_logged_in(hostile, salon):
    hostile.on["greeting"] = lambda *_: b"* PREAUTH welcome\r\n"
    with pytest.raises(PermanentFailure, match="somebody has cut in"):
        await salon(security="starttls").intake.drain()


async def test_a_folder_of_ours_may_exist_in_another_case(hostile, salon):
    one = salon()
    hostile.folders["accepted"] = hostile.folders["INBOX"].__class__(validity=99)
    hostile.on["CREATE"] = lambda _talk, said: b"TAG NO exists\r\n" if "Accepted" in said else None
    hostile.put(post())
    await one.starts()
    [arrival] = await one.desk.gets(1)
    one.desk.place(arrival, "Accepted")
    one.intake.nudge()
    [move] = await one.desk.is_content()
    assert move.origin.folder == "accepted"


async def test_a_folder_that_may_only_be_read_is_watched_where_nothing_moves(hostile, salon):
    one = salon(moves=False)
    hostile.on["CREATE"] = lambda *_: b"TAG NO [NOPERM] no\r\n"
    hostile.put(post())
    await one.starts()
    await one.desk.gets(1)
    assert "EXAMINE" in hostile.commands
    assert "SELECT" not in hostile.commands


@pytest.mark.parametrize("verb", ["greeting", "CAPABILITY", "LOGIN"])
async def test_no_answer_on_the_way_in_is_waited_for_without_end(hostile, salon, verb):
    one = salon(login_seconds=0.4, read_seconds=30, answer_seconds=30)
    hostile.on[verb] = lambda *_: HANG
    with pytest.raises(TemporaryFailure, match="takes longer than 0 seconds to let us in"):
        await one.intake.drain()


async def test_an_answer_that_drips_is_bounded_as_a_whole(hostile, salon):
    one = salon(read_seconds=5, answer_seconds=0.5)

    async def drip(talk):
        while True:
            talk.writer.write(b"* OK Still searching\r\n")
            await asyncio.sleep(0.05)

    tasks = []

    def search(talk, _said):
        tasks.append(asyncio.create_task(drip(talk)))
        return HANG

    hostile.on["UID SEARCH"] = search
    began = time.monotonic()
    with pytest.raises(TemporaryFailure, match=r"in time|for an answer"):
        await one.intake.drain()
    assert time.monotonic() - began < 4
    for task in tasks:
        task.cancel()


@pytest.mark.parametrize(
    "said",
    [
        b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n",
        b"* 1 FETCH (UID 1 BODY[] {" + b"9" * 5000 + b"}\r\n",
        b"* OK " + b"x" * 1_100_000,
        b"* 1 FETCH ()\r\n" * 101_000,
        b"* SEARCH " + b"9" * 6000 + b"\r\n\xff\xfe(((\r\n",
    ],
    ids=["large literal", "endless number", "endless line", "endless answer", "noise"],
)
async def test_what_no_server_should_say_costs_a_connection_and_no_memory(hostile, salon, said):
    one = salon()
    hostile.put(post())
    hostile.on["UID SEARCH"] = lambda *_: said + b"TAG OK\r\n"
    await one.starts()
    await eventually(lambda: hostile.logins >= 2 or not one.desk.arrived)
    del hostile.on["UID SEARCH"]
    await one.desk.gets(1)


@pytest.mark.parametrize("state", ["greeting", "LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "IDLE"])
async def test_a_server_that_hangs_anywhere_keeps_no_stop_waiting(hostile, salon, state):
    one = salon(read_seconds=60, answer_seconds=60)
    asked = asyncio.Event()

    def hang(*_):
        asked.set()
        return HANG

    hostile.on[state] = hang
    hostile.put(post())
    await one.starts()
    await asyncio.wait_for(asked.wait(), 5)
    began = time.monotonic()
    await one.stops()
    assert time.monotonic() - began < 3


async def test_the_password_stands_nowhere_whatever_the_server_repeats(hostile, salon):
    one = salon(password="s3cr3t-word")
    hostile.on["LOGIN"] = lambda _talk, said: f"TAG NO \x1b[31m you said {said}, S3CR3T-WORD\r\n".encode()
    await one.starts()
    await eventually(lambda: one.intake.trouble)
    everything = f"{one.logged.entries} {one.intake.trouble}"
    assert "s3cr3t" not in everything.lower()
    assert "\x1b" not in one.intake.trouble
    assert "***" in everything


# Numbers


async def test_numbers_given_out_again_mean_other_messages(hostile, salon):
    one = salon()
    for _ in range(3):
        hostile.put(post())
    await one.starts()
    await one.desk.gets(3)
    box = hostile.folders["INBOX"]
    box.messages, box.next = [], 1
    fresh = [hostile.put(post()).raw for _ in range(2)]
    hostile.cut()
    arrived = await one.desk.gets(5)
    assert [arrival.raw for arrival in arrived[3:]] == fresh
    assert any("gives out numbers again" in told for told in one.desk.told)


async def test_another_message_under_the_newest_number_is_noticed(hostile, salon):
    one = salon()
    for _ in range(3):
        hostile.put(post())
    await one.starts()
    await one.desk.gets(3)
    box = hostile.folders["INBOX"]
    box.messages, box.next = box.messages[:1], 2
    fresh = [hostile.put(post()).raw for _ in range(4)]
    hostile.cut()
    await eventually(lambda: set(fresh) <= {arrival.raw for arrival in one.desk.arrived})
    assert any("gives out numbers again" in told for told in one.desk.told)


async def test_two_programs_at_one_inbox_are_noticed(hostile, salon):
    one = salon()
    await one.watches()
    hostile.put(post())
    [arrival] = await one.desk.gets(1)
    accepted = hostile.folders["Accepted"]
    accepted.messages.append(hostile.folders["INBOX"].messages.pop())
    one.desk.place(arrival, "Accepted")
    one.intake.nudge()
    await one.desk.is_content()
    await eventually(lambda: one.desk.told)
    assert "second listwarden" in one.desk.told[0]


# No busy loop


async def test_a_server_that_ends_the_connection_at_every_idle_is_not_hammered(hostile, salon):
    one = salon(retry_seconds=0.2, poll_seconds=0.5)
    hostile.on["IDLE"] = lambda *_: b"+ idling\r\n* BYE shutting down\r\n"
    hostile.put(post())
    await one.starts()
    await one.desk.gets(1)
    await asyncio.sleep(4)
    assert hostile.logins <= 5, "after three such ends it is only looked at"
    hostile.put(post())
    await one.desk.gets(2, 3)


async def test_exists_in_every_answer_is_no_news(hostile, salon):
    one = salon(poll_seconds=5)
    hostile.before = lambda talk, verb: (
        b"* %d EXISTS\r\n" % len(talk.box.messages) if verb == "UID SEARCH" and talk.box else b""
    )
    hostile.put(post())
    await one.starts()
    await one.desk.gets(1)
    await asyncio.sleep(2.5)
    before = len(hostile.commands)
    await asyncio.sleep(1)
    assert len(hostile.commands) - before <= 4


async def test_news_that_are_none_are_looked_at_ever_more_seldom(hostile, salon):
    one = salon(poll_seconds=60)
    counts = iter(range(10, 100_000))
    hostile.before = lambda _talk, verb: b"* %d EXISTS\r\n" % next(counts) if verb == "UID SEARCH" else b""
    await one.watches()
    await asyncio.sleep(2)
    before = len(hostile.commands)
    await asyncio.sleep(1)
    assert len(hostile.commands) - before <= 4


async def test_a_move_that_is_refused_is_tried_ever_more_seldom_and_told(hostile, salon):
    one = salon(poll_seconds=60)
    hostile.on["UID MOVE"] = lambda *_: b"TAG NO [OVERQUOTA] Quota exceeded\r\n"
    hostile.put(post())
    await one.watches()
    [arrival] = await one.desk.gets(1)
    one.desk.place(arrival, "Accepted")
    one.intake.nudge()
    await eventually(lambda: one.desk.told, 8)
    assert "Quota exceeded" in one.desk.told[0]
    assert hostile.commands.count("UID MOVE") < 30
    del hostile.on["UID MOVE"]
    await one.desk.is_content(20)


async def test_a_move_that_moves_nothing_is_said(hostile, salon):
    one = salon()
    hostile.on["UID MOVE"] = lambda *_: b""
    hostile.put(post())
    await one.watches()
    [arrival] = await one.desk.gets(1)
    one.desk.place(arrival, "Accepted")
    one.intake.nudge()
    await eventually(lambda: one.says("error"))
    assert "they are where they were" in one.says("error")[0]["reason"]


async def test_a_message_that_is_copied_and_left_is_removed(hostile, salon):
    one = salon()
    hostile.on["UID MOVE"] = lambda talk, said: talk._carry(said, gone=False)
    raw = hostile.put(post()).raw
    await one.watches()
    [arrival] = await one.desk.gets(1)
    one.desk.place(arrival, "Accepted")
    one.intake.nudge()
    await one.desk.is_content()
    assert (hostile.lies_in("INBOX"), hostile.lies_in("Accepted")) == ([], [raw])


async def test_a_message_that_somebody_took_before_the_move_is_gone(hostile, salon):
    one = salon()

    def steal(talk, _said):
        talk.box.messages.clear()

    hostile.on["UID MOVE"] = steal
    hostile.put(post())
    await one.watches()
    [arrival] = await one.desk.gets(1)
    one.desk.place(arrival, "Accepted")
    one.intake.nudge()
    [move] = await one.desk.is_content()
    assert move.origin is None


# To a person


async def test_an_alert_is_told_once(hostile, salon):
    one = salon()
    hostile.before = lambda _talk, verb: b"* OK [ALERT] nearly \x1b full\r\n" if verb == "UID SEARCH" else b""
    await one.watches()
    await eventually(lambda: one.desk.told)
    await asyncio.sleep(1)
    assert one.desk.told == ["The mail server wants you to know: nearly   full"]


async def test_hanging_servers_take_no_thread_from_others(hostile, salon):
    async with ScriptedImap() as hung:
        hung.on["SELECT"] = lambda *_: HANG
        executor = ThreadEach(50)
        others = [
            Account(hung, executor, f"hung{number}", read_seconds=30, answer_seconds=30)
            for number in range(20)
        ]
        for each in others:
            await each.starts()
        one = Account(hostile, executor, "salon")
        await asyncio.wait_for(one.watches(), 5)
        hostile.put(post())
        await one.desk.gets(1, 3)
        await asyncio.gather(one.stops(), *(each.stops() for each in others))


def test_a_pool_that_is_full_lets_calls_wait():
    calls = ThreadEach(2)
    assert [future.result(5) for future in [calls.submit(pow, 2, n) for n in range(20)]] == [
        2**n for n in range(20)
    ]
