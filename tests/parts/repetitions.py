"""Mails that say one thing over and over: sixty kinds of what parsers, patterns and layouts fear."""

from collections.abc import Callable

HEAD = b"From: Ann <ann@example.org>\r\nTo: salon@lists.example.org\r\nMessage-ID: <1@example.org>\r\nDate: Thu, 8 Jan 2026 09:14:07 +0100\r\n"
SUBJECT = b"Subject: tides\r\n"
PLAIN = HEAD + SUBJECT + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = HEAD + SUBJECT + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
MIXED = HEAD + SUBJECT + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
ALTERNATIVE = HEAD + SUBJECT + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"

IN_TEXT: dict[str, bytes] = {
    "letters": b"a", "words": b"word ", "lines": b"a line of a few words here\r\n", "empty lines": b"\r\n", "short lines": b"a\r\n",
    "bullets": b"- \r\n", "blanks": b" ", "tabs": b"\t", "blank lines with blanks": b"   \r\n", "quote marks": b"> ", "quoted lines": b"> a line\r\n",
    "deep quotes": b">>>>>>>> a\r\n", "marks in a row": b">", "rules": b"-----\r\n", "long rules": b"_" * 70 + b"\r\n", "signatures": b"-- \r\nAnn\r\n",
    "attributions": b"On Mon, Mar 2, 2026 at 9:00 AM, Bob <bob@example.org> wrote:\r\n> x\r\n", "half attributions": b"On Mon, \r\n", "wrote": b"wrote:\r\n",
    "forwards": b"---------- Forwarded message ---------\r\nFrom: A <a@b>\r\nDate: x\r\nSubject: y\r\n\r\ntext\r\n",
    "original messages": b"-----Original Message-----\r\nFrom: A\r\nSent: x\r\nTo: B\r\nSubject: y\r\n\r\n", "field lines": b"From: a@b\r\n",
    "begins and ends": b"----- Begin forwarded message -----\r\n----- End forwarded message -----\r\n", "bylines": b"By Ann Example\r\n\r\n",
    "dates": b"March 4, 2026\r\n", "headlines": b"THE BRIDGE IS OPEN\r\n\r\n", "sentences": b"The bridge is open. It was long.\r\n\r\n",
    "links": b"https://example.net/a?b=c ", "links on lines": b"https://example.net/a\r\n", "long links": b"https://example.net/" + b"a" * 3000 + b" ",
    "schemes": b"https://", "www": b"www.", "wrapped links": b"<https://example.net/\r\n", "addresses": b"ann@example.org ", "at signs": b"@",
    "brackets": b"(", "closing brackets": b")", "square brackets": b"[", "braces": b"{", "stars": b"*", "dots": b".", "commas": b",", "apostrophes": b"'",
    "quotation marks": b'"', "dashes": b"-", "digits": b"1", "prices": b"$10 ", "unsubscribe": b"unsubscribe\r\n", "footers": b"_____\r\nSalon mailing list\r\n",
    "mobile": b"Sent from my iPhone\r\n", "names": b"Ann Example\r\n", "closings": b"Best regards,\r\n", "CJK": "漢字".encode(), "Hebrew": "שלום ".encode(),
    "combining": "é".encode() + b"\xcc\x81", "joiners": b"\xe2\x80\x8d", "emoji": "😀".encode(), "invalid UTF-8": b"\xff\xfe", "carriage returns": b"\r", "NUL": b"\0",
}  # fmt: skip
IN_HTML: dict[str, bytes] = {
    "paragraphs": b"<p>a", "breaks": b"<br>", "divs": b"<div>a</div>", "open divs": b"<div>", "links": b'<a href="https://example.net/">x</a>', "bold": b"<b>x",
    "quotes": b"<blockquote>x</blockquote>", "open quotes": b"<blockquote>x", "cells": b"<td>x", "rows": b"<tr><td>x", "tables": b"<table><tr><td>x",
    "items": b"<li>x", "lists": b"<ul><li>x", "options": b"<option>x", "attributes": b" a=b", "comments": b"<!-- x -->", "open comments": b"<!--",
    "less": b"<", "more": b">", "entities": b"&amp;", "odd entities": b"&#x1F600;", "styles": b"<style>x</style>", "open styles": b"<style>", "fonts": b"<font style=a>x",
    "hidden": b'<p style="display:none">x</p>', "images": b'<img src="cid:x">', "pre": b"<pre>x\n", "ends": b"</p>", "ends of what is not open": b"</div>",
}  # fmt: skip


def repetitions() -> dict[str, Callable[[int], bytes]]:
    """Each kind as a function of the octets that the mail is to have, roughly."""
    kinds = {f"text: {name}": _repeated(PLAIN, unit) for name, unit in IN_TEXT.items()}
    kinds |= {f"html: {name}": _repeated(HTML, unit) for name, unit in IN_HTML.items()}
    kinds["html: attributes"] = _repeated(HTML + b"<p", b" a=b")
    kinds |= {
        "header: fields": _repeated(HEAD + SUBJECT, b"X: y\r\n"),
        "header: folds": _repeated(HEAD + SUBJECT + b"X: y", b"\r\n y"),
        "header: subject": _repeated(HEAD + b"Subject:", b" word"),
        "header: words": _repeated(HEAD + b"Subject: ", b"=?utf-8?q?a?= "),
        "header: recipients": _repeated(HEAD + SUBJECT + b"Cc: ", b"ann@example.org, "),
        "header: references": _repeated(HEAD + SUBJECT + b"References:", b" <1@example.org>"),
        "header: received": _repeated(HEAD + SUBJECT, b"Received: from a by b; Thu, 8 Jan 2026 09:14:07 +0100\r\n"),
        "header: results": _repeated(HEAD + SUBJECT, b"Authentication-Results: mx.example.org; dmarc=pass\r\n"),
        "parts: texts": _repeated(MIXED, b"--b\r\n\r\nx\r\n"),
        "parts: files": _repeated(MIXED, b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n"),
        "parts: html": _repeated(MIXED, b"--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n"),
        "parts: alternatives": _repeated(ALTERNATIVE, b"--b\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>y\r\n"),
        "parts: messages": _repeated(HEAD, b"Content-Type: message/rfc822\r\n\r\n"),
        "parts: boundaries": _repeated(MIXED, b"--b x\r\n"),
        "parts: nested": _nested,
    }  # fmt: skip
    return kinds


def _repeated(head: bytes, unit: bytes) -> Callable[[int], bytes]:
    return lambda octets: head + unit * (octets // len(unit)) + b"\r\n"


def _nested(octets: int) -> bytes:
    levels = octets // 60
    return HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels)
    )  # fmt: skip
