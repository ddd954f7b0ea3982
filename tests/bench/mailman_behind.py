"""
The steps of docs/mailman.md on a real Postfix and a real Mailman 3, which gets a virtual environment of its own.

``python -m tests.bench.mailman_behind``; the first run installs Mailman (a few minutes), the next ones take one.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from tests.bench.handed import RULES, a_post
from tests.parts.handed import Client, HandedSalon
from tests.parts.postfix import Postfix
from tests.parts.salon import ADDRESS
from tests.parts.sink import RecordingSink, free_port

WANTED = ("mailman>=3.3.10", "sqlalchemy<2.1")
PASSWORD = "correct-horse"
PATIENCE = 180  # seconds: it starts fourteen processes one by one
CONFIG = """\
[mailman]
layout: here
site_owner: owner@example.org
[paths.here]
var_dir: {home}/var
[mta]
incoming: mailman.mta.null.NullMTA
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
smtp_host: 127.0.0.1
smtp_port: {smtp}
[webservice]
port: {rest}
admin_user: restadmin
admin_pass: restpass
[archiver.prototype]
enable: no
"""


def program() -> Path:
    """Mailman's command; installed where it is missing."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "listwarden-tests" / "mailman"
    if not (home / "bin" / "mailman").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", *WANTED], check=True)
    return home / "bin" / "mailman"


class Mailman:
    """A Mailman 3 of its own; what it sends goes to ``smtp``."""

    def __init__(self, smtp: int) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mailman-"))
        self.lmtp, self.rest = free_port(), free_port()
        text = CONFIG.format(home=self.home, lmtp=self.lmtp, smtp=smtp, rest=self.rest)
        (self.home / "mailman.cfg").write_text(text)
        self._command = [str(program()), "--run-as-root", "-C", str(self.home / "mailman.cfg")]

    def __enter__(self) -> Self:
        subprocess.run(
            [*self._command, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(480):
            try:
                self.call("GET", "system/versions")
            except OSError:
                time.sleep(0.5)
            else:
                return self
        raise SystemExit("Mailman did not start")

    def __exit__(self, *_: object) -> None:
        subprocess.run(
            [*self._command, "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def command(self, *words: str) -> None:
        """One of its commands."""
        subprocess.run([*self._command, *words], check=True, stdout=subprocess.DEVNULL)

    def call(self, method: str, path: str, **values: str) -> Any:
        """A call of its REST interface."""
        request = urllib.request.Request(
            f"http://localhost:{self.rest}/3.1/{path}",
            method=method,
            data=urllib.parse.urlencode(values).encode() if values else None,
            headers={"Authorization": f"Basic {base64.b64encode(b'restadmin:restpass').decode()}"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def has_list(self) -> None:
        """The list, moderated, with one member and a password for moderators."""
        self.call("POST", "domains", mail_host="lists.example.org")
        self.call("POST", "lists", fqdn_listname=ADDRESS)
        config = "lists/salon.lists.example.org/config"
        held = {"default_member_action": "hold", "default_nonmember_action": "hold"}
        self.call("PATCH", config, moderator_password=PASSWORD, admin_immed_notify="False", **held)
        confirmed = {"pre_verified": "True", "pre_confirmed": "True", "pre_approved": "True"}
        self.call(
            "POST", "members", list_id="salon.lists.example.org", subscriber="bob@example.org",
            send_welcome_message="False", **confirmed,
        )  # fmt: skip

    def held(self) -> list[str]:
        """The subjects of what waits for its moderators."""
        found = self.call("GET", "lists/salon.lists.example.org/held")
        return [one["subject"] for one in found.get("entries", [])]


def main() -> None:
    """A good post reaches a member through both, a bad one comes back, who goes around the bot is held."""
    with ExitStack() as stack:
        members, notices = stack.enter_context(RecordingSink()), stack.enter_context(RecordingSink())
        mailman = stack.enter_context(Mailman(members.port))
        mailman.has_list()
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="behind-")))
        (home / "moderator-password").write_text(f"{PASSWORD}\n")
        bot = HandedSalon(
            home=home,
            sink=notices,
            post=f'via = "lmtp"\nnext_hop = "127.0.0.1:{mailman.lmtp}"\napproved_file = "moderator-password"',
        )
        bot.has_rules(RULES)
        text = bot.config.read_text()
        bot.config.write_text(text[: text.index("[lists.digest]")])
        ways = f"{{ {ADDRESS} = lmtp:inet:127.0.0.1:{bot.port} }}"
        postfix = stack.enter_context(
            Postfix(
                f"relay_domains = lists.example.org\nrelay_transport = lmtp:inet:127.0.0.1:{mailman.lmtp}\n"
                f"transport_maps = inline:{{ {ways} }}\nlmtp_line_length_limit = 0\n"
            )
        )
        stack.enter_context(bot.daemon())
        began = time.monotonic()
        postfix.send(
            "ann@example.net", [ADDRESS], a_post(1).replace(b"Subject:", b"Approved: guess\r\nSubject:")
        )
        (mail,) = members.wait_for(1, 60)
        print(
            f"reached a member after {time.monotonic() - began:.1f} s: {mail.recipients}, {mail.field('List-Id')}"
        )
        print(
            f"Approved in it: {mail.field('Approved')}; From: {mail.field('From')}; List-Post: {mail.field('List-Post')}"
        )
        postfix.send("ann@example.net", [ADDRESS], a_post(3, short=True))
        (back,) = notices.wait_for(1, 60)
        print(f"a short one came back to {back.recipients}")
        postfix.send("ann@example.net", [ADDRESS], mail.raw)
        while len(bot.journal()) < 3:
            time.sleep(0.5)
        print(f"what was on the list before: {[case['disposition'] for case in bot.journal()][-1]}")
        with Client(mailman.lmtp) as around:
            around.hands(a_post(5), ADDRESS)
        postfix.send("carol@example.org", ["salon-request@lists.example.org"], a_post(6))
        for _ in range(60):
            if mailman.held():
                break
            time.sleep(1.0)
        print(f"who went around the bot is held by Mailman: {mailman.held()}")
        print(
            f"sub-addresses go to Mailman: {'salon-request@lists.example.org' in postfix.deliveries('sent', 4)}"
        )
        print(f"bounced by Postfix: {postfix.deliveries('bounced')}")
        print(
            f"members got {len([one for one in members.messages() if 'bob@example.org' in one.recipients])} post"
        )


if __name__ == "__main__":
    main()
