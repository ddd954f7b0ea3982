"""What reads mail can neither unpack nor fetch anything: it has no module that could."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2] / "bot"
PURE = ("mail", "facts", "policy/run", "policy/guards", "notices", "dialogue")


def imported(folder: str) -> set[str]:
    names: set[str] = set()
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add((node.module or "").partition(".")[0])
    return names


def test_nothing_that_reads_mail_can_unpack():
    packers = {"zipfile", "tarfile", "gzip", "bz2", "lzma", "shutil", "zstandard", "py7zr"}
    assert {name: imported(name) & packers for name in PURE} == {name: set() for name in PURE}
    files = [file for name in PURE for file in (ROOT / name).rglob("*.py")]
    assert [str(file) for file in files if "decompress" in file.read_text()] == []


def test_nothing_that_reads_mail_can_fetch():
    lines = {"http", "socket", "ssl", "asyncio", "requests", "httpx", "aiohttp", "subprocess", "webbrowser"}
    assert {name: imported(name) & lines for name in PURE} == {name: set() for name in PURE}
    fetching = {str(file.relative_to(ROOT)) for file in ROOT.rglob("*.py") if "urlopen" in file.read_text()}
    assert fetching <= {"oauth/http.py"}, fetching
