"""
Builds the wheel, puts it into a fresh environment, and tries it there: ``python -m tests.parts.dist DIRECTORY``.

What that environment holds is listed beside the wheel, in CycloneDX.
"""

import json
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
CARRIED = ("share/man/man1/listwarden.1", "share/bash-completion/completions/listwarden")
STEPS = (
    ["--version"],
    ["init", "mylist"],
    ["rules", "check", "mylist/rules/mylist.yaml"],
    ["demo", "--out", "out"],
)


def build(folder: Path) -> Path:
    """The wheel of this tree, without the network: what builds it is locked and installed."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    (wheel,) = folder.glob("listwarden-*.whl")
    return wheel


def lacking(wheel: Path) -> list[str]:
    """Which of the files that belong beside the code a wheel does not carry."""
    names = zipfile.ZipFile(wheel).namelist()
    return [each for each in CARRIED if not any(name.endswith(f".data/data/{each}") for name in names)]


def list_parts(python: Path, wheel: Path) -> list[str]:
    """Write the bill of materials of an environment beside the wheel; what is wrong with it."""
    bill = wheel.with_name(f"{'-'.join(wheel.name.split('-')[:2])}.cdx.json")
    with tempfile.TemporaryDirectory() as name:
        venv.create(name, with_pip=True)
        lock = ["--quiet", "--require-hashes", "--requirement", str(ROOT / "requirements-sbom.lock")]
        subprocess.run([f"{name}/bin/pip", "--disable-pip-version-check", "install", *lock], check=True)
        write = ["environment", str(python), "--output-reproducible", "--output-file", str(bill)]
        about = ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"]
        subprocess.run([f"{name}/bin/cyclonedx-py", *write, *about], check=True, capture_output=True)
    listed = {part["name"].lower() for part in json.loads(bill.read_text("utf-8"))["components"]}
    wanted = re.findall(
        r"^([a-z0-9-]+)==[^;]*$", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    )
    return [f"{bill.name} does not list {each}" for each in sorted({*wanted} - listed)]


def check(wheel: Path) -> list[str]:
    """What is wrong with a wheel that was put into an environment of its own, as deploy/README.md says."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        venv.create(place / "venv", with_pip=True)
        install = [str(place / "venv/bin/pip"), "--disable-pip-version-check", "install", "--quiet"]
        lock = ["--require-hashes", "--requirement", str(ROOT / "requirements.lock")]
        subprocess.run([*install, *lock], check=True, cwd=place)
        subprocess.run([*install, "--no-deps", str(wheel)], check=True, cwd=place)
        wrong = [f"{each} is missing" for each in CARRIED if not (place / "venv" / each).is_file()]
        wrong += list_parts(place / "venv/bin/python", wheel)
        return wrong + list(_tried(place / "venv/bin/listwarden", place))


def _tried(command: Path, place: Path) -> list[str]:
    wrong = []
    for words in STEPS:
        done = subprocess.run([str(command), *words], cwd=place, capture_output=True, text=True, check=False)
        if done.returncode:
            wrong.append(f"listwarden {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return wrong


def main(folder: Path) -> int:
    """Build and try; 1 where something is wrong."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("listwarden-*.whl"):
        old.unlink()
    wheel = build(folder)
    wrong = [*(f"the wheel lacks {each}" for each in lacking(wheel)), *check(wheel)]
    sys.stdout.writelines(f"{each}\n" for each in wrong or [f"{wheel}: installs, starts, and shows the demo"])
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()))
