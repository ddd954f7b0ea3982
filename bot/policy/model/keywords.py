"""The keywords of the language: what each means, said once for manual, editors and checker."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the language: what it means, for people, and how it is written."""

    about: str
    example: str


Words = Mapping[str, Word]

FILE: Words = {
    "ruleset": Word("The name of these rules, as reports and the journal show it.", "ruleset: salon"),
    "language": Word(
        "The version of the rule language that the file is written in. There is one so far.", "language: 1"
    ),
    "inherits": Word(
        "Another rule file, or several, whose rules hold here too. File names count from this file's folder; "
        "no file outside of the list's rules folder is read.",
        "inherits: [salon.yaml, quoting.yaml]",
    ),
    "guideline": Word(
        "How the list's page of guidelines begins: what the list is for, in your own words.",
        "guideline: We share articles here and talk about them.",
    ),
    "values": Word(
        "Numbers and texts by name. A rule uses one as `$name`, a sentence as `{{ name }}`. "
        "A file that inherits may give them anew.",
        "values: {min_comment: 50}",
    ),
    "lists": Word(
        "Lists of texts by name, such as addresses or words. A rule uses one as `$name`. "
        "A file that inherits may add and remove.",
        "lists: {staff: [owner@example.org, archivist@example.org]}",
    ),
    "conditions": Word(
        "Conditions by name, so that several rules can share one.",
        "conditions: {shares_an_article: {article.words: over 40}}",
    ),
    "rules": Word(
        "The rules, each after a hyphen. Their order decides nothing: it is only the order of the reasons "
        "in a return notice.",
        "rules: [{name: no-attachments, when: {attachments.count: over 0}, then: hold}]",
    ),
    "change": Word(
        "What is different here about an inherited rule: its `mode`, `then` or `until`, or one more "
        "exception (`also_unless`).",
        "change: {article-too-long: {mode: shadow}}",
    ),
}

RULE: Words = {
    "name": Word(
        "The rule's name. It appears in the journal and in explanations; `guard.` begins none.",
        "name: comment-too-short",
    ),
    "when": Word(
        "When the rule acts: every line must hold. `when: always` is for every post.",
        "when: {own.words: under 50}",
    ),
    "unless": Word(
        "Exceptions: the rule does not act when every line here holds. Where one of several is enough, write "
        "`any:` above them.",
        "unless: {sender.moderator: yes}",
    ),
    "then": Word("What the rule does: one word, or lines below it.", "then: return"),
    "because": Word(
        "The sentence that the author reads. `{{ own.words }}` becomes what was found in the post, "
        "`{{ min_comment }}` a value of the file. A rule that returns posts must have it.",
        "because: Please write more than {{ own.words }} words of your own.",
    ),
    "guideline": Word(
        "The same for everybody, on the list's page of guidelines (`listwarden rules guidelines`). "
        "Without it the page takes `because`, without what tells of one post. `guideline: none` leaves the "
        "rule out.",
        "guideline: Please say in your own words why you share an article.",
    ),
    "on_unknown": Word(
        "What becomes of a post where something is unknown, so that nobody can say whether the rule holds: "
        "`hold` or `ignore`. Without it, a rule that protects (`hold`, `discard`, `drop_attachments`) holds "
        "the post, and any other rule does nothing.",
        "on_unknown: ignore",
    ),
    "mode": Word("Whether the rule acts; without it, it does.", "mode: shadow"),
    "from": Word("The first day on which the rule acts.", "from: 2026-02-01"),
    "until": Word("The last day on which the rule acts.", "until: 2026-12-31"),
    "examples": Word(
        "Posts on which the rule is tried whenever the file is read. Where one comes out otherwise, the file "
        "is refused.",
        "examples: [{facts: {own.words: 3}, expect: return}]",
    ),
}

CHANGE: Words = {
    "mode": RULE["mode"],
    "on_unknown": RULE["on_unknown"],
    "then": RULE["then"],
    "until": RULE["until"],
    "because": Word(
        "The sentence that the author reads, in your own words or your own language. Where the rule has a "
        "guideline too, give it anew beside it.",
        "because: Bitte schreib dazu, woher der Artikel ist.",
    ),
    "guideline": RULE["guideline"],
    "also_unless": Word(
        "One more exception, beside those that the rule has.", "also_unless: {sender: {in: $staff}}"
    ),
}

MODES: Words = {
    "live": Word("The rule acts.", "mode: live"),
    "shadow": Word(
        "The rule is tried on every post and its outcome written down; it changes nothing.", "mode: shadow"
    ),
    "off": Word("The rule is not tried.", "mode: off"),
}

ON_UNKNOWN: Words = {
    "hold": Word("The post waits for a moderator, who is told what is unknown.", "on_unknown: hold"),
    "ignore": Word("The rule does nothing.", "on_unknown: ignore"),
}

EXAMPLE: Words = {
    "facts": Word(
        'What is known of the post. A `subject` is read as that of a mail, with tags and "Re:"; in '
        "a text such as `own` the words, prices and links are counted. What an example gives itself wins. "
        "Facts that are not given are no, 0 or empty.",
        "facts: {own.words: 3}",
    ),
    "post": Word(
        "A mail saved as an .eml file beside the rules. With `facts` too, these replace what the mail says.",
        "post: short-comment.eml",
    ),
    "expect": Word(
        "What must come out: what the rule does, `match`, `no match`, or `unknown` where a fact is missing.",
        "expect: return",
    ),
}

GROUPS: Words = {
    "all": Word("Every line below must hold.", "all: [{links.only: yes}, {own.words: 0}]"),
    "any": Word("One of the lines below is enough.", "any: [{links.only: yes}, {own.words: under 8}]"),
    "none": Word("No line below may hold.", "none: [{message.reply: yes}, {sender.moderator: yes}]"),
}

NUMBER_TESTS: Words = {
    "under": Word("Less than the number.", "under 50"),
    "over": Word("More than the number.", "over 50"),
    "at least": Word("The number or more.", "at least 50"),
    "at most": Word("The number or less.", "at most 50"),
    "exactly": Word("Just that number; the number alone means the same.", "exactly 50"),
    "between": Word("From the first number to the second, both included.", "between 10 and 50"),
}

HISTORY_TESTS: Words = {
    "within": Word(
        "How far back before the post it looks: minutes, hours, days or weeks, or `today`, `this week`, "
        "`this month`. It must be given.",
        "{within: 7 days, at_least: 3}",
    ),
    "matched": Word(
        "The name of a rule: only posts count that it matched, also where it is in `mode: shadow` or another "
        "rule waived it. Without a number one is enough.",
        "{matched: article-shared, within: 24 hours, at_least: 2}",
    ),
    "under": Word("Less than the number.", "{within: 24 hours, under: 3}"),
    "over": Word("More than the number.", "{within: 24 hours, over: 3}"),
    "at_least": Word("The number or more.", "{within: 24 hours, at_least: 3}"),
    "at_most": Word("The number or less.", "{within: 24 hours, at_most: 3}"),
    "exactly": Word("Just that number.", "{within: 24 hours, exactly: 3}"),
}
"""Of facts that count over a span of time (CountWithin); SeenWithin has ``within`` alone."""

SPANS: Words = {
    "minutes": Word("Minutes.", "30 minutes"),
    "hours": Word("Hours.", "24 hours"),
    "days": Word("Days of 24 hours.", "7 days"),
    "weeks": Word("Weeks of seven days.", "4 weeks"),
    "today": Word("Since midnight, on the list's own clock (`timezone` in the settings).", "today"),
    "this week": Word("Since the last Monday, on the list's own clock.", "this week"),
    "this month": Word("Since the first of the month, on the list's own clock.", "this month"),
}

TEXT_TESTS: Words = {
    "is": Word("The same text. A text without a test means this too.", "{is: Question}"),
    "is_not": Word('Another text. `{is_not: ""}` asks for any text at all.', '{is_not: ""}'),
    "has_word": Word(
        'The word is in the text, as a whole word: `cow` is not in "coward".', "{has_word: cow}"
    ),
    "has_phrase": Word("The words are in the text, one after the other.", "{has_phrase: out of office}"),
    "has_any": Word(
        "At least one of several words or phrases is in the text, each as whole words.",
        "{has_any: [unsubscribe, remove me]}",
    ),
    "has_all": Word(
        "Each of several words or phrases is in the text, as whole words, in any order.",
        "{has_all: [wire transfer, urgent]}",
    ),
    "contains": Word("The characters are somewhere in the text, also inside a word.", "{contains: digest}"),
    "starts_with": Word("The text begins so.", "{starts_with: Dear all}"),
    "ends_with": Word("The text ends so.", "{ends_with: '?'}"),
    "matches": Word(
        "The pattern (a regular expression, RE2) is found in the text. Put it in single quotes. A blank "
        "finds the end of a line, too.",
        "{matches: 'vol(ume)? [0-9]+'}",
    ),
    "in": Word("The text is one of these.", "{in: [ann@example.org, bob@example.org]}"),
    "not_in": Word("The text is none of these.", "{not_in: $staff}"),
}

LIST_TESTS: Words = {
    "has": Word("This text is among them.", "{has: fwd}"),
    "any_in": Word("At least one of them is one of these.", "{any_in: [image/png, image/jpeg]}"),
    "all_in": Word(
        "Each of them is one of these; true where there are none.", "{all_in: [image/png, image/jpeg]}"
    ),
    "none_in": Word("None of them is one of these.", "{none_in: $known_sites}"),
    "any_matches": Word("The pattern is found in at least one of them.", "{any_matches: '[.]exe$'}"),
}

CASE = Word("Capital and small letters differ; without it they do not.", "{has_word: AIDS, case: yes}")

LIST: Words = {
    "file": Word(
        "A .txt or .csv file beside the rules with one text a line; # begins a remark.", "{file: members.txt}"
    ),
    "add": Word("More texts for an inherited list.", "{add: [ann@example.org]}"),
    "remove": Word("Texts that an inherited list has and this one has not.", "{remove: [ann@example.org]}"),
}
"""After the name of a list."""

DISPOSITIONS: Words = {
    "accept": Word("The post goes to the members. So does a post that no rule matches.", "then: accept"),
    "digest": Word("The post waits for the next digest.", "then: digest"),
    "return": Word("The post goes back to its author, with every reason in one mail.", "then: return"),
    "hold": Word("The post waits for a moderator.", "then: hold"),
    "discard": Word("The post is dropped and written down; nobody is answered.", "then: discard"),
}

THEN: Words = {"disposition": Word("What becomes of the post.", "then: {disposition: return}")}
"""Beside the actions of ``bot.policy.compile.actions.ACTIONS``."""
