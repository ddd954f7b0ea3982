"""docs/writing-rules.md is a walk that can be walked: every file as it stands there, every output as it says."""

import re
import shutil
from pathlib import Path

import pytest

from bot.cli import main
from tests.parts.rulefiles import judged_post, policy_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "writing-rules.md").read_text()
YAML = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FIRST = YAML[0].replace("wrods", "words")
WITH_EXAMPLES = FIRST + YAML[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def output_of(command, number=0):
    """What the page shows below a command."""
    return re.findall(rf"```\n\$ {re.escape(command)}\n(.*?)```", PAGE, re.DOTALL)[number]


def block(pattern):
    """The first text of the page that a pattern finds."""
    return re.findall(pattern, PAGE, re.DOTALL)[0]


def said(capsys, *arguments):
    main([*arguments])
    found = capsys.readouterr()
    return found.err + found.out


def test_a_misspelt_fact(folder, capsys):
    (folder / "our-list.yaml").write_text(YAML[0])
    assert said(capsys, "rules", "check", "our-list.yaml") == output_of(
        "listwarden rules check our-list.yaml"
    )


def test_the_mended_file(folder, capsys):
    (folder / "our-list.yaml").write_text(FIRST)
    shown = output_of("listwarden rules check our-list.yaml", 1)
    assert said(capsys, "rules", "check", "our-list.yaml") == shown


def test_an_example_that_fails(folder, capsys):
    (folder / "our-list.yaml").write_text(WITH_EXAMPLES.replace("own.words: 400", "own.words: 30"))
    shown = output_of("listwarden rules check our-list.yaml", 2)
    assert said(capsys, "rules", "check", "our-list.yaml") == shown


def test_a_post_explained(folder, capsys):
    (folder / "our-list.yaml").write_text(WITH_EXAMPLES)
    (folder / "post.eml").write_text(block("```\n(From: .*?)```"))
    command = "listwarden explain post.eml --rules our-list.yaml"
    assert (
        said(capsys, "explain", "post.eml", "--rules", "our-list.yaml").rstrip()
        == output_of(command).rstrip()
    )


def test_the_guidelines(folder, capsys):
    (folder / "our-list.yaml").write_text(WITH_EXAMPLES)
    shown = block("```markdown\n(.*?)```")
    assert said(capsys, "rules", "guidelines", "--rules", "our-list.yaml").startswith(shown)


def test_a_list_of_ones_own_on_top_of_the_shipped_files(folder, capsys):
    for path in (ROOT / "rules").glob("*.yaml"):
        shutil.copy(path, folder)
    (folder / "our-list.yaml").write_text(YAML[2])
    assert "our-list.yaml: good" in said(capsys, "rules", "check", "our-list.yaml")


def test_every_shipped_file_is_named():
    assert sorted(re.findall(r"^\| `([\w-]+\.yaml)` \|", PAGE, re.MULTILINE)) == sorted(
        path.name for path in (ROOT / "rules").glob("*.yaml") if path.name.count(".") == 1
    )
    for path in (ROOT / "rules").glob("*.*.yaml"):
        pack, language, _ = path.name.split(".")
        assert f"`{pack}.yaml`" in PAGE
        assert f".{language}" in PAGE


def test_the_schema_with_names_of_ones_own(folder, capsys):
    (folder / "our-list.yaml").write_text(FIRST)
    assert '"at least $min_comment"' in said(capsys, "rules", "schema", "our-list.yaml")


def test_the_manual_on_standard_output(capsys):
    assert said(capsys, "rules", "manual") == (ROOT / "docs" / "rules.md").read_text()


RECIPES = re.findall(r"^\| [^|]+ \| `(when: [^`]+)`(?: and below it `([^`]+)`)? \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("lines", RECIPES, ids=lambda lines: lines[0])
def test_every_recipe_is_a_rule(lines):
    below = "".join(f"    {line}\n" for line in lines if line)
    other = (
        "  - {name: article-shared, when: {article.present: yes}, then: {notify: owners}}\n"
        if "matched" in below
        else ""
    )
    policy = policy_of(f"rules:\n{other}  - name: r\n{below}    then: hold\n")
    assert {one.code for one in policy.warnings} == {"W008"}


CAUGHT = {
    "when: {subject.tags: {has: sale}}": (
        b"Subject: [Our list] Re: [sale] Bicycle\n\nx\n",
        b"Subject: Bicycle for sale\n\nx\n",
    ),
    "none_in: [sale": (b"Subject: Bicycle\n\nx\n", b"Subject: [Our list] [talk] Bicycle\n\nx\n"),
    "own.prices: at least 1": (
        b"Subject: [sale] Bicycle, $5\n\nx\n",
        b"Subject: x\n\nFrom 1987, with 21 gears\n",
    ),
    "for free": (b"Subject: x\n\nA bed, free to a good home\n", b"Subject: x\n\nFeel free to answer\n"),
    "sale, sale/wanted": (b"Subject: [sale/wanted] Bicycle\n\nx\n", b"Subject: Bicycle\n\nx\n"),
    "[(]sale": (b"Subject: (sale) Bicycle\n\nx\n", b"Subject: Bicycle (sale)\n\nx\n"),
    "|sale:": (b"Subject: [Our list] Sale: Bicycle\n\nx\n", b"Subject: Wholesale: x\n\nx\n"),
    "own.prices: 0, subject.prices: 0": (
        b"Subject: [Our list] [sale] Bicycle\n\nA good one.\n",
        b"Subject: Re: [Our list] [sale] Bicycle\n\nI take it!\n",
    ),
    "links.count: at least 1, own": (
        b"Subject: x\n\nLook: https://example.org/a\n",
        b"Subject: x\n\nOne two three four five six seven eight nine ten: https://example.org/a\n",
    ),
    "quoted.words: over 150": (
        b"Subject: Re: x\n\nMe too!\n\nOn Monday Ann Lee wrote:\n> " + b"the pipe leaks " * 60 + b"\n",
        b"Subject: Re: x\n\nMe too!\n\nOn Monday Ann Lee wrote:\n> the pipe leaks\n",
    ),
    "when: {message.reply": (b"Subject: Re: x\n\ny\n", b"Subject: x\n\ny\n"),
}


@pytest.mark.parametrize("recipe", CAUGHT)
def test_a_recipe_catches_what_it_says(recipe):
    (lines,) = [lines for lines in RECIPES if recipe in lines[0]]
    below = "".join(f"    {line}\n" for line in lines if line)
    text = f"rules:\n  - name: r\n{below}    then: hold\n"
    found = [str(judged_post(text, b"From: a@example.org\n" + raw).disposition) for raw in CAUGHT[recipe]]
    assert found == ["hold", "accept"]


def test_the_rule_for_sales_is_good_as_it_stands():
    lines = block(r"  ```yaml\n(  rules:\n    - name: sale-needs-price.*?)  ```").split("\n")
    policy = policy_of("ruleset: r\nlanguage: 1\n" + "".join(f"{line[2:]}\n" for line in lines))
    assert (policy.examples, policy.warnings) == (3, ())


def test_all_recipes_were_found():
    table = block(r"## What people ask for most\n(.*?)\n## ")
    assert len(RECIPES) == table.count("\n| ") - 1
