"""
Rule files in the YAML language server that editors use: what it offers, explains and underlines.

Installs yaml-language-server with npm into a cache directory; without npm it fails and says so.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from bot.facts import VOCABULARY
from bot.policy.model import keywords
from bot.policy.publish.schema import schema_text
from bot.policy.publish.symbols import names_in
from tests.parts.broken import BY_MEANING, BY_SHAPE, GOOD
from tests.parts.language_server import language_server

RULES = Path(__file__).parents[2] / "rules"
MODELINE = "# yaml-language-server: $schema=schema.json\n"
RULE = MODELINE + "ruleset: x\nlanguage: 1\nrules:\n  - name: r\n    when:\n      "
END = "\n    then: hold\n"


def main() -> int:
    """Ask it all; 1 where an answer is not what an owner needs."""
    with tempfile.TemporaryDirectory() as folder:
        for path in RULES.iterdir():
            shutil.copy(path, folder)
        begun = time.perf_counter()
        with language_server(folder) as server:
            print(f"started in {time.perf_counter() - begun:.1f} s")
            wrong = [*shipped(server), *mistakes(server), *offered(server), *explained(server)]
            wrong += own_names(server, Path(folder))
    print("\n".join(wrong) or "all as it should be")
    return 1 if wrong else 0


def shipped(server):
    """Shipped files have no problems."""
    for path in sorted(RULES.glob("*.yaml")):
        if found := server.problems(path.name, path.read_text()):
            yield f"{path.name}: {found}"


def mistakes(server):
    """Mistakes of shape are underlined."""
    assert not server.problems("good.yaml", MODELINE + GOOD)
    seen = [name for name, text in BY_SHAPE.items() if server.problems("broken.yaml", MODELINE + text)]
    print(f"{len(seen)} of {len(BY_SHAPE)} broken files underlined while typing")
    more = [name for name, text in BY_MEANING.items() if server.problems("broken.yaml", MODELINE + text)]
    print(f"{len(more)} of {len(BY_MEANING)} mistakes of meaning (rules check sees them all)")
    yield from (f"not underlined: {name}" for name in BY_SHAPE if name not in seen)


def offered(server):
    """What is offered while people type."""
    asked = {
        "keys of a file": (MODELINE + "|>", keywords.FILE),
        "keys of a rule": (MODELINE + "rules:\n  - name: r\n    |>", set(keywords.RULE) - {"name"}),
        "facts": (RULE + "|>" + END, {fact.name for fact in VOCABULARY}),
        "tests of a number": (RULE + "own.words: |>" + END, {"under 50 words", "at least 50 words"}),
        "tests of a text": (RULE + "subject:\n        |>" + END, keywords.TEXT_TESTS),
        "tests of a list": (RULE + "links.domains:\n        |>" + END, keywords.LIST_TESTS),
        "tests of the past": (RULE + "sender.posts:\n        |>" + END, keywords.HISTORY_TESTS),
        "answers": (RULE + "article.present: |>" + END, {"yes", "no"}),
        "choices": (RULE + "auth.dmarc: |>" + END, {"pass", "fail"}),
        "dispositions": (RULE + "own.words: 3\n    then: |>\n", keywords.DISPOSITIONS),
        "modes": (RULE + "own.words: 3\n    then: hold\n    mode: |>\n", {"live", "shadow"}),
        "facts of an example": (
            RULE + "own.words: 3\n    then: hold\n    examples:\n      - facts:\n          |>\n",
            {"own.words"},
        ),
    }
    for what, (text, expected) in asked.items():
        found = server.completions("typing.yaml", text)
        missing = set(expected) - set(found)
        dumb = (
            [word for word in expected if not found.get(word)] if what.startswith(("facts", "keys")) else []
        )
        print(f"{what}: {len(found)} offered")
        if missing or dumb:
            yield f"{what}: not offered {sorted(missing)}, not explained {dumb}; offered {sorted(found)[:8]}"


def explained(server):
    """What is shown of a word that is pointed at."""
    asked = {fact.name: (RULE + f"|>{fact.name}: x{END}", fact.about) for fact in VOCABULARY}
    for word, meaning in keywords.TEXT_TESTS.items():
        asked[word] = (RULE + f"subject: {{|>{word}: x}}{END}", meaning.about)
    for word, meaning in keywords.RULE.items():
        line = f"|>{word}: x" if word != "name" else "|>name: r"
        body = line if word == "name" else f"name: r\n    {line}"
        asked[f"key {word}"] = (MODELINE + f"rules:\n  - {body}\n", meaning.about)
    wrong = [
        name
        for name, (text, about) in asked.items()
        if about.split("\n")[0][:40] not in server.hover("p.yaml", text)
    ]
    print(f"{len(asked) - len(wrong)} of {len(asked)} words explained")
    yield from (f"not explained: {name}" for name in wrong)


def own_names(server, folder):
    """The names of a file, once the schema was written for it."""
    (folder / "schema.json").write_text(schema_text(names_in(["x.yaml"], lambda _: GOOD.encode())))
    head = MODELINE.replace("schema.json", "own.json") + RULE.removeprefix(MODELINE)
    (folder / "own.json").write_text((folder / "schema.json").read_text())
    for text, name in (
        ("|>", "short"),
        ("sender:\n        in: |>", "$staff"),
        ("own.words: |>", "at least $least"),
    ):
        if name not in server.completions("own.yaml", head + text + END):
            yield f"{name} is not offered"


if __name__ == "__main__":
    sys.exit(main())
