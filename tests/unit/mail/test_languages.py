"""A language is one file of words: put it beside the others, and its mail is understood."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import bot.mail

PACKAGE = Path(bot.mail.__file__).parent
LANGUAGES = sorted((PACKAGE / "languages").glob("*.toml"))
ESPERANTO = """\
name = "Esperanto"

[subject]
reply = ["resp"]
forward = ["plus"]

[marks]
forward = ["plusendita mesaĝo"]
end = ["fino de la plusendita mesaĝo"]

[fields]
from = ["de"]
to = ["al"]
subject = ["temo"]
date = ["dato"]

[attribution]
openers = ["je"]
verbs = ["skribis"]

[dates]
months = ["marto"]

[signature]
mobile = ["sendita de mia"]
"""
FORWARD = """\
Legu, mi petas.

-------- Plusendita mesaĝo --------
Temo: La ponto
Dato: 3-a de marto 2026 09:15
De: Dora Ekzemplo <dora@example.org>
Al: ann@example.com

La ponto restas fermita.

-------- Fino de la plusendita mesaĝo --------

Kion fari?

Sendita de mia poŝtelefono
"""
REPLY = """\
Mi konsentas.

Je 3-a de marto 2026 09:15, Dora Ekzemplo skribis:

La ponto restas fermita.
"""
PROGRAM = """
import json, sys
from bot.mail import read
from bot.mail.describe import describe
print(json.dumps([describe(read(mail.encode()), "-") for mail in json.load(sys.stdin)]))
"""


@pytest.fixture
def package(tmp_path):
    """The package that reads mail, where a file may be put into it."""
    shutil.copytree(PACKAGE, tmp_path / "bot" / "mail")
    shutil.copy(PACKAGE.parent / "lazy_regex.py", tmp_path / "bot")
    (tmp_path / "bot" / "__init__.py").write_text("")
    return tmp_path


def understood(package):
    """How that package understands the forward and the reply."""
    mails = [mail("[Salon] Plus: La ponto", FORWARD), mail("[Salon] Resp: La ponto", REPLY)]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(mails),
        cwd=package,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def mail(subject, text):
    fields = "From: Ann <ann@example.com>\nContent-Type: text/plain; charset=utf-8"
    return f"{fields}\nSubject: {subject}\n\n{text}"


def test_one_file_teaches_a_language(package):
    (package / "bot" / "mail" / "languages" / "eo.toml").write_text(ESPERANTO, "utf-8")

    forward, reply = understood(package)

    assert forward["kind"] == "forward"
    assert forward["own_text"].split() == ["Legu,", "mi", "petas.", "Kion", "fari?"]
    assert forward["signature"] == "Sendita de mia poŝtelefono"
    assert forward["forwards"][0]["from"] == {"name": "Dora Ekzemplo", "address": "dora@example.org"}
    assert forward["forwards"][0]["subject"] == "La ponto"
    assert forward["forwards"][0]["body"] == "La ponto restas fermita."
    assert reply["kind"] == "reply"
    assert reply["subject"]["prefixes"] == ["re"]
    assert reply["own_text"].strip() == "Mi konsentas."
    assert reply["quoted_text"].strip() == "La ponto restas fermita."


def test_without_the_file_the_words_mean_nothing(package):
    forward, reply = understood(package)

    assert "Plusendita mesaĝo" in forward["own_text"]
    assert "skribis" in reply["own_text"]


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_every_language_has_what_forwards_and_replies_need(path):
    table = tomllib.loads(path.read_text("utf-8"))

    assert table["name"]
    assert table["marks"]["forward"]
    assert table["attribution"]["verbs"]
    assert {"from", "to", "subject", "date"} <= {name for name, labels in table["fields"].items() if labels}


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_every_word_of_a_language_has_a_known_place(path):
    known = {
        "subject": {"reply", "forward", "returned"},
        "marks": {"forward", "original", "end"},
        "fields": {"from", "to", "cc", "subject", "date", "reply-to", "other"},
        "attribution": {"openers", "verbs"},
        "dates": {"months", "weekdays"},
        "signature": {"mobile", "excuses", "products", "closings"},
        "footer": {"list", "disclaimer", "legal", "banner"},
        "article": {
            "byline", "clutter", "published", "credits", "agencies", "sources", "links", "comments", "notices", "releases",
        },
        "speech": {"alone", "together", "addressing", "common", "reporting"},
        "text": {"letters", "words"},
    }  # fmt: skip
    table = tomllib.loads(path.read_text("utf-8"))
    del table["name"]

    assert {(section, key) for section in table for key in table[section]} <= {
        (section, key) for section, keys in known.items() for key in keys
    }


def test_there_are_languages_enough():
    assert len(LANGUAGES) >= 33


def test_the_page_on_languages_names_every_key_and_no_other():
    page = (PACKAGE.parent.parent / "docs" / "adding-a-language.md").read_text("utf-8")
    tables = [tomllib.loads(path.read_text("utf-8")) for path in LANGUAGES]
    keys = {
        f"{section}.{key}"
        for table in tables
        for section in table
        if section != "name"
        for key in table[section]
    }
    named = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}

    assert named == keys
