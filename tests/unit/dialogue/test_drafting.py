"""Drafts: what is mended, what is asked for, and that no word of an author's changes."""

import datetime as dt

import pytest

from bot.dialogue.drafting import draft, with_answer
from bot.dialogue.own_words import words_of
from bot.facts import Context, Facts
from bot.mail import read
from bot.mail.post import ZoneKind
from bot.policy import decide, load
from tests.parts.salon import ROOT, post

DEMO = ROOT / "bot" / "starter" / "demo"
CONTEXT = Context(now=dt.datetime(2026, 1, 20, tzinfo=dt.UTC))
COMMENT = "What strikes me here is that nobody asked those who live there, and I have met many of them. " * 4


def rules(*packs):
    texts = {name: (ROOT / "rules" / name).read_bytes() for name in packs}
    texts["list.yaml"] = f"ruleset: mine\nlanguage: 1\ninherits: [{', '.join(packs)}]\n".encode()
    made = load("list.yaml", lambda name: texts[name.rpartition("/")[2]])
    return lambda one: decide(made, Facts(one, CONTEXT), trace=False)


SALON = rules("salon.yaml")
ARTICLE = (DEMO / "3-too-long.eml").read_text()


def drafted(raw, judge=SALON):
    given = read(raw)
    return given, draft(given, judge, judge(given))


def demo(name):
    return (DEMO / name).read_bytes()


def test_a_long_article_is_cut_at_a_paragraph():
    given, made = drafted(demo("3-too-long.eml"))

    assert [fix.said for fix in made.fixes] == ["excerpt"]
    assert made.post.text.rstrip().endswith("[...]")
    assert SALON(made.post).disposition.value == "accept"
    assert set(words_of(made.post.text)) <= set(words_of(given.text))


def test_an_address_that_is_missing_is_asked_for_and_put_in_its_place():
    _, made = drafted(demo("2-without-link.eml"))

    assert made.asks == ("address",)
    whole = with_answer(made.post, "It is https://www.harbour.example/ferry.html", made.asks, SALON)
    assert SALON(whole).disposition.value == "accept"
    assert whole.article is not None
    assert whole.article.url == "https://www.harbour.example/ferry.html"


@pytest.mark.parametrize("subject", ["River Towns", "", "Re-thinking the river"])
def test_a_subject_gets_headline_and_source(subject):
    raw = ARTICLE.replace(
        "=?utf-8?q?Fwd=3A_=22River_Towns_Agree_to_Raise_Flood_Barriers=22_=28Valley_Courier=29?=", subject
    )
    _, made = drafted(raw.encode())

    assert made.post.subject.prefixes == ("fwd",)
    assert SALON(made.post).disposition.value == "accept"


def test_a_missing_comment_is_asked_for_and_stands_above_the_article():
    start, end = ARTICLE.index("One need not live"), ARTICLE.index("https://www.valley-courier")
    _, made = drafted((ARTICLE[:start] + ARTICLE[end:]).encode())

    assert made.asks == ("comment",)
    assert 40 <= made.words <= 60
    whole = with_answer(made.post, COMMENT, made.asks, SALON)
    assert " ".join(COMMENT.split()) in " ".join(whole.text_of(ZoneKind.OWN).split())
    assert SALON(whole).disposition.value == "accept"


def test_cutting_does_not_get_round_a_reason_that_asks_for_words():
    start, end = ARTICLE.index("One need not live"), ARTICLE.index("https://www.valley-courier")
    _, made = drafted((ARTICLE[:start] + ARTICLE[end:]).encode())

    assert made.post.article.words > 100


@pytest.mark.parametrize(
    ("text", "packs", "said"),
    [
        (
            "Here is what I found.\n\n-- \nAnn\n1 Road\nTown\nCountry\nTel 1\nTel 2\nFax 3\n",
            ["format.yaml"],
            "signature",
        ),
    ],
)
def test_form_is_mended(text, packs, said):
    _, made = drafted(post(text), rules(*packs))

    assert [fix.said for fix in made.fixes] == [said]


def test_a_signed_post_is_left_alone():
    raw = post("-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n\n-- \n" + "a\n" * 9)

    assert drafted(raw, rules("format.yaml"))[1] is None


def test_broken_signatures_of_servers_go():
    raw = demo("3-too-long.eml").replace(
        b"Message-ID:", b"DKIM-Signature: v=1; d=example.org; b=x\nMessage-ID:", 1
    )
    _, made = drafted(raw)

    assert made.post.header.first("DKIM-Signature") is None
    assert made.post.header.first("Message-ID") == "<barriers.1@example.org>"


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("LOOK AT THE BRIDGE IN IRAN", "Look at the bridge in Iran"),
        ("Can you believe it???", "Can you believe it?"),
        ("WHO PAYS FOR NATO NOW!!!", "Who pays for NATO now!"),
    ],
)
def test_a_subject_that_shouts_is_written_as_the_text_writes_its_words(given, made):
    text = "I look at what NATO and others say of Iran, and I believe it."
    _, found = drafted(post(text, subject=given), rules("subjects.yaml"))

    assert found.post.subject.raw == made
    assert found.asks == ()


def long_one(sentences=40, head=""):
    story = "\n\n".join(
        f"The council of the river towns met for hour {n} on Thursday to rebuild the flood barriers above the bridge."
        for n in range(sentences)
    )
    byline = "River Towns Agree to Raise Flood Barriers\n\nBy Jakob Stern\nReuters\n\nJan. 15, 2026"
    return f"{head}{byline}\n\n{story}\n"


def test_a_long_article_without_its_address_is_cut_and_the_address_asked_for():
    given, made = drafted(post(long_one(), subject="Barriers"))

    assert made.asks == ("address", "comment")
    assert 100 < made.post.article.words <= 250
    whole = with_answer(made.post, f"https://www.courier.example/b.html\n\n{COMMENT}", made.asks, SALON)
    assert SALON(whole).disposition.value == "accept"
    assert set(words_of(made.post.text)) - set(words_of(given.text)) <= {"fm", "ann", "author"}


def test_no_mending_makes_the_rules_blind_to_an_article():
    given, made = drafted(post(long_one(4), subject="Barriers"))

    assert made.post.article.words == given.article.words
    assert "address" in made.asks


def test_what_ends_in_the_middle_is_not_made_whole_by_cutting_more():
    cut = ARTICLE.rstrip().rsplit("\n\n", 2)[0].rstrip()
    cut = cut[: cut.rindex(" ")]
    given, made = drafted(cut.encode(), rules("full-text.yaml"))

    assert given.article is not None
    assert given.article.cut_off
    assert made is None


def test_who_has_no_name_is_named_by_the_address():
    _, made = drafted(post(long_one(4), subject="Barriers", from_="nobody@example.net"))

    assert made.post.text.startswith("FM: nobody@example.net")


def test_nested_quotations_are_cut_as_one():
    text = "Yes.\n\nOn Monday, Bob wrote:\n" + "\n".join(
        f"{'>' * (1 + n // 20)} line {n} of what was said before" for n in range(60)
    )
    _, made = drafted(
        post(text, extra="In-Reply-To: <b@example.net>", subject="Re: x"), rules("quoting.yaml")
    )

    assert [fix.said for fix in made.fixes] == ["quotes"]
    assert len(made.post.lines) < 20
