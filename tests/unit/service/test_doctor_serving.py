"""What the doctor says of a list that serves its members, asked of a real mail server."""

import pytest

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.mail.mailing_list import MailingList
from bot.service.doctor.serving import SAMPLE, serving_checks
from bot.service.doctor.way_out import SPECIMEN
from bot.service.doctor.way_out import _list as way_out_of
from bot.settings import load_settings
from tests.parts.served import SETTINGS
from tests.parts.sink import RecordingSink

PATH = f"salon-bounces+{SAMPLE}@lists.example.org"


async def said(home, sink, change=lambda text: text):
    (home / "rules.yaml").write_text("ruleset: t\nlanguage: 1\nrules: []\n")
    (home / "password").write_text("x")
    (home / "members.txt").write_text("ann@example.net\n")
    (home / "listwarden.toml").write_text(change(SETTINGS.format(port=sink.port)))
    settings = load_settings(home / "listwarden.toml", {})
    smtp = Smtp(SmtpOptions(host=sink.host, port=sink.port, security="none"))
    try:
        return {check.subject: check for check in await serving_checks(smtp, settings.lists[0])}
    finally:
        await smtp.close()


@pytest.mark.asyncio
async def test_the_address_of_each_member_is_tried(tmp_path):
    with RecordingSink() as sink:
        found = await said(tmp_path, sink)
        assert found["bounces of salon.lists.example.org"].state == "ok"
        assert PATH in found["bounces of salon.lists.example.org"].text
        assert "the bot signs nothing (DKIM)" in found["signatures of salon.lists.example.org"].text

        sink.refuse[PATH] = "550 5.1.1 no such user"
        found = await said(tmp_path, sink)
        assert found["bounces of salon.lists.example.org"].state == "failed"
        assert "recipient_delimiter" in found["bounces of salon.lists.example.org"].advice
        assert sink.messages() == []


@pytest.mark.asyncio
async def test_ways_that_are_missing_are_named(tmp_path):
    def bare(text):
        return text.replace("+{token}", "").replace("[lists.intake]", "self_service = false\n[lists.intake]")

    with RecordingSink() as sink:
        found = await said(tmp_path, sink, bare)

    assert sum(check.state == "warning" for check in found.values()) == 2
    assert "salon-bounces+{token}@lists.example.org" in found["bounces of salon.lists.example.org"].advice
    assert "self_service = true" in found["members of salon.lists.example.org"].advice


@pytest.mark.asyncio
async def test_a_list_that_others_distribute_is_asked_nothing(tmp_path):
    with RecordingSink() as sink:
        found = await said(
            tmp_path, sink, lambda text: text.replace('to = "members"', 'to = ["m@example.org"]')
        )

    assert found == {}


@pytest.mark.asyncio
async def test_the_address_for_answers_is_tried_with_a_token_in_it():
    answers = "salon+{token}@lists.example.org"
    salon = MailingList(
        id="salon.lists.example.org", address="salon@lists.example.org", name="Salon", reply_address=answers
    )
    with RecordingSink() as sink:
        smtp = Smtp(SmtpOptions(host=sink.host, port=sink.port, security="none"))
        (good,) = await way_out_of(smtp, salon)
        sink.refuse[salon.answers_to(SPECIMEN)] = "550 5.1.1 no such user"
        (bad,) = await way_out_of(smtp, salon)
        await smtp.close()

    assert (good.state, bad.state) == ("ok", "failed")
    assert salon.answers_to(SPECIMEN) in bad.text
