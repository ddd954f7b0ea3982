"""What is remembered of words makes reading faster; it must not become a store of other people's mail."""

import gc
import tracemalloc
from collections.abc import Callable

import pytest

from bot.mail import read

pytestmark = pytest.mark.dear
HEAD = "From: Ann <ann@example.org>\nSubject: Tea\n\n"
LINES = ("%s", "By %s", "%s By", "Hello %s:", "On 3 May 2026 %s wrote:", "[ %s ]", "https://example.org/%s")


def kept_of(post: Callable[[int], bytes]) -> int:
    """Octets of memory that stay taken when forty posts were read."""
    read(post(0))
    gc.collect()
    tracemalloc.start()
    for number in range(1, 41):
        read(post(number))
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return kept


@pytest.mark.parametrize("line", LINES)
def test_long_words_of_earlier_posts_are_not_kept(line):
    def post(number: int) -> bytes:
        words = (f"W{number * 10 + each}" * 4_000 for each in range(10))
        return (HEAD + "\n\n".join(line % word for word in words)).encode()

    assert kept_of(post) < 2_000_000  # of 5,800,000 octets; urllib remembers 128 addresses of its own


@pytest.mark.parametrize(
    "field", ["{}: x", "To: {}@example.org", "To: {} <a@b.org>", "Content-Type: {}/x; name={}"]
)
def test_long_names_in_headers_of_earlier_posts_are_not_kept(field):
    def post(number: int) -> bytes:
        names = (f"W{number * 10 + each}" * 2_000 for each in range(10))
        return ("\n".join(field.replace("{}", name) for name in names) + "\n" + HEAD).encode()

    assert kept_of(post) < 500_000  # of 2,900,000 octets at least
