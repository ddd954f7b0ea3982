"""The rule packs that are shipped: sound, kind, and good together."""

import re
from pathlib import Path

import pytest

from bot.policy import load
from bot.policy.model.verdict import Disposition

RULES = Path(__file__).parents[3] / "rules"
PACKS = sorted(path.name for path in RULES.glob("*.yaml") if path.name.count(".") == 1)
TRANSLATED = sorted(path.name for path in RULES.glob("*.*.yaml"))
BESIDE_EACH_OTHER = [name for name in PACKS if name not in {"excerpts.yaml", "full-text.yaml"}]
VALUE = re.compile(r"^(  [a-z_]+: +)(\d+)(?=[ \n])", re.MULTILINE)


def read(path):
    return (RULES / path).read_bytes()


def pack(name):
    return load(name, read)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_sound_and_nothing_in_it_looks_wrong(name):
    assert pack(name).warnings == ()


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_says_why_politely(name):
    for rule in pack(name).rules:
        text = "".join(str(piece) for piece in rule.because.pieces)
        if rule.then.disposition is Disposition.RETURN:
            assert "lease " in text, f"{rule.name} asks for nothing"
        assert text.strip().endswith((".", "?", ")", "Name", "valley")), (
            f"{rule.name} does not end: {text[-20:]}"
        )


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_of_a_pack_shows_what_it_means_and_what_it_does_not(name):
    text = (RULES / name).read_text()
    for block in re.split(r"\n  - name: ", text)[1:]:
        shown = re.findall(r"^        expect: (.+)$", block, re.MULTILINE)
        assert "no match" in shown, block.split("\n")[0]
        assert set(shown) - {"no match"}, block.split("\n")[0]


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("factor", [0.1, 10])
def test_the_examples_of_a_pack_hold_for_other_numbers(name, factor):
    text = (RULES / name).read_text()
    head, rules = text.split("\nrules:\n")
    changed = VALUE.sub(lambda found: found[1] + str(min(99, max(2, int(int(found[2]) * factor)))), head)
    assert changed != head or not VALUE.search(head)
    written = f"{changed}\nrules:\n{rules}".encode()
    assert load("x.yaml", lambda path: written if path == "x.yaml" else read(path)).rules


@pytest.mark.parametrize("sharing", ["salon.yaml", "excerpts.yaml", "full-text.yaml"])
def test_the_packs_stand_beside_each_other(sharing):
    together = [sharing, *(name for name in BESIDE_EACH_OTHER if name != "salon.yaml")]
    own = f"ruleset: ours\nlanguage: 1\ninherits: [{', '.join(together)}]\n".encode()
    policy = load("ours.yaml", lambda path: own if path == "ours.yaml" else read(path))
    assert policy.warnings == ()
    assert {rule.name for rule in policy.rules} == {
        rule.name for name in together for rule in pack(name).rules
    }


@pytest.mark.parametrize("name", PACKS)
def test_an_editor_finds_the_schema_of_a_pack(name):
    assert read(name).startswith(b"# yaml-language-server: $schema=schema.json\n")


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translated_pack_is_its_pack_with_every_sentence_in_another_language(name):
    original, translated = pack(f"{name.split('.')[0]}.yaml"), pack(name)
    assert translated.warnings == ()
    assert [(one.name, one.then) for one in translated.rules] == [
        (one.name, one.then) for one in original.rules
    ]
    for rule, before in zip(translated.rules, original.rules, strict=True):
        assert rule.because.pieces[0] != before.because.pieces[0], rule.name
        assert set(rule.because.facts) == set(before.because.facts), rule.name
        assert (rule.guideline == "") is (before.guideline == ""), rule.name
