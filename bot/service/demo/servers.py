"""The demo's surroundings: an IMAP server in memory and an SMTP server that keeps what it takes."""

import asyncio
import contextlib
import socket
import sys
from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from bot.errors import PermanentFailure

USER, PASSWORD = "salon", "demo"


@dataclass  # not slotted: aiosmtpd asks for every attribute, and on Python 3.11.2 __weakref__ raises then
class Sink:
    """Takes every mail and keeps it: (reverse-path, recipients, bytes)."""

    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.mails.append((envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return "250 kept"


def free_port() -> int:
    """A port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def smtp_sink() -> AsyncIterator[tuple[int, Sink]]:
    """A running SMTP sink: its port and what it keeps."""
    sink, port = Sink(), free_port()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(sink, enable_SMTPUTF8=True), "127.0.0.1", port
    )
    async with server:
        yield port, sink


@contextlib.asynccontextmanager
async def imap_server() -> AsyncIterator[int]:
    """A running pymap server with one account; its port. Raises PermanentFailure where pymap is missing."""
    try:
        from pymap.backend.dict import DictBackend  # noqa: PLC0415 - an extra
        from pymap.imap import IMAPService  # noqa: PLC0415
    except ImportError as error:
        raise PermanentFailure(
            f"the demo needs a small IMAP server: {sys.executable} -m pip install pymap"
        ) from error
    _keep_tasks(asyncio.get_running_loop())
    port = free_port()
    backend, config = await DictBackend.init(_arguments(port))
    config.apply_context()
    async with contextlib.AsyncExitStack() as stack:
        await backend.start(stack)
        await IMAPService(backend, config).start(stack)
        yield port


def _arguments(port: int) -> Namespace:
    return Namespace(
        host=["127.0.0.1"],
        port=str(port),
        cert=None,
        key=None,
        tls=False,
        inherited_sockets=None,
        proxy_protocol=None,
        debug=False,
        passlib_cfg=None,
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
    )


def _keep_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Pymap lets go of its IDLE tasks, and Python 3.13 collects them: hold each until it is done."""
    kept: set[asyncio.Task[Any]] = set()

    def factory(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **more)
        kept.add(task)
        task.add_done_callback(kept.discard)
        return task

    loop.set_task_factory(factory)
