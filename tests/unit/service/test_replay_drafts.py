"""How many returned posts of an archive needed only an answer."""

from bot.service.replay import Request, replay
from bot.service.replay.mendable import mendable, words_of
from tests.parts.faulty import made
from tests.parts.salon import ROOT


def test_returned_posts_are_counted_by_what_their_authors_had_to_answer(tmp_path):
    chosen = {one.name: one for one in made()}
    for name in ("no-fwd", "short-comment", "no-link"):
        (tmp_path / f"{name}.eml").write_bytes(chosen[name].raw)
    request = Request(
        archives=(str(tmp_path),), rules=(str(ROOT / "rules" / "salon.yaml"),), workers=1, keep=False
    )

    with replay(request, lambda *_: None) as done:
        found = mendable(done, 10)
        one = mendable(done, 1)

    assert (found.returned, found.ok, found.asked, found.none) == (3, 1, 2, 0)
    assert (one.returned, one.tried) == (3, 1)
    assert words_of(found).startswith("Of 3 returned posts, 1 would have gone out for the answer")
