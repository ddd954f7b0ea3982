"""What every recipient's receipt says, whatever a server does; held against servers that really do it."""

import asyncio
import contextlib
import dataclasses
import quopri
import socket
from email import message_from_bytes, policy
from typing import Any

import pytest

from bot.delivery.smtp import Smtp, SmtpOptions, Timeouts
from bot.errors import PermanentFailure, TemporaryFailure
from bot.lifecycle import Outcome
from tests.parts.certificates import Authority
from tests.parts.cutting import CuttingProxy
from tests.parts.sink import RecordingSink, SmtpSink
from tests.parts.smtp_script import CUT, HANG, ScriptedServer

MAIL = b"From: ann@example.org\r\nSubject: hello\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n"
ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@example.org"
STEPS = ("8BITMIME", "SMTPUTF8", "SIZE 1000000")
AHEAD = (*STEPS, "PIPELINING")
QUICK = Timeouts(connect=2, greeting=0.5, command=0.5, data=0.5, block=1, final_dot=0.5, quit=0.5)


@contextlib.asynccontextmanager
async def way_out(port, clock=None, **options):
    usual: dict[str, Any] = {"host": "127.0.0.1", "security": "none", "timeouts": QUICK}
    smtp = Smtp(SmtpOptions(port=port, **usual | options), *([clock] if clock else []))
    try:
        yield smtp
    finally:
        await smtp.close()


def outcomes(receipts):
    return {receipt.recipient: receipt.outcome for receipt in receipts}


async def test_a_text_arrives_octet_by_octet_with_dots_doubled_on_the_wire():
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is Outcome.SENT
    assert receipt.reply == "250 2.0.0 taken"
    assert server.texts == [
        b"From: ann@example.org\r\nSubject: hello\r\n\r\n..one\r\n...two\r\n..\r\nthree\r\n.\r\n"
    ]


async def test_smtp_sink_and_aiosmtpd_take_the_same_octets_as_were_sent():
    eight_bit = MAIL + "Grüße, œuvre\r\n\r\n\r\n".encode() + bytes(range(128, 256)) + b"\r\n"
    with SmtpSink() as postfix, RecordingSink() as recording:
        for sink in (postfix, recording):
            async with way_out(sink.port) as smtp:
                (receipt,) = await smtp.send("", [BOB], eight_bit)
            assert receipt.outcome is Outcome.SENT, receipt

        assert recording.wait_for(1)[0].raw == eight_bit
        (message,) = postfix.wait_for(1)

    assert message.raw.rstrip(b"\r\n") == eight_bit.rstrip(b"\r\n")
    assert message.reverse_path == ""


async def test_a_large_text_arrives_whole():
    large = MAIL + b"x" * 76 + b"\r\n" + (b"." + b"y" * 75 + b"\r\n") * 60_000
    with RecordingSink() as sink:
        async with way_out(sink.port, timeouts=Timeouts()) as smtp:
            assert len(large) < 33_554_432
            (receipt,) = await smtp.send(ANN, [BOB], large)

        assert receipt.outcome is Outcome.SENT
        assert sink.messages()[0].raw == large


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"Subject: a\r\n\r\none\ntwo\r\n", "5.6.0 line 3 holds a bare CR or LF"),
        (b"Subject: a\r\n\r\none\rtwo\r\n", "5.6.0 line 3 holds a bare CR or LF"),
        (
            b"Subject: a\r\n\r\nend\n.\r\nMAIL FROM:<eve@example.org>\r\n",
            "5.6.0 line 3 holds a bare CR or LF",
        ),
        (b"Subject: a\r\n\r\n" + b"x" * 999 + b"\r\n", "5.6.0 line 3 has 999 octets, more than 998"),
    ],
)
async def test_a_text_that_two_servers_could_read_differently_is_refused_before_any_connection(raw, sentence):
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [BOB], raw)

    assert (receipt.outcome, receipt.reply) == (Outcome.REFUSED, sentence)
    assert server.connections == 0


async def test_a_line_of_998_octets_and_a_missing_last_line_end_are_fine():
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [BOB], b"Subject: a\r\n\r\n" + b"x" * 998)

    assert receipt.outcome is Outcome.SENT
    assert server.texts[0].endswith(b"x" * 998 + b"\r\n.\r\n")


@pytest.mark.parametrize(
    "address",
    [
        "bob@example.org>\r\nRCPT TO:<eve@example.org",
        "bob@example.org\r\nDATA",
        "bob@example.org\0",
        "bob@example.org> SIZE=1",
        "bob example@example.org",
        "<bob@example.org>",
        "bob",
        "",
    ],
)
async def test_an_address_that_would_leave_its_brackets_is_refused_alone(address):
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        receipts = await smtp.send(ANN, [address, BOB], MAIL)
        refused = await smtp.send(address or "x", [BOB], MAIL)

    assert outcomes(receipts) == {address: Outcome.REFUSED, BOB: Outcome.SENT}
    assert outcomes(refused) == {BOB: Outcome.REFUSED}
    assert server.said("RCPT") == [f"RCPT TO:<{BOB}>"]
    assert len(server.said("MAIL")) == 1


async def test_quoted_local_parts_and_addresses_in_utf_8_travel_as_they_are():
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        receipts = await smtp.send(ANN, ['"bob smith"@example.org', "jörg@bücher.example"], MAIL)

    assert set(outcomes(receipts).values()) == {Outcome.SENT}
    assert server.said("RCPT") == ['RCPT TO:<"bob smith"@example.org>', "RCPT TO:<jörg@bücher.example>"]
    assert server.said("MAIL")[0].endswith(" SMTPUTF8")


async def test_extensions_are_used_where_they_are_offered():
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        await smtp.send(ANN, [BOB], MAIL)
        await smtp.send(ANN, [BOB], MAIL + "é\r\n".encode())

    assert server.said("MAIL") == [
        f"MAIL FROM:<{ANN}> SIZE={len(MAIL)}",
        f"MAIL FROM:<{ANN}> SIZE={len(MAIL) + 4} BODY=8BITMIME",
    ]


@pytest.mark.parametrize(
    ("recipient", "raw", "sentence"),
    [
        (
            BOB,
            b"Content-Type: multipart/signed; boundary=b\r\n" + MAIL + "é\r\n".encode(),
            "5.6.3 the server does not offer 8BITMIME, which this mail needs: it is signed",
        ),
        (
            "jörg@example.org",
            MAIL,
            "5.6.7 the server does not offer SMTPUTF8, which an address of this mail needs",
        ),
        (BOB, MAIL + (b"x" * 60 + b"\r\n") * 20, "5.3.4 the mail has 1304 octets, the server takes 1000"),
    ],
)
async def test_what_the_server_does_not_offer_is_not_tried(recipient, raw, sentence):
    async with ScriptedServer(offers=("SIZE 1000",)) as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [recipient], raw)
        (plain,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is Outcome.REFUSED
    assert receipt.reply.startswith(sentence)
    assert plain.outcome is Outcome.SENT
    assert server.said("MAIL") == [f"MAIL FROM:<{ANN}> SIZE={len(MAIL)}"]


async def test_a_server_without_8bitmime_gets_seven_bits_that_say_the_same():
    inner = "From: Jörg Müller <j@example.org>\r\nSubject: Grüße aus Köln\r\n\r\nSchöne Grüße\r\n.\r\n"
    mail = (
        'Subject: hello\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nœuvre\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}--b--\r\n"
    ).encode()
    async with ScriptedServer(offers=()) as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [BOB], mail)

    assert receipt.outcome is Outcome.SENT
    text = server.texts[0].removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    assert text.isascii()
    assert server.said("MAIL") == [f"MAIL FROM:<{ANN}>"]
    whole = message_from_bytes(text, policy=policy.default)
    note, forwarded = whole.iter_parts()
    assert note.get_content().strip() == "œuvre"
    (original,) = forwarded.iter_parts()
    assert original["Subject"] == "Grüße aus Köln"
    assert original["From"].addresses[0].addr_spec == "j@example.org"
    assert original["From"].addresses[0].display_name == "Jörg Müller"
    assert quopri.decodestring(str(original.get_payload())) == "Schöne Grüße\r\n.".encode()


async def test_a_first_address_that_swallows_everything_costs_a_moment(monkeypatch):
    with socket.socket() as hole:  # its queue is full: what comes is not answered
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        port = hole.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.settimeout(0)
            filler.connect_ex(("127.0.0.1", port))
        async with ScriptedServer(host="127.0.0.2", port=port) as server:
            stream = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
            both = [(*stream, ("127.0.0.1", port)), (*stream, ("127.0.0.2", port))]
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
            async with way_out(port, host="mail.example.org") as smtp:
                (receipt,) = await smtp.send(ANN, [BOB], MAIL)
        for filler in fillers:
            filler.close()

    assert receipt.outcome is Outcome.SENT
    assert server.connections == 1


@pytest.mark.parametrize("verb", ["EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."])
async def test_a_server_that_repeats_the_password_puts_it_into_no_receipt(verb):
    said = "550 5.7.1 you said\x1b[31m s3cr3t-word, S3CR3T-WORD and AGJvdABzM2NyM3Qtd29yZA=="
    async with ScriptedServer(replies={verb: said}, offers=("AUTH PLAIN",)) as server:
        async with way_out(server.port, username="bot", password="s3cr3t-word") as smtp:
            (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert "s3cr3t" not in receipt.reply.lower()
    assert "c3Ny" not in receipt.reply
    assert "NyM3Qt" not in receipt.reply
    assert receipt.reply.isprintable()


@pytest.mark.parametrize("code", ["421 4.3.2 closing", "450 4.2.0 later", "452 4.3.1 full"])
@pytest.mark.parametrize("verb", ["connect", "EHLO", "MAIL", "RCPT", "DATA", "."])
async def test_4yz_defers_at_every_verb(verb, code):
    for offers in (STEPS, AHEAD):
        async with (
            ScriptedServer(replies={verb: code}, offers=offers) as server,
            way_out(server.port) as smtp,
        ):
            (receipt,) = await smtp.send(ANN, [BOB], MAIL)

        assert receipt.outcome is Outcome.DEFERRED
        assert code in receipt.reply


@pytest.mark.parametrize(
    ("verb", "outcome"),
    [
        ("connect", Outcome.DEFERRED),  # nothing was said of this mail: RFC 5321 3.1
        ("MAIL", Outcome.REFUSED),
        ("RCPT", Outcome.REFUSED),
        ("DATA", Outcome.REFUSED),
        (".", Outcome.REFUSED),
    ],
)
async def test_5yz_refuses_once_the_mail_was_named(verb, outcome):
    for offers in (STEPS, AHEAD):
        replies = {verb: "550 5.7.1 no"}
        async with ScriptedServer(replies=replies, offers=offers) as server, way_out(server.port) as smtp:
            (receipt,) = await smtp.send(ANN, [BOB], MAIL)

        assert receipt.outcome is outcome
        assert "550 5.7.1 no" in receipt.reply


@pytest.mark.parametrize("flag", ["-r", "-f"])
@pytest.mark.parametrize("verb", ["mail", "rcpt", "data", "."])
async def test_smtp_sink_defers_and_refuses_at_every_verb(verb, flag):
    with SmtpSink(flag, verb) as sink:
        async with way_out(sink.port) as smtp:
            (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is (Outcome.DEFERRED if flag == "-r" else Outcome.REFUSED)


@pytest.mark.parametrize(
    ("verb", "where"),
    [
        ("connect", "no answer in time"),
        ("EHLO", "in time"),
        ("MAIL", "at MAIL"),
        ("RCPT", "at RCPT"),
        ("DATA", "at DATA"),
    ],
)
@pytest.mark.parametrize("trouble", [HANG, CUT])
async def test_a_server_that_hangs_or_goes_before_the_text_defers(verb, where, trouble):
    async with ScriptedServer(replies={verb: trouble}) as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is Outcome.DEFERRED
    assert trouble == CUT or where in receipt.reply


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (HANG, "the server did not answer in time after the final dot"),
        (CUT, "the connection was lost after the final dot"),
        ("hello there", "no SMTP reply (Malformed SMTP response line: hello there) after the final dot"),
    ],
)
async def test_whatever_goes_wrong_after_the_final_dot_leaves_the_outcome_open(trouble, sentence):
    async with ScriptedServer(replies={".": trouble}) as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert (receipt.outcome, receipt.reply) == (Outcome.UNKNOWN, sentence)
    assert len(server.texts) == 1


async def test_smtp_sink_that_drops_the_line_after_the_final_dot_has_the_mail():
    with SmtpSink("-q", ".") as sink:
        async with way_out(sink.port) as smtp:
            (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("octets", [0, 1, 40, 500_000])
async def test_a_line_cut_within_the_text_defers(octets):
    large = MAIL + (b"x" * 76 + b"\r\n") * 100_000
    async with (
        ScriptedServer(cut_in_text=octets, offers=("8BITMIME",)) as server,
        way_out(server.port) as smtp,
    ):
        (receipt,) = await smtp.send(ANN, [BOB], large)

    assert receipt.outcome is Outcome.DEFERRED
    assert server.texts == []


@pytest.mark.parametrize("offers", [(), ("PIPELINING",)])
@pytest.mark.parametrize("side", ["client", "server"])
async def test_wherever_the_line_is_cut_a_receipt_says_no_more_than_is_true(side, offers):
    """After octets of either side: SENT only where the server has the mail, DEFERRED only where it has not."""
    async with (
        ScriptedServer(offers=offers) as server,
        CuttingProxy(server.port) as whole,
        way_out(whole.port) as smtp,
    ):
        assert outcomes(await smtp.send(ANN, [BOB], MAIL)) == {BOB: Outcome.SENT}
        length = whole.passed[0 if side == "client" else 1]

    seen = set()
    for octets in (*range(0, length - 30, 11), *range(length - 30, length + 4)):  # into QUIT
        async with (
            ScriptedServer(offers=offers) as server,
            CuttingProxy(server.port, **{side: octets}) as proxy,
        ):
            async with way_out(proxy.port) as smtp:
                (receipt,) = await smtp.send(ANN, [BOB], MAIL)
            await asyncio.sleep(0)
        seen.add(receipt.outcome)
        assert receipt.outcome is not Outcome.REFUSED, (octets, receipt)
        assert receipt.outcome is not Outcome.SENT or server.texts, (octets, receipt)
        assert receipt.outcome is not Outcome.DEFERRED or not server.texts, (octets, receipt)

    assert {Outcome.DEFERRED, Outcome.UNKNOWN, Outcome.SENT} == seen


async def test_each_recipient_has_an_outcome_of_his_own():
    with RecordingSink() as sink:
        sink.refuse = {BOB: "550 5.1.1 unknown", EVE: "452 4.5.3 too many"}
        async with way_out(sink.port) as smtp:
            receipts = await smtp.send(ANN, [ANN, BOB, EVE, ANN], MAIL)

        assert outcomes(receipts) == {ANN: Outcome.SENT, BOB: Outcome.REFUSED, EVE: Outcome.DEFERRED}
        assert [receipt.recipient for receipt in receipts] == [ANN, BOB, EVE]
        assert sink.messages()[0].recipients == (ANN,)


async def test_552_to_a_recipient_means_too_many_of_them():
    async with (
        ScriptedServer(replies={"RCPT": ["250 OK", "552 too many"]}) as server,
        way_out(server.port) as smtp,
    ):
        receipts = await smtp.send(ANN, [ANN, BOB], MAIL)

    assert outcomes(receipts) == {ANN: Outcome.SENT, BOB: Outcome.DEFERRED}


async def test_when_nobody_is_left_no_text_is_sent_and_the_connection_stays_good():
    async with ScriptedServer(replies={"RCPT": ["550 no", "250 OK"]}) as server, way_out(server.port) as smtp:
        (refused,) = await smtp.send(ANN, [BOB], MAIL)
        (sent,) = await smtp.send(ANN, [ANN], MAIL)

    assert (refused.outcome, sent.outcome) == (Outcome.REFUSED, Outcome.SENT)
    assert server.connections == 1
    assert [line.split(" ")[0] for line in server.commands][:6] == [
        "EHLO",
        "MAIL",
        "RCPT",
        "RSET",
        "MAIL",
        "RCPT",
    ]


async def test_with_pipelining_an_envelope_goes_out_before_any_of_it_is_answered():
    came = []

    async def serve(reader, writer):
        writer.write(b"220 hello\r\n")
        await reader.readline()
        writer.write(b"250-hello\r\n250 PIPELINING\r\n")
        came.append(await reader.readuntil(b"DATA\r\n"))
        writer.write(b"250 ann\r\n550 no such person\r\n250 eve\r\n354 go on\r\n")
        came.append(await reader.readuntil(b"\r\n.\r\n"))
        writer.write(b"250 taken\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        async with way_out(server.sockets[0].getsockname()[1]) as smtp:
            receipts = await smtp.send(ANN, [BOB, EVE], b"Subject: hello\r\n\r\nhi\r\n")

    assert came[0].split(b"\r\n")[:4] == [
        b"MAIL FROM:<ann@example.org>",
        b"RCPT TO:<bob@example.org>",
        b"RCPT TO:<eve@example.org>",
        b"DATA",
    ]
    assert came[1] == b"Subject: hello\r\n\r\nhi\r\n.\r\n"
    assert [(one.outcome, one.reply) for one in receipts] == [
        (Outcome.REFUSED, "550 no such person"),
        (Outcome.SENT, "250 taken"),
    ]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
async def test_a_server_that_wants_a_text_for_nobody_gets_an_empty_one(verb):
    replies = {verb: ["550 no", "250 OK"]}
    async with ScriptedServer(replies=replies, offers=AHEAD) as server, way_out(server.port) as smtp:
        (refused,) = await smtp.send(ANN, [BOB], MAIL)
        (sent,) = await smtp.send(ANN, [ANN], MAIL)

    assert (refused.outcome, sent.outcome) == (Outcome.REFUSED, Outcome.SENT)
    assert server.connections == 1
    assert [len(text) for text in server.texts] == [3, len(MAIL) + 6]


async def test_many_recipients_travel_a_hundred_at_a_time():
    crowd = [f"member{number}@example.org" for number in range(250)]
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        receipts = await smtp.send(ANN, crowd, MAIL)

    assert [receipt.recipient for receipt in receipts] == crowd
    assert len(server.said("MAIL")) == 3
    assert len(server.said("RCPT")) == 250


async def test_where_the_null_reverse_path_is_refused_the_bounce_address_is_used():
    for offers in ((), ("PIPELINING",)):
        replies = {"MAIL": ["550 5.7.1 no null sender", "250 OK"]}
        async with ScriptedServer(replies=replies, offers=offers) as server:
            async with way_out(server.port, bounce_address="bounces@example.org") as smtp:
                (receipt,) = await smtp.send("", [BOB], MAIL)

        assert receipt.outcome is Outcome.SENT
        assert server.said("MAIL") == ["MAIL FROM:<>", "MAIL FROM:<bounces@example.org>"]


async def test_without_a_bounce_address_the_receipt_says_what_to_set():
    async with (
        ScriptedServer(replies={"MAIL": "550 5.7.1 no null sender"}) as server,
        way_out(server.port) as smtp,
    ):
        (receipt,) = await smtp.send("", [BOB], MAIL)

    assert receipt.outcome is Outcome.REFUSED
    assert receipt.reply == "550 5.7.1 no null sender (to the null reverse-path: set smtp.bounce_address)"


async def test_several_mails_share_a_connection():
    async with ScriptedServer() as server, way_out(server.port) as smtp:
        for _ in range(5):
            await smtp.send(ANN, [BOB], MAIL)

        assert server.connections == 1
    assert server.said("QUIT") == ["QUIT"]


async def test_a_connection_ends_when_idle_or_worn():
    async with ScriptedServer() as server, way_out(server.port, mails_each=2, idle=0.05) as smtp:
        for _ in range(3):
            await smtp.send(ANN, [BOB], MAIL)
        assert server.connections == 2
        await asyncio.sleep(0.2)

        assert server.said("QUIT") == ["QUIT", "QUIT"]


@pytest.mark.parametrize("farewell", [CUT, "421 4.4.2 idle for too long"])
async def test_a_connection_that_the_server_closed_meanwhile_is_replaced_unnoticed(farewell):
    replies = {"MAIL": ["250 OK", farewell, "250 OK"]}
    async with ScriptedServer(replies=replies) as server, way_out(server.port) as smtp:
        first = await smtp.send(ANN, [BOB], MAIL)
        second = await smtp.send(ANN, [BOB], MAIL)

    assert outcomes(first) == outcomes(second) == {BOB: Outcome.SENT}
    assert server.connections == 2
    assert len(server.texts) == 2


async def test_a_mail_whose_server_hangs_keeps_no_other_waiting():
    slow = {".": [HANG, "250 OK"]}
    async with ScriptedServer(replies=slow) as server:
        async with way_out(server.port, timeouts=dataclasses.replace(QUICK, final_dot=5)) as smtp:
            hanging = asyncio.create_task(smtp.send(ANN, [EVE], MAIL))
            while not server.texts:  # noqa: ASYNC110 - the server has no event to wait for
                await asyncio.sleep(0.01)
            (receipt,) = await asyncio.wait_for(smtp.send(ANN, [BOB], MAIL), 2)
            hanging.cancel()
            with pytest.raises(asyncio.CancelledError):
                await hanging

    assert receipt.outcome is Outcome.SENT


async def test_the_line_is_secured_and_the_log_in_works(tmp_path):
    authority = Authority(tmp_path)
    for implicit, security in ((True, "tls"), (False, "starttls")):
        with RecordingSink(authority=authority, implicit_tls=implicit, login=("bot", "s3cret")) as sink:
            async with way_out(
                sink.port,
                host="localhost",
                security=security,
                ca_file=str(authority.ca_file),
                username="bot",
                password="s3cret",
            ) as smtp:
                (receipt,) = await smtp.send(ANN, [BOB], MAIL)
                await smtp.probe()

            assert receipt.outcome is Outcome.SENT, receipt
            assert sink.logins == [("bot", "s3cret")] * 2


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("names", "believed", "sentence"),
    [
        (("elsewhere.example.org",), True, "Hostname mismatch"),
        (("localhost",), False, "unable to get local issuer certificate"),
    ],
)
async def test_a_wrong_certificate_gets_neither_mail_nor_password(
    tmp_path, security, names, believed, sentence
):
    authority = Authority(tmp_path, *names)
    context = authority.server_context()
    script = (
        {"tls": context} if security == "tls" else {"starttls": context, "offers": ("STARTTLS", "AUTH PLAIN")}
    )
    async with ScriptedServer(**script) as server:
        ca_file = str(authority.ca_file) if believed else ""
        options = {"security": security, "ca_file": ca_file, "username": "bot", "password": "s3cret"}
        async with way_out(server.port, host="localhost", **options) as smtp:
            (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is Outcome.DEFERRED
    assert f"its certificate is not valid: {sentence}" in receipt.reply
    assert server.said("AUTH") == server.said("MAIL") == []


async def test_where_starttls_was_stripped_nothing_is_sent():
    async with ScriptedServer(offers=("AUTH PLAIN", "8BITMIME")) as server:
        async with way_out(server.port, security="starttls", username="bot", password="s3cret") as smtp:
            (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is Outcome.DEFERRED
    assert "offers no STARTTLS, so nothing is sent" in receipt.reply
    assert [line.split(" ")[0] for line in server.commands] == ["EHLO"]


async def test_a_file_that_is_no_certificate_is_said_at_once(tmp_path):
    (tmp_path / "ca.pem").write_text("no certificate")

    with pytest.raises(PermanentFailure, match=r"smtp\.ca_file .*ca\.pem cannot be used"):
        Smtp(SmtpOptions(host="localhost", port=25, ca_file=str(tmp_path / "ca.pem")))


async def test_refused_credentials_are_offered_once_and_then_seldom():
    now = [0.0]
    replies = {"AUTH": "535 5.7.8 wrong: AGJvdABzM2NyZXQ= s3cret"}
    async with ScriptedServer(replies=replies, offers=("AUTH LOGIN PLAIN CRAM-MD5",)) as server:
        async with way_out(server.port, clock=lambda: now[0], username="bot", password="s3cret") as smtp:
            receipts = [(await smtp.send(ANN, [BOB], MAIL))[0] for _ in range(20)]
            now[0] = 301
            await smtp.send(ANN, [BOB], MAIL)
            now[0] = 301 + 599
            await smtp.send(ANN, [BOB], MAIL)

    assert {receipt.outcome for receipt in receipts} == {Outcome.DEFERRED}
    assert receipts[0].reply == "127.0.0.1 refuses to log in bot: 535 5.7.8 wrong: *** ***"
    assert receipts[1].reply == f"{receipts[0].reply} (next try in 300 s)"
    assert server.said("AUTH") == ["AUTH PLAIN AGJvdABzM2NyZXQ="] * 2


async def test_a_log_in_that_fails_for_now_is_tried_again_soon():
    now = [0.0]
    replies = {"AUTH": ["454 4.7.0 busy", "235 OK"]}
    async with ScriptedServer(replies=replies, offers=("AUTH PLAIN",)) as server:
        async with way_out(server.port, clock=lambda: now[0], username="bot", password="s3cret") as smtp:
            (busy,) = await smtp.send(ANN, [BOB], MAIL)
            now[0] = 1.5
            (sent,) = await smtp.send(ANN, [BOB], MAIL)

    assert (busy.outcome, sent.outcome) == (Outcome.DEFERRED, Outcome.SENT)


async def test_a_server_that_is_down_is_not_hammered_and_found_again():
    now = [0.0]
    sink = RecordingSink()
    async with way_out(sink.port, clock=lambda: now[0]) as smtp:
        receipts = [(await smtp.send(ANN, [BOB], MAIL))[0] for _ in range(3)]
        with sink:
            now[0] = 1.1
            (sent,) = await smtp.send(ANN, [BOB], MAIL)

    assert {(receipt.outcome, receipt.judged) for receipt in receipts} == {(Outcome.DEFERRED, False)}
    assert receipts[0].reply.startswith(f"cannot reach 127.0.0.1 port {sink.port}: ")
    assert sent.outcome is Outcome.SENT


async def test_no_mail_is_spent_on_finding_out_whether_a_server_is_back():
    now = [0.0]
    sink = RecordingSink()
    async with way_out(sink.port, clock=lambda: now[0]) as smtp:
        assert not smtp.failing, "nothing speaks against it yet"
        await smtp.send(ANN, [BOB], MAIL)
        assert smtp.failing
        pauses = [smtp.pause()]
        for _ in range(3):
            now[0] += pauses[-1]
            assert not await smtp.reachable()
            pauses.append(smtp.pause())
        with sink:
            assert not await smtp.reachable(), "the pause is not over"
            now[0] += pauses[-1]
            assert await smtp.reachable()
            assert not smtp.failing

    assert pauses == [1, 2, 4, 8]
    assert sink.messages() == []


async def test_probe_tells_wrong_credentials_from_trouble_that_passes():
    async with ScriptedServer(replies={"AUTH": "535 no"}, offers=("AUTH PLAIN",)) as server:
        async with way_out(server.port, username="bot", password="x") as smtp:
            with pytest.raises(PermanentFailure, match="refuses to log in bot: 535 no"):
                await smtp.probe()
    async with way_out(server.port) as smtp:
        with pytest.raises(TemporaryFailure, match="cannot reach"):
            await smtp.probe()


async def test_a_server_without_esmtp_takes_plain_mail():
    async with ScriptedServer(replies={"EHLO": "502 what?"}) as server, way_out(server.port) as smtp:
        (receipt,) = await smtp.send(ANN, [BOB], MAIL)

    assert receipt.outcome is Outcome.SENT
    assert server.said("MAIL") == [f"MAIL FROM:<{ANN}>"]


def test_the_password_is_in_no_repr():
    assert "s3cret" not in repr(SmtpOptions(host="h", port=25, username="bot", password="s3cret"))


def test_a_server_has_the_time_that_the_standard_gives_it():
    """RFC 5321 4.5.3.2: in minutes greeting 5, MAIL and RCPT 5, DATA 2, each block 3, the final dot 10."""
    times = Timeouts()
    assert (times.greeting, times.command, times.data, times.block) == (300, 300, 120, 180)
    assert times.final_dot >= 600
