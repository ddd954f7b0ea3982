"""Settings as a sysadmin writes them: what is understood, what is refused, and in which words."""

import os
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from pydantic import ValidationError

from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import Trust
from bot.settings import Settings, SettingsRefused, load_settings, reveal
from bot.settings.manual import sentences
from bot.settings.refused import public_keys, table_of

CANARY = "c4n4ry-s3cret"
SAMPLE = """\
data_dir = "data"
authserv_id = "mx.example.org"

[smtp]
host = "127.0.0.1"
username = "salon-bot"
password_file = "smtp-password"

[[lists]]
id = "salon.lists.example.org"
address = "salon@lists.example.org"
name = "Salon"
rules = "rules/salon.yaml"
owners = ["owner@example.org"]

[lists.intake]
host = "imap.example.org"
username = "salon@lists.example.org"
password_file = "imap-password"

[lists.post]
to = ["salon-members@lists.example.org"]

[lists.digest]
schedule = "0 7 * * *"
timezone = "Europe/Paris"
to = ["salon-digest@lists.example.org"]
formats = ["html", "plain", "mime"]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/salon.yaml").write_text("")
    (tmp_path / "members.txt").write_text(
        "# the salon\nAnn <ann@example.org>\nBob@Example.net # moved\n\nann@example.org\n"
    )
    for name in ("smtp-password", "imap-password"):
        (tmp_path / name).write_text(f"{CANARY}-{name}\n")
        (tmp_path / name).chmod(0o600)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, text):
    (folder / "listwarden.toml").write_text(text)


def read(folder, text=SAMPLE, **environ):
    write(folder, text)
    return load_settings(folder / "listwarden.toml", environ)


def refusal(folder, text, **environ):
    with pytest.raises(SettingsRefused) as refused:
        read(folder, text, **environ)
    assert CANARY not in str(refused.value) + repr(refused.value)
    return str(refused.value).replace(f"{folder}/", "")


def changed(old, new):
    assert old in SAMPLE
    return SAMPLE.replace(old, new)


def warned(folder, text=SAMPLE):
    """The warnings of settings that say what mode they want."""
    return read(folder, text.replace("[[lists]]\n", '[[lists]]\nmode = "live"\n')).warnings


def test_the_sample_is_understood(folder):
    settings = read(folder)
    (salon,) = settings.lists

    assert settings.file == folder / "listwarden.toml"
    assert settings.database_url == f"sqlite:///{folder}/data/listwarden.db"
    assert settings.smtp.values() == snapshot(
        {
            "host": "127.0.0.1",
            "port": 587,
            "security": "starttls",
            "username": "salon-bot",
            "password": "c4n4ry-s3cret-smtp-password",
            "bounce_address": "",
            "ca_file": "",
        }
    )
    assert salon.intake.values() == snapshot(
        {
            "host": "imap.example.org",
            "port": 993,
            "security": "tls",
            "username": "salon@lists.example.org",
            "password": "c4n4ry-s3cret-imap-password",
            "folder": "INBOX",
            "ca_file": "",
            "parent_folder": "",
            "size_limit": 25000000,
            "poll_seconds": 60.0,
        }
    )
    assert (salon.mode, salon.returns, salon.intake.backlog) == ("live", "authenticated", "judge")
    (warning,) = settings.warnings
    assert warning == snapshot(
        'lists.mode of list "salon.lists.example.org" is not written, which means "live": posts go out and back '
        'from the first minute, what lies in its inbox already too. Write mode = "observe" to watch first, or '
        'mode = "live"'
    )
    assert salon.mailing_list() == MailingList(
        own_addresses=frozenset(
            {
                "salon@lists.example.org",
                "salon-members@lists.example.org",
                "salon-digest@lists.example.org",
                "salon-owner@lists.example.org",
                "owner-salon@lists.example.org",
                "salon-request@lists.example.org",
                "salon-bounces@lists.example.org",
            }
        ),
        id="salon.lists.example.org",
        address="salon@lists.example.org",
        name="Salon",
        owners=("owner@example.org",),
        post_to=("salon-members@lists.example.org",),
        digest_to=("salon-digest@lists.example.org",),
        digest_formats=("html", "plain", "mime"),
        timezone="Europe/Paris",
        authserv_ids=("mx.example.org",),
        signed="change",
    )


def test_an_address_of_ours_is_known_to_every_list_and_no_persons_is_among_them(folder):
    text = SAMPLE.replace('username = "salon-bot"', 'username = "owner@example.org"', 1)
    text = text.replace('name = "Salon"', 'aliases = ["salon@old.example.org", "*@older.example.org"]', 1)
    text = text.replace('to = ["salon-members@lists.example.org"]', 'to = ["all@example.org", "members"]', 1)
    text = text.replace("[lists.intake]", 'members = ["ann@example.org"]\n\n[lists.intake]', 1)

    own = read(folder, text).lists[0].mailing_list().own_addresses

    assert {"salon@old.example.org", "all@example.org", "salon@lists.example.org"} <= own
    assert not own & {"owner@example.org", "ann@example.org", "members", "*@older.example.org"}


@pytest.mark.parametrize("written", ['["salon"]', '["@old.example.org"]', '["*@"]'])
def test_an_alias_is_an_address_or_all_of_a_domain(folder, written):
    said = refusal(folder, changed('name = "Salon"', f"aliases = {written}"))

    assert "is not an email address" in said


def test_believing_from_is_named_at_every_start(folder):
    (warning,) = warned(folder, changed('name = "Salon"', 'unproven = "believed"'))

    assert warning == snapshot(
        'lists.unproven of list "salon.lists.example.org" is "believed": whoever writes a moderator\'s address into From: is that moderator to the rules'
    )


def test_values_fit_the_two_ways_in_and_out(folder):
    from bot.delivery.smtp import SmtpOptions
    from bot.intake.imap import ImapOptions

    settings = read(folder)

    assert SmtpOptions(**settings.smtp.values()).port == 587
    assert (
        ImapOptions(account="salon", folders=("Held",), **settings.lists[0].intake.values()).folder == "INBOX"
    )


@pytest.mark.parametrize(
    ("written", "trust"),
    [
        ("", Trust(authserv_ids=("mx.example.org",))),
        (
            'authserv_id = ["a.example.org", "*.b.example.org"]',
            Trust(authserv_ids=("a.example.org", "*.b.example.org")),
        ),
        (
            'trusted_hosts = ["in.example.org"]',
            Trust(authserv_ids=("mx.example.org",), trusted_hosts=("in.example.org",)),
        ),
    ],
)
def test_a_list_may_have_its_own_trust(folder, written, trust):
    assert read(folder, changed('name = "Salon"', written)).lists[0].trust() == trust


def test_members_come_from_a_file_or_stand_in_the_list(folder):
    (filed,) = read(folder, changed('name = "Salon"', 'members = "members.txt"')).lists
    (written,) = read(folder, changed('name = "Salon"', 'members = ["ann@example.org"]')).lists

    assert [one.address for one in filed.members.members.people] == ["ann@example.org", "Bob@Example.net"]
    assert filed.members.members.addresses == {"ann@example.org", "bob@example.net"}
    assert filed.members.file == folder / "members.txt"
    assert [one.address for one in written.members.members.people] == ["ann@example.org"]
    assert written.members.file is None


def test_posts_may_go_to_the_members_themselves(folder):
    text = changed('to = ["salon-members@lists.example.org"]', 'to = "members"')
    (salon,) = read(folder, text.replace('name = "Salon"', 'members = "members.txt"')).lists

    assert salon.mailing_list().post_to_members
    assert [one.address for one in salon.mailing_list().members.people] == [
        "ann@example.org",
        "Bob@Example.net",
    ]
    assert salon.mailing_list().name == "salon"


def test_bounces_of_posts_go_to_the_list_else_to_the_address_of_smtp(folder):
    smtp = changed('host = "127.0.0.1"', 'bounce_address = "bot-bounces@example.org"')
    own = smtp.replace('name = "Salon"', 'bounce_address = "salon-bounces@example.org"')

    assert read(folder, smtp).lists[0].mailing_list().bounce_address == "bot-bounces@example.org"
    assert read(folder, own).lists[0].mailing_list().bounce_address == "salon-bounces@example.org"


def test_a_directory_that_no_system_can_have_is_refused(folder):
    told = refusal(folder, changed('data_dir = "data"', 'data_dir = "da\\u0000ta"'))

    assert "data_dir: must be a directory, in a name without control characters" in told


@pytest.mark.parametrize(
    ("database", "url"),
    [
        ("sqlite:////srv/list.db", "sqlite:////srv/list.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://bot@db/lists", f"postgresql+psycopg://bot:{CANARY}%2F%40@db/lists"),
        ("postgresql+psycopg:///lists", "postgresql+psycopg:///lists"),
    ],
)
def test_where_the_database_is(folder, database, url):
    settings = read(folder, f'database = "{database}"\n{SAMPLE}', LISTWARDEN_DATABASE_PASSWORD=f"{CANARY}/@")

    assert settings.database_url == url


def test_the_environment_wins_over_the_file(folder):
    settings = read(
        folder,
        LISTWARDEN_SMTP__PORT="2525",
        LISTWARDEN_SMTP__PASSWORD="from outside",
        LISTWARDEN_AUTHSERV_ID="a.example.org, b.example.org",
        LISTWARDEN_LIMITS__ANSWERS_PER_DAY="1",
        OTHER_SMTP__PORT="1",
    )

    assert (settings.smtp.port, reveal(settings.smtp.password)) == (2525, "from outside")
    assert settings.authserv_id == ("a.example.org", "b.example.org")
    assert settings.limits.answers_per_day == 1


def test_the_real_environment_is_not_looked_at(folder, monkeypatch):
    monkeypatch.setenv("LISTWARDEN_SMTP__PORT", "1")
    monkeypatch.setenv("SMTP", "{}")

    assert read(folder).smtp.port == 587


def test_credentials_of_systemd_come_before_files_of_the_same_name(folder):
    credentials = folder / "credentials"
    credentials.mkdir()
    (credentials / "imap-password").write_text("from systemd\n")

    settings = read(folder, CREDENTIALS_DIRECTORY=str(credentials))

    assert reveal(settings.lists[0].intake.password) == "from systemd"
    assert reveal(settings.smtp.password) == f"{CANARY}-smtp-password"


def test_systemd_tells_where_the_data_may_lie(folder):
    text = changed('data_dir = "data"\n', "")

    assert read(folder, text, STATE_DIRECTORY="/var/lib/salon").data_dir == Path("/var/lib/salon")
    assert read(folder, text).data_dir == Path("/var/lib/listwarden")


def test_secrets_are_in_no_print(folder):
    settings = read(folder, LISTWARDEN_DATABASE=f"postgresql+psycopg://bot:{CANARY}@db/lists")

    printed = (
        repr(settings)
        + str(settings)
        + repr(settings.smtp)
        + repr(settings.lists)
        + settings.model_dump_json()
    )

    assert CANARY not in printed
    assert CANARY in settings.database_url


def test_settings_cannot_be_changed(folder):
    with pytest.raises(ValidationError, match="frozen"):
        read(folder).lists[0].mode = "observe"


def test_the_usual_places_are_searched(folder):
    write(folder, SAMPLE)

    assert load_settings(None, {}).file == folder / "listwarden.toml"


def test_without_a_file_the_way_to_one_is_told(folder):
    with pytest.raises(SettingsRefused) as refused:
        load_settings(None, {})

    assert str(refused.value) == snapshot(
        "there is neither listwarden.toml nor /etc/listwarden/listwarden.toml. Name the file with --config FILE, or make one with `listwarden init DIR`"
    )


def test_a_file_that_cannot_be_read(folder):
    (folder / "latin.toml").write_bytes('name = "caf\xe9"'.encode("latin-1"))
    told = []
    for name in ("missing.toml", "latin.toml"):
        with pytest.raises(SettingsRefused) as refused:
            load_settings(Path(name), {})
        told.append(str(refused.value).replace(f"{folder}/", ""))

    assert told == snapshot(
        [
            "missing.toml: cannot be read: No such file or directory",
            "latin.toml: is not UTF-8 text. Save it as UTF-8",
        ]
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[a]\nx = 1\n[a]\ny = 1\n",
            snapshot(
                "listwarden.toml:3:3: in the line `[a]`: this table is in the file twice. Put its keys together"
            ),
        ),
        (
            "owner\n",
            snapshot('listwarden.toml:1:6: in the line `owner`: write a key like this: name = "value"'),
        ),
        (
            "owners: 5\n",
            snapshot('listwarden.toml:1:7: in the line `owners ...`: write a key like this: name = "value"'),
        ),
        (
            'owners = "ann" "bob"\n',
            snapshot(
                "listwarden.toml:1:16: in the line `owners ...`: something follows the value. One key per line, one value per key"
            ),
        ),
        (
            'owners = ["ann" "bob"]\n',
            snapshot(
                "listwarden.toml:1:17: in the line `owners ...`: a list is not closed, or a comma is missing in it"
            ),
        ),
        (
            "a = 1\nname = salon\n",
            snapshot(
                'listwarden.toml:2:8: in the line `name ...`: this is not a value. Text goes in quotes ("..."), lists in brackets, true alone'
            ),
        ),
        (
            f"[smtp]\npassword: {CANARY}\n",
            snapshot(
                'listwarden.toml:2:9: in the line `password ...`: write a key like this: name = "value"'
            ),
        ),
        (
            'name = "salon\n',
            snapshot("listwarden.toml:1:14: in the line `name ...`: a quote is not closed"),
        ),
        (
            'a = 1\na = "2"\n',
            snapshot(
                "listwarden.toml:2:8: in the line `a ...`: this is in the file twice. Write each key once"
            ),
        ),
        (
            "[smtp\n",
            snapshot("listwarden.toml:1:6: in the line `[smtp`: the bracket is not closed"),
        ),
        (
            'x = """\nabc\n',
            snapshot("listwarden.toml:2: the file ends within a value: a quote or a bracket is not closed"),
        ),
        (
            "owners = [\n",
            snapshot("listwarden.toml:1: the file ends within a value: a quote or a bracket is not closed"),
        ),
        (
            "",
            snapshot(
                "listwarden.toml: lists: is missing. Write that table with at least: id, address, rules, owners, intake"
            ),
        ),
    ],
)
def test_a_file_that_is_no_toml(folder, text, told):
    assert refusal(folder, text) == told


WRONG = [
    (
        'data_dir = "data"',
        "data_dri = 1",
        snapshot('listwarden.toml:1: data_dri: is not a setting. Did you mean "data_dir"?'),
    ),
    (
        'data_dir = "data"',
        "colour = 1",
        snapshot(
            "listwarden.toml:1: colour: is not a setting. Possible here: data_dir, database, database_password_file, authserv_id, trusted_hosts, auth, nameservers, language, smtp, oauth, limits, retention, log, metrics, lists"
        ),
    ),
    (
        'data_dir = "data"',
        'schedule = "0 7 * * *"',
        snapshot("listwarden.toml:1: schedule: does not belong here but under [lists.digest]"),
    ),
    (
        'data_dir = "data"',
        "data_dir = 5",
        snapshot(
            'listwarden.toml:1: data_dir: must be a file name in quotes. Write it like this: data_dir = "/var/lib/listwarden"'
        ),
    ),
    (
        'data_dir = "data"',
        "database = 5",
        snapshot(
            'listwarden.toml:1: database: must be text in quotes. Write it like this: database = "sqlite:///listwarden.db"'
        ),
    ),
    (
        'data_dir = "data"',
        "smtp = 5\n[log]\nlevel = 3\n[limits]",
        snapshot("listwarden.toml:7:6: in the line `[smtp]`: this is in the file twice. Write each key once"),
    ),
    (
        'host = "127.0.0.1"',
        'port = "many"',
        snapshot(
            "listwarden.toml:5: smtp.port: must be a whole number without quotes. Write it like this: port = 587"
        ),
    ),
    (
        'host = "127.0.0.1"',
        "port = 70000",
        snapshot(
            "listwarden.toml:5: smtp.port: 70000 is out of range: should be less than or equal to 65535. Write it like this: port = 587"
        ),
    ),
    (
        'host = "127.0.0.1"',
        'security = "ssl"',
        snapshot(
            "listwarden.toml:5: smtp.security: 'ssl' is none of tls, starttls, none. Write it like this: security = \"starttls\""
        ),
    ),
    (
        'host = "127.0.0.1"',
        'security = "start-tls"',
        snapshot(
            "listwarden.toml:5: smtp.security: 'start-tls' is none of tls, starttls, none. Did you mean \"starttls\"?"
        ),
    ),
    (
        'host = "127.0.0.1"',
        f'password = "{CANARY}"',
        snapshot(
            'listwarden.toml:5: smtp.password: does not belong here. Write it into a file of its own and name that: password_file = "NAME"'
        ),
    ),
    (
        'host = "127.0.0.1"',
        'trusted_hosts = ["mx"]',
        snapshot(
            "listwarden.toml:5: smtp.trusted_hosts: does not belong here but at the top of the file, before the first [table], or under [[lists]]"
        ),
    ),
    (
        'host = "127.0.0.1"',
        'bounce_address = "bounces"',
        snapshot(
            'listwarden.toml:5: smtp.bounce_address: "bounces" is not an email address. Write it alone, like "ann@example.org"'
        ),
    ),
    (
        'password_file = "smtp-password"\n',
        "",
        snapshot(
            'listwarden.toml:4: smtp.password_file: is missing, since there is a username. Write it like this: password_file = "smtp-password"'
        ),
    ),
    (
        'password_file = "smtp-password"\n',
        'oauth = "microsoft365"\n',
        snapshot(
            'listwarden.toml:7: smtp.oauth: names "microsoft365", but there is no table [oauth.microsoft365]. Write one, with client_id'
        ),
    ),
    (
        'password_file = "smtp-password"\n',
        'oauth = "ours"\n[oauth.ours]\nclient_id = "x"\nissuer = "https://id.example.org"\n',
        snapshot(
            "listwarden.toml:8: oauth.ours.scope: is missing, since ours is not a provider that is known here (microsoft365, outlook, gmail)"
        ),
    ),
    (
        'password_file = "smtp-password"\n',
        'oauth = "gmail"\n[oauth.gmail]\nclient_idd = "x"\n',
        snapshot("""\
listwarden.toml:8: oauth.gmail.client_id: is missing. Write it like this: client_id = "11111111-2222-3333-4444-555555555555"
listwarden.toml:9: oauth.gmail.client_idd: is not a setting. Did you mean "client_id"?\
"""),
    ),
    (
        'password_file = "imap-password"\n',
        "",
        snapshot(
            'listwarden.toml:16: lists.intake.password_file of list "salon.lists.example.org": is missing. Write it like this: password_file = "imap-password"'
        ),
    ),
    (
        '"smtp-password"',
        '"nowhere"',
        snapshot(
            "listwarden.toml:7: smtp.password_file: there is no file nowhere. Create it, or correct its name, as seen from the settings file's folder"
        ),
    ),
    (
        '"salon.lists.example.org"',
        '"<salon.lists.example.org>"',
        snapshot(
            'listwarden.toml:10: lists.id of list "<salon.lists.example.org>": "<salon.lists.example.org>" is not a List-Id. Write dotted words without <, > or spaces: "salon.lists.example.org"'
        ),
    ),
    (
        'address = "salon@lists.example.org"',
        'address = "Salon <salon@lists.example.org>"',
        snapshot(
            'listwarden.toml:11: lists.address of list "salon.lists.example.org": "Salon <salon@lists.example.org>" is not an email address. Write it alone, like "ann@example.org"'
        ),
    ),
    (
        '"rules/salon.yaml"',
        '"rules/saloon.yaml"',
        snapshot(
            'listwarden.toml:13: lists.rules of list "salon.lists.example.org": there is no file rules/saloon.yaml. Create it, or correct its name, as seen from the settings file\'s folder'
        ),
    ),
    (
        '["owner@example.org"]',
        "[]",
        snapshot(
            'listwarden.toml:14: lists.owners of list "salon.lists.example.org": must not be empty. Write it like this: owners = ["owner@example.org"]'
        ),
    ),
    (
        '["owner@example.org"]',
        '["owner@example.org", "me"]',
        snapshot(
            'listwarden.toml:14: lists.owners of list "salon.lists.example.org": "me" is not an email address. Write it alone, like "ann@example.org"'
        ),
    ),
    (
        '["owner@example.org"]',
        "[5]",
        snapshot(
            'listwarden.toml:14: lists.owners of list "salon.lists.example.org": must be text in quotes. Write it like this: owners = ["owner@example.org"]'
        ),
    ),
    (
        '["owner@example.org"]',
        "5",
        snapshot(
            'listwarden.toml:14: lists.owners of list "salon.lists.example.org": must be a list of texts in brackets. Write it like this: owners = ["owner@example.org"]'
        ),
    ),
    (
        'owners = ["owner@example.org"]',
        'owner = "owner@example.org"',
        snapshot("""\
listwarden.toml:9: lists.owners of list "salon.lists.example.org": is missing. Write it like this: owners = ["owner@example.org"]
listwarden.toml:14: lists.owner of list "salon.lists.example.org": is not a setting. Did you mean "owners"?\
"""),
    ),
    (
        'name = "Salon"',
        'members = "who.txt"',
        snapshot(
            'listwarden.toml:12: lists.members of list "salon.lists.example.org": there is no file who.txt. Create it, or correct its name, as seen from the settings file\'s folder'
        ),
    ),
    (
        'name = "Salon"',
        "members = 5",
        snapshot(
            'listwarden.toml:12: lists.members of list "salon.lists.example.org": must be the name of a file with one address a line, or a list like ["ann@example.org"]'
        ),
    ),
    (
        'name = "Salon"',
        'returns = "members"',
        snapshot(
            'listwarden.toml:12: lists.returns of list "salon.lists.example.org": is "members", but the list has none. Write under [[lists]]: members = "members.txt"'
        ),
    ),
    (
        'name = "Salon"',
        'mode = "watch"',
        snapshot(
            'listwarden.toml:12: lists.mode of list "salon.lists.example.org": \'watch\' is none of live, observe. Write it like this: mode = "observe"'
        ),
    ),
    (
        'host = "imap.example.org"\n',
        "",
        snapshot(
            'listwarden.toml:16: lists.intake.host of list "salon.lists.example.org": is missing. Write it like this: host = "imap.example.org"'
        ),
    ),
    (
        'host = "imap.example.org"',
        'host = "imap.example.org"\nkind = "lmtp"',
        snapshot(
            """\
listwarden.toml:16: lists.intake.listen of list "salon.lists.example.org": is missing. Write it like this: listen = "127.0.0.1:8024"
listwarden.toml:17: lists.intake.host of list "salon.lists.example.org": is for kind = "imap"; with kind = "lmtp" your mail server comes by itself
listwarden.toml:19: lists.intake.username of list "salon.lists.example.org": is for kind = "imap"; with kind = "lmtp" your mail server comes by itself
listwarden.toml:20: lists.intake.password_file of list "salon.lists.example.org": is for kind = "imap"; with kind = "lmtp" your mail server comes by itself\
"""
        ),
    ),
    (
        'host = "imap.example.org"',
        'host = "imap.example.org"\nkind = "mailman3"',
        snapshot(
            'listwarden.toml:18: lists.intake.kind of list "salon.lists.example.org": "mailman3" (Mailman 3) is not available yet. Write: kind = "imap"'
        ),
    ),
    (
        'host = "imap.example.org"',
        'host = "imap.example.org"\nkind = "pop3"',
        snapshot(
            'listwarden.toml:18: lists.intake.kind of list "salon.lists.example.org": \'pop3\' is none of imap, lmtp, smtp-filter. Write it like this: kind = "imap"'
        ),
    ),
    (
        'host = "imap.example.org"',
        'host = "imap.example.org"\nsize_limit = "big"',
        snapshot(
            'listwarden.toml:18: lists.intake.size_limit of list "salon.lists.example.org": \'big\' is not a size. Write bytes, or a number with KB or MB, like "25 MB"'
        ),
    ),
    (
        'to = ["salon-members@lists.example.org"]',
        'to = "members"',
        snapshot(
            'listwarden.toml:22: lists.post.to of list "salon.lists.example.org": names "members", but the list has none. Write under [[lists]]: members = "members.txt"'
        ),
    ),
    (
        '[lists.post]\nto = ["salon-members@lists.example.org"]\n',
        "",
        snapshot(
            'listwarden.toml:9: lists.post.to of list "salon.lists.example.org": is missing. Write it like this: to = ["salon-members@lists.example.org"]'
        ),
    ),
    (
        'schedule = "0 7 * * *"\n',
        "",
        snapshot(
            'listwarden.toml:24: lists.digest.schedule of list "salon.lists.example.org": is missing. Write when an issue is made, like this: schedule = "0 7 * * *"'
        ),
    ),
    (
        '"0 7 * * *"',
        '"every day"',
        snapshot(
            'listwarden.toml:25: lists.digest.schedule of list "salon.lists.example.org": "every day" is not a schedule (wrong number of fields). Write minute, hour, day, month, weekday: "0 7 * * *" is every day at 7:00, "0 7 * * 1" every Monday'
        ),
    ),
    (
        '"0 7 * * *"',
        '"99 7 * * *"',
        snapshot(
            'listwarden.toml:25: lists.digest.schedule of list "salon.lists.example.org": "99 7 * * *" is not a schedule (bad minute). Write minute, hour, day, month, weekday: "0 7 * * *" is every day at 7:00, "0 7 * * 1" every Monday'
        ),
    ),
    (
        '"0 7 * * *"',
        '"0 0 30 2 *"',
        snapshot(
            'listwarden.toml:25: lists.digest.schedule of list "salon.lists.example.org": "0 0 30 2 *" is not a schedule (bad day-of-month). Write minute, hour, day, month, weekday: "0 7 * * *" is every day at 7:00, "0 7 * * 1" every Monday'
        ),
    ),
    (
        '"Europe/Paris"',
        '"Paris"',
        snapshot(
            'listwarden.toml:26: lists.digest.timezone of list "salon.lists.example.org": "Paris" is not a time zone. Did you mean "Europe/Paris"? Write one like "Europe/Paris"'
        ),
    ),
    (
        '"Europe/Paris"',
        '"../etc/passwd"',
        snapshot(
            'listwarden.toml:26: lists.digest.timezone of list "salon.lists.example.org": "../etc/passwd" is not a time zone. Write one like "Europe/Paris"'
        ),
    ),
    (
        '["html", "plain", "mime"]',
        '["html", "pdf"]',
        snapshot(
            'listwarden.toml:28: lists.digest.formats of list "salon.lists.example.org": \'pdf\' is none of html, mime, plain. Write it like this: formats = ["html", "plain", "mime"]'
        ),
    ),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_an_error_names_its_place_and_what_to_write(folder, old, new, told):
    assert refusal(folder, changed(old, new)) == told


def test_all_errors_come_at_once(folder):
    text = SAMPLE
    for old, new in (
        ('"0 7', '"x 7'),
        ("salon.yaml", "non.yaml"),
        ('host = "127.0.0.1"', "port = -1"),
        ("data_dir", "data"),
    ):
        text = text.replace(old, new)

    assert refusal(
        folder, text, LISTWARDEN_LOG__LEVEL="loud", LISTWARDEN_LISTS__0__ID="x", LISTWARDEN_SMPT="1"
    ) == snapshot("""\
environment LISTWARDEN_LISTS__0__ID: lists cannot be set in the environment. Write them into the settings file
environment LISTWARDEN_LOG__LEVEL: log.level: 'loud' is none of debug, info, warning, error. Write it like this: level = "info"
environment LISTWARDEN_SMPT: smpt: is not a setting. Did you mean "smtp"?
listwarden.toml:1: data: is not a setting. Did you mean "database"?
listwarden.toml:5: smtp.port: -1 is out of range: should be greater than or equal to 1. Write it like this: port = 587
listwarden.toml:13: lists.rules of list "salon.lists.example.org": there is no file rules/non.yaml. Create it, or correct its name, as seen from the settings file's folder
listwarden.toml:25: lists.digest.schedule of list "salon.lists.example.org": "x 7 * * *" is not a schedule (bad minute). Write minute, hour, day, month, weekday: "0 7 * * *" is every day at 7:00, "0 7 * * 1" every Monday\
""")


def test_each_list_needs_its_own_id_address_and_folder(folder):
    again = SAMPLE[SAMPLE.index("[[lists]]") :]

    assert refusal(folder, f"{SAMPLE}\n{again}") == snapshot("""\
listwarden.toml:31: lists.id of list "salon.lists.example.org": "salon.lists.example.org" is that of list number 1 too. Each list needs its own
listwarden.toml:32: lists.address of list "salon.lists.example.org": "salon@lists.example.org" is that of list number 1 too. Each list needs its own
listwarden.toml:37: lists.intake.folder of list "salon.lists.example.org": is read by list number 1 too. Give each list a folder or an account of its own\
""")


def test_lines_of_the_members_file_are_named(folder):
    (folder / "members.txt").write_text("ann@example.org\nBob\n\n<eve at example.org>\n")

    assert refusal(folder, changed('name = "Salon"', 'members = "members.txt"')) == snapshot(
        'listwarden.toml:12: lists.members of list "salon.lists.example.org": members.txt has lines that cannot be read (line 2: "Bob" is not an address. Write one like ann@example.org; line 4: "<eve at example.org>" is not an address. Write one like ann@example.org)'
    )


def test_a_secret_that_is_no_text_is_named(folder):
    (folder / "smtp-password").write_bytes(b"\xff\xfe")

    assert refusal(folder, SAMPLE) == snapshot(
        "listwarden.toml:7: smtp.password_file: cannot read smtp-password: it is not UTF-8 text"
    )


def test_an_empty_secret_is_named(folder):
    (folder / "smtp-password").write_text("\n")

    assert refusal(folder, SAMPLE) == snapshot(
        "listwarden.toml:7: smtp.password_file: smtp-password is empty. Write the password into it"
    )


def open_to_all(folder):
    """Make the way from the root to a folder passable for everybody, as /etc is."""
    for each in (folder, *folder.parents):
        if each.stat().st_uid == os.geteuid():
            each.chmod(each.stat().st_mode | 0o011)


def test_a_secret_in_a_closed_folder_is_none_that_all_can_read(folder):
    open_to_all(folder)
    folder.chmod(0o700)
    (folder / "imap-password").chmod(0o644)

    assert warned(folder) == ()


def test_a_secret_that_all_can_read_is_a_warning(folder):
    open_to_all(folder)
    (folder / "imap-password").chmod(0o644)

    assert [each.replace(str(folder), "DIR") for each in warned(folder)] == snapshot(
        [
            "everybody on this machine can read the secret in DIR/imap-password. Fix it with: chmod o= DIR/imap-password"
        ]
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "mail.localhost"])
def test_an_open_line_on_loopback_is_fine(folder, host):
    assert warned(folder, changed('host = "127.0.0.1"', f'host = "{host}"\nsecurity = "none"')) == ()


def test_an_open_line_elsewhere_and_belief_in_from_are_warnings_at_every_start(folder):
    text = changed('host = "127.0.0.1"', 'host = "10.0.0.1"\nsecurity = "none"')
    text = text.replace('host = "imap.example.org"', 'host = "imap.example.org"\nsecurity = "none"')
    text = text.replace('name = "Salon"', 'returns = "members"\nmembers = ["ann@example.org"]')

    assert warned(folder, text) == snapshot(
        (
            'smtp: security = "none" sends mail and password to 10.0.0.1 readable for all on the way. Write "tls" or "starttls"',
            'lists.intake of list "salon.lists.example.org": security = "none" sends mail and password to imap.example.org readable for all on the way. Write "tls" or "starttls"',
            'lists.returns of list "salon.lists.example.org" is "members": whoever writes a member\'s address into From: makes the bot send mail to that member',
        )
    )


def test_ports_follow_the_security(folder):
    smtp = read(folder, changed('host = "127.0.0.1"', 'host = "127.0.0.1"\nsecurity = "none"')).smtp
    tls = read(folder, changed('host = "127.0.0.1"', 'security = "tls"')).smtp
    imap = (
        read(folder, changed('host = "imap.example.org"', 'host = "localhost"\nsecurity = "starttls"'))
        .lists[0]
        .intake
    )

    assert (smtp.port, tls.port, imap.port) == (25, 465, 143)


@pytest.mark.parametrize(
    ("written", "octets"), [("1000", 1000), ('"25 MB"', 25_000_000), ('"300kb"', 300_000)]
)
def test_sizes_have_units(folder, written, octets):
    text = changed('host = "imap.example.org"', f'host = "imap.example.org"\nsize_limit = {written}')

    assert read(folder, text).lists[0].intake.size_limit == octets


def test_every_key_has_a_sentence_and_an_example_for_the_manual():
    def silent(model):
        fields = {name: model.model_fields[name] for name in public_keys(model)}
        told = sentences(model)
        return [
            f"{model.__name__}.{name}"
            for name, field in fields.items()
            if table_of(field) is None and not (told.get(name) and field.examples)
        ] + [each for field in fields.values() if (inner := table_of(field)) for each in silent(inner)]

    assert silent(Settings) == []


# Many lists

MANY = """data_dir = "data"

[smtp]
host = "127.0.0.1"

[defaults]
owners = ["owner@example.org"]
rules = "rules/salon.yaml"
mode = "observe"

[defaults.intake]
host = "imap.example.org"
password_file = "imap-password"
backlog = "ignore"

[defaults.digest]
schedule = "0 7 * * *"
"""
TEA = """id = "tea.lists.example.org"
address = "tea@lists.example.org"
mode = "live"

[intake]
username = "tea"

[post]
to = ["tea-members@lists.example.org"]
"""
COFFEE = """id = "coffee.lists.example.org"
address = "coffee@lists.example.org"

[intake]
username = "coffee"
folder = "Coffee"

[post]
to = ["coffee-members@lists.example.org"]

[digest]
to = ["coffee-digest@lists.example.org"]
"""


def with_lists(folder, **files):
    (folder / "lists.d").mkdir()
    for name, text in files.items():
        (folder / "lists.d" / f"{name}.toml").write_text(text)


def test_lists_lie_in_files_of_their_own_and_inherit(folder):
    with_lists(folder, tea=TEA, coffee=COFFEE)
    coffee, tea = read(folder, MANY).lists

    assert (coffee.id, coffee.mode, coffee.intake.folder) == ("coffee.lists.example.org", "observe", "Coffee")
    assert (tea.id, tea.mode, tea.intake.folder) == ("tea.lists.example.org", "live", "INBOX")
    assert {one.intake.host for one in (coffee, tea)} == {"imap.example.org"}
    assert {one.intake.backlog for one in (coffee, tea)} == {"ignore"}
    assert coffee.digest is not None
    assert coffee.digest.schedule == "0 7 * * *"
    assert tea.digest is None


def test_an_error_in_such_a_file_names_it(folder):
    with_lists(folder, tea=TEA.replace('username = "tea"', 'user = "tea"'), coffee=COFFEE)

    assert refusal(folder, MANY) == snapshot("""\
lists.d/tea.toml:5: lists.intake.username of list "tea.lists.example.org": is missing. Write it like this: username = "salon@lists.example.org"
lists.d/tea.toml:6: lists.intake.user of list "tea.lists.example.org": is not a setting. Did you mean "username"?\
""")


def test_what_each_list_needs_for_itself_is_no_default(folder):
    with_lists(folder, tea=TEA)

    assert refusal(folder, MANY.replace("[defaults]", '[defaults]\nid = "x.example.org"')) == snapshot(
        "listwarden.toml:7: defaults.id: cannot be the same for several lists. Write it into each"
    )
