"""The file of members: one person a line, as its owner writes it."""

import datetime as dt
import pickle

import pytest

from bot.members.importing import import_members, text_of
from bot.members.model import Member, Members, Mode
from bot.members.reading import WrongMembers, read_line, read_members
from bot.members.writing import added, changed, line_of

DAY = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ("ann@example.org", Member(addresses=("ann@example.org",))),
        (
            "Ann Lee <ann@example.org>  # since 2019",
            Member(addresses=("ann@example.org",), name="Ann Lee", note="since 2019"),
        ),
        (
            'ann@example.org, ann@work.example name="Ann Lee" mode=digest until=2026-12-24',
            Member(
                addresses=("ann@example.org", "ann@work.example"),
                name="Ann Lee",
                mode=Mode.DIGEST,
                until=dt.date(2026, 12, 24),
            ),
        ),
        ("ann+list=x@example.org mode=plain", Member(addresses=("ann+list=x@example.org",), mode=Mode.PLAIN)),
        (
            "ann@example.org name=Ann Lee mode = MIME",
            Member(addresses=("ann@example.org",), name="Ann Lee", mode=Mode.MIME),
        ),
        ("   # a note alone", None),
        ("", None),
    ],
)
def test_a_line_is_a_person(line, member):
    assert read_line(line) == member
    if member is not None:
        assert read_line(line_of(member)) == member


def test_every_wrong_line_is_named_with_a_way_out():
    with pytest.raises(WrongMembers) as caught:
        read_members(
            "ann@example.org mod=digest\nbob\ncy@example.org mode=weekly\ndee@example.org until=Monday\n"
        )

    assert str(caught.value) == (
        'line 1: "mod" is unknown; did you mean "mode"?; '
        'line 2: "bob" is not an address. Write one like ann@example.org; '
        'line 3: mode "weekly" is unknown; there are mail, digest, plain, mime, none; '
        'line 4: until "Monday" is not a day. Write it like 2026-12-24'
    )


def test_a_person_is_known_by_every_address_and_gets_mail_at_the_first():
    members = read_members("Ann@Example.org, ann@work.example mode=digest\nbob@example.net\n")

    assert members.person("ANN@work.example") is members.person("ann@example.org")
    assert members.all_of(["ann@work.example"]) == {"ann@example.org", "ann@work.example"}
    assert [one.address for one in members.getting(DAY, Mode.DIGEST)] == ["Ann@Example.org"]


def test_nothing_is_sent_before_the_day_until():
    person = Member(addresses=("a@example.org",), mode=Mode.DIGEST, until=DAY)

    assert person.gets(DAY - dt.timedelta(days=1)) is Mode.NONE
    assert person.gets(DAY) is Mode.DIGEST


def test_a_change_leaves_every_other_line_as_it_was():
    text = "# our people\nann@example.org   # first\n\nbob@example.net, bob@work.example\n"

    assert changed(text, "BOB@work.example", lambda one: Member(addresses=one.addresses, mode=Mode.NONE)) == (
        "# our people\nann@example.org   # first\n\nbob@example.net, bob@work.example mode=none\n"
    )
    assert (
        changed(text, "ann@example.org", lambda _: None)
        == "# our people\n\nbob@example.net, bob@work.example\n"
    )
    assert added("a@example.org", [Member(addresses=("b@example.org",))]) == "a@example.org\nb@example.org\n"


MAILMAN_3 = """Email address,Display name,Delivery mode,Delivery status
ann@example.org,Ann Lee,regular,enabled
bob@example.net,,plaintext_digests,enabled
cy@example.com,Cy,mime_digests,by_bounces
"""
GROUPS_IO = """Email,Display Name,Username,Status,Email Delivery
ann@example.org,Ann Lee,ann,Confirmed,Individual Messages
bob@example.net,Bob,,Confirmed,Full Featured Digest
cy@example.com,Cy,,Confirmed,No Email
dee@example.com,Dee,,Banned,Individual Messages
"""
GROUPS_IO_TODAY = """Email,Display Name,Status,Email Delivery,Role
ann@example.org,"Lee, Ann",,Full Featured Daily Digest,Owner
bob@example.net,Bob,,Special Notices Only,Member
cy@example.com,Cy,Bouncing,Plain Digest,Member
"""
REST = """{"start": 0, "total_size": 3, "entries": [
{"email": "ann@example.org", "display_name": "Ann", "delivery_mode": "summary_digests", "role": "member"},
{"email": "bob@example.net", "display_name": "", "delivery_mode": "regular", "role": "member",
 "delivery_status": "by_bounces"},
{"email": "cy@example.com", "display_name": "Cy", "delivery_mode": "regular", "role": "nonmember"}]}"""
DUMP = """[----- start pickle file -----]
<----- start object 1 ----->
{   'bounce_info': {   'bob@example.net': <bounce info for member bob@example.net
        current score: 1.0>},
    'delivery_status': {   'bob@example.net': (3, 1700000000.0)},
    'digest_members': {   'cy@example.com': 0, 'dee@example.com': 0},
    'members': {   'ann@example.org': 'Ann@example.org',
                   'bob@example.net': 0},
    'passwords': {   'ann@example.org': 'members'},
    'user_options': {   'cy@example.com': 264},
    'usernames': {   'ann@example.org': u'Ann {the elder}'}}
[----- end pickle file -----]
"""
LIST_MEMBERS = '"Ann Lee" <ann@example.org>\nbob@example.net\n'
CONFIG_LIST = '''# -*- python -*-
real_name = 'Salon'
owner = ['owner@example.org']
moderator = []
subject_prefix = '[Salon] '
msg_footer = """-- \\n%(real_name)s"""
digestable = True
digest_send_periodic = True
digest_size_threshhold = 30
'''


@pytest.mark.parametrize(
    ("text", "modes", "passed"),
    [
        (MAILMAN_3, {"ann@example.org": "mail", "bob@example.net": "plain", "cy@example.com": "none"}, 0),
        (GROUPS_IO, {"ann@example.org": "mail", "bob@example.net": "digest", "cy@example.com": "none"}, 2),
        (GROUPS_IO_TODAY, {"ann@example.org": "digest", "bob@example.net": "none"}, 2),
        (REST, {"ann@example.org": "digest", "bob@example.net": "none"}, 1),
        (
            DUMP,
            {
                "Ann@example.org": "mail",
                "bob@example.net": "none",
                "cy@example.com": "plain",
                "dee@example.com": "digest",
            },
            0,
        ),
        (LIST_MEMBERS, {"ann@example.org": "mail", "bob@example.net": "mail"}, 0),
        (
            "Lee;ann@example.org\nRoe;bob@example.net\n",
            {"ann@example.org": "mail", "bob@example.net": "mail"},
            0,
        ),
    ],
)
def test_what_other_programs_write_is_taken_over(text, modes, passed):
    found = import_members(text)

    assert {one.address: one.mode.value for one in found.people} == modes
    assert len(found.passed_over) == passed


def test_columns_that_nothing_is_taken_from_are_named():
    found = import_members("Email,Name,Joined,Country\nann@example.org,Ann,2019,DE\n")

    assert found.passed_over == ('the columns "Joined", "Country"',)


def test_the_settings_of_mailman_2_become_lines_of_ours_and_are_never_run():
    found = import_members(CONFIG_LIST + "import os\nx = os.system('true')\n")

    assert found.people == ()
    assert found.settings == (
        'name = "Salon"',
        'owners = ["owner@example.org"]',
        "[lists.post]",
        'to = "members"',
        'prefix = "[Salon] "',
        "[lists.digest]",
        'to = "members"',
        'schedule = "0 7 * * *"',
        'max_size = "30 KB"',
    )


def test_a_dump_that_is_cut_off_says_where_and_loses_nobody_in_silence():
    with pytest.raises(WrongMembers, match=r'line 7: "members" of config\.pck is cut off'):
        import_members(DUMP.replace("'bob@example.net': 0}", "'bob@ex"))


def test_members_travel_between_processes():
    members = read_members("ann@example.org, a@example.org\n")

    assert pickle.loads(pickle.dumps(members)) == members
    assert isinstance(members, Members)


def test_a_comma_in_a_quoted_name_parts_nothing():
    person = read_line('"Léger, Hugo \\"le Vieux\\"" <hugo@example.fr>, hugo@work.example mode=digest')

    assert person == Member(
        addresses=("hugo@example.fr", "hugo@work.example"), name='Léger, Hugo "le Vieux"', mode=Mode.DIGEST
    )


def test_an_export_with_a_line_that_is_none_loses_that_line_only():
    found = import_members("ann@example.net\nList of members:\nbob@example.org\n")

    assert [one.address for one in found.people] == ["ann@example.net", "bob@example.org"]
    assert found.passed_over == (
        'line 2: "List of members:" is not an address. Write one like ann@example.org',
    )
    with pytest.raises(WrongMembers):
        import_members("Nobody\n")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"=?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <ann@example.org>\n", "Jürgen Müller"),
        (b"=?iso-8859-1?B?UmVu6Q==?= Roe <ann@example.org>\n", "René Roe"),
        (b"=?x-unknown?q?Roe?= <ann@example.org>\n", "=?x-unknown?q?Roe?="),
        ("Email;Name\nann@example.org;Müller\n".encode("cp1252"), "Müller"),
        ("Email\tName\nann@example.org\tYvés\n".encode("utf-16"), "Yvés"),
    ],
)
def test_names_are_readable_however_they_were_written(raw, name):
    assert [one.name for one in import_members(text_of(raw)).people] == [name]
