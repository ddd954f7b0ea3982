"""The table of loops and backscatter: what kind of mail comes, what the bot makes of it."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from inline_snapshot import snapshot

from bot.mail.mailing_list import MailingList
from bot.mail.origin.addressing import is_sent_to, own_author
from bot.mail.origin.authentication import Trust, authenticate
from bot.mail.origin.automatic import automatic, maybe_automatic
from bot.mail.origin.own_marks import Marks, list_trace
from bot.mail.post import Envelope, Mailbox, Post
from bot.mail.requests import Ask, Request
from bot.policy.guards.circumstances import Circumstances
from bot.policy.guards.guards import FIXED, GATE, guard, is_quarantine
from bot.policy.model.verdict import (
    AddToDigest,
    Discard,
    Disposition,
    Finding,
    Hold,
    Outcome,
    Repost,
    ReturnNotice,
    RuleTrace,
    Verdict,
    strongest,
)
from bot.policy.run.effects import effects
from tests.parts.posts import ANN, LIST, a_post
from tests.parts.sentences import said_of

LIST_ID, ADDRESS = "salon.lists.example.org", "salon@lists.example.org"
MARKS = Marks(secret=b"0123456789abcdef", list_id=LIST_ID, domain="lists.example.org")
SALON = MailingList(
    id=LIST_ID,
    address=ADDRESS,
    name="Salon",
    aliases=("salon@old.example.org",),
    own_addresses=frozenset(
        {ADDRESS, "salon-members@lists.example.org", "salon-digest@lists.example.org", "bot@example.org"}
    ),
)
TRUST = Trust(authserv_ids=("mx.example.org",))
PASS = ("Authentication-Results", "mx.example.org; dmarc=pass header.from=example.net")
FAIL = ("Authentication-Results", "mx.example.org; dmarc=fail header.from=example.net")
OURS_PASS = ("Authentication-Results", "mx.example.org; dmarc=pass header.from=lists.example.org")
RELAY = ("Received", "from a by relay.evil.example; now")
ACCEPT, RETURN = Disposition.ACCEPT, Disposition.RETURN
HOLD, DISCARD = Disposition.HOLD, Disposition.DISCARD
RULE = "article-needs-comment"


def a_verdict(disposition: Disposition) -> Verdict:
    finding = Finding(rule=RULE, text="Please say why you share this.", disposition=disposition)
    trace = RuleTrace(name=RULE, outcome=Outcome.MATCH, file="salon.yaml", line=3)
    return Verdict(disposition=disposition, findings=(finding,), rules=(trace,), digest="0" * 64)


def seen(post: Post, **changes: Any) -> Circumstances:
    """What the shell finds out about a post."""
    found = Circumstances(
        authentication=authenticate(post, TRUST),
        automatic=automatic(post),
        maybe_automatic=maybe_automatic(post),
        own_mark=MARKS.mark_of(post),
        own_message=MARKS.is_ours(post.message_id or ""),
        list_trace=list_trace(post, LIST_ID, ADDRESS),
        answers_us=any(kind != "digest" for kind in MARKS.answered(post).values()),
        from_us=own_author(post, SALON),
        not_addressed=None if is_sent_to(post, SALON) else ADDRESS,
    )
    return replace(found, **changes)


@dataclass(frozen=True, kw_only=True)
class Row:
    """``answered``: a return that the rules want is sent; ``posted``: what becomes of an accepted post."""

    row: int
    kind: str
    post: Post
    answered: bool
    posted: Disposition
    why: str | None = None
    circumstances: dict[str, Any] = field(default_factory=dict)


def row(number, kind, post, *, answered=False, posted=HOLD, why=None, **circumstances):
    found = {"answered": answered, "posted": posted, "why": why, "circumstances": circumstances}
    return Row(row=number, kind=kind, post=post, **found)


def report(report_type):
    return a_post(PASS, ("Content-Type", f'multipart/report; report-type="{report_type}"; boundary=b'))


def from_(address, name="Ann Archer"):
    return (Mailbox(name=name, address=address),)


NULL = Envelope(reverse_path="")
MANY_HOPS = [("Received", "from a by mx.example.org; now")] * 51
RETURNED = f"<{MARKS.message_id('17', 'return')}>"
NOTICE = f"<{MARKS.message_id('17', 'held')}>"

ROWS = (
    row(1, "a member's post, proven", a_post(PASS), answered=True, posted=ACCEPT),
    row(2, "a post without authentication", a_post(), posted=ACCEPT),
    row(3, "a member's From, forged", a_post(FAIL), posted=ACCEPT, returns="members", member=True),
    row(4, "a forged result below another's trace", a_post(RELAY, PASS), posted=ACCEPT),
    row(5, "a bounce", report("delivery-status"), posted=DISCARD, why="guard.automatic"),
    row(6, "a bounce without report", a_post(PASS, envelope=NULL), posted=DISCARD, why="guard.automatic"),
    row(6, "a mail of MAILER-DAEMON", a_post(PASS, from_=from_("MAILER-DAEMON@mx.example.net")),
        posted=DISCARD),
    row(6, "a bounce of postmaster",
        a_post(from_=from_("postmaster@example.net"), subject="Undeliverable: Tides"),
        posted=DISCARD, why="guard.automatic"),
    row(7, "a read receipt", report("disposition-notification"), posted=DISCARD, why="guard.automatic"),
    row(8, "a complaint", report("feedback-report"), posted=DISCARD, why="guard.automatic"),
    row(9, "a vacation answer", a_post(PASS, ("Auto-Submitted", "auto-replied (vacation)")), posted=DISCARD),
    row(9, "a vacation answer, oddly written", a_post(PASS, ("AUTO-SUBMITTED", "(x) Auto-Generated; a=b")),
        posted=DISCARD, why="guard.automatic"),
    row(9, "a person's Auto-Submitted: no", a_post(PASS, ("Auto-Submitted", "No (by hand); x=y")),
        answered=True, posted=ACCEPT),
    row(10, "an autoreply field", a_post(PASS, ("X-Autoreply", "yes")),
        posted=DISCARD, why="guard.automatic"),
    row(10, "bulk mail", a_post(PASS, ("Precedence", "bulk")), posted=DISCARD, why="guard.automatic"),
    row(10, "an absence by its subject", a_post(PASS, subject="Abwesenheitsnotiz: Tides"),
        why="guard.maybe_automatic"),
    row(10, "Exchange's rule", a_post(PASS, ("X-MS-Exchange-Inbox-Rules-Loop", "ann@example.net"))),
    row(11, "a person's mail that suppresses answers", a_post(PASS, ("X-Auto-Response-Suppress", "All")),
        answered=True, posted=ACCEPT),
    row(12, "a challenge", a_post(PASS, subject="Please confirm your message"), why="guard.maybe_automatic"),
    row(13, "an acknowledgement of our return", a_post(PASS, ("In-Reply-To", RETURNED)),
        why="guard.answers_us"),
    row(14, "our own return", a_post(PASS, message_id=RETURNED[1:-1]), posted=DISCARD, why="guard.own_mail"),
    row(15, "our own repost", a_post(PASS), posted=DISCARD, why="guard.own_mail", own_message=True),
    row(16, "an answer to a digest", a_post(PASS, ("In-Reply-To", f"<{MARKS.message_id('3', 'digest')}>")),
        answered=True, posted=ACCEPT),
    row(17, "another list's post", a_post(PASS, ("List-Id", "<quay.example.com>")), posted=ACCEPT),
    row(17, "a list's bulk mail",
        a_post(PASS, ("List-Post", "<mailto:q@example.com>"), ("Precedence", "bulk")),
        posted=ACCEPT),
    row(18, "our loop mark", a_post(PASS, ("X-Loop", MARKS.loop_mark("tides.1@example.net"))),
        why="guard.loop"),
    row(18, "a forged loop mark", a_post(PASS, ("X-Loop", f"{LIST_ID} 0")), why="guard.loop"),
    row(18, "our List-Id", a_post(PASS, ("List-Id", f"Salon <{LIST_ID}>")), why="guard.loop"),
    row(18, "another's loop mark", a_post(PASS, ("X-Loop", "quay@example.com")),
        answered=True, posted=ACCEPT),
    row(19, "a post handed on 51 times", a_post(PASS, *MANY_HOPS), why="guard.quarantine"),
    row(19, "a post handed on 50 times", a_post(PASS, *MANY_HOPS[1:]), answered=True, posted=ACCEPT),
    row(20, "a post that was sent on", a_post(PASS, ("Resent-From", "bob@example.net")), posted=ACCEPT),
    row(21, "a signed post", a_post(PASS, signed=True), answered=True, posted=ACCEPT),
    row(22, "an encrypted post", a_post(PASS, encrypted=True), why="guard.encrypted"),
    row(23, "an answer to an invitation", a_post(PASS, ("Content-Type", "text/calendar; method=REPLY"))),
    row(23, "an invitation", a_post(PASS, ("Content-Type", "text/calendar; method=REQUEST")),
        answered=True, posted=ACCEPT),
    row(24, "the list in Bcc", a_post(PASS, to=()), why="guard.not_addressed"),
    row(24, "a request that is not granted", a_post(PASS), why="guard.request",
        request=Request(ask=Ask.LEAVE, word="unsubscribe")),
    row(24, "the list in Cc", a_post(PASS, to=(), cc=(LIST,)), answered=True, posted=ACCEPT),
    row(24, "the list by an alias, in capitals", a_post(PASS, to=from_("Salon@OLD.example.org")),
        answered=True, posted=ACCEPT),
    row(24, "a mail to somebody else, sent on", a_post(PASS, to=from_("bob@example.com")),
        why="guard.not_addressed"),
    row(25, "several lists in To", a_post(PASS, to=(ANN, LIST)), answered=True, posted=ACCEPT),
    row(26, "letters beyond ASCII, server without SMTPUTF8", a_post(PASS, from_=from_("änn@example.net")),
        posted=ACCEPT),
    row(26, "letters beyond ASCII, server with SMTPUTF8", a_post(PASS, from_=from_("änn@example.net")),
        answered=True, posted=ACCEPT, smtputf8=True),
    row(27, "no author", a_post(PASS, from_=()), why="guard.authors"),
    row(27, "an author without address", a_post(PASS, from_=from_("")), why="guard.authors"),
    row(28, "two authors", a_post(PASS, from_=(ANN, Mailbox(name="Bob", address="bob@example.net"))),
        why="guard.authors"),
    row(28, "two From fields", a_post(PASS, ("From", "bob@example.net")), why="guard.twice"),
    row(28, "two boundaries", a_post(PASS, doubts=("It has two boundaries.",)), why="guard.ambiguous"),
    row(29, "no Message-ID", a_post(PASS, message_id=None), answered=True, posted=ACCEPT),
    row(29, "two Message-IDs", a_post(PASS, ("message-id", "<x@example.net>")), why="guard.twice"),
    row(20, "a message dated long before it came", a_post(PASS), why="guard.dated", days_old=300),
    row(32, "the distributing address", a_post(OURS_PASS, from_=from_("salon-members@lists.example.org")),
        why="guard.from_us"),
    row(32, "the list's own address", a_post(OURS_PASS, from_=from_("Salon+x@lists.example.org")),
        why="guard.from_us"),
    row(30, "Reply-To elsewhere", a_post(PASS, ("Reply-To", "bob@example.com")),
        answered=True, posted=ACCEPT),
    row(31, "Sender is an assistant", a_post(PASS, sender=Mailbox(name="Bo", address="bo@example.net")),
        answered=True, posted=ACCEPT),
    row(32, "a role", a_post(PASS, from_=from_("noreply@example.net")), why="guard.maybe_automatic"),
    row(32, "a list's owner", a_post(PASS, envelope=Envelope(reverse_path="owner-quay@example.net"))),
    row(33, "a moderator's answer to a notice", a_post(PASS, ("References", NOTICE)), why="guard.answers_us"),
    row(34, "an empty post", a_post(PASS, text=""), answered=True, posted=ACCEPT),
    row(34, "HTML only", a_post(PASS, html_only=True, type="text/html"), answered=True, posted=ACCEPT),
    row(35, "mail to the bot's own address", a_post(PASS, to=from_("bot@example.org")),
        why="guard.not_addressed"),
    row(36, "a message over the limit", a_post(PASS), why="guard.oversize", oversize=True),
)  # fmt: skip

each_row = pytest.mark.parametrize("it", ROWS, ids=lambda it: f"{it.row}: {it.kind}")


def carried_out(it: Row, disposition: Disposition) -> Verdict:
    return guard(a_verdict(disposition), it.post, seen(it.post, **it.circumstances))


def test_the_table_is_whole():
    assert {it.row for it in ROWS} == set(range(1, 37))


@each_row
def test_only_a_person_who_is_proven_to_have_written_it_is_answered(it):
    verdict = carried_out(it, RETURN)

    assert (verdict.disposition is RETURN) is it.answered


@each_row
def test_what_the_rules_accept_is_posted_unless_a_guard_forbids_it(it):
    verdict = carried_out(it, ACCEPT)

    assert verdict.disposition is it.posted
    assert it.why is None or it.why in {finding.rule for finding in verdict.findings}


def of_guards(verdict):
    return tuple(finding for finding in verdict.findings if finding.rule.startswith("guard."))


@each_row
def test_what_the_rules_would_let_pass_is_no_reason_to_hold_it(it):
    verdict = carried_out(it, ACCEPT)

    assert verdict.disposition is ACCEPT or verdict.findings == of_guards(verdict)


@each_row
def test_what_is_not_answered_is_kept_with_the_rules_reason_and_why(it):
    verdict = carried_out(it, RETURN)

    guards = of_guards(verdict)
    reasons = verdict.findings[: len(verdict.findings) - len(guards)]
    assert reasons == (() if verdict.disposition is DISCARD else a_verdict(RETURN).findings)
    assert bool(guards) is not it.answered
    assert all(finding.text.endswith(".") and finding.rule.startswith("guard.") for finding in guards)
    assert [trace.name for trace in verdict.rules] == [RULE, *(finding.rule for finding in guards)]


@each_row
def test_a_return_goes_to_the_author_and_nowhere_else(it):
    circumstances = seen(it.post, **it.circumstances)
    wanted = effects(guard(a_verdict(RETURN), it.post, circumstances), it.post, circumstances)

    to = {effect.to for effect in wanted if isinstance(effect, ReturnNotice)}
    assert to == ({it.post.from_[0].address} if it.answered else set())


@each_row
def test_no_guard_makes_a_discarded_post_go_out(it):
    verdict = carried_out(it, DISCARD)

    assert verdict.disposition in (HOLD, DISCARD)


PROVEN = a_post(PASS)


RETURN_CASES: tuple[
    tuple[str, dict[str, Any], dict[str, Any], bool], ...
] = (  # case, changes of the envelope, of the circumstances, whether it is answered
    ("proven", {}, {}, True),
    ("proven, a member", {}, {"member": True}, True),
    ("proven, no member", {}, {"member": False}, False),
    ("this list never returns", {}, {"returns": "never"}, False),
    ("the reverse-path is unknown", {"reverse_path": None}, {}, True),
    ("the reverse-path is a subdomain's", {"reverse_path": "b+1@bounces.example.net"}, {}, True),
    ("the reverse-path is another's", {"reverse_path": "ann@example.com"}, {}, False),
    ("the reverse-path has no domain", {"reverse_path": "ann"}, {}, False),
    ("the reverse-path is null", {"reverse_path": ""}, {"automatic": None}, False),
    ("two answers today", {}, {"answers_today": 2}, True),
    ("three answers today", {}, {"answers_today": 3}, False),
    ("another limit", {}, {"answers_today": 1, "answers_limit": 1}, False),
    ("99 returns this hour", {}, {"returns_this_hour": 99}, True),
    ("100 returns this hour", {}, {"returns_this_hour": 100}, False),
    ("answered before", {}, {"answered_before": True}, False),
    ("stale", {}, {"stale": True}, False),
    ("automatic", {}, {"maybe_automatic": "it is odd."}, False),
    ("an answer to our return", {}, {"answers_us": True}, False),
    ("conflict", {}, {"conflict": True}, False),
    ("duplicate", {}, {"duplicate": True}, False),
)
UNFIT = ("ann\u202e@example.net", "a b@example.net", "a<b@example.net", "a" * 250 + "@example.net")


def returned(envelope, changes):
    post = replace(PROVEN, envelope=Envelope(**envelope)) if envelope else PROVEN
    return guard(a_verdict(RETURN), post, seen(post, **changes))


def returned_to(address):
    post = a_post(PASS, from_=from_(address))
    return guard(a_verdict(RETURN), post, seen(post, smtputf8=True))


@pytest.mark.parametrize(("case", "envelope", "changes", "answered"), RETURN_CASES)
def test_a_return_is_sent_only_where_every_condition_holds(case, envelope, changes, answered):
    assert (returned(envelope, changes).disposition is RETURN) is answered, case


def test_every_guard_meets_a_case():
    verdicts = [carried_out(it, RETURN) for it in ROWS]
    verdicts += [returned(envelope, changes) for _, envelope, changes, _ in RETURN_CASES]
    verdicts += map(returned_to, UNFIT)
    met = {finding.rule for verdict in verdicts for finding in verdict.findings}

    assert sorted({it.name for it in (*FIXED, *GATE)} - met) == []


@pytest.mark.parametrize(
    ("lines", "member", "answered"),
    [([], True, True), ([], False, False), ([], None, False), ([FAIL], True, False), ([PASS], None, True)],
)
def test_a_list_may_choose_to_believe_the_from_of_members(lines, member, answered):
    post = a_post(*lines)

    verdict = guard(a_verdict(RETURN), post, seen(post, returns="members", member=member))

    assert (verdict.disposition is RETURN) is answered


@pytest.mark.parametrize("address", UNFIT)
def test_an_address_that_is_unfit_for_smtp_gets_no_return(address):
    assert returned_to(address).disposition is HOLD


@pytest.mark.parametrize("disposition", [ACCEPT, Disposition.DIGEST, HOLD])
def test_the_conditions_of_a_return_concern_nothing_else(disposition):
    post = a_post()

    verdict = guard(a_verdict(disposition), post, seen(post, returns="never", answers_today=9, stale=True))

    assert verdict == a_verdict(disposition)


@pytest.mark.parametrize(
    ("case", "post", "changes"),
    [
        ("crashed three times", PROVEN, {"crashed": 3}),
        ("unreadable", a_post(PASS, unreadable=True, defects=("too many parts",)), {}),
        ("in circles", a_post(PASS, *MANY_HOPS), {}),
    ],
)
@pytest.mark.parametrize("disposition", list(Disposition))
def test_what_the_bot_cannot_understand_is_shown_to_a_person_whatever_the_rules_say(
    case, post, changes, disposition
):
    verdict = guard(a_verdict(disposition), post, seen(post, **changes))

    assert (verdict.disposition, is_quarantine(verdict)) == (HOLD, True), case


def test_two_crashes_are_no_reason_yet():
    assert guard(a_verdict(ACCEPT), PROVEN, seen(PROVEN, crashed=2)) == a_verdict(ACCEPT)


def test_a_post_held_for_another_reason_is_not_quarantined():
    assert not is_quarantine(guard(a_verdict(HOLD), PROVEN, seen(PROVEN, conflict=True)))


@pytest.mark.parametrize(
    ("changes", "disposition"),
    [
        ({"oversize": True, "automatic": "x."}, HOLD),
        ({"duplicate": True, "crashed": 3}, DISCARD),
        ({"crashed": 3, "automatic": "x."}, HOLD),
        ({"conflict": True, "own_message": True}, DISCARD),
        ({"conflict": True}, HOLD),
        ({"answers_us": True}, DISCARD),
        ({"own_mark": "forged"}, DISCARD),
    ],
)
def test_of_several_guards_and_a_rule_that_discards_the_first_in_the_table_decides(changes, disposition):
    assert guard(a_verdict(DISCARD), PROVEN, seen(PROVEN, **changes)).disposition is disposition


def test_each_guard_has_one_name_and_each_disposition_one_strength():
    names = [it.name for it in FIXED] + [it.name for it in GATE if it.name != "guard.maybe_automatic"]

    assert len(names) == len(set(names))
    assert all(it.disposition is HOLD for it in GATE)
    assert [strongest([Disposition.ACCEPT, one]) for one in Disposition] == list(Disposition)


@pytest.mark.parametrize(
    ("disposition", "effect"),
    [
        (ACCEPT, Repost()),
        (Disposition.DIGEST, AddToDigest()),
        (RETURN, ReturnNotice(to="ann@example.net", findings=a_verdict(RETURN).findings)),
        (HOLD, Hold(findings=a_verdict(HOLD).findings)),
        (DISCARD, Discard(findings=a_verdict(DISCARD).findings)),
    ],
)
def test_each_disposition_has_one_effect(disposition, effect):
    assert effects(a_verdict(disposition), PROVEN, seen(PROVEN)) == (effect,)


def test_a_return_tells_the_author_the_reasons_to_return_and_no_others():
    note = Finding(rule="note", text="Tagged.", disposition=None)
    verdict = replace(a_verdict(RETURN), findings=(note, *a_verdict(RETURN).findings))

    (effect,) = effects(verdict, PROVEN, seen(PROVEN))

    assert effect == ReturnNotice(to="ann@example.net", findings=a_verdict(RETURN).findings)


def test_a_return_to_nobody_is_held():
    assert effects(a_verdict(RETURN), a_post(), seen(a_post())) == (
        Hold(findings=a_verdict(RETURN).findings),
    )


def test_the_trace_of_a_guard_shows_what_it_saw():
    trace = guard(a_verdict(ACCEPT), PROVEN, seen(PROVEN, duplicate=True)).rules[-1]

    assert (trace.name, trace.outcome, trace.conditions[0].value) == (
        "guard.duplicate",
        Outcome.MATCH,
        "The same message arrived before.",
    )


def test_each_guard_has_its_sentence():
    said = {f"{it.row}: {it.kind}": of_guards(carried_out(it, RETURN)) for it in ROWS if not it.answered}

    assert said_of({case: told(findings) for case, findings in said.items()}) == snapshot("""\
2: a post without authentication
    guard.unproven: It was not returned, since nobody proved who wrote it. The post carries no
    Authentication-Results of mx.example.org, so no author is proven.
3: a member's From, forged
    guard.unproven: It was not returned, since nobody proved who wrote it. mx.example.org found that
    the post does not come from example.net (DMARC failed).
4: a forged result below another's trace
    guard.unproven: It was not returned, since nobody proved who wrote it. The post carries
    Authentication-Results in the name of mx.example.org, but below the trace of relay.evil.example,
    which is none of your hosts (trusted_hosts names them): they are not believed.
5: a bounce
    guard.automatic: It is automatic: it is a report that a message was not delivered (RFC 3464).
6: a bounce without report
    guard.automatic: It is automatic: it came with an empty return address, as bounces and automatic
    answers do.
6: a mail of MAILER-DAEMON
    guard.automatic: It is automatic: a mail server sent it (MAILER-DAEMON).
6: a bounce of postmaster
    guard.automatic: It is automatic: its subject and its sender are those of a bounce.
7: a read receipt
    guard.automatic: It is automatic: it is a receipt that a message was read (RFC 8098).
8: a complaint
    guard.automatic: It is automatic: it is a complaint that a mail provider passes on (RFC 5965).
9: a vacation answer
    guard.automatic: It is automatic: it says so itself (Auto-Submitted: auto-replied).
9: a vacation answer, oddly written
    guard.automatic: It is automatic: it says so itself (Auto-Submitted: auto-generated).
10: an autoreply field
    guard.automatic: It is automatic: a program marked it (X-Autoreply).
10: bulk mail
    guard.automatic: It is automatic: it was sent as bulk mail (Precedence: bulk).
10: an absence by its subject
    guard.maybe_automatic: It may be automatic: its subject is that of an automatic answer.
10: Exchange's rule
    guard.maybe_automatic: It may be automatic: an inbox rule sent it
    (X-MS-Exchange-Inbox-Rules-Loop).
12: a challenge
    guard.maybe_automatic: It may be automatic: its subject is that of a request to confirm that one
    is human.
13: an acknowledgement of our return
    guard.answers_us: The message answers a mail of the bot.
14: our own return
    guard.own_mail: The bot sent this message itself, and it came back.
15: our own repost
    guard.own_mail: The bot sent this message itself, and it came back.
17: another list's post
    guard.list_mail: It was not returned, since it came through a mailing list, whose mail is never
    answered.
17: a list's bulk mail
    guard.list_mail: It was not returned, since it came through a mailing list, whose mail is never
    answered.
18: our loop mark
    guard.loop: The post carries this list's own loop mark: it went through the list before.
18: a forged loop mark
    guard.loop: The post carries a loop mark in this list's name that the bot did not make.
18: our List-Id
    guard.loop: The post carries this list's own List-Id field: it was here before.
19: a post handed on 51 times
    guard.quarantine: The message was handed on 51 times, which looks like a loop between servers.
20: a post that was sent on
    guard.resent: It was not returned, since somebody sent it on (Resent-From); its author may not
    know of it.
22: an encrypted post
    guard.encrypted: The post is encrypted, so the bot cannot judge it.
23: an answer to an invitation
    guard.maybe_automatic: It may be automatic: it is the answer to an invitation.
24: the list in Bcc
    guard.not_addressed: Neither To nor Cc names salon@lists.example.org: it came by Bcc, or
    somebody sent it on. If the list has other addresses, the setting aliases names them.
24: a request that is not granted
    guard.request: It is a request to the bot ("unsubscribe") and no post; it is not granted, since
    nobody proved that a member sent it to this list.
24: a mail to somebody else, sent on
    guard.not_addressed: Neither To nor Cc names salon@lists.example.org: it came by Bcc, or
    somebody sent it on. If the list has other addresses, the setting aliases names them.
26: letters beyond ASCII, server without SMTPUTF8
    guard.smtputf8: It was not returned, since your mail server cannot write to addresses with
    letters beyond ASCII.
27: no author
    guard.authors: The post names no author in From.
27: an author without address
    guard.authors: The post names an author in From who has no address.
28: two authors
    guard.authors: The post names 2 authors in From; the bot does not choose one of them.
28: two From fields
    guard.twice: The post has more than one From field: not every mail program shows the same one.
28: two boundaries
    guard.ambiguous: Mail programs may show its readers another text or other files: It has two
    boundaries.
29: two Message-IDs
    guard.twice: The post has more than one Message-ID field: not every mail program shows the same
    one.
20: a message dated long before it came
    guard.dated: It is dated 300 days before it came: an old message that somebody sent again, or a
    clock that is wrong.
32: the distributing address
    guard.from_us: Its author's address, salon-members@lists.example.org, is a list's or the bot's
    own: no person writes from it.
32: the list's own address
    guard.from_us: Its author's address, salon@lists.example.org, is a list's or the bot's own: no
    person writes from it.
32: a role
    guard.maybe_automatic: It may be automatic: noreply is the address of a role, not of a person.
32: a list's owner
    guard.maybe_automatic: It may be automatic: owner-quay is the address of a role, not of a
    person.
33: a moderator's answer to a notice
    guard.answers_us: The message answers a mail of the bot.
35: mail to the bot's own address
    guard.not_addressed: Neither To nor Cc names salon@lists.example.org: it came by Bcc, or
    somebody sent it on. If the list has other addresses, the setting aliases names them.
36: a message over the limit
    guard.oversize: The message is larger than this list takes; only its header was read.
""")


def told(findings):
    return " / ".join(f"{finding.rule}: {finding.text}" for finding in findings)


def test_each_condition_of_a_return_has_its_sentence():
    cases: dict[str, dict[str, Any]] = {
        "never": {"returns": "never"},
        "no member": {"member": False},
        "answered": {"answered_before": True},
        "stale": {"stale": True},
        "author": {"answers_today": 3},
        "list": {"returns_this_hour": 100},
        "one": {"answers_today": 1, "answers_limit": 1},
        "conflict": {"conflict": True},
        "crashed": {"crashed": 4},
    }
    said = {
        case: told(guard(a_verdict(RETURN), PROVEN, seen(PROVEN, **changes)).findings[1:])
        for case, changes in cases.items()
    }
    assert said_of(said) == snapshot("""\
never
    guard.returns_off: It was not returned, since this list returns nothing (returns = never).
no member
    guard.no_member: It was not returned, since its author is not a member of this list.
answered
    guard.answered: It was not returned, since this very post was returned before.
stale
    guard.stale: It was not returned, since it had lain in the inbox for more than seven days.
author
    guard.author_quota: It was not returned, since its author got 3 returns within a day.
list
    guard.list_quota: It was not returned, since this list returned 100 posts within an hour.
one
    guard.author_quota: It was not returned, since its author got 1 return within a day.
conflict
    guard.conflict: Another message with the same Message-ID and other content arrived before.
crashed
    guard.quarantine: The bot stopped 4 times while it worked on this message.
""")


def test_what_is_odd_about_a_post_is_told_in_plain_words():
    posts = {
        "another's path": a_post(PASS, envelope=Envelope(reverse_path="bob@example.com")),
        "no path": a_post(PASS, envelope=Envelope(reverse_path="bob@")),
        "address": a_post(PASS, from_=from_("a b@example.net")),
        "unreadable": a_post(PASS, unreadable=True, defects=("too deep", "too many parts")),
    }
    said = {case: told(guard(a_verdict(RETURN), it, seen(it)).findings[1:]) for case, it in posts.items()}
    assert said_of(said) == snapshot("""\
another's path
    guard.other_path: It was not returned, since it was sent by way of example.com, which is not the
    author's domain example.net.
no path
    guard.other_path: It was not returned, since it was sent by way of no domain, which is not the
    author's domain example.net.
address
    guard.address: It was not returned, since its author's address is not one that mail can be sent
    to.
unreadable
    guard.quarantine: The message is built in a way that the bot does not look into (too deep, too
    many parts).
""")
