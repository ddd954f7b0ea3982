"""What earlier posts teach: a signature without its mark, a footer of any software, a quotation without marks."""

import datetime as dt

import pytest

from bot.mail.known import Known
from bot.mail.known.closing_lines import MOST_LINES, OFTEN, ClosingLines
from bot.mail.known.footer_lines import MANY, FooterLines, number_of
from bot.mail.known.footer_lines import MOST_LINES as MOST_FOOTER_LINES
from bot.mail.known.lesson import Lesson, lesson_of
from bot.mail.known.line_keys import line_key, pack, unpack
from bot.mail.known.timeline import Teaching
from bot.mail.post import ZoneKind
from bot.mail.read import read

DAY = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
SIGNATURE = "Bridge Office, third floor\nwhere the river bends\nask for the man with the hat\n"
FOOTER = "You get this since you joined the salon.\nTo leave, see https://salon.example.org/leave\n"


def post(text: str, name: str = "Ann Example", address: str = "ann@example.net") -> bytes:
    return f"From: {name} <{address}>\nSubject: The bridge\n\n{text}".encode()


def keys(text: str) -> frozenset[int]:
    return frozenset(map(line_key, text.splitlines()))


def own(raw: bytes, known: Known) -> str:
    return read(raw, known=known).text_of(ZoneKind.OWN).strip()


def body(number: int) -> str:
    return f"Hello,\n\nword number {number} on the bridge.\nIt is long.\n\n"


def taught(*texts: str) -> frozenset[int]:
    lines = ClosingLines()
    for text in texts:
        lesson = lesson_of(text)
        lines.learn(lesson.closing, lesson.body)
    return lines.known()


def test_lines_that_closed_three_posts_are_the_signature_of_the_next():
    known = Known(closing=taught(*[body(number) + SIGNATURE for number in range(OFTEN)]))

    read_with = read(post(body(9) + SIGNATURE), known=known)

    assert read_with.text_of(ZoneKind.SIGNATURE).strip() == SIGNATURE.strip()
    assert read_with.text_of(ZoneKind.OWN).strip() == body(9).strip()
    assert own(post(body(9) + SIGNATURE), Known()) == (body(9) + SIGNATURE).strip()


def test_lines_that_closed_two_posts_are_not():
    assert taught(body(1) + SIGNATURE, body(2) + SIGNATURE) == frozenset()


def test_a_post_that_is_sent_again_teaches_nothing():
    assert taught(*[body(1) + SIGNATURE] * 9) == frozenset()


def test_the_first_paragraph_closes_nothing_so_that_no_post_is_all_signature():
    known = Known(closing=taught(*[f"I agree.\n\nReally {number}.\n\nSo it is." for number in range(5)]))

    assert own(post("I agree."), known) == "I agree."
    assert own(post("So it is."), known) == "So it is."


def test_a_text_that_closed_posts_as_a_whole_is_sent_again_and_no_signature():
    rules = "\n".join(f"Rule {number}: be kind to whom you answer" for number in range(40))
    known = Known(closing=taught(*[body(number) + rules for number in range(OFTEN)]))

    assert own(post(body(9) + rules), known) == (body(9) + rules).strip()


def test_a_farewell_stays_with_the_author():
    known = Known(closing=taught(*[f"{body(number)}Regards,\n{SIGNATURE}" for number in range(OFTEN)]))

    assert own(post(f"{body(9)}Regards,\n{SIGNATURE}"), known) == f"{body(9)}Regards,".strip()


def test_the_signature_of_another_stays_where_it_was_written():
    known = Known(closing=keys(SIGNATURE))

    assert "river" in own(post(f"{SIGNATURE}\nThat is how Bob signs. I never liked it.\n\nAnn"), known)


def test_a_footer_of_many_is_a_footer():
    lines = FooterLines()
    for number in range(MANY):
        lines.learn(lesson_of(body(number) + FOOTER).footer, number_of(f"a{number}@example.net"))
    found = read(post(body(9) + FOOTER), known=Known(footers=lines.known()))

    assert found.text_of(ZoneKind.FOOTER).strip() == FOOTER.strip()


def test_one_author_alone_teaches_no_footer():
    lines = FooterLines()
    for number in range(9):
        lines.learn(lesson_of(body(number) + FOOTER).footer, number_of("mallory@example.net"))

    assert lines.known() == frozenset()


def test_a_sentence_with_which_many_close_stays_with_the_author():
    known = Known(footers=keys("Thanks in advance for any help."))

    assert own(post(body(1) + "Thanks in advance for any help."), known).endswith("help.")


ANSWERED = "The bridge was painted green in 1911.\nNobody asked the people of the valley.\n"


def test_what_the_answered_post_says_is_quoted_though_nothing_marks_it():
    known = Known(answered=keys(ANSWERED))
    found = read(post(f"{ANSWERED}\nThat is wrong, it was 1912."), known=known)

    assert found.text_of(ZoneKind.QUOTATION).strip() == ANSWERED.strip()
    assert found.text_of(ZoneKind.OWN).strip() == "That is wrong, it was 1912."


def test_a_post_that_only_says_what_the_answered_one_says_is_the_authors_own():
    assert own(post(ANSWERED), Known(answered=keys(ANSWERED))) == ANSWERED.strip()


def test_short_lines_that_both_have_are_no_quotation():
    assert own(post("I agree.\n\nBut why?"), Known(answered=keys("I agree."))) == "I agree.\n\nBut why?"


def test_a_line_is_known_by_its_letters():
    assert line_key("  The  BRIDGE, again!") == line_key("the bridge again")
    assert line_key("-------") == line_key("---")
    assert line_key("Über die Brücke") == line_key("über die brücke.")
    assert line_key("The bridge") != line_key("The ridge")
    assert list(unpack(pack([1, 2**48 - 1]))) == [1, 2**48 - 1]


@pytest.mark.parametrize("empty", [b"", ClosingLines().packed()])
def test_an_authors_lines_come_back_from_octets(empty: bytes):
    lines = ClosingLines(empty)
    for number in range(OFTEN):
        lesson = lesson_of(body(number) + SIGNATURE)
        lines = ClosingLines(lines.packed())
        lines.learn(lesson.closing, lesson.body)

    assert keys(SIGNATURE) <= ClosingLines(lines.packed()).known()


def test_a_footers_lines_come_back_from_octets():
    lines = FooterLines()
    for number in range(MANY):
        lines = FooterLines(lines.packed())
        lines.learn((line_key(FOOTER), 7), number_of(f"a{number}@example.net"))

    assert FooterLines(lines.packed()).known() == {line_key(FOOTER), 7}


def test_what_is_remembered_is_bounded_and_what_recurs_stays():
    closing, footers = ClosingLines(), FooterLines()
    for number in range(2_000):
        recurring = (1, 2, 3) if number < OFTEN + 1 else ()
        fresh = tuple(range(10 * number + 10, 10 * number + 20))
        closing.learn((*recurring, *fresh), number)
        footers.learn((*recurring, *fresh), number_of(str(number)))

    assert closing.known() == {1, 2, 3}
    assert len(closing.packed()) < 8 * (MOST_LINES + 20)
    assert len(footers.packed()) <= 11 * MOST_FOOTER_LINES


def test_what_was_known_at_a_moment_does_not_hang_on_what_came_later():
    teaching = Teaching()
    for number in range(5):
        teaching.learn(
            DAY + dt.timedelta(days=number), "ann@example.net", lesson_of(body(number) + SIGNATURE)
        )
    timeline = teaching.timeline()

    assert timeline.known("ann@example.net", DAY + dt.timedelta(days=2)).closing == frozenset()
    assert timeline.known("ann@example.net", DAY + dt.timedelta(days=3)).closing >= keys(SIGNATURE)
    assert timeline.known("bob@example.net", DAY + dt.timedelta(days=9)).closing == frozenset()


def test_a_lesson_keeps_nobodys_words():
    lesson = lesson_of(body(1) + SIGNATURE)

    assert isinstance(lesson, Lesson)
    assert b"river" not in lesson.said
    assert all(isinstance(key, int) for key in lesson.closing)
