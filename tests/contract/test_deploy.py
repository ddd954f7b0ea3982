"""The files in deploy/ are what they say: the sample loads, the unit is as closed as promised."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from bot.settings.refused import public_keys, table_of
from tests.parts import dist

DEPLOY = Path(__file__).parents[2] / "deploy"
SAMPLE = (DEPLOY / "listwarden.toml").read_text()
EVERY_KEY = re.sub(r"^#(\w+ = )", r"\1", SAMPLE, flags=re.MULTILINE)


def load(folder, text):
    for name in (
        "smtp-password",
        "imap-password",
        "database-password",
        "oauth-secret",
        "moderator-password",
        "ca.pem",
        "members.txt",
        "footer.txt",
        "rules/salon.yaml",
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("" if name == "members.txt" else "x\n")
        path.chmod(0o640)
    (folder / "listwarden.toml").write_text(text)
    return load_settings(folder / "listwarden.toml", {})


def test_the_sample_loads_without_a_warning_and_sends_nothing_yet(tmp_path):
    settings = load(tmp_path, SAMPLE)

    assert settings.warnings == ()
    assert [each.mode for each in settings.lists] == ["observe"]


def test_its_optional_keys_load_too(tmp_path):
    of_an_inbox = re.sub(
        r"^(listen|recipients|next_hop|queue|rules_page) = .*\n", "", EVERY_KEY, flags=re.MULTILINE
    )

    assert load(tmp_path, of_an_inbox).lists[0].digest.max_posts == 20


def test_the_keys_of_its_other_way_in_load_too(tmp_path):
    text = re.sub(
        r"\[lists\.intake\].*?(?=\[lists\.post\])",
        lambda table: "\n".join(
            [
                "[lists.intake]",
                'kind = "lmtp"',
                *re.findall(r"^(?:listen|recipients|size_limit) = .*", table[0], re.MULTILINE),
                "",
            ]
        ),
        EVERY_KEY,
        flags=re.DOTALL,
    )

    assert load(tmp_path, text).lists[0].intake.listen == "127.0.0.1:8024"


def test_it_names_every_key_there_is():
    def missing(model, table, path):
        for name in public_keys(model):
            inner = table_of(model.model_fields[name])
            if name not in table:
                yield f"{path}{name}"
            elif inner is not None:
                below = table[name][0] if name == "lists" else table[name]
                below = next(iter(below.values())) if name == "oauth" else below
                yield from missing(inner, below, f"{path}{name}.")

    assert list(missing(Settings, tomllib.loads(EVERY_KEY), "")) == []


def test_each_key_of_it_has_a_comment():
    bare = [line for line in EVERY_KEY.splitlines() if re.match(r"\w+ = [^#]*$", line)]

    assert set(bare) <= {
        'host = "127.0.0.1"',
        'kind = "imap"',
        'ca_file = "ca.pem"',
        'rules = "rules/salon.yaml"',
        'host = "imap.example.org"',
        'username = "salon@lists.example.org"',
        'password_file = "imap-password"',
    }  # what needs none, or has it where it stands first


def test_what_stands_as_default_in_the_sample_is_the_default(tmp_path):
    quiet = load(tmp_path, SAMPLE)
    bare = load(tmp_path, re.sub(r"\[(limits|retention|log)\][^\[]*", "", SAMPLE))

    assert (quiet.limits, quiet.retention, quiet.log) == (bare.limits, bare.retention, bare.log)


def test_the_unit_is_closed():
    if shutil.which("systemd-analyze") is None:
        pytest.fail("systemd-analyze is missing: apt-get install systemd, or sh tests/parts/install.sh")
    unit = DEPLOY / "listwarden.service"
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(unit)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)

    assert exposure is not None
    assert float(exposure[1]) <= 1.5


def test_systemd_has_nothing_to_say_against_the_unit(tmp_path):
    unit = tmp_path / "listwarden.service"
    there = (DEPLOY / "listwarden.service").read_text().replace("/opt/listwarden/bin/listwarden", "/bin/true")
    unit.write_text(there)
    told = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )

    assert (told.stdout + told.stderr, told.returncode) == ("", 0)


def test_the_script_takes_the_steps_of_the_page():
    page, script = ((DEPLOY / name).read_text() for name in ("README.md", "try-on-systemd.sh"))
    steps = [
        line
        for line in page.splitlines()
        if line.startswith(("install ", "systemctl daemon-reload", "runuser "))
    ]

    assert len(steps) > 6
    for line in steps:
        assert line.replace("--now", "--quiet --now") in script or line in script, line


def test_the_wheel_carries_the_man_page_and_the_completion(tmp_path):
    assert dist.lacking(dist.build(tmp_path)) == []


def test_only_commands_that_exist_are_named():
    text = (DEPLOY / "README.md").read_text().replace("sudo -u listwarden ", "")
    code = "\n".join(_code_of(text))
    named = set(re.findall(r"(?m)(?:^|/bin/)listwarden ([a-z]+)", code))

    assert {"demo", "doctor", "status", "held", "journal"} <= named
    assert [word for word in named if not _is_command(word)] == []


def _code_of(text):
    return [block or span for block, span in re.findall(r"```sh\n(.*?)```|`([^`\n]+)`", text, re.DOTALL)]


def _is_command(word):
    from bot.cli import main

    with pytest.raises(SystemExit) as left:
        main([word, "--help"])
    return left.value.code == 0
