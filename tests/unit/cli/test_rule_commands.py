"""What `rules guidelines`, `rules check` and `explain` say on a terminal."""

import pytest

from bot.cli import main

SETTINGS = """\
data_dir = "data"
authserv_id = "mx.example.org"
database_password_file = "database-password"

[smtp]
host = "127.0.0.1"
username = "salon-bot"
password_file = "smtp-password"

[[lists]]
id = "salon.lists.example.org"
address = "salon@lists.example.org"
name = "Salon"
rules = "salon.yaml"
owners = ["Owner@example.org"]
moderators = ["mod@example.org"]

[lists.intake]
host = "imap.example.org"
username = "salon@lists.example.org"
password_file = "imap-password"

[lists.post]
to = ["salon-members@lists.example.org"]
"""
RULES = """\
ruleset: salon
language: 1
rules:
  - name: many
    when:
      sender.posts: {within: 24 hours, at_least: 3}
    unless: {sender.moderator: yes}
    then: return
    because: At most 3 posts a day.
    examples:
      - facts: {sender.posts: 3}
        expect: return
  - name: forged
    when: {auth.dmarc: fail, sender.member: no}
    then: hold
  - name: large
    when: {attachments.size: at most 600 KB, links.domains: {none_in: [example.org]}}
    then: hold
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "listwarden.toml").write_text(SETTINGS)
    (tmp_path / "salon.yaml").write_text(RULES)
    (tmp_path / "post.eml").write_text("From: mod@example.org\nSubject: x\n\nHello\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return tmp_path


def said(capsys, *arguments):
    status = main([*arguments])
    found = capsys.readouterr()
    return status, found.err + found.out


@pytest.mark.usefixtures("folder")
def test_what_only_reads_rules_needs_no_secrets(capsys):
    assert said(capsys, "rules", "guidelines", "--config", "listwarden.toml")[0] == 0
    assert said(capsys, "rules", "check")[0] == 0
    assert said(capsys, "explain", "post.eml")[0] == 0
    status, text = said(capsys, "status", "1")
    assert status == 78
    assert "smtp-password" in text


@pytest.mark.usefixtures("folder")
def test_the_page_names_who_is_exempt(capsys):
    assert "At most 3 posts a day. Moderators are exempt." in said(capsys, "rules", "guidelines")[1]


def test_explain_knows_the_moderators_of_the_settings_by_proof_alone(capsys, folder):
    post = folder / "post.eml"
    assert "unless sender.moderator: yes   [no]" in said(capsys, "explain", "post.eml")[1]

    post.write_text(f"Authentication-Results: mx.example.org; dmarc=pass\n{post.read_text()}")

    assert "yes  line 7    unless sender.moderator: yes   [yes]" in said(capsys, "explain", "post.eml")[1]


@pytest.mark.usefixtures("folder")
def test_explain_says_where_an_unknown_fact_would_come_from(capsys):
    text = " ".join(said(capsys, "explain", "post.eml", "--rules", "salon.yaml")[1].split())
    assert "Unknown here: sender.posts. It comes from earlier posts" in text
    assert "listwarden replay ARCHIVE --rules FILE" in text
    assert "Unknown here: auth.dmarc. Your mail server finds it out" in text
    assert "Unknown here: sender.member. The settings of a list name its members" in text


@pytest.mark.usefixtures("folder")
def test_explain_shows_values_as_people_write_them(capsys):
    text = said(capsys, "explain", "post.eml", "--rules", "salon.yaml")[1]
    assert "attachments.size: at most 600 KB   [0 bytes]" in text
    assert "links.domains: {none_in: [example.org]}   [none]" in text
