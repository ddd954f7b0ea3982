"""rspamd as a peer of replay: its daemon on a loopback port, one scanner, asked by HTTP as rspamc asks it."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from tests.bench.peer_scripts import RSPAMD, RSPAMD_ASKS_OTHERS

PATIENCE = 120  # seconds until it is ready: it compiles its patterns at the first start
NOBODY = ("-u", "nobody", "-g", "nogroup") if os.geteuid() == 0 else ("-i",)


def processor_time(home: Path, mails: Sequence[Path]) -> tuple[float, float]:
    """Seconds of all its processes for these mails, once each after a first round; and until it was ready."""
    port = _free_port()
    with _started(home, port) as daemon:
        _wait_for(daemon, port)
        started = _spent(daemon)
        _ask(port, mails[:20])
        before = _spent(daemon)
        _ask(port, mails)
        return _spent(daemon) - before, started


def _started(home: Path, port: int) -> "_Daemon":
    for name in ("db", "run", "local.d"):
        (home / name).mkdir(parents=True, exist_ok=True)
    for name in RSPAMD_ASKS_OTHERS:
        (home / "local.d" / f"{name}.conf").write_text("enabled = false;\n")
    (home / "tld").write_text("com\nnet\norg\n")
    (home / "rspamd.conf").write_text(RSPAMD.format(home=home, port=port))
    for path in (home, *home.rglob("*")):
        path.chmod(0o777)
    places = {"DBDIR": home / "db", "RUNDIR": home / "run", "LOGDIR": home, "LOCAL_CONFDIR": home}
    told = [word for name, place in places.items() for word in ("--var", f"{name}={place}")]
    return _Daemon(["rspamd", "-f", *NOBODY, "-c", str(home / "rspamd.conf"), *told])


class _Daemon:
    """A program that ends with its block."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self) -> psutil.Process:
        return psutil.Process(self._process.pid)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(daemon: psutil.Process, port: int) -> None:
    for _ in range(PATIENCE * 10):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert daemon.status() != psutil.STATUS_ZOMBIE, "rspamd has ended"
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("rspamd is not ready")


def _spent(daemon: psutil.Process) -> float:
    every = [daemon, *daemon.children(recursive=True)]
    return sum(float(one.cpu_times().user + one.cpu_times().system) for one in every)


def _ask(port: int, mails: Sequence[Path]) -> None:
    for path in mails:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.request("POST", "/checkv2", path.read_bytes())
        answer = line.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
        line.close()
