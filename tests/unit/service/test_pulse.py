"""Signs of life: who hangs is noticed, who waits is not taken for dead, and a crash leaves its mark."""

import stat

from bot.service.pulse import NAME, LifeSign, Pulse


class Clock:
    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


def test_who_moves_in_time_is_alive_and_who_does_not_is_named():
    clock = Clock()
    pulse = Pulse(clock)
    outbox, _ = pulse.expect("the outbox", 10), pulse.expect("the inbox of salon", 60)

    clock.at = 9
    outbox()
    clock.at = 15
    assert list(pulse.stalled) == []
    clock.at = 20
    assert list(pulse.stalled) == ["the outbox"]
    outbox()
    assert list(pulse.stalled) == []


def test_who_has_ended_is_not_missed():
    clock = Clock()
    pulse = Pulse(clock)
    pulse.expect("the outbox", 10)

    pulse.gone("the outbox")

    clock.at = 100
    assert pulse.stalled == ()


def test_a_run_that_was_cut_off_is_known_at_the_next_start(tmp_path):
    with LifeSign(tmp_path) as first:
        assert not first.crashed
        with LifeSign(tmp_path) as beside:
            assert beside.crashed
    with LifeSign(tmp_path) as again:
        assert not again.crashed


def test_the_sign_is_private_and_follows_no_link(tmp_path):
    target = tmp_path / "elsewhere"
    with LifeSign(tmp_path):
        assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    (tmp_path / NAME).symlink_to(target)

    with LifeSign(tmp_path):
        assert not target.exists()
