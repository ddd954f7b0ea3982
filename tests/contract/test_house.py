"""docs/house.md tells the truth: it names every folder and nothing else, and what it shows whole works as one new file."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "house.md").read_text("utf-8")
NAMED = set(re.findall(r"`((?:bot|tests|docs|rules|deploy)/[\w./]+)`", PAGE))
INVENTED = ("NAME", "WORD", "CODE", "tone.py", "name_topic.py", "titles.py")
FOLDERS = {path.parent for path in (ROOT / "bot").rglob("*.py")} - {ROOT / "bot"}

RULES = """\
ruleset: loud
language: 1
rules:
  - name: loud
    when: {own.exclamations: over 3}
    then: {disposition: return, name_topic: anger}
    because: Please write with fewer than {{ own.exclamations }} exclamation marks.
    examples:
      - facts: {own.exclamations: 4}
        expect: return
"""
POST = b"From: ann@example.org\nSubject: x\n\nNo!!!!!\n\n> No!\n"
ISSUE = """
import datetime as dt
from pydantic import TypeAdapter
from bot.mail import read
from bot.mail.mailing_list import MailingList
from bot.notices import Entry, Stamp, write_issue
from bot.settings.kinds import Formats

formats = TypeAdapter(Formats).validate_python("titles")
salon = MailingList(id="salon.example.org", address="salon@example.org", name="Salon",
                    digest_to=("digest@example.org",), digest_formats=formats)
stamp = Stamp(date=dt.datetime(2026, 1, 8, tzinfo=dt.UTC), message_id="1@example.org", boundary="b", loop_mark="x")
post = read(b"From: Ann <ann@example.org>\\nSubject: Rain\\n\\nIt rains.\\n")
(mail,) = write_issue([Entry(case="c", post=post)], salon, 1, lambda _: stamp)
print(mail.raw.decode())
"""


def shown(title):
    """The code below a heading of the page, and the file that the page saves it as."""
    section = PAGE.split(f"### {title}\n")[1].split("\n##")[0]
    found = re.search(r"```python\n(.*?)```\s+Saved as `([^`]+)`", section, re.DOTALL)
    assert found is not None
    return found[1], found[2]


@pytest.fixture
def house(tmp_path):
    shutil.copytree(ROOT / "bot", tmp_path / "bot")
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "post.eml").write_bytes(POST)
    return tmp_path


def adds(house, title):
    code, place = shown(title)
    assert not (house / place).exists()
    (house / place).write_text(code, "utf-8")


def runs(house, *words):
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def listwarden(house, *words):
    return runs(house, "-m", "bot", *words)


def test_it_names_every_folder():
    assert {f"{folder.relative_to(ROOT)}/" for folder in FOLDERS if folder.name != "versions"} <= NAMED


def test_what_it_names_is_there():
    lost = [name for name in NAMED if not name.endswith(INVENTED) and not any(w in name for w in INVENTED)]

    assert [name for name in lost if not (ROOT / name).exists()] == []


def test_the_first_line_of_every_module_is_a_sentence():
    paths = [path for path in (ROOT / "bot").rglob("*.py") if "versions" not in path.parts]
    lines = {path: re.match(r'r?"""\n?(\S.*)', path.read_text("utf-8")) for path in paths}

    assert [path for path, line in lines.items() if line is None or len(line[1].split()) < 4] == []


def test_a_fact_is_one_file_and_an_action_another(house):
    adds(house, "A fact, whole")
    adds(house, "An action, whole")

    checked = listwarden(house, "rules", "check", "rules.yaml")
    explained = listwarden(house, "explain", "post.eml", "--rules", "rules.yaml")
    manual = listwarden(house, "rules", "manual").stdout
    schema = listwarden(house, "rules", "schema").stdout

    assert (checked.returncode, checked.stderr) == (0, "")
    assert "rules.yaml: good, 1 rule, 1 example passed" in checked.stdout
    assert "Please write with fewer than 5 exclamation marks." in explained.stdout
    assert "How many exclamation marks the author wrote." in manual
    assert "Put the field X-Topic on a post that goes out" in manual
    assert "own.exclamations" in schema
    assert "name_topic" in schema


def test_their_examples_are_true(house):
    adds(house, "A fact, whole")
    program = (
        "from bot.facts import VOCABULARY, Context, Facts\nfrom bot.mail import read\nimport datetime as dt\n"
        "context = Context(now=dt.datetime(2026, 1, 8, tzinfo=dt.UTC))\n"
        "for text, value in VOCABULARY.find('own.exclamations').examples:\n"
        "    assert Facts(read(text.encode()), context)['own.exclamations'] == value\n"
        "    print('tried')\n"
    )

    assert runs(house, "-c", program).stdout == "tried\ntried\n"


def test_without_the_files_the_words_are_unknown(house):
    checked = listwarden(house, "rules", "check", "rules.yaml")

    assert checked.returncode == 1
    assert 'unknown fact "own.exclamations"' in checked.stdout + checked.stderr
    assert 'unknown key "name_topic"' in checked.stdout + checked.stderr


def test_a_digest_format_is_one_file(house):
    adds(house, "A digest format, whole")

    issue = runs(house, "-c", ISSUE)

    assert issue.stderr == ""
    assert "Rain (Ann)" in issue.stdout


def test_without_the_file_the_format_is_none(house):
    assert "Input should be 'html', 'mime' or 'plain'" in runs(house, "-c", ISSUE).stderr
