"""Tests that pages name: whether they are there, and how a page shows them."""

import ast
from collections.abc import Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def named(tests: Sequence[str]) -> str:
    """``FILE::TEST`` for a cell of a table, one below the other. Raises LookupError where one is gone."""
    for test in tests:
        file, _, name = test.partition("::")
        if name not in {"", *_names(file)}:
            raise LookupError(f"{test} is gone: name the test that takes its place")
    return "<br>".join(f"`{test.removeprefix('tests/')}`" for test in tests)


@cache
def _names(file: str) -> frozenset[str]:
    found = set()
    for node in ast.parse((ROOT / file).read_bytes()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            found |= {f"{node.name}::{each.name}" for each in node.body if hasattr(each, "name")}
        elif isinstance(node, ast.Assign):
            found |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    return frozenset(found)
