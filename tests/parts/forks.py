"""
Starts listwarden commands as processes that are forked from one that has loaded the package already.

Each is a process of its own, with its own standard streams, folder, environment,
session and signals, as ``python -m bot`` would be; only the second that loading
takes is saved. One process to fork from is kept for each process of the tests.
"""

import atexit
import contextlib
import gc
import importlib
import json
import math
import os
import pkgutil
import select
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import bot

ROOT = Path(__file__).parents[2]
_LONGEST = 1 << 20  # octets of a request: the environment is in it


class Forked:
    """A running command, with what ``subprocess.Popen`` has of it: pid, poll, wait, terminate, kill."""

    def __init__(self, pid: int, ended: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = ended
        self._one_at_a_time = threading.Lock()

    def poll(self) -> int | None:
        """Its exit status (negative: the signal that ended it); None while it runs."""
        with self._one_at_a_time:
            if self.returncode is None and select.select([self._ended], [], [], 0)[0]:
                self.returncode = int(os.read(self._ended, 20) or b"-9")
                os.close(self._ended)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired."""
        end = math.inf if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            time.sleep(0.003)
        return status

    def send_signal(self, number: int) -> None:
        """Nothing is sent to a process that has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


def start(
    arguments: Sequence[str],
    *,
    stdout: int,
    stderr: int,
    cwd: Path,
    env: dict[str, str],
    paused: bool = False,
) -> Forked:
    """``listwarden ARGUMENTS`` in a session of its own, with nothing on its standard input; ``paused`` until SIGCONT."""
    ended, tell = os.pipe()
    try:
        request = {"arguments": list(arguments), "cwd": str(cwd), "env": env, "paused": paused}
        pid = _origin().ask(request, [stdout, stderr, tell])
    finally:
        os.close(tell)
    return Forked(pid, ended)


def run(
    arguments: Sequence[str], *, cwd: Path, env: dict[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """``listwarden ARGUMENTS`` to its end, with what it said. Raises subprocess.TimeoutExpired, and ends it then."""
    pipes = [os.pipe(), os.pipe()]
    said: list[bytes] = [b"", b""]

    def listen(number: int) -> None:
        with os.fdopen(pipes[number][0], "rb") as stream:
            said[number] = stream.read()

    try:
        process = start(arguments, stdout=pipes[0][1], stderr=pipes[1][1], cwd=cwd, env=env)
    finally:
        for _, end in pipes:
            os.close(end)
    listeners = [threading.Thread(target=listen, args=(number,)) for number in (0, 1)]
    for listener in listeners:
        listener.start()
    try:
        status = process.wait(timeout)
    finally:
        process.kill()
        for listener in listeners:
            listener.join(10)
    out, error = (each.decode("utf-8", "replace") for each in said)
    return subprocess.CompletedProcess(["listwarden", *arguments], status, out, error)


def warm(arguments: Sequence[str], *, cwd: Path, env: dict[str, str]) -> None:
    """
    Have the process that commands are forked from run one itself, to its end.

    What it has compiled and parsed by then, no command forked later does again.
    """
    with Path(os.devnull).open("wb") as nothing:
        request = {"arguments": list(arguments), "cwd": str(cwd), "env": env, "warm": True}
        _origin().ask(request, [nothing.fileno()] * 3)


class _Origin:
    """The process that all others are forked from."""

    def __init__(self) -> None:
        self._line, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with there:
            there.set_inheritable(True)
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(there.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        self._one_at_a_time = threading.Lock()
        atexit.register(self.close)

    def ask(self, request: dict[str, Any], files: list[int]) -> int:
        """The number of the process that it made."""
        with self._one_at_a_time:
            socket.send_fds(self._line, [json.dumps(request).encode()], files)
            answer = self._line.recv(20)
        if not answer:
            raise RuntimeError("the process that commands are forked from has ended")
        return int(answer)

    def close(self) -> None:
        """It ends when nobody can ask any more."""
        self._line.close()
        self._process.wait()


@cache
def _origin() -> _Origin:
    return _Origin()


def _serve(line: socket.socket) -> None:
    """Fork for each request; tell each command's end on the pipe that came with it."""
    signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGCONT}
    )  # none is lost that comes before it is waited for
    ends: dict[int, int] = {}
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    _hear_of_ends(wake)
    with selectors.DefaultSelector() as selector:
        selector.register(line, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fd == woken:
                    os.read(woken, 4096)
                    _reap(ends)
                    continue
                raw, files, *_ = socket.recv_fds(line, _LONGEST, 3)
                if not raw:
                    return
                out, error, tell = files
                request = json.loads(raw)
                if request.get("warm"):
                    _run_here(request, out, error)
                    _hear_of_ends(wake)
                    for file in files:
                        os.close(file)
                    line.send(b"0")
                    continue
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    _become(request, out, error)
                os.close(out)
                os.close(error)
                ends[pid] = tell
                line.send(str(pid).encode())


def _hear_of_ends(wake: int) -> None:
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)


def _run_here(request: dict[str, Any], out: int, error: int) -> None:
    """Run the command in this process, which stays as it was but for what is loaded and cached."""
    kept = os.dup(1), os.dup(2)
    here, environment = Path.cwd(), dict(os.environ)
    try:
        os.dup2(out, 1)
        os.dup2(error, 2)
        os.chdir(request["cwd"])
        os.environ.update(request["env"])
        with contextlib.suppress(SystemExit):
            importlib.import_module("bot.cli").main(request["arguments"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.chdir(here)
        os.environ.clear()
        os.environ.update(environment)
        for number, file in zip((1, 2), kept, strict=True):
            os.dup2(file, number)
            os.close(file)
        gc.freeze()


def _reap(ends: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            tell = ends.pop(pid)
            with contextlib.suppress(BrokenPipeError):
                os.write(tell, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(tell)


def _become(request: dict[str, Any], out: int, error: int) -> None:
    """Be the command, and end with it."""
    status = 1
    try:
        os.setsid()
        os.dup2(out, 1)
        os.dup2(error, 2)
        os.closerange(3, 1024)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        sys.argv = ["listwarden", *request["arguments"]]
        if request["paused"]:
            signal.sigwait({signal.SIGCONT})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCONT})
        status = _status_of(importlib.import_module("bot.cli").main(request["arguments"]))
    except SystemExit as end:
        status = _status_of(end.code)
    except BaseException:  # noqa: BLE001 - as the interpreter does at the top
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)


def _status_of(code: object) -> int:
    if code is None or isinstance(code, int):
        return code or 0
    sys.stderr.write(f"{code}\n")
    return 1


def _load() -> None:
    """Everything that a command may load, so that no child does it again."""
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        if not found.name.startswith(("bot.service.demo", "bot.__main__", "bot.store.migrations")):
            importlib.import_module(found.name)
    gc.freeze()


if __name__ == "__main__":
    _load()
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        _serve(channel)
