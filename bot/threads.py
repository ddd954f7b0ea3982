"""Threads for calls that may hang: one each, so that no hanging call keeps another from its turn."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class ThreadEach(Executor):
    """
    Runs every call in a thread of its own, ``most`` of them at a time; what comes above that waits.

    The threads are daemons: a call that nothing can end, as one for a name
    server that is silent, does not keep the process from ending.
    """

    def __init__(self, most: int) -> None:
        self._room = most
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Begin a call, or let it wait where too many run."""
        future: Future[T] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - whoever waits for the result gets it
                future.set_exception(error)

        with self._lock:
            if not self._room:
                self._waiting.append(call)
                return future
            self._room -= 1
        threading.Thread(target=self._work, args=(call,), name="call", daemon=True).start()
        return future

    def _work(self, call: Callable[[], None]) -> None:
        while True:
            call()
            with self._lock:
                if not self._waiting:
                    self._room += 1
                    return
                call = self._waiting.popleft()
