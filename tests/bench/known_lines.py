"""
Bench: what a list's memory of its posts takes, in the database and in the process, after many posts.

Run: ``python -m tests.bench.known_lines [POSTS] [AUTHORS]`` (100,000 by 2,000). Invented posts of
nine kilobytes at most, each with its author's signature and the list's footer, teach a database as
the daemon does when they go out; then twenty posts ask what is known of them.
"""

import datetime as dt
import random
import sys
import tempfile
import textwrap
import time
import tracemalloc
from pathlib import Path

import sqlalchemy as sa

from bot.mail.known import Asked, Taught
from bot.mail.known.lesson import lesson_of
from bot.store.known_lines import Teaching, known, learn
from bot.store.tables import metadata
from tests.bench.common import invented_text

LIST = "salon"
DAY = dt.timedelta(days=1)
BEGINS = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
POSTS_A_DAY = 27
TEXTS = 400
ASKED = 20
DATABASE, PROCESS = 20_000_000, 5_000_000


def main(arguments: list[str]) -> int:
    """Teach, ask, print what it took; the exit status says whether the bars hold."""
    posts, authors = (*map(int, arguments), *(100_000, 2_000)[len(arguments) :])
    chance = random.Random(1)
    texts = [wrapped(invented_text(chance, chance.randrange(500, 9_000))) for _ in range(TEXTS)]
    with tempfile.TemporaryDirectory(prefix="listwarden-bench-") as folder:
        file = Path(folder) / "known.db"
        engine = sa.create_engine(f"sqlite:///{file}")
        metadata.create_all(engine)
        empty = file.stat().st_size
        started = time.process_time()
        with engine.begin() as connection:
            for number in range(posts):
                author = int(chance.paretovariate(1.1)) % authors
                post = Teaching(
                    list_id=LIST,
                    case=f"case{number}",
                    taught=taught(number, author, texts),
                    at=BEGINS + DAY * number / POSTS_A_DAY,
                )
                learn(connection, [post])
        spent = (time.process_time() - started) / posts
        size = file.stat().st_size - empty
        most = asking(engine, posts, authors)
    print(f"{posts:,} posts by {authors:,}: {size / 1e6:.1f} MB in the database, {spent * 1e3:.2f} ms a post")
    print(f"{ASKED} posts ask: {most / 1e6:.2f} MB in the process at most")
    return 0 if size < DATABASE and most < PROCESS else 1


def wrapped(text: str) -> str:
    """The text in lines as mailers break them, so that a post has many to be remembered by."""
    return "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in text.split("\n\n"))


def taught(number: int, author: int, texts: list[str]) -> Taught:
    """What one post teaches."""
    name = f"author{author}@example.net"
    text = (
        f"{texts[number % TEXTS]}\n\nPost {number} of this list.\n\n-- \nAuthor {author}\nHarbour Road {author}, Haven\n"
        f"https://{author}.example.net/\n\n{'_' * 47}\nSalon mailing list -- salon@lists.example.org\n"
    )
    return Taught(author=name, message_id=f"{number}@example.net", thread=number // 7, lesson=lesson_of(text))


def asking(engine: sa.Engine, posts: int, authors: int) -> int:
    """Octets that the process takes at most while posts ask what is known of them."""
    asked = [
        Asked(f"author{number % authors}@example.net", (f"{posts - 1 - number}@example.net",))
        for number in range(ASKED)
    ]
    with engine.begin() as connection:
        known(connection, LIST, asked[:1], BEGINS)
        tracemalloc.start()
        found = known(connection, LIST, asked, BEGINS + DAY * posts / POSTS_A_DAY)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert all(one.answered for one in found), "what the newest posts say is not known"
    assert any(one.footers for one in found), "the footer is not known"
    return most


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
