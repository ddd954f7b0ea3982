"""Members whose servers refuse: who is paused for it, who gets a post twice, what the owner hears."""

from pathlib import Path

import pytest

from tests.parts.served import OWNER, member, refuse_for_an_hour, refuse_some, serving
from tests.parts.sink import RecordingSink


@pytest.mark.asyncio
async def test_who_is_gone_is_paused_and_nobody_else_and_nobody_gets_a_post_twice(tmp_path: Path):
    with RecordingSink() as sink:
        async with serving(tmp_path, sink, 40) as served:
            refuse_some(sink, 40, 20)
            await refuse_for_an_hour(sink, served, 40)
            await served.days(4)

            copies = served.copies()
            gone = {member(0), member(20)}
            full = {member(number) for at in (0, 20) for number in (at + 1, at + 2, at + 3)}
            assert set(copies.values()) == {1}
            assert served.paused() == gone
            reached = {who for _, who in copies} - {OWNER}
            assert reached == {member(number) for number in range(40)} - gone - full
            assert len(copies) == 5 * len(reached)
            assert sorted(served.told()) == [
                "Salon: mail to members comes back",
                "Salon: some members missed a post",
            ]
            (missed,) = [one for one in sink.messages() if "missed" in (one.field("Subject") or "")]
            named = {
                word.rstrip(":") for word in missed.raw.decode().split() if word.endswith("example.net:")
            }
            assert named == {member(3), member(23)}
