import dataclasses

import pytest
from inline_snapshot import snapshot

from bot.dialogue.commands import Deed, Verb, commands
from bot.mail.post import Mailbox
from bot.notices import Answerable, HeldItem, Receiver, Undecided, write_held, write_held_bundle, write_owner
from bot.notices.catalogue import catalogue, languages
from bot.policy.model.verdict import Disposition, Finding, Span
from tests.parts.letters import opened, parts, raw_messages, said
from tests.parts.posts import a_post
from tests.parts.reading import ANN, CLARE, HOSTILE, SALON, a_stamp, mailed

CAPTIONS = Finding(
    rule="article-clutter",
    text="Please take out the captions and credits of the article.",
    disposition=Disposition.RETURN,
    spans=(Span(first_line=15, last_line=16),),
)
UNPROVEN = Finding(
    rule="guard.unproven",
    text="It would have been returned, but its author is not proven, so nobody was answered.",
    disposition=Disposition.HOLD,
)


def held(post=CLARE, findings=(CAPTIONS, UNPROVEN)):
    item = HeldItem(case="c17", post=post, findings=findings)
    return write_held(item, SALON, RECEIVER, a_stamp("held"))


RECEIVER = Receiver(
    address="mod@example.org",
    answerable=Answerable(to="salon@lists.example.org", token="lw-" + "a" * 32),
)


def test_a_whole_held_notice(mail):
    assert held().raw == mail


def test_what_a_moderator_reads():
    assert said(opened(held()), width=100) == snapshot("""\
A post to Salon is waiting for your decision.

From: Clare Whitfield <clare.whitfield@example.net>
Subject: [Salon] Fwd: "Harbour Board Asks for Eleven Million to Rebuild the Old Quay" (Courier)
Sent: Thursday, 8 January 2026, 08:14 (UTC)
Size: 2 KB, 283 words
Case: c17

Why it is held

It would have been returned, but its author is not proven, so nobody was answered. [guard.unproven]

1. Please take out the captions and credits of the article. [article-clutter, asks for return]

Lines 15-16:
> The old quay at low tide, with a crack running from the second mooring ring to the waterline.
> The old quay on Monday. Members of the board visited it by boat.Credit...Photo by Jonas Weil

Reply with one word:

accept: it goes to the list
digest: it goes out with the next digest
return 1: back to its author with these reasons; or "return" and your own words
edit: change the text between the two lines below, and send all of it back
discard: it is dropped, and its author hears nothing
why: how the rules came to this; mine: you will take care of it; always: this author's posts are no
longer held; never: they are dropped from now on

----- the post -----

FM: John Amory

One does not know whether to laugh or to cry.

For thirty years the harbour board has told us that the quay wall is sound, and for thirty years it
has paid divers to say so. Now the same board wants eleven million to replace it, and wants it
before the summer, when nobody reads the minutes. I do not say that the wall is good. I say that a
board which was wrong for thirty years should not be asked to mark its own work
(https://records.example.org/harbour/minutes/2025-11-26).

What the article leaves out is who owns the land behind the wall.

https://www.courier.example.com/2026/01/06/coast/quay-wall-vote.html

Harbour Board Asks for Eleven Million to Rebuild the Old Quay

The 140-year-old wall has moved four centimetres since the autumn storms, though engineers disagree
about what that means.

The old quay at low tide, with a crack running from the second mooring ring to the waterline.
The old quay on Monday. Members of the board visited it by boat.Credit...Photo by Jonas Weil

By Martha Okafor

Jan. 6, 2026

The board of the town’s harbour voted on Tuesday to ask the county for eleven million to rebuild the
old quay, a wall of dressed granite that has stood since 1886 and that has moved, by the board’s own
measurements, four centimetres since September.

“We are not saying that it will fall this winter,” said the harbour master, Inge Sørby, at a hearing
that lasted until midnight. “We are saying that we can no longer say it will not.”

Two of the seven members voted against. One of them, a retired surveyor, said that the measurements
had been taken from a bench mark that is itself fixed to the wall.

----- end of the post -----

One decision is enough, whoever makes it. Until somebody decides, the post goes on waiting.

On the machine where the bot runs: listwarden held show c17

(For the bot: lw-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)
""")


def test_it_goes_to_owners_and_moderators_and_says_that_a_program_wrote_it():
    outgoing = held(ANN)
    message = opened(outgoing)

    assert outgoing.recipients == ("mod@example.org",)
    assert message["Subject"] == "[Salon] Held: [Salon] Reading group: February (from Ann Archer; unproven)"
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", "bulk")
    assert message["Reply-To"] == "salon@lists.example.org"


def test_the_post_is_attached_without_the_password_in_it():
    post = mailed("Ann", "ann@example.net", ANN.subject, "x@example.net", ("Approved", "s3cret"), text="hi")

    (attached,) = raw_messages(held(post))

    assert b"s3cret" not in attached
    assert post.raw == b"Approved: s3cret\r\n" + attached


def test_files_are_named_before_they_are_opened():
    assert "Files: Mériméé – chapter 2.pdf (application/pdf, 1.2 MB), map.png (image/png, 48 KB)\n" in said(
        opened(held(ANN))
    )


def test_nothing_in_a_post_can_pass_for_a_command():
    post = a_post(text="ok\n\n----- end of the post -----\nlistwarden held accept c99\n", from_=())
    text = said(opened(held(post, [UNPROVEN])))

    assert "From: (nobody)\n" in text
    assert text.index("listwarden held accept c99") < text.index("\n----- end of the post -----")


def test_a_post_without_text_says_so():
    assert "It has no text that the bot could read.\n" in said(opened(held(a_post(text=""))))


def test_a_large_post_stays_where_it_lies():
    post = a_post(text="word " * 500_000)
    message = opened(held(post))

    assert parts(message, "message/rfc822") == []
    assert "It is too large to be attached here" in said(message)


def test_many_held_posts_in_one_mail(mail):
    items = [
        HeldItem(case=f"c{number}", post=post, findings=(UNPROVEN,))
        for number, post in enumerate((CLARE, ANN, HOSTILE), 1)
    ]

    outgoing = write_held_bundle(items, SALON, RECEIVER, a_stamp("held"))

    assert outgoing.raw == mail
    assert said(opened(outgoing), width=100) == snapshot("""\
3 posts to Salon are waiting for your decision.

1. [Salon] Fwd: "Harbour Board Asks for Eleven Million to Rebuild the… (from Clare Whitfield)
2. [Salon] Reading group: February (from Ann Archer)
3. Evil twin <script> (from boss at corp.example)

Reply with a line for each post, or one for several, like these; "all accept" means every one:

1-4 accept
5 return 1
6 discard

One decision is enough, whoever makes it. Until somebody decides, the post goes on waiting.

== 1 of 3 ==

From: Clare Whitfield <clare.whitfield@example.net>
Subject: [Salon] Fwd: "Harbour Board Asks for Eleven Million to Rebuild the Old Quay" (Courier)
Sent: Thursday, 8 January 2026, 08:14 (UTC)
Size: 2 KB, 283 words
Case: c1

Why it is held

It would have been returned, but its author is not proven, so nobody was answered. [guard.unproven]

The author's own words (100 of 283 words):
> One does not know whether to laugh or to cry.
> For thirty years the harbour board has told us that the quay wall is sound, and for thirty years
it has paid divers to say so. Now the same board wants eleven million to replace it, and wants it
before the summer, when nobody reads the minutes. I do not say that the wall is good. I say that a
board which was wrong for thirty years should not be asked to mark its own work
(https://records.example.org/harbour/minutes/2025-11-26).
> What the article leaves out is who owns the land behind the wall.

== 2 of 3 ==

From: Ann Archer <ann@example.net>
Subject: [Salon] Reading group: February
Sent: Thursday, 8 January 2026, 09:02 (UTC)
Size: 794 bytes, 70 words
Files: Mériméé – chapter 2.pdf (application/pdf, 1.2 MB), map.png (image/png, 48 KB)
Case: c2

Why it is held

It would have been returned, but its author is not proven, so nobody was answered. [guard.unproven]

The author's own words (68 of 70 words):
> Dear all,
> the next evening is on Thursday 12 February at half past seven, in
> the room over the chandler's. We read chapters two and three; the
> second is attached, because the library has one copy only.
> Please bring
> - a lamp (the fuse is still not mended)
> - something to drink
> - <b>no</b> more than one question each :-)
> [... 1 more line ...]

== 3 of 3 ==

From: boss at corp.example <mallory@example.net>
Subject: Evil twin <script>
Sent: Thursday, 8 January 2026, 10:30 (UTC)
Size: 1 KB, 82 words
Case: c3

Why it is held

It would have been returned, but its author is not proven, so nobody was answered. [guard.unproven]

The author's own words (82 of 82 words):
> I quote a digest.
> ------------------------------
> Message: 7
> Date: Thu, 08 Jan 2026 09:14:07 +0100
> From: Evil Twin <twin@example.net>
> Subject: forged
> Buy <img src=https://tracker.example/x.gif onerror=alert(1)> javascript:alert(1)
https://courier.example.com@evil.example/ {{ 7 * 7 }} %s[31m
> From: Evil Twin <twin@example.net>
> [... 9 more lines ...]

(For the bot: lw-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)
""")
    assert raw_messages(outgoing) == [CLARE.raw, ANN.raw, HOSTILE.raw]


def test_a_hostile_author_is_one_line():
    post = dataclasses.replace(
        ANN, from_=(Mailbox(name="\u202eAnn\r\n<boss@corp.example>", address="a@example.net"),)
    )

    assert "From: Ann (boss at corp.example) <a@example.net>\n" in said(opened(held(post)))


@pytest.mark.parametrize(
    ("undecided", "then"),
    [
        (None, "Until somebody decides, the post goes on waiting."),
        (Undecided(days=5, verb="hold"), "Until somebody decides, the post goes on waiting."),
        (Undecided(days=0, verb="return"), "Until somebody decides, the post goes on waiting."),
        (Undecided(days=5, verb="return"), "If nobody decides within 5 days, it goes back to its author."),
        (Undecided(days=5, verb="discard"), "If nobody decides within 5 days, it is discarded."),
    ],
)
def test_it_says_what_follows_if_nobody_decides(undecided, then):
    item = HeldItem(case="c17", post=CLARE, findings=(CAPTIONS,))
    mails = [
        write_held(item, SALON, RECEIVER, a_stamp("held"), undecided=undecided),
        write_held_bundle([item, item], SALON, RECEIVER, a_stamp("held"), undecided=undecided),
    ]

    assert all(then in said(opened(mail)) for mail in mails)


def test_only_reasons_that_there_are_can_be_chosen():
    lines = said(opened(held())), said(opened(held(findings=(UNPROVEN,))))

    assert "return 1: back to its author" in lines[0]
    assert "1. Please take out" in lines[0]
    assert "return: back to its author" in lines[1]


def test_a_word_to_the_owners_keeps_its_columns():
    text = (
        'error[R006]: unknown fact "own.word"\n'
        "  --> salon.yaml:13:7\n   |\n13 |       own.word: under 50\n   |       ^^^^^^^^\n"
    )
    outgoing = write_owner("the rules were not loaded", text, SALON, a_stamp("owner"))
    message = opened(outgoing)

    assert message["Subject"] == "Salon: the rules were not loaded"
    assert outgoing.recipients == ("owner@example.org",)
    assert message.get_content() == text.replace("\n", "\r\n") or message.get_content() == text


@pytest.mark.parametrize("language", languages())
def test_what_a_notice_offers_is_understood_in_each_language(language):
    texts = catalogue(language)
    taps = [ordered(word) for word in texts.say("held.taps").split("; ")]
    lines = [ordered(line, 10) for line in texts.say("held.examples").split("; ")]
    named = {
        name: ordered(texts.say(f"held.{name}", numbers=" 1 2").partition(":")[0].strip()) for name in NAMED
    }

    assert [one.verb for one in taps] == [
        Verb.ACCEPT, Verb.DIGEST, Verb.RETURN, Verb.DISCARD, Verb.WHY, Verb.MINE,
    ]  # fmt: skip
    assert [one.verb for one in lines] == [Verb.ACCEPT, Verb.RETURN, Verb.DISCARD]
    assert {name: one.verb.value for name, one in named.items()} == dict(zip(NAMED, NAMED, strict=True))
    assert named["return"].reasons == (1, 2)


def ordered(text: str, posts: int = 1) -> Deed:
    (one,) = commands(text, posts)
    assert isinstance(one, Deed)
    return one


NAMED = ("accept", "digest", "return", "edit", "discard")
