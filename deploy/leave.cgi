#!/usr/bin/env python3
"""
The page for leaving a list by one click (RFC 8058): a CGI program for any web server, in Python alone.

Copy it where your web server runs programs, write your lists and addresses below, make it executable, and set

    unsubscribe_page = "https://lists.example.org/cgi-bin/leave.cgi/salon/{token}"

A POST mails the bot "unsubscribe TOKEN". A GET, as programs send that look through mail, shows a button
and changes nothing.
"""

import os
import re
import subprocess
import sys
from html import escape

LISTS = {"salon": "salon@lists.example.org"}  # the name in the address: the list, or its self_service
FROM = "leave-page@lists.example.org"
SENDMAIL = "/usr/sbin/sendmail"

MOST = 4096  # octets of a request's body
PATH = re.compile(r"/([\w.-]{1,64})/([a-z2-7]{16})/?", re.IGNORECASE | re.ASCII)
BUTTON = (
    '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
    "<button>Leave the list</button></form>"
)
HEAD = """Status: {status}\r
Content-Type: text/html; charset=utf-8\r
Cache-Control: no-store\r
Referrer-Policy: no-referrer\r
X-Robots-Tag: noindex\r
Content-Security-Policy: default-src 'none'; form-action 'self'; style-src 'unsafe-inline'\r
\r
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:1.1rem/1.5 sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}}
button{{font:inherit;padding:.6rem 1.2rem}}</style><h1>{title}</h1><p>{text}</p>{more}</html>
"""


def answer() -> tuple[str, str, str, str]:
    """Status, title, text and form of the answer to the request that the environment tells of."""
    path = PATH.fullmatch(os.environ.get("PATH_INFO", ""))
    if path is None or path[1] not in LISTS:
        return "404 Not Found", "This link is not whole", "Please use the link of the mail as it is.", ""
    name, token = path[1], path[2].lower()
    if os.environ.get("REQUEST_METHOD") in ("GET", "HEAD"):
        return "200 OK", f"Leave {name}?", "You will get no more mail from this list.", BUTTON
    if os.environ.get("REQUEST_METHOD") != "POST" or b"One-Click" not in body():
        return "400 Bad Request", "Nothing has changed", "This was no request to leave.", BUTTON
    if not mailed(LISTS[name], token):
        return (
            "503 Service Unavailable",
            "That did not work",
            "Nothing has changed. Please try again later.",
            BUTTON,
        )
    return "200 OK", "Done", f"You are leaving {name}; within minutes no more mail is sent to you.", ""


def body() -> bytes:
    """What the request brings, as far as it may be long."""
    length = os.environ.get("CONTENT_LENGTH", "")
    return sys.stdin.buffer.read(min(int(length), MOST)) if length.isdecimal() else b""


def mailed(to: str, token: str) -> bool:
    """Hand the mail over to the machine's mail server; whether it took it."""
    mail = f"From: {FROM}\nTo: {to}\nSubject: unsubscribe {token}\n\nBy one click.\n"
    try:
        done = subprocess.run(
            [SENDMAIL, "-i", "-f", FROM, "--", to], input=mail.encode(), timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    status, title, text, more = answer()
    sys.stdout.write(HEAD.format(status=status))
    sys.stdout.write(PAGE.format(title=escape(title), text=escape(text), more=more))
