import pytest
from inline_snapshot import snapshot

from bot.mail import read
from bot.mail.origin.automatic import automatic, from_a_list, is_complaint, maybe_automatic, role_source
from bot.mail.post import Envelope, Mailbox
from tests.parts.posts import a_post
from tests.parts.sentences import said_of


def from_(address, name="Ann"):
    return (Mailbox(name=name, address=address),)


REPORT = "multipart/report; boundary=b; report-type="

SURE = {
    "bounce": a_post(("Content-Type", f"{REPORT}delivery-status")),
    "receipt": a_post(("Content-Type", f'{REPORT}"disposition-notification"')),
    "complaint": a_post(("Content-Type", f"{REPORT}Feedback-Report (ARF)")),
    "report of another kind": a_post(("Content-Type", "Multipart/Report; boundary=b")),
    "bare report": a_post(("Content-Type", "message/delivery-status")),
    "null path": a_post(envelope=Envelope(reverse_path="")),
    "auto-replied": a_post(("Auto-Submitted", "auto-replied; owner-email=x")),
    "auto-submitted twice": a_post(("Auto-Submitted", "no"), ("Auto-Submitted", "auto-generated")),
    "autorespond": a_post(("X-Autorespond", "Re: Tides")),
    "auto_reply": a_post(("Precedence", "AUTO_REPLY")),
    "junk": a_post(("Precedence", "junk (x)")),
    "daemon": a_post(from_=from_("Mailer-Daemon@mx.example.net")),
    "daemon without address": a_post(from_=from_("", "MAILER-DAEMON")),
    "daemon's envelope": a_post(envelope=Envelope(reverse_path="MAILER-DAEMON")),
    "bounce of postmaster": a_post(from_=from_("postmaster@example.net"), subject="Undeliverable: Tides"),
}

PERHAPS = {
    "absence": a_post(subject="[Salon] Out of Office: Tides"),
    "bounce by subject": a_post(subject="Mail delivery failed: returning message to sender"),
    "challenge": a_post(subject="Please verify your email to reach Ann"),
    "role": a_post(from_=from_("no-reply@example.net")),
    "a list's envelope": a_post(envelope=Envelope(reverse_path="quay-bounces+ann=e.example@e.example")),
    "invitation declined": a_post(("Content-Type", 'text/calendar; charset=utf-8; METHOD="REPLY"')),
    "inbox rule": a_post(("X-MS-Exchange-Inbox-Rules-Loop", "ann@example.net")),
}

PEOPLE = {
    "plain": a_post(),
    "auto-submitted no": a_post(("Auto-Submitted", "No (really)")),
    "auto-submitted, empty": a_post(("Auto-Submitted", "")),
    "X-Auto-Response-Suppress": a_post(("X-Auto-Response-Suppress", "DR, OOF, AutoReply")),
    "X-Autoreply: no": a_post(("X-Autoreply", "no")),
    "another list's bulk mail": a_post(("Precedence", "bulk"), ("List-Id", "<quay.example.com>")),
    "another list's sender": a_post(
        ("List-Id", "<quay.example.com>"), sender=Mailbox(name="Quay", address="quay-bounces@example.com")
    ),
    "a list's precedence": a_post(("Precedence", "list")),
    "first-class": a_post(("Precedence", "first-class")),
    "an answer about absence": a_post(subject="Re: Out of office: what it does to us"),
    "absence as a topic": a_post(subject="Absence makes the heart grow fonder (Times)"),
    "vacation as a topic": a_post(subject="Vacation homes and the tide"),
    "delay as a topic": a_post(subject="Delays at the ferry"),
    "a bounce forwarded": a_post(subject="Fwd: Undelivered Mail Returned to Sender"),
    "an invitation": a_post(("Content-Type", "text/calendar; method=REQUEST")),
    "a report attached": a_post(("Content-Type", "multipart/mixed; boundary=b"), text="report-type=x"),
    "unknown path": a_post(envelope=Envelope(reverse_path=None)),
    "names like roles": a_post(from_=from_("owen@example.net", "Postmaster")),
}


@pytest.mark.parametrize("case", SURE)
def test_what_only_programs_write_is_automatic(case):
    assert automatic(SURE[case]) is not None


@pytest.mark.parametrize("case", PERHAPS)
def test_what_a_person_may_have_written_is_a_doubt_only(case):
    assert automatic(PERHAPS[case]) is None
    assert maybe_automatic(PERHAPS[case]) is not None


@pytest.mark.parametrize("case", PEOPLE)
def test_what_people_write_is_neither(case):
    assert (automatic(PEOPLE[case]), maybe_automatic(PEOPLE[case])) == (None, None)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Tides", "AUTO: Ann is away (returning 3 May)", "Automatische Antwort: Gezeiten",
        "Réponse automatique : Marées", "Respuesta automática: Mareas", "Risposta automatica: Maree",
        "Resposta automática: Marés", "Automatisch antwoord: Getijden", "Autosvar: Tidvatten",
        "Automatisk svar: Tidevand", "Automaattinen vastaus: Vuorovedet", "Odpowiedź automatyczna: Pływy",
        "Automatická odpověď: Příliv", "Automatikus válasz: Árapály", "Răspuns automat: Maree",
        "Автоматический ответ: Приливы", "Автоматична відповідь: Припливи",
        "Αυτόματη απάντηση: Παλίρροια",
        "Otomatik yanıt: Gelgit", "תשובה אוטומטית: גאות", "رد تلقائي: المد",
        "自动回复：潮汐", "自動返信：潮汐",
        "부재중 알림", "Urlaub", "Absence : du 3 au 9 mai", "Ferie - torno il 9",
    ],
)  # fmt: skip
def test_vacation_answers_are_doubted_in_many_languages(subject):
    assert maybe_automatic(a_post(subject=f"[Salon] {subject}")) is not None


def test_each_sign_has_its_words():
    said = {case: automatic(post) or "" for case, post in SURE.items()}
    said |= {case: maybe_automatic(post) or "" for case, post in PERHAPS.items()}

    assert said_of(said) == snapshot("""\
bounce
    it is a report that a message was not delivered (RFC 3464).
receipt
    it is a receipt that a message was read (RFC 8098).
complaint
    it is a complaint that a mail provider passes on (RFC 5965).
report of another kind
    it is a report by a mail server.
bare report
    it is a report that a message was not delivered (RFC 3464).
null path
    it came with an empty return address, as bounces and automatic answers do.
auto-replied
    it says so itself (Auto-Submitted: auto-replied).
auto-submitted twice
    it says so itself (Auto-Submitted: auto-generated).
autorespond
    a program marked it (X-Autorespond).
auto_reply
    it says so itself (Precedence: auto_reply).
junk
    it was sent as bulk mail (Precedence: junk).
daemon
    a mail server sent it (MAILER-DAEMON).
daemon without address
    a mail server sent it (MAILER-DAEMON).
daemon's envelope
    a mail server sent it (MAILER-DAEMON).
bounce of postmaster
    its subject and its sender are those of a bounce.
absence
    its subject is that of an automatic answer.
bounce by subject
    its subject is that of a bounce.
challenge
    its subject is that of a request to confirm that one is human.
role
    no-reply is the address of a role, not of a person.
a list's envelope
    quay-bounces+ann=e.example is the address of a role, not of a person.
invitation declined
    it is the answer to an invitation.
inbox rule
    an inbox rule sent it (X-MS-Exchange-Inbox-Rules-Loop).
""")


@pytest.mark.parametrize(
    "post",
    [
        a_post(("Auto-Submitted", "\u202eyes <b>")),
        a_post(from_=from_("\u202e<b>-bounces@example.net")),
        a_post(from_=from_(f"{'a' * 300}-bounces@example.net")),
    ],
)
def test_a_senders_odd_words_stay_out_of_our_sentences(post):
    assert "something odd" in (automatic(post) or maybe_automatic(post) or "")


def test_a_complaint_is_told_from_other_reports():
    assert [case for case, post in SURE.items() if is_complaint(post)] == ["complaint"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("List-Id", "<quay.example.com>"), True),
        (("X-BeenThere", "quay@example.com"), True),
        (("Precedence", "list"), True),
        (("Precedence", "first-class"), False),
        (("X-Loop", "quay@example.com"), False),
    ],
)
def test_mail_of_lists_is_known(line, expected):
    assert from_a_list(a_post(line)) is expected


@pytest.mark.parametrize(
    "address", ["owner-quay@e.example", "quay-request@e.example", "NoReply@e.example", "root@e.example"]
)
def test_a_role_is_known_wherever_it_stands(address):
    assert role_source(a_post(from_=from_(address))) == address
    assert role_source(a_post(sender=Mailbox(name=None, address=address))) == address
    assert role_source(a_post(envelope=Envelope(reverse_path=address))) == address


def test_a_report_that_calls_itself_mixed_is_known_by_its_part_for_programs():
    text = (
        "From: Ann <ann@example.net>\nSubject: What happened\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nThere were problems.\n--b\n'
        "Content-Type: message/delivery-status\n\nAction: failed\n\n--b--\n"
    )

    assert "report of a delivery" in (maybe_automatic(read(text.encode())) or "")
