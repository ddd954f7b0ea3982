"""The table of loops, mail by mail, through all that decides; tests/bench/loops.py does it with servers and a thousand mails."""

import random

import pytest

from bot.dialogue.machines import is_numbered, reads_like_one
from tests.parts.automatic_mails import TEXTS, generated
from tests.parts.loop_table import RULES, wire
from tests.parts.other_bot import returned_by_another
from tests.parts.post_office import PostOffice, reply_to
from tests.parts.salon import post

ROWS = [one for one in wire() if one[0].row != 36]  # an intake counts octets; here there is none


@pytest.fixture
def office(tmp_path):
    made = PostOffice(tmp_path, RULES)
    yield made
    made.close()


def test_every_row_becomes_what_the_table_says_and_nobody_else_is_answered(office):
    names = {case.id: case.message_id for case in office.takes(*(raw for *_, raw in ROWS))}

    with office.store.snapshot() as tx:
        became = {names[row.case]: row.disposition.value for row in tx.journal()}
    wanted = {name: row.faulty if faulty else row.good for row, faulty, name, _ in ROWS}
    assert became == wanted
    answered = {str(one.message["In-Reply-To"]).strip("<>") for one in office.letters if _is_answer(one)}
    assert answered == {name for name, word in wanted.items() if word == "return"}


def _is_answer(letter):
    return letter.message["Auto-Submitted"] == "auto-replied"


def test_no_generated_machine_gets_a_word(office):
    mails = list(generated(random.Random(3), 20))
    asking = [one for one in mails if one.answers]
    office.takes(*(post("The tide is out.", subject=f"brief {n}", from_=f"M <{one.person}>",
                        message_id=f"a{n}@example.net", date="Tue, 20 Jan 2026 08:02:11 +0000")
                   for n, one in enumerate(asking)))  # fmt: skip
    notices = {letter.to: letter for letter in office.letters if _is_answer(letter)}

    office.takes(*(one.mail(notices.get(one.person)) for one in mails))

    assert len(notices) == len(asking) == 10
    assert {letter.to: 1 for letter in office.letters if _is_answer(letter)} == dict.fromkeys(notices, 1)
    assert len([letter for letter in office.letters if _is_answer(letter)]) == 10
    assert office.posted == []


@pytest.mark.parametrize("marked", [True, False])
def test_a_bot_of_our_own_kind_is_answered_once(office, marked):
    office.takes(post("The tide is out.", subject="brief", date="Tue, 20 Jan 2026 08:02:11 +0000"))
    (notice,) = (one for one in office.letters if _is_answer(one))

    office.takes(returned_by_another(notice.item.raw, notice.to, 1, marked=marked))

    assert len([one for one in office.letters if _is_answer(one)]) == 1
    assert office.posted == []


def test_a_person_is_heard_after_a_machine_that_answered_for_them(office):
    office.takes(post("The tide is out.", subject="brief", date="Tue, 20 Jan 2026 08:02:11 +0000"))
    (notice,) = (one for one in office.letters if _is_answer(one))
    office.takes(reply_to(notice, "I am out of the office until Monday."))

    office.takes(reply_to(notice, "withdraw", 2))

    assert office.letters[-1].message["Subject"].startswith("Withdrawn: ")


def test_what_programs_say_is_known_and_what_people_say_of_them_is_not():
    assert [one for one in TEXTS if not reads_like_one(one)] == []
    for said in (
        "That is a flaw in the autoresponder, which believes the false From field.",
        "ok, thank you",
        "We received nothing from the town for four years.",
    ):
        assert not reads_like_one(said), said
    assert is_numbered("[#48291] Re: Not sent yet: Tides", "Not sent yet: Tides")
    assert not is_numbered("Re: Not sent yet: Tides of 1978", "Not sent yet: Tides of 1978")
