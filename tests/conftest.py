"""No test finds what an earlier run has kept, and none leaves anything in the folders of whoever runs it."""

import os
import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="listwarden-cache-") as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        yield
