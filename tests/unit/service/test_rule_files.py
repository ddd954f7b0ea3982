"""Files of rules: regular ones inside of their folder, bounded, and no others, whatever is named and linked."""

import os
from pathlib import Path

import pytest

from bot.policy import RulesRefused, load
from bot.service import rule_files
from bot.service.rule_files import reader_of

RULES = "ruleset: x\nlanguage: 1\nrules:\n  - {name: r, when: always, then: hold}\n"
SECRET = "hunter2-not-for-owners\n"


@pytest.fixture
def home(tmp_path):
    """A host: secrets of the service beside a folder of rules."""
    (tmp_path / "smtp-password").write_text(SECRET)
    (tmp_path / "other.yaml").write_text(SECRET)
    (tmp_path / "rules" / "posts").mkdir(parents=True)
    (tmp_path / "rules" / "good.yaml").write_text(RULES)
    return tmp_path


def reading(home, name):
    return reader_of(home / "rules" / "good.yaml")(str(home / "rules" / name))


def refusal(home, text):
    path = home / "rules" / "own.yaml"
    path.write_text(f"ruleset: own\nlanguage: 1\n{text}")
    with pytest.raises(RulesRefused) as refused:
        load(str(path), reader_of(path))
    return refused.value.render()


def test_what_lies_in_the_folder_and_below_is_read(home):
    (home / "rules" / "posts" / "a.eml").write_bytes(b"Subject: a\n\n")
    assert reading(home, "good.yaml") == RULES.encode()
    assert reading(home, "posts/a.eml") == b"Subject: a\n\n"


def test_links_within_the_folder_are_followed(home):
    """As Kubernetes lays out a ConfigMap."""
    (home / "rules" / "..2026").mkdir()
    (home / "rules" / "..2026" / "linked.yaml").write_text(RULES)
    (home / "rules" / "..data").symlink_to("..2026")
    (home / "rules" / "linked.yaml").symlink_to("..data/linked.yaml")
    assert reading(home, "linked.yaml") == RULES.encode()


def test_the_folder_itself_may_be_reached_by_a_link(home):
    (home / "by-link").symlink_to("rules")
    path = home / "by-link" / "good.yaml"
    assert reader_of(path)(str(path)) == RULES.encode()


@pytest.mark.parametrize("name", ["../other.yaml", "../smtp-password", "/etc/passwd", "/proc/self/environ"])
def test_what_lies_outside_is_not_read(home, name):
    with pytest.raises(OSError, match="it lies outside of the folder of the rules"):
        reading(home, name)


@pytest.mark.parametrize("target", ["../other.yaml", "/proc/self/environ", "/dev/zero"])
def test_a_link_that_leads_outside_is_not_followed(home, target):
    (home / "rules" / "link.yaml").symlink_to(target)
    with pytest.raises(OSError, match="outside"):
        reading(home, "link.yaml")


def test_a_folder_that_is_a_link_that_leads_outside_is_not_followed(home):
    (home / "rules" / "sub").symlink_to("..")
    with pytest.raises(OSError, match="outside"):
        reading(home, "sub/other.yaml")


def test_a_link_does_not_give_a_file_another_ending(home):
    (home / "rules" / "password").write_text(SECRET)
    (home / "rules" / "link.yaml").symlink_to("password")
    with pytest.raises(OSError, match="it is a link to a file whose name ends otherwise"):
        reading(home, "link.yaml")


def test_a_folder_or_a_pipe_is_refused_at_once(home):
    os.mkfifo(home / "rules" / "pipe.yaml")
    for name in ("pipe.yaml", "posts", "."):
        with pytest.raises(OSError, match="it is not a regular file"):
            reading(home, name)


def test_a_link_to_itself_or_a_name_with_nul_is_an_os_error(home):
    (home / "rules" / "round.yaml").symlink_to("round.yaml")
    for name in ("round.yaml", "a\0b", "a\ud800b", "x" * 5000, "nowhere.yaml"):
        with pytest.raises(OSError, match=r"."):
            reading(home, name)


def test_a_file_that_is_too_large_is_not_read(home, monkeypatch):
    monkeypatch.setattr(rule_files, "LARGEST", 1_000_000)
    (home / "rules" / "large.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(OSError, match="it has more than 1 MB"):
        reading(home, "large.yaml")


def test_what_is_exchanged_for_a_link_after_the_look_at_it_is_not_followed(home, monkeypatch):
    (home / "rules" / "sub").mkdir()
    (home / "rules" / "sub" / "other.yaml").write_text(RULES)
    look = Path.resolve

    def exchanged(path, *, strict=False):
        real = look(path, strict=strict)
        if path.name == "other.yaml":
            (home / "rules" / "sub").rename(home / "rules" / "gone")
            (home / "rules" / "sub").symlink_to(home)
        return real

    read = reader_of(home / "rules" / "good.yaml")
    monkeypatch.setattr(Path, "resolve", exchanged)
    with pytest.raises(OSError, match=r"."):
        read(str(home / "rules" / "sub" / "other.yaml"))


@pytest.mark.parametrize(
    "text",
    [
        "inherits: ../smtp-password\nrules: []\n",
        "inherits: ../other.yaml\nrules: []\n",
        "inherits: password\nrules: []\n",
        "inherits: link.yaml\nrules: []\n",
        "lists:\n  x: {file: ../smtp-password}\nrules:\n  - {name: r, when: {subject: {in: $x}}, then: hold}\n",
        "lists:\n  x: {file: password}\nrules:\n  - {name: r, when: {subject: {in: $x}}, then: hold}\n",
        "rules:\n  - {name: r, when: {body: {is: x}}, then: hold, examples: [{post: password, expect: hold}]}\n",
    ],
)
def test_no_line_of_another_file_is_shown(home, text):
    (home / "rules" / "password").write_text(SECRET)
    (home / "rules" / "link.yaml").symlink_to("password")
    told = refusal(home, text)
    assert "hunter2" not in told
    assert "cannot be read: it" in told


def test_every_refusal_has_its_place(home):
    assert refusal(home, 'inherits: "a\\0b.yaml"\nrules: []\n').splitlines()[:2] == [
        "error[R003]: the text has a control character (U+0000)",
        f" --> {home}/rules/own.yaml:3:11",
    ]
    os.mkfifo(home / "rules" / "pipe.yaml")
    said, place = refusal(home, "inherits: pipe.yaml\nrules: []\n").splitlines()[:2]
    assert said.startswith('error[R017]: the inherited file "pipe.yaml" cannot be read: it is not a regular')
    assert place == f" --> {home}/rules/own.yaml:3:11"
