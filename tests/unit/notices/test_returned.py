import dataclasses
import datetime as dt

import pytest
from inline_snapshot import snapshot

from bot.mail.post import Mailbox
from bot.notices import Answerable, Occasion, Offer, write_return
from bot.policy.model.verdict import Disposition, Finding, Span
from tests.parts.letters import opened, parts, raw_messages, said
from tests.parts.posts import a_post
from tests.parts.reading import CLARE, RENEE, SALON, a_stamp


def reason(text: str, *spans: tuple[int, int]) -> Finding:
    return Finding(
        rule="a-rule",
        text=text,
        disposition=Disposition.RETURN,
        spans=tuple(Span(first_line=first, last_line=last) for first, last in spans),
    )


CAPTIONS = reason("Please take out the captions and credits of the article.\n", (15, 16))
COMMENT = reason(
    "Please say in at least 150 words of your own why you share this; we counted 112.\n\n"
    "The guidelines have examples:\n- what is new in it\n- what you think of it\n",
    (3, 7),
)


def returned(
    post=CLARE, findings=(CAPTIONS, COMMENT), mailing_list=SALON, to="clare.whitfield@example.net", **occasion
):
    return write_return(post, findings, mailing_list, to, a_stamp(), Occasion(case="c17", **occasion))


def test_a_whole_return_notice(mail):
    assert returned().raw == mail


def test_what_its_author_reads():
    assert said(opened(returned()), width=100) == snapshot("""\
Thank you for your post to Salon. It has not gone out yet. Please put right what is named below.
Then reply with your whole new text, or send it as a new mail to salon@lists.example.org.

Why it came back:

1. Please take out the captions and credits of the article.

Lines 15-16 of your post:

> The old quay at low tide, with a crack running from the second mooring ring to the waterline.
> The old quay on Monday. Members of the board visited it by boat.Credit...Photo by Jonas Weil

2. Please say in at least 150 words of your own why you share this; we counted 112.
The guidelines have examples:
- what is new in it
- what you think of it

Lines 3-7 of your post:

> One does not know whether to laugh or to cry.
>
> [... 1 more line ...]
> What the article leaves out is who owns the land behind the wall.

Your post is attached as you sent it.

Sent by the moderation bot of Salon. Case c17.
""")


def test_one_reason_is_not_numbered():
    text = said(opened(returned(findings=[reason("Please write to the list alone.")])))

    assert "Why it came back:\n\nPlease write to the list alone.\n" in text


def test_its_envelope_and_the_marks_that_keep_loops_away():
    outgoing = returned(RENEE, to="renee@example.com")
    message = opened(outgoing)

    assert (outgoing.reverse_path, outgoing.recipients) == ("", ("renee@example.com",))
    fields = [f"{name}: {value}" for name, value in message.items() if not name.startswith(("MIME", "Con"))]
    assert "\n".join(fields) == snapshot("""\
From: Salon moderation bot <salon@lists.example.org>
To: Renée Dupont-Łukasiewicz <renee@example.com>
Reply-To: owner@example.org
Subject: Not sent yet: Re: [Salon] Fwd: "Harbour Board Asks for Eleven Million to Rebuild the Old Quay" (Courier)
Date: Thu, 08 Jan 2026 12:00:00 +0000
Message-ID: <return.c17.00112233445566778899aabbccddeeff@lists.example.org>
In-Reply-To: <quay.2@example.com>
References: <quay.1@example.net> <quay.2@example.com>
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
X-Loop: salon.lists.example.org ffeeddccbbaa99887766554433221100\
""")


def test_the_post_is_attached_as_it_came():
    outgoing = returned(RENEE)

    assert raw_messages(outgoing) == [RENEE.raw]
    attached = parts(opened(outgoing), "message/rfc822")[0]
    assert attached["Content-Transfer-Encoding"] == "8bit"
    assert attached.get_filename() == "your-post.eml"


def test_a_post_that_mail_does_not_carry_is_attached_as_a_file():
    post = a_post(text="x" * 2000)

    file = parts(opened(returned(post)), "application/octet-stream")[0]

    assert file.get_payload(decode=True) == post.raw


def test_no_line_of_the_post_can_start_a_header_field():
    post = a_post(
        subject="hello\r\nBcc: victim@example.com\r\n\r\nbody",
        from_=(Mailbox(name="Ann\r\nBcc: victim@example.com", address="ann@example.net"),),
    )
    message = opened(returned(post, to="ann@example.net"))

    assert message["Bcc"] is None
    assert message["Subject"] == "Not sent yet: hello Bcc: victim@example.com body"
    assert message["To"].addresses[0].addr_spec == "ann@example.net"
    assert len(message["To"].addresses) == 1


@pytest.mark.parametrize(
    "to", ["", "ann@example.net\r\nBcc: x@example.com", "a@example.net, b@example.net", "<a@b>"]
)
def test_it_goes_to_one_address_or_nowhere(to):
    with pytest.raises(ValueError, match="is no address"):
        returned(to=to)


def test_a_name_that_looks_like_an_address_does_not_stay_one():
    post = a_post(from_=(Mailbox(name="boss@corp.example", address="ann@example.net"),))

    assert opened(returned(post, to="ann@example.net"))["To"] == '"boss at corp.example" <ann@example.net>'


def test_a_subject_in_any_letters_reads_as_it_was_written():
    subject = "Réunion: 李小明 и друзья — " + "sehr lang " * 8

    assert opened(returned(a_post(subject=subject)))["Subject"] == f"Not sent yet: {subject.strip()}"


def test_a_post_without_subject():
    assert opened(returned(a_post(subject="")))["Subject"] == "Not sent yet: your post without a subject"


def test_many_reasons_with_many_lines_stay_a_short_answer():
    post = a_post(text="\n".join(f"line {n} " + "word " * 60 for n in range(1, 200)))
    findings = [reason(f"Reason {n}: " + "because " * 20, (n, n + 30)) for n in range(1, 31)]

    text = parts(opened(returned(post, findings)), "text/plain")[0].get_content()

    assert len(text.encode()) < 8_000
    assert all(f"{n}. Reason {n}: because" in text for n in range(1, 31))


def test_a_long_stretch_is_shown_by_its_ends():
    post = a_post(text="\n".join(f"line {n}" for n in range(1, 40)))

    assert "Lines 2-16 of your post:\n\n> line 2\n> line 3\n> [... 12 more lines ...]\n> line 16\n" in said(
        opened(returned(post, [reason("Too long.", (2, 16))]))
    )


def test_what_is_most_of_the_post_is_not_quoted_to_its_author():
    post = a_post(text="\n".join(f"line {n}" for n in range(1, 40)))

    assert "of your post:" not in said(opened(returned(post, [reason("Too short.", (2, 31))])))


def test_nothing_is_quoted_twice():
    post = a_post(text="\n".join(f"line {n}" for n in range(1, 40)))

    text = said(opened(returned(post, [reason("One.", (3, 4)), reason("Two.", (3, 4))])))

    assert text.count("> line 3") == 1


def test_stretches_apart_are_told_apart():
    post = a_post(text="\n".join(f"line {n}" for n in range(1, 40)))

    text = said(opened(returned(post, [reason("Links.", (7, 7), (3, 3), (3, 4), (90, 99))])))

    assert "Lines 3-4, 7 of your post:\n\n> line 3\n> line 4\n> [...]\n> line 7\n" in text


def test_lines_of_the_post_cannot_pass_for_ours():
    post = a_post(text="From a liar\n> quoted\n  indented\n\x1b[31mred\u202e" + "\nx" * 9)

    assert "> From a liar\n> > quoted\n> indented\n> [31mred\n" in said(
        opened(returned(post, [reason("All of it.", (1, 4))]))
    )


OFFER = Offer(
    lines=("FM: Clare", "", "[ here your own words ]", "", "<b>The article</b>"), asks=("comment",), words=50
)
ANSWERABLE = Answerable(to="salon@lists.example.org", token="lw-" + "a" * 32)


def test_the_first_words_say_what_to_do():
    text = said(opened(returned(offer=OFFER, answerable=ANSWERABLE)))

    assert text.startswith(
        "Thank you for your post to Salon. It has not gone out yet. "
        "Reply with a few sentences of your own (at least 50 words). "
    )


def test_what_is_missing_stands_before_what_is_mended_and_neither_is_quoted():
    left = dataclasses.replace(COMMENT, rule="another-rule")
    offer = dataclasses.replace(OFFER, mended=frozenset({"a-rule"}))

    text = said(opened(returned(findings=(CAPTIONS, left), offer=offer, answerable=ANSWERABLE)), width=1_000)

    missing, mended = (
        text.index("Still missing:\n\nPlease say"),
        text.index("already mended below:\n\nPlease take"),
    )
    assert missing < mended < text.index("----- your post as it would go out -----")
    assert "of your post:" not in text


def test_what_is_still_missing_is_told_in_full_and_what_is_mended_is_left_out_first():
    long = "Please say in your own words why you pass this on, and what the members should look at. " * 6
    left = dataclasses.replace(COMMENT, rule="another-rule", text=long)
    mended = [dataclasses.replace(CAPTIONS, text=long, rule=f"rule-{n}") for n in range(3)]
    offer = dataclasses.replace(OFFER, mended=frozenset(one.rule for one in mended))

    text = said(opened(returned(findings=(*mended, left), offer=offer, answerable=ANSWERABLE)), width=1_000)

    assert text.count("what the members should look at") == 6
    assert "3 more things, already mended below." in text


def test_a_moved_address_is_not_called_missing():
    offer = dataclasses.replace(
        OFFER, mended=frozenset({"a-rule"}), instead={"a-rule": "It stood elsewhere."}
    )

    text = said(opened(returned(findings=(CAPTIONS,), offer=offer, answerable=ANSWERABLE)))

    assert "Why it came back (already mended below):\n\nIt stood elsewhere." in text
    assert CAPTIONS.text not in text


def test_nobody_is_asked_for_a_new_text_where_nothing_is_wrong_with_the_old_one():
    text = said(opened(returned(answerable=ANSWERABLE, undecided=True)), width=1_000)

    assert "Nobody found fault with it. Send it again to salon@lists.example.org" in text
    assert "new text" not in text


def test_it_says_what_follows_if_nothing_is_done_and_who_reads_the_answer():
    text = said(opened(returned(offer=OFFER, answerable=ANSWERABLE, until=dt.date(2026, 1, 22))))

    assert "If you do nothing, it is not sent. You can reply until Thursday, 22 January 2026." in text
    assert "Your reply goes to the bot, not to the list." in text


@pytest.mark.parametrize("many", [1, 3, 8])
def test_what_comes_before_the_draft_fits_on_a_phone(many):
    findings = [reason(f"Reason {n}: " + "because it is so " * 60, (n, n + 3)) for n in range(1, many + 1)]
    post = a_post(text="\n".join(f"line {n}" for n in range(1, 40)))

    text = parts(opened(returned(post, findings, offer=OFFER, answerable=ANSWERABLE)), "text/plain")[0]

    before = text.get_content().partition("----- your post as it would go out -----")[0]
    assert len(before.splitlines()) <= 33


def test_both_forms_say_the_same_and_html_of_the_post_is_none():
    message = opened(returned(offer=OFFER, answerable=ANSWERABLE))

    html = parts(message, "text/html")[0].get_content()
    assert "&lt;b&gt;The article&lt;/b&gt;" in html
    assert "(at least 50 words)" in html
    assert "mailto:salon@lists.example.org?subject=Re%3A%20Not%20sent%20yet" in html


def test_without_an_owner_it_promises_no_answer():
    message = opened(returned(mailing_list=dataclasses.replace(SALON, owners=())))

    assert message["Reply-To"] is None
    assert "Reply to this mail" not in said(message)
