"""Which posts of an issue belong together, by what they answer."""

from collections.abc import Sequence

from bot.mail.origin.references import answered
from bot.mail.post import Post

_MOST_REFERENCES = 100


def threads(posts: Sequence[Post]) -> list[tuple[int, int]]:
    """
    (index, depth) of the posts in reading order.

    Threads stand in the order in which their first post came, and within a
    thread posts stand in the order in which they came. Two posts belong
    together when one names the other (References, In-Reply-To), when both name
    the same third, or when an answer that names nothing has the other's subject.
    """
    groups: dict[str, list[int]] = {}
    roots = _Roots()
    for index, post in enumerate(posts):
        for other in _named(post):
            roots.join(_own_name(index, post), other)
    for index, post in enumerate(posts):
        groups.setdefault(roots.root(_own_name(index, post)), []).append(index)
    return [(index, min(place, 1)) for group in groups.values() for place, index in enumerate(group)]


def _named(post: Post) -> tuple[str, ...]:
    subject = f"subject {' '.join(post.subject.text.casefold().split())}"
    if answered(post.header)[:_MOST_REFERENCES]:
        return answered(post.header)[:_MOST_REFERENCES]
    return (subject,) if post.subject.text.strip() else ()


def _own_name(index: int, post: Post) -> str:
    return post.message_id or f"post {index}"


class _Roots:
    """Disjoint sets of names."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            self._above[name] = self._above.get(above, above)
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        self._above[self.root(other)] = self.root(one)
