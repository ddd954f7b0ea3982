"""A sample of the fault points of ``make faults``: a real daemon, real servers, one fault each time."""

import pytest

from tests.faults import power
from tests.faults.laboratory import Counts, Laboratory
from tests.faults.lines import ProxyThread
from tests.faults.system_calls import Injection


@pytest.fixture(scope="module")
def laboratory():
    with Laboratory() as laboratory:
        yield laboratory


@pytest.mark.parametrize(
    ("call", "how", "number"),
    [
        ("sendto", "signal=KILL", 30),
        ("pwrite64", "error=ENOSPC", 20),
    ],
)
def test_a_sample_of_all_points(laboratory, call, how, number):
    counts = Injection(call, how).at(laboratory, number)

    assert counts is not None, "no call was hit: the sweep is blind"
    assert counts.good, counts


@pytest.mark.parametrize(("server", "side", "octets"), [("smtp", "cut_client", 1500)])
def test_a_line_that_is_cut(laboratory, server, side, octets):
    port = laboratory.dovecot.plain_port if server == "imap" else laboratory.sink.port
    with ProxyThread(port) as line:
        point = laboratory.begin(**{server: line.proxy.port})
        setattr(line.proxy, side, octets)
        point.fails()
        setattr(line.proxy, side, None)

        counts = point.comes_to_rest()

    assert line.proxy.cuts
    assert counts.good, counts


@pytest.mark.skipif(not power.can(), reason="mounting a file needs root and a loop device")
def test_a_power_cut_takes_nothing_that_was_acknowledged():
    ours, normal = Counts(), Counts()

    power.cuts(50, ours)
    power.cuts_with_normal(50, normal)

    assert ours.good, ours
    assert not normal.good, "the cuts take nothing at all"
