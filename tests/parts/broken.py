"""One rule file for each kind of mistake that people make. BY_SHAPE are those that a schema can see."""

GOOD = """\
ruleset: x
language: 1
values: {least: 50}
lists: {staff: [ann@example.org]}
conditions:
  short: {own.words: under $least}
rules:
  - name: r
    when: short
    unless: {sender: {in: $staff}}
    then: return
    because: Please write at least {{ least }} words.
    examples:
      - facts: {own.words: 3}
        expect: return
"""


def broken(old, new):
    """The good file with one thing wrong."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


BY_SHAPE = {
    "unknown key of the file": broken("values:", "vales:"),
    "unknown key of a rule": broken("    when:", "    wen:"),
    "unknown fact": broken("own.words: under", "own.word: under"),
    "unknown fact in an example": broken("facts: {own.words", "facts: {own.wrods"),
    "unknown test of a text": broken("{in: $staff}", "{inn: $staff}"),
    "unknown disposition": broken("then: return", "then: retrun"),
    "another program's word": broken("then: return", "then: reject"),
    "unknown action": broken("then: return", "then: {disposition: return, trim_qoutes: 10}"),
    "unknown mode": broken("    then:", "    mode: lve\n    then:"),
    "unknown expectation": broken("expect: return", "expect: retrun"),
    "no name": broken("  - name: r\n    when: short", "  - when: short"),
    "no when": broken("    when: short\n", ""),
    "no then": broken("    then: return\n", ""),
    "no because": broken("    because: Please write at least {{ least }} words.\n", ""),
    "no expect": broken("\n        expect: return", ""),
    "a list under when": broken("when: short", "when: [short]"),
    "a number with a word": broken("under $least", "under fifty"),
    "an unknown bound": broken("under $least", "less than 50"),
    "a wrong unit": broken("under $least", "under 50 lines"),
    "a size without unit": broken("own.words: under $least", "message.size: over 40"),
    "maybe for yes or no": broken("own.words: under $least", "article.present: maybe"),
    "an unknown choice": broken("own.words: under $least", "auth.dmarc: failed"),
    "no date": broken("    then:", "    until: tomorrow\n    then:"),
    "lists as one text with colon": broken("lists: {staff: [ann@example.org]}", "lists: {staff: {a: b}}"),
    "a name with a space": broken("{least: 50}", "{the least: 50}"),
    "rules as lines": broken("  - name: r\n    when", "    name: r\n    when"),
    "a text for a value of an example": broken("facts: {own.words: 3}", "facts: {own.words: three}"),
    "a language from the future": broken("language: 1", "language: 2"),
    "or instead of any": broken("own.words: under $least", "or: [{own.words: 5}]"),
    "a case that is no answer": broken("{in: $staff}", "{in: $staff, case: perhaps}"),
}
"""Thirty mistakes of shape."""

BY_MEANING = {
    "unknown value": broken("under $least", "under $last"),
    "unknown list": broken("in: $staff", "in: $stuff"),
    "unknown condition": broken("when: short", "when: shrt"),
    "unknown name in the text": broken("{{ least }}", "{{ last }}"),
    "a failing example": broken("own.words: 3", "own.words: 300"),
    "a pattern that is none": broken("{in: $staff}", "{matches: '(a'}"),
    "a pattern that looks ahead": broken("{in: $staff}", "{matches: '(?=a)'}"),
    "two rules of one name": GOOD + "  - name: r\n    when: short\n    then: hold\n",
    "an exemption from nothing": broken("then: return", "then: {disposition: return, exempt_from: q}"),
    "a guideline that tells of a post": broken(
        "    then:", "    guideline: You wrote {{ own.words }}.\n    then:"
    ),
}
"""Mistakes that only the checker sees."""
