"""Lines above a quotation that say whose it is, as mail and news programs and people have worded them."""

from pathlib import Path

import pytest

from bot.mail.divide import divide
from bot.mail.post import ZoneKind
from bot.mail.text.subject import read_subject
from bot.mail.text.text_of_post import Text
from tests.parts.margins import ANN

WORDINGS = (Path(__file__).parent / "attribution_wordings.txt").read_text("utf-8").splitlines()
MISSED = 7
"""How many of the wordings are not known; less is better."""

OWN = (
    "I have three things to say on this:",
    "He then says:",
    "This is the part that I meant:",
    "Nobody told me about the ferry. Here is what I read:",
    "You ask about the bridge at 10:30, and I can answer:",
    "See the second paragraph, please:",
    "What does the council mean by this:",
    "My answer to the question on the pump is below:",
)


def zones_above_quotation(said: str) -> tuple[str, str]:
    """What stays the author's, and what is an attribution, where these lines stand above a quotation."""
    text = f"Hello all.\n\n{said}\n> The ferry is late again, and nobody\n> knows why.\n\nIt is the pump.\n"
    zones = divide(Text(text=text), subject=read_subject("Re: The ferry"), author=ANN, reply=True).zones
    own = "\n".join(zone.text for zone in zones if zone.kind is ZoneKind.OWN)
    return own, "\n".join(zone.text for zone in zones if zone.kind is ZoneKind.ATTRIBUTION)


def known(wording: str) -> bool:
    """Whether a wording is an attribution as a whole, and no other line is."""
    said = wording.replace(" / ", "\n")
    own, attribution = zones_above_quotation(said)
    return attribution.strip() == said.strip() and "Hello all." in own and "It is the pump." in own


def test_nearly_all_wordings_are_known() -> None:
    missed = [wording for wording in WORDINGS if not known(wording)]
    assert len(WORDINGS) > 240
    assert len(missed) <= MISSED, "\n".join(missed)


@pytest.mark.parametrize("said", OWN)
def test_what_an_author_says_above_a_quotation_stays_theirs(said: str) -> None:
    assert zones_above_quotation(said) == (zones_above_quotation(said)[0], "")
    assert said in zones_above_quotation(said)[0]
