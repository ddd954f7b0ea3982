"""What the code imports is declared, and what is declared is imported: neither by luck nor as dead weight."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOUND_BY_ITSELF = {"tzdata"}  # by zoneinfo
TOOLS = {  # of the developers: run as commands, or loaded by others
    "coverage", "editables", "hatchling", "import-linter", "mypy", "pytest-asyncio", "pytest-xdist", "ruff", "types-pyyaml", "uv",
}  # fmt: skip


def declared(requirements):
    return {normal(re.split(r"[\[<>=~! ]", one, maxsplit=1)[0]) for one in requirements}


def normal(name):
    """The name of a distribution as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder):
    """The distributions that the modules below a folder import, whether at the top or in a function."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).partition(".")[0])
    owners = packages_distributions()
    beside = {path.stem for path in (ROOT / folder).rglob("*.py")}
    foreign = found - sys.stdlib_module_names - {"bot", "tests"} - (beside - set(owners))
    return {normal(owners.get(name, [name])[0]) for name in foreign}


def of_the_bot():
    extras = PROJECT["project"]["optional-dependencies"].values()
    return declared([*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra)])


def test_the_bot_declares_what_it_imports_and_nothing_else():
    assert imported("bot") == of_the_bot() - FOUND_BY_ITSELF


def test_the_tests_declare_what_they_import():
    groups = PROJECT["dependency-groups"]
    dev = declared([*groups["dev"], *groups["build"]])

    assert imported("tests") - of_the_bot() == dev - TOOLS


def test_the_lock_files_hold_what_is_declared():
    for name in ("requirements.lock", "requirements-dev.lock"):
        locked = declared(re.findall(r"(?m)^[\w.-]+(?:\[[\w,]+\])?==", (ROOT / name).read_text("utf-8")))

        assert of_the_bot() <= locked, name


def test_what_is_imported_nowhere_and_what_is_declared_nowhere_is_seen(tmp_path):
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "one.py").write_text(
        "def late():\n    import markupsafe\n\n    from yaml import nodes\n"
    )

    assert imported(tmp_path / "bot") == {"markupsafe", "pyyaml"}


def test_the_lock_files_name_no_host():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-sbom.lock"):
        assert "://" not in (ROOT / name).read_text("utf-8")


def test_what_a_sentence_says_to_install_is_one_of_the_extras():
    extras = PROJECT["project"]["optional-dependencies"]
    extra = declared(one for each in extras.values() for one in each)
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    advised = set(re.findall(r"-m pip install '?([\w.-]+)", code))

    assert advised == extra
