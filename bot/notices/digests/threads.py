"""Which posts of an issue belong together: by what they answer, and by the article that they share."""

from collections.abc import Sequence

from bot.mail.origin.references import answered
from bot.mail.post import Post
from bot.mail.text.subject import says_nothing

_MOST_REFERENCES = 100


def threads(posts: Sequence[Post], shared: Sequence[int | None]) -> list[list[int]]:
    """
    The indices of the posts by threads, in reading order.

    The thread with the newest post stands first; within one, posts stand in the
    order in which they came, but those that share an article behind the
    first that does (``shared``). Two posts belong together when one
    names the other (References, In-Reply-To), when both name the same third, when
    an answer that names nothing has the other's subject, or when they share an article.
    """
    groups: dict[str, list[int]] = {}
    roots = _Roots()
    for index, post in enumerate(posts):
        for other in _named(post):
            roots.join(_own_name(index, post), other)
        first = shared[index]
        if first is not None:
            roots.join(_own_name(index, post), _own_name(first, posts[first]))
    for index, post in enumerate(posts):
        groups.setdefault(roots.root(_own_name(index, post)), []).append(index)
    newest_first = sorted(groups.values(), key=lambda group: group[-1], reverse=True)
    return [sorted(group, key=lambda index: _place(index, shared)) for group in newest_first]


def _place(index: int, shared: Sequence[int | None]) -> tuple[int, int]:
    first = shared[index]
    return (index if first is None else first, index)


def _named(post: Post) -> tuple[str, ...]:
    subject = f"subject {' '.join(post.subject.text.casefold().split())}"
    if answered(post.header)[:_MOST_REFERENCES]:
        return answered(post.header)[:_MOST_REFERENCES]
    return () if says_nothing(post.subject) else (subject,)


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
