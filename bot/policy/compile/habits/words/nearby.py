"""The facts that somebody's words name, each with a worked example, where no line provably says the same."""

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.impossible import IN_A_FILE
from bot.policy.compile.habits.spans import before_this
from bot.policy.compile.habits.words.lexicon import facts, light_words, stems_of, words_of
from bot.policy.compile.habits.words.proof import SPANS
from bot.policy.model.fact_examples import example_of

_MOST = 3
_FILE = lazy_regex(r"\bfile:/|(?<=[\s'\"])/(?:[\w-]+/)+[\w.-]+|\.map\b")
_ALIKE = (
    (
        lazy_regex(r"\bown\.characters: "),
        "character char letter shorter longer body",
        "characters of the author's own text;  own.words  counts its words,  body.characters  the whole post",
    ),
    (
        lazy_regex(r"\bown\.lines: "),
        "own",
        "the author's own lines;  message.lines  counts those of the whole post",
    ),
    (
        lazy_regex(r"\bown\.words: "),
        "own",
        "the author's own words;  body.words  counts those of the whole post",
    ),
    (
        lazy_regex(r"\bsender\.newcomer: "),
        "newcomer first",
        "counted from the first post here: when somebody joined no rule can ask",
    ),
    (
        lazy_regex(r"\bsender\.first_post: yes"),
        "first post new newcomer",
        "new here is whose first post this is;  sender.posts_ever: under 10  asks for the first ten",
    ),
    (lazy_regex(r"\bsubject\.tag: ''"), "tag", "the list's own tag, where it has one, is a tag, too"),
    (
        lazy_regex(r"\battachments\.size: "),
        "total sum all attachments",
        "all together;  attachments.largest  asks each",
    ),
)
"""Facts that are near to what was asked, the words with which just they are asked, and what they are."""
_LEAST = 0.9  # a word that only says how to compare weighs less


def beside(line: str, written: str) -> str:
    """What to know of a line that is offered: that its fact is near to what was asked, what is counted."""
    asked = stems_of(words_of(written))
    said = (
        f"  ({about})"
        for form, own, about in _ALIKE
        if form.search(line) and not asked & stems_of(own.split())
    )
    return next(said, "") + before_this(line)


def nearby(written: str) -> str:
    """A sentence with up to three facts that the words may be about; "" where they name none."""
    if _FILE.search(written):
        return IN_A_FILE[1]
    asked = stems_of(words_of(written)) - SPANS
    names = dict.fromkeys(
        name
        for weight, name in sorted(facts().fitting(asked - light_words()), key=lambda pair: -pair[0])
        if weight > _LEAST
    )
    found = [fact for name in names if (fact := VOCABULARY.find(name))][:_MOST]
    shown = ",  ".join(f"{fact.name}: {example_of(fact)}" for fact in found)
    return f"no line is surely the same; about this are, for example,  {shown}" if shown else ""
