"""Builds the wheel, puts it into a fresh environment, and tries it there: ``python -m tests.parts.dist DIRECTORY``."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
CARRIED = ("share/man/man1/listwarden.1", "share/bash-completion/completions/listwarden")


def build(folder: Path) -> Path:
    """The wheel of this tree."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    (wheel,) = folder.glob("listwarden-*.whl")
    return wheel


def check(wheel: Path) -> list[str]:
    """What is wrong with a wheel that was put into an environment of its own."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        venv.create(place / "venv", system_site_packages=False, with_pip=False, symlinks=True)
        python = place / "venv/bin/python"
        install = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--quiet",
            "--no-deps",
            str(wheel),
        ]
        subprocess.run(install, check=True, cwd=place)
        (site,) = (place / "venv/lib").glob("python*/site-packages")
        mine = next(Path(each) for each in sys.path if each.endswith("site-packages"))
        (site / "locked.pth").write_text(f"{mine}\n")  # what it depends on, as locked here
        wrong = [f"{each} is missing" for each in CARRIED if not (place / "venv" / each).is_file()]
        return wrong + list(_tried(place / "venv/bin/listwarden", place))


def _tried(command: Path, place: Path) -> list[str]:
    wrong = []
    for words in (
        ["--version"],
        ["init", "mylist"],
        ["rules", "check", "mylist/rules"],
        ["demo", "--out", "out"],
    ):
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
    wrong = check(wheel)
    sys.stdout.writelines(f"{each}\n" for each in wrong or [f"{wheel}: installs, starts, and shows the demo"])
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()))
