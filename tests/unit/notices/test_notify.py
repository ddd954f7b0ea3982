"""The mail that points owners to a post."""

from bot.notices import write_notify
from bot.policy.model.verdict import Finding
from tests.parts.letters import opened, said
from tests.parts.posts import a_post
from tests.parts.reading import SALON, a_stamp

TOKEN = "lw-" + "a2b3" * 8


def test_it_tells_no_token_that_the_post_quotes():
    post = a_post(subject=f"Re: {TOKEN}")
    finding = Finding(rule="look", text=f'It says "{TOKEN}".', disposition=None)

    told = opened(write_notify(post, [finding], ("owner@example.org",), SALON, a_stamp()))

    assert TOKEN not in told["Subject"] + said(told)
    assert 'It says "lw-xxxxxx".' in said(told)
