"""What the doctor says of the way on to a list manager: a server that is asked, a program that is looked for."""

import pytest

from bot.service.doctor.rules import rules_check
from bot.service.doctor.way_out import way_on_of
from bot.service.rulebook import try_all
from bot.settings import load_settings
from tests.parts.handed import SETTINGS
from tests.parts.salon import ADDRESS, LIST_ID
from tests.parts.sink import RecordingSink, free_port


async def said(home, *lines):
    (home / "rules").mkdir(exist_ok=True)
    (home / "rules/salon.yaml").write_text("ruleset: t\nlanguage: 1\nrules: []\n")
    values = {"id": LIST_ID, "address": ADDRESS, "smtp": 25, "mode": "live", "kind": "lmtp", "intake": ""}
    text = SETTINGS.format(**values, listen="127.0.0.1:8024", post="\n".join(lines))
    (home / "listwarden.toml").write_text(text)
    (check,) = await way_on_of(load_settings(home / "listwarden.toml", {}).lists[0])
    return check


@pytest.mark.asyncio
async def test_a_next_server_is_asked_and_nothing_is_sent(tmp_path):
    with RecordingSink() as sink:
        hop = f'next_hop = "127.0.0.1:{sink.port}"'
        takes = await said(tmp_path, 'via = "smtp"', hop)
        sink.refuse[ADDRESS] = "550 5.1.1 no such user"
        refuses = await said(tmp_path, 'via = "smtp"', hop)
        assert sink.messages() == []

    assert (takes.state, refuses.state) == ("ok", "failed")
    assert takes.text == f"127.0.0.1:{sink.port} would take posts to {ADDRESS}"
    assert "no such user" in refuses.text
    assert f"there is no {ADDRESS} on the server: create it" in refuses.advice


@pytest.mark.asyncio
async def test_a_next_server_that_is_away_is_named(tmp_path):
    place = f"127.0.0.1:{free_port()}"
    check = await said(tmp_path, 'via = "lmtp"', f'next_hop = "{place}"')

    assert check.state == "failed"
    assert check.text.startswith(f"{place} takes nothing: ")
    assert "next_hop" in check.advice


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("program", "state"),
    [("/bin/sh", "ok"), ("sh", "ok"), ("/nowhere/mailman", "failed"), ("no-such-program", "failed")],
)
async def test_a_program_is_looked_for(tmp_path, program, state):
    check = await said(tmp_path, 'via = "pipe"', f'command = ["{program}", "post"]')

    assert (check.state, check.text.split()[0]) == (state, program)
    assert ("whole path" in check.advice) == (state == "failed")


@pytest.mark.asyncio
async def test_a_program_is_looked_for_where_it_will_be_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "keep").write_text("#!/bin/sh\n")
    (tmp_path / "keep").chmod(0o755)

    assert (await said(tmp_path, 'via = "pipe"', 'command = ["./keep"]')).state == "failed"
    assert (await said(tmp_path, 'via = "pipe"', f'command = ["{tmp_path}/keep"]')).state == "ok"


SAFE = "ruleset: t\nlanguage: 1\nrules:\n  - name: strangers\n    when: {sender.member: no}\n    then: hold\n"


@pytest.mark.parametrize(
    ("rules", "members", "state", "said"),
    [
        ("ruleset: t\nlanguage: 1\nrules: []\n", True, "warning", "a stranger's post gets Approved:"),
        (f"{SAFE}    mode: shadow\n", True, "warning", "a stranger's post gets Approved:"),
        (SAFE, False, "warning", "who is a member is not known"),
        (SAFE, True, "ok", "1 rules"),
    ],
)
def test_approved_posts_must_be_asked_who_wrote_them(tmp_path, rules, members, state, said):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/salon.yaml").write_text(rules)
    (tmp_path / "word").write_text("secret")
    (tmp_path / "word").chmod(0o600)
    (tmp_path / "members.txt").write_text("ann@example.net\n")
    values = {"id": LIST_ID, "address": ADDRESS, "smtp": 25, "mode": "live", "kind": "lmtp", "intake": ""}
    post = 'via = "lmtp"\nnext_hop = "127.0.0.1:8024"\napproved_file = "word"'
    text = SETTINGS.format(**values, listen="127.0.0.1:8024", post=post)
    if members:
        text = text.replace("[lists.intake]", 'members = "members.txt"\n[lists.intake]')
    (tmp_path / "listwarden.toml").write_text(text)
    one = load_settings(tmp_path / "listwarden.toml", {}).lists[0]

    ((policy, trouble),) = try_all([one.rules])
    check = rules_check(one, policy, trouble)

    assert check.state == state
    assert said in check.text
    assert bool(check.advice) == (state != "ok")
