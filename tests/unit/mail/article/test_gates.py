"""The quick looks before the signs, and before paragraphs are made, hide nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.mail.article.evidence import may_share
from bot.mail.article.find import Sharing
from bot.mail.article.proof import told
from bot.mail.article.scene import Scene
from bot.mail.article.signs import SIGNS, signs_of
from bot.mail.post import Subject, ZoneKind
from bot.mail.text.lines import read_lines
from bot.mail.text.subject import read_subject
from bot.mail.zones.line_walk import Walk
from tests.parts.margins import ANN, read_marked

POSTS = sorted((Path(__file__).parent.parent / "layouts").glob("*.txt"))


def scenes_of(text: str, subject: Subject) -> Iterator[tuple[Scene, Walk, int, int]]:
    """A scene for each stretch of own words, and where it stands."""
    walk = Walk(read_lines(text), subject, reply=False, author=ANN)
    walk.run()
    for start, end in walk.runs(ZoneKind.OWN):
        yield Sharing(walk, subject, ANN, reply=False).scene(start, end), walk, start, end


@pytest.mark.parametrize("path", POSTS[::3], ids=lambda path: path.stem)
def test_no_gate_hides_a_sign(path: Path) -> None:
    marked = read_marked(path)
    for scene, walk, start, end in scenes_of(marked.text, read_subject(marked.header["Subject"][0])):
        places = range(len(scene.seen))
        shown = [tuple(name for name, shows in SIGNS.items() if shows(scene, at)) for at in places]
        assert signs_of(scene) == shown
        assert may_share(walk.glance, start, end) or not told(scene)
