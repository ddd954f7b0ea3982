"""Lists that share a place to listen, and what becomes of it when the settings change."""

import pytest

from bot.delivery.relay import NextHop
from bot.service.ways_in import Listeners
from bot.settings import ListSettings


@pytest.fixture
def behind(tmp_path):
    """A list whose mail passes on to a port."""
    rules = tmp_path / "rules.yaml"
    rules.write_text("ruleset: mine\nlanguage: 1\nrules: []\n")

    def made(port: int) -> ListSettings:
        intake = {
            "kind": "smtp-filter",
            "listen": "127.0.0.1:10025",
            "next_hop": f"127.0.0.1:{port}",
        }
        return ListSettings(
            id="salon.example.org",
            address="salon@example.org",
            rules=rules,
            owners=("owner@example.org",),
            intake=intake,
        )

    return made


def test_another_next_hop_is_followed_where_the_bot_goes_on_listening(behind):
    listeners = Listeners()
    first = listeners.at(behind(10026))
    before = first.hop

    again = listeners.at(behind(10027))

    assert again is first
    assert [isinstance(hop, NextHop) and hop.options.port for hop in (before, again.hop)] == [10026, 10027]


def test_the_same_next_hop_keeps_its_connections(behind):
    listeners = Listeners()

    assert listeners.at(behind(10026)).hop is listeners.at(behind(10026)).hop
