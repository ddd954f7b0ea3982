"""What is remembered of words makes reading faster; it must not become a store of other people's mail."""

import gc
import tracemalloc

import pytest

from bot.mail import read

HEAD = "From: Ann <ann@example.org>\nSubject: Tea\n\n"
LINES = ("%s", "By %s", "%s By", "Hello %s:", "On 3 May 2026 %s wrote:", "[ %s ]", "https://example.org/%s")


@pytest.mark.parametrize("line", LINES)
def test_long_words_of_earlier_posts_are_not_kept(line):
    def post(number: int) -> bytes:
        words = (f"W{number * 10 + each}" * 4_000 for each in range(10))
        return (HEAD + "\n\n".join(line % word for word in words)).encode()

    read(post(0))
    gc.collect()
    tracemalloc.start()
    for number in range(1, 41):
        read(post(number))
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert kept < 2_000_000  # of 5,800,000 octets that were read; urllib remembers 128 addresses of its own
