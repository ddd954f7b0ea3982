"""Files that are meant to hurt are refused, with a place, in no time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import RulesRefused, load
from bot.policy.errors import RulesError
from tests.parts.yardstick import cost

HEAD = "ruleset: x\nlanguage: 1\n"
BOMBS = {
    "ten megabytes": b"a: b\n" * 2_000_000,
    "depth in brackets": (HEAD + "rules: " + "\n[" * 20_000).encode(),
    "depth in braces": (HEAD + "rules: " + "\n {a: " * 20_000).encode(),
    "depth in hyphens": (HEAD + "rules: \n  " + "- " * 2_000).encode(),
    "one long line": (HEAD + "x: " + "y: " * 90_000).encode(),
    "aliases": b"a: &a [x, x, x]\n"
    + b"".join(b"k%d: &k%d [*a, *a, *a, *a]\n" % (n, n) for n in range(5_000)),
    "unknown facts": (
        HEAD + "rules:\n" + "  - {name: r, when: {own.wrds: 5}, then: hold}\n" * 3_000
    ).encode(),
    "conditions that double": (
        HEAD
        + "conditions:\n"
        + "".join(f"  c{n}: {{any: [c{n + 1}, c{n + 1}]}}\n" for n in range(40))
        + "  c40: {own.words: 5}\nrules:\n  - {name: r, when: c0, then: hold}\n"
    ).encode(),
    "colons": (HEAD + "a: b: c\n" * 30_000).encode(),
    "tabs": (HEAD + "\ta: b\n" * 30_000).encode(),
    "binary": bytes(range(256)) * 1_000,
    "nul": b"a: \0",
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS)
def test_a_hostile_file_is_refused_at_little_cost(raw):
    errors: list[RulesError] = []

    def refuse():
        with pytest.raises(RulesRefused) as refused:
            load("rules.yaml", lambda _: raw)
        assert refused.value.render()
        errors.extend(refused.value.errors)

    assert cost(refuse) < 100
    assert all(error.line >= 1 and error.column >= 1 for error in errors)
    assert len(errors) <= 100


def test_a_large_sound_file_loads():
    rules = "".join(f"  - name: r{n}\n    when: {{own.words: {n}}}\n    then: hold\n" for n in range(1_000))
    assert len(load("rules.yaml", lambda _: (HEAD + "rules:\n" + rules).encode()).rules) == 1_000


def test_windows_line_ends_and_a_byte_order_mark_are_no_matter():
    text = HEAD + "rules:\n  - name: r\n    when: always\n    then: return\n    because: |\n      Please.\n"
    raw = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert load("rules.yaml", lambda _: raw).rules[0].name == "r"


SOUND = HEAD + (
    "values: {least: 5}\nlists: {staff: [a, b]}\nconditions:\n  short: {own.words: under $least}\n"
    "rules:\n  - name: r\n    when: {short: yes, sender: {in: $staff}}\n    unless:\n      any:\n"
    "        - subject: {matches: 'x+'}\n    then: return\n    because: |\n      Write {{ least }} words.\n"
    "    examples:\n      - facts: {own.words: 3, sender: a}\n        expect: return\n"
)
PIECES = st.sampled_from(
    [*"{}[]:-'\"|>&*!#\t\n$~%@`,?", ": ", "- ", "  ", "{{", "<<: ", "any:", "null", "é", "\x00", "9" * 30]
)


@given(st.lists(st.tuples(st.integers(0, len(SOUND)), st.integers(0, 8), PIECES), min_size=1, max_size=4))
def test_whatever_is_typed_is_loaded_or_refused_with_places(edits):
    text = SOUND
    for at, gone, piece in edits:
        text = text[:at] + piece + text[at + gone :]
    try:
        load("rules.yaml", lambda _: text.encode())
    except RulesRefused as caught:
        refused = caught
    else:
        return
    assert refused.errors
    assert all(error.line >= 1 and error.column >= 1 and error.message for error in refused.errors)


def test_a_quote_that_runs_on_to_the_next_quote_of_the_file_is_found_where_it_opens():
    text = (
        "ruleset: a\nlanguage: 1\nrules:\n"
        "  - name: x\n    when:\n      subject: {starts_with: '[sale]}\n    then: hold\n    because: a\n"
        "  - name: y\n    when:\n      subject: {starts_with: 'b'}\n    then: hold\n    because: a\n"
    )
    with pytest.raises(RulesRefused) as refused:
        load("a.yaml", lambda _: text.encode())

    assert refused.value.render().startswith("error[R002]: the quote ' is not closed\n --> a.yaml:6:30\n")
