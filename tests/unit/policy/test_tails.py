"""What stands below a post by itself changes nothing that a shipped rule says of a plain question."""

from pathlib import Path

import pytest

from bot.facts import Context, Facts
from bot.mail import read
from bot.policy import decide, load
from tests.parts.rulefiles import NOW, outcomes

RULES = Path(__file__).parents[3] / "rules"
PACKS = {
    path.name: load(path.name, lambda name: (RULES / name).read_bytes())
    for path in RULES.glob("*.yaml")
    if path.name.count(".") == 1
}
QUESTION = (
    "From: Ann Lee <ann@example.org>\nTo: talk@lists.example.org\nSubject: The library\n\n"
    "Hello all,\n\ndoes anybody know when the library opens again after the holidays?\n\nAnn\n"
)
TAILS = {
    "phone": "\nGet Outlook for iOS<https://aka.ms/o0ukef>\n",
    "android": "\nSent from Yahoo Mail on Android<https://go.onelink.me/107872968?pid=InProduct>\n",
    "iphone": "\nSent from my iPhone\n",
    "freemailer": "\n-- \nSent with Tutanota, enjoy secure mail: https://tutanota.com\n",
    "proton": "\nSent with [Proton Mail](https://proton.me/) secure email.\n",
    "antivirus": "\n-- \nThis email has been checked for viruses by AVG antivirus software.\nwww.avg.com\n",
    "avast": "\n---\nDiese E-Mail wurde von Avast Antivirus-Software auf Viren geprueft.\nhttps://www.avast.com/antivirus\n",
    "homepage": "\n-- \nAnn Lee\nhttps://annlee.example/\n",
    "mailman": (
        "\n_______________________________________________\nOther mailing list\nOther@lists.example.com\n"
        "https://lists.example.com/mailman/listinfo/other\n"
    ),
    "google groups": (
        '\n-- \nYou received this message because you are subscribed to the Google Groups "talk" group.\n'
        "To unsubscribe from this group and stop receiving emails from it, send an email to "
        "talk+unsubscribe@googlegroups.com.\n"
        "To view this discussion visit https://groups.google.com/d/msgid/talk/1%40example.org.\n"
    ),
    "shortened": "\n-- \nAnn Lee\nhttps://bit.ly/annlee\n",
}


def said_of(policy, text):
    return outcomes(decide(policy, Facts(read(text.encode()), Context(now=NOW))))


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("pack", PACKS)
def test_a_tail_changes_no_outcome(pack, tail):
    assert said_of(PACKS[pack], QUESTION + TAILS[tail]) == said_of(PACKS[pack], QUESTION)


@pytest.mark.parametrize(
    "before", ["", "Look at this!\n\n", "Hi all,\n\n", "Dear friends,\n\nVery interesting.\n\n"]
)
@pytest.mark.parametrize("behind", ["", "\nBest,\nAnn\n", "\n-- \nAnn Lee\nhttps://annlee.example/\n"])
@pytest.mark.parametrize(
    ("pack", "rule"), [("salon.yaml", "comment-too-short"), ("excerpts.yaml", "bare-link")]
)
def test_a_bare_link_with_a_greeting_is_a_bare_link(pack, rule, before, behind):
    text = f"From: a@example.org\nSubject: Rain\n\n{before}https://gazette.example.com/2026/01/05/rain.html\n{behind}"
    assert said_of(PACKS[pack], text)[rule] == "match"


def test_a_question_about_a_link_is_none():
    text = (
        "From: a@example.org\nSubject: Rain\n\nIs this one still up?\nhttps://gazette.example.com/rain.html\n"
    )
    assert said_of(PACKS["excerpts.yaml"], text)["bare-link"] == "no match"
