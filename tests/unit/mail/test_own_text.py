"""What an author wrote is never taken for somebody else's: replies of all kinds keep every line that is own."""

import random
from pathlib import Path

import pytest

from bot.mail.divide import divide
from bot.mail.post import ZoneKind
from bot.mail.text.subject import read_subject
from bot.mail.text.text_of_post import Text
from tests.parts.margins import ANN, in_the_margin, marks_of, read_marked

REPLIES = sorted((Path(__file__).parent / "replies").glob("*.txt"))
NUMBERS = range(200)


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_a_reply_written_by_hand_is_cut_where_a_reader_would_cut_it(path):
    post = read_marked(path)

    found = marks_of(post.divide(), post.text)

    assert in_the_margin(found, post.text) == in_the_margin(post.marks, post.text)


@pytest.mark.parametrize("number", NUMBERS)
def test_no_reply_loses_more_than_a_line_of_its_own(number):
    text, own = Reply(number).write()

    found = own_lines(text)

    assert len(own - found) <= 1
    assert len(found - own) <= 1


def test_replies_by_hand_are_thirty_and_more():
    assert len(REPLIES) >= 30


def own_lines(text: str) -> set[int]:
    division = divide(Text(text=text), subject=read_subject("Re: [Salon] The bridge"), author=ANN, reply=True)
    return {
        number
        for zone in division.zones
        if zone.kind is ZoneKind.OWN
        for number, line in enumerate(zone.text.split("\n"), zone.first_line)
        if line.strip()
    }


ATTRIBUTIONS = [
    "On Tue, Mar 3, 2026 at 9:15 AM Dora Example <dora@example.org> wrote:",
    "On Tue, Mar 3, 2026 at 9:15 AM Dora Example via Salon <\nsalon@lists.example.org> wrote:",
    "On 03.03.26 09:15, Dora Example wrote:",
    "On Tuesday, March 3rd, 2026 at 9:15 AM, Dora Example <dora@example.org> wrote:",
    "On Tue, Mar 03, 2026 at 09:15:00AM +0100, Dora Example wrote:",
    "Dora Example <dora@example.org> writes:",
    "Dora Example wrote:",
    "* Dora Example [2026-03-03 09:15]:",
    "Am 03.03.2026 um 09:15 schrieb Dora Beispiel:",
    "Am Di., 3. März 2026 um 09:15 Uhr schrieb Dora Beispiel <dora@example.org>:",
    "Le mar. 3 mars 2026 à 09:15, Dora Exemple <dora@example.org> a écrit :",
    "El mar, 3 mar 2026 a las 9:15, Dora Ejemplo (<dora@example.org>) escribió:",
    "Il giorno mar 3 mar 2026 alle ore 09:15 Dora Esempio <dora@example.org> ha scritto:",
    "Op di 3 mrt 2026 om 09:15 schreef Dora Voorbeeld <dora@example.org>:",
    "Em ter., 3 de mar. de 2026 às 09:15, Dora Exemplo <dora@example.org> escreveu:",
    "Den tis 3 mars 2026 kl 09:15 skrev Dora Exempel <dora@example.org>:",
    "W dniu 3.03.2026 o 09:15, Dora Przykład pisze:",
    "вт, 3 мар. 2026 г. в 09:15, Дора Пример <dora@example.org>:",
    "2026年3月3日(火) 9:15 Dora <dora@example.org>:",
    "",
]
QUOTED = [
    ["Will the bridge open this year?"],
    ["I heard that the county has no money, and that nobody there wants to talk", "about it."],
    ["The report is here:", "https://www.county.example.org/report.pdf"],
    ["> Emil said that it was closed in May.", "No, in June."],
    ["From: the county one hears nothing.", "", "Nothing at all."],
    ["- first the piers", "- then the road", "- then, if there is money, the lamps"],
    ["Thank you all,", "Dora"],
    ["On Monday the mayor wrote:", "> We have no choice.", "and that was that."],
]
OWN = [
    ["No."],
    ["Yes, and I am glad of it."],
    ["+1"],
    ["I do not think so. When I was there last, in the autumn, the piers were", "green with moss, and nobody was at work."],
    ["Perhaps.", "", "Or perhaps not: the county has not said a word since June."],
    ["See https://www.herald.example.com/2026/03/04/bridge-vote.html for the", "whole story."],
    ["https://www.herald.example.com/2026/03/04/bridge-vote.html"],
    ["From: what I hear, it will be two years."],
    ["From the bridge one sees the sea."],
    ["To: be or not to be, that is what they ask themselves."],
    ["Subject: to change, as always."],
    ["Date: to be agreed. Place: the old mill."],
    ["When you forward it, leave the line", "---- Forwarded message ---- where it is."],
    ["As the mayor wrote:", "", '"We have no choice."', "", "I say that there is always one."],
    ["On Monday she wrote to me that she was sorry."],
    ["On Monday at 10:30 the mayor wrote:", "", "We have no choice.", "", "You see?"],
    ["def cost(bridge):", "    return 3 if bridge > 1 else 0"],
    ["    if (a > b) {", "        swap(&a, &b);", "    }"],
    ["$ wc -l report.txt", "4711 report.txt"],
    ["1. The bridge", "2. The road", "   a) lamps", "   b) signs", "3. The rest"],
    ["* piers", "* road", "* lamps"],
    ["  The wind has blown the song away,", "    The bridge is standing still today,", "  And you and I are old."],
    ["Well -- you know how that goes -- nobody will pay."],
    ["*That* is what I _meant_."],
    ["[smiles]"],
    [":-)"],
    ['I like the word "bridge" > "tunnel".'],
    ["a < b, and b > c, so nothing follows."],
    ["Clara Example <clara@example.net> knows more than I do."],
    ["Ask office@county.example.org, they answer within a day."],
    ["---"],
    ["Sent from my desk it would have been longer, but I am on the train."],
    ["By the way, I was there."],
    ["By Monday we should know."],
    ["Von hier aus sieht man das Meer.", "Gruß nach Hamburg!"],
    ["Le pont reste fermé, dit-on. Moi, je n'y crois pas."],
    ["De: momento no se sabe."],
    ["今年は無理だと思います。"],
    ["我不同意。"],
    ["Не думаю."],
    ["The mailing list of the county is worth reading, too."],
    ["This e-mail is no promise, only an opinion."],
    ["| part | cost |", "| piers | 3 |"],
    ["I wrote: no. They wrote: yes."],
    ["Wrote it, sent it, forgot it."],
    ["Begin with the piers, I say: everything else rests on them."],
    ["March 4, 2026 is the day of the vote."],
    ["At 9:15 there was nobody there; at 10:30 they all came."],
    ["2026-03-03 was a Tuesday, as far as I know."],
    ["Forwarded to the mayor. She will not be pleased."],
    ["P.S. I have the report in paper, too."],
    ["Re: your second question: no."],
    ["Fwd: does not mean that I agree."],
    ["cc: the whole world, it seems."],
    ["Q: Who pays?", "A: We do."],
    ["Dear Dora,"],
    ["Best,", "Ann"],
    ["Herzliche Grüße", "Ann"],
]  # fmt: skip
SIGNATURES = [[], [], ["-- ", "Ann Example", "https://ann.example.org/"], ["Sent from my iPhone"]]
FOOTERS = [
    [],
    [],
    ["_______________________________________________", "Salon mailing list -- salon@lists.example.org",
     "To unsubscribe send an email to salon-leave@lists.example.org"],
]  # fmt: skip


class Reply:
    """A reply made of what people write, the same for the same number."""

    def __init__(self, number: int) -> None:
        self._dice = random.Random(number)
        self._lines: list[str] = []
        self._own: set[int] = set()

    def write(self) -> tuple[str, set[int]]:
        """The text, and the numbers of the lines that are the author's."""
        self._dice.choice([self._inline, self._inline, self._inline, self._top, self._bottom])()
        self._below(SIGNATURES)
        self._below(FOOTERS)
        return "\n".join(self._lines), self._own

    def _inline(self) -> None:
        self._attribution()
        for _ in range(self._dice.randint(2, 6)):
            self._quote()
            self._blank(0.8)
            for _ in range(self._dice.randint(1, 3)):
                self._speak()
                self._lines.append("")

    def _top(self) -> None:
        for _ in range(self._dice.randint(1, 4)):
            self._speak()
            self._lines.append("")
        self._attribution(need=True)
        for _ in range(self._dice.randint(1, 4)):
            self._quote()
            self._lines.append(">")

    def _bottom(self) -> None:
        self._attribution()
        self._quote()
        self._lines.append("")
        for _ in range(self._dice.randint(1, 6)):
            self._speak()
            self._lines.append("")

    def _attribution(self, *, need: bool = False) -> None:
        chosen = self._dice.choice(ATTRIBUTIONS[:-1] if need else ATTRIBUTIONS)
        self._lines += chosen.split("\n") if chosen else []
        self._blank(0.4 if chosen else 0)

    def _quote(self) -> None:
        self._lines += [f"> {line}".rstrip() for line in self._dice.choice(QUOTED)]

    def _speak(self) -> None:
        for line in self._dice.choice(OWN):
            self._lines.append(line)
            if line:
                self._own.add(len(self._lines))

    def _blank(self, chance: float) -> None:
        if self._dice.random() < chance:
            self._lines.append("")

    def _below(self, choices: list[list[str]]) -> None:
        if chosen := self._dice.choice(choices):
            self._lines += ["", *chosen]
