"""Answers to a return in the forms of 14 mail programs, in several languages: what is misread, what asked back."""

import datetime as dt
import html
import sys
from collections import Counter
from collections.abc import Callable, Iterator

from bot.dialogue.clauses import Meaning
from bot.dialogue.drafting import draft
from bot.dialogue.meaning import understand
from bot.dialogue.offer import offer_of
from bot.dialogue.own_words import own_words, shown_post
from bot.facts import Context, Facts
from bot.mail import read
from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.notices import Answerable, Occasion, Stamp, write_return
from bot.notices.catalogue import catalogue, languages
from bot.notices.returned import marks
from bot.policy import decide, load
from tests.parts.salon import ROOT, post

DEMO = ROOT / "bot" / "starter" / "demo"
WHEN = "Tue, 20 Jan 2026 at 09:14"
BOT = "Salon moderation bot <salon@lists.example.org>"
Form = Callable[[str, str], tuple[str, str]]
"""Makes of own words and the notice's text the text of an answer, and its subtype."""


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _headed(mark: str, labels: tuple[str, str, str, str]) -> Form:
    head = "\n".join(
        f"{label}: {value}"
        for label, value in zip(labels, (BOT, WHEN, "Frieda Blum", "Returned: Fwd"), strict=True)
    )
    return lambda own, notice: (f"{own}\n\n{mark}\n{head}\n\n{notice}", "plain")


def _html(own: str, notice: str) -> tuple[str, str]:
    lines = "<br>".join(map(html.escape, notice.splitlines()))
    said = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in own.splitlines())
    return (
        (
            f'<div dir="ltr">{said}</div><br><div class="gmail_quote"><div class="gmail_attr">On {WHEN}, Salon '
            f'moderation bot &lt;salon@lists.example.org&gt; wrote:<br></div><blockquote class="gmail_quote" '
            f'style="margin:0 0 0 .8ex">{lines}</blockquote></div>'
        ),
        "html",
    )


FORMS: dict[str, Form] = {
    "gmail": lambda own, notice: (f"{own}\n\nOn {WHEN}, {BOT} wrote:\n\n{_quoted(notice)}", "plain"),
    "gmail-html-only": _html,
    "iphone": lambda own, notice: (
        f"{own}\n\nSent from my iPhone\n\n> On 20 Jan 2026, at 09:14, {BOT} wrote:\n> \n{_quoted(notice)}",
        "plain",
    ),
    "outlook": _headed("-----Original Message-----", ("From", "Sent", "To", "Subject")),
    "outlook-365": _headed("________________________________", ("From", "Sent", "To", "Subject")),
    "outlook-german": _headed("-----Ursprüngliche Nachricht-----", ("Von", "Gesendet", "An", "Betreff")),
    "thunderbird-below": lambda own, notice: (
        f"On {WHEN}, {BOT} wrote:\n{_quoted(notice)}\n\n{own}\n",
        "plain",
    ),
    "mutt": lambda own, notice: (
        f"* {BOT} [2026-01-20 09:14]:\n{_quoted(notice)}\n\n{own}\n\n-- \nFrieda",
        "plain",
    ),
    "k9": lambda own, notice: (
        f"{own}\n-- \nSent from my Android device with K-9 Mail.\n\nOn {WHEN}, {BOT} wrote:\n{_quoted(notice)}",
        "plain",
    ),
    "yahoo": lambda own, notice: (
        f"{own}\n\n    On {WHEN}, {BOT} wrote:  \n \n"
        + "\n".join(f" {line}" for line in notice.splitlines()),
        "plain",
    ),
    "gmx": _headed("", ("Gesendet", "Von", "An", "Betreff")),
    "samsung": _headed("-------- Original message --------", ("From", "Date", "To", "Subject")),
    "apple-french": lambda own, notice: (
        f"{own}\n\nEnvoyé de mon iPhone\n\n> Le 20 janv. 2026 à 09:14, {BOT} a écrit :\n> \n{_quoted(notice)}",
        "plain",
    ),
    "notice-taken-off": lambda own, _: (own, "plain"),
}
COMMENT = {
    "en": "What strikes me is that nobody asked those who live there, and I have met many of them over the years.",
    "de": "Mir fällt auf, dass niemand die gefragt hat, die dort wohnen, und ich habe viele von ihnen getroffen.",
    "fr": "Ce qui me frappe, c'est que personne n'a interrogé ceux qui vivent là, et j'en ai rencontré beaucoup.",
    "es": "Me llama la atención que nadie preguntó a quienes viven allí, y he conocido a muchos de ellos.",
    "it": "Mi colpisce che nessuno abbia chiesto a chi ci vive, e ne ho incontrati molti in questi anni.",
    "nl": "Wat mij opvalt is dat niemand het vroeg aan wie er woont, en ik heb er velen ontmoet.",
    "pt": "O que me impressiona é que ninguém perguntou a quem lá vive, e conheci muitos deles.",
}
SAID = {
    "en": {Meaning.OK: "ok, thanks", Meaning.HELP: "help", Meaning.WHY: "why?", Meaning.WITHDRAW: "withdraw"},
    "de": {
        Meaning.OK: "Ja, danke",
        Meaning.HELP: "Hilfe",
        Meaning.WHY: "Warum?",
        Meaning.WITHDRAW: "zurückziehen",
    },
    "fr": {
        Meaning.OK: "oui merci",
        Meaning.HELP: "aide",
        Meaning.WHY: "pourquoi ?",
        Meaning.WITHDRAW: "retirer",
    },
    "es": {
        Meaning.OK: "sí, gracias",
        Meaning.HELP: "ayuda",
        Meaning.WHY: "¿por qué?",
        Meaning.WITHDRAW: "retirar",
    },
    "it": {
        Meaning.OK: "va bene",
        Meaning.HELP: "aiuto",
        Meaning.WHY: "perché?",
        Meaning.WITHDRAW: "ritirare",
    },
    "nl": {
        Meaning.OK: "akkoord",
        Meaning.HELP: "hulp",
        Meaning.WHY: "waarom?",
        Meaning.WITHDRAW: "intrekken",
    },
    "pt": {Meaning.OK: "sim", Meaning.HELP: "ajuda", Meaning.WHY: "porquê?", Meaning.WITHDRAW: "retirar"},
}
ODD = "Blue is better than green"


def notices(language: str) -> Iterator[tuple[Post, Post, tuple[str, ...], str]]:
    """Returned posts with their drafts, what is asked, and the notice as its author reads it."""
    made = load("salon.yaml", lambda _: (ROOT / "rules" / "salon.yaml").read_bytes())
    context = Context(now=dt.datetime(2026, 1, 20, tzinfo=dt.UTC))
    long = (DEMO / "3-too-long.eml").read_text()
    bare = long[: long.index("One need not live")] + long[long.index("https://www.valley-courier") :]
    for raw in (long, bare, (DEMO / "2-without-link.eml").read_text()):
        given = read(raw.encode())
        found = draft(
            given, lambda one: decide(made, Facts(one, context)), decide(made, Facts(given, context))
        )
        assert found is not None
        salon = MailingList(
            id="s.example.org", address="salon@lists.example.org", name="Salon", language=language
        )
        occasion = Occasion(
            case="20260120-AAAA-BBBB",
            offer=offer_of(found, given, catalogue(language)),
            answerable=Answerable(to=salon.address, token="lw-" + "a" * 32),
        )
        verdict = decide(made, Facts(given, context))
        stamp = Stamp(date=context.now, message_id="n@lists.example.org", boundary="b", loop_mark="x")
        mail = write_return(given, verdict.findings, salon, "frieda@example.org", stamp, occasion)
        yield given, found.post, found.asks, read(mail.raw).text


def answers(language: str, given: Post, asks: tuple[str, ...]) -> Iterator[tuple[Meaning, str]]:
    """What may be answered, and what it means."""
    yield from SAID[language].items()
    yield Meaning.UNCLEAR, ODD
    if "comment" in asks:
        yield Meaning.WORDS, COMMENT[language]
    if "address" in asks:
        yield Meaning.WORDS, "https://www.harbour-gazette.example/2026/01/ferry.html"
    yield Meaning.TEXT, f"{COMMENT[language]}\n\n{given.text}"


def main() -> None:
    """Count, and show what was misread."""
    counts: Counter[str] = Counter()
    for language in languages():
        begins, ends = marks(catalogue(language))
        for given, made, asks, notice in notices(language):
            known = shown_post(notice, begins, ends)
            for meant, own in answers(language, given, asks):
                for form, write in FORMS.items():
                    text, subtype = write(own, notice)
                    raw = post(text, from_="Frieda Blum <frieda@example.org>", subject="Re: Returned: x")
                    raw = raw.replace(b"text/plain", f"text/{subtype}".encode(), 1)
                    answer = own_words(read(raw), known)
                    got = understand(answer, given, made.text, asks, certain=False).meaning
                    right = got is meant
                    asked = got in {Meaning.UNCLEAR, Meaning.HELP} and not right
                    counts["right" if right else "asked back" if asked else "misread"] += 1
                    if not right:
                        sys.stdout.write(f"{language} {form}: {meant} read as {got}: {answer.words[:70]!r}\n")
    sys.stdout.write(f"{sum(counts.values())} answers: {dict(counts)}\n")


if __name__ == "__main__":
    main()
