"""A monitoring system asks the real daemon; Prometheus' own tool checks what it says, and what deploy/ has for it."""

import http.client
import json
import re
import socket
import subprocess
from pathlib import Path

import pytest

from tests.parts.salon import LIST_ID, Daemon, Salon, post
from tests.parts.sink import free_port, promtool

DEPLOY = Path(__file__).parents[2] / "deploy/prometheus"
HOLDS = """ruleset: holds
language: 1
rules:
  - name: everything-waits
    when: always
    then: hold
    because: A moderator reads first.
"""


def asked(port: int, path: str) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", path)
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def value(text: str, name: str) -> float:
    (found,) = re.findall(rf"(?m)^{re.escape(name)} (\S+)$", text)
    return float(found)


@pytest.fixture
def port(salon: Salon) -> int:
    chosen = free_port()
    salon.adds(f'[metrics]\nlisten = "127.0.0.1:{chosen}"')
    return chosen


def held(salon: Salon, daemon: Daemon) -> None:
    salon.receives(post("One."))
    daemon.wait_until(lambda: salon.folder("Held"), "the post is held")


def test_what_it_says_is_true_and_names_nobody(salon: Salon, port: int):
    salon.has_rules(HOLDS)
    with salon.daemon() as daemon:
        held(salon, daemon)
        daemon.wait_until(lambda: salon.sent_to("owner@example.org"), "the owner hears")
        daemon.wait_until(
            lambda: value(asked(port, "/metrics")[1], f'listwarden_outbox{{list="{LIST_ID}"}}') == 0, "sent"
        )
        status, text = asked(port, "/metrics")
        salon.has_rules("rules: [")
        broken = f'listwarden_rules_refused{{list="{LIST_ID}"}}'
        daemon.wait_until(lambda: value(asked(port, "/metrics")[1], broken) == 1, "refused rules are seen")
        assert [asked(port, path)[0] for path in ("/healthz", "/readyz", "/else")] == [200, 200, 404]
        assert daemon.terminate()[0] == 0

    assert status == 200
    assert value(text, f'listwarden_posts_decided_total{{became="hold",list="{LIST_ID}"}}') == 1
    assert value(text, f'listwarden_held{{list="{LIST_ID}"}}') == 1
    assert 0 <= value(text, f'listwarden_held_oldest_seconds{{list="{LIST_ID}"}}') < 60
    assert value(text, f'listwarden_mail_answers_total{{list="{LIST_ID}",outcome="sent"}}') == 1
    assert value(text, f'listwarden_inbox_up{{list="{LIST_ID}"}}') == 1
    assert value(text, "listwarden_mail_server_up") == 1
    assert "@" not in text
    told = subprocess.run(
        [promtool(), "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert [line for line in told.stderr.splitlines() if line.startswith("listwarden")] == []
    assert told.returncode in (0, 3), told.stderr  # 3: it finds style in the standard collectors


def test_servers_that_are_away_are_seen(salon: Salon, port: int):
    salon.configure(imap=free_port(), smtp=free_port())
    salon.adds(f'[metrics]\nlisten = "127.0.0.1:{port}"')
    with salon.daemon(waits_for="imap: lost") as daemon:
        assert value(asked(port, "/metrics")[1], f'listwarden_inbox_up{{list="{LIST_ID}"}}') == 0
        assert asked(port, "/healthz") == (200, "ok\n")
        daemon.terminate()


def test_a_socket_in_the_file_system_serves_as_well(salon: Salon):
    place = salon.home / "metrics"
    salon.adds(f'[metrics]\nlisten = "unix:{place}"')
    with salon.daemon(), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(place))
        line.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b"".join(iter(lambda: line.recv(4096), b""))
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b"\r\n\r\nok\n")
    assert not place.exists()


def test_a_place_that_others_reach_is_refused(salon: Salon):
    salon.adds('[metrics]\nlisten = "0.0.0.0:9464"')

    done = salon.runs("doctor")

    assert done.returncode == 78
    assert "can be reached from outside" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts_test.yml"),
        ("check", "config", "scrape.yml"),
    ],
)
def test_prometheus_takes_the_files_of_deploy(words):
    done = subprocess.run([promtool(), *words], cwd=DEPLOY, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboard_asks_what_can_be_asked(tmp_path):
    panels = json.loads((DEPLOY / "dashboard.json").read_text())["panels"]
    asks = [target["expr"].replace("$list", ".*") for panel in panels for target in panel["targets"]]
    rules = [{"record": f"asked:{number}", "expr": each} for number, each in enumerate(asks)]
    (tmp_path / "asks.yml").write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))

    done = subprocess.run(
        [promtool(), "check", "rules", tmp_path / "asks.yml"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_alerts_and_dashboard_name_metrics_that_there_are():
    code = (Path(__file__).parents[2] / "bot/service/metrics.py").read_text()
    there = {name.removesuffix("_total") for name in re.findall(r'"(listwarden_\w+)"', code)}
    there |= {f"{name}_oldest_seconds" for name in ("listwarden_held", "listwarden_outbox")}
    page = (DEPLOY.parents[1] / "docs/monitoring.md").read_text()

    for file in DEPLOY.iterdir():
        named = {
            name.removesuffix("_total") for name in re.findall(r"\blistwarden_[a-z_]+", file.read_text())
        }
        assert named <= there, file
    assert [name for name in there if f"`{name}" not in page] == []
